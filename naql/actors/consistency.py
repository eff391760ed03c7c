"""Tagged → Tagged: what the whole article says about a name, against what the tagger saw around each of its places.

The annotation that taught the tagger gives a string one type wherever it stands in the article; so does this. The steps and
the threshold were chosen by cross-validation (`training/mentions.py --folds 5`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache

from naql.actors.features import is_place, kin
from naql.actors.keys import word_key
from naql.actors.titles import DEMONSTRATIVES, classes
from naql.lexicon import read_table
from naql.sentences import Token
from naql.sources.language import VOWELLED

Tagged = tuple[int, int, str]  # first token, one past the last, type
_TRAILING = frozenset("،.:؛«(-") | {"و", "در", "به", "از", "با"}
_LEADING = frozenset({"المسلمین", "والمسلمین"})  # what is left of «حجت‌الاسلام و المسلمین» before a name
# What begins no title and no group («این مسئول»): it says which one is meant, not what they are.
_POINTING = _LEADING | DEMONSTRATIVES
_DETERMINERS = {"title": _POINTING | {"یک"}, "group": _POINTING | {"برخی"}}
_ENDING = frozenset(":؛\n؟!")  # marks that no name holds
_MISTAKEN = frozenset({"place", "organisation", "group", "outlet"})
_SHORTEST = 4  # letters of a surname that is looked for
_ENOUGH = 0.25  # the share of its free occurrences in which a string was tagged from which on it counts in all of them


@cache
def _edges() -> frozenset[str]:
    """Words that stand in no name: finite verbs, conjunctions, a few prepositions and adverbs (table `edges`)."""
    return frozenset(word_key(row["entry"]) for row in read_table("actors/edges"))


def cut(tokens: Sequence[Token], found: Sequence[Tagged]) -> list[Tagged]:
    """The stretches ended before the first word that stands in no name.

    One that begins with such a word, holds marks alone or a verse of the Koran is dropped.
    """
    edges = _edges()
    kept: list[Tagged] = []
    for first, last, kind in found:
        leading = _DETERMINERS.get(kind, _LEADING)
        while first < last and word_key(tokens[first].text) in leading:
            first += 1
        ends = (i for i in range(first, last) if tokens[i].text in _ENDING or word_key(tokens[i].text) in edges)
        end = next(ends, last)
        while end > first and tokens[end - 1].text in _TRAILING:
            end -= 1
        texts = [token.text for token in tokens[first:end]]
        if any(text[0].isalnum() for text in texts) and not any(map(VOWELLED.search, texts)):
            kept.append((first, end, kind))
    return kept


def consistent(keys: Sequence[str], found: Sequence[Tagged]) -> list[Tagged]:
    """The stretches with each string given one type wherever it stands alone in the article, longest strings first.

    A string tagged in few of its places is dropped in all of them, one tagged in enough is found in the others too.
    """
    votes: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for first, last, kind in found:
        votes[tuple(keys[first:last])][kind] += 1
    places: dict[str, list[int]] = defaultdict(list)
    for i, key in enumerate(keys):
        places[key].append(i)
    taken = [False] * len(keys)
    kept: list[Tagged] = []
    for string, counts in sorted(votes.items(), key=lambda item: -len(item[0])):
        n = len(string)
        free = [i for i in places[string[0]] if tuple(keys[i : i + n]) == string and not any(taken[i : i + n])]
        kind, _ = counts.most_common(1)[0]
        if counts.total() < _ENOUGH * len(free):
            continue
        for i in free:
            taken[i : i + n] = [True] * n
            kept.append((i, i + n, kind))
    return sorted(kept)


def surnames(keys: Sequence[str], found: Sequence[Tagged]) -> list[Tagged]:
    """The stretches, the end of a person's name being that person wherever it stands alone («نیکنام» of «رضا نیکنام»).

    Also where it was taken for something else: in an article on David Cameron «کامرون» is not the state.
    """
    free = [True] * len(keys)
    tails: set[tuple[str, ...]] = set()
    for first, last, kind in found:
        free[first:last] = [False] * (last - first)
        if kind == "person":
            tails |= {tuple(keys[i:last]) for i in range(first + 1, last) if _can_name(keys[i:last])}
    by_first: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for tail in sorted(tails, key=len, reverse=True):
        by_first[tail[0]].append(tail)
    # «کیهان» is the paper where «روزنامه کیهان» is named, whoever bears the name.
    papers = {key for a, b, kind in found if kind == "outlet" and b - a > 1 for key in keys[a:b]}
    persons = {tail for tail in tails if not papers.issuperset(tail)}
    kept = [(a, b, "person" if kind in _MISTAKEN and tuple(keys[a:b]) in persons else kind) for a, b, kind in found]
    for i, key in enumerate(keys):
        for tail in by_first.get(key, ()):
            end = i + len(tail)
            if all(free[i:end]) and tuple(keys[i:end]) == tail:
                free[i:end] = [False] * len(tail)
                kept.append((i, end, "person"))
    return sorted(kept)


def _can_name(tail: Sequence[str]) -> bool:
    """Is the end of a name long enough, and no verb, preposition or pronoun where it is a single word?"""
    parts = kin(tail[0])[0][1:] if len(tail) == 1 else ""
    length = len("".join(tail))
    usual = length == _SHORTEST and "P" not in parts and set(parts) & set("nj")  # «امید», «آزاد»
    return length >= _SHORTEST and tail[0][0].isalpha() and not usual and not set(parts) & set("vpr")


def outlets(keys: Sequence[str], found: Sequence[Tagged]) -> list[Tagged]:
    """The stretches, what was taken for a place being an outlet where «شبکه العروبه» is one; «ایران» of «روزنامه ایران» stays the state.

    >>> outlets(["العروبه", ":", "شبکه", "العروبه"], [(0, 1, "place"), (2, 4, "outlet")])
    [(0, 1, 'outlet'), (2, 4, 'outlet')]
    """
    named = {tuple(keys[a + 1 : b]) for a, b, kind in found if kind == "outlet" and "outlet" in classes(keys[a])}
    theirs = {name for name in named if not is_place(" ".join(name))}
    return [(a, b, "outlet" if kind == "place" and tuple(keys[a:b]) in theirs else kind) for a, b, kind in found]


def settle(tokens: Sequence[Token], found: Sequence[Tagged]) -> list[Tagged]:
    """The stretches of an article as the article as a whole speaks for them; in order, none overlap."""
    keys = [word_key(token.text) for token in tokens]
    return surnames(keys, outlets(keys, consistent(keys, cut(tokens, found))))
