"""Words of a line → whether it brings what readers write to a channel («پیام‌های دریافتی از شهر:»)."""

from __future__ import annotations

from collections.abc import Sequence

from naql.sentences.words import fold, folded

_MESSAGE = folded("پیام پیامی پیام‌ها پیام‌های پیام‌هایی")
_MANY = folded("پیام‌ها پیام‌های")
RECEIVED = fold("دریافت")
_BEHIND = folded("تازه جدید رسیده شما مردم مخاطبان همراهان کاربران شهروندان ساعت حدود رگباری الان")
_BEFORE = folded("بر در از با به")  # «بنا بر پیام‌های دریافتی … :» tells what they say
_ANOTHER = folded("دیگر دیگری")


def message_in(keys: Sequence[str], title: bool = False) -> int | None:
    """The place of the word for messages among the folded words of a line that brings them; None of any other line.

    A `title`, which no colon ends, must say so right behind that word: «پیام جعلی دریافت یارانه» is news.

    >>> message_in(["شیراز", "پیامهای", "دریافتی"])
    1
    >>> message_in(["پیام", "وزیر"]) is None
    True
    """
    at = next((place for place, key in enumerate(keys) if key in _MESSAGE), None)
    if at is None or (at and keys[at - 1] in _BEFORE):
        return None
    behind = keys[at + 1 :]
    plain = at == 0 and keys[at] in _MANY and (not behind or behind[0] in _BEHIND)
    another = len(keys) == 2 and at == 0 and behind[0] in _ANOTHER
    received = behind[:1] if title else behind
    told = any(key.startswith(RECEIVED) and (not title or key != RECEIVED) for key in received)
    return at if plain or another or told else None
