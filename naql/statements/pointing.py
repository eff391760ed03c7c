"""States → aims: where the network points, asked from a cue or from a content. Trained by training/statements.py."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from naql.network import Array, Network, Question

# What the network points to: from a cue (its first and its last token) the first and the last token of what it hands over; from the
# first token of a content (and that of its cue) those of its speaker, and of whom it is said to.
POINTERS = ("content", "content end", "speaker", "speaker end", "addressee", "addressee end")
FROM_CUE, FROM_CONTENT = slice(0, 2), slice(2, 6)
_FAINT = 0.02  # a token that a pointer gives less is not kept: the rankers' features tell no less probable ones apart


class Aim(NamedTuple):
    """Where a pointer points: the tokens that may well be the one, how probable each is, and how probable it is that none is."""

    chances: dict[int, float]
    nowhere: float

    def at(self, index: int) -> float:
        return self.chances.get(index, 0.0)


class Aims(NamedTuple):
    """Where the pointers for the first and for the last token of somebody or something point."""

    first: Aim
    last: Aim


NOWHERE = Aims(Aim({}, 1.0), Aim({}, 1.0))


class Pointing:
    """The network's pointers over an article: asked from a token of it, they tell what belongs to that."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._firsts: list[int] = []
        self._states: list[NDArray[np.float16]] = []

    def add(self, first: int, states: Array) -> None:
        """The states of the tokens from `first` on; pieces come in order."""
        self._firsts.append(first)
        self._states.append(states.astype(np.float16))  # half the memory of a text of one long line

    def ask(self, questions: Sequence[Question], kinds: slice) -> list[list[Aims]]:
        """For each question the aims at the first and the last token of each that the kinds are of."""
        found: list[list[Aims]] = [[] for _ in questions]
        places = [bisect_right(self._firsts, token) - 1 for token, _ in questions]
        for place in set(places):
            first, states = self._firsts[place], self._states[place].astype(np.float32)
            here = [i for i, other in enumerate(places) if other == place]
            moved = [
                (a - first, b - first if 0 <= b - first < len(states) else -1)
                for a, b in map(questions.__getitem__, here)
            ]
            aims = [_aims(chances, first) for chances in self._network.point(states, moved, kinds)]
            for firsts, lasts in zip(aims[::2], aims[1::2], strict=True):
                for i, *ends in zip(here, firsts, lasts, strict=True):
                    found[i].append(Aims(*ends))
        return found


def _aims(chances: Array, first: int) -> list[Aim]:
    """An aim for each row of questions × (tokens + 1), whose tokens are those from `first` on."""
    aims = [Aim({}, nowhere) for nowhere in chances[:, -1].tolist()]
    rows, tokens = np.nonzero(chances[:, :-1] >= _FAINT)
    for row, token, chance in zip(rows.tolist(), tokens.tolist(), chances[rows, tokens].tolist(), strict=True):
        aims[row].chances[first + token] = chance
    return aims
