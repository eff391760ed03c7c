"""Found → Parquet: typed columns, times with their zone, names as dictionaries; written in batches."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from naql.export.rows import COLUMNS, row
from naql.store.results import Found

_BATCH = 10_000  # rows of a row group: some 10 MB in memory
_DICTIONARIES = frozenset(
    {"outlet", "actor", "actor_id", "actor_kind", "country", "act", "form", "to_actor", "to_actor_id"}
)
_TYPES = {
    "start": pa.int32(), "end": pa.int32(), "confidence": pa.float32(), "outlets": pa.list_(pa.string()),
    "relays": pa.list_(pa.string()), "names": pa.list_(pa.string()),
}  # fmt: skip
_TIME = pa.timestamp("s", tz="UTC")
SCHEMA = pa.schema(
    [
        *(
            (name, _TYPES.get(name, pa.dictionary(pa.int32(), pa.string()) if name in _DICTIONARIES else pa.string()))
            for name in COLUMNS
        ),
        ("published_utc", _TIME),
    ]
)


def write(items: Iterable[Found], path: Path) -> int:
    """Writes the file; returns how many statements it holds."""
    count = 0
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        for batch in _batches(items):
            writer.write_table(pa.Table.from_pylist([_cells(found) for found in batch], schema=SCHEMA))
            count += len(batch)
    return count


def utc(published: str | None) -> datetime.datetime | None:
    """The moment that ISO 8601 tells, in UTC; null where it tells no day. A time without a zone is taken as Tehran's of
    today (+03:30), a day alone as its midnight there.

    >>> str(utc("2020-10-04T18:45+03:30")), str(utc("2020-10-04")), utc("2020")
    ('2020-10-04 15:15:00+00:00', '2020-10-03 20:30:00+00:00', None)
    """
    try:
        moment = datetime.datetime.fromisoformat(published or "")
    except ValueError:
        return None
    tehran = datetime.timezone(datetime.timedelta(hours=3, minutes=30))
    return (moment if moment.tzinfo else moment.replace(tzinfo=tehran)).astimezone(datetime.UTC)


def _cells(found: Found) -> dict[str, Any]:
    names = [actor.name for actor in found.of]
    lists = {"outlets": list(found.outlets), "relays": list(found.relays), "names": names}
    return row(found) | lists | {"published_utc": utc(found.article.published)}


def _batches(items: Iterable[Found]) -> Iterator[list[Found]]:
    rest = iter(items)
    while batch := list(islice(rest, _BATCH)):
        yield batch
