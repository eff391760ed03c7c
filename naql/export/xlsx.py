"""Found → XLSX: one right-to-left sheet with a fixed head and filters; texts are texts, never formulas."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import xlsxwriter

from naql.export.rows import COLUMNS, row
from naql.store.results import Found

_MOST_ROWS = 1_000_000  # a sheet of Excel ends at 1,048,576
_MOST_LETTERS = 32_767  # in a cell of Excel
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_WIDE = {"content": 80, "title": 40, "actor": 24, "speaker": 24, "outlet": 18, "published": 24}


def write(items: Iterable[Found], path: Path) -> int:
    """Writes the workbook, a further sheet after each million rows; returns how many statements it holds."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    count = 0
    with xlsxwriter.Workbook(path, options) as book:
        sheet = _sheet(book)
        for found in items:
            if count and count % _MOST_ROWS == 0:
                sheet = _sheet(book)
            for column, cell in enumerate(row(found).values()):
                if isinstance(cell, str):
                    sheet.write_string(count % _MOST_ROWS + 1, column, _NOT_XML.sub("\ufffd", cell)[:_MOST_LETTERS])
                elif cell is not None:
                    sheet.write_number(count % _MOST_ROWS + 1, column, cell)
            count += 1
    return count


def _sheet(book: xlsxwriter.Workbook) -> xlsxwriter.worksheet.Worksheet:
    sheet = book.add_worksheet()
    sheet.right_to_left()
    sheet.freeze_panes(1, 0)
    head = book.add_format({"bold": True})
    for column, name in enumerate(COLUMNS):
        sheet.set_column(column, column, _WIDE.get(name, 14))
        sheet.write_string(0, column, name, head)
    return sheet
