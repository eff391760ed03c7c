"""The way out: table and page are whole, plain and safe, whatever stands in the article, however marks overlap."""

from __future__ import annotations

import io
import os
import re
import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from rich.cells import cell_len
from rich.console import Console

from naql.pipeline import read
from naql.records import Actor, ActorRef, Addressee, Note, Passage, Reading, Relay, Statement
from naql.repair import repair
from naql.show.page import write_page
from naql.show.terminal import table

HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)><svg/onload=x>{{ 7*7 }}</style>]]>&amp;'
TEXT = (
    "به گزارش سپیدار به نقل از کاریز، آرش مهرپرور، شهردار، به خبرنگاران گفت: «پل باز است.»\nوی افزود: راه هم باز است."
)


def passage(words: str, text: str = TEXT) -> Passage:
    start = text.index(words)
    return Passage(start, start + len(words), words)


def reading(**changed: Any) -> Reading:
    mayor = ActorRef("a1", "آرش مهرپرور", ("مهرپرور", "شهردار"))
    to = passage("خبرنگاران")
    said = (
        Statement(
            "s1", (passage("پل باز است"),), "quoted", passage("گفت"), "say", passage("آرش مهرپرور، شهردار"), mayor,
            to=Addressee(to.start, to.end, to.text), confidence=0.9,
        ),
        Statement("s2", (passage("راه هم باز است"),), "colon", passage("افزود"), "say", passage("وی"), mayor),
        Statement("s3", (passage("راه هم"), passage("باز است", TEXT)), "phrase", None, "express_hope", None, None),
    )  # fmt: skip
    relays = tuple(Relay(name, TEXT.index(name), TEXT.index(name) + len(name)) for name in ("سپیدار", "کاریز"))
    told = {
        "text": TEXT, "id": "۱", "title": "پل باز شد", "outlet": "سپیدار", "published": "2026-05-03",
        "relays": relays, "actors": (Actor("a1", "آرش مهرپرور", "person", office="شهردار"),), "statements": said,
        "notes": (Note("sources", "read as windows-1256"),),
    }  # fmt: skip
    return Reading(**{**told, **changed})


def screen(reading: Reading, *, width: int = 80, terminal: bool = False) -> str:
    out = io.StringIO()
    system = "standard" if terminal else None
    Console(file=out, width=width, force_terminal=terminal, color_system=system, markup=False).print(table(reading))
    return out.getvalue()


def page(*readings: Reading) -> str:
    out = io.StringIO()
    write_page(readings, out)
    return out.getvalue()


# ---- terminal


def test_the_table_tells_everything_of_a_statement() -> None:
    shown = screen(reading())
    for words in (
        "پل باز شد",
        "سپیدار ← کاریز",
        "آرش مهرپرور",
        "شهردار",
        "← خبرنگاران",
        "گفت",
        "say",
        "express hope",
        "quoted",
    ):
        assert words in shown, words
    assert "note (sources): read as windows-1256" in shown
    assert "راه هم […] باز است" in shown


def test_the_same_speaker_is_named_once() -> None:
    to = reading().statements[0].to
    first, second, _ = reading().statements
    shown = screen(reading(statements=(first, Statement(*[getattr(second, n) for n in _FIRST_FIELDS], to=to))))
    assert shown.count("شهردار") == 1
    assert "〃" in shown


_FIRST_FIELDS = ("id", "content", "form", "cue", "act", "speaker", "actor")


def test_a_pipe_gets_no_colour_and_no_control() -> None:
    assert not re.search("[\x1b\u200e\u2066-\u2069]", screen(reading()))


def test_on_a_terminal_every_isolate_is_closed_on_its_line() -> None:
    shown = screen(reading(), terminal=True)
    assert "\x1b[" in shown
    lines = [line for line in shown.splitlines() if "\u2067" in line or "\u2068" in line]
    assert len(lines) > 5
    for line in lines:
        assert line.count("\u2067") + line.count("\u2068") == line.count("\u2069")


