"""Span: a half-open stretch of a text, counted in Unicode code points."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Span(NamedTuple):
    """The stretch `text[start:end]`.

    >>> text = "وزیر نیرو گفت"
    >>> Span(0, 4).slice(text)
    'وزیر'
    >>> Span(0, 4).overlaps(Span(4, 9)), Span(0, 9).contains(Span(5, 9))
    (False, True)
    """

    start: int
    end: int

    def slice(self, text: str) -> str:
        return text[self.start : self.end]

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    @staticmethod
    def join(spans: Iterable[Span]) -> Span:
        """The smallest span that holds all the given ones (at least one)."""
        starts, ends = zip(*spans, strict=True)
        return Span(min(starts), max(ends))
