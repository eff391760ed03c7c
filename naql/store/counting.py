"""Query → Facets, Timeline, Network; actor → ActorPage; store → figures: everything that is counted.

Counts are taken over all that was found, or, where that is more than MOST_ROWS, over the newest (a reader waits no
longer for a big subject than for a small one); `whole` says which. A statement repeated in republished copies counts
once.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from naql.store import people
from naql.store.folding import squeeze
from naql.store.keys import day_of, first_key, iso_day
from naql.store.query import Query
from naql.store.results import ActorBrief, ActorPage, Count, Facets, Link, Network, Office, Role, Series, Timeline
from naql.store.searching import compile_query

MOST_ROWS = 20_000
_MOST_VALUES = 60  # of one facet
_APPEARANCES = "appearance JOIN version ON version.id = appearance.version"
OPPOSING = ("deny", "reject", "condemn", "criticise", "accuse", "threaten", "protest")

_Row = tuple[int, int | None, int | None, str, str, int]  # key, actor, outlet, act, form, first


def _rows(connection: sqlite3.Connection, query: Query) -> tuple[list[_Row], bool]:
    """What a query finds, the newest first and each repeated statement once; whether that is all of it."""
    match = compile_query(connection, query)
    if match is None:
        return [], True
    cursor = connection.execute(
        """SELECT s.id, s.actor, s.outlet, s.act, s.form, s.first
           FROM search CROSS JOIN statement AS s ON s.id = search.rowid
           WHERE search MATCH ? AND search.rowid BETWEEN ? AND ? ORDER BY search.rowid DESC LIMIT ?""",
        (match.all, match.first, match.last, MOST_ROWS + 1),
    )
    rows: list[_Row] = list(islice(cursor, MOST_ROWS + 1))
    whole = len(rows) <= MOST_ROWS
    once = {row[5]: row for row in reversed(rows[:MOST_ROWS])}
    return sorted(once.values(), reverse=True), whole


def facets(connection: sqlite3.Connection, query: Query) -> Facets:
    """The values in the results of a query."""
    rows, whole = _rows(connection, query)
    roots = _roots(connection)
    outlets = dict(connection.execute("SELECT id, name FROM outlet"))
    speakers = Counter(roots.get(row[1], row[1]) for row in rows if row[1] is not None)
    by_outlet = Counter(outlets[row[2]] for row in rows if row[2] is not None)
    days = Counter(day for row in rows if (day := iso_day(day_of(row[0]))))
    return Facets(
        speakers=_named(connection, speakers),
        outlets=_plain(by_outlet),
        acts=_plain(Counter(row[3] for row in rows)),
        forms=_plain(Counter(row[4] for row in rows)),
        days=tuple(Count(day, day, count) for day, count in sorted(days.items())),
        whole=whole,
    )


def timeline(connection: sqlite3.Connection, query: Query, speakers: int) -> Timeline:
    """Days with counts, by the most frequent speakers."""
    rows, whole = _rows(connection, query)
    roots = _roots(connection)
    counts: dict[int | None, Counter[str]] = {}
    undated = 0
    for key, actor, *_ in rows:
        day = iso_day(day_of(key))
        if day is None:
            undated += 1
            continue
        counts.setdefault(roots.get(actor, actor) if actor is not None else None, Counter())[day] += 1
    ranked = sorted((a for a in counts if a is not None), key=lambda a: (-counts[a].total(), a))
    shown, rest = ranked[:speakers], [*ranked[speakers:], None]
    others: Counter[str] = Counter()
    for actor in rest:
        others += counts.get(actor, Counter())
    names = _briefs(connection, shown)
    series = [Series(names[actor], dict(sorted(counts[actor].items()))) for actor in shown]
    series += [Series(None, dict(sorted(others.items())))] if others else []
    days = sorted({day for one in series for day in one.days})
    return Timeline(days[0] if days else None, days[-1] if days else None, tuple(series), undated, whole)


def network(connection: sqlite3.Connection, query: Query, links: int) -> Network:
    """The most frequent pairs of speaker and whom the words are to or of."""
    rows, whole = _rows(connection, query)
    roots = _roots(connection)
    match = compile_query(connection, query)
    if match is None:
        return Network((), True)
    others = connection.execute(
        """SELECT r.statement, r.role, r.actor FROM (
               SELECT rowid AS id FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ?
               ORDER BY rowid DESC LIMIT ?) AS s
           CROSS JOIN reference AS r ON r.statement = s.id AND r.role IN ('of', 'to')""",
        (match.all, match.first, match.last, MOST_ROWS),
    )
    speakers = {row[0]: roots.get(row[1], row[1]) for row in rows if row[1] is not None}
    pairs: Counter[tuple[int, Role, int]] = Counter(
        (speakers[key], role, roots.get(other, other)) for key, role, other in others if key in speakers
    )
    ranked = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))[:links]
    names = _briefs(connection, {n for (speaker, _, other), _ in ranked for n in (speaker, other)})
    found = [Link(names[speaker], role, names[other], count) for (speaker, role, other), count in ranked]
    return Network(tuple(found), whole)


def actor(connection: sqlite3.Connection, id: str) -> ActorPage | None:
    """All that is known of an actor and of those merged into it."""
    members = people.members(connection, id)
    if not members:
        return None
    numbers = [int(member.id) for member in members]
    said, of_him, to_him = (_parts(connection, numbers, role) for role in ("speaker", "of", "to"))
    others = [other for other in _others(connection, numbers) if other[0] in said]
    count = _counter(connection, frozenset(numbers))
    first, last = _dates(connection, numbers)
    at_him = of_him | to_him
    return ActorPage(
        actor=members[0],
        names=_names(connection, numbers),
        offices=_offices(connection, numbers),
        members=tuple(members),
        statements=len(said)
        if len(said) < MOST_ROWS
        else _sum(connection, "sum(statements) FROM actor WHERE id", numbers),
        articles=_sum(
            connection,
            f"count(DISTINCT article) FROM {_APPEARANCES} WHERE actor",
            numbers,
        ),
        first=first,
        last=last,
        to=count(other for _, role, other in others if role == "to"),
        of=count(other for _, role, other in others if role == "of"),
        addressed_by=count(speaker for speaker, _ in to_him.values()),
        named_by=count(speaker for speaker, _ in of_him.values()),
        acts=_plain(Counter(act for _, act in said.values())),
        opposes=count(other for key, other in {(key, other) for key, _, other in others} if said[key][1] in OPPOSING),
        opposed_by=count(speaker for speaker, act in at_him.values() if act in OPPOSING),
        whole=max(len(said), len(of_him), len(to_him)) < MOST_ROWS,
    )


def figures(connection: sqlite3.Connection) -> dict[str, int]:
    """How much there is."""
    asked = {
        "articles": "SELECT count(*) FROM article",
        "versions": "SELECT count(*) FROM version",
        "statements": "SELECT coalesce(sum(statements), 0) FROM choice WHERE kind = 'form'",
        "actors": "SELECT count(*) FROM actor WHERE same_as IS NULL",
        "outlets": "SELECT count(*) FROM outlet",
        "stories": "SELECT count(*) FROM article WHERE story = id",
        "bytes": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
    }
    return {name: int(connection.execute(sql).fetchone()[0]) for name, sql in asked.items()}


def known(connection: sqlite3.Connection) -> dict[str, tuple[str, ...]]:
    """The acts, forms and outlets that occur."""
    chosen = connection.execute("SELECT kind, value FROM choice WHERE statements > 0 ORDER BY value").fetchall()
    outlets = connection.execute("SELECT name FROM outlet ORDER BY name")
    return {
        "acts": tuple(value for kind, value in chosen if kind == "act"),
        "forms": tuple(value for kind, value in chosen if kind == "form"),
        "outlets": tuple(row[0] for row in outlets),
    }


# ── pieces ──


def _roots(connection: sqlite3.Connection) -> dict[int, int]:
    """Actors merged by hand, with the ones they were merged into: few, as merging them takes somebody's time."""
    return dict(connection.execute("SELECT id, same_as FROM actor WHERE same_as IS NOT NULL"))


