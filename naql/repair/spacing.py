"""text → changes: blanks and marks between words (doubled blanks, blanks at the wrong side of a mark, «است.وی»).

What stands between two words is looked at once and remembered, so the cost is one look-up a gap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from naql.repair.changes import Change
from naql.repair.characters import HALF_SPACE, LETTER, MARK, WORD
from naql.repair.remember import Remembered


class Rule(NamedTuple):
    """A pattern over a gap and the letters at its sides, what it becomes, and what must hold of the words around."""

    fix: str
    pattern: re.Pattern[str]
    replacement: str
    confidence: float
    unless: str = ""  # "abbreviation": one of the words is a single letter; "suffix": the word behind is an affix


_CLASS = re.compile("L")  # in the patterns below L is a letter, by itself or first in a class


def _letters_for(m: re.Match[str]) -> str:
    inside = m.start() > 0 and m.string[m.start() - 1] == "["
    return f"{LETTER}{MARK}" if inside else f"[{LETTER}{MARK}]"


def _rule(fix: str, pattern: str, replacement: str, confidence: float, unless: str = "") -> Rule:
    return Rule(fix, re.compile(_CLASS.sub(_letters_for, pattern)), replacement, confidence, unless)


# In order: an earlier rule has its way where two meet. Confidence below 0.9 is for the full mode alone.
_RULES = (
    _rule("punctuation", r"(?<=[L»)\]]) +(?=[،؛؟»)\]])", "", 0.99),
    _rule("punctuation", r"(?<=L) +(?=\.(?:\s|$)|[:!](?:\s|L|$))", "", 0.98),
    _rule("punctuation", r"(?<=[«(\[]) +(?=\S)", "", 0.99),
    _rule("spaces", r"(?<=\S) {2,}(?=\S)", " ", 1.0),
    _rule("punctuation", r"(?<=L) +\.(?=L)", ". ", 0.95, "abbreviation"),
    _rule("punctuation", r"(?<=[،؛؟!:])(?=[L«(])", " ", 0.98),
    _rule("punctuation", r"(?<=[»)]\.)(?=[L«(])", " ", 0.98),
    _rule("punctuation", r"(?<=L\.)(?=[L«])", " ", 0.97, "abbreviation"),
    _rule("punctuation", r"(?<=[»)])(?=L)", " ", 0.97, "suffix"),
    _rule("punctuation", r"(?<=L)(?=[«(])", " ", 0.98),
    _rule("punctuation", r"(?<=\d\.)(?=L)", " ", 0.8, "abbreviation"),
    _rule("punctuation", r"(?<=L)\?(?=\s|$)", "؟", 0.85),
    _rule("punctuation", r"(?<=L),(?=\s|$)", "،", 0.85),
    _rule("punctuation", r"(?<=L);(?=\s|$)", "؛", 0.85),
    _rule("spaces", r"(?<=L)(?=[0-9۰-۹]+(?:L|[^\w./:,-]|$))", " ", 0.85),
    _rule("spaces", r"(?<=[0-9۰-۹])(?=L)", " ", 0.85, "suffix"),
    *(_rule("digits", rf"(?<![A-Za-z]){i}(?![A-Za-z])", "۰۱۲۳۴۵۶۷۸۹"[i], 0.8) for i in range(10)),
)
_LATIN = re.compile("[A-Za-z]")
_SUFFIXES = frozenset(
    [
        "ها",
        "های",
        "هایی",
        "ی",
        "ای",
        "ام",
        "ات",
        "اش",
        "ایم",
        "اید",
        "اند",
        "مان",
        "تان",
        "شان",
        "تر",
        "ترین",
        "ست",
        "ساله",
        "ماهه",
        "روزه",
        "نفره",
        "م",
        "امین",
        "مین",
        "هم",
        "ه",
    ]
)
_REMEMBERED_LENGTH = 12  # longer gaps hardly come twice
_SIDE = "ا"  # stands for the word at a side of the gap

Found = tuple[tuple[int, int, Rule], ...]


class Spacing:
    """The rules with what they found in each gap so far."""

    def __init__(self) -> None:
        self.gaps: Remembered[str, Found] = Remembered(lambda gap: _found(_SIDE + gap + _SIDE, 1))

    def changes(self, text: str, sure: float) -> list[Change]:
        """The changes that are at least as sure, in order."""
        pieces = WORD.split(text)
        gaps = pieces[2:-1:2]
        found = [(i, self._rules_in(gap)) for i, gap in enumerate(gaps, 1) if gap != " "]
        changes = list(_settled(pieces, 0, _found(pieces[0] + _SIDE * (len(pieces) > 1), 0), 0, sure))
        ends = list(accumulate(map(len, pieces)))
        for i, rules in found:
            if rules:
                changes += _settled(pieces, 2 * i, rules, ends[2 * i - 1], sure)
        if len(pieces) > 1:
            changes += _settled(pieces, len(pieces) - 1, _found(_SIDE + pieces[-1], 1), ends[-2], sure)
        return changes

    def _rules_in(self, gap: str) -> Found:
        return self.gaps[gap] if len(gap) <= _REMEMBERED_LENGTH else _found(_SIDE + gap + _SIDE, 1)


def _settled(pieces: list[str], at: int, found: Found, start: int, sure: float) -> Iterator[Change]:
    for low, high, rule in found:
        held = low == high == 0 and at and pieces[at - 1][-1] == HALF_SPACE  # «کرونا‌۱۹»: joined on purpose
        if rule.confidence >= sure and not held and not (rule.unless and _excepted(pieces, at, rule.unless)):
            yield Change(start + low, start + high, rule.replacement, rule.fix, rule.confidence)


def _excepted(pieces: list[str], at: int, unless: str) -> bool:
    before, after = pieces[at - 1] if at else "", pieces[at + 1] if at + 1 < len(pieces) else ""
    if unless == "suffix":  # what a later step joins to the suffix leaves it one
        return after.partition(HALF_SPACE)[0] in _SUFFIXES
    return len(after) < 2 or (len(before) < 2 and not pieces[at][:1].isdigit())


def _found(gap: str, before: int) -> Found:
    """Where the rules fire, as offsets in the gap that begins after `before` characters."""
    found: list[tuple[int, int, Rule]] = []
    for rule in _RULES:
        if rule.fix == "digits" and _LATIN.search(gap):
            continue
        for m in rule.pattern.finditer(gap):
            low, high = m.start() - before, m.end() - before
            if rule.fix == "digits" or not any(_meet(low, high, *other[:2]) for other in found):
                found.append((low, high, rule))
    return tuple(sorted(found, key=lambda f: f[:2]))


def _meet(low: int, high: int, at: int, end: int) -> bool:
    """Whether two changes overlap, or touch where one of them puts something in."""
    return (low < end and at < high) or ((low == high or at == end) and (low in (at, end) or high in (at, end)))


SPACING = Spacing()
