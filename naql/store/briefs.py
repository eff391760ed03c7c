"""Rows → records: an article with its reading, a statement, a story's members, as they were added."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from naql.records import Actor, ActorRef, Addressee, Date, Mention, Note, Passage, Reading, Relay, Statement
from naql.store import people
from naql.store.keys import parse_address
from naql.store.results import ActorBrief, ArticleBrief, Found, Part, StoredArticle

_BRIEF = "article.address, version.number, version.title, outlet.name, version.url, version.published"
_VERSIONS = "version JOIN article ON article.id = version.article LEFT JOIN outlet ON outlet.id = version.outlet"


def _brief(row: Sequence[Any]) -> ArticleBrief:
    return ArticleBrief(f"{row[0]}.{row[1]}", row[1], row[2], row[3], row[4], row[5])


def article(connection: sqlite3.Connection, address: str) -> StoredArticle | None:
    """A version of an article: the one named, or the newest."""
    version = version_number(connection, address)
    if version is None:
        return None
    found, numbers, _, keys = reading(connection, version)
    brief = _brief(connection.execute(f"SELECT {_BRIEF} FROM {_VERSIONS} WHERE version.id = ?", (version,)).fetchone())
    digest = connection.execute("SELECT digest FROM version WHERE id = ?", (version,)).fetchone()[0]
    versions = connection.execute(
        f"SELECT {_BRIEF} FROM {_VERSIONS} WHERE article.address = ? ORDER BY version.number",
        (brief.address.split(".")[0],),
    )
    actors = _actors(connection, numbers.values())
    return StoredArticle(
        brief=brief,
        reading=found,
        digest=digest,
        actors={local: actors[number] for local, number in numbers.items()},
        statements=tuple(founds(connection, keys)),
        versions=tuple(map(_brief, versions)),
        copies=tuple(story_members(connection, brief.address.split(".")[0])),
    )


def statement(connection: sqlite3.Connection, address: str) -> Found | None:
    """A statement by its full address."""
    parsed = parse_address(address)
    if parsed is None or parsed[2] is None:
        return None
    row = connection.execute(
        """SELECT statement.id FROM statement JOIN version ON version.id = statement.version
           JOIN article ON article.id = version.article
           WHERE article.address = ? AND version.number = ? AND statement.number = ?""",
        parsed,
    ).fetchone()
    return next(iter(founds(connection, [row[0]]))) if row else None


def statements(connection: sqlite3.Connection, address: str) -> list[Found]:
    """The statements of an article's version, in order; none where there is no such article."""
    version = version_number(connection, address)
    return list(founds(connection, _keys(connection, version))) if version else []


def text(connection: sqlite3.Connection, address: str) -> str:
    """The received text of an article's version; empty where there is no such article."""
    version = version_number(connection, address)
    row = connection.execute("SELECT text FROM version WHERE id = ?", (version,)).fetchone()
    return str(row[0]) if row else ""


def version_number(connection: sqlite3.Connection, address: str) -> int | None:
    """The number of the version an address leads to, the newest where it names none."""
    parsed = parse_address(address)
    if parsed is None:
        return None
    row = connection.execute(
        """SELECT version.id FROM article JOIN version ON version.article = article.id
           WHERE article.address = ?1 AND (version.number = ?2 OR ?2 IS NULL AND version.id = article.current)""",
        parsed[:2],
    ).fetchone()
    return int(row[0]) if row else None


def story_members(connection: sqlite3.Connection, article_address: str) -> list[ArticleBrief]:
    """The articles of a story in their newest versions: the first published leads, the undated come last."""
    rows = connection.execute(
        f"""SELECT {_BRIEF} FROM {_VERSIONS} WHERE article.current = version.id
            AND article.story = (SELECT story FROM article WHERE address = ?)
            ORDER BY version.published IS NULL, julianday(version.published), version.published, article.id""",
        (article_address,),
    )
    return list(map(_brief, rows))


