"""Text, Mark → Run, Segment: a text cut where marks begin and end, so that overlapping marks can be shown side by side.

Nothing here knows of HTML or of a terminal: whoever draws (`show`, `serve`) turns each segment into its own words. A cut
may fall inside a word; the drawer must not put anything between two segments, or Persian letters would stop joining. What
a mark adds to the text (its number) is therefore `notes` of the segment with which the *word* ends.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

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
    numbered: bool = False  # its number is to be written after the word with which it ends


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch under the same marks throughout: `marks` from the outermost in, `notes` the numbers to write after it."""

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

    >>> marks = [Mark(4, 14, "statement", "s1", numbered=True), Mark(4, 7, "actor", "a1")]
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

    Marks that are empty or do not lie in the text are left out.

    >>> [s.text for s in segments("نمی‌رویم", [Mark(2, 5, "hit")])]
    ['نم', 'ی\\u200cر', 'ویم']
    """
    inside = sorted((m for m in marks if 0 <= m.start < m.end <= len(text)), key=lambda m: (m.start, -m.end))
    notes: defaultdict[int, list[Mark]] = defaultdict(list)
    for mark in inside:
        if mark.numbered:
            notes[word_end(text, mark.end)].append(mark)
    places = {0, len(text), *notes, *cuts, *(m.start for m in inside), *(m.end for m in inside)}
    return list(_sweep(text, inside, sorted(places), notes))


def word_end(text: str, place: int) -> int:
    """The first place from `place` on that does not stand inside a word.

    >>> word_end("کتاب‌ها را", 3), word_end("کتاب‌ها را", 7)
    (7, 7)
    """
    while 0 < place < len(text) and _in_word(text[place - 1]) and _in_word(text[place]):
        place += 1
    return place


def _sweep(text: str, marks: Sequence[Mark], places: list[int], notes: dict[int, list[Mark]]) -> Iterator[Segment]:
    opened, upcoming = [], 0
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
