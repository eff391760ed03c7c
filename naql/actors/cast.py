"""Mention → Role: who is named in an article, looked up by name, title or id, and what is learnt of each on the way."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from naql.actors.countries import country_of
from naql.actors.keys import name_keys, word_key
from naql.actors.likeness import (
    Keys,
    name_without_head,
    same_person,
    same_side,
    short_form,
    title_head,
    title_match,
)
from naql.actors.roles import Role, first_place
from naql.actors.titles import classes, is_honorific, without_honorifics
from naql.records import ActorKind, Mention
from naql.sentences import Token
from naql.sentences.tokens import starts
from naql.spans import Span

KIND_OF_TYPE: dict[str, ActorKind] = {
    "person": "person",
    "title": "person",
    "organisation": "organisation",
    "place": "place",
    "outlet": "outlet",
    "group": "group",
}
_SHORTENED = frozenset({"organisation", "group"})
_STATE = 60  # tokens before «این کشور» in which its name stands
_WORDS = 6  # words of a name whose ends are looked up written together
LOOK_BACK = 40  # how many roles with a like name are compared: keeps the cost linear in very long texts


class Roles:
    """The roles of one article, found by name, title or id; none at first: `group_mentions` fills them from the mentions."""

    def __init__(self, tokens: Sequence[Token], mentions: Iterable[Mention]) -> None:
        self.tokens = tokens
        self.mentions = sorted(mentions, key=lambda m: m.start)
        self._starts = starts(tokens)
        self.starts = [mention.start for mention in self.mentions]
        self.by_id: dict[str, Role] = {}
        self._became: dict[str, Role] = {}  # id of a role that was merged → the one it was merged into
        self.of: dict[int, Role] = {}  # start of a mention → its role
        self._like: dict[tuple[str, str], list[Role]] = defaultdict(list)  # (sort of key, key) → roles, latest last

    # looking up

    def row(self, span: Span) -> Sequence[Token]:
        """The tokens that begin inside a span."""
        return self.tokens[self.index(span.start) : self.index(span.end)]

    def index(self, at: int) -> int:
        """The index of the first token that begins at `at` or behind it."""
        return bisect_left(self._starts, at)

    def before(self, at: int) -> Iterable[Mention]:
        """The mentions that begin before `at`, the latest first."""
        last = bisect_left(self.starts, at)
        return (self.mentions[i] for i in range(last - 1, max(-1, last - 1 - 5 * LOOK_BACK), -1))

    def inside(self, span: Span) -> list[Mention]:
        first = bisect_left(self.starts, span.start)
        found = []
        for mention in self.mentions[first:]:
            if mention.start >= span.end:
                break
            if mention.end <= span.end:
                found.append(mention)
        return found

    def of_state(self, keys: Keys, kind: ActorKind, at: int) -> Role | None:
        """«وزارت خارجه این کشور»: the body of that name whose state was the last one named before `at`."""
        bare = keys[:-2]
        if keys[-2:] != ("این", "کشور") or not bare:
            return None
        state = self._state_before(at)
        for role in reversed(self._like[(f"first {kind}", bare[0])][-LOOK_BACK:] if state else []):
            for names in map(name_keys, role.strings):
                other = country_of("".join(names[len(bare) :])) if names[: len(bare)] == bare else None
                if other and other.code == state:
                    return role
        return None

    def _state_before(self, at: int) -> str | None:
        """The code of the state named last within a paragraph or two before `at`, by one word or by two («کره جنوبی»)."""
        last = self.index(at)
        keys = [word_key(token.text) for token in self.tokens[max(0, last - _STATE) : last]]
        for end in range(len(keys), 0, -1):
            found = country_of("".join(keys[max(0, end - 2) : end])) or country_of(keys[end - 1])
            if found:
                return found.code
        return None

    def known(self, keys: Keys) -> Role | None:
        """The role that has exactly this string among its names."""
        roles = self._like[("string", "".join(keys))]
        return roles[0] if roles else None

    def state(self, code: str) -> Role | None:
        """The state of that ISO code, where the article names it."""
        return next(iter(self._like[("state", code)]), None)

    def person(self, keys: Keys, at: int) -> Role | None:
        """The person of that full or short name who is named nearest to `at`."""
        near = [r for key in _tails(keys) for r in self._like[("name", key)][-LOOK_BACK:]]
        fits = [r for r in near if any(same_person(keys, name) for name in r.names[:LOOK_BACK])]
        exact = [r for r in fits if keys in r.names]
        return min(exact or fits, key=lambda r: _distance(r, at), default=None)

    def titled(self, keys: Keys, at: int) -> Role | None:
        """Who bears that title, or a fuller or shorter form of it; rather someone named, rather one named nearby."""
        found, best = None, (0, False, 0)
        for role in self._like[("title", title_head(keys))][-LOOK_BACK:]:
            match = max((title_match(keys, title) for title in role.titles[:LOOK_BACK]), default=0)
            value = (match, bool(role.names), -_distance(role, at))
            if match and value > best:
                found, best = role, value
        return found

    def named(self, keys: Keys, kind: ActorKind) -> Role | None:
        """The body, place, outlet or group of that name, or of a longer or shorter form of it."""
        for sort, key in self._keys_of(keys, kind)[:-1]:
            for role in self._like[(sort, key)]:
                if role.kind == kind and all(same_side(keys, name_keys(text)) for text in role.strings):
                    return role
        for role in reversed(self._like[(f"first {kind}", keys[0] if keys else "")][-LOOK_BACK:]):
            names = [name_keys(text) for text in role.strings]
            if kind in _SHORTENED and any(short_form(keys, n) for n in names) and all(_agree(keys, n) for n in names):
                return role
        return None

    @staticmethod
    def _keys_of(keys: Keys, kind: ActorKind) -> list[tuple[str, str]]:
        joined = "".join(keys)
        state = country_of(joined) if kind == "place" else None
        found = [("string", joined), (f"rest {kind}", "".join(name_without_head(keys)))]
        if state and not state.capital:
            found.append(("state", state.code))
        return [*found, (f"first {kind}", keys[0] if keys else "")]

    # growing

    def new(self, kind: ActorKind) -> Role:
        # An id that was merged away is not given again.
        role = Role(f"a{len(self.by_id) + len(self._became) + 1}", kind)
        self.by_id[role.id] = role
        return role

    def add_string(self, role: Role, text: str) -> None:
        """One more name of a role, found by it from now on."""
        if text not in role.strings:
            role.strings[text] = None
            role.made = None
            for key in self._keys_of(name_keys(text), role.kind):
                self._like[key].append(role)

    def add_name(self, role: Role, keys: Keys) -> None:
        if keys not in role.names:
            role.names.append(keys)
            role.made = None
            for key in _tails(keys):
                if role not in self._like[("name", key)][-2:]:
                    self._like[("name", key)].append(role)

    def add_title(self, role: Role, keys: Keys) -> None:
        """One more title of a role; «دبیر و سخنگوی ستاد» is «سخنگوی ستاد» too."""
        if keys in role.titles:
            return
        role.titles.append(keys)
        role.made = None
        self._like[("title", title_head(keys))].append(role)
        link = keys.index("و") if "و" in keys[1:3] else 0
        if link and classes(keys[link + 1] if len(keys) > link + 1 else "") & {"office", "role"}:
            self.add_title(role, keys[link + 1 :])

    def join(self, mention: Mention, role: Role | None) -> Role:
        """One more mention of a role, or of a new one (None), which is called by its words from now on."""
        beside = role is not None
        role = role or self.new(KIND_OF_TYPE[mention.type])
        keys = name_keys(mention.text)
        self.add_mention(role, mention)
        if beside and mention.type == "title" and is_honorific(keys):
            return role
        if mention.type == "person":
            self.add_name(role, without_honorifics(keys))
        elif mention.type == "title":
            self.add_title(role, keys)
        self.add_string(role, mention.text)
        return role

    def add_mention(self, role: Role, mention: Mention) -> None:
        """One more place where a role is named; how it is called there is not looked at."""
        self.of[mention.start] = role
        role.mentions.append(mention)
        role.made = None

    def merge(self, role: Role, into: Role) -> None:
        """All by which one role is called and found is the other's from now on; the first is no more."""
        for mention in role.mentions:
            self.join(mention, into)
        for keys in role.titles:
            self.add_title(into, keys)
        for text in role.strings:
            self.add_string(into, text)
        for key in self._keys(role):
            self._like[key] = [r for r in self._like[key] if r is not role]
        del self.by_id[role.id]
        self._became[role.id] = into

    def _keys(self, role: Role) -> Iterator[tuple[str, str]]:
        """Everything by which a role is found."""
        for text in role.strings:
            yield from self._keys_of(name_keys(text), role.kind)
        for name in role.names:
            yield from (("name", key) for key in _tails(name))
        yield from (("title", title_head(title)) for title in role.titles)

    def role(self, id: str) -> Role:
        """The role that has, or once had, that id."""
        while id in self._became:
            id = self._became[id].id
        return self.by_id[id]

    def number(self) -> None:
        """Ids in the order in which the article first names the actors."""
        order = sorted(self.by_id.values(), key=first_place)
        self._became = {}  # nobody outside knows the ids of the time before
        for number, role in enumerate(order, 1):
            role.id, role.made = f"a{number}", None
        self.by_id = {role.id: role for role in order}


def _tails(name: Keys) -> tuple[str, ...]:
    """The words of a name, and its ends written together: «خطیب‌زاده» is looked up where «سعید خطیب زاده» stands.

    >>> _tails(("سعید", "خطیب", "زاده"))
    ('سعید', 'خطیب', 'زاده', 'سعیدخطیبزاده', 'خطیبزاده')
    """
    return tuple(dict.fromkeys((*name, *("".join(name[i:]) for i in range(min(len(name), _WORDS))))))


def _agree(a: Keys, b: Keys) -> bool:
    """Can two names of bodies stand for one: is one all in the other, or the head another word («این سازمان»)?"""
    return a[0] != b[0] or set(a) <= set(b) or set(b) <= set(a)


def _distance(role: Role, at: int) -> int:
    return min((abs(m.start - at) for m in role.mentions[-LOOK_BACK:]), default=1 << 40)
