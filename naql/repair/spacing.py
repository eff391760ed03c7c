"""text → changes: blanks and marks between words (doubled blanks, blanks at the wrong side of a mark, «است.وی»).

What stands between two words is looked at once and remembered, so the cost is one look-up a gap.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from naql.repair.changes import Change, apply
from naql.repair.characters import HALF_SPACE, LETTER, MARK
from naql.repair.knowledge import read_affixes
from naql.repair.remember import Remembered
from naql.repair.split import Split


class Rule(NamedTuple):
    """A pattern over a gap and the letters at its sides, what it becomes, and what must hold of the words around."""

    fix: str
    pattern: re.Pattern[str]
    replacement: str
    confidence: float
    unless: str = (
        ""  # "abbreviation": a word is a single letter, or both name one; "suffix": the word behind is an affix
    )


_CLASS = re.compile("L")  # in the patterns below L is a letter, by itself or first in a class


def _letters_for(m: re.Match[str]) -> str:
    inside = m.start() > 0 and m.string[m.start() - 1] == "["
    return f"{LETTER}{MARK}" if inside else f"[{LETTER}{MARK}]"


def _rule(fix: str, pattern: str, replacement: str, confidence: float, unless: str = "") -> Rule:
    return Rule(fix, re.compile(_CLASS.sub(_letters_for, pattern)), replacement, confidence, unless)


# In order: an earlier rule has its way where two meet. Confidence below 0.9 is for the full mode alone.
_RULES = (
    _rule("punctuation", r"(?<=[L»)\]]) +(?=[،؛؟»)\]])", "", 0.99),
    _rule("punctuation", r"(?<=L) +(?=\.(?:\s|$)|[:!](?:\s|[L«(]|$))", "", 0.98),
    _rule("punctuation", r"(?<=[«(\[]) +(?=\S)", "", 0.99),
    _rule("punctuation", r"(?<=L) +\.(?=L)", ". ", 0.95, "abbreviation"),
    _rule("spaces", r"(?<=\S) {2,}(?=\S)", " ", 1.0),
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
# Behind a number or a closing mark more is joined than the affixes of words: «۱۲ساله», «۲۵م», «۱۳۵۷ه».
_MORE_SUFFIXES = frozenset(("ساله", "ماهه", "روزه", "نفره", "امین", "مین", "ست", "ی", "هم", "م", "ه"))
# Latin letters as Persian writes their names: «بی.بی.سی», «ان.تی.وی».
_LETTER_NAME = re.compile("بی|سی|دی|ای|اف|جی|اچ|آی|کی|ال|ام|ان|او|پی|کیو|آر|اس|تی|یو|وی|ایکس|زد")
_REMEMBERED_LENGTH = 12  # longer gaps hardly come twice
_SIDE = "ا"  # stands for the word at a side of the gap

Found = tuple[tuple[int, int, Rule], ...]


class Spacing:
    """The rules that are at least as sure as asked, with what they found in each gap so far."""

    def __init__(self, sure: float) -> None:
        self._rules = tuple(rule for rule in _RULES if rule.confidence >= sure)
        self._any = re.compile("|".join(rule.pattern.pattern for rule in self._rules))
        self.gaps: Remembered[str, Found] = Remembered(lambda gap: self._found(_SIDE + gap + _SIDE, 1))

    def changes(self, split: Split) -> tuple[list[Change], dict[int, str]]:
        """The changes to a text, in order, and what stands then in the gaps they change, by their numbers."""
        pieces = split.pieces
        inner = pieces[2:-1:2]
        wrong = {gap: rules for gap in set(inner) if gap != " " and (rules := self._in_gap(gap))}
        found = {0: self._found(pieces[0] + _SIDE * (len(pieces) > 1), 0)}
        if wrong:
            found |= {2 * i: wrong[gap] for i, gap in enumerate(inner, 1) if gap in wrong}
        if len(pieces) > 1:
            found[len(pieces) - 1] = self._found(_SIDE + pieces[-1], 1)
        settled = {number: made for number, rules in found.items() if (made := _settled(pieces, number, rules))}
        changes = [
            change._replace(start=end + change.start, end=end + change.end)
            for end, made in zip(split.ends([number - 1 for number in settled]), settled.values(), strict=True)
            for change in made
        ]
        return changes, {number: apply(pieces[number], made) for number, made in settled.items()}

    def _in_gap(self, gap: str) -> Found:
        return self.gaps[gap] if len(gap) <= _REMEMBERED_LENGTH else self._found(_SIDE + gap + _SIDE, 1)

    def _found(self, gap: str, before: int) -> Found:
        """Where the rules fire, as offsets in the gap that begins after `before` characters."""
        if not self._any.search(gap):
            return ()
        found: list[tuple[int, int, Rule]] = []
        for rule in self._rules:
            if rule.fix == "digits" and _LATIN.search(gap):
                continue
            for m in rule.pattern.finditer(gap):
                low, high = m.start() - before, m.end() - before
                if rule.fix == "digits" or not any(_meet(low, high, *other[:2]) for other in found):
                    found.append((low, high, rule))
        return tuple(sorted(found, key=lambda f: f[:2]))


def _settled(pieces: list[str], at: int, found: Found) -> list[Change]:
    """The changes to a gap that nothing in the words around speaks against, in its own offsets."""
    changes = []
    for low, high, rule in found:
        held = low == high == 0 and at and pieces[at - 1][-1] == HALF_SPACE  # «کرونا‌۱۹»: joined on purpose
        if not held and not (rule.unless and _excepted(pieces, at, rule.unless)):
            changes.append(Change(low, high, rule.replacement, rule.fix, rule.confidence))
    return changes


def _excepted(pieces: list[str], at: int, unless: str) -> bool:
    before, after = pieces[at - 1] if at else "", pieces[at + 1] if at + 1 < len(pieces) else ""
    if unless == "suffix":  # what a later step joins to the suffix leaves it one
        return after.partition(HALF_SPACE)[0] in _suffixes()
    initial, last = after.partition(HALF_SPACE)[0], before.rpartition(HALF_SPACE)[2]  # «م.ن‌ها» as «م.ن ها»
    if len(initial) < 2 or (len(last) < 2 and not pieces[at][:1].isdigit()):
        return True
    return bool(_LETTER_NAME.fullmatch(before) and _LETTER_NAME.fullmatch(after))


@cache
def _suffixes() -> frozenset[str]:
    affixes = (entry for entry, kind in read_affixes().items() if kind != "verb-prefix")
    return _MORE_SUFFIXES.union(affixes)


def _meet(low: int, high: int, at: int, end: int) -> bool:
    """Whether two changes overlap, or touch where one of them puts something in."""
    return (low < end and at < high) or ((low == high or at == end) and (low in (at, end) or high in (at, end)))
