"""Tape → parts: a recurrent network marks cues, speakers, addressees and contents; each part is a stretch of tokens.

The labels hold more than the parts: a gap between a cue and what it hands over has a label of its own, so that the tagger
cannot lose the thread between the two. Trained by training/statements.py.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Sequence
from functools import cache
from typing import NamedTuple

from naql.lexicon import read_data
from naql.network import Array, Labels, Network, pieces, stretches
from naql.records import Form
from naql.statements.cues import Found, find_expressions
from naql.statements.features import columns
from naql.statements.pointing import Pointing
from naql.statements.tape import Tape

# Content labels: by form and by where the cue stands.
AFTER_CUE: dict[str, Form] = {"C": "colon", "Q": "quoted", "L": "clause", "P": "phrase"}
BEFORE_CUE: dict[str, Form] = {"R": "phrase", "M": "clause", "W": "quoted"}
WITHOUT_CUE: dict[str, Form] = {"E": "colon", "N": "continuation"}
CONTENTS = {**AFTER_CUE, **BEFORE_CUE, **WITHOUT_CUE}
FORWARD, BACKWARD = "F", "K"  # a cue whose content follows, a cue whose content stands before it
SPEAKER, ADDRESSEE = "S", "T"
# Below this probability the tagger's hint of a cue is noise, an expression of the table too: from 0.005 to 0.1 no figure of the
# development sets changes, at 0.15 outlets lose.
_DOUBT = 0.1
_THAT = frozenset(("اینکه", "آنکه"))


class Part(NamedTuple):
    """A labelled stretch of tokens, `first` to behind `last` (token indices, not characters)."""

    first: int
    last: int
    label: str
    probability: float = 1.0

    def meets(self, other: Part) -> bool:
        return self.first < other.last and other.first < self.last


class Chances(NamedTuple):
    """For each token how probable it is that it stands in a stretch of some kind, begins one, and ends one."""

    inside: list[float]
    begins: list[float]
    ends: list[float]

    def add(self, chances: Array, labels: Labels, kinds: Container[str]) -> None:
        for found, signs in zip(self, ("BIES", "BS", "ES"), strict=True):
            found.extend(chances[:, labels.where(kinds, signs)].sum(1).tolist())


class Parts(NamedTuple):
    """What the tagger makes of an article: its parts in order of the text, and how probable it holds other ones to be.

    `said` are the chances of contents, `speaking` those of speakers: more than the parts tell where the tagger wavers.
    """

    parts: list[Part]
    said: Chances
    speaking: Chances
    pointing: Pointing


@cache
def _model() -> Network:
    return Network(read_data("statements/parts.npz"))


# Where an expression's content stands to it, by kind of expression (data/cues.tsv).
_SIDES = {"verb": (FORWARD, BACKWARD), "compound": (FORWARD, BACKWARD), "phrase": (FORWARD,), "source": (FORWARD,)}


def find_parts(tape: Tape, model: Network | None = None) -> Parts:
    """The parts of an article and how sure they are.

    Cues carry their probability. Doubtful ones are among them, and every expression of the table: the ranker of contents decides.
    """
    network = model or _model()
    labels = network.labels
    expressions = list(find_expressions(tape))
    features = columns(tape, expressions)
    starts = [expression.first for expression in expressions]
    found = Parts([], Chances([], [], []), Chances([], [], []), Pointing(network))
    for first, last in pieces(tape.texts):
        chances, states = network.read([column[first:last] for column in features])
        found.pointing.add(first, states)
        here = [
            e._replace(first=e.first - first, last=e.last - first)
            for e in expressions[bisect_left(starts, first) : bisect_left(starts, last)]
            if e.last <= last
        ]
        moved = (
            part._replace(first=part.first + first, last=part.last + first)
            for part in _with_doubtful(labels, chances, here, tape.is_post)
        )
        found.parts.extend(_ended(tape, part) if part.label == FORWARD else part for part in moved)
        found.said.add(chances, labels, CONTENTS)
        found.speaking.add(chances, labels, {SPEAKER})
    found.parts.sort()
    return found


def _ended(tape: Tape, cue: Part) -> Part:
    """A cue ends with its «اینکه»: the preposition behind it belongs to what is said.

    >>> from naql.sentences import tokenise
    >>> _ended(Tape(tokenise("با تأکید بر اینکه به طور کامل")), Part(0, 5, FORWARD, 0.9))[:2]
    (0, 4)
    """
    ends = (index + 1 for index in range(cue.first, cue.last) if tape.keys[index] in _THAT)
    return cue._replace(last=next(ends, cue.last))


def _with_doubtful(labels: Labels, chances: Array, expressions: Sequence[Found], in_post: bool) -> list[Part]:
    """The parts with the probability of each cue; cues the tagger saw but did not choose; expressions it did not see."""
    sure = [Part(*stretch) for stretch in stretches(labels.decode(chances))]
    parts = [_weighed(labels, chances, part, in_post) for part in sure if part.label not in (FORWARD, BACKWARD)]
    for kind in (FORWARD, BACKWARD):
        theirs = chances[:, labels.where({kind})].sum(1).tolist()
        cues = [p._replace(probability=max(theirs[p.first : p.last])) for p in sure if p.label == kind]
        known = [
            Part(e.first, e.last, kind, max(theirs[e.first : e.last])) for e in expressions if kind in _SIDES[e.kind]
        ]
        for part in [*_hints(theirs, kind), *known]:
            if part.probability >= _DOUBT and not any(part.meets(other) for other in cues):
                cues.append(part)
        parts += cues
    return parts


def _weighed(labels: Labels, chances: Array, part: Part, in_post: bool) -> Part:
    """A content without a cue has nothing but the tagger's word: how sure that is of its first and last token.

    Of a paragraph that goes on it is surer than of its borders, which are those of the line; in a post a line may be anybody's.
    """
    if part.label not in WITHOUT_CUE:
        return part
    if WITHOUT_CUE[part.label] == "continuation" and not in_post:
        inside = chances[part.first : part.last, labels.where({part.label})].sum(1)
        return part._replace(probability=float(inside.mean()))
    begins, ends = labels.where({part.label}, "BS"), labels.where({part.label}, "ES")
    probability = min(chances[part.first, begins].sum(), chances[part.last - 1, ends].sum())
    return part._replace(probability=float(probability))


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
