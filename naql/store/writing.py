"""Reading → rows, in one transaction: a new article, a known one, a further version, or a copy of a story."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json
import re
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from naql.errors import StoreError
from naql.records import Actor, ActorRef, Reading, Statement
from naql.store import briefs, copies, indexing, people
from naql.store.keys import MOST_STATEMENTS, address_of, day_number, statement_key
from naql.store.results import Added, Status
from naql.version import __version__

_LIKE_ITSELF = 0.2  # share of common pieces below which a text under a known id is another article with the same id
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclasses.dataclass(frozen=True, slots=True)
class _Place:
    """Where a version stands: the numbers its rows need."""

    article: int
    version: int
    outlet: int | None
    day: int
    numbers: Mapping[str, int]  # actor id of the reading → actor across articles


def knows(connection: sqlite3.Connection, text: str, id: str | None, url: str | None, outlet: str | None) -> bool:
    """Whether the article it belongs to has this text in one of its versions."""
    reading = _storable(Reading(text=text, id=id, url=url, outlet=outlet))
    known = _known_article(connection, reading)
    return known is not None and _has_text(connection, known, reading.text)


def add(connection: sqlite3.Connection, reading: Reading, digest: str | None, again: bool) -> Added:
    """Keeps a reading whole, or leaves the store as it was."""
    if len(reading.statements) > MOST_STATEMENTS:
        raise StoreError(
            f"{len(reading.statements)} statements in one article; the store holds up to {MOST_STATEMENTS}"
        )
    reading = _storable(reading)
    connection.execute("BEGIN IMMEDIATE")
    try:
        added = _add(connection, reading, digest or text_digest(reading.text), again)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return added


def text_digest(text: str) -> str:
    """The sha256 of a text in UTF-8, in hex."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _storable(reading: Reading) -> Reading:
    """Lone surrogates, which no file can hold, become U+FFFD: one code point for one, so that all spans stay right."""
    try:
        json.dumps([reading.text, reading.title, reading.id, reading.url, reading.outlet], ensure_ascii=False).encode()
    except UnicodeEncodeError:
        replaced: Reading = _replace(reading)
        return replaced
    return reading


def _replace(value: Any) -> Any:
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, tuple):
        return tuple(map(_replace, value))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.replace(
            value, **{f.name: _replace(getattr(value, f.name)) for f in dataclasses.fields(value)}
        )
    return value


def _add(connection: sqlite3.Connection, reading: Reading, digest: str, again: bool) -> Added:
    known = _known_article(connection, reading)
    if known is not None:
        address, version, number = connection.execute(
            """SELECT article.address, version.id, version.number FROM article
               JOIN version ON version.id = article.current WHERE article.id = ?""",
            (known,),
        ).fetchone()
        if not again and _has_text(connection, known, reading.text):
            return Added("known", address, number)
        _retire(connection, known, version)
        _insert(connection, reading, digest, known, number + 1)
        return Added("changed", address, number + 1)
    address = _free_address(connection, reading)
    cursor = connection.execute("INSERT INTO article (address) VALUES (?)", (address,))
    status = _insert(connection, reading, digest, int(cursor.lastrowid or 0), 1)
    return Added(status, address, 1)


# ── which article it is ──


def identities(reading: Reading) -> tuple[str, ...]:
    """What makes an article the same: its URL, or else its id and outlet, or else its text and outlet."""
    if reading.url:
        return (f"url {reading.url.split('#')[0]}",)
    by_text = f"text {reading.outlet or ''} {text_digest(reading.text)}"
    return (f"id {reading.outlet or ''} {reading.id}", f"{reading.id} {by_text}") if reading.id else (by_text,)


def _known_article(connection: sqlite3.Connection, reading: Reading) -> int | None:
    """The stored article that a reading belongs to. An id alone proves nothing: the text must be alike."""
    for identity in identities(reading):
        row = connection.execute(
            "SELECT article.id, text FROM article JOIN version ON version.id = current WHERE address = ?",
            (address_of(identity),),
        ).fetchone()
        if row is None:
            continue
        if not identity.startswith("id ") or row[1] == reading.text:
            return int(row[0])
        if max(copies.likeness(copies.pieces(row[1]), copies.pieces(reading.text))) >= _LIKE_ITSELF:
            return int(row[0])
    return None if reading.url else _same_text(connection, reading)


def _same_text(connection: sqlite3.Connection, reading: Reading) -> int | None:
    """The article of the same outlet with this text and no URL: a file that was moved, a line with another id."""
    row = connection.execute(
        """SELECT article.id FROM version JOIN article ON article.current = version.id
           LEFT JOIN outlet ON outlet.id = version.outlet
           WHERE text_digest = ? AND url IS NULL AND outlet.name IS ?""",
        (text_digest(reading.text), reading.outlet),
    ).fetchone()
    return int(row[0]) if row else None


