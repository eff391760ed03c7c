"""text → changes: HTML entities left in running text (`&zwnj;`, `&#8204;`) become the characters they name."""

from __future__ import annotations

import re
from html import unescape

from naql.repair.changes import Change

_ENTITY = re.compile(r"&(?:amp;)*(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")


def entities(text: str) -> list[Change]:
    """The entities of a text. One that HTML does not know stays, and so does one for a control character or line break.

    >>> [(c.start, c.end, c.replacement) for c in entities("می&zwnj;رود")]
    [(2, 8, '\\u200c')]
    """
    if "&" not in text:
        return []
    named = ((m, _named(m.group())) for m in _ENTITY.finditer(text))
    return [
        Change(m.start(), m.end(), character, "entities", 1.0)
        for m, character in named
        if character != m.group()
        and (character.isprintable() or character in "\u00a0\u00ad\u200b\u200c\u200d\u200e\u200f")
    ]


def _named(entity: str) -> str:
    """The character, also where an entity was escaped again and again (`&amp;amp;zwnj;`)."""
    character = unescape(entity)
    return _named(character) if character != entity and len(character) > 2 else character
