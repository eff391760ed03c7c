"""Found → JSON Lines: the whole record of a statement a line, spans and all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from naql.export.rows import row
from naql.store.results import Found, plain

_LINE_ENDS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "\x85\u2028\u2029"}  # some readers end a line there


def lines(items: Iterable[Found]) -> Iterator[str]:
    """A line a statement, with its line feed: the columns of the tables, and `parts` with the place of every field."""
    for found in items:
        told = row(found) | {"outlets": found.outlets, "relays": found.relays, "parts": plain(found)["parts"]}
        yield json.dumps(told, ensure_ascii=False).translate(_LINE_ENDS) + "\n"
