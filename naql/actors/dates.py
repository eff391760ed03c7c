"""words of a date → its value: ISO 8601, as exact as the words are; null where they leave it open.

A day is `2020-10-04`, a month or year of the Gregorian calendar `2020-10` or `2020`; a Jalali month or year, which begins and
ends inside Gregorian ones, is an interval of days: `2020-09-22/2020-10-21`. What depends on the day of writing («دیروز»,
«۱۳ مهر») has a value only where that day is given.
"""

from __future__ import annotations

import datetime
import re
from contextlib import suppress
from functools import cache
from typing import Literal, NamedTuple

import jdatetime

from naql.actors.keys import name_keys, word_key
from naql.calendars import JALALI_YEARS, TO_ASCII
from naql.lexicon import read_table

Calendar = Literal["jalali", "gregorian", "hijri"]
_NUMERIC = re.compile(r"^\D*(\d{4})[/\-.](\d{1,2})[/\-.](\d{1,2})\D*$")
_CALENDARS: tuple[Calendar, ...] = ("jalali", "gregorian", "hijri")
_OUR_JALALI = range(1300, 1450)  # years that are hardly Gregorian ones in news, unless it says so
_TENS = {"بیست": 20, "سی": 30}
_ONES = ("یک", "دو", "سه", "چهار", "پنج", "شش", "هفت", "هشت", "نه")
_OF_DAY = frozenset(("شب", "صبح", "ظهر", "عصر"))
_WEEKDAY = (2, 3, 4, 5, 6, 0, 1)  # of Monday, Tuesday, …: the week begins on Saturday


class Value(NamedTuple):
    value: str | None
    calendar: Calendar | None


_NOTHING = Value(None, None)


@cache
def _words() -> dict[str, dict[str, int]]:
    """class → key → number, from the table `dates`."""
    found: dict[str, dict[str, int]] = {}
    for row in read_table("actors/dates"):
        found.setdefault(row["class"], {})[word_key(row["entry"])] = int(row["number"])
    return found


def date_value(text: str, published: str | None = None) -> Value:
    """The value of the words of a date and the calendar they name; `published` is the day of writing in ISO 8601.

    >>> date_value("۱۳ مهر ۱۳۹۹").value, date_value("مهر ۱۳۹۹").value, date_value("سال ۲۰۰۶ میلادی").value
    ('2020-10-04', '2020-09-22/2020-10-21', '2006')
    >>> date_value("روز گذشته"), date_value("روز گذشته", "2020-10-04").value
    (Value(value=None, calendar=None), '2020-10-03')
    """
    try:
        written = datetime.date.fromisoformat(published[:10]) if published else None
    except ValueError:
        written = None
    try:
        return _numeric(text) or _named(name_keys(text), written)
    except (ValueError, OverflowError):  # «۳۱ آبان ۱۳۹۹»: there is no such day
        return _NOTHING


def _numeric(text: str) -> Value | None:
    match = _NUMERIC.match(text.translate(TO_ASCII))
    if not match:
        return None
    year, month, day = map(int, match.groups())
    if year in JALALI_YEARS:
        return Value(_jalali(year, month, day), "jalali")
    return Value(datetime.date(year, month, day).isoformat(), "gregorian")


def _named(keys: tuple[str, ...], written: datetime.date | None) -> Value:
    words = _words()
    for calendar in _CALENDARS:
        months = [(i, words[calendar][key]) for i, key in enumerate(keys) if key in words[calendar]]
        if len(months) == 1:
            ((at, month),) = months
            # «۲۴ سپتامبر، ۲ میزان»: what stands at the month of another calendar is not this one's.
            others = [i for i, key in enumerate(keys) if i != at and any(key in words[other] for other in _CALENDARS)]
            low = max([i + 1 for i in others if i < at], default=0)
            high = min([i for i in others if i > at], default=len(keys))
            return _in_month(keys[low:high], at - low, month, calendar, written)
        if months:
            return _NOTHING
    return _year(keys, written) or _relative(keys, written)


def _in_month(keys: tuple[str, ...], at: int, month: int, calendar: Calendar, written: datetime.date | None) -> Value:
    days = _days(keys[:at])
    if len(days) > 1 or calendar == "hijri" or any(key in {"تا", "لغایت", "الی"} for key in keys):
        return Value(None, calendar)
    year = _year_number(keys[at + 1 :], calendar)
    day = days[0] if days else None
    if year is None and (written is None or day is None or _shift(keys) is not None):
        return Value(None, calendar)
    if year is None and written is not None and day is not None:
        return Value(_nearest(calendar, month, day, written), calendar)
    named = year or 0
    # «تیر ۱۹۹۴», «۱۳ مارس ۱۳۹۹»: a month of one calendar, a year of another.
    other = named in _OUR_JALALI and "میلادی" not in keys if calendar == "gregorian" else named not in JALALI_YEARS
    if other:
        return Value(None, calendar)
    if calendar == "gregorian":
        text = f"{named:04}-{month:02}"
        return Value(datetime.date(named, month, day).isoformat() if day else text, calendar)
    return Value(_jalali(named, month, day), calendar)


def _days(keys: tuple[str, ...]) -> list[int]:
    """The numbers before the name of a month that can be days: «۱۳», «سیزدهم», «بیست و یکم», «بیست و یک», «بیست»."""
    found: list[int] = []
    tens = 0
    for key in keys:
        if key.isdigit() and 0 < int(key) < 32:
            found.append(int(key))
        elif key in _TENS:
            tens = _TENS[key]
        elif tens and key in _ONES:
            found.append(tens + _ONES.index(key) + 1)
            tens = 0
        elif key in _words()["day"]:
            found.append(tens + _words()["day"][key])
            tens = 0
    return [*found, tens] if keys and keys[-1] in _TENS else found


