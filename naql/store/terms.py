"""What the user typed → Term: words, phrases, prefixes and exclusions, and all the ways each may stand in the index."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from naql.errors import QueryError
from naql.store.folding import Piece, Word, one_spelling, parted_spellings, words

MOST_TERMS = 24  # words and phrases in one question
_MOST_WAYS = 64  # to write one phrase; each costs some look-ups in the index
_LONGEST_JOIN = 3  # neighbouring words that may be one word in the index
_SHORTEST_PREFIX = 2

Kind = Literal["word", "phrase", "prefix"]
Compounds = Callable[[Word], Iterable[str]]  # a word → the ways in which it may stand in several words

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
    [('word', (('اب',),)), ('phrase', (('سد', 'کرج'),)), ('prefix', (('کتاب',),))]
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
    terms = [Term("word", (word,), _some(_ways_of_word(found, i, compounds))) for i, word in enumerate(found)]
    return terms + [_prefix(prefix) for prefix in prefixes]


def _ways_of_word(found: Sequence[Word], place: int, compounds: Compounds) -> Iterator[tuple[str, ...]]:
    yield from _alone(found[place], compounds)
    for length in range(2, _LONGEST_JOIN + 1):
        for start in range(max(0, place - length + 1), min(place, len(found) - length) + 1):
            yield from _together(found[start : start + length], compounds)


def _phrase(text: str, excluded: bool, compounds: Compounds) -> Term:
    if text.endswith("*") and len(words(text)) == 1:
        return Term("prefix", (prefix := _prefix(text.rstrip("*"))).words, prefix.ways, excluded)
    found = words(text)
    return Term("phrase", tuple(found), _some(_ways(found, compounds)) if found else (), excluded)


def _prefix(typed: str) -> Term:
    found = words(typed)
    if found and len(found[0].joined) < _SHORTEST_PREFIX:
        raise QueryError(
            f"{typed}* would find nearly everything; type {_SHORTEST_PREFIX} letters or more before the star"
        )
    last = found[-1:]
    return Term("prefix", tuple(last), tuple((word.joined,) for word in last))


def _some(ways: Iterator[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    return tuple(islice(dict.fromkeys(islice(ways, 4 * _MOST_WAYS)), _MOST_WAYS))


def _ways(found: Sequence[Word], compounds: Compounds) -> Iterator[tuple[str, ...]]:
    """The sequences of index tokens that say the same words in a row."""
    if not found:
        yield ()
        return
    for length in range(1, min(_LONGEST_JOIN, len(found)) + 1):
        heads = _alone(found[0], compounds) if length == 1 else _together(found[:length], compounds)
        for head in heads:
            for rest in _ways(found[length:], compounds):
                yield (*head, *rest)


def _alone(word: Word, compounds: Compounds) -> Iterator[tuple[str, ...]]:
    """A word as it is, joined, and parted where it is a compound."""
    yield from dict.fromkeys([tuple(word.parted.split()), (word.joined,), *_partings(word, compounds)])


def _together(parts: Sequence[Word], compounds: Compounds) -> Iterator[tuple[str, ...]]:
    """Neighbours as one word, where they are the parts of a compound: دانش آموز, but not ما در."""
    joined = "".join(part.joined for part in parts)
    spelling = one_spelling(joined) or joined
    whole = Word((Piece(spelling, 0, 0),), "".join(part.exact for part in parts))
    if tuple(" ".join(part.parted for part in parts).split()) in _partings(whole, compounds):
        yield (spelling,)


def _partings(word: Word, compounds: Compounds) -> list[tuple[str, ...]]:
    return [tuple(parted.split()) for parted in (*parted_spellings().get(word.joined, ()), *compounds(word))]
