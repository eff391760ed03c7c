"""Found → CSV: the statements of a page, a line each, as they are found."""

from __future__ import annotations

from collections.abc import Iterator

from naql.serve.pages import Asked, Page
from naql.store import Store


def csv_lines(page: Page, store: Store, asked: Asked) -> Iterator[str]:
    """The CSV of a page's statements, header first."""
    raise NotImplementedError
