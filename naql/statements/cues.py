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
    """The infinitive of a verb form, folded; any other word as it is. «نمودن» is «کردن» in a compound."""
    infinitive = fold(forms().get(key, key))
    return "کردن" if infinitive == "نمودن" else infinitive


def find_expressions(tape: Tape) -> Iterator[Found]:
    """Every place where an expression of the table stands, in order; the longest one at each token."""
    lemmas = [_lemma(key) for key in tape.keys]
    for first in range(len(lemmas)):
        ends = [(last, e.kind) for last, e in _standing(tape.keys, lemmas, first)]
        if ends:
            last, kind = max(ends)
            yield Found(first, last, kind)


def _standing(keys: Sequence[str], lemmas: Sequence[str], first: int) -> Iterator[tuple[int, Expression]]:
    """The expressions that begin at a token, each with where it ends. A word of the table is met by its form or its infinitive."""
    table = _by_first()
    for name in {keys[first], lemmas[first]}:
        for expression in table.get(name, ()):
            last = _end(keys, lemmas, first, expression)
            if last:
                yield last, expression


def _end(keys: Sequence[str], lemmas: Sequence[str], first: int, expression: Expression) -> int | None:
    """Behind the last word of an expression that begins at `first`; None where it does not stand there."""
    # «به خبرنگاران گفته» is not «به گفته»: nothing stands inside what comes before a source.
    spread = 0 if expression.kind == "source" else _SPREAD
    at = first + 1
    for word in expression.words[1:]:
        near = range(at, min(len(keys), at + 1 + spread))
        met = next((index for index in near if word in (keys[index], lemmas[index])), None)
        if met is None:
            return None
        at = met + 1
    return at


def act_of(tape: Tape, cue: tuple[int, int] | None) -> str:
    """The act of the expression of the table with most words in the cue (the first of them); `say` where there is none."""
    if cue is None:
        return DEFAULT
    keys = tape.keys[cue[0] : cue[1]]
    lemmas = [_lemma(key) for key in keys]
    found = [(len(e.words), -first, e.act) for first in range(len(keys)) for _, e in _standing(keys, lemmas, first)]
    return max(found)[2] if found else DEFAULT
