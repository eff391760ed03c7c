"""Search: what counts as equal, where the marks stand, filters, order, and questions that make no sense."""

from __future__ import annotations

import contextlib
import csv
import dataclasses
import datetime
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from store_readings import BRIDGE, READINGS, Said, made, person

from naql.cli import cli
from naql.store import Query, QueryError, open_store, searching
from naql.store.days import days
from naql.store.folding import fold_letter, letters, words

PROBES = [
    line.split("\t")
    for line in (Path(__file__).parent / "cases/store/probes.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
][1:]


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with open_store(tmp_path_factory.mktemp("find") / "naql.db") as opened:
        for reading in READINGS:
            opened.add(reading)
        yield opened


def contents(results):
    return [found.content for found in results.items]


# ── equalities ──


@pytest.fixture(scope="module")
def probes(tmp_path_factory):
    """All probes in one store, each said by a speaker of its own so that one can't answer for another."""
    path = tmp_path_factory.mktemp("probes") / "naql.db"
    with open_store(path) as opened:
        for number, (_, text, _, _) in enumerate(PROBES):
            speaker = person(f"گوینده {number}")
            opened.add(made(f"گوینده {number}: {text}", (Said(text, speaker.id),), (speaker,), id=str(number)))
    return path


@pytest.mark.parametrize(("number", "probe"), list(enumerate(PROBES)), ids=[probe[0] for probe in PROBES])
def test_probe(probes, number, probe):
    _, text, query, marked = probe
    with open_store(probes, read_only=True) as store:
        results = store.find(Query(words=query, speaker=f"گوینده {number}"))
        if marked == "-":
            assert results.items == ()
            return
        (found,) = results.items
        received = store.article(found.article.address).reading.text
    assert found.content == text.replace("~", "\u200c")
    assert [span.slice(received) for span in found.highlights] == marked.replace("~", "\u200c").split(" | ")


@pytest.mark.parametrize(("number", "probe"), list(enumerate(PROBES)), ids=[probe[0] for probe in PROBES])
def test_probe_on_the_command_line(probes, number, probe):
    answer = CliRunner().invoke(
        cli, ["find", "--db", str(probes), "--json", "--speaker", f"گوینده {number}", "--", *probe[2].split("\n")]
    )
    found = [json.loads(line) for line in answer.output.splitlines()]
    assert answer.exit_code == 0
    assert len(found) == (0 if probe[3] == "-" else 1)


def test_exact_words_come_first_whatever_their_day(tmp_path):
    spellings = ("گفتگو", "گفت~وگو", "گفت و گو")
    with open_store(tmp_path / "naql.db") as store:
        for number, spelling in enumerate(spellings):
            text = f"نماینده: {spelling} ادامه دارد"
            store.add(made(text, (Said(f"{spelling} ادامه دارد"),), id=str(number), published=f"2020-10-0{number + 1}"))
        for spelling in spellings:
            typed = spelling.replace("~", "\u200c")
            results = store.find(Query(words=f'"{typed}"'))
            assert len(results.items) == 3
            assert typed in results.items[0].content
            assert [found.exact for found in results.items] == [True, False, False]
            newest = store.find(Query(words=f'"{typed}"', sort="newest"))
            assert [found.day for found in newest.items] == ["2020-10-03", "2020-10-02", "2020-10-01"]


@settings(deadline=None)
@given(st.text())
def test_folding_keeps_places(text):
    for word in words(text):
        assert word.joined
        assert 0 <= word.start < word.end <= len(text)
        for atom in word.atoms:
            assert letters(text[atom.start : atom.end]).strip() != "" or atom.text


@settings(deadline=None)
@given(st.text(alphabet="ابپتسشکگلمنویهآئؤءيكة\u200c\u064b\u0640 ۰٣4", max_size=40))
def test_folding_twice_changes_nothing(text):
    for word in words(text):
        for atom in word.atoms:
            assert letters(atom.text) == atom.text


@settings(deadline=None)
@given(st.characters())
def test_every_letter_folds_to_letters_nothing_or_a_parting(letter):
    folded = fold_letter(letter)
    assert folded in ("", " ", "-") or not any(part.isspace() for part in folded)


# ── filters and order ──


def test_filters(store):
    ask = lambda **asked: contents(store.find(Query(**asked)))  # noqa: E731
    assert ask(words="پاییز", act="warn") == ["ماهیگیران تا پاییز تاب نمی\u200cآورند"]
    assert ask(speaker="برومند", form="quoted") == ["انبار از فردا باز است و هزینه\u200cاش را شهرداری می\u200cدهد"]
    assert ask(to="سپهری") == ["ماهیگیران تا پاییز تاب نمی\u200cآورند"]
    assert ask(about="برومند") == ["گفته\u200cهای برومند"]
    assert ask(about="پل بندر نو", act="promise")[0].startswith("پل بندر نو")
    assert ask(outlet="روزنامهٔ روز نو", act="deny") == ["کارگاه تعطیل نیست"]
    assert ask(outlet="روزنامهٔ دیگر") == []
    assert ask(words="پل -بهار", speaker="سپهری", act="say") == []
    assert ask(words="کار*", act="deny") == ["کارگاه تعطیل نیست"]


def test_speaker_by_number_and_by_name_is_the_same(store):
    ((actor, count),) = store.find_actors("هومن سپهری")
    by_number = store.find(Query(speaker=actor.id, limit=50))
    by_name = store.find(Query(speaker="هومن سپهری", limit=50))
    assert [f.address for f in by_number.items] == [f.address for f in by_name.items]
    assert by_number.total == count


def test_periods_in_two_calendars_and_undated_ones_in_none(store):
    def addresses(**asked):
        return {found.address for found in store.find(Query(limit=100, **asked)).items}

    mehr = addresses(since="۱۳۹۹/۰۷/۱۳", until="1399/07/30")
    assert mehr == addresses(since="2020-10-04", until="2020-10-21") == addresses(since="مهر ۱۳۹۹", until="مهرماه 1399")
    assert mehr
    assert addresses(since="1399") > mehr
    undated = store.find(Query(words="اسکله")).items[0].address
    assert undated in addresses()
    assert undated not in addresses(since="1300") | addresses(until="2100")


def test_yesterday(tmp_path):
    day = searching.today() - datetime.timedelta(days=1)
    with open_store(tmp_path / "naql.db") as store:
        store.add(dataclasses.replace(BRIDGE, published=day.isoformat()))
        assert store.find(Query(words="پل", since="دیروز", until="دیروز")).total == 1
        assert store.find(Query(words="پل", since="امروز")).total == 0
        assert store.find(Query(words="پل", since="۳ روز پیش")).total == 1


TODAY = datetime.date(2020, 10, 4)


@pytest.mark.parametrize(
    ("told", "first", "last"),
    [
        ("1399/07/13", "2020-10-04", "2020-10-04"),
        ("۱۳۹۹-۷-۱۳", "2020-10-04", "2020-10-04"),
        ("۱۳ مهر ۱۳۹۹", "2020-10-04", "2020-10-04"),
        ("۴ اکتبر ۲۰۲۰", "2020-10-04", "2020-10-04"),
        ("1403/12/30", "2025-03-20", "2025-03-20"),
        ("1399/7", "2020-09-22", "2020-10-21"),
        ("میزان ۱۳۹۹", "2020-09-22", "2020-10-21"),
        ("2020-10", "2020-10-01", "2020-10-31"),
        ("2020", "2020-01-01", "2020-12-31"),
        ("1399", "2020-03-20", "2021-03-20"),
        ("دیروز", "2020-10-03", "2020-10-03"),
        ("پريروز", "2020-10-02", "2020-10-02"),
        ("دو هفته‌ی پیش", "2020-09-20", "2020-09-20"),
        ("هفتهٔ گذشته", "2020-09-27", "2020-09-27"),
        ("3 days ago", "2020-10-01", "2020-10-01"),
    ],
)
def test_days(told, first, last):
    assert [day.isoformat() for day in days(told, TODAY)] == [first, last]


@pytest.mark.parametrize(
    "told", ["فردایی", "1399/13/01", "1400/12/30", "99999", "۳ ماه", "13 مهر", "31 فوریه 2020", "-"]
)
def test_what_is_no_day_is_said_so(told):
    with pytest.raises(QueryError, match="is no day"):
        days(told, TODAY)


def test_limit_offset_and_total(store):
    everything = store.find(Query(limit=100))
    pages = [store.find(Query(limit=3, offset=offset)).items for offset in range(0, 12, 3)]
    assert [f.address for page in pages for f in page] == [f.address for f in everything.items]
    assert everything.total >= len(everything.items)
    assert not everything.more
    oldest = store.find(Query(limit=100, sort="oldest")).items
    assert {f.address for f in oldest} == {f.address for f in everything.items}
    assert [f.day for f in oldest if f.day] == sorted(f.day for f in oldest if f.day)


def test_a_repeated_statement_is_found_once_with_its_outlets(store):
    once = store.find(Query(words="مسئولان استان"))
    both = store.find(Query(words="مسئولان استان", copies=True))
    assert len(once.items) == 1
    assert len(both.items) == 2
    assert once.items[0].outlets == ("خبرگزاری دریا", "روزنامهٔ روز نو")
    assert once.items[0].first == once.items[0].address
    only_copy = store.find(Query(words="بیش از ۱۰۰ کارگر"))
    assert [found.article.outlet for found in only_copy.items] == ["روزنامهٔ روز نو"]
    assert store.find(Query(words="مسئولان", outlet="روزنامهٔ روز نو")).items[0].article.outlet == "روزنامهٔ روز نو"


def test_each_streams_all_that_find_pages(store):
    assert [f.address for f in store.each(Query())] == [f.address for f in store.find(Query(limit=1000)).items]


# ── questions that make no sense ──


@pytest.mark.parametrize(
    "asked",
    [
        {"limit": 0}, {"limit": 100_000}, {"offset": -1}, {"offset": 10**9}, {"sort": "random"}, {"since": "هرگز"},
        {"since": "1399/07/13", "until": "1399/07/01"}, {"words": "و*"}, {"words": " ".join(["آب"] * 30)},
        {"speaker": "؟؟"},
    ],
)  # fmt: skip
def test_clear_refusals(store, asked):
    with pytest.raises(QueryError) as refused:
        store.find(Query(**asked))
    assert "\n" not in str(refused.value)


HOSTILE = [
    '" OR 1=1 --', "'; DROP TABLE statement; --", "NEAR(a b)", "facets:s", "{exact}: x", "a AND", "NOT", "^آب", "آب)(",
    '""""', "«", "»«", "*", "-", "--", "-آب", '-"', "\0", "آب\0خاک", "\u202eآب", "<script>", "%s%n", "a" * 10_000, "٪",
]  # fmt: skip


@pytest.mark.parametrize("typed", HOSTILE)
@pytest.mark.parametrize("field", ["words", "speaker", "to", "about", "act", "form", "outlet"])
def test_hostile_questions_are_words(store, typed, field):
    before = store.figures()
    with contextlib.suppress(QueryError):
        store.find(Query(**{field: typed}))
        store.facets(Query(**{field: typed}))
    assert store.figures() == before


@settings(max_examples=150, deadline=None)
@given(st.fixed_dictionaries({name: st.text(max_size=60) for name in ("words", "speaker", "about", "since")}))
def test_any_question_is_answered_or_refused(store, asked):
    try:
        results = store.find(Query(**asked))
    except QueryError:
        return
    for found in results.items:
        received = store.article(found.article.address).reading.text
        assert all(0 <= span.start < span.end <= len(received) for span in found.highlights)
        assert all(a.end <= b.start for a, b in zip(found.highlights, found.highlights[1:], strict=False))


@pytest.mark.parametrize(
    "address", ["", "..", "../../etc/passwd", "k3vqx2m7wabz", "1' OR '1", "a.b.c", "9" * 40, "٣", "k3vqx2m7wabz.0"]
)
def test_addresses_of_nothing(store, address):
    assert store.article(address) is None
    assert store.statement(address) is None
    assert store.actor(address) is None
    assert store.copies(address) is None


# ── the command ──


def run(store, *arguments):
    return CliRunner().invoke(cli, [arguments[0], "--db", str(store.path), *arguments[1:]])


def test_find_prints_lines_json_and_csv(store):
    told = run(store, "find", "پل", "--speaker", "سپهری", "--act", "promise")
    assert told.exit_code == 0
    assert "هومن سپهری" in told.output
    assert "1399/07/13" in told.output
    (line,) = run(store, "find", "پل", "--act", "promise", "--json").output.splitlines()
    found = json.loads(line)
    assert found["highlights"][0].keys() == {"start", "end"}
    table = list(csv.DictReader(io.StringIO(run(store, "find", "پل", "--act", "promise", "--csv").output)))
    assert table[0]["address"] == found["address"]


def test_find_says_where_the_statements_are_that_it_does_not_show(store):
    all_of_them = run(store, "find", "--copies", "--limit", "1000").output.splitlines()[-1]
    total = all_of_them.split()[0]
    assert all_of_them == f"{total} found, {total} shown"
    assert run(store, "find", "--limit", "1000").output.splitlines()[-1].endswith("in republished copies: --copies")
    assert (
        run(store, "find", "--limit", "1").output.splitlines()[-1]
        == f"{total} found, 1 shown; --offset and --limit show others"
    )


def test_show_tells_all_that_is_known(store):
    found = store.find(Query(words="تاب نمی‌آورند")).items[0]
    told = run(store, "show", found.address).output
    assert "ماهیگیران تا پاییز تاب نمی\u200cآورند" in told
    assert "said to: هومن سپهری" in told
    assert "cue: هشدار داد" in told
    article = run(store, "show", found.article.address).output
    assert "copy: " in article
    assert "[-۱۲۰] [+بيش از ۱۰۰]" in article
    actor = run(store, "show", found.actor.id).output
    assert "office: شهردار بندر نو" in actor
    assert json.loads(run(store, "show", found.actor.id, "--json").output)["actor"]["name"] == "لیلا برومند"


def test_mistakes_are_one_line(store, tmp_path):
    for arguments in (("show", "nothing"), ("find", "--since", "هرگز"), ("actors", "merge", "1", "99999")):
        answer = run(store, *arguments)
        assert answer.exit_code == 1
        assert answer.output.startswith("naql: ")
        assert answer.output.count("\n") == 1
    missing = CliRunner().invoke(cli, ["find", "آب", "--db", str(tmp_path / "no.db")])
    assert "no such store" in missing.output
