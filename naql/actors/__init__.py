"""Token → Mention → Actor: who and what is named in an article, and which names mean the same."""

from __future__ import annotations

from naql.actors.coreference import Cast
from naql.actors.mentions import find_mentions

__all__ = ["Cast", "find_mentions"]
