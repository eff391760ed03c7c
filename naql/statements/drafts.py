"""Contents, parts → Draft: statements in token indices, before anybody asks who speaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from naql.records import Form
from naql.statements.contents import Choice, CueView, Scene
from naql.statements.ranker import Candidate
from naql.statements.tagger import ADDRESSEE, AFTER_CUE, BACKWARD, BEFORE_CUE, WITHOUT_CUE, Part

_FORM_OF_KIND: dict[str, Form] = {"Q": "quoted", "C": "colon", "L": "clause", "V": "clause", "N": "phrase"}


@dataclass(slots=True)
class Draft:
    """A statement in token indices. `probability` is the ranker's of the content."""

    pieces: list[Candidate]
    form: Form
    cue: Part | None
    probability: float
    speaker: Candidate | None = None
    to: Candidate | None = None
    head: Candidate | None = None  # the words of an «X:» line above, where the content's own line names nobody


def draft_statements(scene: Scene, choices: Sequence[Choice]) -> list[Draft]:
    """The statements of an article in the order of their contents: those of the cues, then those that have none."""
    drafts = [Draft([content], _form(scene, cue, content), cue, p) for cue, content, p in choices]
    taken = [draft.pieces[0] for draft in drafts]
    for part in scene.parts:
        if part.label in WITHOUT_CUE and not any(first < part.last and part.first < last for first, last in taken):
            drafts.append(Draft([(part.first, part.last)], WITHOUT_CUE[part.label], None, 0.5))
    drafts.sort(key=lambda draft: draft.pieces[0])
    return drafts


def _form(scene: Scene, cue: Part, content: Candidate) -> Form:
    label = scene.starts.get(content[0], "")
    known = BEFORE_CUE if cue.label == BACKWARD else AFTER_CUE
    if label in known:
        return known[label]
    return "phrase" if cue.label == BACKWARD else _FORM_OF_KIND[CueView(scene, cue).kind(content[0])[1]]


def name_addressees(scene: Scene, drafts: Sequence[Draft]) -> None:
    """Gives each draft the words that name whom it is said to: the tagged ones between its speaker and its end."""
    for draft in drafts:
        first, last = draft.pieces[0]
        cue = draft.cue or Part(first, last, "")
        low = max(scene.tape.line(first)[0], draft.speaker[0] if draft.speaker and draft.speaker[0] < first else 0)
        told = [part for part in scene.near(ADDRESSEE, low, max(last, cue.last)) if not (first <= part.first < last)]
        draft.to = (told[-1].first, told[-1].last) if told else None
