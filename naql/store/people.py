"""Actor → actor across articles: the same one where the evidence is good, never on a surname alone.

Evidence, the strongest first: the same Wikidata number; the same full name; the same office, surname and country within
two years. Countries or Wikidata numbers that contradict each other keep two actors apart. Groups are the same only with
their country; documents and unnamed sources never are. What was decided by hand stands above all of it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from naql.errors import StoreError
from naql.records import Actor
from naql.store import reindexing
from naql.store.folding import Word, index_text, squeeze, words
from naql.store.results import ActorBrief

_YEARS = 730  # days within which an office with a surname means the same person
_HONORIFICS = frozenset({"اقای", "خانم", "دکتر", "مهندس", "سردار", "حاج", "شیخ", "ایتالله", "حجتالاسلام"})
_LONE_KINDS = frozenset({"document", "unnamed"})


@dataclass(frozen=True, slots=True)
class _Key:
    text: str
    dated: bool = False  # good only near the days on which it was seen


def assign(
    connection: sqlite3.Connection, place: tuple[int, int], actors: Iterable[tuple[int, Actor]], day: int
) -> dict[str, int]:
    """Finds or makes the actor across articles of each numbered actor of a reading, and keeps how it appears.

    `place` is article and version. Returns {id in the reading: number of the actor across articles}.
    """
    article, version = place
    found: dict[str, int] = {}
    for number, actor in actors:
        keys = list(_keys(actor, day))
        known = _ruled(connection, article, actor) or _known(connection, actor, keys, day)
        if known is None:
            known = _insert(connection, actor)
        else:
            _enrich(connection, known, actor)
        _keep_evidence(connection, known, actor, keys, day)
        _keep_names(connection, known, (actor.name, *actor.aliases))
        _keep_appearance(connection, version, number, known, actor, day)
        found.setdefault(actor.id, known)
    return found


def _keys(actor: Actor, day: int) -> Iterator[_Key]:
    if actor.wikidata:
        yield _Key(f"wikidata:{actor.wikidata}")
    if actor.kind in _LONE_KINDS:
        return
    name = squeeze(actor.name)
    if actor.kind == "group":
        if actor.country and name:
            yield _Key(f"group:{actor.country}:{name}")
        return
    if actor.kind != "person":
        if name:
            yield _Key(f"body:{name}")
        return
    parts = [word.joined for word in _name_parts(actor)]
    if len(parts) > 1:
        yield _Key("person:" + "".join(parts))
    if parts and actor.office and actor.country and day:
        yield _Key(f"office:{actor.country}:{squeeze(actor.office)}:{parts[-1]}", dated=True)


def person_name(actor: Actor) -> str:
    """A person's name without titles and offices around it, which change from article to article.

    >>> from naql.records import Mention
    >>> person_name(Actor("a1", "سارا امینی، وزیر راه", "person", mentions=(Mention(12, 20, "وزیر راه", "title"),)))
    'سارا امینی'
    """
    parts = _name_parts(actor)
    in_a_row = parts and parts == [w for w in words(actor.name) if parts[0].start <= w.start <= parts[-1].start]
    return actor.name[parts[0].start : parts[-1].end] if in_a_row else actor.name


def _name_parts(actor: Actor) -> list[Word]:
    """The words of a person's name, without those that only stand in titles and in the office."""
    titles = [m.text for m in actor.mentions if m.type == "title"] + [actor.office or ""]
    known = {word.joined for title in titles for word in words(title)} | _HONORIFICS
    return [word for word in words(actor.name) if word.joined not in known]


def _ruled(connection: sqlite3.Connection, article: int, actor: Actor) -> int | None:
    row = connection.execute(
        "SELECT actor FROM ruling WHERE article = ? AND name = ?", (article, squeeze(actor.name))
    ).fetchone()
    return row[0] if row else None


def _known(connection: sqlite3.Connection, actor: Actor, keys: Iterable[_Key], day: int) -> int | None:
    for key in keys:
        rows = connection.execute(
            """SELECT actor, country, wikidata, first, last FROM evidence WHERE key = ? ORDER BY actor LIMIT 50""",
            (key.text,),
        )
        for known, country, wikidata, first, last in rows:
            near = not key.dated or (first is not None and first - _YEARS <= day <= last + _YEARS)
            if near and _agree(country, actor.country) and _agree(wikidata, actor.wikidata):
                return int(known)
    return None


