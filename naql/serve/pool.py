"""view → answer: a few read-only connections to the store, and the threads in which views use them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from queue import LifoQueue
from threading import BoundedSemaphore
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from naql.errors import StoreError
from naql.serve.pages import Asked
from naql.store import Store, open_store

CONNECTIONS = 3  # questions answered at once; each may map 256 MiB of the file into memory
DOWNLOADS = 4  # long lists written at once, each over a connection of its own
SECONDS = 3.0  # the longest a page may search

Answer = TypeVar("Answer")


class Pool:
    """Opens the store for reading. Raises StoreError at once where it can't be."""

    def __init__(self, db: str | Path, *, seconds: float = SECONDS) -> None:
        self._path = db
        self._stores: LifoQueue[Store] = LifoQueue()
        for _ in range(CONNECTIONS):
            self._stores.put(open_store(db, read_only=True, seconds=seconds))
        self._limiter: CapacityLimiter | None = None
        self._downloads = BoundedSemaphore(DOWNLOADS)

    async def run(self, view: Callable[[Store, Asked], Answer], asked: Asked) -> Answer:
        """The view's answer, worked out in a thread with a connection of its own."""
        if self._limiter is None:
            self._limiter = CapacityLimiter(CONNECTIONS)  # belongs to the running event loop
        return await to_thread.run_sync(self._view, view, asked, limiter=self._limiter)

    def stream(self, lines: Callable[[Store, Asked], Iterator[str]], asked: Asked) -> Iterator[str]:
        """The lines of a long list, read as they are sent. Raises StoreError where too many are being sent."""
        if not self._downloads.acquire(blocking=False):
            raise StoreError(f"{DOWNLOADS} long lists are being sent already; try again when one of them has ended")
        return self._lines(lines, asked)

    def close(self) -> None:
        """Closes all connections that are not in use."""
        while not self._stores.empty():
            self._stores.get_nowait().close()

    def _view(self, view: Callable[[Store, Asked], Answer], asked: Asked) -> Answer:
        store = self._stores.get()
        try:
            return view(store, asked)
        finally:
            self._stores.put(store)

    def _lines(self, lines: Callable[[Store, Asked], Iterator[str]], asked: Asked) -> Iterator[str]:
        try:
            with open_store(self._path, read_only=True) as store:
                yield from lines(store, asked)
        finally:
            self._downloads.release()
