"""Candidates with their features → weights of a softmax over the candidates of each case: how rankers and half-spaces are learnt."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse

Numbers = NDArray[np.float64]


def fit(
    matrix: sparse.csr_matrix,
    sizes: NDArray[Any],
    right: NDArray[Any],
    l2: float,
    *,
    counts: Numbers | float = 1.0,
    begun: Numbers | None = None,
    rounds: int = 150,
) -> Numbers:
    """The weights of the features (columns) of all candidates (rows), a case's in a row, by L-BFGS.

    `sizes`: candidates of each case; `right`: the place of the right one among them; `counts`: how much each case weighs. The penalty
    is quadratic on how far the weights go from `begun` (or 0).
    """
    firsts = np.cumsum([0, *sizes[:-1]])
    group = np.repeat(np.arange(len(sizes)), sizes)
    weight = np.broadcast_to(np.asarray(counts, dtype=np.float64), len(sizes))
    right = firsts + right
    transposed = matrix.T.tocsr()
    wanted = transposed[:, right] @ weight
    first_weights = np.zeros(matrix.shape[1]) if begun is None else begun

    def loss(w: Numbers) -> tuple[float, Numbers]:
        z = matrix @ w
        top = np.maximum.reduceat(z, firsts)
        e = np.exp(z - top[group])
        total = np.add.reduceat(e, firsts)
        likelihood = (weight * (z[right] - top - np.log(total))).sum()
        moved = w - first_weights
        chances = e / total[group]
        return -likelihood + 0.5 * l2 * moved @ moved, transposed @ (weight[group] * chances) - wanted + l2 * moved

    best = optimize.minimize(loss, first_weights, jac=True, method="L-BFGS-B", options={"maxiter": rounds})
    found: Numbers = best.x
    return found
