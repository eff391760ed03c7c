"""answer → HTML: fills a page's template. Every text is escaped; what comes from articles stands in an isolate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from naql.serve import answers, pictures
from naql.serve.article import lines
from naql.serve.pages import Asked, Page, address, place
from naql.serve.routes import SECTIONS
from naql.serve.views import FILTERS
from naql.serve.words import Language
from naql.show.marks import Mark, segments
from naql.store import ActorBrief, ArticleBrief, Count, Found, Link, Part
from naql.version import __version__

EXTRACT = 420  # code points of a statement shown in a list; the rest is on its own page


@dataclass(slots=True)
class Voices:
    """The colours of a page's speakers: the first eight asked for get one each, all others share one."""

    _numbers: dict[str, int] = field(default_factory=dict)

    def __call__(self, actor: ActorBrief | None) -> int:
        return 0 if actor is None else self.of(actor.id)

    def of(self, actor: str) -> int:
        """The colour of the actor of that number."""
        taken = len(self._numbers)
        return self._numbers.setdefault(actor, taken + 1 if taken < pictures.VOICES else 0)


@dataclass(frozen=True, slots=True)
class Here:
    """Where the reader is: what the frame around a page needs to know."""

    section: str
    theme: str
    asked: Asked
    json: str | None = None
    csv: str | None = None
    sections: tuple[tuple[str, str], ...] = SECTIONS

    def with_(self, **choices: str) -> str:
        """This same page, with another language or theme chosen."""
        return self.asked.with_(page=self.asked.values.get("page"), **choices)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a statement; `hit` where they are what was searched for."""

    text: str
    hit: bool


def draw(page: Page, asked: Asked, answer: Any, theme: str) -> str:
    """The HTML of a page."""
    csv = asked.as_("csv") if page.rows else None
    here = Here(page.section, theme, asked, asked.as_("json"), csv)
    return _render(f"{page.name}.html", asked.ui, here, {"answer": answer, "asked": asked})


def draw_error(status: int, error: str, ui: Language, theme: str, path: str) -> str:
    """The HTML of an error: its status, and one line that says what was found and what to do."""
    return _render("error.html", ui, Here("", theme, Asked(path, {}, ui)), {"status": status, "error": error})


def extract(found: Found, most: int = EXTRACT) -> list[Piece]:
    """The content of a statement cut where the searched words stand, long ones shortened around the first of them."""
    pieces: list[Piece] = []
    for number, part in enumerate(part for part in found.parts if part.field == "content"):
        pieces += [Piece(" […] ", False)] if number else []
        pieces += _cut(part, found)
    return _shorten(pieces, most)


def beside(found: Found) -> list[tuple[str, list[Piece]]]:
    """What a list shows beside the content: the topic, and other parts in which the searched words stand."""
    content = [part for part in found.parts if part.field == "content"]
    outside = [
        part
        for part in found.parts
        if part.field != "cue" and not any(part.start < other.end and other.start < part.end for other in content)
    ]
    cuts = [(part.field, _cut(part, found)) for part in outside]
    return [(field, _shorten(cut, 160)) for field, cut in cuts if field == "about" or any(piece.hit for piece in cut)]


def _cut(part: Part, found: Found) -> list[Piece]:
    """A part of a statement, cut where the searched words stand."""
    spans = [(max(h.start, part.start), min(h.end, part.end)) for h in found.highlights]
    marks = (Mark(start - part.start, end - part.start, "hit") for start, end in spans if start < end)
    return [Piece(segment.text, bool(segment.marks)) for segment in segments(part.text, marks) if segment.text]


def _shorten(pieces: list[Piece], most: int) -> list[Piece]:
    """The pieces from a little before the first hit, in at most `most` code points."""
    before = 0
    for piece in pieces:
        if piece.hit:
            break
        before += len(piece.text)
    total = sum(len(piece.text) for piece in pieces)
    skip = before - most // 3 if total > most and most // 3 < before < total else 0
    shown, room = [Piece("…", False)] if skip else [], most
    for piece in pieces:
        text, skip = piece.text[skip:], max(0, skip - len(piece.text))
        if text and room > 0:
            shown.append(Piece(text if len(text) <= room else text[:room] + "…", piece.hit))
            room -= len(text)
    return shown


def to_article(brief: ArticleBrief) -> str:
    """The address of an article, in its newest version."""
    return place("articles", brief.address.partition(".")[0])


def to_place(found: Found) -> str:
    """The address of a statement's place in the version of the article that holds it."""
    return f"{to_version(found.article)}#s-{found.number}"


