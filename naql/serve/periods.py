"""First and last day → Period: the months or years between them, in the calendar of the interface.

A period knows its first and last day, so a column of a picture can lead to exactly its statements in either calendar.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

import jdatetime

from naql.serve.words import LANGUAGES, Code, iso_day

MOST_MONTHS = 48  # more columns than this cannot be told apart at the width of a phone; years take over
MOST_YEARS = 48  # a wrong date in one article must not squeeze all others into one column


@dataclass(frozen=True, slots=True)
class Period:
    """A month or a year: `first` and `last` are ISO 8601 days, both inside it."""

    first: str
    last: str
    name: str


def periods(first: str | None, last: str | None, code: Code) -> tuple[Period, ...]:
    """The months from that of `first` to that of `last`; where they are too many, the years, the last `MOST_YEARS`.

    >>> [p.name for p in periods("2010-01-01", "2020-10-04", "fa")][-1]
    '۱۳۹۹'
    """
    between = months(first, last, code)
    return between if len(between) <= MOST_MONTHS else tuple(_years(between, code))


def months(first: str | None, last: str | None, code: Code) -> tuple[Period, ...]:
    """The months of the calendar of `code` from `first` to `last`, in order; none without two days in order.

    >>> [(p.name, p.first, p.last) for p in months("2020-10-04", "2020-10-25", "fa")]
    [('مهر ۱۳۹۹', '2020-09-22', '2020-10-21'), ('آبان ۱۳۹۹', '2020-10-22', '2020-11-20')]
    """
    start, end = iso_day(first), iso_day(last)
    if start is None or end is None or end < start:
        return ()
    return tuple(_months(start, end, code))


def _months(start: datetime.date, end: datetime.date, code: Code) -> Iterator[Period]:
    year, month = _year_and_month(start, code)
    while (first := _first_day(year, month, code)) <= end:
        following = (year + 1, 1) if month == 12 else (year, month + 1)
        last = _first_day(*following, code) - datetime.timedelta(days=1)
        yield Period(first.isoformat(), last.isoformat(), LANGUAGES[code].month(year, month))
        year, month = following


def _years(months: tuple[Period, ...], code: Code) -> Iterator[Period]:
    """Whole years, so that the first and the last column are as wide in time as the others."""
    first, last = (_year_and_month(datetime.date.fromisoformat(p.first), code)[0] for p in (months[0], months[-1]))
    for year in range(max(first, last - MOST_YEARS + 1), last + 1):
        end = _first_day(year + 1, 1, code) - datetime.timedelta(days=1)
        yield Period(_first_day(year, 1, code).isoformat(), end.isoformat(), LANGUAGES[code].plain(year))


def _year_and_month(day: datetime.date, code: Code) -> tuple[int, int]:
    if code == "en":
        return day.year, day.month
    jalali = jdatetime.date.fromgregorian(date=day)
    return jalali.year, jalali.month


def _first_day(year: int, month: int, code: Code) -> datetime.date:
    if code == "en":
        return datetime.date(year, month, 1)
    day: datetime.date = jdatetime.date(year, month, 1).togregorian()
    return day
