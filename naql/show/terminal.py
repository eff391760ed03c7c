"""Reading → table for a terminal: who (with office), to whom, act and cue, content, form; relays above it.

Persian is read from the right, so the first column stands at the right. No letter is reordered: a terminal that knows
right-to-left writing does that itself. It would also turn round the columns of a line that is Persian throughout; so on
a terminal each cell is an isolate of its own (U+2067 … U+2069) between left-to-right marks. A pipe gets none of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.measure import Measurement
from rich.padding import Padding
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from naql.records import Reading, Statement

_MARK, _RIGHT, _OWN, _END = "\u200e", "\u2067", "\u2068", "\u2069"  # _OWN: as the first letter says, for addresses
_COLOURS = ("cyan", "green", "yellow", "magenta", "blue", "red")
_DITTO = "〃"
_BETWEEN = " […] "  # two pieces of one content
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c]"
)  # would move the cursor or the rest
_BLANKS = re.compile(r"\s+")


def table(reading: Reading) -> RenderableType:
    """What `naql read` shows of one article: title, source and relays, the statements, the notes.

    >>> from naql.records import Passage
    >>> said = Statement("s1", (Passage(12, 23, "راه باز است"),), "colon", Passage(7, 10, "گفت"), "say", None, None)
    >>> console = Console(width=60, color_system=None)
    >>> with console.capture() as screen:
    ...     console.print(table(Reading("سخنگو گفت: راه باز است", statements=(said,))))
    >>> "راه باز است" in screen.get()
    True
    """
    notes = (_note(note.stage, note.text) for note in reading.notes)
    heading = (Padding(line, (0, 1)) for line in _heading(reading))  # as far from the edge as the table's own words
    return Group(*heading, _statements(reading), *notes, Text())


def _heading(reading: Reading) -> Iterator[RenderableType]:
    title = reading.title or reading.id
    if title:
        yield RightToLeft(Text(_safe(title), style="bold"), isolate=_OWN)
    source = " · ".join(_safe(part) for part in (reading.outlet, reading.published, reading.url) if part)
    if source:
        yield RightToLeft(Text(source, style="dim"), isolate=_OWN)
    if reading.relays:
        names = " ← ".join(_safe(relay.name) for relay in reading.relays)
        yield RightToLeft(Text.assemble(("relayed by ", "dim"), names))


def _statements(reading: Reading) -> RenderableType:
    if not reading.statements:
        return Text("no statements", style="dim", justify="right")
    rows = Table(box=box.HORIZONTALS, expand=True, border_style="dim", header_style="dim", pad_edge=False)
    rows.add_column("content", justify="right", ratio=5, min_width=24)
    rows.add_column("act", justify="right", ratio=2, max_width=18)
    rows.add_column("speaker ← to", justify="right", ratio=3, max_width=36)
    rows.add_column("", justify="right")
    offices = {actor.id: actor.office for actor in reading.actors}
    colours = _colours(reading)
    following = [*(_who(statement) for statement in reading.statements[1:]), None]
    before = None
    for number, (statement, after) in enumerate(zip(reading.statements, following, strict=True), 1):
        who = _who(statement)
        colour = colours.get(statement.actor.id, "") if statement.actor else ""
        rows.add_row(
            RightToLeft(Text(_safe(_BETWEEN.join(piece.text for piece in statement.content))), blank=who == after),
            RightToLeft(_act(statement), blank=who == after),
            RightToLeft(Text(_DITTO, style="dim") if who == before else _speaker(statement, offices, colour)),
            Text(str(number), style="dim"),
            end_section=who != after,  # a rule where somebody else begins to speak
        )
        before = who
    return rows


def _who(statement: Statement) -> tuple[str | None, str | None]:
    """Speaker and addressee, as far as a reader would say "the same"."""
    speaker = (
        statement.actor.id if statement.actor else statement.speaker.text if statement.speaker else f"({statement.id})"
    )
    to = statement.to.actor.id if statement.to and statement.to.actor else statement.to.text if statement.to else None
    return speaker, to


def _act(statement: Statement) -> Text:
    lines = [Text(statement.act.replace("_", " "))]
    if statement.cue:
        lines.append(Text(_safe(statement.cue.text), style="italic"))
    return Text("\n").join([*lines, Text(statement.form, style="dim")])


def _speaker(statement: Statement, offices: dict[str, str | None], colour: str) -> Text:
    words = statement.actor.name if statement.actor else statement.speaker.text if statement.speaker else "—"
    lines = [Text(_safe(words), style=f"bold {colour}" if statement.actor else "")]
    office = offices.get(statement.actor.id) if statement.actor else None
    if office and office not in words:
        lines.append(Text(_safe(office), style=colour))
    if statement.to:
        to = statement.to.actor.name if statement.to.actor else statement.to.text
        lines.append(Text(f"← {_safe(to)}"))
    return Text("\n").join(lines)


def _colours(reading: Reading) -> dict[str, str]:
    speakers = dict.fromkeys(s.actor.id for s in reading.statements if s.actor)
    return {speaker: _COLOURS[at % len(_COLOURS)] for at, speaker in enumerate(speakers)}


def _note(stage: str, text: str) -> RenderableType:
    return Text(f"note ({stage}): {_safe(text)}", style="yellow")


def _safe(text: str) -> str:
    """One line without control characters: an article must not move the cursor or turn round what is beside it."""
    return _BLANKS.sub(" ", _UNSAFE.sub("", text.replace("\n", " "))).strip()


class RightToLeft:
    """Text set from the right, its lines kept apart from what stands beside them."""

    def __init__(self, text: Text, *, isolate: str = _RIGHT, blank: bool = False) -> None:
        self.text, self.isolate, self.blank = text, isolate, blank  # blank: an empty line follows

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        opening, closing = (_MARK + self.isolate, _END + _MARK) if console.is_terminal else ("", "")
        for line in self.text.wrap(console, options.max_width):
            line.rstrip()
            yield Segment(" " * max(0, options.max_width - line.cell_len) + opening)
            yield from line.render(console, end=closing)
            yield Segment.line()
        if self.blank:
            yield Segment.line()

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement.get(console, options, self.text)
