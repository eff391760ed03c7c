"""ISO 8601 → Jalali date in figures, for tables and terminals."""

from __future__ import annotations

import datetime

import jdatetime


def jalali(published: str | None) -> str | None:
    """The Jalali day of an ISO 8601 date or time; null for none, and for what is no whole date.

    >>> jalali("2020-10-04T18:45+03:30"), jalali("2020")
    ('1399/07/13', None)
    """
    try:
        day = datetime.date.fromisoformat((published or "")[:10])
        told: str = jdatetime.date.fromgregorian(date=day).strftime("%Y/%m/%d")
    except ValueError:
        return None
    return told
