"""The store: what goes in comes out; versions, copies, actors across articles; locks, full disks and sudden death."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import hashlib
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from store_readings import BRIDGE, COPY, FISH, LATER, MAYOR, MINISTER, READINGS, UNDATED, Said, made, passage, person

from naql.cli import cli
from naql.errors import StoreError
from naql.records import ActorRef, Reading, Statement
from naql.store import Query, open_store, sqlite
from naql.store.keys import day_number, iso_day
from naql.store.people import person_name


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "naql.db") as opened:
        yield opened


def contents(store, **asked):
    return [found.content for found in store.find(Query(limit=100, **asked)).items]


def rows(path):
    """Every row of every table, but for when it was added."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = [
            name for name in names if name != "addition" and not name.startswith(("search", "actor_search", "sqlite_"))
        ]
        return {name: sorted(connection.execute(f"SELECT * FROM {name}"), key=repr) for name in kept}


def sound(path):
    with contextlib.closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.execute("INSERT INTO search (search) VALUES ('integrity-check')")


# ── in and out ──


@pytest.mark.parametrize("reading", READINGS, ids=[reading.id for reading in READINGS])
def test_a_reading_comes_back_as_it_went_in(store, reading):
    added = store.add(reading)
    assert store.article(added.article).reading == reading


def test_strangers_signs_and_events_come_back(store):
    text = "سخنگو: آب\0روان \u202eاست\u202c 😀"
    said = Statement(
        "q",
        (passage(text, "آب\0روان"), passage(text, "😀")),
        "colon",
        None,
        "say",
        None,
        ActorRef("z", "ناشناس", ("او",)),
    )
    reading = Reading(text, statements=(said,), events=({"type": "meet", "place": None},))
    assert store.article(store.add(reading).article).reading == reading
    assert contents(store, words="روان") == ["آب\0روان […] 😀"]


def test_lone_surrogates_become_one_sign_so_that_spans_stay(store):
    reading = made("سخنگو: سد \ud83d پر است", (Said("سد \ud83d پر"),), title="\udc00")
    stored = store.article(store.add(reading).article).reading
    assert stored.text == "سخنگو: سد \ufffd پر است"
    assert stored.statements[0].content[0].span == reading.statements[0].content[0].span
    assert stored.title == "\ufffd"


@pytest.fixture(scope="module")
def long_store(tmp_path_factory):
    with open_store(tmp_path_factory.mktemp("any") / "naql.db") as opened:
        yield opened


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200), st.one_of(st.none(), st.text(max_size=30)), st.one_of(st.none(), st.text(max_size=30)))
def test_any_text_and_any_names(long_store, text, outlet, published):
    reading = Reading(f"{text}سخن", outlet=outlet or None, published=published)
    added = long_store.add(reading)
    assert long_store.add(reading).status == "known"
    stored = long_store.article(added.article)
    assert stored.reading.outlet == (outlet or None)
    assert len(stored.reading.text) == len(reading.text)


def test_every_span_slices_in_plain_sql(store):
    for reading in READINGS:
        store.add(reading)
    with contextlib.closing(sqlite3.connect(store.path)) as plain:
        wrong = plain.execute(
            """SELECT count(*) FROM passage JOIN statement ON statement.id = passage.statement
               JOIN version ON version.id = statement.version
               WHERE substr(version.text, passage.start + 1, passage.end - passage.start) != passage.text"""
        )
        assert wrong.fetchone() == (0,)
        assert plain.execute("SELECT count(*) FROM statements").fetchone()[0] == store.figures()["statements"]


def test_any_sqlite_tool_can_search(store):
    store.add(BRIDGE)
    with contextlib.closing(sqlite3.connect(store.path)) as plain:
        found = plain.execute("SELECT rowid FROM search WHERE search MATCH 'joined : \"مسولان\"'").fetchall()
        assert plain.execute("SELECT act FROM statement WHERE id = ?", found[0]).fetchone() == ("promise",)


# ── once, and versions ──


def test_the_same_article_is_known(store):
    assert store.add(BRIDGE).status == "new"
    before = rows(store.path)
    assert store.add(BRIDGE).status == "known"
    assert store.knows(BRIDGE.text, id=BRIDGE.id, url=BRIDGE.url, outlet=BRIDGE.outlet)
    assert rows(store.path) == before


