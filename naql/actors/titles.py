"""words → what they are: the head nouns by which offices, honorifics, bodies, documents and groups are told apart.

The table `naql/data/actors/heads.tsv` holds the heads; a head counts with its ezafe («سخنگوی»), its plural is looked up apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

from naql.actors.keys import name_keys, word_key
from naql.lexicon import read_table

Classes = frozenset[str]
_NONE: Classes = frozenset()
DEMONSTRATIVES = frozenset({"این", "ان", "همین", "همان"})
_ORDINALS = ("یک", "دو", "سو", "چهار", "پنج", "شش", "هفت", "هشت", "نه", "ده", "یازده", "دوازده")
_WHICH = DEMONSTRATIVES | {"یک", "اولین", "نخستین", "اخرین", *(number + "مین" for number in _ORDINALS)}
AFORESAID = frozenset({"یادشده", "مذکور", "مزبور", "فوق", "فوقالذکر", "نامبرده", "مورداشاره"})  # behind the noun
_THOSE_WHO = ("ندگان", "شدگان", "ستگان")  # plurals of participles: «بافندگان», «بازداشت‌شدگان», «بازنشستگان»
# With a name right behind them somebody else.
_OTHERS = frozenset({("وکیل",), ("وکیل", "مدافع"), ("نزدیکان",), ("اطرافیان",)})
CALLED = frozenset(name_keys("نام اسم موسوم معروف مشهور ملقب متخلص"))  # «شهروندی به نام کیانی», «فردی معروف به کیانی»
_TOWARDS = frozenset({"به", "با", "از", "در", "علیه"})
_COUNTS = frozenset(name_keys("دو سه چهار پنج شش هفت هشت نه ده بیش حدود ده‌ها صدها هزاران یکصد چند چندین"))
_GLUED_HONORIFICS = ("سید", "حاج", "ملا", "سیده")


@cache
def _heads() -> dict[str, Classes]:
    heads: dict[str, Classes] = {}
    for row in read_table("actors/heads"):
        key = word_key(row["entry"])
        heads[key] = heads.get(key, _NONE) | {row["class"]}
    return heads


@lru_cache(maxsize=50_000)
def classes(key: str) -> Classes:
    """The classes of a head noun given by its key, with or without the ezafe of a word that ends in a vowel.

    >>> sorted(classes("سخنگوی"))
    ['office']
    """
    heads = _heads()
    if key in heads:
        return heads[key]
    for ending in ("ی", "ای", "های", "ها", "هایی"):
        if key.endswith(ending) and len(key) > len(ending) + 2 and key[: -len(ending)] in heads:
            found = heads[key[: -len(ending)]]
            plural = ending.startswith("ها") and bool(found & {"office", "role", "honorific"})
            return frozenset({"group"}) if plural else found
    return _NONE


def head_of(keys: Sequence[str]) -> tuple[str, Classes]:
    """The first word of a phrase that does not only say which one of its kind is meant, and its classes; ("", none) for no word.

    >>> head_of(("تازهترین", "گزارش", "اژانس"))[0]
    'گزارش'
    """
    for key in keys:
        if key not in _WHICH and not key.endswith("ترین"):
            return key, classes(key)
    return "", _NONE


def points_back(keys: Sequence[str]) -> bool:
    """Does the phrase begin with «این» or «آن», or end with a word that says the same («مقام یادشده»)?"""
    return bool(keys) and (keys[0] in DEMONSTRATIVES or (len(keys) > 1 and keys[-1] in AFORESAID))


def counts(keys: Sequence[str]) -> bool:
    """Does a phrase count people or bodies («بیش از ۱۴۰۰ روزنامه‌نگار», «سه کشور», «چند منبع»)?"""
    return bool(keys) and (keys[0] in _COUNTS or keys[0][:1].isdecimal())


def means_many(keys: Sequence[str]) -> bool:
    """Does a phrase mean several: is its head a group, or the plural of an office, a profession or a participle, or does it count?

    >>> means_many(("این", "تحلیلگران")), means_many(("این", "تحلیلگر")), means_many(("این", "بافندگان"))
    (True, False, True)
    """
    head, kinds = head_of(keys)
    if "group" in kinds or head.endswith(_THOSE_WHO) or counts(keys):
        return True
    one = head[:-3] + "ه" if head.endswith("گان") else head.removesuffix("ان")
    return one != head and bool(classes(one) & {"office", "role", "honorific"})


def speaks_of_others(keys: Sequence[str]) -> bool:
    """Do the words right before a name say who else it is: «مشاوران کیانی», «یکی از دستیاران کیانی», «وکیل کیانی», «منبعی نزدیک به کیانی»?

    >>> speaks_of_others(("وکیل",)), speaks_of_others(("وکیل", "دادگستری"))
    (True, False)
    >>> speaks_of_others(("منبعی", "نزدیک", "به")), speaks_of_others(("فردی", "معروف", "به"))
    (True, False)
    """
    if tuple(keys) in _OTHERS or (means_many(keys) and not is_honorific(keys)):
        return True
    return not _TOWARDS.isdisjoint(keys[-1:]) and CALLED.isdisjoint(keys)


def is_honorific(keys: Sequence[str]) -> bool:
    """Does the phrase hold honorifics only («جناب آقای»)?"""
    return all("honorific" in classes(key) or key == "و" for key in keys)


def without_honorifics(keys: Sequence[str]) -> tuple[str, ...]:
    """The keys of a person's name without the honorifics before it, also one written together with the name.

    >>> without_honorifics(("دکتر", "سید", "رضا", "نیکنام")), without_honorifics(("سیدرضا", "نیکنام"))
    (('رضا', 'نیکنام'), ('رضا', 'نیکنام'))
    """
    rest = list(keys)
    while len(rest) > 1 and ("honorific" in classes(rest[0]) or rest[0] == "و"):
        rest.pop(0)
    if len(rest) > 1:
        for glued in _GLUED_HONORIFICS:
            if rest[0].startswith(glued) and len(rest[0]) > len(glued) + 2:
                rest[0] = rest[0][len(glued) :]
                break
    return tuple(rest)
