"""tables → Knowledge: loads what `training/halfspaces.py` wrote to `naql/data/repair`, once, at the first repair.

The tables group words with equal counts in one line (`counts <tab> words`), so that loading is a few hundred set
operations instead of one a word. Counts from ten up are rounded to one digit: only their logarithm is used.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from naql.lexicon import loaded_once, read_data, read_table
from naql.repair.analysis import Counts, Parts
from naql.repair.characters import HALF_SPACE
from naql.repair.joining import Pairs, pair_of


@dataclass(frozen=True)
class Knowledge:
    """All that the half-space model knows. Weights are by feature; the `context_` ones are log-odds of a plural, by neighbour."""

    counts: Counts
    pairs: Pairs
    reading_weights: dict[str, float]
    joining_weights: dict[str, float]
    settled: frozenset[str]  # words that are written as they are, whatever stands around them
    partners: dict[str, frozenset[str]]  # by the second part of a pair, the first parts it may be joined to
    asks: dict[str, str]  # what the known words ask for: see halfspaces
    weighed: dict[str, str]  # the readings of those that can be cut, likeliest first: «probability form», a tab between
    context_before: dict[str, float]
    context_after: dict[str, float]

    def ways(self, letters: str) -> list[tuple[float, Parts]]:
        """The readings of a known word that can be cut, likeliest first; none of any other."""
        found = self.weighed.get(letters)
        ways = [way.split(" ") for way in found.split("\t")] if found else []
        return [(float(probability), tuple(form.split(HALF_SPACE))) for probability, form in ways]


def read_affixes() -> dict[str, str]:
    """Affix → its class."""
    return {row["entry"]: row["class"] for row in read_table("repair/affixes")}


@loaded_once
def load() -> Knowledge:
    """The shipped knowledge."""
    affixes = read_affixes()
    clean, news, listed, settled = _columns("words", 4)
    spaced, news_spaced = _columns("pairs", 2)
    heads, tails = _columns("parts", 2)
    forms: dict[str, dict[Parts, int]] = {}
    news_forms: dict[str, dict[Parts, int]] = {}
    listed_forms: dict[str, Parts] = {}
    pairs = Pairs({}, {}, set(), spaced, news_spaced)
    for (in_clean, in_news, in_list), words in _grouped("forms"):
        for word in words:
            parts = tuple(word.split(HALF_SPACE))
            letters = "".join(parts)
            neighbours = [pair_of(*pair) for pair in itertools.pairwise(parts)]
            if in_clean:
                forms.setdefault(letters, {})[parts] = in_clean
                _add(pairs.joined, neighbours, in_clean)
            if in_news:
                news_forms.setdefault(letters, {})[parts] = in_news
                _add(pairs.news_joined, neighbours, in_news)
            if in_list:
                listed_forms[letters] = parts
                pairs.listed.update(neighbours)
    verbs, participles = (frozenset(words) for _, words in _grouped("verbs"))
    counts = Counts(
        clean, news, forms, news_forms, frozenset(listed), listed_forms, verbs, participles, heads, tails, affixes
    )  # fmt: skip
    weights = {name: _weights(name) for name in ("reading", "joining", "before", "after")}
    return Knowledge(
        counts, pairs, weights["reading"], weights["joining"], frozenset(settled), _partners(),
        _asks(), _weighed(), weights["before"], weights["after"]
    )  # fmt: skip


def _partners() -> dict[str, frozenset[str]]:
    rows = (line.split("\t") for line in _lines("partners"))
    return {right: frozenset(lefts.split(" ")) for right, lefts in rows}


def _asks() -> dict[str, str]:
    asks: dict[str, str] = {}
    for (ask,), words in _grouped("asks"):
        asks.update(dict.fromkeys(words, chr(ask)))
    return asks


def _weighed() -> dict[str, str]:
    weighed: dict[str, str] = {}
    for line in _lines("readings"):
        probability, forms = line.split("\t")
        for form in forms.split(" "):
            word, way = form.replace(HALF_SPACE, ""), f"{probability} {form}"
            weighed[word] = f"{weighed[word]}\t{way}" if word in weighed else way
    return weighed


def _add(table: dict[str, int], pairs: Iterable[str], count: int) -> None:
    for pair in pairs:
        table[pair] = table.get(pair, 0) + count


def _grouped(name: str) -> Iterator[tuple[tuple[int, ...], list[str]]]:
    """The lines of a generated table: numbers, then words."""
    for line in _lines(name):
        *numbers, words = line.split("\t")
        yield tuple(map(int, numbers)), words.split(" ")


def _columns(name: str, count: int) -> list[dict[str, int]]:
    """For each of the numbers of a generated table the words for which it is not 0, with it."""
    columns: list[dict[str, int]] = [{} for _ in range(count)]
    for numbers, words in _grouped(name):
        for column, number in zip(columns, numbers, strict=True):
            if number:
                column.update(dict.fromkeys(words, number))
    return columns


def _weights(name: str) -> dict[str, float]:
    weights: dict[str, float] = {}
    for line in _lines(f"weights-{name}"):
        weight, features = line.split("\t")
        weights.update(dict.fromkeys(features.split(" "), float(weight)))
    return weights


def _lines(name: str) -> list[str]:
    text = read_data(f"repair/{name}.txt").decode()
    return [line for line in text.split("\n") if line and not line.startswith("#")]