def to_statement(found: Found) -> str:
    return place("statements", found.address)


def to_actor(actor: ActorBrief) -> str:
    return place("actors", actor.id)


def to_statements(**values: Any) -> str:
    """The address of a search."""
    return address("/statements", values)


def to_version(brief: ArticleBrief) -> str:
    """The address of one version of an article, for good."""
    return place("articles", brief.address)


def link_address(link: Link) -> str:
    """The statements behind a link of the network."""
    return _pair(link.role, link.speaker.id, link.other.id, link.other.name)


def pair_address(role: str, who: ActorBrief, other: Count) -> str:
    """The statements that were counted for an actor's page: `role` is the field of the page that counted them."""
    if role in ("named_by", "opposed_by"):
        return _pair("of", other.value, who.id, who.name)
    return _pair(role, who.id, other.value, other.label)


def _pair(role: str, speaker: str, other: str, name: str) -> str:
    return to_statements(speaker=speaker, **({"to": other} if role == "to" else {"about": name}))


def search_of(asked: Asked) -> dict[str, Any]:
    """The parameters of a page that a search takes too, without its order and place in the list."""
    return {name: value for name, value in asked.values.items() if name in ("q", *FILTERS)}


def by_voice(statements: Sequence[Found]) -> list[list[Found]]:
    """The statements of each speaker, those who say most first, the unknown last."""
    groups: dict[str, list[Found]] = {}
    for found in statements:
        groups.setdefault(found.actor.id if found.actor else "", []).append(found)
    return sorted(groups.values(), key=lambda group: (group[0].actor is None, -len(group)))


def by_day(statements: Sequence[Found]) -> list[tuple[str | None, list[Found]]]:
    """Neighbouring statements of one day."""
    return [(day, list(group)) for day, group in groupby(statements, key=lambda found: found.day)]


def unique_actors(actors: Mapping[str, ActorBrief]) -> list[ActorBrief]:
    """Each actor once, in the order of the reading."""
    return list({actor.id: actor for actor in actors.values()}.values())


def safe_url(url: str) -> bool:
    """Whether an address from an article may become a link."""
    return url.startswith(("https://", "http://"))


def _timeline(chart: answers.Chart, ui: Language, **size: int) -> pictures.Timeline:
    counts = [line.counts for line in chart.lines]
    return pictures.timeline(chart.periods, counts, rightwards=ui.code == "en", **size)


def _matrix(grid: answers.Grid, ui: Language) -> pictures.Matrix:
    rows = {actor.id: i for i, actor in enumerate(grid.speakers)}
    columns = {actor.id: i for i, actor in enumerate(grid.others)}
    counts: dict[str, dict[tuple[int, int], int]] = {"to": {}, "of": {}}
    for link in grid.links:
        counts[link.role][rows[link.speaker.id], columns[link.other.id]] = link.count
    names = [actor.name for actor in grid.speakers], [actor.name for actor in grid.others]
    return pictures.matrix(*names, counts["to"], counts["of"], rightwards=ui.code == "en")


def _render(template: str, ui: Language, here: Here, values: Mapping[str, Any]) -> str:
    return _ENVIRONMENT.get_template(template).render(ui=ui, here=here, voices=Voices(), **values)


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("naql.serve"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["short"] = pictures.shorten
    functions = (
        address, beside, by_day, by_voice, extract, lines, link_address, pair_address, safe_url, search_of,
        to_actor, to_article, to_place, to_statement, to_statements, to_version, unique_actors,
    )  # fmt: skip
    environment.globals |= {function.__name__: function for function in functions}
    environment.globals |= {"matrix": _matrix, "timeline": _timeline, "version": __version__}
    return environment


_ENVIRONMENT = _environment()
