"""two names → do they mean the same? One question for each kind of name; the answers do not depend on the article."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from naql.actors.countries import country_of
from naql.actors.features import is_place
from naql.actors.keys import name_keys
from naql.actors.titles import classes, head_of

Keys = tuple[str, ...]
_KIN = frozenset({"برادر", "خواهر", "پسر", "دختر", "همسر", "پدر", "مادر"})
_SIDES = frozenset({"شرقی", "غربی", "شمالی", "جنوبی", "شرق", "غرب", "شمال", "جنوب"})
_ALIKE = 0.6  # the share of common words from which on two long titles count as the same one
_STATE = 3  # words that the name of a state may have («ایالات متحده آمریکا»)
FORMER = frozenset({"سابق", "کنونی", "فعلی", "جدید", "اسبق", "پیشین"})
_LOCAL = frozenset({"استان", "شهرستان", "شهر", "منطقه", "ناحیه"})
# Behind these stands what a place is called after and what it is not: «تنگهٔ زاگرس», «مرز زاگرس», «شرق زاگرس».
_BESIDE_PLACE = frozenset(
    name_keys(
        "تنگه دریا دریای خلیج رود رودخانه کوه مرز پارک فرودگاه ورزشگاه استادیوم مسجد حرم سد دشت تالاب بیابان جاده بزرگراه اتوبان"
        " پل خیابان میدان شرق غرب شمال جنوب"
    )
)
_PAST = frozenset({"سابق", "اسبق", "پیشین", "وقت"})  # who held an office is not who holds it
_LOOSE = FORMER | {"این", "ان", "همین", "همان", "یک", "کشور", "کشورمان", "ما", "وقت", "محترم", "امور", "موقت"}
_INTERIOR = frozenset({"وزیر", "وزارت", "وزیران", "وزرای"})
# Bodies are called with and without these; «وزارت», «شرکت» and the like tell one body from another of that name.
_ANY_BODY = frozenset({"سازمان", "جنبش"})
_UNNAMED = frozenset({"منبع", "مقام", "شاهد", "دیپلمات", "فرد", "نفر"})
_UNNAMED_ALONE = _UNNAMED | {"مسیول", "مسوول", "عضو"}  # with more behind them they are an office («عضو شورا»)
COMPOUNDS = {
    "مدیرکل": ("مدیر", "کل"),
    "دبیرکل": ("دبیر", "کل"),
    "رییسجمهور": ("رییس", "جمهور"),
    "نخستوزیر": ("نخست", "وزیر"),
    "مدیرعامل": ("مدیر", "عامل"),
    "فرماندهکل": ("فرمانده", "کل"),
    "امورخارجه": ("خارجه",),
}


def same_person(a: Keys, b: Keys) -> bool:
    """Can two persons' names mean the same: one the end of the other, or its beginning, however the words are joined?

    >>> same_person(("حسن", "فرهمند"), ("فرهمند",)), same_person(("حسن", "فرهمند"), ("رضا", "فرهمند"))
    (True, False)
    """
    bare = _without_kin(a), _without_kin(b)
    if any(len(name) == 1 < len(whole) for name, whole in zip(bare, (a, b), strict=True)):  # «علی» alone is too little
        return bare[0] == bare[1]
    short, long = sorted(bare, key=lambda keys: len("".join(keys)))
    s, g = "".join(short), "".join(long)
    if s == g:
        return True
    if len(s) < 2:
        return False
    whole = {"".join(long[i:]) for i in range(len(long))} | {"".join(long[:i]) for i in range(1, len(long))}
    return s in whole or (len(s) > 3 and len(short) > 1 and g.endswith(s)) or _skips(short, long) or _near(s, g)


def _without_kin(keys: Keys) -> Keys:
    """«علی برادر رضا نیکنام» is called «علی»: a name without the words that say whose relative it is."""
    kin = next((i for i in range(1, len(keys) - 1) if keys[i] in _KIN), len(keys))
    return keys[:kin]


def _skips(short: Keys, long: Keys) -> bool:
    """Are the words of the shorter name words of the longer, in order, the last the same?"""
    if len(short) < 2 or short[-1] != long[-1]:
        return False
    rest = iter(long)
    return all(key in rest for key in short)


def _near(a: str, b: str) -> bool:
    """Do two long spellings differ by one letter?"""
    if min(len(a), len(b)) < 7 or abs(len(a) - len(b)) > 1:
        return False
    i = 0
    while i < min(len(a), len(b)) and a[i] == b[i]:
        i += 1
    return a[i + 1 :] == b[i + 1 :] or a[i:] == b[i + 1 :] or a[i + 1 :] == b[i:]


def title_head(keys: Keys) -> str:
    """The head noun of a title without its ezafe; «نخست وزیر» and «رئیس جمهور» count as one word.

    >>> title_head(("سخنگوی", "وزارت")) == title_head(("سخنگو",))
    True
    """
    plain = _telling(keys)
    for i, key in enumerate(plain):
        if key in {"نخست", "رییس"} and plain[i + 1 : i + 2] in (["وزیر"], ["جمهور"], ["جمهوری"]):
            return key + plain[i + 1].removesuffix("ی")
        if classes(key):
            return key.removesuffix("ی") if len(key) > 4 else key
    return plain[0] if plain else ""


def _telling(keys: Keys) -> list[str]:
    """The words of a title that tell which one it is, compounds as two, the ezafe and final «ی» of «رئیس‌جمهوری» taken off.

    «فرمانده کل سپاه» is «فرمانده سپاه», but «دادستان کل» is not any «دادستان».
    """
    plain: list[str] = []
    for before, key in pairwise(("", *keys)):
        # «وزیر کشور» is a minister of his own, «وزیر نیروی کشور» the one of energy.
        if key not in _LOOSE or (key == "کشور" and before in _INTERIOR):
            bare = key.removesuffix("ی") if len(key) > 4 else key
            plain += COMPOUNDS.get(bare, (bare,))
    return [key for i, key in enumerate(plain) if key != "کل" or plain[i - 1 : i] != ["فرمانده"]]


@lru_cache(maxsize=50_000)
def title_match(a: Keys, b: Keys) -> int:
    """How well two titles agree: 99 for the same, 0 for not at all, else the number of telling words they share.

    >>> title_match(("سخنگوی", "گمرک"), ("سخنگوی", "گمرک", "ایران")), title_match(("وزیر", "نیرو"), ("وزیر", "نفت"))
    (2, 0)
    >>> title_match(("وزیر", "نیرو"), ("وزیر", "پیشین", "نیرو"))
    0
    >>> title_match(("فرمانده", "سپاه", "استان", "کرمان"), ("فرمانده", "کل", "سپاه"))
    0
    >>> title_match(("معاون", "راه", "و", "مسکن", "اردبیل"), ("معاون", "راه", "و", "مسکن", "کرمانشاه"))
    0
    >>> title_match(("سفیر", "ایران", "در", "عراق"), ("سفیر", "ایران", "در", "عمان"))
    0
    """
    if "".join(a) == "".join(b):
        return 99
    if title_head(a) != title_head(b) or _PAST.isdisjoint(a) != _PAST.isdisjoint(b):
        return 0
    x, y = set(_with_states(_telling(a))), set(_with_states(_telling(b)))
    if _commands_all(a) != _commands_all(b) and not _LOCAL.isdisjoint(x ^ y):
        return 0
    both = len(x & y)
    alike = both > 2 and both >= _ALIKE * len(x | y) and same_side(a, b) and not (_places(x - y) and _places(y - x))
    return both if x and y and (x <= y or y <= x or alike) else 0


def _places(keys: Iterable[str]) -> bool:
    """Is one of some words of a title a place, or the code of a state («مدیرکل … اردبیل», «سفیر ایران در عراق»)?"""
    return any(is_place(key) or (len(key) == 2 and key.isupper()) for key in keys)


def _commands_all(keys: Keys) -> bool:
    """Is it «فرمانده کل», who is no «فرمانده سپاه استان کرمان» though «فرمانده سپاه» may mean him?"""
    return "فرماندهکل" in keys or ("فرمانده", "کل") in pairwise(keys)


def _with_states(keys: list[str]) -> list[str]:
    """A state by its code, however it is called.

    >>> _with_states(["وزیر", "خارجه", "ایالات", "متحده"])
    ['وزیر', 'خارجه', 'US']
    """
    found: list[str] = []
    at = 0
    while at < len(keys):
        lengths = range(min(_STATE, len(keys) - at), 0, -1)
        states = ((n, country_of(" ".join(keys[at : at + n]))) for n in lengths)
        length, state = next(((n, state) for n, state in states if state), (1, None))
        found.append(state.code if state else keys[at])
        at += length
    return found


def short_form(a: Keys, b: Keys) -> bool:
    """Is one name the other with words left out, the head the same («مجلس», «مجلس شورای اسلامی»)?"""
    short, long = sorted((a, b), key=len)
    return bool(short) and short[0] == long[0] and set(short) < set(long)


def name_without_head(keys: Keys) -> Keys:
    """«خبرگزاری سپیده» and «سپیده», «استان زاگرس» and «زاگرس»: the name without the noun that says what it names.

    >>> name_without_head(("سازمان", "عفو", "بینالملل"))
    ('عفو', 'بینالملل')
    """
    rest = keys[1:] if keys and keys[0] in _ANY_BODY else keys
    return tuple(key for key in rest if not _may_lack(key)) or keys


def _may_lack(key: str) -> bool:
    return "outlet" in classes(key) or ("area" in classes(key) and key not in _BESIDE_PLACE) or key in _LOOSE


def same_side(a: Keys, b: Keys) -> bool:
    """Do two names say the same side of a land, or one of them none («کره», «کره جنوبی»)?

    >>> same_side(("زاگرس", "شرقی"), ("زاگرس",)), same_side(("زاگرس", "شرقی"), ("زاگرس", "غربی"))
    (True, False)
    """
    x, y = _SIDES & set(a), _SIDES & set(b)
    return not x or not y or x == y


def is_office(keys: Keys) -> bool:
    """Does the phrase begin with an office, a profession or a rank?"""
    return bool(head_of(keys)[1] & {"office", "role", "honorific"})


def is_unnamed(keys: Keys) -> bool:
    """Is the phrase one for somebody who stays without a name («مقام آمریکایی», «منبع آگاه»)?"""
    head = title_head(keys)
    return head in (_UNNAMED_ALONE if len(keys) == 1 else _UNNAMED)
