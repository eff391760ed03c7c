"""Query → Results: one question to the search index, answered in the order of time, exact matches first.

A statement's id begins with its day, so the index gives hits in order of time without sorting, and a period is a range
of ids. Facets are tokens of the index, so words and filters are answered together. Hence a page of results costs as
much as it shows, not as much as was found.
"""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from naql.errors import QueryError
from naql.repair import repair
from naql.store import briefs, people
from naql.store.days import period
from naql.store.folding import Word, words
from naql.store.highlights import highlights
from naql.store.indexing import EVERY, facet
from naql.store.keys import day_number, first_key
from naql.store.query import MOST_LIMIT, MOST_OFFSET, Query
from naql.store.results import Found, Results
from naql.store.terms import Term, parse

MOST_COUNTED = 10_000
_LAST_KEY = (1 << 63) - 1
_CONTENT = "joined parted"
_ANYWHERE = "joined parted speaker addressee about"
_MOST_MERGED = 400  # actors merged by hand that one name may lead to
_SORTS = ("best", "newest", "oldest")


@dataclass(frozen=True, slots=True)
class Match:
    """A question in the language of the index: which rows, and which of them have the words exactly as typed."""

    all: str
    exact: str | None  # null where there are no words
    first: int  # the range of ids, both ends included
    last: int
    terms: tuple[Term, ...]


def find(connection: sqlite3.Connection, query: Query) -> Results:
    """One page of a search."""
    _check(query)
    match = compile_query(connection, query)
    if match is None:
        return Results((), 0, False)
    hits: list[tuple[int, bool]] = []
    skip = query.offset
    for hit in _hits(connection, match, query):
        if skip:
            skip -= 1
            continue
        hits.append(hit)
        if len(hits) == query.limit:
            break
    total = _count(connection, match)
    return Results(tuple(_shown(connection, match, hits)), min(total, MOST_COUNTED), total > MOST_COUNTED)


def each(connection: sqlite3.Connection, query: Query) -> Iterator[Found]:
    """All results, streamed."""
    _check(query)
    match = compile_query(connection, query)
    if match is not None:
        for hit in _hits(connection, match, query):
            yield from _shown(connection, match, [hit])


def compile_query(connection: sqlite3.Connection, query: Query) -> Match | None:
    """The question for the index; null where no statement can answer it."""
    terms = parse(query.words, lambda word: compounds(connection, word))
    if query.words.strip() and not terms:
        return None
    wanted = [facet("c", query.act)] if query.act else []
    wanted += [facet("f", query.form)] if query.form else []
    if query.outlet:
        row = connection.execute("SELECT id FROM outlet WHERE name = ?", (query.outlet,)).fetchone()
        if row is None:
            return None
        wanted.append(facet("o", row[0]))
    conditions = [f'facets : "{token}"' for token in wanted or [EVERY]]
    for kind, column, typed in (("a", "speaker", query.speaker), ("t", "addressee", query.to)):
        if typed.strip():
            conditions.append(_who(connection, kind, column, typed.strip()))
    if query.about.strip():
        about = parse(query.about, lambda word: compounds(connection, word))
        conditions += [_one_of(term, "joined parted about") for term in about]
    first, last = _range(query)
    base = " AND ".join(f"({condition})" for condition in conditions)
    said = [term for term in terms if not term.excluded]
    without = " ".join(f"NOT ({_one_of(term, _ANYWHERE)})" for term in terms if term.excluded)
    everything = " AND ".join([f"({base})", *(f"({_one_of(term, _ANYWHERE)})" for term in said)])
    exact = " AND ".join([f"({base})", *(f"({_exactly(term)})" for term in said)]) if said else None
    return Match(f"({everything}) {without}", f"({exact}) {without}" if exact else None, first, last, tuple(terms))


def compounds(connection: sqlite3.Connection, word: Word) -> tuple[str, ...]:
    """The ways in which a word was received with half-spaces inside, and where the repair would put one, as words."""
    rows = connection.execute("SELECT parted FROM compound WHERE joined = ? LIMIT 4", (word.joined,))
    return (*(row[0] for row in rows), *_repaired(word.exact))


@lru_cache(maxsize=4096)
def _repaired(exact: str) -> tuple[str, ...]:
    if not exact.isalpha():
        return ()
    repaired = words(repair(exact, mode="full").text)
    return (repaired[0].parted,) if len(repaired) == 1 and len(repaired[0].atoms) > 1 else ()


def today() -> datetime.date:
    """The day in Tehran, from which «دیروز» counts."""
    return datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=3, minutes=30))).date()