def test_a_changed_article_is_a_version_and_the_old_one_stays(store):
    first = store.add(BRIDGE)
    text = BRIDGE.text.replace("پاییز", "بهار")
    changed = dataclasses.replace(
        made(text, (Said("ماهیگیران تا بهار تاب نمی~آورند", "لیلا برومند", "warn"),), (MAYOR,)), url=BRIDGE.url
    )
    second = store.add(changed)
    assert (second.status, second.article, second.version) == ("changed", first.article, 2)
    assert store.add(BRIDGE) == dataclasses.replace(first, status="known", version=2)  # its older text
    assert contents(store) == ["ماهیگیران تا بهار تاب نمی\u200cآورند"]
    assert contents(store, words="پاییز") == []
    assert store.article(first.article).reading == changed
    assert store.article(f"{first.article}.1").reading == BRIDGE
    assert store.statement(f"{first.article}.1.3").content == "ماهیگیران تا پاییز تاب نمی\u200cآورند"
    assert [version.version for version in store.article(first.article).versions] == [1, 2]
    assert store.figures()["statements"] == 1
    sound(store.path)


def test_reading_again_makes_a_version_of_the_same_text(store):
    first = store.add(BRIDGE)
    again = store.add(BRIDGE, again=True)
    assert (again.status, again.article, again.version) == ("changed", first.article, 2)
    assert store.figures()["statements"] == 3


def test_one_id_in_two_files_is_two_articles_and_one_text_under_two_ids_is_one(store):
    one = store.add(made("برومند: اسکله شسته شد", (), id="1"))
    other = store.add(made("سخنگوی آتش~نشانی از مهار آتش انبار خبر داد", (), id="1"))
    assert other.status == "new"
    assert one.article != other.article
    assert store.add(made("برومند: اسکله شسته شد", (), id="7")) == dataclasses.replace(one, status="known")
    longer = store.add(made("برومند: اسکله شسته شد و باز شد", (), id="1"))
    assert (longer.status, longer.article) == ("changed", one.article)


# ── copies ──


def test_a_damaged_copy_is_found_and_what_it_changed_is_told(store):
    copy = store.add(COPY)
    assert store.add(BRIDGE).status == "republished"
    story = store.copies(copy.article)
    assert story.first.outlet == "خبرگزاری دریا"  # published first, though added last
    (other,) = story.copies[1:]
    assert other.likeness > 0.7
    kinds = [change.kind for change in other.changes]
    assert kinds == ["changed", "changed", "dropped", "added"]
    stressed, more = other.changes[:2]
    assert (stressed.first.act, stressed.copy.act) == ("promise", "stress")
    assert all(kind == "keep" for kind, _ in stressed.pieces)
    assert ("delete", "۱۲۰") in more.pieces
    assert ("insert", "بيش از ۱۰۰") in more.pieces
    assert len(store.article(copy.article).copies) == 2


def test_repeated_statements_count_once(store):
    for reading in READINGS:
        store.add(reading)
    minister = store.find_actors("هومن سپهری")[0][0]
    page = store.actor(minister.id)
    distinct = {found.first for found in store.each(Query(speaker=minister.id, copies=True))}
    assert page.statements == len(distinct) == 6
    counted = sum(count.count for count in store.facets(Query(speaker=minister.id)).acts)
    assert counted == 6


def test_other_stories_are_no_copies(store):
    for reading in (BRIDGE, FISH, LATER, UNDATED):
        assert store.add(reading).status == "new"
    later = dataclasses.replace(BRIDGE, url="https://other.example/1", published="2021-10-04")
    assert store.add(later).status == "new"  # the same words a year later: an anniversary, not a copy


# ── actors ──


def actor_of(store, added, number=1):
    return store.statement(f"{added.article}.{added.version}.{number}").actor.id


