"""changes → Repaired: the repaired text with every edit of the text received, and spans carried there and back."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from naql.lexicon import read_table
from naql.repair.changes import Change, Layer, compose
from naql.repair.characters import fold_changes
from naql.spans import Span


class Edit(NamedTuple):
    """One edit of the text received. `span` is empty where something was only put in; `+` joins several fixes."""

    span: Span
    replacement: str
    fix: str
    confidence: float
    original: str


@dataclass(frozen=True)
class Repaired:
    """A text as received and as repaired, with every edit between the two.

    `source` and `text` in full; `edits` in the order of the text, not overlapping, in code points of `source`.

    >>> from naql.repair import repair
    >>> repaired = repair("وزير نیرو می گوید")
    >>> repaired.text, [(e.original, e.fix) for e in repaired.edits]
    ('وزیر نیرو می‌گوید', [('ي', 'letters'), (' ', 'half-spaces')])
    >>> repaired.to_source(Span(10, 17)).slice(repaired.source), repaired.undo() == repaired.source
    ('می گوید', True)
    """

    source: str
    text: str
    layers: tuple[Layer, ...] = field(default=(), repr=False)  # those that move something, first to last
    folded: str | None = field(default=None, repr=False)  # `source` with plain letters, one for one: moves nothing

    @cached_property
    def edits(self) -> tuple[Edit, ...]:
        """Every edit, in order."""
        changes = list(self._moves)
        if self.folded is not None:
            changes = compose(fold_changes(self.source, self.folded), changes, self.folded)
        return tuple(
            Edit(Span(c.start, c.end), c.replacement, c.fix, c.confidence, self.source[c.start : c.end])
            for c in changes
        )

    def explain(self) -> list[str]:
        """One line an edit, in order: place, what stood there and what stands now, fix, confidence, reason."""
        return [
            f"{e.span.start}–{e.span.end}\t{_visible(e.original)} → {_visible(e.replacement)}"
            f"\t{e.fix}\t{e.confidence:.2f}\t{reason(e.fix)}"
            for e in self.edits
        ]

    def undo(self) -> str:
        """The text as received, won back from the repaired text by taking every edit back."""
        pieces: list[str] = []
        shift, last = 0, 0  # in the repaired text
        for edit in self.edits:
            start = edit.span.start + shift
            pieces += (self.text[last:start], edit.original)
            last = start + len(edit.replacement)
            shift += len(edit.replacement) - len(edit.original)
        return "".join([*pieces, self.text[last:]])

    def to_source(self, span: Span) -> Span:
        """Where a span of the repaired text stands in the text received; what was deleted at its edges is outside.

        A span that is not empty stays so: where nothing of it was received (a half-space put in) it is what stands
        before.
        """
        if not self.layers:
            return span
        source, repaired = self._joints
        start = _start(span.start, repaired, source)
        if span.start == span.end:
            return Span(start, start)
        end = _end(span.end, repaired, source)
        return Span(start, end) if start < end else self._grown(start, end)

    def to_repaired(self, span: Span) -> Span:
        """Where a span of the text as received stands in the repaired one; empty where all of it was deleted."""
        if not self.layers:
            return span
        source, repaired = self._joints
        start = _start(span.start, source, repaired)
        return Span(start, max(start, _end(span.end, source, repaired)) if span.start < span.end else start)

    @cached_property
    def _moves(self) -> Sequence[Change]:
        moves: Sequence[Change] = ()
        for layer in self.layers:
            moves = compose(moves, layer.changes, layer.text)
        return moves

    @cached_property
    def _joints(self) -> tuple[list[int], list[int]]:
        """Where edits begin and end in the source and in the text: places 2i and 2i+1 belong to edit i."""
        source: list[int] = []
        repaired: list[int] = []
        shift = 0
        for change in self._moves:
            source += (change.start, change.end)
            repaired.append(change.start + shift)
            shift += len(change.replacement) - (change.end - change.start)
            repaired.append(change.end + shift)
        return source, repaired

    def _grown(self, start: int, end: int) -> Span:
        low, high = min(start, end), max(start, end)
        if low < high:
            return Span(low, high)
        return Span(low - 1, low) if low else Span(0, min(1, len(self.source)))


def reason(fix: str) -> str:
    """Why a fix changes what it changes; of several fixes the reasons one after the other.

    >>> reason("tatweel")
    'stretching line inside a word'
    """
    reasons = {row["entry"]: row["reason"] for row in read_table("repair/fixes")}
    return "; ".join(reasons[name] for name in fix.split("+"))


def _start(place: int, here: list[int], there: list[int]) -> int:
    """The start of a span carried over: behind what is put in or deleted just before it."""
    at = bisect_right(here, place)
    if at == 0:
        return place
    carried = there[at - 1] + place - here[at - 1]
    return min(carried, there[at]) if at % 2 else carried  # odd: inside an edit


def _end(place: int, here: list[int], there: list[int]) -> int:
    """The end of a span carried over: before what is put in or deleted just behind it."""
    at = bisect_left(here, place)
    if at == 0:
        return place
    if at % 2 and here[at] == place:  # the end of an edit that is not empty here
        return there[at]
    carried = there[at - 1] + place - here[at - 1]
    return min(carried, there[at]) if at % 2 else carried


_NAMES = {"\u200c": "⟨half-space⟩", " ": "␣", "": "∅", "\u00a0": "⟨no-break space⟩", "\u00ad": "⟨soft hyphen⟩"}


def _visible(text: str) -> str:
    if text in _NAMES:
        return _NAMES[text]
    return "".join(c if c.isprintable() or c == "\u200c" else f"⟨U+{ord(c):04X}⟩" for c in text)
