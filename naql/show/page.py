"""Reading → one self-contained page, right to left: each article with its statements marked, who said what beside it.

No script, no font, no request to anywhere: the page opens from disk, and prints. All words of an article are escaped.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import IO
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from naql.records import Actor, Reading, Statement
from naql.repair import repair
from naql.show.marked import lines, plain
from naql.show.words import date, name, number, word

_HEADLINE = 160  # code points: a first line longer than this is a paragraph
_LETTERS = re.compile(r"[^\W\d_]")
_VOICES = 40  # eight colours with five kinds of line; the forty-first speaker looks like the first
_CHUNK = 1 << 16
_SPARE = 1 << 22  # bytes of a page that stay in memory before they go to a temporary file


@dataclass(frozen=True, slots=True)
class Saying:
    """One statement in the list."""

    number: int
    statement: Statement
    content: str
    act: str
    form: str


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says to one addressee without another between."""

    voice: int
    name: str | None
    office: str | None
    sayings: tuple[Saying, ...]


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker of the article, and how much they say in it."""

    number: int
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class ArticleView:
    """What the template of an article is given."""

    prefix: str
    reading: Reading
    title: str
    heading: Markup | str  # the title with its marks where it is a line of the text
    paragraphs: tuple[Markup, ...]
    voices: tuple[Voice, ...]
    turns: tuple[Turn, ...]
    fixes: tuple[tuple[str, int], ...]
    url: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list of contents."""

    prefix: str
    title: str
    statements: int


def write_page(readings: Iterable[Reading], out: IO[str]) -> None:
    """Write all readings as one page, a list of contents first where there are several.

    One article is in memory at a time: the articles wait in a temporary file until their list is known.

    >>> import io
    >>> page = io.StringIO()
    >>> write_page([Reading("خانه <script>باز</script> شد")], page)
    >>> "&lt;script&gt;باز" in page.getvalue(), "<script" in page.getvalue()
    (True, False)
    """
    article, contents, fixes = _template("article.html"), list[Entry](), 0
    with tempfile.SpooledTemporaryFile(_SPARE, "w+", encoding="utf-8", errors="backslashreplace") as waiting:
        for number, reading in enumerate(readings, 1):
            view = _view(reading, f"a{number}")
            fixes += sum(count for _, count in view.fixes)
            contents.append(Entry(view.prefix, view.title, len(reading.statements)))
            waiting.write(article.render(view=view))
        waiting.seek(0)
        told = {"contents": contents, "articles": _chunks(waiting), "fixes": fixes}
        page = _template("page.html").generate(**told, **_styles())
        out.writelines(page)


def _view(reading: Reading, prefix: str) -> ArticleView:
    edits = repair(reading.text).edits
    actors = {actor.id: actor for actor in reading.actors}
    said = Counter(s.actor.id for s in reading.statements if s.actor)
    voices = {actor: at % _VOICES + 1 for at, actor in enumerate(said)}
    names = {s.actor.id: s.actor.name for s in reading.statements if s.actor}
    paragraphs = list(lines(reading, edits, voices, prefix))
    title, line = _title(reading)
    return ArticleView(
        prefix=prefix,
        reading=reading,
        title=title,
        heading=title if line is None else paragraphs.pop(line),
        paragraphs=tuple(paragraphs),
        voices=tuple(Voice(voices[actor], names[actor], count) for actor, count in said.items()),
        turns=tuple(_turns(reading, actors, voices)),
        fixes=tuple(Counter(fix for edit in edits for fix in edit.fix.split("+")).most_common()),
        url=reading.url if reading.url and _scheme(reading.url) in ("http", "https") else None,
    )


def _scheme(url: str) -> str:
    """The scheme of an address, empty where it has none or can't be read: only http and https become links."""
    try:
        return urlsplit(url).scheme.lower()
    except ValueError:
        return ""


def _title(reading: Reading) -> tuple[str, int | None]:
    """The title, and which line of the text it is: the first with a letter in it, where it is the title or short.

    >>> _title(Reading("👈\\nپل باز شد\\nشهردار گفت که پل باز شد.")), _title(Reading("یک سطر", title="پل"))
    (('پل باز شد', 1), ('پل', None))
    """
    shown = [line.strip() for line in reading.text.split("\n") if line.strip()]
    at = next((at for at, line in enumerate(shown) if _LETTERS.search(line)), None)  # posts begin with a bullet
    if at is not None and at + 1 < len(shown):
        line = shown[at]
        if line == reading.title or (not reading.title and len(line) <= _HEADLINE):
            return line, at
    return reading.title or reading.id or word("no_title"), None


def _turns(reading: Reading, actors: dict[str, Actor], voices: dict[str, int]) -> Iterator[Turn]:
    numbered = list(enumerate(reading.statements, 1))
    for who, group in groupby(numbered, key=lambda pair: pair[1].actor.id if pair[1].actor else None):
        sayings = tuple(_saying(number, statement) for number, statement in group)
        first = sayings[0].statement
        speaker = first.actor.name if first.actor else first.speaker.text if first.speaker else None
        office = actors[who].office if who in actors else None
        shown = office if office and office not in (speaker or "") else None
        yield Turn(voices.get(who or "", 0), speaker, shown, sayings)


def _saying(number: int, statement: Statement) -> Saying:
    content = plain(piece.text for piece in statement.content)
    return Saying(number, statement, content, name("act", statement.act), name("form", statement.form))


def _chunks(waiting: IO[str]) -> Iterator[Markup]:
    while chunk := waiting.read(_CHUNK):
        yield Markup(chunk)


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=PackageLoader("naql.show"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = number
    environment.globals |= {"word": word, "number": number, "date": date}
    return environment.get_template(name)


@cache
def _styles() -> dict[str, Markup]:
    """The page's own style, and the colours it shares with the reading room (`serve/static`)."""
    naql = files("naql")
    sheets = {
        "style": naql / "show" / "templates" / "page.css",
        "light": naql / "serve" / "static" / "light.css",
        "dark": naql / "serve" / "static" / "dark.css",
    }
    return {name: Markup(sheet.read_text(encoding="utf-8")) for name, sheet in sheets.items()}