def one_says(name, number, *, office=None, country=None, wikidata=None, day="2020-10-04", kind="person"):
    actor = person(name, office=office, country=country, wikidata=wikidata, kind=kind)
    text = f"{name} در نشست شمارهٔ {number} از {['سد', 'راه', 'پل', 'بندر', 'انبار'][number % 5]} گفت"
    return made(text, (Said("گفت", actor.id),), (actor,), id=f"n{number}", published=day)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"name": "هومن سپهری"}, {"name": "هومن سپهري"}, True),
        ({"name": "رضا علی‌پور"}, {"name": "رضا علیپور"}, True),
        ({"name": "سپهری"}, {"name": "سپهری"}, False),
        ({"name": "هومن سپهری"}, {"name": "سپهری"}, False),
        ({"name": "هومن سپهری", "country": "IR"}, {"name": "هومن سپهری", "country": "AF"}, False),
        ({"name": "هومن سپهری", "country": "IR"}, {"name": "هومن سپهری"}, True),
        ({"name": "هومن سپهری", "wikidata": "Q1"}, {"name": "هومن سپهری", "wikidata": "Q2"}, False),
        ({"name": "سپهری", "wikidata": "Q1"}, {"name": "هومن سپهری", "wikidata": "Q1"}, True),
        ({"name": "دکتر هومن سپهری"}, {"name": "هومن سپهری"}, True),
        (
            {"name": "هومن سپهری", "office": "وزیر راه", "country": "IR"},
            {"name": "سپهری", "office": "وزير راه", "country": "IR"},
            True,
        ),
        ({"name": "هومن سپهری", "office": "وزیر راه"}, {"name": "سپهری", "office": "وزیر راه"}, False),
        (
            {"name": "هومن سپهری", "office": "وزیر راه", "country": "IR"},
            {"name": "سپهری", "office": "وزیر راه", "country": "IR", "day": "2024-01-01"},
            False,
        ),
        (
            {"name": "هومن سپهری", "office": "وزیر راه", "country": "IR"},
            {"name": "سپهری", "office": "شهردار", "country": "IR"},
            False,
        ),
        ({"name": "یک منبع آگاه", "kind": "unnamed"}, {"name": "یک منبع آگاه", "kind": "unnamed"}, False),
        ({"name": "وزارت راه", "kind": "organisation"}, {"name": "وزارت راه", "kind": "organisation"}, True),
        ({"name": "معترضان", "kind": "group"}, {"name": "معترضان", "kind": "group"}, False),
    ],
)
def test_one_person_or_two(store, one, other, same):
    first, second = store.add(one_says(number=1, **one)), store.add(one_says(number=2, **other))
    assert (actor_of(store, first) == actor_of(store, second)) is same


def test_a_name_is_freed_of_its_titles():
    assert person_name(MINISTER) == "هومن سپهری"
    assert person_name(person("وزیر راه هومن سپهری", office="وزیر راه")) == "هومن سپهری"
    assert person_name(person("هومن وزیر سپهری", office="وزیر")) == "هومن وزیر سپهری"  # not in a row: left alone


def test_merging_by_hand_is_remembered_and_can_be_undone(store):
    full, short = store.add(one_says("هومن سپهری", 1)), store.add(one_says("سپهری", 2))
    into, other = actor_of(store, full), actor_of(store, short)
    assert store.merge_actors(into, (other,)).id == into
    assert actor_of(store, short) == into
    assert store.actor(other).actor.id == into
    assert {found.article.address for found in store.find(Query(speaker="هومن سپهری")).items} == {
        f"{full.article}.1",
        f"{short.article}.1",
    }
    assert store.actor(into).statements == 2
    assert [brief.id for brief, _ in store.find_actors("سپهری")] == [into]
    assert store.facets(Query()).speakers[0].count == 2
    store.split_actor(other)
    assert actor_of(store, short) == other
    with pytest.raises(StoreError, match="was not merged"):
        store.split_actor(other)


def test_splitting_by_hand_is_remembered_when_the_article_is_read_again(store):
    one, two = store.add(one_says("هومن سپهری", 1)), store.add(one_says("هومن سپهری", 2))
    shared = actor_of(store, one)
    assert actor_of(store, two) == shared
    new = store.split_actor(shared, (two.article,))
    assert actor_of(store, two) == new.id != shared
    assert actor_of(store, one) == shared
    assert store.find(Query(speaker=new.id)).total == store.find(Query(speaker=shared)).total == 1
    again = store.add(one_says("هومن سپهری", 2), again=True)
    assert actor_of(store, again) == new.id
    assert actor_of(store, store.add(one_says("هومن سپهری", 3))) == shared
    with pytest.raises(StoreError, match="does not appear"):
        store.split_actor(new.id, (one.article,))
    sound(store.path)


def test_an_actors_page(store):
    for reading in READINGS:
        store.add(reading)
    page = store.actor(store.find_actors("لیلا برومند")[0][0].id)
    assert page.actor.name == "لیلا برومند"
    assert [office.name for office in page.offices] == ["شهردار بندر نو"]
    assert [(count.label, count.count) for count in page.to] == [("هومن سپهری", 1)]
    assert [(count.label, count.count) for count in page.opposed_by] == [("هومن سپهری", 1)]
    assert [(count.label, count.count) for count in page.addressed_by] == [("اتحادیهٔ ماهیگیران", 1)]
    assert (page.first, page.last) == ("2020-10-04", "2020-10-12")
    assert page.whole


# ── many together ──


