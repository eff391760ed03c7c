"""The frozen records that pass between the stages. Every start and end is a code-point offset.

Inside the pipeline the offsets are into the *repaired* text; `pipeline.read` carries every `Passage` back, so the records
of a `Reading` always stand on the text as received: `reading.text[p.start:p.end] == p.text`, on every input.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any, Literal

from naql.spans import Span

MentionType = Literal["person", "title", "organisation", "place", "outlet", "group"]
ActorKind = Literal["person", "organisation", "group", "place", "document", "outlet", "unnamed"]
Form = Literal["quoted", "colon", "clause", "phrase", "continuation"]


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of the article and where they stand: the evidence of one field."""

    start: int
    end: int
    text: str

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Note:
    """What a stage could not read, or what it wants known: never silence. start and end are null for the whole article."""

    stage: str
    text: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One article as received. `text` is title, lead and body as they came, a paragraph a line."""

    text: str
    id: str | None = None
    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    published: str | None = None  # ISO 8601
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where an actor is named."""

    start: int
    end: int
    text: str
    type: MentionType

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone or something of the article: all the mentions that mean the same."""

    id: str
    name: str  # the fullest name the article gives, repaired
    kind: ActorKind
    aliases: tuple[str, ...] = ()  # its other names and titles in the article, never a pronoun
    office: str | None = None
    country: str | None = None  # ISO 3166 alpha-2
    wikidata: str | None = None
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Date:
    """A date or time expression. `value` is ISO 8601 as exact as the words are, null where that is not known."""

    start: int
    end: int
    text: str
    value: str | None = None
    calendar: Literal["jalali", "gregorian", "hijri"] | None = None


@dataclass(frozen=True, slots=True)
class Relay:
    """An outlet or agency through which the news reached us, in the order the article names them."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ActorRef:
    """Whom the words mean: an actor of the same reading."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Addressee:
    """The words that name whom something was said to, and whom they mean."""

    start: int
    end: int
    text: str
    actor: ActorRef | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing somebody said, in the order of the text. See docs/record.md for each field."""

    id: str
    content: tuple[Passage, ...]  # at least one piece, in order
    form: Form
    cue: Passage | None
    act: str
    speaker: Passage | None  # the words in the sentence
    actor: ActorRef | None  # whom they mean
    to: Addressee | None = None
    occasion: Passage | None = None
    when: Passage | None = None
    about: Passage | None = None
    confidence: float = 0.0  # the share of statements like this one that were right on annotated articles


@dataclass(frozen=True, slots=True)
class Reading:
    """The record of one article: what `naql read --json` prints as a line."""

    text: str  # as received
    id: str | None = None
    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    published: str | None = None
    relays: tuple[Relay, ...] = ()
    actors: tuple[Actor, ...] = ()
    dates: tuple[Date, ...] = ()
    statements: tuple[Statement, ...] = ()
    events: tuple[Any, ...] = ()
    notes: tuple[Note, ...] = field(default=())

    @classmethod
    def of(cls, article: Article, notes: tuple[Note, ...] = (), **found: Any) -> Reading:
        """What an article brings, and what was found in it; `notes` stand behind the article's own.

        >>> Reading.of(Article("…", id="7"), notes=(Note("language", "not Persian"),)).id
        '7'
        """
        brought = {f.name: getattr(article, f.name) for f in dataclasses.fields(article)}
        return cls(**brought | found | {"notes": (*article.notes, *notes)})

    def to_dict(self) -> dict[str, Any]:
        """The reading as plain dicts and lists, ready for `json.dumps`; the fields in the order of the design."""
        plain: dict[str, Any] = _plain(self)
        first = ("id", "title", "url", "outlet", "published", "text")
        return {**{key: plain[key] for key in first}, **plain}

    def rows(self) -> list[dict[str, Any]]:
        """One flat dict a statement, the way a data frame likes it: `pandas.DataFrame(reading.rows())`."""
        offices = {actor.id: actor.office for actor in self.actors}
        return [
            {
                "article": self.id,
                "outlet": self.outlet,
                "published": self.published,
                "relays": " ← ".join(relay.name for relay in self.relays) or None,
                "id": s.id,
                "form": s.form,
                "act": s.act,
                "actor": s.actor.name if s.actor else None,
                "office": offices.get(s.actor.id) if s.actor else None,
                "speaker": _words(s.speaker),
                "to": _words(s.to),
                "cue": _words(s.cue),
                "content": " […] ".join(piece.text for piece in s.content),
                "about": _words(s.about),
                "occasion": _words(s.occasion),
                "when": _words(s.when),
                "start": s.content[0].start,
                "end": s.content[-1].end,
                "confidence": s.confidence,
            }
            for s in self.statements
        ]


def _words(passage: Passage | Addressee | None) -> str | None:
    return passage.text if passage else None


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value
