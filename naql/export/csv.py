"""Found → CSV: RFC 4180 in UTF-8, no cell that a spreadsheet takes for a formula, with a byte order mark if asked."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from naql.export.rows import COLUMNS, Cell, row
from naql.store.results import Found

BOM = "\ufeff"
_FORMULA = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "＝",
    "＋",
    "－",
    "＠",
)  # full-width signs too: Excel in some languages folds them


def lines(items: Iterable[Found], *, bom: bool = False) -> Iterator[str]:
    """The lines of the table, its head first, each with its line end (CR LF)."""
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, COLUMNS)
    writer.writeheader()
    yield (BOM if bom else "") + _taken(buffer)
    for found in items:
        writer.writerow({name: safe_cell(cell) for name, cell in row(found).items()})
        yield _taken(buffer)


def safe_cell(cell: Cell) -> Cell:
    """A cell that is no formula: a text that begins like one gets an apostrophe in front, numbers stay as they are.

    >>> safe_cell("=1+1"), safe_cell("-۵ درجه"), safe_cell("آب"), safe_cell(-5)
    ("'=1+1", "'-۵ درجه", 'آب', -5)
    """
    return "'" + cell if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