def test_facets_timeline_and_network_agree_with_the_search(store):
    for reading in READINGS:
        store.add(reading)
    found = store.find(Query(limit=100)).items
    facets = store.facets(Query())
    assert sum(count.count for count in facets.acts) == len(found)
    for count in facets.speakers:
        assert len(store.find(Query(speaker=count.value, limit=100)).items) == count.count
    timeline = store.timeline(Query(), speakers=1)
    assert sum(sum(series.days.values()) for series in timeline.series) + timeline.undated == len(found)
    assert [series.actor.name if series.actor else None for series in timeline.series] == ["هومن سپهری", None]
    links = {(link.speaker.name, link.role, link.other.name) for link in store.network(Query()).links}
    assert ("لیلا برومند", "to", "هومن سپهری") in links
    assert ("هومن سپهری", "of", "لیلا برومند") in links


def test_a_question_that_takes_too_long_is_refused(tmp_path):
    with open_store(tmp_path / "naql.db") as store:
        for number in range(300):
            store.add(one_says("هومن سپهری", number))
    with open_store(tmp_path / "naql.db", read_only=True, seconds=1e-9) as store:
        store._connection.set_progress_handler(None, 0)
        sqlite_ticks, sqlite._TICKS = sqlite._TICKS, 10
        try:
            with pytest.raises(Exception, match="took longer"):
                store.facets(Query(words="هومن"))
        finally:
            sqlite._TICKS = sqlite_ticks


# ── files, locks and disks ──


def test_what_is_no_store_is_refused_and_left_alone(tmp_path):
    (tmp_path / "text.db").write_text("متن " * 200, encoding="utf-8")
    with contextlib.closing(sqlite3.connect(tmp_path / "other.db")) as other, other:
        other.execute("CREATE TABLE stranger (x)")
    newer = tmp_path / "newer.db"
    open_store(newer).close()
    with contextlib.closing(sqlite3.connect(newer)) as connection:
        connection.execute("PRAGMA user_version = 999")
    for name, why in (("text.db", "no SQLite database"), ("other.db", "something else"), ("newer.db", "newer Naql")):
        before = (tmp_path / name).read_bytes()
        for read_only in (False, True):
            with pytest.raises(StoreError) as refused:
                open_store(tmp_path / name, read_only=read_only)
            assert "\n" not in str(refused.value)
        with pytest.raises(StoreError, match=why):
            open_store(tmp_path / name)
        assert (tmp_path / name).read_bytes() == before
    with pytest.raises(StoreError, match="no such store"):
        open_store(tmp_path / "missing.db", read_only=True)
    with pytest.raises(StoreError, match="can't be opened"):
        open_store(tmp_path / "no" / "folder.db")


def test_a_reader_can_not_write(store):
    store.add(BRIDGE)
    with open_store(store.path, read_only=True) as reader:
        with pytest.raises(StoreError):
            reader.add(FISH)
        assert reader.figures()["articles"] == 1


def test_a_reader_sees_whole_articles_while_another_writes(store):
    store.add(BRIDGE)
    with open_store(store.path, read_only=True) as reader:
        store._connection.execute("BEGIN IMMEDIATE")
        store._connection.execute("UPDATE actor SET name = 'x'")
        assert reader.find(Query(words="پل")).items[0].actor.name == "هومن سپهری"
        store._connection.execute("ROLLBACK")


def test_a_locked_store_is_one_line(store, monkeypatch):
    monkeypatch.setattr(sqlite, "_WAIT", 0.05)
    store._connection.execute("BEGIN IMMEDIATE")
    with open_store(store.path) as other, pytest.raises(StoreError, match="another process"):
        other.add(BRIDGE)
    store._connection.execute("ROLLBACK")


def test_a_full_disk_is_one_line_and_costs_nothing_that_was_there(store):
    store.add(FISH)
    before = rows(store.path)
    pages = store._connection.execute("PRAGMA page_count").fetchone()[0]
    store._connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(StoreError, match="disk is full"):
        store.add(dataclasses.replace(BRIDGE, text=BRIDGE.text + "\n" + "آب " * 30_000))
    assert rows(store.path) == before
    sound(store.path)
    store._connection.execute(f"PRAGMA max_page_count = {pages + 10_000}")
    assert store.add(BRIDGE).status == "new"


# ── sudden death ──

_ADD = """
import sys
sys.path.insert(0, {tests!r})
from test_store import many
from naql.store import open_store
with open_store(sys.argv[1]) as store:
    for reading in many():
        store.add(reading)
        print(flush=True)
"""


