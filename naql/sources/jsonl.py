"""JSON Lines → Article: one article a line, in order, `id` kept; a broken line costs only itself."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterable, Iterator
from typing import Any

from naql.errors import SourceError
from naql.records import Article, Note
from naql.sources.dates import iso_date
from naql.sources.encodings import decode, without_surrogates

_KEPT = ("id", "title", "url", "outlet", "published")


def parse_line(line: bytes, field: str = "text") -> Article | None:
    """The article of one line, null for a blank one. Raises SourceError where the line is not a JSON object.

    An object without a text gives an article without one, and a note: a line in is a line out.

    >>> parse_line('{"id": 7, "text": "وی رفت."}'.encode())
    Article(text='وی رفت.', id='7', title=None, url=None, outlet=None, published=None, notes=())
    """
    decoded = decode(line)
    if not decoded.text.strip():
        return None
    record = parse_object(decoded.text)
    notes = list(decoded.notes)
    kept = {name: _string(record, name, notes) for name in _KEPT}
    kept["published"] = _published(kept["published"], notes)
    text = _string(record, field, notes)
    if text is None and not any(note.text.startswith(f"«{field}»") for note in notes):
        notes.append(Note("sources", f"«{field}» is missing"))
    return Article(text=text or "", notes=tuple(notes), **kept)


def split_lines(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """The lines of a stream, in UTF-8 whatever `encoding` it came in (UTF-16 has line feeds of two bytes)."""
    if encoding == "utf-8":
        yield from chunks
        return
    decoder, rest = codecs.getincrementaldecoder(encoding)(errors="replace"), ""
    for chunk in chunks:
        *lines, rest = (rest + decoder.decode(chunk)).split("\n")
        yield from (line.encode() for line in lines)
    yield (rest + decoder.decode(b"", final=True)).encode()


def parse_object(text: str) -> dict[str, Any]:
    """A JSON object. Raises SourceError with a few words where it is none."""
    try:
        record = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"not JSON ({_why(error)})") from None
    if not isinstance(record, dict):
        raise SourceError('not a JSON object; a line is {"id": …, "text": …}')
    return record


def _why(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg}, column {error.colno}"
    return "nested too deep" if isinstance(error, RecursionError) else "a number too long"


def _published(told: str | None, notes: list[Note]) -> str | None:
    date = iso_date(told) if told else None
    if told and date is None:
        notes.append(Note("sources", f"«published» is no date that can be read: {told[:40]}"))
    return date


def _string(record: dict[str, Any], name: str, notes: list[Note]) -> str | None:
    value = record.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool) and name == "id":
        value = str(value)
    if value is None:
        return None
    if not isinstance(value, str):
        notes.append(Note("sources", f"«{name}» is not a string; left out"))
        return None
    clean, said = without_surrogates(value)
    notes.extend(said)
    return clean
