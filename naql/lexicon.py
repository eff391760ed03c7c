"""Reads the files in `naql/data`; of a table it refuses a bad row, naming file and line.

A table is a UTF-8 TSV file. Its first line names the columns; lines that begin with `#` are comments. Every table has the
columns `entry`, `class`, `example` and `source`, and any further ones its stage needs. `tests/test_lexicon.py` proves every row.
"""

from __future__ import annotations

import gc
import gzip
import json
from collections.abc import Callable, Mapping
from functools import cache, wraps
from importlib.resources import files
from typing import Any, TypeVar

from naql.errors import TableError

Row = dict[str, str]
T = TypeVar("T")


def loaded_once(load: Callable[[], T]) -> Callable[[], T]:
    """`functools.cache` for large tables: until one is loaded Python does not look for cycles, of which tables have none.

    The search starts anew at every few hundred objects and took a third of the time.
    """

    @cache
    @wraps(load)
    def loaded() -> T:
        searching = gc.isenabled()
        gc.disable()
        try:
            return load()
        finally:
            if searching:
                gc.enable()

    return loaded


def read_data(name: str) -> bytes:
    """What the file `naql/data/<name>` holds, unpacked where its name ends in `.gz`.

    >>> read_data("actors/dates.tsv").decode().split()[:2]
    ['entry', 'class']
    """
    data = files("naql").joinpath("data", name).read_bytes()
    return gzip.decompress(data) if name.endswith(".gz") else data


def read_weights(name: str) -> Mapping[str, float]:
    """Feature → weight, as a script in training/ wrote them to `naql/data/<name>.json.gz`.

    >>> len(read_weights("statements/lines")) > 100
    True
    """
    loaded: dict[str, float] = read_numbers(name)
    return loaded


def read_numbers(name: str) -> Any:
    """What stands in `naql/data/<name>.json.gz`; a number that stands there often is held once."""
    return json.loads(read_data(f"{name}.json.gz"), parse_float=cache(float))


@cache
def read_table(name: str) -> tuple[Row, ...]:
    """The rows of `naql/data/<name>.tsv`, in order, as dicts keyed by column.

    Raises TableError for a missing or doubled entry, a wrong number of columns, or stray blanks.

    >>> read_table("cues")[0]["entry"] != ""
    True
    """
    return parse_table(read_data(f"{name}.tsv").decode(), f"{name}.tsv")


def parse_table(text: str, name: str) -> tuple[Row, ...]:
    """The rows of a table given as text; `name` is what an error calls it."""
    columns: list[str] = []
    rows: list[Row] = []
    seen: dict[tuple[str, str], int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        if not columns:
            columns = cells
            continue
        if len(cells) != len(columns):
            raise TableError(
                f"{name}:{number}: {len(cells)} columns, the header names {len(columns)}; separate them by one tab"
            )
        if any(cell != cell.strip() for cell in cells):
            raise TableError(f"{name}:{number}: a blank before or after a cell; remove it")
        row = dict(zip(columns, cells, strict=True))
        if not row["entry"]:
            raise TableError(f"{name}:{number}: no entry; give one or delete the row")
        key = (row["entry"], row["class"])
        if key in seen:
            raise TableError(f"{name}:{number}: {row['entry']!r} stands in line {seen[key]} too; delete one")
        seen[key] = number
        rows.append(row)
    return tuple(rows)
