"""path → Store: one SQLite file, opened with the safety it needs, and everything that can be asked of it.

The writer keeps a WAL file and waits five seconds for another writer. A reader opens the file read-only, so that no
page can ever write, and may be given a time limit, so that no question can hold it for long.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from naql.errors import QueryError, StoreError
from naql.records import Reading
from naql.store import briefs, copies, counting, migrations, people, searching, writing
from naql.store.query import Query
from naql.store.results import (
    ActorBrief,
    ActorPage,
    Added,
    Facets,
    Found,
    Network,
    Results,
    StoredArticle,
    Story,
    Timeline,
)

_WAIT = 5.0  # seconds to wait for another writer; SQLite's own advice for WAL
_TICKS = 20_000  # steps of SQLite's virtual machine between two looks at the clock, about a millisecond


def open_store(path: str | Path, *, read_only: bool = False, seconds: float | None = None) -> Store:
    """Opens a store, makes it where there is none (unless read-only), and brings its schema up to date.

    `seconds` limits every question asked of it. Opening takes about a millisecond. A Store may move between threads,
    but must not be used by two at once: a server opens one for each. Raises StoreError where there is no store, the
    file isn't one, it is of a newer Naql, or it can't be written.
    """
    target = Path(path)
    if read_only and not target.is_file():
        raise StoreError(f"{target}: no such store; make one with `naql add SOURCE… --db {target}`")
    with _clear_errors(target):
        connection = sqlite3.connect(
            f"{target.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}",
            uri=True,
            timeout=_WAIT,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            _set_up(connection, read_only)
        except BaseException:
            connection.close()
            raise
    return Store(connection, target, seconds)


class Store:
    """An open store. Use it as a context manager or close it; every method is safe against whatever text it is given.

    A method that takes an address or number answers None where the store has nothing there.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, seconds: float | None = None) -> None:
        self.path = path
        self._connection = connection
        self._seconds = seconds

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    # ── writing ──

    def knows(self, text: str, *, id: str | None = None, url: str | None = None, outlet: str | None = None) -> bool:
        """Whether the store has this text of this article: then reading it again can be spared."""
        with self._asking():
            return writing.knows(self._connection, text, id, url, outlet)

    def add(self, reading: Reading, *, digest: str | None = None, again: bool = False) -> Added:
        """Keeps a reading: one transaction, whole or not at all.

        The same text of the same article is known and nothing is written, unless `again` asks for a further version of
        it; another text of it makes a further version, of which searches find the statements in place of the old ones.
        The same article is: the same URL, or else the same id and outlet and a text like it, or else the same text.
        `digest` is the sha256 of the received bytes in hex. Raises StoreError when the store is locked or the disk
        full.
        """
        with _clear_errors(self.path):
            return writing.add(self._connection, reading, digest, again)

    def merge_actors(self, into: str, others: tuple[str, ...]) -> ActorBrief:
        """Says by hand that several actors are one; remembered, and undone by `split_actor(other)`."""
        with _clear_errors(self.path):
            return people.merge(self._connection, into, others)

    def split_actor(self, actor: str, articles: tuple[str, ...] = ()) -> ActorBrief:
        """Says by hand that an actor is another: one merged before is let go, or, with `articles` (addresses), who
        bears the name in those is made an actor of his own, also when they are read again. Returns the actor split
        off."""
        with _clear_errors(self.path):
            return people.split(self._connection, actor, articles)

    # ── one thing ──

    def article(self, address: str) -> StoredArticle | None:
        """An article's newest version, or the one its address names."""
        with self._asking():
            return briefs.article(self._connection, address)

    def statement(self, address: str) -> Found | None:
        """A statement by its address (`ARTICLE.VERSION.NUMBER`); `article(address)` gives the article around it."""
        with self._asking():
            return briefs.statement(self._connection, address)

    def actor(self, id: str) -> ActorPage | None:
        """All that is known of an actor; a merged one's number gives the actor it was merged into."""
        with self._asking():
            return counting.actor(self._connection, id)

    def copies(self, address: str) -> Story | None:
        """The story of an article: who carried it first, and what each copy changed in the statements."""
        with self._asking():
            return copies.story(self._connection, address)

    # ── many ──

    def find(self, query: Query) -> Results:
        """The statements that a query asks for, with the places of its words in the received text."""
        with self._asking():
            return searching.find(self._connection, query)

    def each(self, query: Query) -> Iterator[Found]:
        """All the statements a query asks for, one after the other and without its limit and offset: for exports."""
        with _clear_errors(self.path):
            yield from searching.each(self._connection, query)

    def articles(self) -> Iterator[str]:
        """The addresses of all articles, in the order in which they were added."""
        for (address,) in self._connection.execute("SELECT address FROM article ORDER BY id"):
            yield address

    def find_actors(self, name: str, *, limit: int = 50) -> tuple[tuple[ActorBrief, int], ...]:
        """Actors with these words in a name, each with the count of its statements, the most frequent first.

        Without words: of all actors.
        """
        with self._asking():
            return people.find(self._connection, name, limit)

    def facets(self, query: Query) -> Facets:
        """Who, which outlets, acts, forms and days are in the results of a query."""
        with self._asking():
            return counting.facets(self._connection, query)

    def timeline(self, query: Query, *, speakers: int = 7) -> Timeline:
        """Statements over time of the `speakers` most frequent speakers, and of all the others together."""
        with self._asking():
            return counting.timeline(self._connection, query, speakers)

    def network(self, query: Query, *, links: int = 60) -> Network:
        """Who speaks to and of whom in the results of a query: the `links` most frequent pairs."""
        with self._asking():
            return counting.network(self._connection, query, links)

    def figures(self) -> dict[str, int]:
        """How much the store holds: articles, versions, statements (of current versions), actors, outlets, stories,
        bytes."""
        with self._asking():
            return counting.figures(self._connection)

    def known(self) -> dict[str, tuple[str, ...]]:
        """The values that occur in the store, sorted: acts, forms, outlets. For the choices of a search form."""
        with self._asking():
            return counting.known(self._connection)

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Within the time limit, with one line for what goes wrong."""
        if self._seconds is None:
            with _clear_errors(self.path):
                yield
            return
        end = time.monotonic() + self._seconds
        self._connection.set_progress_handler(lambda: int(time.monotonic() > end), _TICKS)
        try:
            with _clear_errors(self.path):
                yield
        except StoreError as error:
            # SQLite says "interrupted", or where FTS5 was just being opened, "vtable constructor failed"
            if isinstance(error.__cause__, sqlite3.Error) and time.monotonic() > end:
                raise QueryError(f"the search took longer than {self._seconds:g} seconds; ask for less") from error
            raise
        finally:
            self._connection.set_progress_handler(None, 0)


def _set_up(connection: sqlite3.Connection, read_only: bool) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA trusted_schema = OFF")  # a stranger's file must not run functions of ours from its views
    if read_only:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA cache_size = -8192")  # 8 MiB: a server has a connection a thread
        if migrations.version(connection) == 0:
            raise StoreError("the file is no store of Naql, or an empty one; make one with `naql add`")
        migrations.check(connection)
        return
    _refuse_strange(connection)
    migrations.check(connection)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")  # in WAL mode a crash can't harm the file
    connection.execute("PRAGMA cache_size = -65536")  # 64 MiB: the pages that every article touches stay in memory
    connection.execute("PRAGMA wal_autocheckpoint = 8000")  # 32 MiB: such pages go to the file once for many articles
    migrations.migrate(connection)


def _refuse_strange(connection: sqlite3.Connection) -> None:
    """No table is ever made in a database that belongs to something else."""
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if tables and migrations.version(connection) == 0:
        raise StoreError("the file is a database of something else; give another --db")


_MESSAGES: tuple[tuple[str, str], ...] = (
    ("locked", "the store is being written by another process; wait for it or stop it, then run the command again"),
    ("busy", "the store is being written by another process; wait for it or stop it, then run the command again"),
    ("full", "the disk is full; what was added before is kept, make room and run the command again"),
    (
        "disk i/o",
        "the disk could not be written; what was added before is kept, look at the disk and run the command again",
    ),
    ("readonly", "the store can't be written; look at the rights of the file and its folder"),
    ("unable to open", "the store can't be opened; look at the path and the rights of its folder"),
    ("not a database", "the file is no SQLite database; give another --db"),
    ("malformed", "the store is damaged; put back a copy of it or add the sources to a new one"),
)


@contextmanager
def _clear_errors(path: Path) -> Iterator[None]:
    """SQLite's errors as StoreErrors of one line that say what to do."""
    try:
        yield
    except sqlite3.Error as error:
        said: Any = str(error).lower()
        advice = next((advice for words, advice in _MESSAGES if words in said), str(error))
        raise StoreError(f"{path}: {advice}") from error
