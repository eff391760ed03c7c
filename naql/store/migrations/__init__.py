"""connection → schema: numbered steps, each run once and in order, appended and never edited.

`migrate` brings a database to the newest step, each in a transaction of its own, so a kill between two leaves a whole
schema. `PRAGMA user_version` holds the number of the last step that ran.
"""

from __future__ import annotations

import sqlite3

from naql.errors import StoreError
from naql.store.migrations.m0001_first import STATEMENTS as FIRST

STEPS: tuple[tuple[str, ...], ...] = (FIRST,)


def version(connection: sqlite3.Connection) -> int:
    """The number of steps that have run on this database; 0 for an empty one."""
    number: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return number


def migrate(connection: sqlite3.Connection) -> None:
    """Runs the steps that are missing. Raises StoreError for a database of a newer Naql."""
    check(connection)
    while (done := version(connection)) < len(STEPS):
        connection.execute("BEGIN IMMEDIATE")
        try:
            if version(connection) == done:  # another process may have run it while this one waited
                for statement in STEPS[done]:
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {done + 1}")
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise


def check(connection: sqlite3.Connection) -> None:
    """Raises StoreError for a database made by a newer Naql, which this one must not touch."""
    if version(connection) > len(STEPS):
        raise StoreError(
            f"the store has schema {version(connection)}, this Naql knows schemas up to {len(STEPS)}; use a newer Naql"
        )
