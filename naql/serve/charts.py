"""Timeline, Network of the store → Chart, Grid, buckets: counts by day put into periods, links put on a grid."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

from naql.serve.answers import Bucket, Chart, Grid, Line
from naql.serve.periods import Period, months, periods
from naql.serve.words import Code
from naql.store.results import ActorBrief, Count, Network, Timeline

MOST_ON_A_SIDE = 14  # rows and columns of the grid: as many names as can still be read


def charts(timelines: Sequence[Timeline], code: Code) -> tuple[Chart, ...]:
    """Several timelines over the same months or years of the interface's calendar."""
    first = min((t.first for t in timelines if t.first), default=None)
    last = max((t.last for t in timelines if t.last), default=None)
    spans = periods(first, last, code)
    return tuple(_chart(timeline, spans) for timeline in timelines)


def chart(timeline: Timeline, code: Code) -> Chart:
    """A timeline in months or years of the interface's calendar."""
    return charts([timeline], code)[0]


def _chart(timeline: Timeline, spans: tuple[Period, ...]) -> Chart:
    lines = (Line(series.actor, _into(spans, series.days)) for series in timeline.series)
    return Chart(spans, tuple(line for line in lines if any(line.counts)), timeline.undated, timeline.whole)


def buckets(days: Sequence[Count], code: Code) -> tuple[Bucket, ...]:
    """The months that have statements, the latest first."""
    if not days:
        return ()
    spans = months(days[0].value, days[-1].value, code)
    counts = _into(spans, {day.value: day.count for day in days})
    found = (Bucket(p.first, p.last, p.name, n) for p, n in zip(spans, counts, strict=True) if n)
    return tuple(reversed(tuple(found)))


def grid(network: Network) -> Grid:
    """The actors with most links on both sides, and the links between them; no row or column is empty."""
    heard = {actor.id for actor in _busiest((link.speaker, link.count) for link in network.links)}
    named = _busiest((link.other, link.count) for link in network.links if link.speaker.id in heard)
    ids = {actor.id for actor in named}
    links = tuple(link for link in network.links if link.speaker.id in heard and link.other.id in ids)
    speakers = _busiest((link.speaker, link.count) for link in links)
    return Grid(speakers, named, links, network.whole)


def _into(spans: Sequence[Period], days: Mapping[str, int]) -> tuple[int, ...]:
    starts = [span.first for span in spans]
    counts = [0] * len(spans)
    for day, count in days.items():
        at = bisect_right(starts, day) - 1
        if at >= 0 and day <= spans[at].last:
            counts[at] += count
    return tuple(counts)


def _busiest(weighted: Iterable[tuple[ActorBrief, int]]) -> tuple[ActorBrief, ...]:
    totals: dict[str, int] = {}
    actors: dict[str, ActorBrief] = {}
    for actor, count in weighted:
        totals[actor.id] = totals.get(actor.id, 0) + count
        actors[actor.id] = actor
    ordered = sorted(totals, key=lambda key: (-totals[key], actors[key].name))
    return tuple(actors[key] for key in ordered[:MOST_ON_A_SIDE])
