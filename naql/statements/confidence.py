"""Probability → confidence: the rankers are too sure of themselves; annotated articles say how often they are right.

`data/statements/confidence.json` holds, for rising probabilities, the share of statements right in who said what on articles that the
models had not seen (training/measure.py).
"""

from __future__ import annotations

import json
from bisect import bisect_right
from functools import cache

from naql.lexicon import read_data


@cache
def _steps() -> list[tuple[float, float]]:
    return [(probability, share) for probability, share in json.loads(read_data("statements/confidence.json"))]


def confidence(probability: float) -> float:
    """The share of statements that were right where the rankers gave this probability, to two places.

    >>> confidence(0.99) > confidence(0.3)
    True
    """
    steps = _steps()
    at = bisect_right(steps, (probability, 2.0))
    if at in (0, len(steps)):
        return round(steps[min(at, len(steps) - 1)][1], 2)
    (low, share), (high, next_share) = steps[at - 1], steps[at]
    return round(share + (next_share - share) * (probability - low) / (high - low), 2)
