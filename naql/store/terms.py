"""What the user typed → Term: words, phrases, prefixes and exclusions, and all the ways each may stand in the index."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

from naql.store.folding import Word, one_spelling, parted_spellings, words
from naql.store.query import QueryError

MOST_TERMS = 24  # words and phrases in one question
_MOST_WAYS = 64  # to write one phrase; each costs some look-ups in the index
_LONGEST_JOIN = 3  # neighbouring words that may be one word in the index
_SHORTEST_PREFIX = 2

Kind = Literal["word", "phrase", "prefix"]
Compounds = Callable[[str], Iterable[str]]  # a word without spaces → the ways in which it was seen parted by spaces

_TOKEN = re.compile(r'(?P<no>-)?(?:[«"“](?P<phrase>[^»"”]*)[»"”]|(?P<word>[^\s«"“”»]+))')


@dataclass(frozen=True, slots=True)
class Term:
    """One condition. `ways` are the equal sequences of folded tokens, any of which must stand in the index."""

    kind: Kind
    words: tuple[Word, ...]
    ways: tuple[tuple[str, ...], ...]
    excluded: bool = False


def parse(typed: str, compounds: Compounds) -> list[Term]:
    """The terms of a search line, in order. Raises QueryError for too many or for a prefix of one letter.

    >>> [(t.kind, t.ways) for t in parse('آب "سد کرج" کتاب*', lambda word: ())]
    [('word', (('اب',),)), ('phrase', (('سد', 'کرج'), ('سدکرج',))), ('prefix', (('کتاب',),))]
    """
    terms: list[Term] = []
    for run in _runs(typed):
        terms += _loose(run, compounds) if isinstance(run, list) else [_phrase(*run, compounds)]
    terms = [term for term in terms if term.ways]
    if len(terms) > MOST_TERMS:
        raise QueryError(f"{len(terms)} words and phrases in one search; ask for {MOST_TERMS} at most")
    return terms


def _runs(typed: str) -> Iterator[list[str] | tuple[str, bool]]:
    """Neighbouring plain words together (a list), phrases and exclusions (text, excluded) each alone."""
    plain: list[str] = []
    for match in _TOKEN.finditer(typed):
        word = match["word"]
        if word and not match["no"]:
            plain.append(word)
            continue
        if plain:
            yield plain
            plain = []
        yield (match["phrase"] if word is None else word), bool(match["no"])
    if plain:
        yield plain


def _loose(typed: Sequence[str], compounds: Compounds) -> list[Term]:
    """Plain words: all must occur, in any order. Neighbours may stand in the index as one word."""
    prefixes = [word.rstrip("*") for word in typed if word.endswith("*") and word.rstrip("*")]
    found = words(" ".join(word for word in typed if not word.endswith("*")))
    terms = [
        Term("word", (word,), tuple(dict.fromkeys(_ways_of_word(found, i, compounds)))) for i, word in enumerate(found)
    ]
    return terms + [_prefix(prefix) for prefix in prefixes]


def _ways_of_word(found: Sequence[Word], place: int, compounds: Compounds) -> Iterator[tuple[str, ...]]:
    yield from _ways([found[place]], compounds)
    for length in range(2, _LONGEST_JOIN + 1):
        for start in range(max(0, place - length + 1), min(place, len(found) - length) + 1):
            joined = "".join(word.joined for word in found[start : start + length])
            yield (one_spelling(joined) or joined,)


def _phrase(text: str, excluded: bool, compounds: Compounds) -> Term:
    if text.endswith("*") and len(words(text)) == 1:
        return Term("prefix", (prefix := _prefix(text.rstrip("*"))).words, prefix.ways, excluded)
    found = words(text)
    return Term("phrase", tuple(found), tuple(dict.fromkeys(_ways(found, compounds))) if found else (), excluded)


def _prefix(typed: str) -> Term:
    found = words(typed)
    if found and len(found[0].joined) < _SHORTEST_PREFIX:
        raise QueryError(
            f"{typed}* would find nearly everything; type {_SHORTEST_PREFIX} letters or more before the star"
        )
    last = found[-1:]
    return Term("prefix", tuple(last), tuple((word.joined,) for word in last))


def _ways(found: Sequence[Word], compounds: Compounds) -> Iterator[tuple[str, ...]]:
    """The sequences of index tokens that say the same words in a row: parted, joined, and partly joined."""
    choices = [list(dict.fromkeys(_partings(word, compounds))) for word in found]
    made = 0
    for choice in product(*choices):
        atoms = [atom for parting in choice for atom in parting]
        for way in _joins(atoms):
            yield way
            made += 1
            if made == _MOST_WAYS:
                return


def _partings(word: Word, compounds: Compounds) -> Iterator[tuple[str, ...]]:
    yield tuple(word.parted.split())
    for parted in (*parted_spellings().get(word.joined, ()), *compounds(word.joined)):
        yield tuple(parted.split())


def _joins(atoms: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The atoms as they are, then with neighbours joined."""
    if not atoms:
        yield ()
        return
    for length in range(1, min(_LONGEST_JOIN, len(atoms)) + 1):
        joined = "".join(atoms[:length])
        head = (one_spelling(joined) or joined) if length > 1 else joined
        for rest in _joins(atoms[length:]):
            yield (head, *rest)
