"""Span: a half-open stretch of a text, counted in Unicode code points."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """The stretch `text[start:end]`.

    >>> text = "وزیر نیرو گفت"
    >>> Span(0, 4).slice(text)
    'وزیر'
    >>> Span(0, 9).contains(Span(5, 9)), Span(0, 4).contains(Span(4, 9))
    (True, False)
    """

    start: int
    end: int

    def slice(self, text: str) -> str:
        return text[self.start : self.end]

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end
