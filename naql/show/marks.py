"""Text, Mark → Run, Segment: a text cut where marks begin and end, so that overlapping marks can be shown.

Nothing here knows of HTML or of a terminal: whoever draws (`show`, `serve`) gives each segment its own words. A cut may
fall inside a word; nothing may be put between two segments, or Persian letters would stop joining. What a mark adds to
the text (a statement's number) therefore waits, as `notes` of a segment, until the word has ended.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

_JOINERS = "\u200c\u200d"  # inside a word, though no letter


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch that means something: `kind` says what, `ref` names the statement, actor or edit it belongs to.

    Of two marks at one place the longer stands first, and of equal ones the one given first.
    """

    start: int
    end: int
    kind: str
    ref: str = ""
    note: Literal["", "word", "place"] = ""  # something is written after it: when its word has ended, or just there


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch under the same marks throughout: `marks` from the outermost in, `notes` is written after it."""

    start: int
    end: int
    text: str
    marks: tuple[Mark, ...]
    notes: tuple[Mark, ...] = ()

    def mark(self, kind: str) -> Mark | None:
        """The innermost mark of a kind on this segment."""
        return next((mark for mark in reversed(self.marks) if mark.kind == kind), None)


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring segments under the same marks of one kind; `begins` are those of the marks that start here."""

    marks: tuple[Mark, ...]
    begins: tuple[Mark, ...]
    segments: tuple[Segment, ...]


def paragraphs(text: str, marks: Iterable[Mark], kind: str) -> list[list[Run]]:
    """The lines of a text that hold anything, each as runs under the marks of `kind`.

    >>> marks = [Mark(4, 14, "statement", "s1", note="word"), Mark(4, 7, "actor", "a1")]
    >>> for run in paragraphs("گفت:آبرسانی آمدند", marks, "statement")[0]:
    ...     print([m.ref for m in run.marks], [(s.text, [n.ref for n in s.notes]) for s in run.segments])
    [] [('گفت:', [])]
    ['s1'] [('آبر', []), ('سانی آم', [])]
    [] [('دند', ['s1'])]
    """
    lines: list[list[Run]] = []
    pieces = segments(text, marks, cuts=_line_ends(text))
    for line in _by_line(pieces, text):
        runs = []
        for covering, group in groupby(line, key=lambda s: tuple(m for m in s.marks if m.kind == kind)):
            parts = tuple(group)
            begins = tuple(mark for mark in covering if mark.start == parts[0].start)
            runs.append(Run(covering, begins, parts))
        lines.append(runs)
    return lines


def segments(text: str, marks: Iterable[Mark], cuts: Iterable[int] = ()) -> list[Segment]:
    """The whole text cut at every beginning and end of a mark, and at `cuts`; together the segments are the text.

    A mark that does not lie in the text is left out; an empty one covers nothing, though its note is kept.

    >>> [s.text for s in segments("نمی‌رویم", [Mark(2, 5, "hit")])]
    ['نم', 'ی\\u200cر', 'ویم']
    """
    inside = sorted((m for m in marks if 0 <= m.start <= m.end <= len(text)), key=lambda m: (m.start, -m.end))
    notes: defaultdict[int, list[Mark]] = defaultdict(list)
    for mark in inside:
        if mark.note:
            notes[word_end(text, mark.end) if mark.note == "word" else mark.end].append(mark)
    covering = [mark for mark in inside if mark.start < mark.end]
    places = {0, len(text), *notes, *cuts, *(m.start for m in covering), *(m.end for m in covering)}
    before = [Segment(0, 0, "", (), tuple(notes[0]))] if notes[0] else []
    return [*before, *_sweep(text, covering, sorted(places), notes)]


def word_end(text: str, place: int) -> int:
    """The first place from `place` on that does not stand inside a word.

    >>> word_end("کتاب‌ها را", 3), word_end("کتاب‌ها را", 7)
    (7, 7)
    """
    while 0 < place < len(text) and _in_word(text[place - 1]) and _in_word(text[place]):
        place += 1
    return place


def _sweep(text: str, marks: Sequence[Mark], places: list[int], notes: dict[int, list[Mark]]) -> Iterator[Segment]:
    opened: list[Mark] = []
    upcoming = 0
    for start, end in pairwise(places):
        opened = [mark for mark in opened if mark.end > start]
        while upcoming < len(marks) and marks[upcoming].start == start:
            opened.append(marks[upcoming])
            upcoming += 1
        yield Segment(start, end, text[start:end], tuple(opened), tuple(notes.get(end, ())))


def _in_word(character: str) -> bool:
    return character.isalnum() or character in _JOINERS


def _line_ends(text: str) -> set[int]:
    return {i + after for i, character in enumerate(text) if character == "\n" for after in (0, 1)}


def _by_line(pieces: Iterable[Segment], text: str) -> Iterator[list[Segment]]:
    """Segments between line breaks; lines of blanks alone are left out, the breaks themselves too."""
    for is_break, group in groupby(pieces, key=lambda s: s.text == "\n"):
        line = list(group)
        if not is_break and text[line[0].start : line[-1].end].strip():
            yield line
