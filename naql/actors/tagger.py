"""Token → label: the learnt tagger of names (a recurrent network whose weights stand in `naql/data/actors`)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from naql.actors.features import columns
from naql.lexicon import read_data
from naql.network import Network, pieces
from naql.sentences import Token


@cache
def _tagger() -> Network:
    return Network(read_data("actors/mentions.npz"))


def label(tokens: Sequence[Token]) -> list[str]:
    """The label of each token: `O`, or the type of a mention behind `B-`, `I-`, `E-` or `S-` (naql.network.Labels)."""
    network = _tagger()
    found: list[str] = []
    for first, last in pieces([token.text for token in tokens]):
        found += network.labels.decode(network(columns(tokens[first:last])))
    return found
