"""Found → CSV: the statements of a page, a line each, as they are found."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from naql.export.csv import lines
from naql.serve.pages import Asked, Page
from naql.store import Store


def csv_lines(page: Page, store: Store, asked: Asked) -> Iterator[str]:
    """The CSV of a page's statements, header first; a search that is refused is refused before the first line."""
    found = page.rows(store, asked) if page.rows else iter(())
    first = list(islice(found, 1))
    return lines(chain(first, found))