def _check(query: Query) -> None:
    if query.sort not in _SORTS:
        raise QueryError(f"no sort {query.sort!r}; take {', '.join(_SORTS)}")
    if not 1 <= query.limit <= MOST_LIMIT:
        raise QueryError(f"a limit of {query.limit}; take 1 to {MOST_LIMIT}")
    if not 0 <= query.offset <= MOST_OFFSET:
        raise QueryError(f"an offset of {query.offset}; take 0 to {MOST_OFFSET}, or narrow the search")


def _range(query: Query) -> tuple[int, int]:
    """The ids of a period; statements without a day are in none."""
    first, last = period(query.since, query.until, today())
    if first is None and last is None:
        return 0, _LAST_KEY
    start = first_key(max(1, day_number(first.isoformat()) if first else 1))
    return start, first_key(day_number(last.isoformat()) + 1) - 1 if last else _LAST_KEY


def _who(connection: sqlite3.Connection, kind: str, column: str, typed: str) -> str:
    """Who speaks or is spoken to: by number, or by words of a name; those merged by hand count as one."""
    if typed.isascii() and typed.isdigit():
        numbers = [int(member.id) for member in people.members(connection, typed)] or [0]
        return " OR ".join(f'facets : "{facet(kind, number)}"' for number in numbers)
    found = words(typed)
    if not found:
        raise QueryError(f"{typed!r} is no name; give a name or the number of an actor")
    said = " AND ".join(f'{column} : ("{word.parted}" OR "{word.joined}")' for word in found)
    merged = connection.execute(
        """SELECT DISTINCT other.id FROM actor_name JOIN actor ON actor.id = actor_name.actor
           JOIN actor AS other ON coalesce(other.same_as, other.id) = coalesce(actor.same_as, actor.id)
           WHERE (actor.same_as IS NOT NULL OR actor.id IN (SELECT same_as FROM actor WHERE same_as IS NOT NULL))
           AND actor_name.id IN (SELECT rowid FROM actor_search WHERE actor_search MATCH ?) LIMIT ?""",
        (" AND ".join(f'("{word.parted}" OR "{word.joined}")' for word in found), _MOST_MERGED),
    )
    return " OR ".join([f"({said})", *(f'facets : "{facet(kind, number)}"' for (number,) in merged)])


def _one_of(term: Term, columns: str) -> str:
    star = " *" if term.kind == "prefix" else ""
    ways = " OR ".join(f'"{" ".join(way)}"{star}' for way in term.ways)
    return f"{{{columns}}} : ({ways})"


def _exactly(term: Term) -> str:
    star = " *" if term.kind == "prefix" else ""
    return f'exact : "{" ".join(word.exact for word in term.words)}"{star}'


def _hits(connection: sqlite3.Connection, match: Match, query: Query) -> Iterator[tuple[int, bool]]:
    """(key, exact) in the order asked for; a statement repeated in copies once."""
    rounds = [(match.all, False)]
    if query.sort == "best" and match.exact:
        rounds = [(match.exact, True), (f"({match.all}) NOT ({match.exact})", False)]
    seen: set[int] = set()
    for asked, exact in rounds:
        order = "ASC" if query.sort == "oldest" else "DESC"
        rows = connection.execute(
            f"""SELECT search.rowid, statement.first FROM search CROSS JOIN statement ON statement.id = search.rowid
                WHERE search MATCH ? AND search.rowid BETWEEN ? AND ? ORDER BY search.rowid {order}""",
            (asked, match.first, match.last),
        )
        for key, first in rows:
            if query.copies:
                yield key, exact
            elif first not in seen and not (first != key and _found(connection, asked, match, first)):
                seen.add(first)
                yield key, exact


def _found(connection: sqlite3.Connection, asked: str, match: Match, key: int) -> bool:
    """Whether a question finds this statement as well: then it is shown, and not what repeats it."""
    asking = "SELECT 1 FROM search WHERE search MATCH ? AND rowid = ? AND rowid BETWEEN ? AND ?"
    return connection.execute(asking, (asked, key, match.first, match.last)).fetchone() is not None


def _count(connection: sqlite3.Connection, match: Match) -> int:
    row = connection.execute(
        "SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ? LIMIT ?)",
        (match.all, match.first, match.last, MOST_COUNTED + 1),
    ).fetchone()
    return int(row[0])


def _shown(connection: sqlite3.Connection, match: Match, hits: Sequence[tuple[int, bool]]) -> Iterator[Found]:
    exact = frozenset(key for key, is_exact in hits if is_exact)
    for found in briefs.founds(connection, [key for key, _ in hits], exact):
        yield highlights(found, match.terms)
