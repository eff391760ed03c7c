"""The records a page answers with: its JSON twin is exactly these fields, its HTML is drawn from them.

What the store answers stands in them as it is (`naql.store.results`). A statement's page is `/statements/<address>`, an
article's `/articles/<address>`, an actor's `/actors/<id>`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from naql.serve.periods import Period
from naql.store.query import Query
from naql.store.results import (
    ActorBrief,
    ActorPage,
    ArticleBrief,
    Count,
    Facets,
    Found,
    Link,
    Results,
    StoredArticle,
    Story,
)


@dataclass(frozen=True, slots=True)
class Bucket:
    """How many statements fall into a month or a year of the interface's calendar; both days are inside it."""

    first: str
    last: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Line:
    """Counts of one speaker, one for each period of the chart; `actor` null: all other speakers together."""

    actor: ActorBrief | None
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Statements over time by speaker; those without a date are counted in `undated`."""

    periods: tuple[Period, ...]
    lines: tuple[Line, ...]
    undated: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """Who speaks to whom and of whom: `links` lie between `speakers` and `others`, the most frequent first."""

    speakers: tuple[ActorBrief, ...]
    others: tuple[ActorBrief, ...]
    links: tuple[Link, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """An article as a list shows it, with the actors who speak in it; `opening` is its first statement's content."""

    article: ArticleBrief
    opening: str
    voices: tuple[ActorBrief, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """An actor and how many statements are theirs."""

    actor: ActorBrief
    statements: int


@dataclass(frozen=True, slots=True)
class Home:
    """The front page: how much the store holds, who is heard most, what came last."""

    figures: Mapping[str, int]
    speakers: tuple[Heard, ...]
    outlets: tuple[str, ...]
    articles: tuple[Summary, ...]
    chart: Chart


@dataclass(frozen=True, slots=True)
class Statements:
    """A page of a search, with what it can be narrowed down to; `chosen` are its conditions, actors by name.

    `total` counts each republished statement once; `more` says that there are more than it counts.
    """

    query: Query
    chosen: Mapping[str, str]
    results: Results
    total: int
    more: bool
    facets: Facets
    months: tuple[Bucket, ...]
    page: int


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement in its article; it stands in the lines from `start` to `end` of the text."""

    statement: Found
    article: StoredArticle
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Repair:
    """One edit that repair makes to the text as received: `start` to `end` becomes `replacement`."""

    start: int
    end: int
    original: str
    replacement: str
    fix: str
    confidence: float

    @property
    def same_shape(self) -> bool:
        """One letter in place of another that looks alike or nearly so: nothing to strike out or to put in."""
        return len(self.replacement) == len(self.original) and bool(self.original.strip())


@dataclass(frozen=True, slots=True)
class Article:
    """A version of an article with its reading, its copies, and its repairs where they were asked for."""

    article: StoredArticle
    story: Story | None
    repairs: tuple[Repair, ...] | None


@dataclass(frozen=True, slots=True)
class Articles:
    """A page of the articles in which something is said, the newest first."""

    articles: tuple[Summary, ...]
    page: int
    more: bool


@dataclass(frozen=True, slots=True)
class Actors:
    """Actors with the words `q` in a name, or those who say most."""

    q: str
    actors: tuple[Heard, ...]


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor's page: all that is known of it, what it said over time, and what it said last."""

    page: ActorPage
    chart: Chart
    latest: Results


@dataclass(frozen=True, slots=True)
class Topic:
    """All sides on one matter, in order of time; no chart where no words were given.

    `total` and `more` are as in `Statements`.
    """

    query: Query
    results: Results
    total: int
    more: bool
    sides: tuple[Count, ...]
    chart: Chart | None
    page: int


@dataclass(frozen=True, slots=True)
class Compare:
    """Two actors side by side, in order of time; `meetings` are what they said to and of each other."""

    q: str
    first: ActorPage | None
    second: ActorPage | None
    statements: tuple[Found, ...]
    more: bool
    charts: tuple[Chart, ...]
    meetings: tuple[Link, ...]
    choices: tuple[Heard, ...]


@dataclass(frozen=True, slots=True)
class Pictures:
    """Statements over time by speaker, and who speaks to and of whom."""

    query: Query
    chart: Chart
    grid: Grid


@dataclass(frozen=True, slots=True)
class Guide:
    """How the reading room is used, and how much the store holds."""

    figures: Mapping[str, int]