def _agree(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other


def _insert(connection: sqlite3.Connection, actor: Actor) -> int:
    cursor = connection.execute(
        "INSERT INTO actor (name, kind, country, wikidata) VALUES (?, ?, ?, ?)",
        (person_name(actor) if actor.kind == "person" else actor.name, actor.kind, actor.country, actor.wikidata),
    )
    return int(cursor.lastrowid or 0)


def _enrich(connection: sqlite3.Connection, number: int, actor: Actor) -> None:
    """What was not known of an actor is taken from a further article; what is known is not overwritten."""
    connection.execute(
        "UPDATE actor SET country = coalesce(country, ?), wikidata = coalesce(wikidata, ?) WHERE id = ? "
        "AND (country IS NULL AND ? IS NOT NULL OR wikidata IS NULL AND ? IS NOT NULL)",
        (actor.country, actor.wikidata, number, actor.country, actor.wikidata),
    )


def _keep_evidence(connection: sqlite3.Connection, number: int, actor: Actor, keys: Iterable[_Key], day: int) -> None:
    connection.executemany(
        """INSERT INTO evidence (key, actor, country, wikidata, first, last) VALUES (?1, ?2, ?3, ?4, ?5, ?5)
           ON CONFLICT DO UPDATE SET country = coalesce(country, ?3), wikidata = coalesce(wikidata, ?4),
               first = min(coalesce(first, ?5), coalesce(?5, first)), last = max(coalesce(last, ?5), coalesce(?5, last))
           WHERE country IS NULL AND ?3 IS NOT NULL OR wikidata IS NULL AND ?4 IS NOT NULL
               OR ?5 < coalesce(first, ?5 + 1) OR ?5 > coalesce(last, ?5 - 1)""",
        [(key.text, number, actor.country, actor.wikidata, day or None) for key in keys],
    )


def _keep_names(connection: sqlite3.Connection, number: int, names: Iterable[str]) -> None:
    for name in names:
        cursor = connection.execute("INSERT OR IGNORE INTO actor_name (actor, name) VALUES (?, ?)", (number, name))
        if cursor.rowcount:
            connection.execute(
                "INSERT INTO actor_search (rowid, name) VALUES (?, ?)", (cursor.lastrowid, index_text(name))
            )


def _keep_appearance(
    connection: sqlite3.Connection, version: int, number: int, known: int, actor: Actor, day: int
) -> None:
    aliases = json.dumps(actor.aliases, ensure_ascii=False)
    connection.execute(
        "INSERT INTO appearance VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            version,
            number,
            actor.id,
            known,
            actor.name,
            actor.kind,
            aliases,
            actor.office,
            actor.country,
            actor.wikidata,
            day,
        ),
    )
    connection.executemany(
        "INSERT INTO mention VALUES (?, ?, ?, ?, ?, ?)",
        [(version, number, place, m.start, m.end, m.type) for place, m in enumerate(actor.mentions)],
    )


# ── by hand, and reading back ──


def members(connection: sqlite3.Connection, id: str) -> list[ActorBrief]:
    """The actor an id leads to, then those merged into it; empty where there is none."""
    number = _number(id)
    row = connection.execute("SELECT coalesce(same_as, id) FROM actor WHERE id = ?", (number,)).fetchone()
    if row is None:
        return []
    rows = connection.execute(
        f"SELECT {BRIEF} FROM actor WHERE id = ?1 OR same_as = ?1 ORDER BY same_as IS NOT NULL, id", (row[0],)
    )
    return [brief(r) for r in rows]


BRIEF = "actor.id, actor.name, actor.kind, actor.country, actor.wikidata"


def brief(row: tuple[int, str, str, str | None, str | None]) -> ActorBrief:
    """An ActorBrief of the columns BRIEF."""
    return ActorBrief(str(row[0]), row[1], row[2], row[3], row[4])


def find(connection: sqlite3.Connection, name: str, limit: int) -> tuple[tuple[ActorBrief, int], ...]:
    """Actors with these words in a name, with their counts of statements, the most frequent first."""
    found = words(name)
    if not found and name.strip():
        return ()
    matching, values = "", []
    if found:
        matching = """WHERE id IN (SELECT actor FROM actor_name
            WHERE id IN (SELECT rowid FROM actor_search WHERE actor_search MATCH ?))"""
        values = [" AND ".join(f'("{word.parted}" OR "{word.joined}")' for word in found)]
    rows = connection.execute(
        f"""WITH hit AS (SELECT DISTINCT coalesce(same_as, id) AS root FROM actor {matching})
            SELECT {BRIEF}, statements + coalesce(
                (SELECT sum(m.statements) FROM actor AS m WHERE m.same_as = actor.id), 0) AS n
            FROM actor WHERE id IN (SELECT root FROM hit) ORDER BY n DESC, id LIMIT ?""",
        (*values, limit),
    )
    return tuple((brief(row[:5]), row[5]) for row in rows)


def merge(connection: sqlite3.Connection, into: str, others: tuple[str, ...]) -> ActorBrief:
    """Marks actors as one by hand. Raises StoreError for a number that no actor has."""
    target = _existing(connection, into)
    connection.execute("BEGIN IMMEDIATE")
    try:
        for other in others:
            root = _existing(connection, other)
            if root.id != target.id:
                connection.execute(
                    "UPDATE actor SET same_as = ?1 WHERE id = ?2 OR same_as = ?2", (int(target.id), int(root.id))
                )
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    return target


def split(connection: sqlite3.Connection, id: str, articles: tuple[str, ...]) -> ActorBrief:
    """Undoes a merge, or makes who bears the name in some articles an actor of his own."""
    _existing(connection, id)
    number = _number(id)
    connection.execute("BEGIN IMMEDIATE")
    try:
        if not articles:
            changed = connection.execute(
                "UPDATE actor SET same_as = NULL WHERE id = ? AND same_as IS NOT NULL", (number,)
            )
            if not changed.rowcount:
                raise StoreError(
                    f"actor {id} was not merged into another; name the articles whose actor is to be split off"
                )
        else:
            number = reindexing.split_off(connection, number, articles)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    return brief(connection.execute(f"SELECT {BRIEF} FROM actor WHERE id = ?", (number,)).fetchone())


def _existing(connection: sqlite3.Connection, id: str) -> ActorBrief:
    found = members(connection, id)
    if not found:
        raise StoreError(f"no actor has the number {id!r}; `naql actors NAME` lists them")
    return found[0]


def _number(id: str) -> int:
    return int(id) if id.isascii() and id.isdigit() and len(id) < 18 else 0
