"""The store at full size: makes readings, adds them, measures adding, searching, an actor's page and the size on disk.

    python bench/store.py --statements 1000000 --db /tmp/naql-bench.db

The readings are made up: words of syllables with the frequencies of a language (Zipf), people and outlets likewise, one
article in ten a copy of an earlier one. Nothing in them says anything. Prints a table in Markdown.
"""

from __future__ import annotations

import argparse
import datetime
import itertools
import os
import random
import resource
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from naql.records import Actor, ActorRef, Addressee, Mention, Passage, Reading, Relay, Statement
from naql.store import Query, Store, briefs, indexing, open_store, writing

_SYLLABLES = (
    "با دا را سا کا ما نا پا تا بر در سر کر مر نر تر بی دی ری سی کی می نی دو رو سو کو مو نو شن من تن گل دل شب روز"
)
_COMMON = (
    "و در به از که این را با است برای آن یک خود تا بر هم نیز باید شد کرد مردم کشور دولت سال می‌شود کتاب‌ها گفت‌وگو مسئول"
)
SYLLABLES, COMMON = _SYLLABLES.split(" "), _COMMON.split(" ")
ACTS = ("say",) * 10 + ("stress", "add", "demand", "warn", "criticise", "deny", "thank", "announce", "ask", "reject")
FORMS = ("colon",) * 4 + ("clause",) * 3 + ("quoted",) * 2 + ("phrase", "continuation")
FIRST = datetime.datetime(2015, 3, 21, 8, 0)


BASE = 30_000
_OF_STATEMENT = "statement <= {first} AND (statement >> 16) & 0xFFFFFFF <= {versions}"
ORIGINAL = {  # which rows of a table belong to the base; of all others: version <= {versions}
    "article": "id <= {versions}", "version": "id <= {versions}", "band": "day <= {day} AND article <= {versions}",
    "passage": _OF_STATEMENT, "reference": _OF_STATEMENT, "part": _OF_STATEMENT,
}  # fmt: skip
_STATEMENT, _VERSION = {"statement": "statement + {shift}"}, {"version": "version + {number}"}
LETTERS = "printf('%07d', id + {number})"
for _digit, _letter in ("0a", "1b", "8c", "9d"):  # an address has none of these digits
    LETTERS = f"replace({LETTERS}, '{_digit}', '{_letter}')"
COPIED: dict[str, dict[str, str]] = {
    "article": {
        "id": "id + {number}", "address": f"substr(address, 1, 5) || {LETTERS}",
        "story": "story + {number}", "current": "current + {number}",
    },
    "version": {"id": "id + {number}", "article": "article + {number}"},
    "addition": _VERSION,
    "relay": _VERSION,
    "appearance": _VERSION | {"day": "day + {days}"},
    "mention": _VERSION,
    "statement": {"id": "id + {shift}", "version": "version + {number}", "first": "first + {shift}"},
    "passage": _STATEMENT,
    "reference": _STATEMENT,
    "part": _STATEMENT,
    "band": {"day": "day + {days}", "article": "article + {number}"},
}  # fmt: skip


@dataclass(frozen=True)
class Person:
    name: str
    surname: str
    office: str


