"""The reading room: its pages and their twins, what they lead to, and what they withstand."""

from __future__ import annotations

import csv
import io
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import get_args
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from serve_readings import LONG_NAME, READINGS, reading
from serve_room import HOSTILE, Tags, served

from naql.errors import StoreError
from naql.lexicon import read_table
from naql.records import ActorKind, Form
from naql.repair import repair
from naql.serve.app import create_app
from naql.serve.cli import checked_token, serve_command
from naql.serve.pool import Pool
from naql.serve.routes import PAGES
from naql.serve.words import LANGUAGES
from naql.store import open_store
from naql.version import __version__

DAMAGED = reading(
    "dm-1",
    "خبرگزاری دیدبان",
    "2020-12-20",
    "آب رودكوه\n{s1|{@yeganeh|بهمن یگانه}} {q1|گفت}: {c1|مردم مي دانند که آب شهرک\u200c ها تا نوروز می رسد.}",
    (("colon", "say", "yeganeh"),),
)


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    with served(tmp_path_factory.mktemp("serve") / "naql.db", (*READINGS, DAMAGED, HOSTILE)) as found:
        yield found


def addresses(room):
    """One address of every page in the route table, and then some."""
    article, other = room.addresses["rk-1"], room.addresses[HOSTILE.id]
    first = room.get(f"/articles/{article}.json").json["article"]
    statement = first["statements"][0]
    named = {
        "home": "/",
        "statement": f"/statements/{statement['address']}",
        "article": f"/articles/{article}",
        "actor": f"/actors/{statement['actor']['id']}",
    }
    extra = [
        f"/articles/{other}",
        f"/articles/{room.addresses['dm-1']}?repairs=1",
        "/topic?q=سد رودکوه",
        "/statements?q=سد",
        "/compare?a=کاویانی&b=دلاوری",
        f"/articles/{article}.1",
        "/statements?q=script",
        f"/statements/{other}.1.1",
        f"/statements/{other}.1.2",
    ]
    return [named.get(page.name, page.path) for page in PAGES] + extra


