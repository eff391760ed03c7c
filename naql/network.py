"""Features of tokens → probabilities of labels → stretches: a small recurrent network that reads an article in both directions.

Each feature has a vector; the sum of a token's goes through layers of simple recurrent units (Lei et al. 2018, arXiv:1709.02755).
How much a unit keeps of what it remembers is told by the token alone, so that nearly all the arithmetic is done for the whole article at
once and numpy is enough. Weights: training/network.py.

A network may also point (Vinyals et al. 2015, arXiv:1506.03134): asked from a token, how probable each other one is to be the one
that belongs to it, as the first word of its speaker.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Container, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from io import BytesIO
from itertools import pairwise
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

Array = NDArray[np.float32]
Features = tuple[str, ...]
# The token that is asked from and one beside it, -1 for none: the first of a content, of its cue.
Question = tuple[int, int]
POINTER_PARTS = ("key", "key_bias", "ask", "ask_bias", "beside", "alone", "near", "none")
_FAINT = 0.002  # below this probability a label is not looked at, unless there is no better one
_BROKEN = -8.0  # a stretch that does not begin or end; not forbidden, since what would be right may be too faint
_ENDS = (frozenset("\n"), frozenset(".!؟?…"))
_KEPT = 3_000  # sums of features kept: words repeat themselves all day
FARTHEST = 20  # the last step of a pointer's distances, for 128 tokens and more
_SEEN = 128
_FAR = np.arange(_SEEN + 1)
_COARSE = np.where(_FAR < 8, _FAR, np.minimum(3 * np.log2(np.maximum(_FAR, 1)) - 1, FARTHEST)).astype(np.intp)
_STEPS = FARTHEST + np.concatenate([-_COARSE[:0:-1], _COARSE])


def pieces(texts: Sequence[str], longest: int = 1_000) -> Iterator[tuple[int, int]]:
    """Stretches of at most so many tokens, one call of a network each: memory stays flat on a text of one line.

    They end, where they can, with a line, or else with a sentence.
    """
    first = 0
    while first < len(texts):
        last = min(len(texts), first + longest)
        if last < len(texts):
            nearest = range(last, first + longest // 2, -1)
            last = next((index for marks in _ENDS for index in nearest if texts[index - 1] in marks), last)
        yield first, last
        first = last


@cache
def _threads() -> ThreadpoolController:
    return ThreadpoolController()


class Network:
    """A trained network, from the bytes of its file; `labels` are what it can say of a token."""

    def __init__(self, data: bytes) -> None:
        with np.load(BytesIO(data)) as arrays:
            names, labels = json.loads(arrays["names"].tobytes())
            self.labels = Labels(labels)
            self._vectors, self._scales = arrays["vectors"], arrays["scales"].astype(np.float32)
            layers = sum(name.startswith("gates_bias") for name in arrays)
            parts = ("norm", "norm_bias", "gates", "gates_bias")
            self._layers = [[arrays[f"{part}{k}"].astype(np.float32) for part in parts] for k in range(layers)]
            self._skip, self._out, self._out_bias = (arrays[n].astype(np.float32) for n in ("skip0", "out", "out_bias"))
            self._pointers = [
                arrays[f"point_{part}"].astype(np.float32) for part in POINTER_PARTS if f"point_{part}" in arrays
            ]
        self._places: Mapping[str, int] = {name: i for i, name in enumerate(names)}
        self._sum = lru_cache(maxsize=_KEPT)(self._summed)

    @staticmethod
    def pack(features: Sequence[str], labels: Sequence[str], vectors: Array, arrays: Mapping[str, Any]) -> bytes:
        """The bytes of a network's file: vectors with a byte a number, all else in half precision (neither costs a figure).

        `vectors`: features × inner. `arrays`: `norm`, `norm_bias`, `gates`, `gates_bias` with the number of their layer, `skip0` (what
        passes by the first one), `out`, `out_bias`; and of the pointers, if it has any, `point_` and one of
        POINTER_PARTS, a matrix for each kind. A matrix has a row for each number that goes in.
        """
        scales = np.abs(vectors).max(1) / 127 + 1e-9
        names = json.dumps([list(features), list(labels)], ensure_ascii=False).encode()
        packed: dict[str, Any] = {name: np.asarray(value).astype(np.float16) for name, value in arrays.items()}
        packed["names"] = np.frombuffer(names, dtype=np.uint8)
        packed["vectors"] = np.round(vectors / scales[:, None]).astype(np.int8)
        packed["scales"] = scales.astype(np.float16)
        file = BytesIO()
        np.savez(file, **packed)  # compressed it would be an eighth smaller and take ten times as long to open
        return file.getvalue()

    def __call__(self, columns: Sequence[Sequence[Features]]) -> Array:
        """Probabilities, tokens × labels; a token's features are those at its place in all the columns. Unknown ones say nothing."""
        return self.read(columns)[0]

    def read(self, columns: Sequence[Sequence[Features]]) -> tuple[Array, Array]:
        """The probabilities, and the states of the tokens that `point` asks from."""
        # Products as small as these gain nothing from several threads, and three processes of two threads each on two cores are
        # four times slower than with one.
        with _threads().limit(limits=1, user_api="blas"):
            states = self._states(columns)
            return _softmax(states @ self._out + self._out_bias), states

    def point(self, states: Array, questions: Sequence[Question], kinds: slice = slice(None)) -> Array:
        """Kinds of pointers × questions × (tokens + 1): how probable each token is to be the one; the last: that none is."""
        with _threads().limit(limits=1, user_api="blas"):
            return self._point(states, np.array(questions, dtype=np.intp).reshape(-1, 2).T, kinds)

    def _states(self, columns: Sequence[Sequence[Features]]) -> Array:
        # A fifth of the time that np.stack takes.
        x: Array = sum(
            np.concatenate([self._sum(features) for features in column]).reshape(len(column), -1) for column in columns
        )  # type: ignore[assignment]
        for k, (norm, norm_bias, gates, gates_bias) in enumerate(self._layers):
            x = x - x.mean(1, keepdims=True)
            x *= norm / np.sqrt((x * x).mean(1, keepdims=True) + 1e-5)
            x += norm_bias
            seen = x if k else _with_neighbours(x)
            x = _layer(seen @ gates + gates_bias, x if k else x @ self._skip)
        return x

    def _point(self, states: Array, asking: NDArray[np.intp], kinds: slice) -> Array:
        key, key_bias, ask, ask_bias, beside, alone, near, none = self._pointers
        second = np.where(asking[1, :, None] >= 0, states[asking[1]], alone)
        asks = states[asking[0]] @ ask[kinds] + ask_bias[kinds] + second @ beside[kinds]
        keys = states @ key[kinds] + key_bias[kinds]
        scores = np.empty((*asks.shape[:2], len(states) + 1), dtype=np.float32)
        scores[:, :, :-1] = asks @ keys.transpose(0, 2, 1) / np.sqrt(asks.shape[2])
        scores[:, :, -1] = none[kinds, None]
        tokens = np.arange(len(states))
        for froms, weights in zip(asking, near[kinds].transpose(1, 0, 2), strict=True):
            scores[:, :, :-1] += weights[:, steps(tokens - froms[:, None])] * (froms >= 0)[:, None]
        return _softmax(scores)

    def _summed(self, features: Features) -> Array:
        known = [self._places[name] for name in features if name in self._places]
        found: Array = self._scales[known] @ self._vectors[known].astype(np.float32)
        return found