def _free_address(connection: sqlite3.Connection, reading: Reading) -> str:
    addresses = [address_of(identity) for identity in identities(reading)]
    taken = "SELECT 1 FROM article WHERE address = ?"
    return next(address for address in addresses if connection.execute(taken, (address,)).fetchone() is None)


def _has_text(connection: sqlite3.Connection, article: int, text: str) -> bool:
    """Any version counts: a run that begins again from the start must not take older texts for newer ones."""
    asked = "SELECT 1 FROM version WHERE text_digest = ? AND article = ?"
    return connection.execute(asked, (text_digest(text), article)).fetchone() is not None


# ── its rows ──


def _insert(connection: sqlite3.Connection, reading: Reading, digest: str, article: int, number: int) -> Status:
    day = day_number(reading.published)
    outlet = _outlet(connection, reading.outlet)
    version = _insert_version(connection, reading, digest, (article, number, outlet))
    pieces = copies.pieces(reading.text)
    bands = copies.bands(pieces)
    status = _join_story(connection, article, number, (pieces, bands, day))
    copies.keep_bands(connection, article, bands, day)
    actors = (*enumerate(reading.actors), *((-1 - i, actor) for i, actor in enumerate(_strangers(reading))))
    numbers = people.assign(connection, (article, version), actors, day)
    _insert_statements(connection, reading, _Place(article, version, outlet, day, numbers))
    return status


def _join_story(
    connection: sqlite3.Connection, article: int, number: int, like: tuple[frozenset[str], list[int], int]
) -> Status:
    """A first version joins the story it is a copy of, or begins one; a further version stays where it is."""
    if number > 1:
        return "changed"
    story = copies.find_story(connection, article, *like)
    connection.execute("UPDATE article SET story = ? WHERE id = ?", (story or article, article))
    return "republished" if story else "new"


def _events(reading: Reading) -> str:
    return json.dumps(reading.to_dict()["events"], ensure_ascii=False) if reading.events else "[]"


