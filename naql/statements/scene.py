"""Tape, Part → Scene: an article's tape with its parts on it, and the look-ups that the rankers' features ask for."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate

from naql.statements.pointing import FROM_CUE
from naql.statements.tagger import BACKWARD, CONTENTS, FORWARD, SPEAKER, Chances, Part, Parts
from naql.statements.tape import Tape, count


class Scene:
    """The tape and its parts with the look-ups the features need."""

    def __init__(self, tape: Tape, found: Parts) -> None:
        self.tape = tape
        self.parts = parts = found.parts
        self.said, self.speaking = found.said.inside, found.speaking.inside
        self.cues = [part for part in parts if part.label in (FORWARD, BACKWARD)]
        self.sure = sure = [cue for cue in self.cues if cue.probability >= 0.5]
        self.sure_starts = [cue.first for cue in sure]
        self.speakers = [part for part in parts if part.label == SPEAKER]
        self.spoken_spans = {(part.first, part.last) for part in self.speakers}
        self.spoken_starts = {first for first, _ in self.spoken_spans}
        self.spoken_ends = {last for _, last in self.spoken_spans}
        # Speakers right behind a verb: two sentences without a full stop between them.
        self.turns = {first for first in self.spoken_starts if first and tape.pos[first - 1] == "VERB"}
        self.turned = count(index in self.turns for index in range(len(tape)))
        self.starts = {part.first: part.label for part in parts if part.label in CONTENTS}
        self.ends = {part.last for part in parts if part.label in CONTENTS}
        starts = set(self.sure_starts)
        self.heads = self.spoken_starts | starts
        self.spoken = _cover(tape, self.speakers)
        self.cued = _cover(tape, sure)
        self.inside = _cover(tape, (part for part in parts if part.label in CONTENTS))
        self.said_from, self.said_to = _edges(found.said)
        self.speaking_from, self.speaking_to = _edges(found.speaking)
        self.mass = list(accumulate(self.said, initial=0.0))
        self.voice = list(accumulate(self.speaking, initial=0.0))
        self.pointing = found.pointing
        aims = self.pointing.ask([(cue.first, cue.last - 1) for cue in self.cues], FROM_CUE)
        self.aims = {cue: content for cue, (content,) in zip(self.cues, aims, strict=True)}
        self.cue_count = count(index in starts for index in range(len(tape)))
        self.opened = count(text in "«(" for text in tape.texts)
        self.closed = count(text in "»)" for text in tape.texts)

    def speakers_in(self, low: int, high: int) -> list[Part]:
        """The tagged speakers that lie in a stretch of tokens, in order."""
        at = bisect_left(self.speakers, (low,))
        found = []
        while at < len(self.speakers) and self.speakers[at].first < high:
            if self.speakers[at].last <= high:
                found.append(self.speakers[at])
            at += 1
        return found

    def open_quotes(self, first: int, last: int) -> int:
        """How many more quotation marks and brackets a stretch opens than it closes."""
        return self.opened[last] - self.opened[first] - self.closed[last] + self.closed[first]

    def next_cue(self, index: int) -> Part | None:
        """The first sure cue that begins at a token or behind it."""
        at = bisect_left(self.sure_starts, index)
        return self.sure[at] if at < len(self.sure) else None


_SHARES = (0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98)
_PAIRS = [[f"{one},{two}" for two in range(len(_SHARES) + 1)] for one in range(len(_SHARES) + 1)]


def share(probability: float) -> int:
    """A probability of the tagger on the scale the rankers' features use."""
    return bisect_left(_SHARES, probability)


def tenths(counts: Sequence[float], first: int, last: int) -> int:
    """How much of a stretch is covered, in tenths; `counts` are cumulative."""
    return int(10 * (counts[last] - counts[first]) / (last - first))


def _edges(chances: Chances) -> tuple[list[str], list[str]]:
    """Features of each place between tokens: for a stretch that begins there (and is the token before in one), for one that ends."""
    inside, begins, ends = ([0, *map(share, kind), 0] for kind in chances)
    return (
        [_PAIRS[begin][before] for begin, before in zip(begins[1:], inside, strict=False)],
        [_PAIRS[end][after] for end, after in zip(ends, inside[1:], strict=False)],
    )


def _cover(tape: Tape, parts: Iterable[Part]) -> list[int]:
    flags = [False] * len(tape)
    for part in parts:
        flags[part.first : part.last] = [True] * (part.last - part.first)
    return count(flags)
