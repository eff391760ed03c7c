"""Token → label: the learnt tagger of names (a recurrent network whose weights stand in `naql/data/actors`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from naql.actors.features import columns
from naql.lexicon import read_data
from naql.network import Network
from naql.sentences import Token

_LONGEST = 1_000  # tokens of one call: memory and time stay linear in the length of the text
_ENDS = frozenset(".!؟?؛:،\n")


@cache
def _tagger() -> Network:
    return Network(read_data("actors/mentions.npz"))


def chunks(tokens: Sequence[Token], longest: int = _LONGEST) -> Iterator[tuple[int, int]]:
    """Stretches of at most `longest` tokens that end, where they can, at a line or sentence end."""
    start = 0
    while len(tokens) - start > longest:
        ends = range(start + longest - 1, start + longest // 2, -1)
        end = next((i for i in ends if tokens[i].text in _ENDS), start + longest - 1) + 1
        yield start, end
        start = end
    yield start, len(tokens)


def label(tokens: Sequence[Token], tagger: Network | None = None) -> list[str]:
    """The label of each token: `O`, or the type of a mention behind `B-`, `I-`, `E-` or `S-` (naql.network.Labels)."""
    network = tagger or _tagger()
    found: list[str] = []
    for start, end in chunks(tokens):
        if end > start:
            found += network.labels.decode(network(columns(tokens[start:end])))
    return found