@pytest.mark.parametrize("width", [40, 80, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(cell_len(line) for line in screen(reading(), width=width).splitlines()) <= width


def test_control_characters_of_an_article_do_not_reach_the_terminal() -> None:
    evil = "\x1b]0;owned\x07\x1b[2Jپل\u202eباز\u2067است\x9b31m"
    text = TEXT.replace("پل باز است", evil)
    said = Statement("s1", (passage(evil, text),), "quoted", None, "say", passage(evil, text), None)
    shown = screen(reading(text=text, statements=(said,), title=evil, outlet=evil, notes=(Note("x", evil),)))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)


def test_markup_of_rich_is_shown_as_it_is() -> None:
    assert "[bold]پل[/bold]" in screen(reading(title="[bold]پل[/bold]"))


def test_an_article_without_statements_says_so() -> None:
    assert "no statements" in screen(Reading(""))


# ---- page


def test_the_page_holds_text_list_relays_and_notes() -> None:
    tree = html.document_fromstring(page(reading()))
    assert tree.get("dir") == "rtl"
    marks = [mark.text_content() for mark in tree.xpath("//section[@class='text']//mark")]
    assert marks == ["پل ", "باز است۱۳", "راه هم", " باز است۲"]  # the third statement covers some of the others
    assert [name.text_content() for name in tree.xpath("//p[@class='source']//u")] == ["سپیدار", "کاریز"]
    said = tree.xpath("//aside//li[@id]")
    assert [item.xpath("string(.//blockquote)") for item in said] == [
        "پل باز است",
        "راه هم باز است",
        "راه هم […] باز است",
    ]
    assert "خبرنگاران" in said[0].xpath("string(.//p[@class='act'])")
    assert tree.xpath("//time")[0].text == "۱۳ اردیبهشت ۱۴۰۵"
    assert "read as windows-1256" in tree.xpath("string(//details)")


def test_every_link_within_the_page_leads_somewhere_and_ids_are_unique() -> None:
    tree = html.document_fromstring(page(reading(), reading(), Reading("تنها")))
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    targets = {link[1:] for link in tree.xpath("//a/@href") if link.startswith("#")}
    assert targets
    assert targets <= set(ids)


def test_one_article_needs_no_list_of_contents_and_several_have_one() -> None:
    assert "<nav" not in page(reading())
    tree = html.document_fromstring(page(reading(), Reading("👈\nپل ساخته شد\nشهردار خوشحال است.")))
    assert [link.text_content() for link in tree.xpath("//nav//a")] == ["پل باز شد", "پل ساخته شد"]


def test_everything_of_an_article_is_escaped() -> None:
    text = f"{HOSTILE} گفت: {HOSTILE}\n{HOSTILE}"
    evil = passage(HOSTILE, text)
    ref = ActorRef(HOSTILE, HOSTILE)
    said = Statement(
        HOSTILE, (evil,), "quoted", evil, HOSTILE, evil, ref, to=Addressee(evil.start, evil.end, evil.text, ref)
    )
    hostile = Reading(
        text, HOSTILE, HOSTILE, "javascript:alert(1)", HOSTILE, HOSTILE, (Relay(HOSTILE, 0, 9),),
        (Actor(HOSTILE, HOSTILE, "person", office=HOSTILE + "!"),), (), (said,), (), (Note(HOSTILE, HOSTILE),),
    )  # fmt: skip
    source = page(hostile, hostile)
    tree = html.document_fromstring(source)
    assert tree.xpath("//script | //img | //svg | //link | //iframe | //@src | //@*[starts-with(name(), 'on')]") == []
    assert all(link.startswith("#") for link in tree.xpath("//@href"))
    assert len(tree.xpath("//style")) == 1
    assert "{{ 7*7 }}" in source


def test_the_page_asks_no_other_host() -> None:
    source = page(reading(url="https://sepidar.example/1"))
    assert "default-src 'none'" in source
    links = html.document_fromstring(source).xpath("//@href[not(starts-with(., '#'))] | //@src")
    assert links == ["https://sepidar.example/1"]
    assert not re.search(r"url\(|@import", source)


def received(tree: Any) -> list[str]:
    """The lines of the text on the page, without what the page added to them."""
    for added in tree.xpath("//sup | //ins"):
        added.drop_tree()
    shown = [tree.xpath("//h1")[0], *tree.xpath("//section[@class='text']/p")]
    return [line.text_content() for line in shown]


@st.composite
def overlapping(draw: Any) -> Reading:
    text = draw(st.text(st.sampled_from("آبیپ‌ ي\n<&«»1"), min_size=1, max_size=60))
    place = st.integers(0, len(text))
    spans = draw(st.lists(st.tuples(place, place).map(sorted), max_size=12))
    pieces = [Passage(start, end, text[start:end]) for start, end in spans if start < end]
    refs = [ActorRef("a", "الف"), ActorRef("b", "ب"), None]
    said = tuple(
        Statement(f"s{i}", (piece, *pieces[i + 1 : i + 2]), "quoted", pieces[-1], "say", pieces[0], refs[i % 3])
        for i, piece in enumerate(pieces)
    )
    return Reading(text, statements=said, relays=tuple(Relay("پ", p.start, p.end) for p in pieces[:2]), title="عنوان")


@settings(max_examples=150, deadline=None)
@given(overlapping())
def test_overlapping_marks_lose_no_letter_and_keep_the_markup_whole(read: Reading) -> None:
    source = page(read)
    tree = html.document_fromstring(source)
    assert received(tree)[1:] == [line for line in read.text.split("\n") if line.strip()]
    body = source[source.index("<main>") : source.index("</main>")]
    for tag in ("mark", "b", "i", "u", "del", "ins", "sup", "p", "span"):
        assert len(re.findall(rf"<{tag}[ >]", body)) == body.count(f"</{tag}>")
    numbers = tree.xpath("//section[@class='text']//span[@class='at']/@id")
    assert numbers == sorted(set(numbers), key=numbers.index)


def test_repairs_are_there_on_demand_and_make_the_repaired_text() -> None:
    text = (Path(__file__).parent.parent / "examples" / "call-damaged.txt").read_text(encoding="utf-8")
    source = page(Reading(text, title="عنوان"))
    tree = html.document_fromstring(source)
    assert tree.xpath("//input[@id='repairs']/@type") == ["checkbox"]
    for gone in tree.xpath("//section[@class='text']//del"):
        gone.drop_tree()
    shown = [line.text_content() for line in tree.xpath("//section[@class='text']/p")]
    assert shown == [line for line in repair(text).text.split("\n") if line.strip()]
    assert "گفت‌وگوی" in shown[0]


def test_a_clean_text_has_no_switch() -> None:
    assert "checkbox" not in page(Reading("سلام"))


# ---- colours


def sheet(name: str) -> str:
    parts = ("serve", "static", name) if name != "page.css" else ("show", "templates", name)
    return files("naql").joinpath(*parts).read_text(encoding="utf-8")


def colours(name: str) -> dict[str, str]:
    return dict(re.findall(r"(--[\w-]+):\s*(#[0-9a-f]{6})", sheet(name)))


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    brighter, darker = sorted((light(one), light(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light.css", "dark.css"])
def test_every_colour_is_defined_and_readable(theme: str) -> None:
    known = colours(theme)
    used = set(re.findall(r"var\((--[\w-]+)", sheet("page.css"))) - {"--v", "--soft", "--stroke"}
    assert used <= set(known)
    pairs = [(f"--voice-{n}", ground) for n in range(9) for ground in (f"--voice-{n}-soft", "--paper", "--surface")]
    pairs += [("--ink", f"--voice-{n}-soft") for n in range(9)] + [("--muted", "--paper"), ("--accent", "--paper")]
    assert [pair for pair in pairs if contrast(known[pair[0]], known[pair[1]]) < 4.5] == []


# ---- in a browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright for Python is not installed")
    if program is None:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (360, 740)])
def test_the_page_in_a_browser(browser: Any, tmp_path: Path, width: int, height: int) -> None:
    path = tmp_path / "page.html"
    example = (Path(__file__).parent.parent / "examples" / "call-damaged.txt").read_text(encoding="utf-8")
    path.write_text(page(read(example), reading()), encoding="utf-8")
    tab = browser.new_page(viewport={"width": width, "height": height}, java_script_enabled=True)
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("request", lambda request: None if request.url.startswith("file:") else said.append(request.url))
    tab.goto(f"file://{os.fspath(path)}")
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    word = tab.locator("article").first.locator(".text p").nth(1)
    assert "گفت‌وگوی" not in word.inner_text()
    tab.check("#repairs")
    assert "گفت‌وگوی" in word.inner_text()
    tab.locator(".turn .number").first.click()
    assert tab.locator(":target").count() == 1
    text, list_ = (tab.locator("article").first.locator(part).bounding_box() for part in (".text", ".said"))
    beside = list_["x"] + list_["width"] <= text["x"]
    assert beside if width > 1000 else list_["y"] >= text["y"] + text["height"]
    assert said == []
    tab.close()
