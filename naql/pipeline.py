"""The way an article travels, in order; `read` takes it all the way.

    Article → repair → Repaired → sentences → Token → actors → Mention, Actor → statements → Statement → Reading
"""

from __future__ import annotations

import dataclasses
from typing import Any

from naql.actors import Cast, find_mentions
from naql.records import Article, Reading
from naql.repair import Repaired, repair
from naql.sentences import tokenise
from naql.spans import Span
from naql.statements import find_statements
from naql.statements.relays import find_relays


def read(source: str | Article) -> Reading:
    """Reads one article. Never raises on any text: what could not be read is among the notes.

    >>> read("سارا امینی، وزیر راه، گفت: این پل تا پاییز ساخته می‌شود.").statements[0].actor.name
    'سارا امینی، وزیر راه'
    """
    article = Article(source) if isinstance(source, str) else source
    repaired = repair(article.text)
    tokens = tokenise(repaired.text)
    mentions, dates = find_mentions(tokens)
    cast = Cast(tokens, mentions)
    relays = find_relays(repaired.text, tokens, mentions)
    statements = find_statements(repaired.text, tokens, mentions, cast)
    return Reading(
        text=article.text,
        id=article.id,
        title=article.title,
        url=article.url,
        outlet=article.outlet,
        published=article.published,
        relays=received(relays, repaired),
        actors=received(cast.actors(), repaired),
        dates=received(dates, repaired),
        statements=received(statements, repaired),
        notes=article.notes,
    )


def received(records: Any, repaired: Repaired) -> Any:
    """The records with every span carried back to the text as received; names stay repaired."""
    if isinstance(records, (list, tuple)):
        return tuple(received(record, repaired) for record in records)
    if not dataclasses.is_dataclass(records) or isinstance(records, type):
        return records
    changed = {
        field.name: received(value, repaired)
        for field in dataclasses.fields(records)
        if isinstance(value := getattr(records, field.name), tuple) or dataclasses.is_dataclass(value)
    }
    start, end = getattr(records, "start", None), getattr(records, "end", None)
    if start is not None and end is not None:
        span = repaired.to_source(Span(start, end))
        changed |= {"start": span.start, "end": span.end}
        if hasattr(records, "text"):
            changed["text"] = span.slice(repaired.source)
    return dataclasses.replace(records, **changed) if changed else records


