"""Token → Mention, Date: who and what is named in an article, and the dates in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from naql.actors.consistency import settle
from naql.actors.dates import date_value
from naql.actors.tagger import label
from naql.network import stretches
from naql.records import Date, Mention, MentionType
from naql.sentences import Token


def words(tokens: Sequence[Token]) -> str:
    """The tokens as they stand in the text, blanks between them included."""
    pieces: list[str] = []
    for i, token in enumerate(tokens):
        pieces.append(" " * (token.start - tokens[i - 1].end if i else 0))
        pieces.append(token.text)
    return "".join(pieces)


def find_mentions(tokens: Sequence[Token], published: str | None = None) -> tuple[list[Mention], list[Date]]:
    """The mentions and the dates of an article, each in the order of the text; none overlap.

    `tokens` are those of the whole article, line breaks included; `published` (ISO 8601) gives a value to «دیروز» and the
    like. A text without words has neither.

    >>> from naql.sentences import tokenise
    >>> mentions, dates = find_mentions(tokenise("حسن روحانی رئیس‌جمهور ایران امروز به مسکو رفت."), "2018-03-04")
    >>> [(m.text, m.type) for m in mentions][:2], [(d.text, d.value) for d in dates]
    ([('حسن روحانی', 'person'), ('رئیس‌جمهور ایران', 'title')], [('امروز', '2018-03-04')])
    """
    mentions: list[Mention] = []
    dates: list[Date] = []
    for first, last, kind in settle(tokens, stretches(label(tokens))):
        row = tokens[first:last]
        start, end, text = row[0].start, row[-1].end, words(row)
        if kind == "date":
            dates.append(Date(start, end, text, *date_value(text, published)))
        else:
            mentions.append(Mention(start, end, text, cast(MentionType, kind)))
    return mentions, dates
