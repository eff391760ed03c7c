"""The records a page answers with: its JSON twin is exactly these fields, its HTML is drawn from them.

Every `address` is a path on this server; starts and ends are code points of the text as received.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ActorLink:
    """An actor by name, and where its page is."""

    id: str
    name: str
    kind: str
    address: str


@dataclass(frozen=True, slots=True)
class ArticleLink:
    """An article by title, and where its page is. `published` is ISO 8601; `statements` counts them."""

    id: str
    title: str | None
    outlet: str | None
    published: str | None
    statements: int
    address: str


@dataclass(frozen=True, slots=True)
class Extract:
    """Some words of the text as received; `hit` where they are what was searched for."""

    text: str
    hit: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Words of the article and where they stand."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """One statement. `place` is its address inside the article; `outlets` are all that carried it, `copies` counts them."""

    id: str
    address: str
    place: str
    article: ArticleLink
    actor: ActorLink | None
    speaker: Place | None
    cue: Place | None
    to: str | None
    to_actor: ActorLink | None
    about: str | None
    occasion: str | None
    when: str | None
    act: str
    form: str
    confidence: float
    content: tuple[Place, ...]
    extract: tuple[Extract, ...]
    copies: int


@dataclass(frozen=True, slots=True)
class Count:
    """How many statements share a value, and the address that lists them. `chosen`: the search is already so narrowed."""

    value: str
    name: str
    count: int
    address: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one field among the results, the most frequent first."""

    field: str
    counts: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """Counts of one speaker over the periods of a timeline; `address` of its actor, null for all others together."""

    name: str
    address: str | None
    counts: tuple[int, ...]
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """One period of a timeline, in the calendar of the interface; both days are inside it."""

    first: str
    last: str
    name: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Statements over time by speaker."""

    periods: tuple[Span, ...]
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True)
class Meeting:
    """How many statements of one actor are said to (`to`) or speak of (`of`) another."""

    speaker: str
    other: str
    kind: str
    count: int
    address: str


@dataclass(frozen=True, slots=True)
class Grid:
    """Who speaks to whom and of whom: rows and columns are actors, `meetings` what lies between them."""

    speakers: tuple[ActorLink, ...]
    others: tuple[ActorLink, ...]
    meetings: tuple[Meeting, ...]
