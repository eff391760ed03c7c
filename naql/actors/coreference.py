"""Mention → Actor: which mentions mean the same, and whom the words before a cue mean.

`Cast` holds the actors of one article while it is read. It is filled from the mentions; `resolve` finds whom a speaker phrase
means and, where the phrase names someone whom the tagger missed, takes them in. `actors()` gives the final tuple.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from itertools import islice, pairwise

from naql.actors.antecedents import NUMBERS, Antecedents, Pointer, pointer_of
from naql.actors.countries import country_of
from naql.actors.grouping import group_mentions
from naql.actors.keys import letters, name_keys, word_key
from naql.actors.likeness import Keys, is_office, is_unnamed
from naql.actors.mentions import words
from naql.actors.roles import Role, first_place, in_full, may_bear
from naql.actors.titles import (
    CALLED,
    Classes,
    counts,
    head_of,
    means_many,
    points_back,
    speaks_of_others,
    without_honorifics,
)
from naql.records import Actor, ActorKind, Mention
from naql.sentences import Token
from naql.sentences.messages import RECEIVED, message_in
from naql.spans import Span

# «آمار رسمی», «گزارش‌های محلی»: what a document is like, not whose it is.
_QUALITIES = frozenset(
    name_keys(
        "رسمی غیررسمی محلی اولیه تازه تازه‌ای جدید جدیدی اخیر مختلف متعدد دیگر دیگری موجود کامل کل نهایی مقدماتی سالانه ماهانه"
        " فصلی هفتگی روزانه دوره‌ای شش‌ماهه آماری میدانی تحلیلی مستند مشترک جداگانه مفصل کوتاه عملکرد"
    )
)
# «بیانیهٔ منتشرشده», «اطلاعیهٔ شمارهٔ ۵»: one that may have been spoken of.
_PUBLISHED = frozenset(name_keys("منتشر منتشرشده منتشره مذکور یادشده فوق شماره"))
_THIS_REPORT = ("این", "گزارش")
# With a person's name behind them they are no person («دفتر رضا نیکنام», «جمعی از هنرمندان از جمله رضا نیکنام»).
_BODIES = frozenset({"body", "outlet", "group"})
_ACTING = frozenset({"organisation", "place", "group"})  # sorts that stand together in a list of those who act
_LINKS = frozenset({"و", "،", ",", "«", "»", '"', "(", ")"})
_LEAD = 4  # code points before the first name of a phrase («آقای»)
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
        self._antecedents = Antecedents(self._roles)

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

    def introduce(self, floor: Sequence[Actor], others: Set[str] = frozenset()) -> None:
        """Takes an office and a name that speak one after the other for one person, as agencies introduce theirs.

        «مدیر شبکهٔ بهداشت از … خبر داد. رضا نیکنام گفت: …»: the name stands beside no office, and nobody speaks between. Where a
        single person is named among those who speak, and without an office, a surname will do, and an office that speaks later is
        that person's too. `others` are ids of actors who are nobody that spoke before («وزیر راه نیز گفت»).
        """
        named = {role.id for role in map(self._now, floor) if _is_named(role)}
        for earlier, later in pairwise(floor):
            one, two = self._now(earlier), self._now(later)
            if first_place(one) >= first_place(two) or later.id in others:
                continue
            if two.id in named and (in_full(two) or named == {two.id}) and not two.offices and self._speaks_alone(one):
                self._roles.merge(one, two)
            elif named == {one.id} and not one.offices and self._speaks_alone(two):
                self._roles.merge(two, one)

    def unite(self, one: Actor, two: Actor) -> None:
        """Takes an office without a name and a name without an office for one person; anybody else stays who they are."""
        for office, name in ((self._now(one), self._now(two)), (self._now(two), self._now(one))):
            if _is_named(name) and not name.offices and self._speaks_alone(office):
                self._roles.merge(office, name)
                return

    def _now(self, actor: Actor) -> Role:
        return self._roles.role(actor.id)

    def _speaks_alone(self, role: Role) -> bool:
        """Is the role an office without a name that may be somebody's?"""
        return bool(role.titles and not role.names and role.kind == "person" and may_bear(role))

    def _by_phrase(self, span: Span, row: Sequence[Token], keys: Keys, spoke: list[Role]) -> Role | None:
        kinds = head_of(keys)[1]
        pointer = pointer_of(keys)
        if len(keys) == 1 and pointer and not pointer.head:
            return self._antecedents.best(span, pointer, spoke)
        inside = self._roles.inside(span)
        people = [m for m in inside if m.type == "person"]
        several = self._several(row, inside)
        if several and "document" not in kinds:
            return self._joint(row, several)
        if (
            people
            and not kinds & {"document", "kin"}
            and not ((kinds & _BODIES or self._of_others(span, people[0])) and people[0].start > span.start + _LEAD)
        ):
            return self._learn(row, self._roles.of[people[0].start])
        if pointer and "document" in kinds:
            return self._issuer(span, row, keys, pointer, spoke)
        found = self._antecedents.best(span, pointer, spoke) if pointer else None
        if pointer and not found and keys[1] in NUMBERS:
            listed = self._listed(span, NUMBERS[keys[1]])
            return self._joint(self._roles.row(listed[0]), listed[1]) if listed else self._make(row, keys, "group")
        return found or self._plain(span, row, keys, kinds, inside)

    def _of_others(self, span: Span, person: Mention) -> bool:
        """Do the words before a name, no comma between them, say who else speaks («مشاوران کیانی», «یک مقام دفتر کیانی»)?"""
        before = self._roles.row(Span(span.start, person.start))
        keys = tuple(word_key(token.text) for token in before if token.text[0].isalnum())
        unnamed = keys[:1] == ("یک",) and is_unnamed(keys) and CALLED.isdisjoint(keys)
        return bool(before) and before[-1].text[0].isalnum() and (unnamed or speaks_of_others(keys))

    def _several(self, row: Sequence[Token], inside: Sequence[Mention]) -> tuple[str, ...]:
        """The ids of those whom a phrase lists: names of one sort, or of bodies, places and groups, from its first word on, the last
        after «و»."""
        named = [m for m in inside if m.type != "title"]
        links = [words(self._roles.row(Span(a.end, b.start))).strip() for a, b in pairwise(named)]
        sorts = {m.type for m in named}
        listed = len(named) > 1 and (len(sorts) == 1 or sorts <= _ACTING) and links[-1].endswith("و")
        if not listed or inside[0].start - row[0].start > _LEAD:
            return ()
        if named[0].type != "person" and any(link.strip("، ") not in ("", "و") for link in links):
            return ()
        ids = tuple(dict.fromkeys(self._roles.of[m.start].id for m in named))
        return ids if len(ids) > 1 else ()

    def _listed(self, span: Span, count: int) -> tuple[Span, tuple[str, ...]] | None:
        """The last list of so many names of one sort before a place («A، سناتور، و B»): its words and the ids of those named."""
        named: list[Mention] = []  # the latest first
        for mention in islice(self._roles.before(span.start), _FLOOR):
            if mention.type == "title":
                continue
            if named and not self._linked(mention, named[-1], "و" if len(named) == 1 else "،"):
                named = []
            named.append(mention)
            ids = tuple(dict.fromkeys(self._roles.of[m.start].id for m in reversed(named)))
            if len(ids) == count:
                return Span(mention.start, named[0].end), ids
        return None

    def _linked(self, one: Mention, two: Mention, link: str) -> bool:
        """Do two names of one sort stand side by side in a list, the link and titles alone between them?"""
        between = self._roles.row(Span(one.end, two.start))
        titles = [m for m in self._roles.inside(Span(one.end, two.start)) if m.type == "title"]
        bare = [t.text for t in between if not any(m.start <= t.start < m.end for m in titles)]
        return one.type == two.type and link in bare and set(bare) <= _LINKS

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
        role_like = is_office(bare)
        if (
            inside
            and inside[-1].type == "organisation"
            and _in_brackets(row, inside[-1])
            and not (role_like or means_many(bare))
        ):
            return self._learn(row, roles.of[inside[-1].start])
        first = next((m for m in inside if m.start - span.start < _LEAD), None)
        if role_like:
            found = roles.titled(bare, span.start)
            if found and found.names and is_unnamed(bare) and not points_back(keys):
                found = None  # «یک مقام» is nobody who has a name
            if not found and first and first.type == "title":
                found = roles.of[first.start]
        elif first:
            found = roles.of[first.start]
        if found:
            return self._learn(row, found)
        return self._by_name(span, row, bare, kinds)

    def _by_name(self, span: Span, row: Sequence[Token], keys: Keys, kinds: Classes) -> Role | None:
        name = without_honorifics(keys)
        kind = "group" if counts(keys) else _kind(kinds)
        role = self._roles.person(name, span.start) if not kinds or name != keys else None
        if not role and not kinds & {"office", "role"}:
            role = self._roles.of_state(keys, kind, span.start) or self._roles.named(keys, kind)
        return self._learn(row, role) if role else self._make(row, keys, kind)

    def _learn(self, row: Sequence[Token], role: Role) -> Role:
        text = words(row)
        if letters(text) not in {letters(known) for known in role.strings}:
            self._roles.add_string(role, text)
            if not role.names and name_keys(text)[:1] == ("وکیل",):  # «وکیل» alone says less than «وکیل کیانی»
                role.full.append(text)
        return role

    def _make(self, row: Sequence[Token], keys: Keys, kind: ActorKind) -> Role:
        role = self._roles.new(kind)
        role.met = row[0].start
        self._roles.add_string(role, words(row))
        if kind == "person" and is_office(keys) and without_honorifics(keys) == keys:
            self._roles.add_title(role, keys)
        elif kind == "person" and not points_back(keys):
            self._roles.add_name(role, without_honorifics(keys))
        return role

    def _issuer(self, span: Span, row: Sequence[Token], keys: Keys, pointer: Pointer, spoke: list[Role]) -> Role | None:
        """Who issued a document: whom its words name («گزارش ۶۰ صفحه‌ای این گروه»), else somebody known; else it stands for itself."""
        inside = self._roles.inside(span)
        # «پیام‌های دریافتی از بندر نو», «گزارش‌های دریافتی از …»: where they come from, not who wrote them.
        received = message_in(keys) is not None or any(key.startswith(RECEIVED) for key in keys)
        if received and all(mention.type == "place" for mention in inside):
            return self._roles.known(keys) or self._make(row, keys, "document")
        for mention in inside:
            if mention.type != "title":
                return self._roles.of[mention.start]
        noun = next(i for i, token in enumerate(row) if word_key(token.text) == pointer.head)
        tail = () if points_back(keys) else row[noun + 1 :]
        # What stands before «این» says what the document is like.
        tail = tail[next((i for i, token in enumerate(tail) if points_back((word_key(token.text),))), 0) :]
        described = len(tail)
        while tail and word_key(tail[0].text) in _QUALITIES:  # «گزارش تازهٔ وزیر نیرو»
            tail = tail[1:]
        said = tuple(word_key(token.text) for token in tail if token.text[0].isalnum())
        # Straight behind the noun an unknown word says what it is about («گزارش تفریغ بودجه»), behind another rather whose it is.
        acts = points_back(said) or head_of(said)[1] or means_many(said) or inside
        if said and (acts or len(tail) < described):
            return self._by_phrase(Span(tail[0].start, tail[-1].end), tail, said, spoke)
        if described and not _PUBLISHED.intersection(said):
            return self._make(row, keys, "document")
        named = self._antecedents.issuer(span, pointer.head) or self._antecedents.best(span, pointer, spoke)
        if keys == _THIS_REPORT and named and named.kind == "outlet" and named not in spoke:
            # Rather an outlet that has reported something than a relay.
            named = next((role for role in reversed(spoke) if role.kind == "outlet"), named)
        return named or self._make(row, keys, "document")


def _is_named(role: Role) -> bool:
    """Is it somebody whom the tagger takes for a person? What speaks under words that nobody knows names nobody."""
    return bool(role.names) and any(mention.type == "person" for mention in role.mentions)


def _in_brackets(row: Sequence[Token], mention: Mention) -> bool:
    """Does a phrase end with a mention in brackets: «سازمان تروریستی فرماندهی مرکزی (سنتکام)»?"""
    at = next((i for i, token in enumerate(row) if token.start == mention.start), 0)
    return at > 0 and row[at - 1].text == "(" and row[-1].text == ")" and row[-2].end == mention.end


def _kind(kinds: Classes) -> ActorKind:
    """What a head noun of these classes names; a person where nothing says otherwise."""
    sorts: tuple[tuple[str, ActorKind], ...] = (
        ("body", "organisation"),
        ("outlet", "outlet"),
        ("group", "group"),
        ("area", "place"),
    )
    return next((kind for label, kind in sorts if label in kinds), "person")
