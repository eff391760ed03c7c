"""Tape → the reporting expressions of data/cues.tsv in it; cue → act: what a statement does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from naql.lexicon import read_table
from naql.sentences.verbs import forms
from naql.sentences.words import fold
from naql.statements.tape import Tape

DEFAULT = "say"
_SPREAD = 2  # words that may stand inside a compound: «تأکید دوباره کرد»


class Expression(NamedTuple):
    """A row of the table: its folded words, a verb by its infinitive."""

    words: tuple[str, ...]
    act: str
    kind: str


class Found(NamedTuple):
    """An expression where it stands: token indices."""

    first: int
    last: int
    kind: str


@cache
def _by_first() -> dict[str, list[Expression]]:
    grouped: dict[str, list[Expression]] = {}
    for row in read_table("cues"):
        words = tuple(fold(part) for part in row["entry"].split())
        grouped.setdefault(words[0], []).append(Expression(words, row["class"], row["kind"]))
    return grouped


@cache
def _lemma(key: str) -> str:
    return fold(forms().get(key, key))


def find_expressions(tape: Tape) -> Iterator[Found]:
    """Every place where an expression of the table stands, in order; the longest one at each token."""
    keys = [_lemma(key) for key in tape.keys]
    table = _by_first()
    for first, key in enumerate(keys):
        ends = [(last, e.kind) for e in table.get(key, ()) if (last := _end(keys, first, e.words))]
        if ends:
            last, kind = max(ends)
            yield Found(first, last, kind)


def _end(keys: Sequence[str], first: int, words: tuple[str, ...]) -> int | None:
    """Behind the last word of an expression that begins at `first`; None where it does not stand there."""
    at = first + 1
    for word in words[1:]:
        reach = keys[at : at + 1 + _SPREAD]
        if word not in reach:
            return None
        at += reach.index(word) + 1
    return at


def act_of(tape: Tape, cue: tuple[int, int] | None) -> str:
    """The act of the expression of the table with most words in the cue (the first of them); `say` where there is none."""
    if cue is None:
        return DEFAULT
    keys = [_lemma(key) for key in tape.keys[cue[0] : cue[1]]]
    table = _by_first()
    found = [
        (len(e.words), -first, e.act)
        for first, key in enumerate(keys)
        for e in table.get(key, ())
        if _end(keys, first, e.words)
    ]
    return max(found)[2] if found else DEFAULT
