"""file or pipe → lines, and lines → file or pipe, packed or not; bytes that are no UTF-8 are kept."""

from __future__ import annotations

import gzip
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, NamedTuple, cast

from naql.errors import SourceError
from naql.sources.encodings import decode
from naql.sources.files import OnBytes, open_bytes, peek, read_lines

_HEAD = 8192  # bytes that tell the encoding


class Opened(NamedTuple):
    """The lines of a file, each with its line break, and what is to be said about how they were read."""

    lines: Iterator[str]
    notes: tuple[str, ...]


@contextmanager
def open_lines(name: str, on_bytes: OnBytes | None = None) -> Iterator[Opened]:
    """The lines of a file, unpacked; `-` is standard input, `on_bytes` hears of bytes as they are read from disk.

    Raises SourceError where the file cannot be opened or is no text, and while its lines are taken where it is damaged.
    """
    with open_bytes(name, on_bytes) as stream:
        head = peek(name, stream, _HEAD)
        try:
            encoding = decode(head).encoding
        except SourceError as error:
            raise SourceError(f"{name}: {error}") from None
        plain = encoding == "utf-8"
        text = io.TextIOWrapper(stream, encoding, "surrogateescape" if plain else "replace", newline="\n")
        yield Opened(read_lines(name, text), () if plain else (f"read as {encoding}, written as UTF-8",))


@contextmanager
def open_output(name: str) -> Iterator[IO[bytes]]:
    """A file to write bytes to, packed where its name ends in .gz or .zst; `-` is standard output."""
    if name == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        raw: IO[bytes] = Path(name).open("wb")  # noqa: SIM115 (closed below; errors of the body are not ours)
    except OSError as error:
        raise SourceError(f"{name}: {error.strerror}; give a file that can be written") from None
    with raw, _packed(name, raw) as packed:
        yield packed


def encode(text: str) -> bytes:
    """The bytes of a text that `open_lines` gave."""
    return text.encode("utf-8", "surrogateescape")


def _packed(name: str, raw: IO[bytes]) -> IO[bytes]:
    if name.endswith(".gz"):
        return gzip.GzipFile(fileobj=raw, mode="wb")  # type: ignore[return-value]
    if not name.endswith(".zst"):
        return raw
    try:
        import zstandard
    except ImportError:
        raise SourceError(f"{name}: Zstandard needs the package zstandard; run pip install zstandard") from None
    packed: IO[bytes] = zstandard.open(cast(BinaryIO, raw), "wb")
    return packed
