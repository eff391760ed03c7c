"""What the store answers: frozen records, ready for a page, a table or JSON.

Every start and end is a code-point offset into the received text of the article's version. Days are ISO 8601
(`2020-10-04`), null where the article has none. Addresses are strings of `a-z`, `2-7`, digits and dots, fit for a URL:

    article     `k3vqx2m7wabz`        its newest version
    version     `k3vqx2m7wabz.2`      its second version, for good
    statement   `k3vqx2m7wabz.2.7`    the seventh statement of that version, for good
    actor       `17`                  after a merge the old number still leads to the one it was merged into
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from naql.records import Reading
from naql.spans import Span

Status = Literal["new", "known", "changed", "republished"]
Sort = Literal["best", "newest", "oldest"]
Role = Literal["speaker", "to", "of"]


@dataclass(frozen=True, slots=True)
class Added:
    """What `Store.add` did: `known` wrote nothing, `changed` made a further version, `republished` joined a story."""

    status: Status
    article: str
    version: int


@dataclass(frozen=True, slots=True)
class ActorBrief:
    """An actor across articles, as short as a link needs it."""

    id: str
    name: str
    kind: str
    country: str | None = None
    wikidata: str | None = None


@dataclass(frozen=True, slots=True)
class ArticleBrief:
    """One version of an article, without its text."""

    address: str
    version: int
    title: str | None
    outlet: str | None
    url: str | None
    published: str | None  # ISO 8601 as received, day or time


@dataclass(frozen=True, slots=True)
class Part:
    """Words of a statement in the article: `field` is content, cue, speaker, to, occasion, when or about."""

    field: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """A statement as the store knows it, alone or as a hit of a search.

    `highlights` are the places of the searched words, in order, offsets into the received text of the *article*; they
    lie in or around the parts. `first` is the statement of which this one is a repetition in a republished copy (itself
    where it is none); `outlets` carry it, the earliest first. `exact` says the words stand there just as they were
    typed.
    """

    address: str
    article: ArticleBrief
    number: int  # counted from 1 in the article
    form: str
    act: str
    parts: tuple[Part, ...]
    actor: ActorBrief | None
    to: ActorBrief | None
    of: tuple[ActorBrief, ...]
    relays: tuple[str, ...]
    confidence: float
    first: str
    outlets: tuple[str, ...]
    highlights: tuple[Span, ...] = ()
    exact: bool = False

    def words(self, field_name: str) -> str | None:
        """The words of a field, pieces joined by « […] »; null where the statement has none."""
        pieces = [part.text for part in self.parts if part.field == field_name]
        return " […] ".join(pieces) if pieces else None

    @property
    def content(self) -> str:
        return self.words("content") or ""

    @property
    def day(self) -> str | None:
        return self.article.published[:10] if self.article.published else None


@dataclass(frozen=True, slots=True)
class Results:
    """One page of a search. `total` counts what was found, each republished statement once for each copy, up to a
    bound; `more` says that there are more than `total`."""

    items: tuple[Found, ...]
    total: int
    more: bool


@dataclass(frozen=True, slots=True)
class Count:
    """How many statements have a value; `value` is what a Query takes, `label` what a reader is shown."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """The values of a search's results, the most frequent first; days in order of time (no undated ones).

    Counted over all results, or the newest ones up to a bound: then `whole` is false.
    """

    speakers: tuple[Count, ...]
    outlets: tuple[Count, ...]
    acts: tuple[Count, ...]
    forms: tuple[Count, ...]
    days: tuple[Count, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class Series:
    """The statements of one speaker over time: `days` maps ISO days to counts. `actor` null: all the other speakers."""

    actor: ActorBrief | None
    days: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Statements over time by speaker, the most frequent first, the others together last; undated ones are counted
    apart."""

    first: str | None
    last: str | None
    series: tuple[Series, ...]
    undated: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Link:
    """How many statements of `speaker` were made to `other` (role `to`) or name him (role `of`)."""

    speaker: ActorBrief
    role: Role
    other: ActorBrief
    count: int


@dataclass(frozen=True, slots=True)
class Network:
    """Who speaks to and of whom, the most frequent links first."""

    links: tuple[Link, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class Office:
    """An office as articles gave it, with the first and last day on which they did."""

    name: str
    first: str | None
    last: str | None
    articles: int


@dataclass(frozen=True, slots=True)
class ActorPage:
    """All that is known of an actor across articles. Counts are of current statements, the most frequent first."""

    actor: ActorBrief
    names: tuple[str, ...]
    offices: tuple[Office, ...]
    members: tuple[ActorBrief, ...]  # the actors merged into this one by hand, and itself
    statements: int
    articles: int
    first: str | None
    last: str | None
    to: tuple[Count, ...]  # value: actor id
    of: tuple[Count, ...]
    addressed_by: tuple[Count, ...]
    named_by: tuple[Count, ...]
    acts: tuple[Count, ...]
    opposes: tuple[Count, ...]  # whom they deny, reject, condemn, criticise or accuse
    opposed_by: tuple[Count, ...]
    whole: bool  # false: `to`, `of`, `acts` and the like were counted over the newest statements up to a bound


@dataclass(frozen=True, slots=True)
class Change:
    """What a copy did to one statement of the story's first article.

    kind: same, changed (words, cue or act), dropped (in the first, not in the copy), added (in the copy alone).
    `pieces` tells the two contents apart, in order: (keep | delete | insert, words).
    """

    kind: Literal["same", "changed", "dropped", "added"]
    first: Found | None
    copy: Found | None
    pieces: tuple[tuple[Literal["keep", "delete", "insert"], str], ...] = ()


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy of a story and what it changed; the first has no changes."""

    article: ArticleBrief
    likeness: float  # share of five-letter pieces it has in common with the first, 0..1
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """An article and its republished copies, the one published first at the head; a story may have one article only."""

    copies: tuple[Copy, ...]

    @property
    def first(self) -> ArticleBrief:
        return self.copies[0].article


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """A version of an article with its whole reading, as it was added.

    `actors` leads from the actor ids of the reading (`reading.actors[i].id`) to the actors across articles;
    `statements` are in the order of the text, `versions` the oldest first.
    """

    brief: ArticleBrief
    reading: Reading
    digest: str  # sha256 of the received bytes, in hex; of the text in UTF-8 where the bytes were not known
    actors: Mapping[str, ActorBrief]
    statements: tuple[Found, ...]
    versions: tuple[ArticleBrief, ...]
    copies: tuple[ArticleBrief, ...] = field(
        default=()
    )  # all articles of its story, itself too, the first carrier first


def plain(value: Any) -> Any:
    """A record of this module as dicts, lists and strings, ready for `json.dumps`; spans become {start, end}."""
    if isinstance(value, Span):
        return {"start": value.start, "end": value.end}
    if dataclasses.is_dataclass(value):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, tuple) else value
