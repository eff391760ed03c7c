"""text → changes: straight and English quotation marks around Persian words become « and » (full mode)."""

from __future__ import annotations

import re

from naql.repair.changes import Change
from naql.repair.characters import LETTER

_LONGEST = 1000  # a pair of marks further apart than this is none
_QUOTED = re.compile(rf"(?<![\w\"”»])[\"“]([^\"“”«»\n]{{1,{_LONGEST}}})[\"”](?!\w)")
_LETTERS = re.compile(f"[{LETTER}]")


def quotes(text: str) -> list[Change]:
    """The pairs of marks on one line with Persian words and no other mark between them.

    >>> [(c.start, c.replacement) for c in quotes('او گفت: "می‌آیم".')]
    [(8, '«'), (15, '»')]
    """
    if '"' not in text and "“" not in text:
        return []
    pairs = (m.span() for m in _QUOTED.finditer(text) if _LETTERS.search(m.group(1)))
    return [
        Change(at, at + 1, mark, "quotes", 0.85) for start, end in pairs for at, mark in ((start, "«"), (end - 1, "»"))
    ]
