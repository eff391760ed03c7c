"""file or pipe → lines, and lines → file or pipe: gzip and Zstandard by the name's ending, bytes that are no
UTF-8 kept.
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, Literal, cast

from naql.errors import SourceError


def size_of(name: str) -> int | None:
    """The size of a file in bytes as it lies on disk, None for a pipe."""
    return Path(name).stat().st_size if name != "-" and Path(name).is_file() else None


@contextmanager
def open_lines(name: str) -> Iterator[tuple[Iterator[str], IO[bytes]]]:
    """The lines of a file, each with its line break, and the raw file, whose `tell` says how far the reading has come.

    `-` is standard input. Raises SourceError where the file cannot be opened.
    """
    try:
        raw: IO[bytes] = sys.stdin.buffer if name == "-" else Path(name).open("rb")  # noqa: SIM115 (closed below)
    except OSError as error:
        raise SourceError(f"{name}: {error.strerror}; give a file to read, or - for standard input") from None
    with raw:
        yield _lines(name, _unpacked(name, raw, "rb")), raw


@contextmanager
def open_output(name: str) -> Iterator[IO[bytes]]:
    """A file to write bytes to; `-` is standard output."""
    if name == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        raw: IO[bytes] = Path(name).open("wb")  # noqa: SIM115 (closed below; errors of the body are not ours)
    except OSError as error:
        raise SourceError(f"{name}: {error.strerror}; give a file that can be written") from None
    with raw, _unpacked(name, raw, "wb") as packed:
        yield packed


def encode(text: str) -> bytes:
    """The bytes of a text that `open_lines` gave."""
    return text.encode("utf-8", "surrogateescape")


def _lines(name: str, unpacked: IO[bytes]) -> Iterator[str]:
    try:
        for line in unpacked:
            yield line.decode("utf-8", "surrogateescape")
    except (OSError, EOFError) as error:
        raise SourceError(f"{name}: {error}; the file is damaged from here on") from None


def _unpacked(name: str, raw: IO[bytes], mode: Literal["rb", "wb"]) -> IO[bytes]:
    if name.endswith(".gz"):
        return gzip.GzipFile(fileobj=raw, mode=mode)  # type: ignore[return-value]
    if not name.endswith(".zst"):
        return raw
    try:
        import zstandard
    except ImportError:
        raise SourceError(f"{name}: Zstandard needs the package zstandard; run pip install zstandard") from None
    packed: IO[bytes] = zstandard.open(cast(BinaryIO, raw), mode)
    return packed