def many():
    """A run with all that can happen: new, known, changed and republished articles."""
    pick = random.Random(3)
    for number in range(160):
        name = pick.choice(("هومن سپهری", "لیلا برومند", "سپهری"))
        yield one_says(name, number, day=f"2020-10-{number % 28 + 1:02}")
        if number % 20 == 7:
            yield dataclasses.replace(BRIDGE, text=f"{BRIDGE.text}\nنوبت {number}")
        if number % 20 == 9:
            yield dataclasses.replace(COPY, url=f"https://rooz.example/{number}")


def killed_once(path, after):
    """Starts adding and kills it so many seconds after the first article; whether it was still at work."""
    command = [sys.executable, "-c", _ADD.format(tests=str(Path(__file__).parent)), str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
        return process.wait() != 0


@pytest.mark.skipif(sys.platform == "win32", reason="needs kill -9")
def test_killed_at_any_moment_nothing_is_half_written(tmp_path):
    """Six kills; `bench/kills.py` does a hundred."""
    with open_store(tmp_path / "undisturbed.db") as store:
        for reading in many():
            store.add(reading)
    pick, path = random.Random(8), tmp_path / "killed.db"
    deaths = 0
    for _ in range(6):
        deaths += killed_once(path, pick.uniform(0, 0.25))
        sound(path)
    with open_store(path) as store:
        for reading in many():
            store.add(reading)
    sound(path)
    assert deaths >= 3
    assert rows(path) == rows(tmp_path / "undisturbed.db")


# ── the command ──

LINES = (
    '{"id": "1", "outlet": "خبر شهر", "text": "سارا امینی، وزیر راه، گفت: این پل تا پاییز ساخته می‌شود."}\n'
    '{"id": "2", "text": "رضا کامکار هشدار داد که انبارهای کهنه باید خالی شود."}\n{"broken\n'
)


def test_add_counts_what_it_did_and_runs_twice(tmp_path):
    source, db = tmp_path / "news.jsonl", tmp_path / "naql.db"
    source.write_text(LINES, encoding="utf-8")
    (tmp_path / "a.txt").write_text("رضا کامکار گفت: اسکله باز است.", encoding="utf-8")
    run = lambda *more: CliRunner().invoke(cli, ["add", str(source), str(tmp_path / "a.txt"), "--db", str(db), *more])  # noqa: E731
    first = run()
    assert first.exit_code == 1
    assert "3 read, 3 new, 0 changed, 0 republished, 0 known, 1 bad" in first.output
    assert "line 3" in first.output
    before = rows(db)
    assert "3 read, 0 new, 0 changed, 0 republished, 3 known, 1 bad" in run("--jobs", "2").output
    assert rows(db) == before
    assert "3 changed" in run("--again").output
    with open_store(db, read_only=True) as store:
        stored = store.article(store.find(Query(words="اسکله")).items[0].article.address)
    assert stored.digest == hashlib.sha256((tmp_path / "a.txt").read_bytes()).hexdigest()


def test_jobs_make_the_same_rows(tmp_path):
    source = tmp_path / "news.jsonl"
    lines = [f'{{"id": "{n}", "text": "سارا امینی گفت: پل شمارهٔ {n} باز است و راه {n * 7} بسته."}}' for n in range(30)]
    source.write_text("\n".join(lines), encoding="utf-8")
    for jobs in ("1", "2"):
        CliRunner().invoke(cli, ["add", str(source), "--db", str(tmp_path / f"{jobs}.db"), "--jobs", jobs])
    assert rows(tmp_path / "1.db") == rows(tmp_path / "2.db")
    assert rows(tmp_path / "1.db")["statement"]


def test_actors_command(tmp_path):
    db = tmp_path / "naql.db"
    with open_store(db) as store:
        one, other = (actor_of(store, store.add(one_says(name, n))) for n, name in enumerate(("هومن سپهری", "سپهری")))
    run = lambda *words: CliRunner().invoke(cli, ["actors", "--db", str(db), *words])  # noqa: E731
    assert f"{one}\tهومن سپهری\tperson" in run("--name", "سپهری").output
    assert run("merge", one, other).output == f"{other} → {one} هومن سپهری\n"
    assert run("--name", "سپهری").output.count("\n") == 1
    assert run("split", other).output == f"{other} سپهری\n"


@settings(deadline=None)
@given(st.dates(min_value=datetime.date(1800, 1, 1), max_value=datetime.date(2500, 1, 1)))
def test_days_and_their_numbers(day):
    assert iso_day(day_number(day.isoformat())) == day.isoformat()
    assert day_number(day.isoformat()) > day_number((day - datetime.timedelta(days=1)).isoformat())
