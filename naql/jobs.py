"""items → results: one function over many items on several cores, in order, with only a few items in memory at a time.

`multiprocessing.Pool.imap` reads all its input at once; here a window of small batches is under way, never more.
Workers are started afresh (spawn), the same way on every system. A worker that dies takes no other item with it.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_BATCH = 8  # items sent at once: at 5 ms an article the sending costs little, and the last batch is not long
_WINDOW = 3  # batches under way for each worker, so that none runs dry while results are written


def cores() -> int:
    """The cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_order(
    work: Callable[[Item], Result], items: Iterable[Item], jobs: int = 1, *, lost: Callable[[Item], Result]
) -> Iterator[Result]:
    """`work(item)` for every item, in order, on `jobs` processes (0: one a core). `work` must be importable by name.

    `lost(item)` is the result of an item whose worker died (killed for memory, say) twice.

    >>> list(in_order(len, ["نقل", "خبر‌ها"], lost=lambda item: 0))
    [3, 6]
    """
    if jobs == 1:
        yield from map(work, items)
        return
    rest, workers = iter(items), _Workers(work, jobs or cores(), lost)
    try:
        while batch := tuple(islice(rest, _BATCH)):
            if workers.full:
                yield from workers.next()
            workers.submit(batch)
        while workers.waiting:
            yield from workers.next()
    finally:
        _stop(workers.pool)


class _Workers(Generic[Item, Result]):
    """A pool, the batches it has under way in order, and a new pool when one breaks."""

    def __init__(self, work: Callable[[Item], Result], jobs: int, lost: Callable[[Item], Result]) -> None:
        self.work, self.jobs, self.lost = work, jobs, lost
        self.waiting: deque[tuple[tuple[Item, ...], Future[list[Result]]]] = deque()
        self.pool = _pool(jobs)

    @property
    def full(self) -> bool:
        return len(self.waiting) >= self.jobs * _WINDOW

    def submit(self, batch: tuple[Item, ...]) -> None:
        try:
            future = self.pool.submit(_each, self.work, batch)
        except BrokenProcessPool:
            self._mend()
            future = self.pool.submit(_each, self.work, batch)
        self.waiting.append((batch, future))

    def next(self) -> list[Result]:
        batch, future = self.waiting.popleft()
        try:
            return future.result()
        except BrokenProcessPool:
            self._mend()
            return [self._alone(item) for item in batch]

    def _mend(self) -> None:
        _stop(self.pool)
        self.pool = _pool(self.jobs)
        self.waiting = deque(
            (batch, future if _succeeded(future) else self.pool.submit(_each, self.work, batch))
            for batch, future in self.waiting
        )

    def _alone(self, item: Item) -> Result:
        with _pool(1) as pool:
            try:
                return pool.submit(self.work, item).result()
            except BrokenProcessPool:
                return self.lost(item)


def _succeeded(future: Future[list[Result]]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


def _pool(jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), initializer=_die_quietly)


def _die_quietly() -> None:
    """An interrupt reaches the workers of a terminal too; they end without a traceback of their own."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _stop(pool: ProcessPoolExecutor) -> None:
    """Ends a pool now. `shutdown` alone lets the workers finish what they have, and Python waits for them at exit."""
    processes = list((getattr(pool, "_processes", None) or {}).values())  # Python 3.14 has terminate_workers()
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.terminate()


def _each(work: Callable[[Item], Result], batch: tuple[Item, ...]) -> list[Result]:
    return [work(item) for item in batch]
