"""Actor, articles → a new actor: who bears a name in some articles is taken for another from now on, wherever it is
kept."""

from __future__ import annotations

import sqlite3

from naql.errors import StoreError
from naql.store import briefs, indexing, writing
from naql.store.folding import index_text, squeeze


def split_off(connection: sqlite3.Connection, number: int, articles: tuple[str, ...]) -> int:
    """Makes a new actor of `number` in the articles with these addresses, in all their versions; returns its number.

    Call it inside a transaction. Raises StoreError where the actor does not appear in one of them.
    """
    name, kind, country = connection.execute("SELECT name, kind, country FROM actor WHERE id = ?", (number,)).fetchone()
    cursor = connection.execute("INSERT INTO actor (name, kind, country) VALUES (?, ?, ?)", (name, kind, country))
    new = int(cursor.lastrowid or 0)
    for address in articles:
        rows = connection.execute(
            """SELECT appearance.version, appearance.name, version.article, article.current = version.id
               FROM appearance JOIN version ON version.id = appearance.version
               JOIN article ON article.id = version.article
               WHERE article.address = ? AND appearance.actor = ?""",
            (address.split(".")[0], number),
        ).fetchall()
        if not rows:
            raise StoreError(
                f"actor {number} does not appear in article {address!r}; `naql show {address}` lists its actors"
            )
        for version, appearing, article, current in rows:
            connection.execute(
                "INSERT INTO ruling VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET actor = ?3",
                (article, squeeze(appearing), new),
            )
            _keep_name(connection, new, appearing)
            _move(connection, version, number, new, bool(current))
    return new


def _keep_name(connection: sqlite3.Connection, number: int, name: str) -> None:
    cursor = connection.execute("INSERT OR IGNORE INTO actor_name (actor, name) VALUES (?, ?)", (number, name))
    if cursor.rowcount:
        connection.execute("INSERT INTO actor_search (rowid, name) VALUES (?, ?)", (cursor.lastrowid, index_text(name)))


def _move(connection: sqlite3.Connection, version: int, old: int, new: int, current: bool) -> None:
    """Changes the numbers in one version; a current one leaves the search index before and returns to it after."""
    reading, before, outlet, keys = briefs.reading(connection, version)
    after = {local: new if actor == old else actor for local, actor in before.items()}
    touched = []
    for statement, key in zip(reading.statements, keys, strict=True):
        named = indexing.named_in(reading, statement)
        if connection.execute("SELECT 1 FROM reference WHERE statement = ? AND actor = ?", (key, old)).fetchone():
            touched.append((statement, key, named))
    if current:
        for statement, key, named in touched:
            writing.take_out(connection, statement, key, writing.numbers_of(statement, before, outlet), named)
    connection.execute("UPDATE appearance SET actor = ? WHERE version = ? AND actor = ?", (new, version, old))
    for _, key, _ in touched:
        connection.execute("UPDATE reference SET actor = ? WHERE statement = ? AND actor = ?", (new, key, old))
        connection.execute("UPDATE statement SET actor = ? WHERE id = ? AND actor = ?", (new, key, old))
        connection.execute("UPDATE statement SET addressee = ? WHERE id = ? AND addressee = ?", (new, key, old))
    if current:
        for statement, key, named in touched:
            writing.put_in(connection, statement, key, writing.numbers_of(statement, after, outlet), named)
