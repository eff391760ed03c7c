"""Mention → Actor: which mentions mean the same, and whom the words before a cue mean.

`Cast` holds the actors of one article while it is read. It is filled from the mentions; `resolve` finds whom a speaker phrase
means and, where the phrase names someone whom the tagger missed, takes them in. `actors()` gives the final tuple.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from naql.actors.cast import KIND_OF_TYPE
from naql.actors.countries import country_of
from naql.actors.grouping import group_mentions
from naql.actors.keys import letters, name_keys, word_key
from naql.actors.likeness import Keys, is_office
from naql.actors.mentions import words
from naql.actors.roles import Role, first_place, may_bear
from naql.actors.titles import Classes, head_of, means_many, points_back, without_honorifics
from naql.records import Actor, ActorKind, Mention
from naql.sentences import Token
from naql.spans import Span

_PEOPLE = frozenset({"person", "unnamed"})
_ISSUERS = ("outlet", "organisation", "document", "group")
_BODIES: frozenset[ActorKind] = frozenset({"organisation", "group"})
_PLURAL = frozenset({"انها", "انان", "اینها", "همگی"})
_SOURCES = frozenset({"منبع", "منابع"})
_NUMBERS = frozenset({"دو", "سه", "چهار", "هر"})
_SENT_BY = (("که", "از", "سوی"), ("که", "از", "طرف"), ("که", "توسط"))
_COUNTS = frozenset(
    {"دو", "سه", "چهار", "پنج", "شش", "هفت", "هشت", "نه", "ده", "بیش", "حدود", "دهها", "صدها", "هزاران", "یکصد", "هر"}
)
# Documents that a person writes: where nothing says whose, whoever spoke last, not the body that was named last.
_LETTERS = frozenset({"پیام", "نامه", "توییت", "پست", "یادداشت", "استوری"})
# «آمار رسمی», «گزارش‌های محلی»: what a document is like, not whose it is.
_QUALITIES = frozenset({"رسمی", "غیررسمی", "محلی", "اولیه", "تازه", "جدید", "اخیر", "مختلف", "متعدد", "دیگر", "موجود"})
_LEAD = 4  # code points before the first name of a phrase («آقای»)
_DOCUMENT = 400  # tokens back to where a document was named with its issuer
_FLOOR = 40  # how many speakers back a pronoun may reach


class Cast:
    """The actors of one article: filled from its mentions, grown by speaker phrases that name someone new.

    >>> from naql.sentences import tokenise
    >>> tokens = tokenise("رضا نیکنام وزیر نیرو گفت")
    >>> cast = Cast(tokens, [Mention(0, 10, "رضا نیکنام", "person"), Mention(11, 20, "وزیر نیرو", "title")])
    >>> [actor.name for actor in cast.actors()]
    ['رضا نیکنام وزیر نیرو']
    """

    def __init__(self, tokens: Sequence[Token], mentions: Sequence[Mention]) -> None:
        self._roles = group_mentions(tokens, mentions)

    def actors(self) -> tuple[Actor, ...]:
        """The actors in the order in which the article first names them; those taken in by `resolve` stand last."""
        return tuple(role.actor() for role in self._roles.by_id.values())

    def actor(self, id: str) -> Actor:
        """The actor of that id as it is now: names may have been added since it was given out."""
        return self._roles.role(id).actor()

    def resolve(self, span: Span | None, floor: Sequence[Actor] = ()) -> Actor | None:
        """Whom the words at `span` mean (None: a dropped subject); null where that cannot be told.

        `floor` are those who spoke so far, the latest last.
        """
        spoke = [self._roles.by_id[actor.id] for actor in floor[-_FLOOR:]]
        row = self._roles.row(span) if span else ()
        keys = tuple(word_key(token.text) for token in row if token.text[0].isalnum())
        if span is None or not keys:
            return spoke[-1].actor() if spoke else None
        role = self._by_phrase(span, row, keys, spoke)
        return role.actor() if role else None

    def introduce(self, floor: Sequence[Actor]) -> None:
        """Takes an office and a name that speak one after the other for one person, as agencies introduce theirs.

        «مدیر شبکهٔ بهداشت از … خبر داد. رضا نیکنام گفت: …»: the name stands beside no office, and nobody speaks between. Where a
        single person is named among those who speak, and without an office, an office that speaks later is that person's too.
        """
        named = {r.id for r in map(self._now, floor) if r.names and any(m.type == "person" for m in r.mentions)}
        for earlier, later in pairwise(floor):
            one, two = self._now(earlier), self._now(later)
            if first_place(one) >= first_place(two):
                continue
            if two.names and not two.offices and self._speaks_alone(one):
                self._roles.merge(one, two)
            elif named == {one.id} and not one.offices and self._speaks_alone(two):
                self._roles.merge(two, one)

    def _now(self, actor: Actor) -> Role:
        return self._roles.role(actor.id)

    def _speaks_alone(self, role: Role) -> bool:
        """Is the role an office without a name that may be somebody's?"""
        return bool(role.titles and not role.names and role.kind == "person" and may_bear(role))

    def _by_phrase(self, span: Span, row: Sequence[Token], keys: Keys, spoke: list[Role]) -> Role | None:
        head, kinds = head_of(keys)
        if len(keys) == 1 and keys[0] in _PLURAL:
            return self._last_many(span, spoke)
        if len(keys) == 1 and "pronoun" in kinds:
            return self._last_person(span, spoke)
        inside = self._roles.inside(span)
        people = [self._roles.of[m.start] for m in inside if m.type == "person"]
        several = self._several(row, inside)
        if several and "document" not in kinds:
            return self._joint(row, several)
        if (
            people
            and not kinds & {"document", "kin"}
            and not (kinds & {"body"} and inside[0].start > span.start + _LEAD)
        ):
            return self._learn(row, people[0])
        if "document" in kinds:
            return self._issuer(span, row, keys, inside, spoke)
        if points_back(keys):
            return self._pointed(span, keys, head, kinds, spoke)
        return self._plain(span, row, keys, kinds, inside)

    def _several(self, row: Sequence[Token], inside: Sequence[Mention]) -> tuple[str, ...]:
        """The ids of those whom a phrase lists: names of one sort from its first word on, the last after «و»."""
        named = [m for m in inside if m.type != "title"]
        links = [words(self._roles.row(Span(a.end, b.start))).strip() for a, b in pairwise(named)]
        listed = len(named) > 1 and len({m.type for m in named}) == 1 and links[-1].endswith("و")
        if not listed or inside[0].start - row[0].start > _LEAD:
            return ()
        if named[0].type != "person" and any(link.strip("، ") not in ("", "و") for link in links):
            return ()
        ids = tuple(dict.fromkeys(self._roles.of[m.start].id for m in named))
        return ids if len(ids) > 1 else ()

    def _joint(self, row: Sequence[Token], people: Sequence[str]) -> Role:
        """Several who speak with one voice: an actor of their own, known by the name of each of them as well."""
        text = words(row)
        role = self._roles.known(name_keys(text)) or self._make(row, (), "group")
        role.members = tuple(people)
        return role

    def _plain(
        self, span: Span, row: Sequence[Token], keys: Keys, kinds: Classes, inside: Sequence[Mention]
    ) -> Role | None:
        """Someone named by name, by title or as a body, in words of its own."""
        roles = self._roles
        bare = keys[1:] if keys[0] == "یک" and len(keys) > 1 else keys
        state = country_of("".join(bare))
        capital = roles.state(state.code) if state and state.capital else None
        found = capital or roles.known(bare)
        if found:
            return found
        if inside and inside[-1].type == "organisation" and _in_brackets(row, inside[-1]):
            return self._learn(row, roles.of[inside[-1].start])
        role_like = is_office(bare)
        first = next((m for m in inside if m.start - span.start < _LEAD), None)
        if role_like:
            found = roles.titled(bare, span.start)
            if not found and first and first.type == "title":
                found = roles.of[first.start]
        elif first:
            found = roles.of[first.start]
        if found:
            return self._learn(row, found)
        return self._by_name(span, row, bare, kinds)

    def _by_name(self, span: Span, row: Sequence[Token], keys: Keys, kinds: Classes) -> Role | None:
        name = without_honorifics(keys)
        kind = "group" if _counts(keys) else _kind(kinds)
        role = self._roles.person(name, span.start) if not kinds or name != keys else None
        if not role and not kinds & {"office", "role"}:
            role = self._roles.of_state(keys, kind, span.start) or self._roles.named(keys, kind)
        return self._learn(row, role) if role else self._make(row, keys, kind)

    def _learn(self, row: Sequence[Token], role: Role) -> Role:
        text = words(row)
        if letters(text) not in {letters(known) for known in role.strings}:
            self._roles.add_string(role, text)
        return role

    def _make(self, row: Sequence[Token], keys: Keys, kind: ActorKind) -> Role:
        role = self._roles.new(kind)
        role.met = row[0].start
        self._roles.add_string(role, words(row))
        if kind == "person" and is_office(keys) and without_honorifics(keys) == keys:
            self._roles.add_title(role, keys)
        elif kind == "person":
            self._roles.add_name(role, without_honorifics(keys))
        return role

    def _last_person(self, span: Span, spoke: list[Role]) -> Role | None:
        for role in reversed(spoke):
            if role.kind in _PEOPLE:
                return role
        for mention in self._roles.before(span.start):
            if self._roles.of[mention.start].kind in _PEOPLE:
                return self._roles.of[mention.start]
        return spoke[-1] if spoke else None

    def _last_many(self, span: Span, spoke: list[Role]) -> Role | None:
        many = [role for role in spoke if role.members or role.kind in {"group", "organisation", "place"}]
        before = (self._roles.of[m.start] for m in self._roles.before(span.start) if m.type == "group")
        return many[-1] if many else next(before, spoke[-1] if spoke else None)

    def _pointed(self, span: Span, keys: Keys, head: str, kinds: Classes, spoke: list[Role]) -> Role | None:
        """«این مسئول», «این سازمان»: the last speaker of that sort, rather one in whose names the noun stands."""
        if keys[1:2] and (keys[1] in _NUMBERS or keys[1].isdecimal()):
            joint = next((role for role in reversed(spoke) if role.members), None)
            if joint or "area" in head_of(keys[2:])[1]:
                return joint or self._last_many(span, spoke)
        if head in _SOURCES:
            sources = (r for r in reversed(spoke) if any(_SOURCES & set(name_keys(text)) for text in r.strings))
            return next(sources, spoke[-1] if spoke else None)
        if not kinds:  # «این رانندگان»: only the word itself tells whether it is one or several
            called = (r for r in self._recent(span, spoke) if r.kind in _BODIES and head in self._called(r))
            found = next(called, None)
            if found:
                return found
        many = means_many(keys)
        wanted = _BODIES if many or "body" in kinds else {_kind(kinds)} if kinds & {"outlet", "area"} else _PEOPLE
        # «وزارتخانه» is called «وزارت …», and of «وکلا» the name says «وکلای …».
        stems = {head, head.removesuffix("خانه")} | ({head + "ی"} if many else set())
        fitting = [role for role in self._recent(span, spoke) if role.kind in wanted]
        # Whoever speaks on is called «این مسئول»; of those who are only mentioned, one whose very name says so.
        for role in fitting:
            if any(
                stems & set(names) and (role in spoke or not points_back(names))
                for names in map(name_keys, role.strings)
            ):
                return role
        # Several people are a group rather than a body.
        groups = [role for role in fitting if role.kind == "group"] if many else []
        recent = groups or fitting
        return recent[0] if recent else self._last_person(span, spoke)

    def _recent(self, span: Span, spoke: list[Role]) -> Iterator[Role]:
        """Those who spoke, the latest first, then those who are only mentioned before a place."""
        yield from reversed(spoke)
        yield from (self._roles.of[m.start] for m in self._roles.before(span.start))

    @staticmethod
    def _called(role: Role) -> set[str]:
        """The words of the names of a role that do not themselves point back."""
        names = (name_keys(text) for text in role.strings)
        return {key for keys in names if not points_back(keys) for key in keys}

    def _issuer(
        self, span: Span, row: Sequence[Token], keys: Keys, inside: Sequence[Mention], spoke: list[Role]
    ) -> Role | None:
        """Who issued a document: the body named in the phrase, else the last one that spoke, else the last one named."""
        for mention in inside:
            if mention.type != "title":
                return self._roles.of[mention.start]
        sender = self._sender(span)
        if sender:
            return sender
        head, _ = head_of(keys)
        rest = [i for i, token in enumerate(row) if word_key(token.text) == head]
        tail = row[rest[0] + 1 :] if rest and not points_back(keys) else ()
        # «گزارش ۶۰ صفحه‌ای این گروه»: what stands before «این» says what the document is like.
        back = next((i for i, token in enumerate(tail) if points_back((word_key(token.text),))), 0)
        tail = tail[back:]
        said = {word_key(token.text) for token in tail if token.text[0].isalnum()}
        if said and said <= _QUALITIES:
            return self._make(row, keys, "document")
        if said:
            return self._by_phrase(
                Span(tail[0].start, tail[-1].end),
                tail,
                tuple(word_key(t.text) for t in tail if t.text[0].isalnum()),
                spoke,
            )
        named = self._named_issuer(span, head)
        if named:
            return named
        wanted = _ISSUERS if head == "گزارش" else ("organisation", "group")
        if points_back(keys) and spoke and (spoke[-1].members or head in _LETTERS):
            return spoke[-1]
        recent = [role for role in reversed(spoke) if role.kind in _ISSUERS]
        before = [self._roles.of[m.start] for m in self._roles.before(span.start) if KIND_OF_TYPE[m.type] in wanted]
        ranked = [role for role in recent if role.kind in wanted] + recent[:1] + before[:1] + spoke[-1:]
        return ranked[0] if ranked else self._make(row, keys, "document")

    def _named_issuer(self, span: Span, head: str) -> Role | None:
        """Whose document it was called when it was last named («بیانیه شورای شهر … این بیانیه»), if by a name.

        «بیانیه‌ای» brings a new document: who speaks of it has issued it.
        """
        roles = self._roles
        at = roles.index(span.start)
        for index in range(at - 1, max(-1, at - _DOCUMENT), -1):
            key = word_key(roles.tokens[index].text)
            if key in (head + "ی", head + "ای"):
                return None
            if key != head or points_back((word_key(roles.tokens[index - 1].text),)):
                continue
            behind = roles.tokens[index + 1 : index + 3]
            for token in behind:
                if not token.text[0].isalnum():
                    break
                role = roles.of.get(token.start)
                if role and role.kind in _ISSUERS:
                    return role
        return None

    def _sender(self, span: Span) -> Role | None:
        """Who is named right behind a document as having sent it: «اطلاعیه‌ای که از سوی وزارت نیرو …»."""
        at = self._roles.index(span.end)
        keys = tuple(word_key(token.text) for token in self._roles.tokens[at : at + 3])
        led = next((lead for lead in _SENT_BY if keys[: len(lead)] == lead), None)
        following = self._roles.tokens[at + len(led) :][:1] if led else ()
        return self._roles.of.get(following[0].start) if following else None


def _in_brackets(row: Sequence[Token], mention: Mention) -> bool:
    """Does a phrase end with a mention in brackets: «سازمان تروریستی فرماندهی مرکزی (سنتکام)»?"""
    at = next((i for i, token in enumerate(row) if token.start == mention.start), 0)
    return at > 0 and row[at - 1].text == "(" and row[-1].text == ")" and row[-2].end == mention.end


def _counts(keys: Keys) -> bool:
    """Does a phrase count people («بیش از ۱۴۰۰ روزنامه‌نگار», «سه کشور»)?"""
    return keys[0] in _COUNTS or keys[0][:1].isdecimal()


def _kind(kinds: Classes) -> ActorKind:
    """What a head noun of these classes names; a person where nothing says otherwise."""
    sorts: tuple[tuple[str, ActorKind], ...] = (
        ("body", "organisation"),
        ("outlet", "outlet"),
        ("group", "group"),
        ("area", "place"),
    )
    return next((kind for label, kind in sorts if label in kinds), "person")
