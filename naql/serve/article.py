"""StoredArticle → Stretch, Words: the article's lines cut into what is said, by whom, and what repair would change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from naql.repair import repair
from naql.serve.answers import Repair
from naql.show.marks import Mark, Run, Segment, paragraphs
from naql.store.results import ActorBrief, Found, StoredArticle

_PARTS = ("cue", "speaker")  # the parts of a statement that are marked beside its content


@dataclass(frozen=True, slots=True)
class Words:
    """Words under the same marks: `classes` name them for the style sheet, `actor` is whom they name.

    `repair` is the edit of these words, `put_in` what edits put after them; `ends` the statements whose number follows.
    """

    text: str
    classes: tuple[str, ...]
    speaker: Found | None
    actor: ActorBrief | None
    repair: Repair | None
    put_in: tuple[Repair, ...]
    ends: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring words of the same statements, the innermost last; `begins` are those whose content begins here."""

    said: tuple[Found, ...]
    begins: tuple[Found, ...]
    words: tuple[Words, ...]


def lines(
    article: StoredArticle, repairs: Sequence[Repair] = (), start: int = 0, end: int | None = None
) -> list[list[Stretch]]:
    """The lines of the article between two places of its text; every character of a line stands in one of its words."""
    text = article.reading.text
    stop = len(text) if end is None else end
    marks = [*_statement_marks(article.statements), *_name_marks(article), *_repair_marks(repairs)]
    inside = [_shift(mark, start) for mark in marks if start <= mark.start and mark.end <= stop]
    drawer = _Drawer(
        {found.address: found for found in article.statements},
        {actor.id: actor for actor in article.actors.values()},
        repairs,
    )
    return [[drawer.stretch(run, start) for run in line] for line in paragraphs(text[start:stop], inside, "statement")]


def repairs_of(text: str) -> tuple[Repair, ...]:
    """Every edit that repair makes to a text, in order."""
    return tuple(
        Repair(e.span.start, e.span.end, e.original, e.replacement, e.fix, e.confidence) for e in repair(text).edits
    )


def lines_around(text: str, places: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """Where the lines begin and end that hold the given places.

    >>> text = "تیتر\\nاو گفت: برو\\nپایان"
    >>> start, end = lines_around(text, [(10, 12)])
    >>> text[start:end]
    'او گفت: برو'
    """
    starts, ends = zip(*places, strict=True)
    start = text.rfind("\n", 0, min(starts)) + 1
    end = text.find("\n", max(ends))
    return start, len(text) if end < 0 else end


@dataclass(frozen=True, slots=True)
class _Drawer:
    statements: Mapping[str, Found]
    actors: Mapping[str, ActorBrief]
    repairs: Sequence[Repair]

    def stretch(self, run: Run, start: int) -> Stretch:
        said = tuple(self.statements[mark.ref] for mark in run.marks)
        begins = (self.statements[m.ref] for m in run.begins if _begins(self.statements[m.ref], m.start + start))
        return Stretch(said, tuple(begins), tuple(self._words(segment) for segment in run.segments))

    def _words(self, segment: Segment) -> Words:
        kinds = {kind: segment.mark(kind) for kind in ("actor", "cue", "speaker", "relay", "repair")}
        actor, speaker, edit = kinds["actor"], kinds["speaker"], kinds["repair"]
        notes = segment.notes
        return Words(
            segment.text,
            tuple(kind for kind, mark in kinds.items() if mark and kind != "repair"),
            self.statements[speaker.ref] if speaker else None,
            self.actors[actor.ref] if actor else None,
            self.repairs[int(edit.ref)] if edit else None,
            tuple(self.repairs[int(note.ref)] for note in notes if note.kind == "repair"),
            tuple(self.statements[note.ref] for note in notes if note.kind == "statement"),
        )


def _begins(found: Found, start: int) -> bool:
    return start == min(part.start for part in found.parts if part.field == "content")


def _statement_marks(statements: Iterable[Found]) -> Iterator[Mark]:
    for found in statements:
        content = [part for part in found.parts if part.field == "content"]
        for part in content:
            yield Mark(part.start, part.end, "statement", found.address, "word" if part is content[-1] else "")
        for part in found.parts:
            if part.field in _PARTS:
                yield Mark(part.start, part.end, part.field, found.address)


def _name_marks(article: StoredArticle) -> Iterator[Mark]:
    for actor in article.reading.actors:
        known = article.actors.get(actor.id)
        if known is not None:
            yield from (Mark(mention.start, mention.end, "actor", known.id) for mention in actor.mentions)
    yield from (Mark(relay.start, relay.end, "relay") for relay in article.reading.relays)


def _repair_marks(repairs: Sequence[Repair]) -> Iterator[Mark]:
    return (Mark(edit.start, edit.end, "repair", str(number), "place") for number, edit in enumerate(repairs))


def _shift(mark: Mark, by: int) -> Mark:
    return Mark(mark.start - by, mark.end - by, mark.kind, mark.ref, mark.note)
