"""Found → CSV: the statements of a page, a line each, as they are found."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from naql.serve.pages import Asked, Page
from naql.store import Found, Store

COLUMNS = (
    "address", "article", "title", "outlet", "outlets", "published", "actor", "actor_id", "act", "form", "speaker",
    "cue", "content", "to", "to_actor_id", "about", "occasion", "when", "relays", "start", "end", "confidence",
)  # fmt: skip


def csv_lines(page: Page, store: Store, asked: Asked) -> Iterator[str]:
    """The CSV of a page's statements, header first."""
    line = io.StringIO()
    writer = csv.writer(line)
    writer.writerow(COLUMNS)
    for found in page.rows(store, asked) if page.rows else ():
        writer.writerow([safe_cell(cell) for cell in _cells(found)])
        yield line.getvalue()
        line.seek(0)
        line.truncate()
    yield line.getvalue()


def safe_cell(cell: str | int | float | None) -> str | int | float | None:
    """A cell that no spreadsheet takes for a formula: a text that begins like one gets an apostrophe in front.

    >>> safe_cell("=HYPERLINK(1)"), safe_cell("گفت"), safe_cell(-1)
    ("'=HYPERLINK(1)", 'گفت', -1)
    """
    return "'" + cell if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def _cells(found: Found) -> tuple[str | int | float | None, ...]:
    content = [part for part in found.parts if part.field == "content"]
    article = found.article
    return (
        found.address, article.address, article.title, article.outlet, " | ".join(found.outlets), article.published,
        found.actor.name if found.actor else None, found.actor.id if found.actor else None, found.act, found.form,
        found.words("speaker"), found.words("cue"), found.content, found.words("to"), found.to.id if found.to else None,
        found.words("about"), found.words("occasion"), found.words("when"), " ← ".join(found.relays),
        content[0].start, content[-1].end, found.confidence,
    )  # fmt: skip
