"""function → Remembered: a dict that works out what it lacks, and forgets everything when it is full."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")

_MOST = 200_000  # entries; then all are dropped, so that memory stays flat on any input


class Remembered(dict[K, V]):
    """A function's results by argument.

    >>> lengths = Remembered(len)
    >>> lengths["وزیر"]
    4
    """

    def __init__(self, work_out: Callable[[K], V]) -> None:
        super().__init__()
        self._work_out = work_out

    def __missing__(self, key: K) -> V:
        if len(self) >= _MOST:
            self.clear()
        value = self[key] = self._work_out(key)
        return value