def words(body: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", body))


# ── pages and their twins ──


def test_every_page_answers_in_both_languages(room):
    for path in addresses(room):
        for code, direction in (("fa", "rtl"), ("en", "ltr")):
            answer = room.get(path, Cookie=f"lang={code}")
            assert answer.status == 200, path
            assert f'<html lang="{code}" dir="{direction}">' in answer.body
            assert answer.body.count("<h1") == 1, path


def test_every_page_has_a_json_twin_and_every_list_a_csv(room):
    for path in addresses(room):
        body = room.get(path).body
        twins = re.findall(r'<link rel="alternate" type="application/json" href="([^"]+)"', body)
        answer = room.get(unescape(twins[0]))
        assert answer.status == 200, path
        assert isinstance(answer.json, dict)
        for address in re.findall(r'href="([^"]+\.csv[^"]*)"', body):
            table = list(csv.DictReader(io.StringIO(room.get(unescape(address)).body)))
            assert all(None not in row and None not in row.values() for row in table), path


def test_openapi_describes_exactly_the_routes(room):
    described = room.get("/openapi.json").json
    assert described["openapi"] == "3.1.0"
    expected = {page.twin("json") for page in PAGES} | {page.twin("csv") for page in PAGES if page.rows}
    assert set(described["paths"]) == expected
    home = room.get("/index.json").json
    assert set(home) == set(described["components"]["schemas"]["answers.Home"]["required"])


def test_unknown_addresses_are_not_found_in_the_form_asked_for(room):
    for path in ("/articles/aaaaaaaaaaaa", "/actors/999999", "/statements/aaaaaaaaaaaa.1.1", "/nowhere"):
        answer = room.get(path)
        assert answer.status == 404
        assert "چنین صفحه‌ای نیست" in answer.body
        assert room.get(path + ".json").json["status"] == 404


def test_every_act_and_form_has_a_name_in_both_languages():
    acts = {row["class"] for row in read_table("cues")}
    for language in LANGUAGES.values():
        assert not [act for act in acts if language.name("act", act) == act and language.code == "fa"]
        assert {f"act:{act}" for act in acts} <= set(language.words)
        assert {f"form:{form}" for form in get_args(Form)} <= set(language.words)
        assert {f"kind:{kind}" for kind in get_args(ActorKind)} <= set(language.words)


def test_the_docs_name_every_page_and_every_option():
    docs = (Path(__file__).parent.parent / "docs" / "serve.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([^`]+)` \| (.*?) \| (.*?) \|$", docs, re.M)
    assert rows == [(page.path, page.says, "yes" if page.rows else "") for page in PAGES]
    for option in serve_command.params:
        assert option.opts[0] in docs


# ── search ──

PROBES = (  # what is typed, and words of the statement that must come first
    ("سد رودکوه", "رودکوه"),
    ("می‌نشیند", None),
    ("نمی‌رسد", "نخل‌ها نمی‌رسد"),
    ("نمی رسد", "نخل‌ها نمی‌رسد"),
    ("نمیرسد", "نخل‌ها نمی‌رسد"),
    ("نخلها", "نخل‌ها نمی‌رسد"),
    ("نخل ها", "نخل‌ها نمی‌رسد"),
    ("كليدها", "کلیدها را تا نیمهٔ آبان"),
    ("کلید‌ها", "کلیدها را تا نیمهٔ آبان"),
    ("نيمه آبان", "کلیدها را تا نیمهٔ آبان"),
    ("نیمۀ آبان", "کلیدها را تا نیمهٔ آبان"),
    ("340 خانوار", "۳۴۰ خانوار"),
    ("٣٤٠ خانوار", "۳۴۰ خانوار"),
    ("آمارِ بارش", "آمار بارش"),
    ("آمـــار بارش", "آمار بارش"),
    ("زیست محیطی", "زیست‌محیطی"),
    ("زیستمحیطی", "زیست‌محیطی"),
    ("«دریچه‌ها را نمی‌بندیم»", "دریچه‌ها را نمی‌بندیم"),
    ('"دریچه ها را نمیبندیم"', "دریچه‌ها را نمی‌بندیم"),
    ("دانشگا*", "سه دانشگاه"),
    ("جا به جا", "جابه‌جا"),
)


@pytest.mark.parametrize(("typed", "found"), PROBES)
def test_search_treats_as_equal_what_persian_writes_in_several_ways(room, typed, found):
    answer = room.get(f"/statements?q={quote(typed)}")
    shown = re.findall(r'<p class="said" dir="auto">(.*?)</p>', answer.body, re.S)
    if found is None:
        assert not shown
        assert "گفته‌ای پیدا نشد" in answer.body
    else:
        assert found in words(shown[0])
        assert '<mark class="hit">' in shown[0]


def test_the_highlight_is_the_received_text(room):
    body = room.get(f"/statements?q={quote('340 خانوار')}").body
    assert re.findall(r'<mark class="hit">([^<]*)</mark>', body)[:2] == ["۳۴۰", "خانوار"] or (
        '<mark class="hit">۳۴۰ خانوار</mark>' in body
    )


def test_every_facet_leads_to_as_many_statements_as_it_says(room):
    body = room.get("/statements").body
    rows = re.findall(r'<section class="facet">.*?</section>', body, re.S)
    links = re.findall(
        r'<a href="([^"]+)"><(?:bdi|span)>[^<]*</(?:bdi|span)><span class="count">([^<]+)', "".join(rows)
    )
    assert len(links) > 15
    for address, count in links:
        found = room.get(unescape(address).replace("/statements?", "/statements.json?")).json
        told = (
            found["total"] if "outlet=" not in address else min(found["total"], int(count))
        )  # copies lie in others too
        assert told == int(count), unescape(address)


def test_pages_of_a_list_share_no_statement(room):
    pages = [room.get(f"/statements.json?page={n}&sort=newest").json for n in (1, 2)]
    first, second = ({item["address"] for item in page["results"]["items"]} for page in pages)
    assert len(first) == 20
    assert second
    assert not first & second


# ── an article ──


def shown_lines(body: str) -> list[str]:
    """The lines of the text as a page shows them, without the numbers it adds."""
    heading = re.search(r'<h1 dir="auto">(.*?)</h1>', body, re.S)[0]
    prose = heading + re.search(r'<div class="prose">(.*?)</div>', body, re.S)[1]
    prose = re.sub(r'<a class="number.*?</a>', "", prose)
    return [words(line) for line in re.findall(r"<(?:p|h1) dir[^>]*>(.*?)</(?:p|h1)>", prose, re.S)]


def test_the_text_is_shown_as_received_to_the_last_character(room):
    for given in (*READINGS, DAMAGED, HOSTILE):
        body = room.get(f"/articles/{room.addresses[given.id]}").body
        assert shown_lines(body) == [line for line in given.text.split("\n") if line.strip()]


def test_a_mark_that_begins_inside_a_word_stands_there(room):
    body = room.get(f"/articles/{room.addresses['rk-8']}").body
    assert re.search(r'می<mark class="said-here[^>]*>\u200cگویند شهرک\u200cها ۲۱۰ خا</mark>نه<a class="number', body)
    assert re.search(r"بازسازی\u200c<mark [^>]*>شان ۱۴۰۰<a class=\"number", body)


def test_cards_and_marks_lead_to_each_other(room):
    body = room.get(f"/articles/{room.addresses['rk-1']}").body
    ids = re.findall(r' id="([^"]+)"', body)
    assert len(ids) == len(set(ids))
    targets = re.findall(r'href="#([^"]+)"', body)
    assert len([t for t in targets if t.startswith("s-")]) == len(READINGS[0].statements)
    assert set(targets) <= set(ids)


def test_repairs_are_shown_on_demand_and_can_be_read_both_ways(room):
    path = f"/articles/{room.addresses['dm-1']}"
    assert "<ins" not in room.get(path).body
    body = room.get(path + "?repairs=1").body
    assert "<ins" in body
    received = shown_lines(re.sub(r"<ins.*?</ins>", "", body, flags=re.S))
    assert received == DAMAGED.text.split("\n")
    edits = room.get(path + ".json?repairs=1").json["repairs"]
    assert len(edits) == len(repair(DAMAGED.text).edits) > 1


def test_copies_tell_what_they_changed(room):
    body = room.get(f"/articles/{room.addresses['rk-2']}").body
    copies = words(body[body.index("رونوشت‌ها") :])
    assert "خبرگزاری دیدبان" in copies
    assert "نخستین" in copies
    assert '<del class="removed">' in body
    story = room.get(f"/articles/{room.addresses['rk-2']}.json").json["story"]
    kinds = [change["kind"] for change in story["copies"][1]["changes"]]
    assert "changed" in kinds
    assert "dropped" in kinds


def test_an_article_without_a_title_is_called_by_its_first_line(tmp_path):
    nameless = replace(READINGS[4], title=None)
    with served(tmp_path / "naql.db", [nameless]) as small:
        body = small.get(f"/articles/{small.addresses['rk-5']}").body
        assert "فرماندار رودکوه از گشایش دو شهرک" in words(re.search(r"<h1.*?</h1>", body, re.S)[0])
        assert shown_lines(body) == nameless.text.split("\n")
        assert "آماده شدن ۲۱۰ خانه" in re.search(r'<a class="title".*?</a>', small.get("/articles").body, re.S)[0]


# ── actors, topics, pictures ──


def column_links(body: str) -> list[tuple[str, str]]:
    return re.findall(r'<a href="([^"]+)" aria-label="([^"]+)">\s*<title>[^<]*</title><(?:rect|circle)', body)


@pytest.mark.parametrize("path", ["/pictures", "/pictures?q=رودکوه", "/", "/topic?q=رودکوه"])
def test_every_column_leads_to_as_many_statements_as_it_says(room, path):
    for code in ("fa", "en"):
        links = column_links(room.get(path, Cookie=f"lang={code}").body)
        columns = [(a, says) for a, says in links if "since=" in a]
        assert columns
        for address, says in columns:
            if "دیگران" in says or "Others" in says:
                continue
            said = int(re.search(r"(\d+)\D*$", says)[1])
            found = room.get(unescape(address).replace("/statements?", "/statements.json?")).json
            assert found["total"] == said, (unescape(address), says)


def test_every_circle_leads_to_its_statements(room):
    links = [link for link in column_links(room.get("/pictures").body) if "since=" not in link[0]]
    assert len(links) >= 8
    for address, says in links:
        said = int(re.search(r"(\d+)\D*$", says)[1])
        found = room.get(unescape(address).replace("/statements?", "/statements.json?")).json["total"]
        # «of» counts who is named in the content, the search also finds who is named as the topic alone
        assert found == said if "to=" in address else found >= said, says


def test_an_actors_page_tells_whom_they_speak_to_and_who_opposes_them(room):
    actors = room.get("/actors.json?q=دلاوری").json["actors"]
    page = room.get(f"/actors/{actors[0]['actor']['id']}")
    known = room.get(f"/actors/{actors[0]['actor']['id']}.json").json["page"]
    assert "سهراب کاویانی" in [count["label"] for count in known["to"]]
    assert "نمایندهٔ سپیدرود در مجلس" in page.body
    assert "سهراب کاویانی" in page.body


def test_a_topic_runs_in_order_of_time_and_keeps_all_sides(room):
    answer = room.get("/topic.json?q=رودکوه").json
    days = [item["article"]["published"][:10] for item in answer["results"]["items"]]
    assert days == sorted(days)
    sides = {count["label"] for count in answer["sides"]}
    assert {"سهراب کاویانی", "شیرین آذرپناه", "ناصر دلاوری"} <= sides


def test_two_actors_stand_side_by_side(room):
    answer = room.get("/compare.json?a=کاویانی&b=دلاوری").json
    assert answer["first"]["actor"]["name"] == "سهراب کاویانی"
    assert answer["second"]["actor"]["name"] == "ناصر دلاوری"
    assert {item["actor"]["name"] for item in answer["statements"]} == {"سهراب کاویانی", "ناصر دلاوری"}
    assert answer["meetings"]


# ── choices of the visitor ──


def test_language_and_theme_are_kept_and_leave_the_address(room):
    answer = room.get("/statements?q=سد&lang=en")
    assert answer.status == 303
    assert answer.headers["location"] == f"/statements?q={quote('سد')}"
    assert "lang=en" in answer.headers["set-cookie"]
    dark = f'dark.css?v={__version__}"'
    assert f"{dark}>" in room.get("/", Cookie="theme=dark").body
    assert f'{dark} media="(prefers-color-scheme: dark)">' in room.get("/").body
    assert "dark.css" not in room.get("/", Cookie="theme=light").body
    assert room.get("/?theme=<script>").status == 400
    assert room.get("/", Cookie="lang=../../x; theme=<x>").status == 200


# ── what it withstands ──


def test_no_page_lets_an_article_become_markup(room):
    for path in [*addresses(room), f"/statements?q={quote('<script>alert(1)</script>')}", f"/topic?q={quote('<b>')}"]:
        body = room.get(path).body
        for name, attributes in Tags(body).tags:
            assert name not in ("img", "iframe", "object", "style", "b", "base"), path
            assert name != "script" or attributes == {"src": f"/static/naql.js?v={__version__}", "defer": None}
            assert not [a for a in attributes if a.startswith("on") or a == "style"], path
            for address in ("href", "src", "action"):
                given = attributes.get(address) or "/"
                assert given.startswith(("/", "#", "https://news.example/")), given
        assert "{{" not in body.replace("{{ 7*7 }}", "")


def test_bidi_signs_stay_inside_isolates(room):
    body = room.get("/actors?q=img").body
    names = re.findall(r"<bdi>[^<]*\u202e[^<]*</bdi>", body)
    assert names
    assert "\u202e" not in re.sub(r"<bdi>[^<]*</bdi>", "", body)
    body = room.get(f"/articles/{room.addresses[HOSTILE.id]}").body
    outside = re.sub(r"<bdi>.*?</bdi>|<(p|li|title)\b[^>]*>.*?</\1>", "", body, flags=re.S)
    assert "\u202e" not in outside


def test_names_of_ten_thousand_characters_are_cut_in_lists(room):
    body = room.get("/actors").body
    assert LONG_NAME[:50] in body
    assert LONG_NAME not in body
    assert len(body) < 100_000


@pytest.mark.parametrize(
    "path",
    [
        "/articles/..%2F..%2Fetc%2Fpasswd",
        "/articles/%2e%2e/%2e%2e/etc/passwd",
        "/static/../app.py",
        "/actors/1'%20OR%201=1",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/actors/17;DROP TABLE actor",
        "/statements/%00",
        "/actors/-1",
        "/articles/" + "a" * 5000,
        "/actors/99999999999999999999",
    ],
)
def test_tricks_in_addresses_find_nothing(room, path):
    for address in (path, path + ".json"):
        answer = room.get(address)
        assert answer.status in (400, 404), address
        assert "root:" not in answer.body


@pytest.mark.parametrize(
    "q",
    [
        '"',
        '"""',
        "«",
        "*",
        "***",
        "-",
        "AND",
        "OR OR",
        "NEAR(",
        "NEAR(a b, 99999999)",
        "content:سد",
        "a:b:c",
        "^سد",
        "(",
        ")",
        "{a b}: c",
        "سد AND NOT",
        "'; DROP TABLE statement; --",
        "\u202e\u2066",
        "\u200c",
        "ء",
        "-سد",
        "a" * 300,
        "%_%",
        "\\",
        "سد " * 90,
        "\ud7ff\ue000\U0010ffff",
        "\u0301" * 50,
    ],
)
def test_search_syntax_is_only_words(room, q):
    for path in ("/statements", "/topic", "/pictures", "/actors", "/compare"):
        assert room.get(f"{path}?q={quote(q)}&a={quote(q[:200])}").status in (200, 400)
        assert room.get(f"{path}.json?q={quote(q)}&speaker={quote(q[:200])}").status in (200, 400)


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("page=0", "page"),
        ("page=x", "page"),
        ("page=99999999999999", "page"),
        ("sort=rank", "sort"),
        ("q=" + "a" * 301, "q:"),
        ("since=never", "never"),
        ("q=%00", "NUL"),
        ("act=" + "x" * 41, "act"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_clear_line(room, query, says):
    for path in ("/statements", "/statements.json", "/statements.csv"):
        answer = room.get(f"{path}?{query}")
        assert answer.status == 400, path
        assert says in unescape(answer.body)
    assert room.get(f"/statements.json?{query}").json["error"].count("\n") == 0


def test_every_answer_carries_a_strict_policy(room):
    for path in (*addresses(room), "/nowhere", "/statements?page=0", "/openapi.json", "/static/naql.js"):
        headers = room.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "*" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"


def test_only_reading_is_answered(room):
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert room.get("/statements", method).status == 405


def test_a_strange_host_name_is_refused(room):
    assert room.get("/", Host="evil.example").status == 400
    assert room.get("/", Host=f"localhost:{room.port}").status == 200


def test_cells_of_a_csv_are_no_formulas(room):
    table = room.get("/statements.csv").body
    assert not [cell for row in csv.reader(io.StringIO(table)) for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_with_a_token_nothing_is_shown_without_it(tmp_path):
    token = "a-token-of-enough-length"
    with served(tmp_path / "naql.db", READINGS[:1], token=token, hosts=()) as locked:
        for path in ("/", "/statements", "/index.json", "/openapi.json", "/statements.csv", "/nowhere"):
            assert locked.get(path).status == 401, path
            assert locked.get(path, Authorization="Bearer wrong").status == 401
            assert locked.get(path, Cookie="naql_token=wrong").status == 401
            assert "رودکوه" not in locked.get(path).body
        assert locked.get("/", Authorization=f"Bearer {token}").status == 200
        entered = locked.get(f"/statements?q=x&token={token}", Host="reading.example")
        assert (entered.status, entered.headers["location"]) == (303, "/statements?q=x")
        cookie = entered.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "strict" in cookie.lower()
        assert locked.get("/statements?q=x", Cookie=cookie.partition(";")[0]).status == 200


def test_a_search_that_takes_too_long_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr("naql.serve.app.SECONDS", 0.0)
    monkeypatch.setattr("naql.store.sqlite._TICKS", 1)  # looks at the clock at once: this store is too small to be slow
    with served(tmp_path / "naql.db", READINGS) as slow:
        answer = slow.get("/statements.json?q=رودکوه")
        assert answer.status == 400
        assert "longer" in answer.json["error"]
        assert "longer" in slow.get("/pictures").body


def test_pages_cannot_write(tmp_path):
    path = tmp_path / "naql.db"
    with open_store(path) as store:
        store.add(READINGS[0])
    pool = Pool(path)
    try:
        with pytest.raises(StoreError):
            pool._stores.queue[0].add(READINGS[1])
    finally:
        pool.close()


def test_many_readers_at_once_get_their_own_answers(room):
    asked = [f"/statements.json?q={quote(q)}" for q in ("سد", "آب", "رودکوه", "خانه")] * 10
    alone = {path: room.get(path).body for path in set(asked)}
    with ThreadPoolExecutor(12) as readers:
        together = list(readers.map(lambda path: (path, room.get(path)), asked))
    assert all(answer.status == 200 and answer.body == alone[path] for path, answer in together)


def test_a_store_that_is_none_gives_one_clear_line(tmp_path):
    with pytest.raises(StoreError, match="naql add"):
        create_app(tmp_path / "none.db")
    result = CliRunner().invoke(serve_command, ["--db", str(tmp_path / "none.db")])
    assert result.exit_code == 1
    assert "naql add" in result.output


def test_another_address_than_loopback_gets_a_token():
    assert checked_token(None, loopback=True) is None
    assert len(checked_token(None, loopback=False) or "") >= 32
    assert CliRunner().invoke(serve_command, ["--token", "short"]).exit_code == 2


def test_a_failure_of_the_server_says_nothing_of_its_inside(tmp_path, monkeypatch):
    def fails(store, asked):
        raise RuntimeError("the secret inside")

    monkeypatch.setattr("naql.serve.app.PAGES", tuple(replace(page, view=fails) for page in PAGES))
    db = tmp_path / "naql.db"
    with served(db, READINGS[:1]) as broken:
        answer = broken.get("/index.json")
        assert answer.status == 500
        assert "secret" not in answer.body
        assert "خطایی در سرور" in broken.get("/").body


def test_an_empty_store_says_how_to_fill_it(tmp_path):
    with served(tmp_path / "naql.db", ()) as empty:
        assert "naql add" in empty.get("/").body
        for page in PAGES:
            if "{" not in page.path:
                assert empty.get(page.path).status == 200, page.path
