"""word → key: one spelling for all the ways a name is typed, so that names can be looked up and compared.

A key has no half-spaces, diacritics or tatweel, Persian letters only, ASCII digits, one alef, one ye.
"""

from __future__ import annotations

import re
from functools import lru_cache

from naql.sentences.words import LOOK_ALIKES

_DROPPED = "\u200c\u200d\u200e\u200f\u00ad\u0640"
_ONE_FOR: dict[str, str | None] = {
    **dict.fromkeys(_DROPPED),
    **{chr(mark): None for mark in (*range(0x064B, 0x0656), 0x0670)},
    **LOOK_ALIKES,
    "ٱ": "ا",
    "آ": "ا",
    **{chr(0x0660 + d): str(d) for d in range(10)},
    **{chr(0x06F0 + d): str(d) for d in range(10)},
}
_LETTERS = str.maketrans(_ONE_FOR)
_WORD = re.compile(r"\w[\w\u064b-\u0655\u0670\u200c\u0640]*")


@lru_cache(maxsize=200_000)
def word_key(word: str) -> str:
    """The key of one word; that of a word without letters is the word itself.

    >>> word_key("رييس‌جمهور") == word_key("رئیسجمهور")
    True
    """
    return word.translate(_LETTERS) or word


@lru_cache(maxsize=50_000)
def name_keys(name: str) -> tuple[str, ...]:
    """The keys of the words of a name; quotation marks and other marks do not count.

    >>> name_keys("«محمود عباس»") == name_keys("محمود عباس")
    True
    """
    return tuple(word_key(word) for word in _WORD.findall(name))


def letters(name: str) -> str:
    """The keys of a name written together: what is left when half-spaces and spaces are lost alike."""
    return "".join(name_keys(name))
