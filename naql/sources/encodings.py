"""bytes → text: which encoding a Persian text came in, and what had to be replaced.

Tried in this order: UTF-8; a byte order mark; UTF-16 without one; whichever of windows-1256 and damaged UTF-8 explains
the bytes better. The rest is binary.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from naql.errors import SourceError
from naql.records import Note

_BINARY = "binary data, not a text; give a text, HTML or JSON Lines file"
_SAMPLE = 65536  # bytes that decide; an encoding does not change in the middle of a file
_MARKS = (  # UTF-32 before UTF-16: its mark begins with that of UTF-16
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_USUAL = re.compile("[\t\n\r -~\u0600-\u06ff\u200c-\u202e\ufb50-\ufdff\ufe70-\ufefc]")
_UNUSUAL = re.compile(rb"^\xef\xbb\xbf|[\x00\x06]")  # what plain UTF-8 does not hold; 06 is UTF-16's Arabic block
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")  # \x1b begins terminal colours and is text often enough
_MAGIC = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF87a",
    b"GIF89a",
    b"\x7fELF",
    b"\xd0\xcf\x11\xe0",
    b"SQLite format 3",
)
_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_ARABIC = re.compile("[\u0620-\u0652\u067e\u0686\u0698\u06a9\u06af]")
_RUN = re.compile(rb"[\x80-\xff]{2,}")
_SURROGATE = re.compile("[\ud800-\udfff]")


class Decoded(NamedTuple):
    """A text, the encoding it was read in (a name Python knows) and what is to be said about it."""

    text: str
    encoding: str
    notes: tuple[Note, ...] = ()


def decode(data: bytes) -> Decoded:
    """The text of some bytes; nothing but a byte order mark is left out of it. Raises SourceError for binary data.

    >>> decode("سخنگو گفت".encode("cp1256"))[:2]
    ('سخنگو گفت', 'windows-1256')
    >>> decode("\\ufeffسخنگو گفت".encode("utf-16-le")).notes[0].text
    'read as UTF-16'
    """
    if data.startswith(_MAGIC):
        raise SourceError(_BINARY)
    if not _UNUSUAL.search(data) and _decodes(data, "utf-8"):
        return Decoded(data.decode("utf-8"), "utf-8")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _read_as(data[len(mark) :], encoding)
    if unmarked := _utf16_without_mark(data):
        return _read_as(data, unmarked)
    if _is_binary(data[:_SAMPLE]):
        raise SourceError(_BINARY)
    if not _decodes(data, "utf-8") and _looks_like_windows_1256(data[:_SAMPLE]):
        return Decoded(data.decode("cp1256"), "windows-1256", (Note("sources", "read as windows-1256"),))
    return _read_as(data, "utf-8")


def stream_encoding(head: bytes) -> str:
    """The encoding that must be known before a stream can be cut into lines: UTF-16 or UTF-32, else "utf-8".

    >>> stream_encoding(b'\\xff\\xfe{\\x00'), stream_encoding(b'{"id": 1}')
    ('utf-16-le', 'utf-8')
    """
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    return _utf16_without_mark(head) or "utf-8"


def without_surrogates(text: str) -> tuple[str, tuple[Note, ...]]:
    """The text with every lone surrogate (half of a character, as in JSON's "\\ud83d") replaced by U+FFFD, one for one.

    No encoding can write one down, so a record that kept it could be neither printed nor stored.

    >>> without_surrogates("\\ud83d گفت")[0]
    '� گفت'
    """
    if not _SURROGATE.search(text):
        return text, ()
    replaced, count = _SURROGATE.subn("\ufffd", text)
    return replaced, (Note("sources", f"{count} lone surrogate{'s' * (count > 1)} replaced by U+FFFD"),)


def _read_as(data: bytes, encoding: str) -> Decoded:
    text, name = data.decode(encoding, errors="replace"), encoding[:6].upper().rstrip("-")
    notes = [] if encoding == "utf-8" else [Note("sources", f"read as {name}")]
    if not _decodes(data, encoding):
        count = text.count("\ufffd")
        notes.append(Note("sources", f"broken {name}: {count} place{'s' * (count > 1)} replaced by U+FFFD"))
    return Decoded(text, encoding, tuple(notes))


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _utf16_without_mark(data: bytes) -> str | None:
    """UTF-16, if the bytes taken two by two are nearly all Arabic and ASCII; other bytes so taken are Chinese at random."""
    sample = data[: min(len(data), _SAMPLE // 16) // 2 * 2]
    usual, best = max(
        (len(_USUAL.findall(sample.decode(name, "replace"))), name) for name in ("utf-16-le", "utf-16-be")
    )
    return best if usual > max(1, 0.7 * len(sample) / 2) else None


def _is_binary(sample: bytes) -> bool:
    if b"\x00" in sample:
        return True
    return len(_CONTROL.findall(sample)) > 0.02 * len(sample)


def _looks_like_windows_1256(sample: bytes) -> bool:
    """Persian in windows-1256: bytes above 7F are nearly all Arabic letters, stand in words, and seldom look like UTF-8.

    (In other old encodings, umlauts and accents stand alone between ASCII letters.)
    """
    high = sum(byte > 0x7F for byte in sample)
    in_sequences, in_words = (sum(map(len, pattern.findall(sample))) for pattern in (_SEQUENCE, _RUN))
    letters = len(_ARABIC.findall(sample.decode("cp1256")))
    return in_sequences <= 0.5 * high and in_words > 0.7 * high and letters > 0.75 * high
