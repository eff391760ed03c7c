"""A JSON row → its members where they stand, so that one of them is rewritten and every other byte stays."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from naql.sources.jsonl import parse_object

_DECODER = json.JSONDecoder()
_BLANK = re.compile(r"[ \t\r\n]*")
_SURROGATE = re.compile("[\ud800-\udfff]")
_NO_BYTE = re.compile("[\ud800-\udc7f\udd00-\udfff]")  # a surrogate that does not stand for a byte that is no UTF-8


class Member(NamedTuple):
    """A name of a JSON object, its value, and where the value stands."""

    name: str
    value: Any
    start: int
    end: int


def members(row: str) -> dict[str, Member]:
    """The members of a JSON object by name, the last of a name. Raises SourceError where it is none.

    >>> members('{"n": 1.10, "text": "وی"}')["text"]
    Member(name='text', value='وی', start=20, end=24)
    """
    parse_object(row)
    return {member.name: member for member in _walk(row)}


def put(row: str, found: dict[str, Member], values: dict[str, Any]) -> str:
    """The row with some members given other values, the new ones at its end; all else is as it was, byte for byte.

    >>> row = '{"n": 1.10, "text": "وی"}'
    >>> put(row, members(row), {"text": "او", "edits": []})
    '{"n": 1.10, "text": "او", "edits": []}'
    """
    old = sorted((found[name] for name in values if name in found), key=lambda member: -member.start)
    for member in old:
        row = row[: member.start] + _json(values[member.name], row) + row[member.end :]
    new = [f"{_json(name, row)}: {_json(value, row)}" for name, value in values.items() if name not in found]
    close = row.rindex("}")
    return row[:close] + "".join(f", {member}" for member in new) + row[close:]


def _walk(row: str) -> Iterator[Member]:
    at = _skip(row, _skip(row, 0) + 1)
    while row[at] != "}":
        name, at = _DECODER.raw_decode(row, at)
        start = _skip(row, _skip(row, at) + 1)
        value, end = _DECODER.raw_decode(row, start)
        yield Member(name, value, start, end)
        at = _skip(row, end)
        if row[at] == ",":
            at = _skip(row, at + 1)


def _skip(row: str, at: int) -> int:
    return _BLANK.match(row, at).end()  # type: ignore[union-attr]


def _json(value: Any, row: str) -> str:
    """A value as JSON; half a character (in JSON "\\ud83d") stays escaped, a byte that is no UTF-8 stays that byte."""
    half = _NO_BYTE if _SURROGATE.search(row) else _SURROGATE
    return half.sub(lambda m: f"\\u{ord(m.group()):04x}", json.dumps(value, ensure_ascii=False))
