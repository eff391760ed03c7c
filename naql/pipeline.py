"""The way an article travels, in order; `read` takes it all the way.

Article → repair → Repaired → sentences → Token → actors → Mention, Actor → statements → Statement → Reading
"""

from __future__ import annotations

import dataclasses
import re
from functools import cache
from typing import Any

from naql.actors import Cast, find_mentions
from naql.records import Article, Note, Reading
from naql.repair import Repaired, repair
from naql.sentences import lost_breaks, tokenise
from naql.sources.language import language_of
from naql.spans import Span
from naql.statements import find_statements
from naql.statements.relays import find_relays

_SURROGATE = re.compile("[\ud800-\udfff]")


def read(source: str | Article) -> Reading:
    """Reads one article, given as its text or as an Article. Never raises on any text: what could not be read is among the notes.

    Offsets of the reading are code points of the text as received; its records stand in the order of the text. A text that is
    blank or not Persian gives a note and no statements.

    >>> reading = read("سارا امینی، وزیر راه، گفت: این پل تا پاییز ساخته می‌شود.")
    >>> statement = reading.statements[0]
    >>> statement.actor.name, statement.cue.text, statement.content[0].text
    ('سارا امینی، وزیر راه', 'گفت', 'این پل تا پاییز ساخته می‌شود')
    """
    article = Article(source) if isinstance(source, str) else source
    reading = Reading(
        article.text, article.id, article.title, article.url, article.outlet, article.published, notes=article.notes
    )
    unread = _why_not(article.text)
    if unread:
        return dataclasses.replace(reading, notes=(*article.notes, Note("language", unread)))
    repaired = repair(article.text)
    text = _SURROGATE.sub("\ufffd", repaired.text)  # the taggers take UTF-8; half a character has none
    tokens = tokenise(text, lost_breaks(repaired))
    mentions, dates = find_mentions(tokens, article.published)
    cast = Cast(tokens, mentions)
    statements = find_statements(text, tokens, mentions, dates, cast)
    return dataclasses.replace(
        reading,
        relays=received(find_relays(text, tokens, mentions), repaired),
        actors=received(cast.actors(), repaired),
        dates=received(dates, repaired),
        statements=received(statements, repaired),
    )


def _why_not(text: str) -> str | None:
    if not text.strip():
        return "blank: nothing to read"
    language = language_of(text)
    return None if language == "fa" else f"not Persian ({language}): no statements are looked for"


_HOLDERS = ("Passage", "Addressee", "Mention,")


@cache
def _fields(record: Any) -> tuple[tuple[str, str], ...]:
    """The fields of a kind of record, in order, and what is done with each: carried, held (it holds records), or kept."""
    placed = {"start": "start", "end": "end", "text": "text"} if "start" in record.__slots__ else {}
    return tuple(
        (field.name, "held" if any(name in str(field.type) for name in _HOLDERS) else placed.get(field.name, "kept"))
        for field in dataclasses.fields(record)
    )


def received(records: Any, repaired: Repaired) -> Any:
    """The records with every span carried back to the text as received; names stay repaired."""
    if records is None:
        return None
    if isinstance(records, (list, tuple)):
        return tuple([received(record, repaired) for record in records])
    kind = records.__class__
    span = repaired.to_source(Span(records.start, records.end)) if hasattr(records, "start") else None
    values = []
    for name, done in _fields(kind):
        if done == "held":
            values.append(received(getattr(records, name), repaired))
        elif done == "kept" or span is None:
            values.append(getattr(records, name))
        else:
            values.append(span.slice(repaired.source) if done == "text" else getattr(span, done))
    return kind(*values)
