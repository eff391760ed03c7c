"""The reading room in a real browser: Debian's Chromium, driven by Playwright. Skipped where either is missing."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from urllib.parse import quote

import pytest
from serve_readings import READINGS
from serve_room import HOSTILE, served
from test_serve import DAMAGED

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium in PATH; Debian: apt-get install chromium"),
    pytest.mark.skipif(find_spec("playwright") is None, reason="no playwright; pip install playwright"),
]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    with served(tmp_path_factory.mktemp("browser") / "naql.db", (*READINGS, DAMAGED, HOSTILE)) as found:
        yield found


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser, room):
    """Opens a page of the room; at the end of the test no console error and no request to another host may be found."""
    contexts, complaints = [], []

    def opened(path="/", viewport=DESK, **options):
        context = browser.new_context(viewport=viewport, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda asked: None if asked.url.startswith(room.url + "/") else complaints.append(asked.url))
        page.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
        page.goto(room.url + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def paths(room):
    article, hostile = room.addresses["rk-1"], room.addresses[HOSTILE.id]
    return [
        "/",
        f"/statements?q={quote('سد رودکوه')}",
        "/articles",
        f"/articles/{article}",
        f"/articles/{room.addresses['rk-2']}",
        f"/articles/{room.addresses['dm-1']}?repairs=1",
        f"/articles/{hostile}",
        f"/statements/{article}.1.2",
        "/actors",
        "/actors/1",
        f"/topic?q={quote('رودکوه')}",
        f"/compare?a={quote('کاویانی')}&b={quote('دلاوری')}",
        "/pictures",
        "/guide",
    ]


@pytest.mark.parametrize("scripts", [True, False])
def test_search_then_open_the_article_at_the_statement(open_page, scripts):
    page = open_page("/", java_script_enabled=scripts)
    page.fill("input[type=search]", "۱۲ روستا")
    page.press("input[type=search]", "Enter")
    page.wait_for_url("**/statements?q=*")
    assert page.locator("mark.hit").first.inner_text() in ("۱۲", "۱۲ روستا")
    page.get_by_role("link", name="دیدن در متن خبر").first.click()
    page.wait_for_url("**/articles/*#s-*")
    place = page.locator(":target")
    assert "۱۲ روستا" in place.inner_text()
    assert place.evaluate("e => e.getBoundingClientRect().top < innerHeight")


def test_a_mark_inside_a_word_stands_in_the_right_place(open_page, room):
    page = open_page(f"/articles/{room.addresses['rk-8']}")
    mark = page.locator("#s-1")
    assert mark.inner_text() == "\u200cگویند شهرک\u200cها ۲۱۰ خا"
    places = page.evaluate(
        """() => {
            const line = document.querySelector("#s-1").parentElement;
            const box = (node, from, to) => {
                const range = document.createRange();
                range.setStart(node, from); range.setEnd(node, to);
                const found = range.getBoundingClientRect();
                return [found.left, found.right, found.top];
            };
            const [before, mark, after] = [line.childNodes[0], line.childNodes[1], line.childNodes[2]];
            const words = mark.firstChild, digits = words.textContent.indexOf("۲");
            return {
                before: box(before, before.length - 2, before.length),
                first: box(words, 1, 2),
                two: box(words, digits, digits + 1),
                one: box(words, digits + 1, digits + 2),
                last: box(words, words.length - 1, words.length),
                after: box(after, 0, 1),
            };
        }"""
    )
    left, right = 0, 1
    # right to left: «می» stands right of the mark, «نه» left of it, each touching it; digits run left to right
    assert places["before"][left] >= places["first"][right] - 1
    assert abs(places["last"][left] - places["after"][right]) < 1
    assert places["two"][right] <= places["one"][left] + 1
    assert places["last"][right] <= places["two"][left]


def test_letters_join_across_the_edge_of_a_mark(open_page, room):
    """A mark that ends inside «خانه» must not part its letters: the words are as wide as without the mark."""
    page = open_page(f"/articles/{room.addresses['rk-8']}")
    with_mark, without = page.evaluate(
        """() => {
            const line = document.querySelector("#s-1").parentElement;
            const copy = line.cloneNode(true), plain = line.cloneNode(true);
            copy.querySelectorAll(".number").forEach((number) => number.remove());
            plain.textContent = copy.textContent;
            return [copy, plain].map((paragraph) => {
                paragraph.style.whiteSpace = "nowrap"; paragraph.style.inlineSize = "max-content";
                line.parentElement.append(paragraph);
                return paragraph.getBoundingClientRect().width;
            });
        }"""
    )
    assert abs(with_mark - without) < 1


def test_the_language_is_switched_and_kept(open_page):
    page = open_page("/statements")
    assert page.evaluate("[document.documentElement.lang, getComputedStyle(document.body).direction]") == ["fa", "rtl"]
    page.get_by_role("link", name="English").click()
    page.locator("html[lang=en]").wait_for(state="attached")
    assert page.evaluate("[document.documentElement.lang, getComputedStyle(document.body).direction]") == ["en", "ltr"]
    assert page.url.endswith("/statements")
    page.goto(page.url.replace("/statements", "/guide"))
    assert page.get_by_role("heading", level=1).inner_text() == "Guide"
    page.get_by_role("link", name="فارسی").click()
    page.locator("html[lang=fa]").wait_for(state="attached")
    assert page.get_by_role("heading", level=1).inner_text() == "راهنما"


def test_everything_is_reached_without_scripts(open_page, room):
    page = open_page(f"/articles/{room.addresses['dm-1']}", java_script_enabled=False)
    page.get_by_role("link", name="نمایش ترمیم‌ها").click()
    page.wait_for_url("**?repairs=1")
    assert page.locator("ins").count() > 0
    page.get_by_role("link", name="نمودارها").first.click()
    page.wait_for_url("**/pictures")
    page.locator("svg a").first.click()
    page.wait_for_url("**/statements?*")
    assert page.locator("li.statement").count() > 0


def test_the_keyboard_is_enough(open_page):
    page = open_page("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") == "search"
    page.keyboard.type("سد")
    page.keyboard.press("Enter")
    page.wait_for_url("**/statements?q=*")
    page.locator("h2").first.click()
    page.keyboard.press("j")
    assert page.locator("li.statement.here").count() == 1


def test_no_page_is_wider_than_the_phone(open_page, room):
    page = open_page("/", viewport=PHONE)
    for path in paths(room):
        for code in ("fa", "en"):
            page.goto(f"{room.url}{path}{'&' if '?' in path else '?'}lang={code}")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_a_hostile_article_does_nothing(open_page, room):
    for path in (f"/articles/{room.addresses[HOSTILE.id]}", "/actors?q=img", f"/statements?q={quote('<script>')}"):
        page = open_page(path)
        page.wait_for_timeout(200)
        assert page.locator("img, iframe, svg[onload]").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_fault(open_page, room, scheme):
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="no axe; pip install axe-playwright-python"
    )
    faults = []
    for viewport in (DESK, PHONE):
        page = open_page("/", viewport=viewport, color_scheme=scheme, bypass_csp=True)
        for path in paths(room):
            page.goto(room.url + path)
            found = axe.Axe().run(
                page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
            )
            faults += [
                (path, fault["id"], fault["impact"], [node["html"][:150] for node in fault["nodes"]][:2])
                for fault in found.response["violations"]
            ]
    assert faults == []