class World:
    """Words, people and outlets, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        made = {"".join(self.random.choices(SYLLABLES, k=self.random.choice((2, 2, 3, 3, 4)))) for _ in range(40_000)}
        rare = sorted(made)
        self.random.shuffle(rare)
        self.words = COMMON + rare
        self.weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(self.words))))
        self.people = [self._person() for _ in range(20_000)]
        self.fame = list(itertools.accumulate(1 / (rank + 2) for rank in range(len(self.people))))
        self.outlets = [f"خبرگزاری {word}" for word in rare[:60]]

    def _person(self) -> Person:
        first, surname = ("".join(self.random.choices(SYLLABLES, k=k)) for k in (2, 3))
        return Person(f"{first} {surname}ی", f"{surname}ی", f"وزیر {self.random.choice(self.words)}")

    def phrase(self, low: int, high: int) -> str:
        return " ".join(self.random.choices(self.words, cum_weights=self.weights, k=self.random.randint(low, high)))


def readings(world: World, statements: int) -> Iterator[Reading]:
    """Readings until they hold so many statements, in about the order of their dates."""
    made, number, recent = 0, 0, list[Reading]()
    while made < statements:
        number += 1
        minutes = number * 26 + world.random.randint(-3000, 3000)
        published = (FIRST + datetime.timedelta(minutes=minutes)).isoformat() + "+03:30"
        outlet = world.random.choice(world.outlets)
        if recent and world.random.random() < 0.1:
            source = world.random.choice(recent)
            reading = replace(source, url=f"https://news.example/{number}", outlet=outlet, published=published)
        else:
            reading = _reading(world, number, outlet, published)
            recent = [*recent[-20:], reading]
        made += len(reading.statements)
        yield reading


def _reading(world: World, number: int, outlet: str, published: str) -> Reading:
    cast = world.random.choices(world.people, cum_weights=world.fame, k=world.random.randint(2, 5))
    text = f"{world.phrase(6, 10)}\n"
    mentions: dict[str, list[Mention]] = {person.name: [] for person in cast}
    statements: list[Statement] = []
    for index in range(world.random.randint(3, 13)):
        speaker, other = world.random.choice(cast), world.random.choice(cast)
        start = len(text)
        text += f"{speaker.name}، {speaker.office} "
        mentions[speaker.name].append(Mention(start, start + len(speaker.name), speaker.name, "person"))
        to = None
        if other is not speaker and world.random.random() < 0.25:
            text += "خطاب به "
            to = Addressee(len(text), len(text) + len(other.name), other.name, _ref(other))
            mentions[other.name].append(Mention(to.start, to.end, other.name, "person"))
            text += other.name + " "
        cue = Passage(len(text), len(text) + 3, "گفت")
        begin = len(text) + 5
        content = world.phrase(8, 40)
        if world.random.random() < 0.3:
            content += f" {other.name}"
            end = begin + len(content)
            mentions[other.name].append(Mention(end - len(other.name), end, other.name, "person"))
        text += f"گفت: {content}.\n"
        statements.append(Statement(
            f"s{index}", (Passage(begin, begin + len(content), content),), world.random.choice(FORMS), cue,
            world.random.choice(ACTS), Passage(start, start + len(speaker.name), speaker.name), _ref(speaker), to, None, None,
            _first_word(begin, content), 0.9,
        ))  # fmt: skip
        text += f"{world.phrase(0, 12)}\n"
    actors = {person.name: _actor(person, tuple(mentions[person.name])) for person in cast}
    return Reading(
        text, None, text.partition("\n")[0], f"https://news.example/{number}", outlet, published,
        (Relay(text[:3], 0, 3),), tuple(actors.values()), (), tuple(statements),
    )  # fmt: skip


def _first_word(begin: int, content: str) -> Passage:
    word = content.split()[0]
    return Passage(begin, begin + len(word), word)


def _ref(person: Person) -> ActorRef:
    return ActorRef(person.name, person.name, (person.surname,))


def _actor(person: Person, mentions: tuple[Mention, ...]) -> Actor:
    return Actor(person.name, person.name, "person", (person.surname,), person.office, "IR", None, mentions)


def fill(store: Store, world: World, statements: int) -> None:
    """Adds BASE statements in the ordinary way, then lays their rows down again and again with later days, other numbers
    and addresses until there are enough; at each tenth, 200 further articles are added in the ordinary way and timed."""
    news = readings(world, 10 * BASE)
    made, base = 0, list[Reading]()
    print("| statements before | ms to add an article | of them CPU |\n|---|---|---|", flush=True)
    while made < BASE:
        base.append(next(news))
        made += len(base[-1].statements)
        if len(base) == 400:
            print(timed_adding(store, base[:400], 0), flush=True)
        elif len(base) > 400:
            store.add(base[-1])
    copier = Copier(store._connection, base)
    tenths = 0
    while made < statements:
        made += copier.again()
        if made >= statements * (tenths + 1) / 10:
            tenths += 1
            print(timed_adding(store, [next(news) for _ in range(200)], made), flush=True)
    copier.count()


def timed_adding(store: Store, news: list[Reading], before: int) -> str:
    start, cpu = time.perf_counter(), time.process_time()
    for reading in news:
        store.add(reading)
    each = 1000 / len(news)
    return f"| {before:,} | {each * (time.perf_counter() - start):.2f} | {each * (time.process_time() - cpu):.2f} |"


class Copier:
    """Lays down once more all rows of a store, a stretch of days later: what adding would write, without reading."""

    def __init__(self, connection: sqlite3.Connection, base: list[Reading]) -> None:
        self.connection, self.round = connection, 0
        self.versions = connection.execute("SELECT max(id) FROM version").fetchone()[0]
        self.day = connection.execute("SELECT max(day) FROM band").fetchone()[0]
        self.days = 1 + self.day - connection.execute("SELECT min(day) FROM band").fetchone()[0]
        self.first = connection.execute("SELECT max(id) FROM statement").fetchone()[0]
        self.columns = []
        for (version,) in connection.execute("SELECT id FROM version ORDER BY id").fetchall():
            reading, numbers, outlet, keys = briefs.reading(connection, version)
            for statement, key in zip(reading.statements, keys, strict=True):
                told = writing.numbers_of(statement, numbers, outlet)
                self.columns.append((key, indexing.row(statement, told, indexing.named_in(reading, statement))))
        self.columns.sort()  # FTS5 closes a segment whenever an id is smaller than the one before

    def again(self) -> int:
        self.round += 1
        number = self.round * 10 * self.versions  # far from the numbers of what is added in between
        shift = (self.round * self.days << 44) + (number << 16)
        self.connection.execute("PRAGMA foreign_keys = OFF")
        self.connection.execute("BEGIN")
        for table, columns in COPIED.items():
            names = [row[1] for row in self.connection.execute(f"PRAGMA table_info({table})")]
            told = ", ".join(columns.get(name, f'"{name}"') for name in names)
            told = told.format(number=number, shift=shift, days=self.round * self.days)
            where = ORIGINAL.get(table, "version <= {versions}").format(**self.__dict__)
            self.connection.execute(f"INSERT INTO {table} SELECT {told} FROM {table} WHERE {where}")
        for key, columns in self.columns:
            indexing.insert(self.connection, key + shift, columns)
        self.connection.execute("COMMIT")
        self.connection.execute("PRAGMA foreign_keys = ON")
        return len(self.columns)

    def count(self) -> None:
        """What adding would have counted."""
        for table, key, column in (("actor", "id", "actor"), *(("choice", "value", kind) for kind in ("act", "form"))):
            self.connection.execute(
                f"CREATE TEMP TABLE n AS SELECT {column} AS key, count(*) AS n FROM statement GROUP BY 1"
            )
            self.connection.execute(f"UPDATE {table} SET statements = n.n FROM n WHERE {table}.{key} = n.key")
            self.connection.execute("DROP TABLE n")


def questions(world: World) -> dict[str, list[Query]]:
    """Words with a filter, as people ask: common and rare words, names, offices, acts, outlets, periods."""
    pick = random.Random(1)
    word = lambda: pick.choices(world.words, cum_weights=world.weights)[0]  # noqa: E731
    person = lambda: pick.choices(world.people, cum_weights=world.fame)[0]  # noqa: E731
    prefix = lambda: next(w for w in iter(word, None) if len(w) > 3)[:3]  # noqa: E731
    return {
        "one word": [Query(words=word()) for _ in range(100)],
        "words and speaker": [Query(words=word(), speaker=person().name) for _ in range(100)],
        "words and act": [Query(words=f"{word()} {word()}", act=pick.choice(ACTS)) for _ in range(100)],
        "words and outlet": [Query(words=word(), outlet=pick.choice(world.outlets)) for _ in range(100)],
        "words and period": [Query(words=word(), since="1396/01/01", until="1397/06/31") for _ in range(100)],
        "phrase and form": [Query(words=f'"{word()} {word()}"', form="quoted") for _ in range(100)],
        "prefix and act": [Query(words=f"{prefix()}*", act="demand") for _ in range(100)],
        "oldest first": [Query(words=word(), act="deny", sort="oldest") for _ in range(100)],
        "to and about": [Query(to=person().surname, about=word()) for _ in range(100)],
    }


Times = list[tuple[float, float]]


def timed(ask: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds by the clock, and of the processor."""
    start, cpu = time.perf_counter(), time.process_time()
    ask()
    return 1000 * (time.perf_counter() - start), 1000 * (time.process_time() - cpu)