# ── statements, a few at a time ──


def founds(connection: sqlite3.Connection, keys: Iterable[int], exact: frozenset[int] = frozenset()) -> Iterator[Found]:
    """The statements with these keys, in their order; each costs a handful of indexed look-ups."""
    briefs: dict[int, tuple[ArticleBrief, tuple[str, ...]]] = {}
    names: dict[int, ActorBrief] = {}
    for key in keys:
        version, number, form, act, actor, addressee, first, confidence = connection.execute(
            "SELECT version, number, form, act, actor, addressee, first, confidence FROM statement WHERE id = ?", (key,)
        ).fetchone()
        if version not in briefs:
            briefs[version] = _brief_and_relays(connection, version)
        of = [
            r[0] for r in connection.execute("SELECT actor FROM reference WHERE statement = ? AND role = 'of'", (key,))
        ]
        needed = {n for n in (actor, addressee, *of) if n is not None} - names.keys()
        names |= _actors(connection, needed)
        brief, relays = briefs[version]
        yield Found(
            address=f"{brief.address}.{number}",
            article=brief,
            number=number,
            form=form,
            act=act,
            parts=_parts(connection, key),
            actor=names.get(actor),
            to=names.get(addressee),
            of=tuple(names[n] for n in of),
            relays=relays,
            confidence=confidence,
            first=_address(connection, first),
            outlets=_outlets(connection, first),
            exact=key in exact,
        )


def _brief_and_relays(connection: sqlite3.Connection, version: int) -> tuple[ArticleBrief, tuple[str, ...]]:
    brief = _brief(connection.execute(f"SELECT {_BRIEF} FROM {_VERSIONS} WHERE version.id = ?", (version,)).fetchone())
    relays = connection.execute("SELECT name FROM relay WHERE version = ? ORDER BY number", (version,))
    return brief, tuple(row[0] for row in relays)


def _parts(connection: sqlite3.Connection, key: int) -> tuple[Part, ...]:
    rows = connection.execute(
        "SELECT field, start, end, text FROM passage WHERE statement = ? ORDER BY field, number", (key,)
    )
    return tuple(Part(*row) for row in rows)


def _actors(connection: sqlite3.Connection, numbers: Iterable[int]) -> dict[int, ActorBrief]:
    """Actors by number; a merged one is answered by the one it was merged into."""
    found = {}
    for number in set(numbers):
        row = connection.execute(
            f"""SELECT {people.BRIEF} FROM actor WHERE id = (SELECT coalesce(same_as, id) FROM actor WHERE id = ?)""",
            (number,),
        ).fetchone()
        found[number] = people.brief(row)
    return found


def _address(connection: sqlite3.Connection, key: int) -> str:
    row = connection.execute(
        """SELECT article.address, version.number, statement.number FROM statement
           JOIN version ON version.id = statement.version JOIN article ON article.id = version.article
           WHERE statement.id = ?""",
        (key,),
    ).fetchone()
    return ".".join(map(str, row))


def _outlets(connection: sqlite3.Connection, first: int) -> tuple[str, ...]:
    """The outlets that carry a statement, the earliest first."""
    rows = connection.execute(
        """SELECT outlet.name FROM (SELECT id, outlet FROM statement WHERE id = ?1
               UNION SELECT id, outlet FROM statement WHERE first = ?1 AND first != id) AS s
           JOIN outlet ON outlet.id = s.outlet ORDER BY s.id < 1 << 44, s.id""",
        (first,),
    )
    return tuple(dict.fromkeys(row[0] for row in rows))


# ── the whole reading of a version ──


