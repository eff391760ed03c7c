"""Tape → parts: a linear CRF marks cues, speakers, addressees and contents; each part is a stretch of tokens.

The labels hold more than the parts: a gap between a cue and what it hands over has a label of its own, so that the tagger
cannot lose the thread between the two. Trained by training/statements.py.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from importlib.resources import as_file, files
from itertools import islice
from typing import NamedTuple

import pycrfsuite

from naql.actors.tagger import stretches
from naql.records import Form
from naql.statements.cues import Found, find_expressions
from naql.statements.features import token_features
from naql.statements.tape import LINE_BREAK, STOPS, Tape

# Content labels: by form and by where the cue stands.
AFTER_CUE: dict[str, Form] = {"C": "colon", "Q": "quoted", "L": "clause", "P": "phrase"}
BEFORE_CUE: dict[str, Form] = {"R": "phrase", "M": "clause", "W": "quoted"}
WITHOUT_CUE: dict[str, Form] = {"E": "colon", "N": "continuation"}
CONTENTS = {**AFTER_CUE, **BEFORE_CUE, **WITHOUT_CUE}
FORWARD, BACKWARD = "F", "K"  # a cue whose content follows, a cue whose content stands before it
SPEAKER, ADDRESSEE = "S", "T"
# Below this probability the tagger's hint of a cue is noise: 0.05 and 0.15 were both worse by 0.3 points of F1 on fars.
_DOUBT = 0.08
# An expression of the table needs less: of 1,059 below this on the development sets none was a cue.
_KNOWN = 0.005
_THAT = frozenset(("اینکه", "آنکه"))
_LONGEST = 1000  # tokens a call; keeps memory flat on a text of one line


class Part(NamedTuple):
    """A labelled stretch of tokens, `first` to behind `last` (token indices, not characters)."""

    first: int
    last: int
    label: str
    probability: float = 1.0

    def meets(self, other: Part) -> bool:
        return self.first < other.last and other.first < self.last


class Parts(NamedTuple):
    """What the tagger makes of an article: its parts in order of the text, and for each token two probabilities.

    `said` is that of standing in a content, `speaking` that of standing in a speaker's words: more than the parts tell where
    the tagger wavers.
    """

    parts: list[Part]
    said: list[float]
    speaking: list[float]


@cache
def _model() -> pycrfsuite.Tagger:
    tagger = pycrfsuite.Tagger()
    with as_file(files("naql").joinpath("data", "statements", "parts.crfsuite")) as path:
        tagger.open(str(path))
    return tagger


# Where an expression's content stands to it, by kind of expression (data/cues.tsv).
_SIDES = {"verb": (FORWARD, BACKWARD), "compound": (FORWARD, BACKWARD), "phrase": (FORWARD,), "source": (FORWARD,)}


def find_parts(tape: Tape, model: pycrfsuite.Tagger | None = None) -> Parts:
    """The parts of an article and how sure they are.

    Cues carry their probability. Doubtful ones are among them, and every expression of the table: the ranker of contents decides.
    """
    tagger = model or _model()
    expressions = list(find_expressions(tape))
    rows = token_features(tape, expressions)
    starts = [expression.first for expression in expressions]
    found = Parts([], [], [])
    first = 0
    while first < len(tape):
        last = _cut(tape, first)
        labels = tagger.tag(list(islice(rows, last - first)))
        here = [
            e._replace(first=e.first - first, last=e.last - first)
            for e in expressions[bisect_left(starts, first) : bisect_left(starts, last)]
            if e.last <= last
        ]
        sure = [tagger.marginal(label, i) for i, label in enumerate(labels)]
        moved = (
            part._replace(first=part.first + first, last=part.last + first)
            for part in _with_doubtful(tagger, labels, sure, here)
        )
        found.parts.extend(_ended(tape, part) if part.label == FORWARD else part for part in moved)
        found.said.extend(_chances(tagger, labels, sure, frozenset(CONTENTS)))
        found.speaking.extend(_chances(tagger, labels, sure, frozenset({SPEAKER})))
        first = last
    found.parts.sort()
    return found


def _chances(tagger: pycrfsuite.Tagger, labels: list[str], sure: list[float], kinds: frozenset[str]) -> Iterator[float]:
    """For each token how probable it is that it has a label of these kinds; where the tagger is sure, it has or has not."""
    theirs = [label for label in tagger.labels() if label[2:] in kinds]
    for i, (label, probability) in enumerate(zip(labels, sure, strict=True)):
        if probability >= 1 - _KNOWN:
            yield float(label[2:] in kinds)
        else:
            yield sum([tagger.marginal(other, i) for other in theirs])


def _ended(tape: Tape, cue: Part) -> Part:
    """A cue ends with its «اینکه»: the preposition behind it belongs to what is said.

    >>> from naql.sentences import tokenise
    >>> _ended(Tape(tokenise("با تأکید بر اینکه به طور کامل")), Part(0, 5, FORWARD, 0.9))[:2]
    (0, 4)
    """
    ends = (index + 1 for index in range(cue.first, cue.last) if tape.keys[index] in _THAT)
    return cue._replace(last=next(ends, cue.last))


def _cut(tape: Tape, first: int) -> int:
    """Where a call may end: the last line break or full stop within reach."""
    last = min(len(tape), first + _LONGEST)
    if last == len(tape):
        return last
    for marks in ((LINE_BREAK,), STOPS):
        for index in range(last, first + _LONGEST // 2, -1):
            if tape.keys[index - 1] in marks:
                return index
    return last


def _with_doubtful(
    tagger: pycrfsuite.Tagger, labels: list[str], certain: list[float], expressions: list[Found]
) -> list[Part]:
    """The parts with the probability of each cue; cues the tagger saw but did not choose; expressions it did not see."""
    sure = [Part(*stretch) for stretch in stretches(labels)]
    parts = [_weighed(tagger, part) for part in sure if part.label not in (FORWARD, BACKWARD)]
    open_to_doubt = [i for i, label in enumerate(labels) if label[2:] in (FORWARD, BACKWARD) or certain[i] < 1 - _KNOWN]
    for kind in (FORWARD, BACKWARD):
        chances = [0.0] * len(labels)
        for i in open_to_doubt:
            chances[i] = tagger.marginal("B-" + kind, i) + tagger.marginal("I-" + kind, i)
        cues = [p._replace(probability=max(chances[p.first : p.last])) for p in sure if p.label == kind]
        known = [
            Part(e.first, e.last, kind, max(chances[e.first : e.last])) for e in expressions if kind in _SIDES[e.kind]
        ]
        for part in [*_hints(chances, kind), *known]:
            if part.probability >= _KNOWN and not any(part.meets(other) for other in cues):
                cues.append(part)
        parts += cues
    return parts


def _weighed(tagger: pycrfsuite.Tagger, part: Part) -> Part:
    """A content without a cue has nothing but the tagger's word: how sure that is of its first and last token."""
    if part.label not in WITHOUT_CUE:
        return part
    begins, inside = "B-" + part.label, "I-" + part.label
    last = tagger.marginal(inside if part.last - part.first > 1 else begins, part.last - 1)
    return part._replace(probability=min(tagger.marginal(begins, part.first), last))


def _hints(chances: list[float], kind: str) -> list[Part]:
    """Stretches above _DOUBT, narrowed to the tokens near the peak."""
    found: list[Part] = []
    index = 0
    while index < len(chances):
        if chances[index] <= _DOUBT:
            index += 1
            continue
        first = index
        while index < len(chances) and chances[index] > _DOUBT:
            index += 1
        peak = max(chances[first:index])
        kept = [i for i in range(first, index) if chances[i] >= 0.35 * peak]
        found.append(Part(kept[0], kept[-1] + 1, kind, peak))
    return found