def _year_number(keys: tuple[str, ...], calendar: Calendar) -> int | None:
    for key in keys:
        if key.isdigit() and len(key) == 4:
            return int(key)
        if key.isdigit() and len(key) == 2 and calendar == "jalali" and int(key) > 31:
            return 1300 + int(key)
    return None


def _jalali(year: int, month: int | None, day: int | None) -> str:
    """A day, or the first and the last day of a month or year, of the Jalali calendar."""
    if day and month:
        return str(jdatetime.date(year, month, day).togregorian().isoformat())
    first = jdatetime.date(year, month or 1, 1).togregorian()
    after = jdatetime.date(
        year + (month in (None, 12)), 1 if month in (None, 12) else (month or 0) + 1, 1
    ).togregorian()
    return f"{first.isoformat()}/{(after - datetime.timedelta(days=1)).isoformat()}"


def _nearest(calendar: Calendar, month: int, day: int, written: datetime.date) -> str:
    """The day of that month nearest to the day of writing."""
    year = jdatetime.date.fromgregorian(date=written).year if calendar == "jalali" else written.year
    days = []
    for other in (year - 1, year, year + 1):
        with suppress(ValueError):  # 29 February, 30 Esfand: not in every year
            days.append(
                jdatetime.date(other, month, day).togregorian()
                if calendar == "jalali"
                else datetime.date(other, month, day)
            )
    return str(min(days, key=lambda d: abs((d - written).days)).isoformat())


def _year(keys: tuple[str, ...], written: datetime.date | None) -> Value | None:
    """«سال ۱۳۹۹», «سال ۹۹», «سال ۲۰۰۶ میلادی», «سال جاری», «امسال»; null for anything else."""
    if len(keys) == 2 and keys[0] == "سال" and keys[1].isdigit() and len(keys[1]) == 2 and int(keys[1]) > 31:
        return Value(_jalali(1300 + int(keys[1]), None, None), "jalali")
    years = [int(key) for key in keys if key.isdigit() and len(key) == 4]
    rest = [key for key in keys if not key.isdigit()]
    if len(years) == 1 and set(rest) <= {"سال", "جاری", "میلادی", "شمسی", "خورشیدی"}:
        jalali = years[0] < JALALI_YEARS.stop and "میلادی" not in rest
        return Value(_jalali(years[0], None, None), "jalali") if jalali else Value(str(years[0]), "gregorian")
    shift = _words()["year"].get(keys[0]) if len(keys) == 1 else None
    if len(keys) == 2 and keys[0] == "سال":
        shift = _words()["shift"].get(keys[1])
    if shift is None or written is None:
        return None
    return Value(_jalali(jdatetime.date.fromgregorian(date=written).year + shift, None, None), "jalali")


def _relative(keys: tuple[str, ...], written: datetime.date | None) -> Value:
    """«دیروز», «صبح امروز», «روز گذشته», «دوشنبه گذشته», «دوشنبه هفته گذشته» seen from the day of writing."""
    words = _words()
    if written is None:
        return _NOTHING
    days = {words["relative"][key] for key in _one_word(keys) if key in words["relative"]}
    if days:  # «از دیروز تا امروز» are two
        return Value(_day(written, days.pop()), None) if len(days) == 1 else _NOTHING
    shift = _shift(keys)
    if shift is None:
        return _NOTHING
    rest = keys[1:] if keys[0] == "روز" and len(keys) > 2 else keys
    for length in (2, 1):  # «سه شنبه» is no Saturday
        weekday = words["weekday"].get("".join(rest[:length]))
        if weekday is not None:
            behind = [key for key in rest[length:] if key not in _OF_DAY]
            if len(behind) == 1:
                return _weekday(weekday, shift, written)
            return _of_week(weekday, shift, written) if behind[:1] == ["هفته"] and len(behind) == 2 else _NOTHING
    if shift and ("روز" in keys or "شب" in keys) and not any(key.isdigit() for key in keys) and len(keys) == 2:
        return Value(_day(written, shift), None)
    return _NOTHING


def _shift(keys: tuple[str, ...]) -> int | None:
    """Which way «گذشته», «آینده» and the like point; «پیش از ظهر» and «پیش رو» say nothing of it."""
    known = _words()["shift"]
    pairs = zip(keys, (*keys[1:], ""), strict=True)
    return next((known[key] for key, behind in pairs if key in known and behind not in ("از", "رو")), None)


def _one_word(keys: tuple[str, ...]) -> list[str]:
    """The words, «پس فردا» as one."""
    return " ".join(keys).replace("پس فردا", "پسفردا").split(" ")


def _day(written: datetime.date, days: int) -> str:
    return (written + datetime.timedelta(days=days)).isoformat()


def _weekday(weekday: int, shift: int, written: datetime.date) -> Value:
    """The last or the next such day: «دوشنبه گذشته», «دوشنبه آینده»."""
    if not shift:
        return _NOTHING
    days = (weekday - _WEEKDAY[written.weekday()]) % 7
    return Value(_day(written, days or 7 if shift > 0 else days - 7), None)


def _of_week(weekday: int, shift: int, written: datetime.date) -> Value:
    """That day of the last, this or the next week, which begin on Saturdays."""
    return Value(_day(written, 7 * shift + weekday - _WEEKDAY[written.weekday()]), None)
