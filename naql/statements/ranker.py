"""View → choice: a log-linear ranker over the stretches of tokens that may fill a role, «none of them» among them.

The score of a candidate is the sum of the weights of its features. Features of its first token, of its last one, and of the stretch
between are kept apart, so that a view costs starts + ends and little for each pair of them. Weights: training/statements.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple, Protocol

from naql.lexicon import read_weights
from naql.statements.tape import Stretch

# A candidate whose two ends alone score this much below the best pair of ends is not looked at further: what lies between adds
# less. With 6 the figures of the development sets are those of no margin, and reading takes a third less time.
_MARGIN = 6.0
Weights = Mapping[str, float]


class View(Protocol):
    """What a role looks like to the ranker."""

    @property
    def starts(self) -> Sequence[int]: ...
    def ends(self, first: int) -> Sequence[int]: ...
    def kind(self, first: int) -> str: ...
    def absence(self) -> list[str]: ...
    def left(self, first: int) -> list[str]: ...
    def right(self, kind: str, last: int) -> list[str]: ...
    def between(self, first: int, last: int) -> list[str]: ...


@cache
def weights(role: str) -> Weights:
    """Feature → weight for a role: `contents`, `heads`, `lines`, `pieces` or `speakers`."""
    return read_weights(f"statements/{role}")


def candidates(view: View) -> list[Stretch]:
    return [(first, last) for first in view.starts for last in view.ends(first)]


def features(view: View, candidate: Stretch | None) -> list[str]:
    """All features of a candidate; of «none» for None."""
    if candidate is None:
        return view.absence()
    first, last = candidate
    return [*view.left(first), *view.right(view.kind(first), last), *view.between(first, last)]


class Scored(NamedTuple):
    """A candidate, how much better it is than «none» (natural logarithm of the odds), and its probability among all."""

    candidate: Stretch
    gain: float
    probability: float


class Ranking(NamedTuple):
    """The candidates better than «none», the best first, and how probable «none» is among all."""

    better: list[Scored]
    none: float


def rank(view: View, role: str, lenience: float = 0.0) -> Ranking:
    """Ranks the candidates of a view for a role (`weights`). `lenience` is taken from the score of «none»."""
    get = weights(role).get
    none = sum([get(name, 0.0) for name in view.absence()]) - lenience
    edges: list[tuple[float, int, int]] = []
    right: dict[tuple[str, int], float] = {}
    for first in view.starts:
        kind = view.kind(first)
        left = sum([get(name, 0.0) for name in view.left(first)])
        for last in view.ends(first):
            key = (kind, last)
            if key not in right:
                right[key] = sum([get(name, 0.0) for name in view.right(kind, last)])
            edges.append((left + right[key], first, last))
    floor = max(edges)[0] - _MARGIN if edges else 0.0
    scores = [
        (edge + sum([get(name, 0.0) for name in view.between(first, last)]), (first, last))
        for edge, first, last in edges
        if edge >= floor
    ]
    scores.sort(reverse=True)
    top = max(none, scores[0][0]) if scores else none
    total = math.exp(none - top) + sum([math.exp(value - top) for value, _ in scores])
    better = [
        Scored(candidate, value - none, math.exp(value - top) / total) for value, candidate in scores if value > none
    ]
    return Ranking(better, math.exp(none - top) / total)
