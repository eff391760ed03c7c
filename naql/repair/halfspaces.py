"""text → changes: half-spaces that were deleted, and half-spaces that were typed as blanks.

Each word and each pair of neighbours is weighed once and remembered; a text costs one split and two look-ups a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from math import exp
from typing import NamedTuple

from naql.repair.analysis import Features, Parts, readings
from naql.repair.changes import Change
from naql.repair.characters import LETTER, MARK
from naql.repair.context import EDGE, plural_or_ending
from naql.repair.joining import left_features, pair_features, plausible, right_features
from naql.repair.knowledge import HALF_SPACE, Knowledge, load

_WORD = re.compile(f"([{LETTER}][{LETTER}{MARK}{HALF_SPACE}]*)")
_MARKS = re.compile(f"[{MARK}]")
_REMEMBERED = 200_000  # words and pairs kept; then forgotten, so that memory stays flat on any input

# What a word can ask for; a sum of these. Most words ask for nothing.
_CUT, _RIGHT, _LEFT = 1, 2, 4


class Reading(NamedTuple):
    """One way to write a word: how likely, where its half-spaces go (offsets in the word), plural or ending."""

    probability: float
    cuts: tuple[int, ...]
    kind: int


class _Remembered(dict[object, object]):
    """A dict that works out what it lacks, and forgets everything when it is full."""

    def __init__(self, work_out):  # type: ignore[no-untyped-def]
        super().__init__()
        self._work_out = work_out

    def __missing__(self, key: object) -> object:
        if len(self) >= _REMEMBERED:
            self.clear()
        value = self._work_out(key)
        self[key] = value
        return value


class HalfSpaces:
    """The model with what it has worked out so far."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.known = knowledge
        self.asks = _Remembered(self._asks)
        self.readings = _Remembered(self._readings)
        self.joins = _Remembered(self._join)
        self._right_seen = {right for _, right in (*knowledge.pairs.joined, *knowledge.pairs.news_joined)}
        self._right_seen |= {right for _, right in knowledge.pairs.listed}

    def changes(self, text: str, sure_cut: float, sure_join: float) -> list[Change]:
        """The half-spaces that are missing with at least the given probabilities."""
        pieces = _WORD.split(text)
        words = pieces[1::2]
        asked = [(i, ask) for i, ask in enumerate(map(self.asks.__getitem__, words)) if ask]
        if not asked:
            return []
        ends = list(accumulate(map(len, pieces)))
        found: list[Change] = []
        for i, ask in asked:
            if ask & _RIGHT and i and pieces[2 * i] == " ":
                self._joined(words, i, ends[2 * i], sure_join, found)
            if ask & _CUT:
                found += self._cut(pieces, i, ends[2 * i], sure_cut)
            if ask & _LEFT and i + 1 < len(words) and pieces[2 * i + 2] == " ":
                if not self.asks[words[i + 1]] & _RIGHT:
                    self._joined(words, i + 1, ends[2 * i + 2], sure_join, found)
        return found

    def _joined(self, words: list[str], i: int, end: int, sure: float, found: list[Change]) -> None:
        probability = self.joins[words[i - 1], words[i]]
        if probability >= sure:
            found.append(Change(end - 1, end, HALF_SPACE, "half-spaces", probability))

    def _cut(self, pieces: list[str], i: int, start: int, sure: float) -> Iterator[Change]:
        ways = self.readings[pieces[2 * i + 1]]
        if ways[0].probability < 0.995 and len({way.kind for way in ways} - {0}) == 2:
            ways = self._in_context(ways, pieces, i)
        best = ways[0]
        if best.cuts and best.probability >= sure:
            for cut in best.cuts:
                yield Change(start + cut, start + cut, HALF_SPACE, "half-spaces", best.probability)

    def _in_context(self, ways: list[Reading], pieces: list[str], i: int) -> list[Reading]:
        """The readings weighed anew by the words before and after."""
        at = 2 * i + 1
        before = _letters(pieces[at - 2]) if i and pieces[at - 1] == " " else EDGE
        after = _letters(pieces[at + 2]) if at + 2 < len(pieces) and pieces[at + 1] == " " else EDGE
        odds = self.known.context_before.get(before, 0.0) + self.known.context_after.get(after, 0.0)
        weighed = [way._replace(probability=way.probability * exp(way.kind * odds / 2)) for way in ways]
        total = sum(way.probability for way in weighed)
        return sorted((way._replace(probability=way.probability / total) for way in weighed), reverse=True)

    def _asks(self, word: str) -> int:
        letters, counts = _letters(word), self.known.counts
        first = _MARKS.sub("", word).split(HALF_SPACE)[0] if HALF_SPACE in word else letters
        right = (
            counts.affixes.get(first) in ("suffix", "ending") or first in counts.tails or first in self._right_seen
        )
        left = counts.affixes.get(word) == "verb-prefix"
        cut = len(letters) > 2 and bool(self.readings[word][0].cuts or len(self.readings[word]) > 1)
        return _CUT * cut + _RIGHT * right + _LEFT * left

    def _readings(self, word: str) -> list[Reading]:
        """The likely readings, likeliest first; one that has all the half-spaces the word already has."""
        ways = self._weighed(_letters(word)) if HALF_SPACE not in word else []
        return [Reading(p, _places(word, parts), plural_or_ending(parts)) for p, parts in ways] or [Reading(1.0, (), 0)]

    def _weighed(self, letters: str) -> list[tuple[float, Parts]]:
        ways = readings(letters, self.known.counts)
        if len(ways) == 1:
            return [(1.0, (letters,))]
        weights = self.known.reading_weights
        scores = {parts: _score(features, weights) for parts, features in ways.items()}
        top = max(scores.values())
        odds = {parts: exp(score - top) for parts, score in scores.items() if score > top - 7}
        total = sum(odds.values())
        return sorted(((o / total, parts) for parts, o in odds.items()), reverse=True)

    def _join(self, pair: Parts) -> float:
        """How likely a half-space belongs between two words that stand side by side."""
        left, right = self._last_part(pair[0]), self._first_part(pair[1])
        counts, pairs, weights = self.known.counts, self.known.pairs, self.known.joining_weights
        if not plausible(left, right, counts, pairs):
            return 0.0
        score = _score(left_features(left, counts), weights) + _score(right_features(right, counts), weights)
        score += _score(pair_features(left, right, counts, pairs), weights)
        return 1 / (1 + exp(-max(-30.0, min(30.0, score))))

    def _last_part(self, word: str) -> str:
        return self._parts(word)[-1]

    def _first_part(self, word: str) -> str:
        return self._parts(word)[0]

    def _parts(self, word: str) -> list[str]:
        """The parts of a word as it will be written."""
        best = self.readings[word][0]
        if best.cuts and best.probability > 0.5:
            word = HALF_SPACE.join(word[a:b] for a, b in zip((0, *best.cuts), (*best.cuts, len(word)), strict=True))
        return [part for part in _MARKS.sub("", word).replace("ۀ", "ه").split(HALF_SPACE) if part] or [word]


@cache
def model() -> HalfSpaces:
    """The one model of the process, loaded at the first call."""
    return HalfSpaces(load())


def _letters(word: str) -> str:
    """The word as the tables have it."""
    return _MARKS.sub("", word).replace("ۀ", "ه").replace(HALF_SPACE, "")


def _places(word: str, parts: Parts) -> tuple[int, ...]:
    """Where the parts after the first begin in the word, which may have vowel signs."""
    letters = [i for i, c in enumerate(word) if not _MARKS.match(c)]
    return tuple(letters[n] for n in list(accumulate(map(len, parts)))[:-1])


def _score(features: Features, weights: dict[str, float]) -> float:
    return sum([value * weights[name] for name, value in features.items() if value and name in weights])
