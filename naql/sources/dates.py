"""date as a page or a crawler writes it → ISO 8601: Gregorian or Jalali, as exact as told, null where unclear."""

from __future__ import annotations

import datetime
import re
from email.utils import parsedate_to_datetime

from naql.calendars import JALALI_MONTHS, JALALI_YEARS, TO_ASCII

_MONTHS = {name: number for number, names in enumerate(JALALI_MONTHS, 1) for name in names}
_NUMERIC = re.compile(r"(?<!\d)(\d{4})[/\-.](\d{1,2})[/\-.](\d{1,2})(?!\d)")
_NAMED = re.compile(r"(?<!\d)(\d{1,2})\s+([^\W\d_]+)(?:\s+ماه)?\s+(\d{4})(?!\d)")
_TIME = re.compile(r"(?<![\d:+\-])([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?(?![\d:])")


def iso_date(told: str) -> str | None:
    """ISO 8601 of a date, with its time and zone where they are told; a Jalali date becomes the Gregorian one.

    >>> iso_date("۱۳ مهر ۱۳۹۹ - ۱۸:۴۵"), iso_date("2020-10-04T18:45:00+03:30"), iso_date("فردا")
    ('2020-10-04T18:45', '2020-10-04T18:45:00+03:30', None)
    """
    text = told.translate(TO_ASCII).replace("ي", "ی").strip()
    return _as_iso(text) or _as_mail(text) or _in_words(text)


def _as_iso(text: str) -> str | None:
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.year in JALALI_YEARS:
        return None
    return text.replace(" ", "T", 1) if "-" in text[:5] else moment.isoformat()


def _as_mail(text: str) -> str | None:
    """The form of mail and feeds: Sun, 04 Oct 2020 18:45:00 +0330."""
    try:
        return parsedate_to_datetime(text).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _in_words(text: str) -> str | None:
    if numeric := _NUMERIC.search(text):
        year, month, day = map(int, numeric.groups())
    elif (named := _NAMED.search(text)) and named[2].lower() in _MONTHS:
        day, month, year = int(named[1]), _MONTHS[named[2].lower()], int(named[3])
    else:
        return None
    date = _gregorian(year, month, day)
    time = _TIME.search(text)
    if date is None or time is None:
        return date
    return f"{date}T{int(time[1]):02}:{time[2]}" + (f":{time[3]}" if time[3] else "")


def _gregorian(year: int, month: int, day: int) -> str | None:
    try:
        if year in JALALI_YEARS:
            import jdatetime

            converted: datetime.date = jdatetime.date(year, month, day).togregorian()
            return converted.isoformat()
        return datetime.date(year, month, day).isoformat() if year >= JALALI_YEARS.stop else None
    except ValueError:
        return None
