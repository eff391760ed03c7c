"""Counts → Timeline, Matrix: where each column, circle and label of a picture stands, in SVG units.

Only geometry is worked out here; `templates/pictures.html` draws it, colours come from the style sheet by `voice`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from naql.serve.periods import Period

VOICES = 8  # colours in the style sheet; the last series of a picture is "others" and has none of them
_MARGIN = 8


@dataclass(frozen=True, slots=True)
class Column:
    """One stretch of a stacked column: `count` statements of one series in one period."""

    x: float
    y: float
    width: float
    height: float
    series: int
    period: int
    count: int


@dataclass(frozen=True, slots=True)
class Label:
    """A few words in the picture; `anchor` is SVG's text-anchor."""

    x: float
    y: float
    text: str
    anchor: Literal["start", "middle", "end"] = "middle"


@dataclass(frozen=True, slots=True)
class Timeline:
    """Stacked columns over time. `grid` are the counts at which a line is drawn, with its height."""

    width: int
    height: int
    baseline: float
    columns: tuple[Column, ...]
    periods: tuple[Label, ...]
    grid: tuple[tuple[float, int], ...]


def timeline(
    periods: Sequence[Period],
    counts: Sequence[Sequence[int]],
    *,
    rightwards: bool,
    width: int = 760,
    height: int = 260,
) -> Timeline:
    """Columns for `counts[series][period]`, the first series lowest; time runs `rightwards` or, in Persian, leftwards.

    >>> from naql.serve.periods import months
    >>> picture = timeline(months("2020-03-21", "2020-05-30", "fa"), [[1, 0, 2], [1, 0, 0]], rightwards=False)
    >>> [(c.series, c.period, c.count) for c in picture.columns]
    [(0, 0, 1), (1, 0, 1), (0, 2, 2)]
    >>> picture.columns[0].x > picture.columns[2].x
    True
    """
    foot, head, side = 34, 22, 36
    floor, room = height - foot, height - foot - head
    top = _round_up(max((sum(at) for at in zip(*counts, strict=True)), default=0))
    step = (width - side - _MARGIN) / max(len(periods), 1)
    body = min(step * 0.78, 44.0)

    def left(index: int) -> float:
        centre = (index + 0.5) * step
        return (side + centre if rightwards else width - side - centre) - body / 2

    columns: list[Column] = []
    for index in range(len(periods)):
        y = float(floor)
        for series, row in enumerate(counts):
            tall = row[index] / top * room
            y -= tall
            if row[index]:
                columns.append(Column(_r(left(index)), _r(y), _r(body), _r(tall), series, index, row[index]))
    widest = 8 * max((len(period.name) for period in periods), default=0)  # a letter is at most 8 units wide
    every = max(1, math.ceil(widest / step))  # so that no label touches the next
    labels = [Label(_r(left(i) + body / 2), floor + 20, p.name) for i, p in enumerate(periods) if i % every == 0]
    lines = tuple((_r(floor - count / top * room), count) for count in _grid(top))
    return Timeline(width, height, floor, tuple(columns), tuple(labels), lines)


@dataclass(frozen=True, slots=True)
class Circle:
    """One meeting of a speaker (row) and another actor (column): `kind` says whether spoken to or spoken of."""

    x: float
    y: float
    radius: float
    row: int
    column: int
    kind: Literal["to", "of"]
    count: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """Circles on a grid of `cell` units; rows and columns are labelled by name."""

    width: int
    height: int
    cell: int
    left: float
    top: float
    circles: tuple[Circle, ...]
    rows: tuple[Label, ...]
    columns: tuple[Label, ...]


def matrix(
    rows: Sequence[str],
    columns: Sequence[str],
    to: Mapping[tuple[int, int], int],
    of: Mapping[tuple[int, int], int],
    *,
    rightwards: bool,
    cell: int = 44,
) -> Matrix:
    """Circles whose area grows with the count: `to` filled, `of` a ring around it.

    >>> m = matrix(["وزیر نیرو"], ["مجلس", "دولت"], {(0, 0): 4}, {(0, 1): 1}, rightwards=False)
    >>> [(c.kind, c.column, c.count) for c in m.circles], m.circles[0].x > m.circles[1].x
    ([('to', 0, 4), ('of', 1, 1)], True)
    """
    names = 24 + 8 * max((min(len(name), 24) for name in rows), default=0)  # a letter is at most 8 units wide
    head = 24 + 6 * max((min(len(name), 20) for name in columns), default=0)  # written askew, so 6 of them high
    width, height = names + cell * len(columns) + head // 2, head + cell * len(rows) + _MARGIN
    kinds: tuple[tuple[Literal["to", "of"], Mapping[tuple[int, int], int]], ...] = (("to", to), ("of", of))
    most = max([*to.values(), *of.values()], default=1)

    def across(column: int) -> float:
        offset = names + (column + 0.5) * cell
        return offset if rightwards else width - offset

    def down(row: int) -> float:
        return head + (row + 0.5) * cell

    circles = [
        Circle(across(c), down(r), _r(4 + (cell / 2 - 6) * (count / most) ** 0.5), r, c, kind, count)
        for kind, counts in kinds
        for (r, c), count in sorted(counts.items())
    ]
    edge = names - 12 if rightwards else width - names + 12
    return Matrix(
        width,
        height,
        cell,
        names if rightwards else width - names - cell * len(columns),
        head,
        tuple(circles),
        tuple(Label(edge, down(r) + 5, shorten(name, 24), "end") for r, name in enumerate(rows)),
        tuple(Label(across(c), head - 10, shorten(name, 20), "start") for c, name in enumerate(columns)),
    )


def shorten(text: str, most: int) -> str:
    """The text, or its beginning and an ellipsis, in at most `most` code points.

    >>> shorten("سخنگوی وزارت نیرو", 10)
    'سخنگوی وز…'
    """
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _round_up(most: int) -> int:
    """The least 1, 2 or 5 times a power of ten, or 4 of it, that is not below `most`: the top of the scale."""
    size = 1
    while True:
        for step in (1, 2, 4, 5):
            if step * size >= most:
                return step * size
        size *= 10


def _grid(top: int) -> list[int]:
    parts = 4 if top % 4 == 0 else 5 if top % 5 == 0 else top
    return [top // parts * part for part in range(1, parts + 1)]


def _r(value: float) -> float:
    return round(value, 1)
