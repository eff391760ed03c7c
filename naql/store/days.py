"""A day, month, year or period as people type it → its first and last day: Jalali or Gregorian, «دیروز» and «۳ روز پیش»
too."""

from __future__ import annotations

import datetime
import re

import jdatetime

from naql.calendars import GREGORIAN_MONTHS, JALALI_MONTHS
from naql.errors import QueryError
from naql.sources.dates import iso_date
from naql.store.folding import squeeze, words

_JALALI = range(1200, 1500)  # fewer than JALALI_YEARS: 1500 and above are no year that somebody looks for
_GREGORIAN = range(1800, 2201)
_MONTHS = {
    squeeze(name): (calendar, number)
    for calendar, months in (
        ("jalali", [(iranian, afghan) for iranian, afghan, _ in JALALI_MONTHS]),
        ("gregorian", GREGORIAN_MONTHS),
    )
    for number, names in enumerate(months, 1)
    for name in names
}
_DAYS_AGO = {squeeze(name): days for name, days in (
    ("امروز", 0), ("دیروز", 1), ("پریروز", 2), ("دیشب", 1), ("today", 0), ("yesterday", 1))}  # fmt: skip
_UNITS = {
    "روز": 1,
    "هفته": 7,
    "ماه": 30,
    "سال": 365,
    "day": 1,
    "days": 1,
    "week": 7,
    "weeks": 7,
    "month": 30,
    "year": 365,
}
_NUMBERS = dict(zip(("یک", "دو", "سه", "چهار", "پنج", "شش", "هفت", "هشت", "نه", "ده"), range(1, 11), strict=True))
_AGO = frozenset(map(squeeze, ("پیش", "قبل", "گذشته", "اخیر", "ago")))
_YEAR_MONTH = re.compile(r"(\d{4})(?:/(\d{1,2}))?")

Days = tuple[datetime.date, datetime.date]


def days(told: str, today: datetime.date) -> Days:
    """The first and the last day that the words mean; `today` is what relative words count from.

    Raises QueryError for what is no time.

    >>> today = datetime.date(2020, 10, 4)
    >>> [str(day) for day in days("مهر ۱۳۹۹", today)], str(days("دیروز", today)[0]), str(days("دو هفته پیش", today)[0])
    (['2020-09-22', '2020-10-21'], '2020-10-03', '2020-09-20')
    """
    tokens = [word.joined for word in words(told)]
    found = _day(told) or _year_or_month(told, tokens) or _relative(tokens, today)
    if found is None:
        raise QueryError(f"{told!r} is no day; write 1399/07/13, 2020-10-04, مهر ۱۳۹۹, 1399, دیروز or ۳ روز پیش")
    return found


def period(since: str, until: str, today: datetime.date) -> tuple[datetime.date | None, datetime.date | None]:
    """The first and last day of a search, null where it is open.

    >>> period("۱۳۹۹", "", datetime.date(2020, 10, 4))
    (datetime.date(2020, 3, 20), None)
    """
    first = days(since, today)[0] if since.strip() else None
    last = days(until, today)[1] if until.strip() else None
    if first and last and last < first:
        raise QueryError(f"the period ends ({last}) before it begins ({first}); exchange the two days")
    return first, last


def _day(told: str) -> Days | None:
    value = iso_date(told)
    if value is None or len(value) < 10:
        return None
    try:
        day = datetime.date.fromisoformat(value[:10])
    except ValueError:
        return None
    return day, day


def _year_or_month(told: str, tokens: list[str]) -> Days | None:
    """A year, a month with its year in figures or in words, or a day of a month that `iso_date` has no name for."""
    named = [_MONTHS[t.removesuffix("ماه")] for t in tokens if t.removesuffix("ماه") in _MONTHS]
    figures = [int(t) for t in tokens if t.isdigit() and len(t) <= 4]
    if named and len(named) == 1:
        years = [n for n in figures if n in _JALALI or n in _GREGORIAN]
        single = [n for n in figures if n <= 31]
        if len(years) != 1 or len(single) > 1:
            return None
        return _month(named[0][0], years[0], named[0][1], single[0] if single else None)
    match = _YEAR_MONTH.fullmatch("/".join(tokens))
    if match is None:
        return None
    year = int(match[1])
    calendar = "jalali" if year in _JALALI else "gregorian" if year in _GREGORIAN else None
    if calendar is None:
        return None
    return _month(calendar, year, int(match[2]), None) if match[2] else _year(calendar, year)


def _year(calendar: str, year: int) -> Days:
    return _first(calendar, year, 1), _first(calendar, year + 1, 1) - datetime.timedelta(days=1)


def _month(calendar: str, year: int, month: int, day: int | None) -> Days | None:
    if not 1 <= month <= 12:
        return None
    first = _first(calendar, year, month)
    last = (_first(calendar, year + 1, 1) if month == 12 else _first(calendar, year, month + 1)) - datetime.timedelta(
        days=1
    )
    if day is None:
        return first, last
    exact = first + datetime.timedelta(days=day - 1)
    return (exact, exact) if exact <= last else None


def _first(calendar: str, year: int, month: int) -> datetime.date:
    if calendar == "gregorian":
        return datetime.date(year, month, 1)
    day: datetime.date = jdatetime.date(year, month, 1).togregorian()
    return day


def _relative(tokens: list[str], today: datetime.date) -> Days | None:
    if len(tokens) == 1 and tokens[0] in _DAYS_AGO:
        day = today - datetime.timedelta(days=_DAYS_AGO[tokens[0]])
        return day, day
    if len(tokens) not in (2, 3) or tokens[-1] not in _AGO or tokens[-2] not in _UNITS:
        return None
    count = 1 if len(tokens) == 2 else int(tokens[0]) if tokens[0].isdigit() else _NUMBERS.get(tokens[0], 0)
    if not 0 < count < 1000:
        return None
    day = today - datetime.timedelta(days=count * _UNITS[tokens[-2]])
    return day, day
