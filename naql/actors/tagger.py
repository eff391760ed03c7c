"""Token → label: the learnt tagger of names (a linear CRF whose weights stand in `naql/data/actors`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

import pycrfsuite

from naql.actors.features import features
from naql.lexicon import read_data
from naql.sentences import Token

_LONGEST = 1_000  # tokens of one call: memory and time stay linear in the length of the text
_ENDS = frozenset(".!؟?؛:،\n")


@cache
def _weights() -> bytes:
    """Kept for as long as the tagger: CRFsuite reads the weights where they lie and holds no reference to them."""
    return read_data("actors/mentions.crfsuite")


@cache
def _tagger() -> pycrfsuite.Tagger:
    tagger = pycrfsuite.Tagger()
    tagger.open_inmemory(_weights())
    return tagger


def chunks(tokens: Sequence[Token], longest: int = _LONGEST) -> Iterator[tuple[int, int]]:
    """Stretches of at most `longest` tokens that end, where they can, at a line or sentence end."""
    start = 0
    while len(tokens) - start > longest:
        ends = range(start + longest - 1, start + longest // 2, -1)
        end = next((i for i in ends if tokens[i].text in _ENDS), start + longest - 1) + 1
        yield start, end
        start = end
    yield start, len(tokens)


def label(tokens: Sequence[Token], tagger: pycrfsuite.Tagger | None = None) -> list[str]:
    """The label of each token: `O`, or the type of a mention after `B-` where it begins and `I-` where it goes on."""
    tagger = tagger or _tagger()
    found: list[str] = []
    for start, end in chunks(tokens):
        if end > start:
            found += tagger.tag(pycrfsuite.ItemSequence(features(tokens[start:end])))
    return found


def stretches(labels: Sequence[str]) -> list[tuple[int, int, str]]:
    """The (first token, one past the last, type) of each mention that the labels mark.

    >>> stretches(["B-title", "I-title", "B-person", "O"])
    [(0, 2, 'title'), (2, 3, 'person')]
    """
    edges = [i for i, now in enumerate(labels) if now[0] in "OB" or i == 0 or labels[i - 1][2:] != now[2:]]
    edges.append(len(labels))
    return [(i, k, labels[i][2:]) for i, k in pairwise(edges) if labels[i] != "O"]