def _insert_version(
    connection: sqlite3.Connection, reading: Reading, digest: str, place: tuple[int, int, int | None]
) -> int:
    article, number, outlet = place
    cursor = connection.execute(
        """INSERT INTO version
           (article, number, source_id, title, url, outlet, published, text, digest, text_digest, events)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (article, number, reading.id, reading.title, reading.url, outlet, reading.published, reading.text, digest,
         text_digest(reading.text), _events(reading)),
    )  # fmt: skip
    version = int(cursor.lastrowid or 0)
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    connection.execute("INSERT INTO addition VALUES (?, ?, ?)", (version, now, __version__))
    connection.execute("UPDATE article SET current = ? WHERE id = ?", (version, article))
    connection.executemany(
        "INSERT INTO relay VALUES (?, ?, ?, ?, ?)",
        [(version, i, r.name, r.start, r.end) for i, r in enumerate(reading.relays)],
    )
    connection.executemany(
        "INSERT INTO date VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(version, i, d.start, d.end, d.text, d.value, d.calendar) for i, d in enumerate(reading.dates)],
    )
    connection.executemany(
        "INSERT INTO note VALUES (?, ?, ?, ?, ?, ?)",
        [(version, i, n.stage, n.text, n.start, n.end) for i, n in enumerate(reading.notes)],
    )
    return version


def _strangers(reading: Reading) -> list[Actor]:
    """Actors that statements refer to and the reading does not list; they appear as unnamed ones."""
    listed = {actor.id for actor in reading.actors}
    refs = [ref for s in reading.statements for ref in (s.actor, s.to.actor if s.to else None) if ref]
    unlisted = {ref.id: ref for ref in refs if ref.id not in listed}
    return [Actor(ref.id, ref.name, "unnamed", ref.aliases) for ref in unlisted.values()]


def _outlet(connection: sqlite3.Connection, name: str | None) -> int | None:
    if not name:
        return None
    connection.execute("INSERT OR IGNORE INTO outlet (name) VALUES (?)", (name,))
    number: int = connection.execute("SELECT id FROM outlet WHERE name = ?", (name,)).fetchone()[0]
    return number


def _insert_statements(connection: sqlite3.Connection, reading: Reading, place: _Place) -> None:
    story = connection.execute("SELECT story FROM article WHERE id = ?", (place.article,)).fetchone()[0]
    contents = [" ".join(piece.text for piece in s.content) for s in reading.statements]
    alone = story == place.article and connection.execute(
        "SELECT count(*) FROM version JOIN article ON article.id = version.article WHERE story = ?", (story,)
    ).fetchone() == (1,)
    firsts = {} if alone else copies.originals(connection, story, place.article, contents)
    appearing = {actor.id: actor for actor in reading.actors}
    for index, statement in enumerate(reading.statements):
        key = statement_key(place.day, place.version, index + 1)
        _insert_statement(connection, statement, key, firsts.get(index, key), index + 1, place)
        named = indexing.named_in(reading, statement)
        _insert_references(connection, statement, key, place.numbers, named, appearing)
        put_in(connection, statement, key, numbers_of(statement, place.numbers, place.outlet), named)
    connection.executemany("INSERT OR IGNORE INTO compound VALUES (?, ?)", sorted(indexing.compounds(reading)))


def _insert_statement(
    connection: sqlite3.Connection, statement: Statement, key: int, first: int, number: int, place: _Place
) -> None:
    numbers = numbers_of(statement, place.numbers, place.outlet)
    connection.execute(
        "INSERT INTO statement VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (key, place.version, number, statement.form,
        statement.act, numbers.actor, numbers.addressee, place.outlet, first,
         statement.confidence, statement.id),
    )  # fmt: skip
    single = {name: getattr(statement, name) for name in ("cue", "speaker", "to", "occasion", "when", "about")}
    passages = [("content", i, p) for i, p in enumerate(statement.content)]
    passages += [(name, 0, passage) for name, passage in single.items() if passage]
    connection.executemany(
        "INSERT INTO passage VALUES (?, ?, ?, ?, ?, ?)",
        [(key, name, i, p.start, p.end, p.text) for name, i, p in passages],
    )


def _insert_references(
    connection: sqlite3.Connection,
    statement: Statement,
    key: int,
    numbers: Mapping[str, int],
    named: Sequence[Actor],
    appearing: Mapping[str, Actor],
) -> None:
    roles: list[tuple[str, ActorRef | None]] = [("speaker", statement.actor)]
    roles.append(("to", statement.to.actor if statement.to else None))
    for role, ref in roles:
        if ref:
            listed = appearing.get(ref.id)
            same = listed is not None and (listed.name, listed.aliases) == (ref.name, ref.aliases)
            told = (None, None) if same else (ref.name, json.dumps(ref.aliases, ensure_ascii=False))
            connection.execute(
                "INSERT INTO reference VALUES (?, ?, ?, ?, ?, ?)", (key, role, numbers[ref.id], ref.id, *told)
            )
    connection.executemany(
        "INSERT OR IGNORE INTO reference VALUES (?, 'of', ?, NULL, NULL, NULL)", [(key, numbers[a.id]) for a in named]
    )


# ── in and out of what searches see ──


def numbers_of(statement: Statement, numbers: Mapping[str, int], outlet: int | None) -> indexing.Numbers:
    to = statement.to.actor if statement.to else None
    return indexing.Numbers(
        numbers[statement.actor.id] if statement.actor else None, numbers[to.id] if to else None, outlet
    )


def put_in(
    connection: sqlite3.Connection, statement: Statement, key: int, numbers: indexing.Numbers, named: Sequence[Actor]
) -> None:
    """Lets searches and counts see a statement whose rows are there."""
    indexing.insert(connection, key, indexing.row(statement, numbers, named))
    connection.execute("INSERT INTO part SELECT actor, role, statement FROM reference WHERE statement = ?", (key,))
    _count(connection, statement, numbers.actor, 1)


def take_out(
    connection: sqlite3.Connection, statement: Statement, key: int, numbers: indexing.Numbers, named: Sequence[Actor]
) -> None:
    """Hides a statement from searches and counts; its rows stay."""
    _count(connection, statement, numbers.actor, -1)
    indexing.remove(connection, key, indexing.row(statement, numbers, named))
    connection.execute(
        """DELETE FROM part
           WHERE (actor, role, statement) IN (SELECT actor, role, statement FROM reference WHERE statement = ?)""",
        (key,),
    )


def _count(connection: sqlite3.Connection, statement: Statement, actor: int | None, by: int) -> None:
    connection.execute("UPDATE actor SET statements = statements + ? WHERE id = ?", (by, actor))
    connection.executemany(
        """INSERT INTO choice VALUES (?1, ?2, ?3)
           ON CONFLICT DO UPDATE SET statements = statements + ?3""",
        [("act", statement.act, by), ("form", statement.form, by)],
    )


def _retire(connection: sqlite3.Connection, article: int, version: int) -> None:
    """Takes the version that was the newest out of searches, counts and the search for copies."""
    reading, numbers, outlet, keys = briefs.reading(connection, version)
    for statement, key in zip(reading.statements, keys, strict=True):
        named = indexing.named_in(reading, statement)
        take_out(connection, statement, key, numbers_of(statement, numbers, outlet), named)
    day = day_number(reading.published)
    copies.drop_bands(connection, article, copies.bands(copies.pieces(reading.text)), day)
