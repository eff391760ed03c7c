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
from naql.repair.joining import Pairs


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
    weighed: dict[str, list[tuple[float, Parts]]]  # the readings of those that can be cut, likeliest first
    context_before: dict[str, float]
    context_after: dict[str, float]


def head_and_tail(parts: Parts, affixes: dict[str, str]) -> tuple[str, str] | None:
    """First and last part of a compound without its affixes; None for what is no compound.

    >>> head_and_tail(("سرمایه", "گذاری", "ها"), {"ها": "suffix"})
    ('سرمایه', 'گذاری')
    """
    if affixes.get(parts[0]) == "verb-prefix":
        return None
    while len(parts) > 2 and parts[-1] in affixes:
        parts = parts[:-1]
    return None if parts[-1] in affixes or len(parts) < 2 else (parts[0], parts[-1])


def productivity(forms: Iterable[Parts], affixes: dict[str, str]) -> tuple[dict[str, int], dict[str, int]]:
    """In how many different compounds a part comes first, and in how many last."""
    heads: dict[str, int] = {}
    tails: dict[str, int] = {}
    for head, tail in {pair for parts in forms if (pair := head_and_tail(parts, affixes))}:
        heads[head] = heads.get(head, 0) + 1
        tails[tail] = tails.get(tail, 0) + 1
    return heads, tails


def read_affixes() -> dict[str, str]:
    """Affix → its class."""
    return {row["entry"]: row["class"] for row in read_table("repair/affixes")}


@loaded_once
def load() -> Knowledge:
    """The shipped knowledge."""
    affixes = read_affixes()
    clean, news, listed, settled = _words()
    forms: dict[str, dict[Parts, int]] = {}
    news_forms: dict[str, dict[Parts, int]] = {}
    listed_forms: dict[str, Parts] = {}
    pairs = Pairs({}, {}, set(), {}, {})
    every: list[Parts] = []
    for (in_clean, in_news, in_list), words in _grouped("forms"):
        for word in words:
            parts = tuple(word.split(HALF_SPACE))
            letters = "".join(parts)
            every.append(parts)
            neighbours = list(itertools.pairwise(parts))
            if in_clean:
                forms.setdefault(letters, {})[parts] = in_clean
                _add(pairs.joined, neighbours, in_clean)
            if in_news:
                news_forms.setdefault(letters, {})[parts] = in_news
                _add(pairs.news_joined, neighbours, in_news)
            if in_list:
                listed_forms[letters] = parts
                pairs.listed.update(neighbours)
    for (in_clean, in_news), words in _grouped("pairs"):
        for word in words:
            left, right = word.split("_")
            if in_clean:
                pairs.spaced[left, right] = in_clean
            if in_news:
                pairs.news_spaced[left, right] = in_news
    heads, tails = productivity(every, affixes)
    verbs, participles = (frozenset(words) for _, words in _grouped("verbs"))
    counts = Counts(
        clean, news, forms, news_forms, listed, listed_forms, verbs, participles, heads, tails, affixes
    )  # fmt: skip
    weights = {name: _weights(name) for name in ("reading", "joining", "before", "after")}
    return Knowledge(
        counts, pairs, weights["reading"], weights["joining"], settled, _partners(),
        _asks(), _weighed(), weights["before"], weights["after"]
    )  # fmt: skip


def _words() -> tuple[dict[str, int], dict[str, int], frozenset[str], frozenset[str]]:
    clean: dict[str, int] = {}
    news: dict[str, int] = {}
    listed: set[str] = set()
    settled: set[str] = set()
    for (in_clean, in_news, in_list, is_settled), words in _grouped("words"):
        if in_clean:
            clean.update(dict.fromkeys(words, in_clean))
        if in_news:
            news.update(dict.fromkeys(words, in_news))
        if in_list:
            listed.update(words)
        if is_settled:
            settled.update(words)
    return clean, news, frozenset(listed), frozenset(settled)


def _partners() -> dict[str, frozenset[str]]:
    rows = (line.split("\t") for line in _lines("partners"))
    return {right: frozenset(lefts.split(" ")) for right, lefts in rows}


def _asks() -> dict[str, str]:
    asks: dict[str, str] = {}
    for (ask,), words in _grouped("asks"):
        asks.update(dict.fromkeys(words, chr(ask)))
    return asks


def _weighed() -> dict[str, list[tuple[float, Parts]]]:
    weighed: dict[str, list[tuple[float, Parts]]] = {}
    for line in _lines("readings"):
        probability, forms = line.split("\t")
        for form in forms.split(" "):
            way = (float(probability), tuple(form.split(HALF_SPACE)))
            weighed.setdefault(form.replace(HALF_SPACE, ""), []).append(way)
    return weighed


def _add(table: dict[Parts, int], pairs: Iterable[Parts], count: int) -> None:
    for pair in pairs:
        table[pair] = table.get(pair, 0) + count


def _grouped(name: str) -> Iterator[tuple[tuple[int, ...], list[str]]]:
    """The lines of a generated table: numbers, then words."""
    for line in _lines(name):
        *numbers, words = line.split("\t")
        yield tuple(map(int, numbers)), words.split(" ")


def _weights(name: str) -> dict[str, float]:
    weights: dict[str, float] = {}
    for line in _lines(f"weights-{name}"):
        weight, features = line.split("\t")
        weights.update(dict.fromkeys(features.split(" "), float(weight)))
    return weights


def _lines(name: str) -> list[str]:
    text = read_data(f"repair/{name}.txt").decode()
    return [line for line in text.split("\n") if line and not line.startswith("#")]
