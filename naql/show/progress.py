"""bytes read, items done → a bar on standard error, on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple


class Progress(NamedTuple):
    """What the run tells the bar: bytes read from disk, an item done."""

    on_bytes: Callable[[int], None]
    on_item: Callable[[], None]


def _nothing(count: int = 0) -> None:
    return


@contextmanager
def progress(total: int | None, items: str = "articles", *, beside: bool = False) -> Iterator[Progress]:
    """A bar that fills by bytes read (`total`, null where not known) and counts `items`; silent where nobody looks.

    It stays away while results are written to the same terminal: they show that something moves. `beside`: they go elsewhere.
    """
    if not sys.stderr.isatty() or (sys.stdout.isatty() and not beside):
        yield Progress(_nothing, _nothing)
        return
    from rich import progress as rich
    from rich.console import Console

    columns = (
        rich.BarColumn(),
        rich.TaskProgressColumn(),
        rich.TextColumn("{task.fields[done]} " + items),
        rich.TimeElapsedColumn(),
        rich.TimeRemainingColumn(),
    )
    with rich.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task, done = bar.add_task("", total=total, done=0), 0

        def on_item() -> None:
            nonlocal done
            done += 1
            bar.update(task, done=done)

        yield Progress(lambda count: bar.advance(task, count), on_item)
