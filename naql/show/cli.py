"""`naql read SOURCE…`: sources → readings → a table, JSON Lines or a page."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from errno import ENOENT
from pathlib import Path

import click

from naql.errors import SourceError
from naql.jobs import in_order
from naql.records import Article, Note, Reading
from naql.show.progress import progress
from naql.sources import STDIN, open_sources, total

_HELP = """Read Persian news and print who said what in it.

SOURCE is a text file, an HTML page, JSON Lines ({"id": …, "text": …} a line), a folder of these, or - for standard
input; .gz and .zst are unpacked. One result an article, in the order they were given.

\b
Example:
  naql read examples/call.txt
  naql read --json news.jsonl.gz --jobs 4 > readings.jsonl
  naql read --html call.html examples/call.txt
"""
_STAGE = "pipeline"  # of the note of an article that could not be read
_LINE_ENDS = {
    ord(sign): f"\\u{ord(sign):04x}" for sign in "\x85\u2028\u2029"
}  # some readers of JSON Lines end a line there


@click.command("read", help=_HELP)
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print the record, one line of JSON an article.")
@click.option(
    "--html", "page", metavar="FILE", help="Write one self-contained page of all articles (- for the output)."
)
@click.option(
    "--jobs", type=click.IntRange(0), default=1, show_default=True, help="Processes that read; 0 is one a core."
)
@click.option("--field", default="text", show_default=True, help="The field of a JSON line that holds the text.")
def read_command(sources: tuple[str, ...], as_json: bool, page: str | None, jobs: int, field: str) -> None:
    """Read the sources; exit status 1 where one of them, a line of one or an article could not be read at all."""
    failed: list[str] = []

    def on_error(error: SourceError | str) -> None:
        failed.append(str(error))
        click.echo(f"naql: {error}", err=True)

    with progress(total(sources)) as bar:
        articles = open_sources(sources, field=field, on_error=on_error, on_bytes=bar.on_bytes)
        readings = _counted(in_order(read_article, articles, jobs, lost=_lost), bar.on_item, on_error)
        if page is not None:
            _write_page(readings, page, as_json)
        elif as_json:
            for reading in readings:
                click.echo(json_line(reading))
        else:
            _print_tables(readings)
    if failed:
        sys.exit(1)


def read_article(article: Article) -> Reading:
    """The reading of an article; where a stage fails on it, a reading without statements and a note that says so."""
    from naql.pipeline import read

    try:
        return read(article)
    except Exception as error:  # whatever it is, it must not cost the other articles
        return _unread(article, f"could not be read: {type(error).__name__}: {error}")


def json_line(reading: Reading) -> str:
    """The record as one line of JSON, without its line feed.

    >>> json_line(Reading("وی\\u2028رفت", id="۱"))[:60]
    '{"id": "۱", "title": null, "url": null, "outlet": null, "pub'
    """
    return json.dumps(reading.to_dict(), ensure_ascii=False).translate(_LINE_ENDS)


def _lost(article: Article) -> Reading:
    return _unread(article, "could not be read: the process that read it died twice (out of memory?)")


def _unread(article: Article, why: str) -> Reading:
    return Reading.of(article, notes=(Note(_STAGE, why),))


def _counted(
    readings: Iterator[Reading], on_article: Callable[[], None], on_error: Callable[[str], None]
) -> Iterator[Reading]:
    for reading in readings:
        on_article()
        for note in reading.notes:
            if note.stage == _STAGE:
                on_error(f"article {reading.id or reading.url or reading.text[:40]!r} {note.text}")
        yield reading


def _print_tables(readings: Iterator[Reading]) -> None:
    from rich.console import Console

    from naql.show.terminal import table

    console = Console(highlight=False, emoji=False, markup=False)
    for reading in readings:
        console.print(table(reading))


def _write_page(readings: Iterator[Reading], page: str, as_json: bool) -> None:
    from naql.show.page import write_page

    folder = Path(page).parent
    if page != STDIN and not folder.is_dir():
        # Else the name of a file that click writes for the time being would be told.
        raise FileNotFoundError(ENOENT, "no such folder; make it, or write the page elsewhere", str(folder))
    if as_json:
        readings = _echoed(readings)
    with click.open_file(page, "w", encoding="utf-8", errors="backslashreplace", atomic=page != STDIN) as out:
        write_page(readings, out)


def _echoed(readings: Iterator[Reading]) -> Iterator[Reading]:
    for reading in readings:
        click.echo(json_line(reading))
        yield reading
