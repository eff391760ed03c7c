"""Day, version, place ↔ keys and addresses: one integer that sorts statements in time, and strings fit for URLs.

A statement's id is `day << 44 | version << 16 | number`: 18 bits of days since 1800-01-01 (0 where no day is known, the
last one in 2517), 28 bits of version, 16 bits of place in the article. It stays positive in SQLite's 64 bits.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import re

DAY_BITS, VERSION_BITS, NUMBER_BITS = 18, 28, 16
MOST_STATEMENTS = (1 << NUMBER_BITS) - 1
_DAY_SHIFT = VERSION_BITS + NUMBER_BITS
_EPOCH = datetime.date(1800, 1, 1).toordinal() - 1
_ADDRESS = re.compile(r"[a-z2-7]{12}(\.[1-9][0-9]{0,8}){0,2}")


def statement_key(day: int, version: int, number: int) -> int:
    """The id of a statement; `number` is counted from 1."""
    return day << _DAY_SHIFT | version << NUMBER_BITS | number


def day_of(key: int) -> int:
    """The day of a statement's id, 0 where it has none."""
    return key >> _DAY_SHIFT


def first_key(day: int) -> int:
    """The smallest id a statement of that day may have."""
    return day << _DAY_SHIFT


def day_number(published: str | None) -> int:
    """ISO 8601 → days since 1800-01-01, counted from 1; 0 for none, for a year or month alone, and for what is no date.

    >>> day_number("2020-10-04T18:45+03:30"), day_number("2020"), day_number(None)
    (80631, 0, 0)
    """
    try:
        number = datetime.date.fromisoformat((published or "")[:10]).toordinal() - _EPOCH
    except ValueError:
        return 0
    return number if 0 < number < 1 << DAY_BITS else 0


def iso_day(day: int) -> str | None:
    """The ISO 8601 day of a day number.

    >>> iso_day(80631), iso_day(0)
    ('2020-10-04', None)
    """
    return datetime.date.fromordinal(day + _EPOCH).isoformat() if day else None


def address_of(identity: str) -> str:
    """The address of an article from what makes it the same article (see `writing.identity`): 60 bits of its sha256."""
    digest = hashlib.sha256(identity.encode("utf-8")).digest()
    return base64.b32encode(digest)[:12].decode().lower()


def parse_address(address: str) -> tuple[str, int | None, int | None] | None:
    """An address as (article, version, statement number), the latter null where it names none; null for no address.

    >>> parse_address("k3vqx2m7wabz.2.7"), parse_address("k3vqx2m7wabz"), parse_address("../etc")
    (('k3vqx2m7wabz', 2, 7), ('k3vqx2m7wabz', None, None), None)
    """
    if not _ADDRESS.fullmatch(address):
        return None
    article, *numbers = address.split(".")
    version, number = [*map(int, numbers), None, None][:2]
    return article, version, number
