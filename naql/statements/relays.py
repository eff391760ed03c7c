"""Token → Relay: reads «به گزارش … به نقل از …» as the chain of outlets through which the news came, not as speech.

An outlet is one of data/outlets.tsv or one that the article's mentions hold. It is a relay where it hands the news on: after a
hand-over («به گزارش»), before a verb of telling («نوشت»), at the head of a line («خبرگزاری X:») or in a dateline («تهران - X -»).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from naql.actors.countries import country_of
from naql.lexicon import read_table
from naql.records import Mention, Relay
from naql.sentences import Token
from naql.sentences.tokens import starts
from naql.sentences.words import fold, folded, phrase

_HANDED = tuple(
    phrase(words)
    for words in (
        "به گزارش",
        "به نقل از",
        "به نوشته",
        "بنا به گزارش",
        "بنابر گزارش",
        "بر اساس گزارش",
        "از قول",
        "منبع :",
    )
)
_TELLS = folded("نوشت نوشته می‌نویسد گزارش منتشر خبر نقل")
_KINDS = folded("خبرگزاری روزنامه شبکه پایگاه سایت وب‌سایت تارنمای هفته‌نامه تلویزیون رادیو مجله آژانس خبری")
# What an outlet is like stands between its kind and its name: «روزنامه انگلیسی …», «خبرگزاری دولتی …».
_LIKE = folded("رسمی دولتی نیمه‌رسمی اینترنتی صهیونیستی عبری عربی عرب‌زبان")
_OFFICES = folded("روابط پایگاه دفتر مرکز اداره ستاد خبرگزاری سایت")
_REPORTERS = folded("خبرنگار گزارشگر از")
_REACH = 9  # words between the hand-over and the outlet: «به گزارش گروه بین‌الملل خبرگزاری …»
_DASHES = frozenset(("-", "–", "—", "/", ""))  # «ـ», the stretcher, is folded to nothing
_ENDS = frozenset("،:؛.,\n") | folded("به که")


class _Outlet(NamedTuple):
    first: int
    last: int  # token indices
    sure: bool = False  # a mention, or a name of several words; a single word of the table may be the state («ایران»)


@cache
def _known() -> dict[str, list[tuple[str, ...]]]:
    """First folded word → the names of the table that begin with it, the longest first."""
    grouped: dict[str, list[tuple[str, ...]]] = {}
    for row in read_table("outlets"):
        words = phrase(row["entry"])
        grouped.setdefault(words[0], []).append(words)
    return {first: sorted(names, key=len, reverse=True) for first, names in grouped.items()}


def is_outlet(keys: Sequence[str]) -> bool:
    """Are these folded words, all of them, the name of an outlet of the table?"""
    return bool(keys) and tuple(keys) in _known().get(keys[0], ())


def find_relays(text: str, tokens: Sequence[Token], mentions: Sequence[Mention]) -> list[Relay]:
    """The outlets and agencies that the article names as its source, each once, in the order in which they hand it on.

    `name` is the outlet without what kind of outlet it is («خبرگزاری», «روزنامه»); the offsets are those of that name.
    """
    keys = [fold(token.text) for token in tokens]
    outlets = _outlets(keys, tokens, mentions)
    relays: dict[str, Relay] = {}
    for outlet in _handing(keys, outlets, _in_titles(tokens, mentions)):
        first, last, _ = _bare(keys, outlet)
        start, end = tokens[first].start, tokens[last - 1].end
        name = text[start:end].strip('«»"“” ')
        relays.setdefault(fold(name).replace(" ", ""), Relay(name, start, end))
    return list(relays.values())


def _bare(keys: Sequence[str], outlet: _Outlet) -> _Outlet:
    """The name without the words for its kind and what it is like, unless the table has that word in the name («رادیو فردا»)."""
    first, last, _ = outlet
    named = [i for i in range(first + 1, last - 1) if keys[i] == "خبرگزاری"]
    first = named[-1] if named else first  # «سلامت گروه علمی خبرگزاری …»: the desk of its reporter stands before it
    while first < last - 1 and tuple(keys[first:last]) not in _known().get(keys[first], ()):
        if keys[first] not in _KINDS and not (first > outlet.first and _says_what_it_is_like(keys[first])):
            break
        if keys[first + 1].startswith("اطلاع"):  # «پایگاه اطلاع‌رسانی …» is a name as a whole
            break
        first += 1
    return _Outlet(first, last)


def _says_what_it_is_like(key: str) -> bool:
    """«دولتی», «انگلیسی», «آمریکایی»."""
    return key in _LIKE or any(key.endswith(end) and country_of(key.removesuffix(end)) for end in ("ی", "یی"))


def _outlets(keys: Sequence[str], tokens: Sequence[Token], mentions: Sequence[Mention]) -> dict[int, _Outlet]:
    """First token of each outlet, with the word for its kind, → its stretch."""
    found: dict[int, _Outlet] = {}
    at = 0
    for mention in sorted((m for m in mentions if m.type == "outlet"), key=lambda m: m.start):
        while at < len(tokens) and tokens[at].start < mention.start:
            at += 1
        last = at
        while last < len(tokens) and tokens[last].start < mention.end:
            last += 1
        found[at] = _Outlet(at, last, True)
    table = _known()
    for index, key in enumerate(keys):
        for words in table.get(key, ()):
            if tuple(keys[index : index + len(words)]) == words:
                found.setdefault(index, _Outlet(index, index + len(words), len(words) > 1))
                break
    return found


def _in_titles(tokens: Sequence[Token], mentions: Sequence[Mention]) -> set[int]:
    """The tokens behind the first one of a title that is no reporter's: «جمهوری اسلامی» in «رئیس جمهوری اسلامی ایران»."""
    begins = starts(tokens)
    held: set[int] = set()
    for mention in mentions:
        first = bisect_left(begins, mention.start)
        if mention.type == "title" and first < len(tokens) and fold(tokens[first].text) not in _REPORTERS:
            held.update(range(first + 1, bisect_left(begins, mention.end)))
    return held


