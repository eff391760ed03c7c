"""text, changes → text: applies changes and composes layers of them; the one place that does either.

A *change* is where, what, which fix and how sure, in the coordinates of the text it was found in. A *layer* is a list
of changes in order that do not overlap, with that text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Change(NamedTuple):
    """`text[start:end]` becomes `replacement`; code points of the text the change was found in."""

    start: int
    end: int
    replacement: str
    fix: str
    confidence: float


class Layer(NamedTuple):
    """Changes in order, not overlapping, and the text they were found in."""

    text: str
    changes: Sequence[Change]


def apply(text: str, layer: Iterable[Change]) -> str:
    """The text with a layer of changes made.

    >>> apply("می رود", [Change(2, 3, "\\u200c", "half-spaces", 1.0)])
    'می‌رود'
    """
    pieces: list[str] = []
    last = 0
    for change in layer:
        pieces.append(text[last : change.start])
        pieces.append(change.replacement)
        last = change.end
    pieces.append(text[last:])
    return "".join(pieces)


def compose(first: Sequence[Change], second: Sequence[Change], between: str) -> list[Change]:
    """One layer that does what `first` and then `second` do; `between` is the text that stands between the two.

    A change of the second layer that overlaps changes of the first is joined with them; those that only touch stay
    apart.
    """
    if not first or not second:
        return list(first or second)
    out: list[Change] = []
    shift, at, then = 0, 0, 0  # shift: offset in `between` minus offset in the text before it
    while then < len(second):
        while at < len(first) and _stands_before(first[at], second[then], shift):
            out.append(first[at])
            shift += _growth(first[at])
            at += 1
        cluster = _Cluster(second[then], shift)
        then += 1
        while True:
            if at < len(first) and cluster.meets(first[at].start + cluster.shift):
                cluster.take_earlier(first[at])
                at += 1
            elif then < len(second) and cluster.earlier and cluster.meets(second[then].start):
                cluster.take_later(second[then])
                then += 1
            else:
                break
        shift = cluster.shift
        out.append(cluster.change(between))
    out.extend(first[at:])
    return out


def _stands_before(earlier: Change, change: Change, shift: int) -> bool:
    end = earlier.start + shift + len(earlier.replacement)
    if end == change.start:  # touching; an insertion at the very place where something was deleted stays before it
        return earlier.start + shift < end or earlier.start < earlier.end
    return end < change.start


def _growth(change: Change) -> int:
    return len(change.replacement) - (change.end - change.start)


class _Cluster:
    """Changes of two layers that overlap: `low` and `high` bound them in the text between the layers."""

    def __init__(self, later: Change, shift: int) -> None:
        self.first_shift = self.shift = shift
        self.earlier: list[Change] = []
        self.later = [later]
        self.low, self.high = later.start, later.end

    def meets(self, start: int) -> bool:
        return start < self.high

    def take_earlier(self, change: Change) -> None:
        start = change.start + self.shift
        self.low, self.high = min(self.low, start), max(self.high, start + len(change.replacement))
        self.shift += _growth(change)
        self.earlier.append(change)

    def take_later(self, change: Change) -> None:
        self.high = max(self.high, change.end)
        self.later.append(change)

    def change(self, between: str) -> Change:
        """The one change that does what all of them do."""
        if not self.earlier:
            later = self.later[0]
            return Change(later.start - self.shift, later.end - self.shift, *later[2:])
        moved = [c._replace(start=c.start - self.low, end=c.end - self.low) for c in self.later]
        every = (*self.earlier, *self.later)
        names = dict.fromkeys(name for c in every for name in c.fix.split("+"))
        return Change(
            self.low - self.first_shift,
            self.high - self.shift,
            apply(between[self.low : self.high], moved),
            "+".join(names),
            min(c.confidence for c in every),
        )
