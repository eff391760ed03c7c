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
from naql.sentences import tokenise
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
    tokens = tokenise(text)
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


@cache
def _placed(record: Any) -> tuple[str, ...]:
    """The fields of a record that hold records with a place in the text."""
    holders = ("Passage", "Addressee", "Mention,")
    return tuple(f.name for f in dataclasses.fields(record) if any(name in str(f.type) for name in holders))


def received(records: Any, repaired: Repaired) -> Any:
    """The records with every span carried back to the text as received; names stay repaired."""
    if records is None:
        return None
    if isinstance(records, (list, tuple)):
        return tuple([received(record, repaired) for record in records])
    changed = {name: received(getattr(records, name), repaired) for name in _placed(records.__class__)}
    if hasattr(records, "start"):
        span = repaired.to_source(Span(records.start, records.end))
        changed |= {"start": span.start, "end": span.end}
        if hasattr(records, "text"):
            changed["text"] = span.slice(repaired.source)
    return dataclasses.replace(records, **changed)