def _parts(connection: sqlite3.Connection, numbers: Sequence[int], role: str) -> dict[int, tuple[int | None, str]]:
    """The newest statements in which these actors have a role: {key: (who says it, act)}, each repeated one once."""
    once: dict[int, tuple[int, int | None, str]] = {}
    for number in numbers:
        rows = connection.execute(
            """SELECT s.first, s.id, s.actor, s.act FROM (
                   SELECT statement FROM part WHERE actor = ? AND role = ? ORDER BY statement DESC LIMIT ?) AS p
               CROSS JOIN statement AS s ON s.id = p.statement""",
            (number, role, MOST_ROWS),
        )
        for first, key, actor, act in rows:
            if first not in once or key < once[first][0]:
                once[first] = (key, actor, act)
    return {key: (actor, act) for key, actor, act in once.values()}


def _others(connection: sqlite3.Connection, numbers: Sequence[int]) -> list[tuple[int, Role, int]]:
    """To and of whom the newest statements of these actors are: (key, role, actor)."""
    found: list[tuple[int, Role, int]] = []
    for number in numbers:
        found += connection.execute(
            """SELECT r.statement, r.role, r.actor FROM (
                   SELECT statement FROM part WHERE actor = ? AND role = 'speaker' ORDER BY statement DESC LIMIT ?) AS p
               CROSS JOIN reference AS r ON r.statement = p.statement AND r.role IN ('of', 'to')""",
            (number, MOST_ROWS),
        )
    return found


