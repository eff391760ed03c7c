"""Token → Relay: reads «به گزارش … به نقل از …» as the chain of outlets through which the news came, not as speech."""

from __future__ import annotations

from collections.abc import Sequence

from naql.records import Mention, Relay
from naql.sentences import Token


def find_relays(text: str, tokens: Sequence[Token], mentions: Sequence[Mention]) -> list[Relay]:
    return []
