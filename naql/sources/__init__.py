"""paths → Article: text files, HTML pages, JSON Lines, folders and standard input, one article at a time.

What a file is, its name says (`.html`, `.jsonl`, … also with `.gz` or `.zst` after it); where the name says nothing,
its first bytes do.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Literal

from naql.errors import SourceError
from naql.records import Article, Note
from naql.sources.encodings import decode, stream_encoding
from naql.sources.files import (
    STDIN,
    OnBytes,
    expand,
    name_without_packing,
    open_bytes,
    peek,
    read_bytes,
    read_lines,
    size,
    total,
)
from naql.sources.jsonl import parse_line, split_lines
from naql.sources.language import Language, language_of

__all__ = ["STDIN", "Language", "SourceError", "language_of", "open_sources", "size", "total"]

Kind = Literal["text", "page", "lines"]
OnError = Callable[[SourceError], None]

_ENDINGS: dict[str, Kind] = {
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".json": "lines",
    ".html": "page",
    ".htm": "page",
    ".xhtml": "page",
}
_HEAD = 2048  # bytes that tell the kind of a nameless input


def open_sources(
    paths: Iterable[str], *, field: str = "text", on_error: OnError | None = None, on_bytes: OnBytes | None = None
) -> Iterator[Article]:
    """The articles of all the paths, lazily, in order; memory holds one article (of JSON Lines: one line) at a time.

    A path is a file, a folder (all files in it, sorted) or `-`. `field` names the text of a JSON line. A text file or
    page has its path for `id`. What can't be read at all is a SourceError of one line: raised, or told to `on_error`,
    and the rest goes on. What could only be read with a doubt is a note of the article. `on_bytes` hears of bytes as
    they are read from disk.
    """
    for path in paths:
        try:
            for name in expand(path):
                yield from _told(_open(name, field, on_error, on_bytes), on_error)
        except SourceError as error:
            _tell(error, on_error)


def _told(articles: Iterator[Article], on_error: OnError | None) -> Iterator[Article]:
    try:
        yield from articles
    except SourceError as error:
        _tell(error, on_error)


def _tell(error: SourceError, on_error: OnError | None) -> None:
    if on_error is None:
        raise error
    on_error(error)


def _open(path: str, field: str, on_error: OnError | None, on_bytes: OnBytes | None) -> Iterator[Article]:
    with open_bytes(path, on_bytes) as stream:
        kind = _ENDINGS.get(_ending(path)) or _kind_of(peek(path, stream, _HEAD))
        if kind == "lines":
            yield from _articles_of_lines(path, stream, field, on_error)
        else:
            yield _whole(path, read_bytes(path, stream), kind)


def _whole(path: str, data: bytes, kind: Kind) -> Article:
    id = None if path == STDIN else path
    try:
        if kind == "page":
            from naql.sources.html import read_page

            return read_page(data, id)
        decoded = decode(data)
    except SourceError as error:
        raise SourceError(f"{path}: {error}") from None
    empty = () if decoded.text.strip() else (Note("sources", "an empty text"),)
    return Article(decoded.text, id, notes=(*decoded.notes, *empty))


def _articles_of_lines(
    path: str, stream: io.BufferedReader[Any], field: str, on_error: OnError | None
) -> Iterator[Article]:
    lines = split_lines(read_lines(path, stream), stream_encoding(peek(path, stream, _HEAD)))
    for number, line in enumerate(lines, 1):
        try:
            article = parse_line(line, field)
        except SourceError as error:
            _tell(SourceError(f"{path}: line {number}: {error}"), on_error)
            continue
        if article is not None:
            for note in article.notes:
                if on_error and note.text.startswith(f"«{field}»"):
                    on_error(SourceError(f"{path}: line {number}: {note.text}"))
            yield article


def _ending(path: str) -> str:
    name = name_without_packing(path)
    return name[name.rfind(".") :] if "." in name else ""


def _kind_of(head: bytes) -> Kind:
    """The kind that the first bytes show: a JSON object, a page, or else a text.

    >>> _kind_of(b'{"id": 1, "text": "\\xd9\\x88'), _kind_of(b"<!DOCTYPE html>"), _kind_of("{متن}".encode())
    ('lines', 'page', 'text')
    """
    encoding = stream_encoding(head)
    start = head.decode(encoding, errors="ignore").lstrip("\ufeff \t\r\n")
    if start.startswith("{") and start[1:].lstrip().startswith(('"', "}")):
        return "lines" if _begins_with_key(start) else "text"
    return "page" if start[:300].lower().startswith(("<!doctype html", "<html", "<?xml")) else "text"


def _begins_with_key(start: str) -> bool:
    try:
        key, end = json.JSONDecoder().raw_decode(start[1:].lstrip())
    except ValueError:
        return start[1:].lstrip().startswith("}")
    return isinstance(key, str) and start[1:].lstrip()[end:].lstrip().startswith(":")