def line(name: str, times: Times) -> str:
    clock, cpu = (sorted(column) for column in zip(*times, strict=True))
    at = int(len(times) * 0.95)
    return f"| {name} | {statistics.median(clock):.1f} | {clock[at]:.1f} | {clock[-1]:.1f} | {cpu[at]:.1f} |"


def measure(store: Store, world: World) -> None:
    print("\n| question (100 each) | median ms | p95 ms | worst ms | p95 ms of CPU |\n|---|---|---|---|---|")
    everything: Times = []
    for name, queries in questions(world).items():
        times = [timed(lambda query=query: store.find(query)) for query in queries]  # type: ignore[misc]
        everything += times
        print(line(f"find: {name}", times))
    print(line("**find: all of them**", everything))
    numbers = [actor.id for actor, _ in store.find_actors("", limit=100)]
    print(line("actor's page (the 100 most frequent)", [timed(lambda n=n: store.actor(n)) for n in numbers]))  # type: ignore[misc]
    asked = questions(world)["one word"][:50]
    for name in ("facets", "timeline", "network"):
        print(line(f"{name} of one word", [timed(lambda q=q, n=name: getattr(store, n)(q)) for q in asked]))  # type: ignore[misc]
    shown = [found.address for found in store.find(Query(limit=100)).items]
    print(line("statement", [timed(lambda a=a: store.statement(a)) for a in shown]))  # type: ignore[misc]
    print(line("article", [timed(lambda a=a: store.article(a.rpartition(".")[0])) for a in shown]))  # type: ignore[misc]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--statements", type=int, default=1_000_000)
    options.add_argument("--db", type=Path, default=Path("/tmp/naql-bench.db"))
    chosen = options.parse_args()
    world = World(1)
    if not chosen.db.exists():
        with open_store(chosen.db) as store:
            fill(store, world, chosen.statements)
    with open_store(chosen.db, read_only=True) as store:
        figures = store.figures()
        print(f"\n{figures}; {os.path.getsize(chosen.db) / figures['statements']:.0f} bytes a statement")
        measure(store, world)
    print(f"\npeak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
