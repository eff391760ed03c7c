"""Mention → Role: the mentions of an article grouped by whom they mean."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from naql.actors.countries import country_of
from naql.actors.keys import letters, name_keys, word_key
from naql.actors.likeness import (
    COMPOUNDS,
    Keys,
    is_office,
    is_unnamed,
    name_without_head,
    same_person,
    same_side,
    short_form,
    title_head,
    title_match,
)
from naql.actors.mentions import words
from naql.actors.roles import Role, first_place
from naql.actors.titles import classes, points_back, without_honorifics
from naql.records import ActorKind, Mention
from naql.sentences import Token
from naql.spans import Span

KIND_OF_TYPE: dict[str, ActorKind] = {
    "person": "person",
    "title": "person",
    "organisation": "organisation",
    "place": "place",
    "outlet": "outlet",
    "group": "group",
}
_MARKS_BETWEEN = frozenset({"،", ",", "«", "»", '"', "(", ")", "“", "”", "و", "-", "ـ", "–"})
_POINTING = frozenset({"این", "ان", "همین", "همان"})
_WHERE = frozenset({"در", "به", "از", "شهر", "عازم", "وارد", "حومه", "راهی", "مقصد"})
_OPENING = frozenset({".", "»", "،", ",", ":", "؛", "؟", "!", "\n", "-", "–"})
_PARTING = frozenset({"،", ",", "و", ":"})
_SHORTENED = frozenset({"organisation", "group"})
_NEAR = 400  # code points between a title that stands alone and the name of its bearer
_LOOK_BACK = 40  # how many roles with a like name are compared: keeps the cost linear in very long texts


class Roles:
    """The roles of one article, found by name, title or id."""

    def __init__(self, tokens: Sequence[Token], mentions: Iterable[Mention]) -> None:
        self.tokens = tokens
        self.mentions = sorted(mentions, key=lambda m: m.start)
        self._starts = [token.start for token in tokens]
        self.starts = [mention.start for mention in self.mentions]
        self.by_id: dict[str, Role] = {}
        self._became: dict[str, Role] = {}  # id of a role that was merged → the one it was merged into
        self.of: dict[int, Role] = {}  # start of a mention → its role
        self._like: dict[tuple[str, str], list[Role]] = defaultdict(list)  # (sort of key, key) → roles, latest last
        self._fill()

    # looking up

    def row(self, span: Span) -> Sequence[Token]:
        """The tokens that begin inside a span."""
        return self.tokens[bisect_left(self._starts, span.start) : bisect_left(self._starts, span.end)]

    def before(self, at: int) -> Iterable[Mention]:
        """The mentions that begin before `at`, the latest first."""
        last = bisect_left(self.starts, at)
        return (self.mentions[i] for i in range(last - 1, max(-1, last - 1 - 5 * _LOOK_BACK), -1))

    def inside(self, span: Span) -> list[Mention]:
        first = bisect_left(self.starts, span.start)
        found = []
        for mention in self.mentions[first:]:
            if mention.start >= span.end:
                break
            if mention.end <= span.end:
                found.append(mention)
        return found

    def known(self, keys: Keys) -> Role | None:
        """The role that has exactly this string among its names."""
        roles = self._like[("string", "".join(keys))]
        return roles[0] if roles else None

    def state(self, code: str) -> Role | None:
        """The state of that ISO code, where the article names it."""
        return next(iter(self._like[("state", code)]), None)

    def person(self, keys: Keys, at: int) -> Role | None:
        """The person of that full or short name who is named nearest to `at`."""
        near = [r for key in {*keys, "".join(keys)} for r in self._like[("name", key)][-_LOOK_BACK:]]
        fits = [r for r in near if any(same_person(keys, name) for name in r.names[:_LOOK_BACK])]
        exact = [r for r in fits if keys in r.names]
        return min(exact or fits, key=lambda r: _distance(r, at), default=None)

    def titled(self, keys: Keys, at: int) -> Role | None:
        """Who bears that title, or a fuller or shorter form of it; rather someone named, rather one named nearby."""
        found, best = None, (0, False, 0)
        for role in self._like[("title", title_head(keys))][-_LOOK_BACK:]:
            match = max((title_match(keys, title) for title in role.titles[:_LOOK_BACK]), default=0)
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
        for role in reversed(self._like[(f"first {kind}", keys[0] if keys else "")][-_LOOK_BACK:]):
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
        role = Role(f"a{len(self.by_id) + 1}", kind)
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
            for key in {*keys, "".join(keys)}:
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

    def _join(self, mention: Mention, role: Role | None) -> Role:
        beside = role is not None
        role = role or self.new(KIND_OF_TYPE[mention.type])
        keys = name_keys(mention.text)
        self._mention(mention, role)
        if beside and mention.type == "title" and _is_honorific(keys):
            return role
        if mention.type == "person":
            self.add_name(role, without_honorifics(keys))
        elif mention.type == "title":
            self.add_title(role, keys)
        self.add_string(role, mention.text)
        return role

    def _mention(self, mention: Mention, role: Role) -> None:
        self.of[mention.start] = role
        role.mentions.append(mention)
        role.made = None

    # grouping

    def _fill(self) -> None:
        for mention in sorted((m for m in self.mentions if m.type == "person"), key=lambda m: -len(letters(m.text))):
            self._join(mention, self.person(without_honorifics(name_keys(mention.text)), mention.start))
        beside = self._beside()
        for mention in self.mentions:
            if mention.start in beside:
                role = self._join(mention, beside[mention.start])
                keys = name_keys(mention.text)
                if len(keys) > 1 and not points_back(keys) and not _is_honorific(keys):
                    role.offices.append(mention.text)
        self._rest()
        self._bearers()
        self._number()
        self._name_in_full()

    def _rest(self) -> None:
        """Titles that stand alone, and everything that is no person."""
        last: Role | None = None
        capitals = []
        for mention in self.mentions:
            keys = name_keys(mention.text)
            if mention.start in self.of:
                last = self.of[mention.start] if mention.type == "person" else last
            elif mention.type == "title":
                back = points_back(keys) or self._word_before(mention) in _POINTING
                role = None if is_unnamed(keys) and not back else self.titled(keys, mention.start)
                if back and last and not role and not _many(keys):
                    self._mention(mention, last)  # «این مسئول» says who is meant here, not what they are called
                else:
                    self._join(mention, role or self.known(keys))
            elif code := self._acts_for(mention, keys):
                capitals.append((mention, keys, code))
            else:
                self._join(mention, self.named(keys, KIND_OF_TYPE[mention.type]))
        for mention, keys, code in capitals:
            self._join(mention, self.state(code) or self.named(keys, "place"))

    def _acts_for(self, mention: Mention, keys: Keys) -> str | None:
        """The code of the state for which a capital may stand: one where nothing says that somebody is or goes there."""
        state = country_of("".join(keys)) if mention.type == "place" else None
        return state.code if state and state.capital and self._word_before(mention) not in _WHERE else None

    def _word_before(self, mention: Mention) -> str:
        at = bisect_left(self._starts, mention.start)
        return word_key(self.tokens[at - 1].text) if at else ""

    def _bearers(self) -> None:
        """Gives a title that belongs to nobody yet to the next person beside whose name the article puts no office."""
        orphans = [r for r in self.by_id.values() if r.titles and not r.names and self.may_bear(r)][:_LOOK_BACK]
        for role in orphans:
            named = [r for r in self.by_id.values() if r.names and first_place(r) > first_place(role)]
            person = min(named, key=first_place, default=None)
            if person and person.offices:
                continue
            between = [
                r
                for r in orphans
                if r is not role and r.id in self.by_id and person and _stands_between(r, role, person)
            ]
            if person and not between and self._leads_to(role, person):
                self.merge(role, person)

    def _leads_to(self, role: Role, person: Role) -> bool:
        """Is the name near behind the office, and not in what the office says («استاندار: …») or after a word for company?"""
        office, name = (min(r.mentions, key=lambda m: m.start) for r in (role, person))
        if not 0 < name.start - office.start < _NEAR:
            return False
        following = self.tokens[bisect_left(self._starts, office.end) :][:1]
        told = bool(following and following[0].text == ":") or self._quoted(Span(office.end, name.start))
        return not told and self._opens(name)

    def _quoted(self, between: Span) -> bool:
        """Does a quotation begin in a stretch and go on behind it («استاندار گفت: «…»)? A mark at its very end is a name's own."""
        marks = [token.text for token in self.row(between)][:-1]
        return sum(text in "«“" for text in marks) > sum(text in "»”" for text in marks)

    def _opens(self, name: Mention) -> bool:
        """Does a name open its sentence or clause, the way a speaker is introduced («به گزارش …، رضا نیکنام …»)?"""
        at = bisect_left(self._starts, name.start) - 1
        if at >= 0 and self.tokens[at].text in ("«", '"', "“"):
            at -= 1
            if at >= 0 and any(m.type == "outlet" and m.end == self.tokens[at].end for m in self.mentions):
                return True
        return at < 0 or self.tokens[at].text in _OPENING

    def may_bear(self, role: Role) -> bool:
        """May the role's titles be somebody's office: one of several words, or «رئیس‌جمهور»?"""
        whole = [keys for keys in role.titles if len(keys) > 1 or keys[0] in COMPOUNDS]
        return any(is_office(keys) and not is_unnamed(keys) for keys in whole)

    def merge(self, role: Role, into: Role) -> None:
        """All that is known of one role is known of the other from now on; the first is no more."""
        for mention in role.mentions:
            self._join(mention, into)
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
            yield from (("name", key) for key in {*name, "".join(name)})
        yield from (("title", title_head(title)) for title in role.titles)

    def role(self, id: str) -> Role:
        """The role that has, or once had, that id."""
        while id in self._became:
            id = self._became[id].id
        return self.by_id[id]

    def _number(self) -> None:
        """Ids in the order in which the article first names the actors."""
        order = sorted(self.by_id.values(), key=first_place)
        self._became = {}  # nobody outside knows the ids of the time before
        for number, role in enumerate(order, 1):
            role.id, role.made = f"a{number}", None
        self.by_id = {role.id: role for role in order}

    def _beside(self) -> dict[int, Role]:
        """Start of a title → the role of the person whose name stands beside it, over marks and other titles only."""
        found: dict[int, Role] = {}
        pairs = []
        for one, two in zip(self.mentions, self.mentions[1:], strict=False):
            if {one.type, two.type} <= {"person", "title"} and (gap := self._gap(one, two)) is not None:
                pairs.append((gap, one, two))
        for _, one, two in sorted(pairs, key=lambda pair: pair[0]):
            if one.type != two.type and not self._linked(one, two):
                title, person = (one, two) if one.type == "title" else (two, one)
                if points_back(name_keys(title.text)):
                    continue
                found.setdefault(title.start, self.of[person.start])
        for gap, one, two in [*reversed(pairs), *pairs]:
            if one.type == two.type == "title" and gap < 2:
                for a, b in ((one, two), (two, one)):
                    if b.start in found:
                        found.setdefault(a.start, found[b.start])
        return found

    def _linked(self, a: Mention, b: Mention) -> bool:
        """Does «و» stand between two mentions: «پرزیدنت مهرپرور و نخست‌وزیر» are two?"""
        return any(word_key(t.text) == "و" for t in self.row(Span(a.end, b.start)))

    def _gap(self, a: Mention, b: Mention) -> int | None:
        """How far apart two mentions stand in marks; null where a word stands between them."""
        marks = [t.text for t in self.row(Span(a.end, b.start))]
        if len(marks) > 3 or any(text not in _MARKS_BETWEEN for text in marks):
            return None
        return sum(2 if text in _PARTING else 0 for text in marks)

    def _name_in_full(self) -> None:
        """Notes, for each person, the stretches in which a name and its titles stand together."""
        run: list[Mention] = []
        for mention in self.mentions:
            if mention.type == "title" and points_back(name_keys(mention.text)):
                continue
            if run and (self.of[mention.start] is not self.of[run[-1].start] or self._gap(run[-1], mention) is None):
                self._note_run(run)
                run = []
            run.append(mention)
        self._note_run(run)

    def _note_run(self, run: Sequence[Mention]) -> None:
        if len(run) > 1 and any(m.type == "person" for m in run):
            role = self.of[run[0].start]
            text = words(self.row(Span(run[0].start, run[-1].end)))
            role.full.append(text)
            self.add_string(role, text)


def _agree(a: Keys, b: Keys) -> bool:
    """Can two names of bodies stand for one: is one all in the other, or the head another word («این سازمان»)?"""
    return a[0] != b[0] or set(a) <= set(b) or set(b) <= set(a)


def _distance(role: Role, at: int) -> int:
    return min((abs(m.start - at) for m in role.mentions[-_LOOK_BACK:]), default=1 << 40)


def _stands_between(role: Role, one: Role, two: Role) -> bool:
    """Is a role named between the first places of two others, also where the article has named it before?"""
    low, high = first_place(one), first_place(two)
    return any(low < mention.start < high for mention in role.mentions)


def _many(keys: Keys) -> bool:
    """Does a phrase mean several («این تحلیلگران»)?"""
    head = keys[1] if points_back(keys) and len(keys) > 1 else keys[0]
    return "group" in classes(head) or (head.endswith("ان") and bool(classes(head[:-2])))


def _is_honorific(keys: Keys) -> bool:
    return all("honorific" in classes(key) or key == "و" for key in keys)