def steps(distances: NDArray[np.intp]) -> NDArray[np.intp]:
    """Distances in tokens on the pointers' scale from 0 to 2 · FARTHEST: exact below 8, then three steps for each doubling."""
    found: NDArray[np.intp] = _STEPS[np.clip(distances, -_SEEN, _SEEN) + _SEEN]
    return found


def _softmax(scores: Array) -> Array:
    """Probabilities over the last axis, in place."""
    scores -= scores.max(-1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(-1, keepdims=True)
    return scores


def _with_neighbours(x: Array) -> Array:
    """Each token's numbers between those of the one before and those of the one after."""
    seen = np.zeros((len(x), 3 * x.shape[1]), dtype=np.float32)
    width = x.shape[1]
    seen[1:, :width] = x[:-1]
    seen[:, width : 2 * width] = x
    seen[:-1, 2 * width :] = x[1:]
    return seen


def _layer(gates: Array, skip: Array) -> Array:
    """What a layer's units say at each token; half of them read forwards, half backwards. `skip` is what may pass by them."""
    width = gates.shape[1] // 3
    half = width // 2
    gates[:, width:] = 0.5 * np.tanh(0.5 * gates[:, width:]) + 0.5
    new, keep, out = gates[:, :width], gates[:, width : 2 * width], gates[:, 2 * width :]
    new = (1 - keep) * new
    keep = np.concatenate([keep[:, :half], keep[::-1, half:]], 1)
    states = np.concatenate([new[:, :half], new[::-1, half:]], 1)
    state = np.zeros(width, dtype=np.float32)
    for kept, now in zip(keep, states, strict=True):
        now += kept * state
        state = now
    states[:, half:] = states[::-1, half:].copy()
    found: Array = out * np.tanh(states) + (1 - out) * skip
    return found


class Labels:
    """The names of a network's labels: `O` and other bare names, and `B-`, `I-`, `E-` and `S-` before the name of a kind.

    A stretch of tokens of one kind begins with B, goes on with I and ends with E; S is one of a single token.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self._outside = names.index("O")
        self._costs = [[_cost(before, after) for before in names] for after in names]
        self._cost_table = np.array(self._costs)

    def where(self, kinds: Container[str], signs: str = "BIES") -> list[int]:
        """The places of the labels of some kinds that have one of the signs."""
        return [i for i, name in enumerate(self.names) if name[1:2] == "-" and name[2:] in kinds and name[0] in signs]

    def decode(self, chances: Array) -> list[str]:
        """The most probable row of labels whose stretches begin and end.

        As far as the most probable labels may follow each other they are that row; a stretch where they may not, from one token that
        can only be outside to the next, is searched.
        """
        looked_at = chances >= np.minimum(_FAINT, chances.max(1, initial=0.0, keepdims=True))
        path = chances.argmax(1)
        broken = np.flatnonzero(self._cost_table[path, np.append(self._outside, path[:-1])])
        free = np.flatnonzero((looked_at.sum(1) == 1) & (path == self._outside)).tolist()
        last = 0
        for at in broken.tolist():
            if at >= last:
                place = bisect_left(free, at)
                first = free[place - 1] if place else 0
                last = free[place] + 1 if place < len(free) else len(chances)
                path[first:last] = self._search(chances[first:last], looked_at[first:last])
        return [self.names[label] for label in path.tolist()]

    def _search(self, chances: Array, looked_at: NDArray[np.bool_]) -> list[int]:
        """Viterbi over the labels that are worth a look."""
        rows, places = np.nonzero(looked_at)
        scores = np.log(chances[looked_at]).tolist()
        before: list[_Path] = []
        here: list[_Path] = [(0.0, self._outside, None)]
        at = -1
        for row, place, score in zip(rows.tolist(), places.tolist(), scores, strict=True):
            if row != at:
                before, here, at = here, [], row
            costs = self._costs[place]
            total, best = max([(path[0] + costs[path[1]], path) for path in before], key=_total)
            here.append((total + score, place, best))
        path = max(here, key=_total)
        found = []
        while path[2] is not None:
            found.append(path[1])
            path = path[2]
        return found[::-1]


def stretches(labels: Sequence[str]) -> list[tuple[int, int, str]]:
    """The (first token, one past the last, kind) of each stretch that a row of labels marks; one that does not begin or end counts too.

    >>> stretches(["B-title", "E-title", "S-person", "O"])
    [(0, 2, 'title'), (2, 3, 'person')]
    """
    edges = [i for i, now in enumerate(labels) if now[0] in "OBS" or i == 0 or labels[i - 1][2:] != now[2:]]
    edges.append(len(labels))
    return [(i, k, labels[i][2:]) for i, k in pairwise(edges) if labels[i][2:]]


_total = itemgetter(0)
_Path = tuple[float, int, Any]  # how probable a row of labels is (logarithm), its last label, the path before it


def _cost(before: str, after: str) -> float:
    goes_on, unfinished = after[:2] in ("I-", "E-"), before[:2] in ("B-", "I-")
    return 0.0 if goes_on == unfinished and (not unfinished or before[2:] == after[2:]) else _BROKEN
