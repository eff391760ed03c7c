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

    >>> apply("می رود", [Change(2, 3, "\\u200c", "halfspace-typed", 1.0)])
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
    shift, at = 0, 0  # shift: offset in `between` minus offset in the text before it
    for change in second:
        while at < len(first) and _stands_before(first[at], change, shift):
            shift += len(first[at].replacement) - (first[at].end - first[at].start)
            out.append(first[at])
            at += 1
        joined = _Join(change, shift)
        while at < len(first) and joined.overlaps(first[at]):
            joined.take(first[at])
            at += 1
        shift = joined.shift
        out.append(joined.change(between))
    out.extend(first[at:])
    return out


def _stands_before(earlier: Change, change: Change, shift: int) -> bool:
    end = earlier.start + shift + len(earlier.replacement)
    if end == change.start:  # touching; an insertion at the very place where something was deleted stays before it
        return earlier.start + shift < end or earlier.start < earlier.end
    return end < change.start


class _Join:
    """A change of a later layer and the changes of the earlier one that it overlaps."""

    def __init__(self, change: Change, shift: int) -> None:
        self.later, self.shift, self.taken = change, shift, list[Change]()
        self.low, self.high = change.start, change.end  # in the text between
        self.start, self.end = change.start - shift, change.end - shift

    def overlaps(self, earlier: Change) -> bool:
        return earlier.start + self.shift < self.later.end

    def take(self, earlier: Change) -> None:
        low = earlier.start + self.shift
        self.low, self.start = min(self.low, low), min(self.start, earlier.start)
        self.shift += len(earlier.replacement) - (earlier.end - earlier.start)
        self.high = max(self.high, low + len(earlier.replacement))
        self.end = self.high - self.shift
        self.taken.append(earlier)

    def change(self, between: str) -> Change:
        if not self.taken:
            return Change(self.start, self.end, *self.later[2:])
        text = between[self.low : self.later.start] + self.later.replacement + between[self.later.end : self.high]
        names = dict.fromkeys(name for c in (*self.taken, self.later) for name in c.fix.split("+"))
        return Change(self.start, self.end, text, "+".join(names), min(c.confidence for c in (*self.taken, self.later)))
