"""`naql export FILE`: a store, or the result of a search, as a file that others can read."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

import click

from naql.errors import StoreError
from naql.store.cli import db_option, query_options, typed
from naql.store.query import Query
from naql.store.sqlite import Store, open_store

FORMATS = ("csv", "jsonl", "parquet", "xlsx", "jsonld", "site")
_BINARY = frozenset({"parquet", "xlsx"})


@click.command("export")
@click.argument("target", metavar="FILE")
@query_options
@db_option
@click.option("--format", "kind", type=click.Choice(FORMATS), help="By the ending of FILE; a folder is a site.")
@click.option("--bom", is_flag=True, help="CSV with a byte order mark, by which Excel knows UTF-8.")
@click.option("--base", default="urn:naql:", show_default=True, help="What every id of JSON-LD begins with.")
def export_command(
    target: str, words: tuple[str, ...], db: Path, kind: str | None, bom: bool, base: str, **asked: Any
) -> None:
    """Write the statements of the store, or those a search finds, to FILE (- for the output).

    Formats: csv, jsonl, parquet (needs pyarrow), xlsx (needs xlsxwriter), jsonld, site (a folder with the pages of the
    reading room). The options of a search are those of `naql find`.

    \b
    Example:
      naql export naql.xlsx --speaker مهرگان --since 1399
      naql export statements.csv --bom
    """
    kind = kind or format_of(target)
    query = Query(words=typed(words), **asked)
    with open_store(db, read_only=True) as store:
        if kind == "site":
            from naql.export.site import write_site

            count = write_site(store, Path(target), query)
            click.echo(f"{count:,} pages in {target}", err=True)
        elif kind in _BINARY:
            _write_binary(store, query, kind, target)
        else:
            _write_text(store, query, kind, target, bom=bom, base=base)


def format_of(target: str) -> str:
    """The format that a file's name tells. Raises StoreError where it tells none.

    >>> format_of("گفته‌ها.csv"), format_of("out/")
    ('csv', 'site')
    """
    ending = Path(target).suffix.lstrip(".").lower()
    if ending in FORMATS:
        return ending
    if target.endswith("/") or Path(target).is_dir():
        return "site"
    raise StoreError(f"{target}: no format has this ending; give --format {'|'.join(FORMATS)}")


def _write_binary(store: Store, query: Query, kind: str, target: str) -> None:
    try:
        if kind == "parquet":
            from naql.export.parquet import write
        else:
            from naql.export.xlsx import write
    except ModuleNotFoundError as error:
        raise StoreError(f"{kind} needs {error.name}: pip install 'naql[{kind}]'") from error
    if target == "-":
        raise StoreError(f"{kind} can't be written to the output; give a file")
    write(store.each(query), Path(target))


def _write_text(store: Store, query: Query, kind: str, target: str, *, bom: bool, base: str) -> None:
    from naql.export import csv, jsonl, jsonld

    if kind == "csv":
        lines: Iterable[str] = csv.lines(store.each(query), bom=bom)
    elif kind == "jsonl":
        lines = jsonl.lines(store.each(query))
    else:
        lines = jsonld.lines(store, store.each(query), base=base)
    if target == "-":
        _write(lines, sys.stdout)
        return
    with open(target, "w", encoding="utf-8", newline="") as file:
        _write(lines, file)


def _write(lines: Iterable[str], file: IO[str]) -> None:
    for line in lines:
        file.write(line)