def _counter(
    connection: sqlite3.Connection, but: frozenset[int]
) -> Callable[[Iterable[int | None]], tuple[Count, ...]]:
    """Counts actors other than `but`, those merged by hand as one."""
    roots = _roots(connection)
    return lambda numbers: _named(
        connection, Counter(roots.get(n, n) for n in numbers if n is not None and n not in but)
    )


def _named(connection: sqlite3.Connection, counts: Counter[int]) -> tuple[Count, ...]:
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_MOST_VALUES]
    names = _briefs(connection, [number for number, _ in ranked])
    return tuple(Count(str(number), names[number].name, count) for number, count in ranked)


def _plain(counts: Counter[str]) -> tuple[Count, ...]:
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_MOST_VALUES]
    return tuple(Count(value, value, count) for value, count in ranked)


def _briefs(connection: sqlite3.Connection, numbers: Iterable[int]) -> dict[int, ActorBrief]:
    asked = f"SELECT {people.BRIEF} FROM actor WHERE id = ?"
    return {number: people.brief(connection.execute(asked, (number,)).fetchone()) for number in numbers}


def _dates(connection: sqlite3.Connection, numbers: Sequence[int]) -> tuple[str | None, str | None]:
    """The first and the last day on which these actors say something; undated statements are left out."""
    asked = "SELECT {}(statement) FROM part WHERE actor = ? AND role = 'speaker' AND statement >= ?"
    ends = []
    for edge in (min, max):
        found = [connection.execute(asked.format(edge.__name__), (n, first_key(1))).fetchone()[0] for n in numbers]
        keys = [key for key in found if key is not None]
        ends.append(iso_day(day_of(edge(keys))) if keys else None)
    return ends[0], ends[1]


def _names(connection: sqlite3.Connection, numbers: Sequence[int]) -> tuple[str, ...]:
    asked = "SELECT name FROM actor_name WHERE actor = ? ORDER BY id LIMIT ?"
    names = (row[0] for number in numbers for row in connection.execute(asked, (number, _MOST_VALUES)))
    return tuple(dict.fromkeys(names))


def _offices(connection: sqlite3.Connection, numbers: Sequence[int]) -> tuple[Office, ...]:
    """The offices in order of time; an office that is written in several ways counts once, as it was written most."""
    seen: dict[str, list[tuple[int, int, int, str]]] = {}
    for number in numbers:
        rows = connection.execute(
            f"""SELECT office, min(nullif(day, 0)), max(nullif(day, 0)), count(DISTINCT article)
               FROM {_APPEARANCES}
               WHERE actor = ? AND office IS NOT NULL GROUP BY office""",
            (number,),
        )
        for office, first, last, count in rows:
            seen.setdefault(squeeze(office), []).append((count, first or 0, last or 0, office))
    found = []
    for ways in seen.values():
        firsts, lasts = [w[1] for w in ways if w[1]], [w[2] for w in ways if w[2]]
        days = (iso_day(min(firsts)) if firsts else None, iso_day(max(lasts)) if lasts else None)
        found.append(Office(max(ways)[3], *days, sum(w[0] for w in ways)))
    return tuple(sorted(found, key=lambda office: (office.first or "", office.name)))


def _sum(connection: sqlite3.Connection, what: str, numbers: Sequence[int]) -> int:
    rows = (connection.execute(f"SELECT {what} = ?", (number,)).fetchone()[0] for number in numbers)
    return sum(count or 0 for count in rows)
