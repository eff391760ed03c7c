"""The way: a stage imports only what stands before it; the public names are sorted, exported and few."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import textwrap
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import naql
import naql.pipeline
from naql import Article
from naql.repair import repair
from naql.sentences import line_ends, tokenise

ROOT = Path(naql.__file__).parent
# What a room may import: itself, the ground floor, and the rooms named here. The rooms stand in the order of the way.
GROUND = {"calendars", "errors", "jobs", "lexicon", "network", "records", "spans", "version"}
WAY = {
    "sources": set(),
    "repair": {"sources"},
    "sentences": {"repair"},
    "actors": {"sources", "sentences"},
    "statements": {"sentences", "actors"},
    "show": {"repair"},
    "store": {"sources", "repair", "sentences", "actors", "statements", "pipeline", "show"},
    "serve": {"repair", "show", "store", "export"},
    "export": {"store", "serve"},  # serve hands out tables, export writes the pages that serve draws
}


def imports(room: str) -> set[str]:
    """The rooms of naql that a room's modules import, command lines left out: they may ask for the whole way."""
    found: set[str] = set()
    for path in (ROOT / room).rglob("*.py"):
        if path.name != "cli.py":
            found |= rooms_named(path.read_text(encoding="utf-8"))
    return found - {room}


def rooms_named(source: str) -> set[str]:
    """The rooms that a module's imports name; "naql" for the package itself, and whatever a relative import names."""
    names: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            names += [f"naql.{alias.name}" for alias in node.names] if module == "naql" else [module]
    parts = [name.split(".") for name in names if name.startswith((".", "naql.")) or name == "naql"]
    return {part[1] if len(part) > 1 else "naql" for part in parts}


def test_every_way_to_import_is_seen() -> None:
    for source in (
        "import naql.store.days",
        "from naql.store import days",
        "from naql import store",
        "from .store import days",
    ):
        assert rooms_named(source) == {"store"}, source
    assert rooms_named("import naql") == {"naql"}
    assert rooms_named("import re, naqliyat") == set()


def test_a_stage_imports_only_earlier_stages() -> None:
    for room, earlier in WAY.items():
        assert imports(room) <= GROUND | earlier, room


def test_the_way_has_every_room_in_the_order_in_which_the_pipeline_draws_it() -> None:
    assert {path.parent.name for path in ROOT.glob("*/__init__.py")} == WAY.keys()
    assert naql.pipeline.__doc__
    drawn = [word for word in re.findall(r"[a-z]+", naql.pipeline.__doc__) if word in WAY]
    assert drawn == [room for room in WAY if room in drawn]
    for at, room in enumerate(drawn):
        assert WAY[room] <= set(drawn[:at]), room


def test_public_names_are_sorted_and_there() -> None:
    assert naql.__all__ == sorted(naql.__all__)
    assert all(hasattr(naql, name) for name in naql.__all__)


def test_importing_loads_no_heavy_library() -> None:
    heavy = "import sys, naql; print(sorted({'rich', 'jinja2', 'trafilatura', 'lxml', 'torch'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", heavy], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_blank_text_gives_a_note_and_nothing_else() -> None:
    reading = naql.read(" \n ")
    assert reading.statements == ()
    assert [note.stage for note in reading.notes] == ["language"]


def test_a_text_that_is_not_persian_gives_a_note() -> None:
    for text in (
        "قال الوزير في مؤتمر صحفي إن الطريق سيفتح غدا أمام الجميع",
        "وزیر نے کہا ہے کہ سڑک کل سے سب کے لیے کھلی ہوگی",
        "The minister said that the road will open tomorrow.",
    ):
        reading = naql.read(text)
        assert reading.statements == ()
        assert "not Persian" in reading.notes[0].text


def test_what_the_article_brings_is_kept() -> None:
    article = Article(
        "وزیر گفت: راه باز است.",
        id="7",
        title="راه",
        url="https://example.org/7",
        outlet="نمونه",
        published="2026-05-01",
    )
    plain = naql.read(article).to_dict()
    assert list(plain)[:6] == ["id", "title", "url", "outlet", "published", "text"]
    assert (plain["id"], plain["outlet"], plain["published"]) == ("7", "نمونه", "2026-05-01")


def test_rows_are_flat() -> None:
    rows = naql.read("سارا امینی، وزیر راه، گفت: راه باز است.").rows()
    assert len(rows) == 1
    assert not any(isinstance(value, (list, dict, tuple)) for value in rows[0].values())


POST = "👈\nمجری: چرا پل دره‌شور هنوز بسته است؟\n🔴\nسالار بهمنی، شهردار: پیمانکار دو بار عوض شد و قطعه‌ها دیر رسید.\n✅\n@khabarepol"


def test_a_post_without_its_line_breaks_is_read_by_its_signs() -> None:
    def said(text: str) -> list[str]:
        return [s.content[0].text for s in naql.read(text).statements]

    assert said(POST) == ["پیمانکار دو بار عوض شد و قطعه‌ها دیر رسید"]
    assert said(POST.replace("\n", " ")) == said(POST)


def test_a_long_run_of_blanks_ends_what_is_said() -> None:
    speech = "شهردار گفت: پل تا پاییز باز می‌شود"
    text = f"{speech}          راه کوهستانی هنوز بسته است و رانندگان از جاده ساحلی می‌روند"
    (statement,) = naql.read(text).statements
    assert statement.content[0].text == "پل تا پاییز باز می‌شود"


