"""Contents, parts → drafts: each content gets the speaker and the addressee of its sentence, and pieces find each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from naql.records import Form
from naql.statements.contents import Candidate, Choice, Scene
from naql.statements.tagger import ADDRESSEE, AFTER_CUE, BACKWARD, BEFORE_CUE, CONTENTS, SPEAKER, WITHOUT_CUE, Part
from naql.statements.tape import Tape

_FORM_OF_KIND: dict[str, Form] = {"Q": "quoted", "C": "colon", "L": "clause", "V": "clause", "N": "phrase"}


@dataclass(slots=True)
class Draft:
    """A statement in token indices, before anybody asks whom its speaker means."""

    pieces: list[Candidate]
    form: Form
    cue: Part | None
    probability: float
    speaker: Part | None = None
    to: Part | None = None
    head: Candidate | None = None  # the words of an «X:» line above, where the content's own line names nobody
    order: int = field(default=0)


def draft_statements(scene: Scene, choices: Sequence[Choice]) -> list[Draft]:
    """The statements of an article, in the order of their contents."""
    drafts = _with_cues(scene, choices)
    taken = [draft.pieces[0] for draft in drafts]
    for part in scene.parts:
        span = (part.first, part.last)
        if part.label in CONTENTS and not any(first < part.last and part.first < last for first, last in taken):
            _without_cue(scene, part, span, drafts)
    drafts.sort(key=lambda draft: draft.pieces[0])
    for draft in drafts:
        _name_speaker(scene, draft)
    return drafts


def _with_cues(scene: Scene, choices: Sequence[Choice]) -> list[Draft]:
    drafts = []
    for cue, content, probability in choices:
        if content is not None:
            drafts.append(Draft([content], _form(scene, cue, content), cue, probability))
    return drafts


def _form(scene: Scene, cue: Part, content: Candidate) -> Form:
    label = scene.starts.get(content[0], "")
    known = BEFORE_CUE if cue.label == BACKWARD else AFTER_CUE
    if label in known:
        return known[label]
    if cue.label == BACKWARD:
        return "phrase"
    from naql.statements.contents import CueView

    return _FORM_OF_KIND[CueView(scene, cue).kind(content[0])[1]]


def _without_cue(scene: Scene, part: Part, span: Candidate, drafts: list[Draft]) -> None:
    """A content that no cue claimed: speech after a head or a paragraph that goes on, or a further piece of the one before."""
    if part.label in WITHOUT_CUE:
        drafts.append(Draft([span], WITHOUT_CUE[part.label], None, 0.5))


def _name_speaker(scene: Scene, draft: Draft) -> None:
    tape = scene.tape
    first, last = draft.pieces[0]
    at = draft.cue or Part(first, last, "")
    low, high = tape.line(first)
    begin, end = min(first, at.first), max(last, at.last)
    speakers = [part for part in scene.parts if part.label == SPEAKER and low <= part.first and part.last <= high]
    speakers = [part for part in speakers if not any(a < part.last and part.first < b for a, b in draft.pieces)]
    between = [part for part in speakers if begin <= part.first and part.last <= end]
    before = [part for part in speakers if part.last <= begin]
    after = [part for part in speakers if part.first >= end]
    if between:
        draft.speaker = between[-1]
    elif before:
        draft.speaker = before[-1]
    elif after and draft.cue and draft.cue.first >= last:
        draft.speaker = after[0]
    elif draft.cue is None:
        draft.head = _head(tape, low)
    opened = before[-1].first if before else low
    told = [part for part in scene.parts if part.label == ADDRESSEE and opened <= part.first and part.last <= end and part.first >= low]
    draft.to = told[-1] if told else None


def _head(tape: Tape, low: int) -> Candidate | None:
    """The words of the nearest line above that has words, where it ends in a colon."""
    last = low - 1
    while last > 0:
        first, end = tape.line(last)
        words = [index for index in range(first, end) if tape.shapes[index] not in ("SIGN", "HANDLE", "ADDRESS")]
        if words:
            if tape.texts[words[-1]] != ":" or len(words) > 25:
                return None
            named = [index for index in words[:-1] if tape.texts[index] not in "،؛:.!؟«»|/-"]
            return (named[0], named[-1] + 1) if named else None
        last = first - 1
    return None


