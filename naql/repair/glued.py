"""word → cut: two words typed without the blank between them («شدنداو», «درتهران»).

Only a word that is none, that no ending explains and that needs no half-space is looked at. The more common the two
words, the longer, and the less the first one's last letter joins (after ا د ر ز و the lack of a blank is not seen),
the surer.
"""

from __future__ import annotations

from functools import cache
from math import log
from typing import NamedTuple

from naql.lexicon import read_table
from naql.repair.analysis import JOINING, LONGEST, Counts, inflection

# Read by eye on words of 1,200 Fars and 450 crawled articles: from 20 on nearly all are two words, from 18 on most.
_SURE, _LIKELY = 20.0, 18.0


@cache
def _bound() -> frozenset[str]:
    return frozenset(row["entry"] for row in read_table("repair/bound"))


class Glued(NamedTuple):
    """Where the second word begins, and how sure that is."""

    cut: int
    confidence: float


def glued(word: str, counts: Counts, settled: frozenset[str]) -> Glued | None:
    """The two words a run of letters is made of, or None."""
    if not 5 <= len(word) <= LONGEST or counts.is_word(word) or inflection(word, counts)[0]:
        return None
    score, cut = max((_score(word[:cut], word[cut:], counts, settled), cut) for cut in range(2, len(word) - 1))
    return Glued(cut, 0.95 if score >= _SURE else 0.8) if score >= _LIKELY else None


def _score(left: str, right: str, counts: Counts, settled: frozenset[str]) -> float:
    if left not in settled or right not in settled or left in _bound() or right in counts.affixes:
        return 0.0
    common = [counts.clean.get(word, 0) + 0.3 * counts.news.get(word, 0) for word in (left, right)]
    if min(common) < 1:
        return 0.0
    return sum(map(log, common)) + 2.0 * (left[-1] not in JOINING) + 0.5 * (min(len(left), 5) + min(len(right), 5))