WRAPPED = textwrap.fill(
    "سارا امینی، وزیر راه سپیدان، روز دوشنبه در نشست خبری گفت: پل کوهبنان تا پاییز ساخته می‌شود و رفت‌وآمد از همان روز آزاد خواهد بود. "
    "رضا کیانی، شهردار کوهبنان، هم خواستار پرداخت مزد کارگران این پل تا پایان ماه شد و هشدار داد که کار بدون آن پیش نمی‌رود.",
    48,
)


def test_a_text_broken_at_a_fixed_width_is_read_as_it_was_before() -> None:
    plain = WRAPPED.replace("\n", " ")
    assert WRAPPED.count("\n") > 4
    read, wanted = (
        [(s.actor and s.actor.name, s.content[0].text.replace("\n", " ")) for s in naql.read(text).statements]
        for text in (WRAPPED, plain)
    )
    assert len(wanted) == 3
    assert read == wanted


def ends(text: str) -> int:
    """How many line breaks the reader sees in a text."""
    repaired = repair(text)
    return sum(token.text == "\n" for token in line_ends(tokenise(repaired.text), repaired))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("پل باز شد\nوزیر راه به کوهبنان رفت", 1),  # a headline and a lead
        ("رضا کیانی در\n#گفتگو\nبا نمونه‌نیوز:\nپل باز شد", 1),
        ("کشتی\nSea Star\nبا پرچم سپیدان از بندر رفت.", 0),
        ("پل باز شد.\n#کوهبنان\n@khabar_nemuneh", 2),
        ("وزیر راه\n:\nپل باز شد", 1),
        ("دیدار با\n▪️\nوزیر راه", 2),  # a list
        ("او گفت\n\nو رفت", 2),  # an empty line parts
    ],
)
def test_a_line_ends_where_its_sentence_may_end(text: str, kept: int) -> None:
    assert ends(text) == kept


def test_the_results_of_a_search_are_lines() -> None:
    filler = "راه کوهستانی سپیدان پس از سه روز برف و کولاک برای خودروهای سبک باز شده و رفت‌وآمد در آن جریان دارد "
    found = f"وزیر نیرو گفت: سد پر است و {filler}... رئیس شورا: پل باز شد و {filler}... "
    assert ends(found * 4) == 0
    assert ends(found * 6) > 5
    assert ends("سارا امینی گفت: " + "من ... از کودکی ... می‌نوشتم ... و شب ... آرام " * 4) == 0  # pauses


BROKEN = (
    "سارا امینی، وزیر راه سپیدان، در نشست خبری روز دوشنبه\nگفت: پل کوهبنان تا\nپاییز ساخته می‌شود و رفت‌وآمد از همان روز آزاد خواهد بود.\n"
    "رضا کیانی، شهردار کوهبنان،\nهم هشدار داد که کار بدون پرداخت مزد\nکارگران پیش نمی‌رود و شورای شهر\nاز این هفته جلسه‌ای برگزار نمی‌کند."
)


def test_sentences_broken_anywhere_are_read_as_they_were_before() -> None:
    plain = BROKEN.replace("\n", " ")
    read, wanted = (
        [(s.actor and s.actor.name, s.content[0].text.replace("\n", " ")) for s in naql.read(text).statements]
        for text in (BROKEN, plain)
    )
    assert len(wanted) == 2
    assert read == wanted


LISTED = "خواست‌های کارگران پل کوهبنان:\nپرداخت مزد سه ماه گذشته\nبیمهٔ همهٔ رانندگان کارگاه\nبازگشت نگهبانان اخراجی\nساخت سرویس بهداشتی"


@given(st.text(alphabet='\n \r\u200c\u00a0\u2028\u200f\ufe0f()🔹@#:.،«»"ابپتر‌می‌شود۱۲', max_size=80))
@example(LISTED)
def test_line_ends_keep_every_word(text: str) -> None:
    repaired = repair(text)
    tokens = tokenise(repaired.text)
    found = line_ends(tokens, repaired)
    assert [t for t in found if t.text != "\n"] == [t for t in tokens if t.text != "\n"]
    assert all(one.end <= two.start for one, two in pairwise(found))
    assert all(not repaired.text[t.start : t.end].strip() for t in found if t.text == "\n")


@pytest.mark.parametrize("mark", ["\r", "\r\n", "\u2028", "\u2029", "\x85"])
def test_a_line_break_of_any_kind_is_one(mark: str) -> None:
    assert ends(LISTED.replace("\n", mark)) == LISTED.count("\n")


def test_a_mention_begins_behind_a_line_break_that_has_no_length() -> None:
    reading = naql.read("🔹وزیر راه سپیدان: پل کوهبنان باز شد🔹رضا کیانی گفت: کار تمام است")
    assert [(s.speaker and s.speaker.text, s.content[0].text) for s in reading.statements] == [
        ("وزیر راه سپیدان", "پل کوهبنان باز شد"),
        ("رضا کیانی", "کار تمام است"),
    ]


def test_a_list_stays_a_list() -> None:
    assert ends(LISTED) == LISTED.count("\n")


def test_what_is_between_marks_does_not_depend_on_their_look() -> None:
    text = (
        "سارا امینی، وزیر راه، گفت: «پل تا پاییز ساخته می‌شود، راه هم باز است.» آیا رضا کیانی هم گفت که «کار تمام است»؟"
    )
    looks = [
        text,
        text.replace("«", '"').replace("»", '"'),
        text.replace("«", "“").replace("»", "”").replace("،", ","),
        text.replace("«", "<<").replace("»", ">>").replace("؟", "?"),
    ]
    said = [
        [
            (s.form, s.actor and s.actor.name.replace(",", "،"), s.content[0].text.replace(",", "،"))
            for s in naql.read(look).statements
        ]
        for look in looks
    ]
    assert len(said[0]) == 2
    assert said[1:] == said[:1] * 3
