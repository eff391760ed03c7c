"""text → changes: UTF-8 that was read as windows-1256, windows-1252 or Latin-1 is read again as UTF-8.

In UTF-8 each Persian letter is one of four lead bytes and a second byte. Read by a one-byte table it looks like «ط§ظ†»
(1256) or «Ø§Ù†» (1252, Latin-1): three such pairs in a row are not words of any language. A stretch is changed only
where all of it is UTF-8 when written back by the table that misread it.
"""

from __future__ import annotations

import re
from functools import cache

from naql.repair.changes import Change

_TABLES = ("cp1256", "cp1252")  # what a table leaves out is read as Latin-1 does, as browsers do
# One of these is in every misread word of more than a few letters: lead bytes in 1252, frequent letters in 1256.
_MISREAD = ("Ø", "Ù", "Û", "ط§", "غŒ", "ط±", "ظ†", "ظˆ", "طھ", "ط¯", "ظ‡", "ظ…")
SUSPECT = frozenset(letters[-1] for letters in _MISREAD)  # a text without any of these is not misread


def mojibake(text: str) -> list[Change]:
    """The misread stretches, each a change of the whole stretch.

    >>> [c.replacement for c in mojibake("سلام ".encode().decode("latin-1") + "یعنی")]
    ['سلام']
    """
    if not any(letters in text for letters in _MISREAD):
        return []
    found: list[Change] = []
    for table in _TABLES:
        for m in _stretch(table).finditer(text):
            read = _read_again(m.group(), table)
            if read is not None and not any(c.start < m.end() and m.start() < c.end for c in found):
                found.append(Change(m.start(), m.end(), read, "mojibake", 0.99))
    return sorted(found)


@cache
def _bytes_of(table: str) -> dict[str, int]:
    """Character → byte of a one-byte table and of Latin-1."""
    known = {chr(byte): byte for byte in range(0x80, 0x100)}
    for byte in range(0x80, 0x100):
        known[bytes([byte]).decode(table, errors="replace")] = byte
    known.pop("\ufffd", None)
    return known


@cache
def _stretch(table: str) -> re.Pattern[str]:
    """Two or more misread characters, with the plain ones between them."""

    def one_of(first: int, last: int) -> str:
        return "[" + "".join(re.escape(c) for c, byte in _bytes_of(table).items() if first <= byte < last) + "]"

    second, lead, third = one_of(0x80, 0xC0), one_of(0xC2, 0xE0), one_of(0xE0, 0xF0)
    unit = f"(?:{lead}{second}|{third}{second}{second})"
    return re.compile(f"{unit}{{2,}}(?:[ -~\n]{{0,40}}{unit}+)*")


def _read_again(stretch: str, table: str) -> str | None:
    known = _bytes_of(table)
    try:
        read = bytes(known.get(c, ord(c)) for c in stretch).decode("utf-8")
    except (UnicodeDecodeError, ValueError):
        return None
    letters = sum("\u0600" <= c <= "\u06ff" or c in "\u200c\u200f«»" for c in read)
    plain = sum(c < "\u0080" for c in read)
    return read if letters >= 3 and letters + plain >= 0.9 * len(read) else None