def reading(connection: sqlite3.Connection, version: int) -> tuple[Reading, dict[str, int], int | None, list[int]]:
    """A version's reading as it was added; its actors' numbers, its outlet's, and the keys of its statements."""
    row = connection.execute(
        """SELECT version.text, source_id, title, url, outlet.name, published, events, version.outlet
           FROM version LEFT JOIN outlet ON outlet.id = version.outlet WHERE version.id = ?""",
        (version,),
    ).fetchone()
    actors, numbers, refs = _appearances(connection, version, row[0])
    keys = _keys(connection, version)
    found = Reading(
        text=row[0], id=row[1], title=row[2], url=row[3], outlet=row[4], published=row[5],
        relays=tuple(_rows(connection, Relay, "name, start, end FROM relay", version)),
        actors=actors,
        dates=tuple(_rows(connection, Date, "start, end, text, value, calendar FROM date", version)),
        statements=tuple(_statement(connection, key, refs) for key in keys),
        events=tuple(json.loads(row[6])),
        notes=tuple(_rows(connection, Note, "stage, text, start, end FROM note", version)),
    )  # fmt: skip
    return found, numbers, row[7], keys


def _keys(connection: sqlite3.Connection, version: int) -> list[int]:
    return [
        row[0] for row in connection.execute("SELECT id FROM statement WHERE version = ? ORDER BY number", (version,))
    ]


def _rows(connection: sqlite3.Connection, record: type[Any], columns: str, version: int) -> list[Any]:
    return [
        record(*row) for row in connection.execute(f"SELECT {columns} WHERE version = ? ORDER BY number", (version,))
    ]


def _appearances(
    connection: sqlite3.Connection, version: int, received: str
) -> tuple[tuple[Actor, ...], dict[str, int], dict[str, ActorRef]]:
    mentions: defaultdict[int, list[Mention]] = defaultdict(list)
    for number, start, end, kind in connection.execute(
        "SELECT appearance, start, end, type FROM mention WHERE version = ? ORDER BY appearance, number", (version,)
    ):
        mentions[number].append(Mention(start, end, received[start:end], kind))
    actors, numbers, refs = [], {}, {}
    for number, local, actor, name, kind, aliases, office, country, wikidata in connection.execute(
        """SELECT number, local, actor, name, kind, aliases, office, country, wikidata
           FROM appearance WHERE version = ? ORDER BY number""",
        (version,),
    ):
        numbers[local] = actor
        refs[local] = ActorRef(local, name, tuple(json.loads(aliases)))
        if number >= 0:
            told = (refs[local].aliases, office, country, wikidata, tuple(mentions[number]))
            actors.append(Actor(local, name, kind, *told))
    return tuple(actors), numbers, refs


def _statement(connection: sqlite3.Connection, key: int, refs: Mapping[str, ActorRef]) -> Statement:
    form, act, confidence, local = connection.execute(
        "SELECT form, act, confidence, local FROM statement WHERE id = ?", (key,)
    ).fetchone()
    fields: defaultdict[str, list[Passage]] = defaultdict(list)
    for part in _parts(connection, key):
        fields[part.field].append(Passage(part.start, part.end, part.text))
    one = {name: passages[0] for name, passages in fields.items()}
    meant = _meant(connection, key, refs)
    to = Addressee(one["to"].start, one["to"].end, one["to"].text, meant.get("to")) if "to" in one else None
    return Statement(
        id=local, content=tuple(fields["content"]), form=form, cue=one.get("cue"), act=act, speaker=one.get("speaker"),
        actor=meant.get("speaker"), to=to, occasion=one.get("occasion"), when=one.get("when"), about=one.get("about"),
        confidence=confidence,
    )  # fmt: skip


def _meant(connection: sqlite3.Connection, key: int, refs: Mapping[str, ActorRef]) -> dict[str, ActorRef]:
    found = {}
    for role, local, name, aliases in connection.execute(
        "SELECT role, local, name, aliases FROM reference WHERE statement = ? AND role != 'of'", (key,)
    ):
        found[role] = refs[local] if name is None else ActorRef(local, name, tuple(json.loads(aliases)))
    return found
