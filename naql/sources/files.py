"""path → open file: folders walked, gzip and Zstandard unpacked, bytes counted. No format is known here."""

from __future__ import annotations

import gzip
import io
import os
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, TypeVar, cast

from naql.errors import SourceError

STDIN = "-"
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
DAMAGED = (OSError, EOFError, zlib.error)  # what reading raises where the disk or the packing is damaged
_ZSTD_CHUNK = 4096  # bytes unpacked at once: a text of one letter shrinks a thousandfold, and must not fill the memory
OnBytes = Callable[[int], None]
Line = TypeVar("Line", str, bytes)


def expand(path: str) -> Iterator[str]:
    """The path itself, or every file in a folder and below, sorted, hidden ones left out. Raises SourceError."""
    if path == STDIN or not os.path.isdir(path):
        yield path
        return
    found = False
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                found = True
                yield os.path.join(folder, name)
    if not found:
        raise SourceError(f"{path}: no files in this folder")


def size(path: str) -> int | None:
    """Bytes of a file or of all files in a folder; null where that can't be known (standard input)."""
    try:
        return None if path == STDIN else sum(os.path.getsize(name) for name in expand(path))
    except (OSError, SourceError):
        return 0


def total(paths: Iterable[str]) -> int | None:
    """The sizes of all paths together; null where one can't be known."""
    sizes = [size(path) for path in paths]
    return None if None in sizes else sum(filter(None, sizes))


def open_bytes(path: str, on_bytes: OnBytes | None = None) -> io.BufferedReader[Any]:
    """A file or standard input, unpacked, ready to be peeked at. `on_bytes` is told how many bytes were read from disk.

    Raises SourceError with one line for a file that isn't there, can't be read or is packed in a way not installed.
    """
    try:
        raw: BinaryIO = sys.stdin.buffer if path == STDIN else cast(BinaryIO, open(path, "rb", buffering=0))  # noqa: SIM115  the reader closes it
        reader = io.BufferedReader(_Counted(raw, on_bytes))
        return _unpacked(reader, reader.peek(4)[:4])
    except DAMAGED as error:
        raise SourceError(f"{path}: {reason(error)}") from None


def read_bytes(path: str, stream: BinaryIO) -> bytes:
    """All bytes of an open file. Raises SourceError where the disk or the packing is damaged."""
    try:
        return stream.read()
    except DAMAGED as error:
        raise SourceError(f"{path}: {reason(error)}") from None


def peek(path: str, stream: io.BufferedReader[Any], count: int) -> bytes:
    """At most so many of the bytes to come, which stay there. Raises SourceError as `read_bytes`."""
    try:
        return stream.peek(count)[:count]
    except DAMAGED as error:
        raise SourceError(f"{path}: {reason(error)}") from None


def read_lines(path: str, stream: Iterable[Line]) -> Iterator[Line]:
    """The lines of an open file, of bytes or of text, each with its line feed. Raises SourceError as `read_bytes`."""
    try:
        yield from stream
    except DAMAGED as error:
        raise SourceError(f"{path}: {reason(error)}; what stands before it was read") from None


def name_without_packing(path: str) -> str:
    """The file name, small letters, without `.gz` and its like: what says the format.

    >>> name_without_packing("خبرها/Mehr.JSONL.gz")
    'mehr.jsonl'
    """
    name = Path(path).name.lower()
    for ending in (".gz", ".zst", ".zstd"):
        name = name.removesuffix(ending)
    return name


def _unpacked(reader: io.BufferedReader[Any], head: bytes) -> io.BufferedReader[Any]:
    if head.startswith(_GZIP):
        return io.BufferedReader(cast(io.RawIOBase, gzip.GzipFile(fileobj=reader)))
    if head.startswith(_ZSTD):
        try:
            import zstandard
        except ImportError:
            raise SourceError("Zstandard file: pip install zstandard to read it") from None
        return io.BufferedReader(_Zstd(reader, zstandard.ZstdDecompressor(), zstandard.ZstdError))
    return reader


class _Zstd(io.RawIOBase):
    """The frames of a Zstandard file one after another. zstandard's own reader takes a torn file for a whole one."""

    def __init__(self, packed: BinaryIO, decompressor: Any, failure: type[Exception]) -> None:
        self._packed, self._decompressor, self._failure = packed, decompressor, failure
        self._frame: Any = None
        self._rest, self._ready = b"", memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._ready:
            chunk = self._rest or self._packed.read(_ZSTD_CHUNK)
            if not chunk:
                if self._frame is not None:
                    raise EOFError
                return 0
            self._ready = memoryview(self._unpack(chunk))
        count = min(len(buffer), len(self._ready))
        buffer[:count], self._ready = self._ready[:count], self._ready[count:]
        return count

    def _unpack(self, chunk: bytes) -> bytes:
        self._frame = self._frame or self._decompressor.decompressobj()
        try:
            data: bytes = self._frame.decompress(chunk)
        except self._failure as error:
            raise OSError(f"damaged Zstandard data ({error})") from None
        self._rest = b""
        if self._frame.eof:
            self._rest, self._frame = self._frame.unused_data, None
        return data


class _Counted(io.RawIOBase):
    """A raw file that tells how much was read from it."""

    def __init__(self, raw: BinaryIO, on_bytes: OnBytes | None) -> None:
        self._raw, self._on_bytes = raw, on_bytes

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        # A terminal or pipe gives what it has; a plain `readinto` of a buffered reader would wait for a full buffer.
        read = getattr(self._raw, "readinto1", None) or cast(io.RawIOBase, self._raw).readinto
        count: int = read(buffer) or 0
        if self._on_bytes and count:
            self._on_bytes(count)
        return count

    def close(self) -> None:
        if not self.closed and self._raw is not sys.stdin.buffer:
            self._raw.close()
        super().close()


def reason(error: Exception) -> str:
    """Why a file could not be read, in a few words."""
    if isinstance(error, FileNotFoundError):
        return "no such file"
    if isinstance(error, PermissionError):
        return "may not be read (permission denied)"
    if isinstance(error, zlib.error):
        return "damaged gzip data"
    if isinstance(error, EOFError):
        return "the packed file ends too early"
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
