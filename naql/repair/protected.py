"""text → spans that no fix touches: addresses, mail, @names, hashtags, code between backticks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from naql.repair.changes import Change
from naql.repair.characters import INVISIBLE

_HINTS = ("@", "#", "`", "://", "www.", "WWW.")  # each is looked for far faster than one pattern of them
_PROTECTED = re.compile(
    rf"""
      [A-Za-z][A-Za-z0-9+.-]*://[^\s«»"<>]+ | www\.[^\s«»"<>]+   # addresses
    | [\w.+-]+@[\w-]+\.[\w.-]+                                  # mail
    | [@#][{INVISIBLE}]*\w[\w\u200c{INVISIBLE}]*                # names and hashtags, with what stands unseen in them
    | `[^`\n]+`                                                 # code
    """,
    re.VERBOSE | re.IGNORECASE,
)


def protected_spans(text: str) -> list[tuple[int, int]]:
    """The protected stretches of a text, in order.

    >>> protected_spans("نشانی ما info@example.ir است")
    [(9, 24)]
    """
    return [m.span() for m in _PROTECTED.finditer(text)] if any(hint in text for hint in _HINTS) else []


def outside(changes: Sequence[Change], text: str) -> Sequence[Change]:
    """The changes to a text that do not reach into a protected stretch of it."""
    spans = protected_spans(text) if changes else []
    if not spans:
        return changes
    kept: list[Change] = []
    at = 0
    for change in changes:
        while at < len(spans) and spans[at][1] <= change.start:
            at += 1
        if at == len(spans) or change.end <= spans[at][0]:
            kept.append(change)
    return kept


def put_back(new: str, old: str) -> str:
    """A text of the same length as the old one, with the protected stretches as they were."""
    pieces: list[str] = []
    last = 0
    for start, end in protected_spans(old) if new != old else []:
        pieces += (new[last:start], old[start:end])
        last = end
    return "".join([*pieces, new[last:]])
