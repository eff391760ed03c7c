"""templates/words.tsv → Language: the interface's words, numbers and dates in Persian and in English.

>>> LANGUAGES["fa"]("results", n=12), LANGUAGES["en"]("results", n=1200)
('۱۲ گفته', '1,200 statements')
>>> LANGUAGES["fa"].date("2020-10-04T18:45:00+03:30"), LANGUAGES["en"].date("2020-10-04")
('۱۳ مهر ۱۳۹۹', '4 October 2020')
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

import jdatetime

from naql.calendars import GREGORIAN_MONTHS, JALALI_MONTHS, TO_PERSIAN
from naql.lexicon import Row, parse_table

Code = Literal["fa", "en"]
Direction = Literal["rtl", "ltr"]

_EARLIEST, _LATEST = 1000, 3000  # years a news archive can hold, and both calendars can count
_JALALI_MONTHS = tuple(names[0] for names in JALALI_MONTHS)
_JALALI_IN_ENGLISH = tuple(names[-1].capitalize() for names in JALALI_MONTHS)
_MONTHS = tuple(names[-1].capitalize() for names in GREGORIAN_MONTHS)
_GREGORIAN_IN_PERSIAN = tuple(names[0] for names in GREGORIAN_MONTHS)


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the interface. Call it with a key of the table to get its words."""

    code: Code
    direction: Direction
    words: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """The words of `key`, its {…} filled in; whole numbers are written in the language's digits."""
        told = {name: self.number(value) if isinstance(value, int) else value for name, value in values.items()}
        return self.words[key].format(**told)

    def name(self, group: str, value: str) -> str:
        """The name of a value of a closed list (`form`, `kind`, `act`), or the value itself where the table has none.

        >>> LANGUAGES["fa"].name("act", "condemn"), LANGUAGES["fa"].name("act", "whistle")
        ('محکوم کرد', 'whistle')
        """
        return self.words.get(f"{group}:{value}", value)

    def number(self, value: int | float) -> str:
        """A number with its thousands parted.

        >>> LANGUAGES["fa"].number(12345), LANGUAGES["en"].number(0.874)
        ('۱۲٬۳۴۵', '0.87')
        """
        text = f"{value:,}" if isinstance(value, int) else f"{value:.2f}"
        if self.code == "en":
            return text
        return text.translate(TO_PERSIAN).replace(",", "٬").replace(".", "٫")

    def plain(self, value: int) -> str:
        """A number that names rather than counts (a year, a place in a text): no thousands mark."""
        return str(value).translate(TO_PERSIAN) if self.code == "fa" else str(value)

    def date(self, value: str | None) -> str:
        """An ISO 8601 date in the language's own calendar; what is no date comes back as it is."""
        day = iso_day(value)
        return (value or "") if day is None else self._day(day)

    def other_date(self, value: str | None) -> str:
        """The same date in the other calendar, written in the interface's language; empty where there is none.

        >>> LANGUAGES["fa"].other_date("2025-03-20"), LANGUAGES["en"].other_date("2025-03-20")
        ('۲۰ مارس ۲۰۲۵', '30 Esfand 1403')
        """
        day = iso_day(value)
        if day is None:
            return ""
        if self.code == "fa":
            return f"{self.plain(day.day)} {_GREGORIAN_IN_PERSIAN[day.month - 1]} {self.plain(day.year)}"
        jalali = jdatetime.date.fromgregorian(date=day)
        return f"{jalali.day} {_JALALI_IN_ENGLISH[jalali.month - 1]} {jalali.year}"

    def _day(self, day: datetime.date) -> str:
        if self.code == "en":
            return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
        jalali = jdatetime.date.fromgregorian(date=day)
        return f"{self.plain(jalali.day)} {_JALALI_MONTHS[jalali.month - 1]} {self.plain(jalali.year)}"

    def month(self, year: int, month: int) -> str:
        """The name of a month of the language's own calendar, with its year.

        >>> LANGUAGES["fa"].month(1399, 7), LANGUAGES["en"].month(2020, 10)
        ('مهر ۱۳۹۹', 'October 2020')
        """
        names = _JALALI_MONTHS if self.code == "fa" else _MONTHS
        return f"{names[month - 1]} {self.plain(year)}"


def iso_day(value: str | None) -> datetime.date | None:
    """The day of an ISO 8601 date or time, or None.

    >>> iso_day("2020-10-04T18:45:00+03:30"), iso_day("دیروز")
    (datetime.date(2020, 10, 4), None)
    """
    try:
        day = datetime.date.fromisoformat((value or "")[:10])
    except ValueError:
        return None
    return day if _EARLIEST <= day.year <= _LATEST else None


def _language(code: Code, direction: Direction, rows: tuple[Row, ...]) -> Language:
    named = ("form", "kind", "act")
    words = {f"{row['class']}:{row['entry']}" if row["class"] in named else row["entry"]: row[code] for row in rows}
    return Language(code, direction, words)


def _read_languages() -> dict[Code, Language]:
    text = files("naql.serve").joinpath("templates", "words.tsv").read_text(encoding="utf-8")
    rows = parse_table(text, "words.tsv")
    return {"fa": _language("fa", "rtl", rows), "en": _language("en", "ltr", rows)}


LANGUAGES = _read_languages()
