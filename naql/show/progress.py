"""bytes read, articles done → a bar on standard error, on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple


class Progress(NamedTuple):
    """What the run tells the bar: bytes read from disk, an article done."""

    on_bytes: Callable[[int], None]
    on_article: Callable[[], None]


def _nothing(count: int = 0) -> None:
    return


@contextmanager
def progress(total: int | None) -> Iterator[Progress]:
    """A bar that fills by bytes read (`total`, null where not known) and counts articles; silent where nobody looks.

    It stays away while results are written to the same terminal: they show that something moves.
    """
    if not sys.stderr.isatty() or sys.stdout.isatty():
        yield Progress(_nothing, _nothing)
        return
    from rich import progress as rich
    from rich.console import Console

    columns = (
        rich.BarColumn(),
        rich.TaskProgressColumn(),
        rich.TextColumn("{task.fields[articles]} articles"),
        rich.TimeElapsedColumn(),
        rich.TimeRemainingColumn(),
    )
    with rich.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task, done = bar.add_task("", total=total, articles=0), 0

        def on_article() -> None:
            nonlocal done
            done += 1
            bar.update(task, articles=done)

        yield Progress(lambda count: bar.advance(task, count), on_article)
