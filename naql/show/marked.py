"""Reading, Edit → HTML lines: the text of an article, its statements, speakers, cues, relays and repairs marked.

Marks may overlap; `marks.paragraphs` cuts them. Nothing is put between two pieces of a word, or its letters would part.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from markupsafe import Markup, escape

from naql.records import Reading
from naql.show.marks import Mark, Run, Segment, paragraphs
from naql.show.words import number as in_persian

if TYPE_CHECKING:
    from naql.repair import Edit

_TAGS = {"speaker": "b", "cue": "i", "relay": "u"}  # what stands inside a segment, from the outside in


def lines(reading: Reading, edits: Sequence[Edit], voices: Mapping[str, int], prefix: str) -> Iterator[Markup]:
    """The text line by line. `voices` gives the number of each speaker's colour, `prefix` begins every id on the page.

    >>> [str(line) for line in lines(Reading("خانه <b>\\nباز شد"), (), {}, "a1")]
    ['خانه &lt;b&gt;', 'باز شد']
    """
    drawer = _Drawer(reading, edits, voices, prefix)
    for line in paragraphs(reading.text, drawer.marks(), "statement"):
        yield Markup("").join(map(drawer.run, line))


class _Drawer:
    """What the marks of one article mean, and how each piece of it is written."""

    def __init__(self, reading: Reading, edits: Sequence[Edit], voices: Mapping[str, int], prefix: str) -> None:
        self.reading, self.edits, self.prefix = reading, edits, prefix
        self.numbers = {statement.id: number for number, statement in enumerate(reading.statements, 1)}
        self.voice = {s.id: voices.get(s.actor.id, 0) if s.actor else 0 for s in reading.statements}
        self.seen: set[str] = set()

    def marks(self) -> Iterator[Mark]:
        for statement in self.reading.statements:
            for piece in statement.content:
                note: Literal["word", ""] = "word" if piece is statement.content[-1] else ""
                yield Mark(piece.start, piece.end, "statement", statement.id, note)
            for kind, words in (("speaker", statement.speaker), ("cue", statement.cue)):
                if words:
                    yield Mark(words.start, words.end, kind, statement.id)
        for relay in self.reading.relays:
            yield Mark(relay.start, relay.end, "relay")
        for at, edit in enumerate(self.edits):
            yield Mark(*edit.span, "edit", str(at), note="place")

    def run(self, run: Run) -> Markup:
        begins = Markup("").join(map(self._anchor, run.begins))
        inner = Markup("").join(map(self._segment, run.segments))
        if not run.marks:
            return begins + inner
        # Under two statements the inner one has the colour; the class says that there is another.
        voice = self.voice[run.marks[-1].ref]
        more = " more" if len({mark.ref for mark in run.marks}) > 1 else ""
        return begins + Markup('<mark class="v{}{}">{}</mark>').format(voice, more, inner)

    def _anchor(self, mark: Mark) -> Markup:
        if mark.ref in self.seen:
            return Markup("")
        self.seen.add(mark.ref)
        return Markup('<span class="at" id="{}-s{}"></span>').format(self.prefix, self.numbers[mark.ref])

    def _segment(self, segment: Segment) -> Markup:
        drawn = escape(segment.text)
        if segment.mark("edit"):
            drawn = Markup("<del>{}</del>").format(drawn)
        for kind, tag in _TAGS.items():
            if mark := segment.mark(kind):
                drawn = Markup('<{0} class="v{1}">{2}</{0}>').format(tag, self.voice.get(mark.ref, 0), drawn)
        return drawn + Markup("").join(map(self._note, segment.notes))

    def _note(self, mark: Mark) -> Markup:
        if mark.kind == "edit":
            return _inserted(self.edits[int(mark.ref)])
        number = self.numbers[mark.ref]
        return Markup('<sup class="v{}"><a href="#{}-c{}">{}</a></sup>').format(
            self.voice[mark.ref], self.prefix, number, in_persian(number)
        )


def _inserted(edit: Edit) -> Markup:
    kind = "half" if edit.replacement == "\u200c" else "gone" if not edit.replacement else "new"
    return Markup('<ins class="{}" title="{}">{}</ins>').format(kind, edit.fix, edit.replacement)


def plain(pieces: Iterable[str]) -> str:
    """The pieces of a content as one line."""
    return " […] ".join(" ".join(piece.split()) for piece in pieces)
