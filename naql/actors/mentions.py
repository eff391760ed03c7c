"""Token → Mention, Date: who and what is named in an article, and the dates in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from naql.actors.tagger import label, stretches
from naql.records import Date, Mention, MentionType
from naql.sentences import Token


def words(tokens: Sequence[Token]) -> str:
    """The tokens as they stand in the text, blanks between them included."""
    pieces: list[str] = []
    for i, token in enumerate(tokens):
        pieces.append(" " * (token.start - tokens[i - 1].end if i else 0))
        pieces.append(token.text)
    return "".join(pieces)


def find_mentions(tokens: Sequence[Token]) -> tuple[list[Mention], list[Date]]:
    """The mentions and the dates of an article, each in the order of the text; none overlap."""
    mentions: list[Mention] = []
    dates: list[Date] = []
    for first, last, kind in stretches(label(tokens)):
        row = tokens[first:last]
        start, end, text = row[0].start, row[-1].end, words(row)
        if kind == "date":
            dates.append(Date(start, end, text))
        else:
            mentions.append(Mention(start, end, text, cast(MentionType, kind)))
    return mentions, dates
