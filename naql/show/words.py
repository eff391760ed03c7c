"""key → Persian words, numbers and dates of the page, from the table of the reading room (serve/templates/words.tsv).

The table is read as a file: importing `naql.serve` would load a web server to write a page.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from naql.calendars import JALALI_MONTHS, TO_PERSIAN
from naql.lexicon import parse_table

_FIGURES = TO_PERSIAN | str.maketrans(",.", "٬٫")
_NAMED = ("act", "form")  # classes of the table that name the values of a field


def word(key: str, **values: object) -> str:
    """The words of a key, its {…} filled in, numbers in Persian digits.

    >>> word("statements_count", n=1200)
    '۱٬۲۰۰ گفته'
    """
    told = {name: number(value) if isinstance(value, int) else value for name, value in values.items()}
    return _words()[key].format(**told)


def name(group: str, value: str) -> str:
    """The Persian name of an act or a form; where the table has none, the word itself.

    >>> name("act", "condemn"), name("act", "call_for")
    ('محکوم کرد', 'call for')
    """
    return _words().get(f"{group}:{value}", value.replace("_", " "))


def number(value: int | float) -> str:
    """A number as Persian writes it.

    >>> number(12345), number(0.874)
    ('۱۲٬۳۴۵', '۰٫۸۷')
    """
    return (f"{value:,}" if isinstance(value, int) else f"{value:.2f}").translate(_FIGURES)


def date(told: str) -> str:
    """The Jalali day of an ISO 8601 date; what is none comes back as it is.

    >>> date("2020-10-04T18:45:00+03:30"), date("دیروز")
    ('۱۳ مهر ۱۳۹۹', 'دیروز')
    """
    import jdatetime

    try:
        jalali = jdatetime.date.fromgregorian(date=datetime.date.fromisoformat(told[:10]))
    except ValueError:
        return told
    return f"{jalali.day} {JALALI_MONTHS[jalali.month - 1][0]} {jalali.year}".translate(TO_PERSIAN)


@cache
def _words() -> Mapping[str, str]:
    table = files("naql").joinpath("serve", "templates", "words.tsv").read_text(encoding="utf-8")
    rows = parse_table(table, "words.tsv")
    return {f"{row['class']}:{row['entry']}" if row["class"] in _NAMED else row["entry"]: row["fa"] for row in rows}
