"""What is asked of the store: a frozen Query, whatever page or command it came from."""

from __future__ import annotations

from dataclasses import dataclass

from naql.store.results import Sort

MOST_LIMIT = 1000
MOST_OFFSET = 10_000


@dataclass(frozen=True, slots=True)
class Query:
    """Which statements, in which order. All conditions must hold; null and empty ones ask nothing.

    words     as typed: words (all must occur), "an exact phrase" or «an exact phrase», prefix*, -without
    speaker, to   an actor's number ("17") or words of a name
    about     words of the topic, or of a name in the content
    act, form, outlet   one value of the facet of that name
    since, until  days, both included: `1399/07/13`, `2020-10-04`, `1399`, `مهر ۱۳۹۹`, «دیروز», «۳ روز پیش»
    sort      best: those with the words exactly as typed first, then the newest
    copies    false: a statement repeated in republished copies is found once, with all its outlets
    """

    words: str = ""
    speaker: str = ""
    to: str = ""
    about: str = ""
    act: str = ""
    form: str = ""
    outlet: str = ""
    since: str = ""
    until: str = ""
    sort: Sort = "best"
    limit: int = 20
    offset: int = 0
    copies: bool = False
