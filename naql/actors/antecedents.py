"""Phrase, Role → antecedent: whom «وی», «این مسئول» or «این بیانیه» means among those who spoke or were named before.

Each of them is scored by the weights of what speaks for them (training/antecedents.py); the best one wins, or nobody does.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate, islice
from typing import NamedTuple

from naql.actors.cast import Roles
from naql.actors.keys import name_keys, word_key
from naql.actors.likeness import Keys, is_unnamed
from naql.actors.roles import Role
from naql.actors.titles import AFORESAID, DEMONSTRATIVES, Classes, head_of, means_many, points_back
from naql.lexicon import read_weights
from naql.records import ActorKind, Mention
from naql.spans import Span

_HEARD, _NAMED = 8, 24  # how many who spoke are looked at, and how many in all
_THEY = frozenset({"انها", "انان", "اینها", "همگی"})
NUMBERS = {"دو": 2, "سه": 3, "چهار": 4}
_COUNTED = NUMBERS.keys() | {"هر"}
# Documents that a person writes: rather whoever spoke last than the body that was named last.
_LETTERS = frozenset({"پیام", "نامه", "توییت", "پست", "یادداشت", "استوری"})
_GOVERNING = frozenset({"به", "از", "با", "برای", "بر", "در", "علیه"})
_EDGES = frozenset({"\n", ".", "!", "؟"})
_POINTING = DEMONSTRATIVES | AFORESAID | {"یک", "در", "از", "به", "و"}
_ENDINGS = ("خانه", "ان", "ها", "های")
_PLURALS = ("ان", "ها", "های")
_SEVERAL = frozenset({"they", "this many", "this counted"})
# What kinds of actors each sort may mean; documents may be anybody's.
_FITTING: dict[str, frozenset[ActorKind]] = {
    "he": frozenset({"person", "unnamed"}),
    "this": frozenset({"person", "unnamed"}),
    "they": frozenset({"group", "organisation", "place"}),
    "this many": frozenset({"group"}),
    "this counted": frozenset({"group"}),
    "this body": frozenset({"organisation", "group"}),
    "this outlet": frozenset({"outlet", "organisation"}),
    "this area": frozenset({"place"}),
}
_SORTS = ("body", "outlet", "area")  # the first of these classes of its noun tells what sort a phrase is of
_SENT_BY = (("که", "از", "سوی"), ("که", "از", "طرف"), ("که", "توسط"))
_ISSUERS = frozenset({"outlet", "organisation", "document", "group"})
_REACH = 400  # tokens back to where a document was named with its issuer
_FAR = 250  # tokens back to where a document was spoken of before
_NEAR = 3  # tokens between a document and its issuer («بیانیهٔ مشترک شورای شهر»)
_BEHIND = 8  # tokens behind a document in which the one who issued it may be named («بیانیه‌ای که … داده است»)


class Pointer(NamedTuple):
    """A phrase that means somebody known: what sort it is of, its noun and the other words that tell more."""

    sort: str
    head: str
    rest: frozenset[str]

    @property
    def document(self) -> bool:
        return self.sort.startswith(("document", "letter"))


def pointer_of(keys: Keys) -> Pointer | None:
    """The pointer in the words of a phrase; None where they name somebody themselves.

    >>> pointer_of(("این", "وزیر"))[:2], pointer_of(("وی",))[:2], pointer_of(("وزیر", "نیرو"))
    (('this', 'وزیر'), ('he', ''), None)
    """
    head, kinds = head_of(keys)
    if len(keys) == 1 and (keys[0] in _THEY or "pronoun" in kinds):
        return Pointer("they" if keys[0] in _THEY else "he", "", frozenset())
    if keys[1:2] and points_back(keys) and (keys[1] in _COUNTED or keys[1].isdecimal()):
        return Pointer("this counted", head_of(keys[2:])[0], frozenset(keys[3:]))
    back = points_back(keys)
    if not back and "document" not in kinds:
        return None
    rest = frozenset(key for key in keys if key != head and key not in _POINTING and len(key) > 2)
    return Pointer(_sort(keys, head, kinds) + (" back" if back and "document" in kinds else ""), head, rest)


def _sort(keys: Keys, head: str, kinds: Classes) -> str:
    if "document" in kinds:
        return "letter" if head in _LETTERS else "document"
    if "خبری" in keys:  # «این منبع خبری», «این پایگاه خبری»
        return "this outlet"
    sort = next((sort for sort in _SORTS if sort in kinds), "many" if means_many(keys) else "" if kinds else "unknown")
    return f"this {sort}".strip()


@cache
def _weights() -> Mapping[str, float]:
    return read_weights("actors/antecedents")


class Antecedents:
    """Finds antecedents in one article."""

    def __init__(self, roles: Roles) -> None:
        self._roles = roles
        texts = [token.text for token in roles.tokens]
        self._lines = list(accumulate((text == "\n" for text in texts), initial=0))
        self._stops = list(accumulate((text in ".!?؟…" for text in texts), initial=0))

    def best(self, span: Span, pointer: Pointer, spoke: Sequence[Role]) -> Role | None:
        """The antecedent of a phrase; `spoke` are those who spoke so far, the latest last."""
        get = _weights().get
        ranked = [
            (sum([get(feature, 0.0) for feature in features]), -at, role)
            for at, (role, features) in enumerate(self.candidates(span, pointer, spoke))
        ]
        return max(ranked)[2] if ranked else None

    def issuer(self, span: Span, head: str) -> Role | None:
        """Whom the text itself calls the issuer of a document, behind its noun: «بیانیهٔ شورای شهر», «نامه‌ای که از سوی وزارت نیرو».

        «بیانیه‌ای» brings a new document, so nothing before it counts.
        """
        tokens = self._roles.tokens
        at = self._roles.index(span.end)
        keys = tuple(word_key(token.text) for token in tokens[at : at + 3])
        led = next((len(lead) for lead in _SENT_BY if keys[: len(lead)] == lead), 0)
        if led:
            return self._bodies(at + led, 1)
        for index in range(self._roles.index(span.start) - 1, max(-1, at - _REACH), -1):
            key = word_key(tokens[index].text)
            if key in (head + "ی", head + "ای"):
                return None
            if key == head and not (index and points_back((word_key(tokens[index - 1].text),))):
                found = self._bodies(index + 1, 2)
                if found:
                    return found
        return None

    def _bodies(self, first: int, count: int) -> Role | None:
        """The body, group or outlet that is named first among so many tokens."""
        for token in self._roles.tokens[first : first + count]:
            role = self._roles.of.get(token.start)
            if role and role.kind in _ISSUERS:
                return role
        return None

    def candidates(
        self, span: Span, pointer: Pointer, spoke: Sequence[Role]
    ) -> Iterator[tuple[Role | None, list[str]]]:
        """Each candidate with its features: who spoke, the latest first, then who was named; «nobody» last, but for pronouns."""
        times = Counter(role.id for role in reversed(spoke))  # the latest speaker stands first
        named = self._named(span, pointer)
        heard = {id: min(rank, 4) for rank, id in enumerate(times)}
        at = self._roles.index(span.start)
        brought = self._brought(pointer.head, at) if pointer.document else {}
        for role in self._fitting(pointer, [*islice(heard, _HEARD), *islice(named, _NAMED)], span.start):
            rank = heard.get(role.id, "-")
            yield (
                role,
                self._features(at, pointer, role, rank, min(times[role.id], 4), named.get(role.id))
                + _of_sentence(brought.get(role.id, "-"), role, rank),
            )
        if pointer.head:
            sort, head, rest = pointer
            features = ("new", f"new,{head}", f"new,{bool(rest)}", f"new,heard{min(3, len(heard))}")
            yield None, [f"{sort},{feature}" for feature in features]

    def _named(self, span: Span, pointer: Pointer) -> dict[str, tuple[int, Mention]]:
        """The ids of those named before a phrase, the latest first, with their rank and last mention; and close behind a document."""
        named: dict[str, tuple[int, Mention]] = {}
        behind = islice(self._behind(span) if pointer.document else (), 2)
        for mention in (*behind, *islice(self._roles.before(span.start), 5 * _NAMED)):
            named.setdefault(self._roles.of[mention.start].id, (min(len(named), 6), mention))
        return named

    def _fitting(self, pointer: Pointer, ids: Sequence[str], at: int) -> list[Role]:
        """Those whom a phrase of that sort may mean; all where it may mean none of them, but for «او», which means no place."""
        known = [self._roles.role(id) for id in dict.fromkeys(ids)]
        known = [role for role in known if role.mentions or role.met < at]
        fitting = [role for role in known if _fits(pointer, role)]
        if pointer.sort == "this counted":  # a group fits where it is known who is in it, or is called by the noun
            return [role for role in fitting if role.members or self._called(pointer, role)[0] != "-"]
        return fitting or [role for role in known if pointer.sort != "he" or role.kind != "place"]

    def _behind(self, span: Span) -> Iterator[Mention]:
        """The mentions close behind a phrase in its sentence: «بیانیه‌ای که از سوی وزارت نیرو …»."""
        first = self._roles.index(span.end)
        for token in self._roles.tokens[first : first + _BEHIND]:
            if token.text in _EDGES:
                return
            if token.start in self._roles.of:
                yield self._roles.mentions[bisect_left(self._roles.starts, token.start)]

    def _features(
        self, at: int, pointer: Pointer, role: Role, heard: int | str, times: int, named: tuple[int, Mention] | None
    ) -> list[str]:
        sort, head, _ = pointer
        kind = role.kind + ("+" if role.members else "")
        rank, place, lines, stops = (named[0], *self._place(at, named[1])) if named else ("-", "-", "-", "-")
        called, known = self._called(pointer, role)
        agrees = _agree(pointer, role)
        return [
            f"{sort},{kind}",
            f"{sort},s{heard}",
            f"{sort},{kind},s{heard}",
            f"{sort},n{rank}",
            f"{sort},{kind},n{rank}",
            f"{sort},s{heard},n{rank}",
            f"{sort},h{called}",
            f"{sort},{kind},h{called},{times > 0}",
            f"{head},{kind}",
            f"{sort},r{known}",
            f"{sort},r{known},h{called}",
            f"{sort},p{place}",
            f"{sort},p{place},n{rank}",
            f"{sort},p{place},s{heard}",
            f"{sort},t{times}",
            f"{sort},c{min(len(role.mentions), 6)}",
            f"{sort},l{lines},{stops}",
            f"{sort[:4]},{kind},s{heard},p{place}",
            f"{sort},o{bool(role.titles)},{kind}",
            f"a{agrees}",
            f"{sort},a{agrees}",
            f"a{agrees},h{called}",
            f"h{called}",
            f"h{called},{times > 0}",
            f"p{place}",
        ]

    def _place(self, at: int, mention: Mention) -> tuple[str, int, int]:
        """How the last mention stands in its sentence, and how many lines and full stops lie between it and the phrase."""
        tokens = self._roles.tokens
        index = self._roles.index(mention.start)
        if index >= at:
            return "behind", 0, 0
        before = word_key(tokens[index - 1].text) if index else "\n"
        last = self._roles.index(mention.end)
        marked = last < len(tokens) and tokens[last].text == "را"
        place = "first" if before in _EDGES else "governed" if before in _GOVERNING else "object" if marked else "-"
        return place, min(self._lines[at] - self._lines[index], 4), min(self._stops[at] - self._stops[index], 4)

    @staticmethod
    def _called(pointer: Pointer, role: Role) -> tuple[str, str]:
        """Does the noun of a phrase stand in a name of the role («in», «first» where it begins one), and do its other words?"""
        _, head, rest = pointer
        names = [keys for keys in map(name_keys, role.strings) if not points_back(keys)]
        own = {key for keys in names for key in keys}
        stems = {head, head + "ی", head + "های", *(head.removesuffix(ending) for ending in _ENDINGS)} if head else set()
        first = any(keys[0] in stems for keys in names if keys)
        called = "first" if first else "in" if stems & own else "-"
        return called, "-" if not rest else "all" if rest <= own else "some" if rest & own else "none"

    def _brought(self, head: str, at: int) -> dict[str, str]:
        """How those named in the sentence in which a document was last spoken of stand to it, by id.

        «شورای شهر بیانیه‌ای داد», «بیانیهٔ شورای شهر»: such a sentence says whose it is.
        """
        stem = head.removesuffix("های").removesuffix("ها")
        forms = {stem + ending for ending in ("", "ی", "ای", "ها", "های", "هایی")}
        tokens = self._roles.tokens
        low = max(0, at - _FAR)
        place = next((i for i in range(at - 1, low, -1) if word_key(tokens[i].text) in forms), None)
        if place is None:
            return {}
        first = next((i + 1 for i in range(place, low, -1) if tokens[i].text in _EDGES), low)
        last = next((i for i in range(place, at) if tokens[i].text in _EDGES), at)
        found: dict[str, str] = {}
        for index in range(first, last):
            role = self._roles.of.get(tokens[index].start)
            if role and index < place:
                found.setdefault(role.id, "before" if found else "first")
            elif role:
                found.setdefault(role.id, "next" if index - place <= _NEAR else "behind")
        return found


def _of_sentence(place: str, role: Role, heard: int | str) -> list[str]:
    """Features of how a role stands in the sentence that brought a document."""
    return [f"b{place}", f"b{place},{role.kind}", f"b{place},s{heard}"]


def _fits(pointer: Pointer, role: Role) -> bool:
    """May a phrase of that sort mean an actor of that kind? An unnamed source may be tagged as a group («یک منبع آگاه»)."""
    if pointer.sort not in _FITTING:
        return True
    unnamed = role.kind == "group" and any(is_unnamed(name_keys(text)) for text in role.strings)
    kind = "person" if unnamed and not means_many(name_keys(next(iter(role.strings)))) else role.kind
    return kind in _FITTING[pointer.sort]


def _agree(pointer: Pointer, role: Role) -> str:
    """Whether a phrase and the role mean one or several: «11», «s1» …"""
    several = pointer.sort in _SEVERAL or pointer.head.endswith(_PLURALS)
    many = role.kind == "group" or bool(role.members) or means_many(name_keys(next(iter(role.strings), "")))
    return f"{'s' if several else 1}{'s' if many else 1}"
