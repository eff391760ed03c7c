"""The way an article travels, in order; `read` takes it all the way.

sources → Article → repair → Repaired → sentences → Token → actors → Mention, Actor → statements → Statement → Reading
"""

from __future__ import annotations

import dataclasses
from functools import cache
from typing import Any

from naql.actors import Cast, find_mentions
from naql.records import Article, Note, Reading
from naql.repair import Repaired, repair
from naql.sentences import line_ends, tokenise
from naql.sources.encodings import without_surrogates
from naql.sources.language import language_of
from naql.spans import Span
from naql.statements import find_statements
from naql.statements.relays import find_relays


def read(source: str | Article) -> Reading:
    """Reads one article, given as its text or as an Article.

    Offsets of the reading are code points of the text as received; its records stand in the order of the text. A text that is
    blank or not Persian gives a note and no statements.

    >>> reading = read("سارا امینی، وزیر راه، گفت: این پل تا پاییز ساخته می‌شود.")
    >>> statement = reading.statements[0]
    >>> statement.actor.name, statement.cue.text, statement.content[0].text
    ('سارا امینی، وزیر راه', 'گفت', 'این پل تا پاییز ساخته می‌شود')
    """
    article = Article(source) if isinstance(source, str) else source
    unread = _why_not(article.text)
    if unread:
        return Reading.of(article, notes=(Note("language", unread),))
    repaired = repair(article.text)
    text, _ = without_surrogates(repaired.text)  # the taggers take UTF-8; half a character has none
    tokens = line_ends(tokenise(text), repaired)
    mentions, dates = find_mentions(tokens, article.published)
    statements, actors = find_statements(text, tokens, mentions, dates, Cast(tokens, mentions))
    return Reading.of(
        article,
        relays=received(find_relays(text, tokens, mentions), repaired),
        actors=received(actors, repaired),
        dates=received(dates, repaired),
        statements=received(statements, repaired),
    )


def _why_not(text: str) -> str | None:
    if not text.strip():
        return "blank: nothing to read"
    language = language_of(text)
    return None if language == "fa" else f"not Persian ({language}): no statements are looked for"


_PLAIN = frozenset({str, int, float, bool, type(None)})


@cache
def _fields(record: type) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(record))


def received(value: Any, repaired: Repaired) -> Any:
    """The records with every span carried back to the text as received; names stay repaired."""
    kind = value.__class__
    if kind in _PLAIN:
        return value
    if kind in (list, tuple):
        return tuple([received(record, repaired) for record in value])
    found = {name: getattr(value, name) for name in _fields(kind)}
    for name, held in found.items():
        if held.__class__ not in _PLAIN:
            found[name] = received(held, repaired)
    if "start" in found:
        span = repaired.to_source(Span(found["start"], found["end"]))
        found["start"], found["end"] = span
        if "text" in found:
            found["text"] = span.slice(repaired.source)
    return kind(**found)
