"""Tape → the reporting expressions of data/cues.tsv in it; cue → act: what a statement does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from naql.lexicon import read_table
from naql.sentences.verbs import forms
from naql.sentences.words import fold, phrase
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
def _by_words() -> dict[str, dict[str, list[Expression]]]:
    """First word → second word (empty where there is none) → expressions: few tokens get past both."""
    grouped: dict[str, dict[str, list[Expression]]] = {}
    for row in read_table("cues"):
        words = phrase(row["entry"])
        second = words[1] if len(words) > 1 else ""
        grouped.setdefault(words[0], {}).setdefault(second, []).append(Expression(words, row["class"], row["kind"]))
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
    table = _by_words()
    for name in {keys[first], lemmas[first]}:
        seconds = table.get(name)
        if not seconds:
            continue
        for expression in seconds.get("", ()):
            yield first + 1, expression
        near = {*keys[first + 1 : first + 2 + _SPREAD], *lemmas[first + 1 : first + 2 + _SPREAD]}
        for second in near & seconds.keys():
            for expression in seconds[second]:
                last = _end(keys, lemmas, first, expression)
                if last:
                    yield last, expression


def _end(keys: Sequence[str], lemmas: Sequence[str], first: int, expression: Expression) -> int | None:
    """Behind the last word of an expression that begins at `first`; None where it does not stand there."""
    # «به خبرنگاران گفته» is not «به گفته»: nothing stands inside what comes before a source.
    spread = 0 if expression.kind == "source" else _SPREAD
    at = first + 1
    for word in expression.words[1:]:
        for index in range(at, min(len(keys), at + 1 + spread)):
            if word in (keys[index], lemmas[index]):
                at = index + 1
                break
        else:
            return None
    return at


@cache
def _nouns() -> dict[str, str]:
    """The noun of each compound → its act: «تأکید», whatever verb stands with it or none. Words that begin several acts are left out."""
    acts: dict[str, set[str]] = {}
    for row in read_table("cues"):
        words = [fold(part) for part in row["entry"].split()]
        if len(words) == 2 or row["kind"] != "compound":  # «زیر سؤال بردن»: «زیر» alone says nothing
            acts.setdefault(words[0], set()).add(row["class"] if row["kind"] == "compound" else DEFAULT)
    return {noun: next(iter(kinds)) for noun, kinds in acts.items() if len(kinds) == 1}


def act_of(tape: Tape, cue: tuple[int, int] | None) -> str:
    """The act of the expression of the table with most words in the cue (the first of them), or of a noun of one; else `say`.

    A plain «گفت» gives way to a noun beside it: «توصیف و بیان کرد». A passive is what its active is: «ابراز نگرانی شده است».
    """
    if cue is None:
        return DEFAULT
    keys = tape.keys[cue[0] : cue[1]]
    lemmas = [_lemma(key) for key in keys]
    for known in (lemmas, _made_active(lemmas)):
        found = [(len(e.words), -first, e.act) for first in range(len(keys)) for _, e in _standing(keys, known, first)]
        length, _, best = max(found, default=(0, 0, DEFAULT))
        if best != DEFAULT or length > 1:
            return best
    return next((act for key in keys if (act := _nouns().get(key, DEFAULT)) != DEFAULT), DEFAULT)


def is_passive(tape: Tape, cue: tuple[int, int]) -> bool:
    """Is a cue the passive of an expression of the table («گفته شد», «اعلام شد»), or the end of one? «یادآور شد» is one itself."""
    keys = tape.keys[cue[0] : cue[1]]
    lemmas = [_lemma(key) for key in keys]
    if "شدن" not in lemmas or any("شدن" in e.words for e in _all_standing(keys, lemmas)):
        return False
    before = lemmas[: lemmas.index("شدن")]
    return (
        any("کردن" in e.words for e in _all_standing(keys, _made_active(lemmas)))
        or not before
        or before != keys[: len(before)]
    )


def _made_active(lemmas: Sequence[str]) -> list[str]:
    """«اعلام شدن» as «اعلام کردن»."""
    return ["کردن" if lemma == "شدن" else lemma for lemma in lemmas]


def _all_standing(keys: Sequence[str], lemmas: Sequence[str]) -> Iterator[Expression]:
    return (expression for first in range(len(keys)) for _, expression in _standing(keys, lemmas, first))