def _handing(keys: Sequence[str], outlets: dict[int, _Outlet], titles: set[int]) -> Iterator[_Outlet]:
    for index in range(len(keys)):
        outlet = outlets.get(index)
        tells = outlet and index not in titles and _tells(keys, outlet)
        if outlet and (tells or _heads_line(keys, outlet) or _in_dateline(keys, outlet)):
            yield outlet
        for words in _HANDED:
            if keys[index] == words[0] and tuple(keys[index : index + len(words)]) == words:
                named = _after(keys, index + len(words), outlets)
                if named:
                    yield named


def _heads_line(keys: Sequence[str], outlet: _Outlet) -> bool:
    first, last, _ = outlet
    if first and keys[first - 1] in _KINDS:
        first -= 1
    if first > 1 and keys[first - 1] == "/":  # «فوری / X:»
        first -= 2
    return (first == 0 or keys[first - 1] == "\n") and last < len(keys) and keys[last] in (":", "-")


def _in_dateline(keys: Sequence[str], outlet: _Outlet) -> bool:
    first, last, _ = outlet
    if first == 0:
        return False
    if first > 1 and keys[first - 1] in _DASHES and keys[first - 2].isdecimal():
        return False  # «۱۳- فارس – …» is a row of a list
    signed = keys[first - 1] == "/" and keys[last : last + 1] in ([], ["\n"])  # «… باز شد/ ایسنا»
    return signed or (last < len(keys) and keys[last] in _DASHES and keys[first - 1] in _DASHES | {"\n", "("})


def _tells(keys: Sequence[str], outlet: _Outlet) -> bool:
    """«روزنامه X نوشت», but a bare word of the table («ایران گزارش داد») is the state or the thing, not the outlet."""
    first, last, _ = outlet
    before = first - 1 if first > 1 and _says_what_it_is_like(keys[first - 1]) else first
    named = last - first > 1 or (before > 0 and keys[before - 1] in _KINDS)
    return named and any(key in _TELLS for key in keys[last : last + 3])


def _desk(keys: Sequence[str], at: int, outlets: dict[int, _Outlet]) -> _Outlet | None:
    """The outlet whose reporter it is, where the word behind «خبرنگار» is a desk («خبرنگار حوزه دولت خبرگزاری …»)."""
    if outlets[at].sure or keys[at - 1] not in _REPORTERS:
        return None
    for index in range(outlets[at].last, min(len(keys), at + _REACH)):
        if keys[index] in _ENDS:
            break
        if index in outlets and _KINDS & {keys[index], keys[index - 1]}:
            return outlets[index]
    return None


def _after(keys: Sequence[str], at: int, outlets: dict[int, _Outlet]) -> _Outlet | None:
    """The outlet a hand-over names; the whole phrase to the next mark where it is an office («روابط عمومی …»)."""
    for index in range(at, min(len(keys), at + _REACH)):
        if index in outlets and (index == at or outlets[index].sure or keys[index - 1] in _KINDS | _REPORTERS):
            return _desk(keys, index, outlets) or outlets[index]
        if keys[index] in _ENDS:
            break
    if at < len(keys) and keys[at] in _OFFICES:
        last = next((i for i in range(at, min(len(keys), at + 2 * _REACH)) if keys[i] in _ENDS), at)
        return _Outlet(at, last) if last > at else None
    return None
