"""Mention → Role: the mentions of an article grouped by whom they mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from naql.actors.cast import KIND_OF_TYPE, LOOK_BACK, Roles
from naql.actors.countries import country_of
from naql.actors.keys import letters, name_keys, word_key
from naql.actors.likeness import FORMER, Keys, is_unnamed
from naql.actors.mentions import words
from naql.actors.roles import Role, first_place, in_full, may_bear
from naql.actors.titles import classes, is_honorific, means_many, points_back, speaks_of_others, without_honorifics
from naql.records import Mention
from naql.sentences import Token
from naql.sentences.classes import STOPS
from naql.spans import Span

# «رضا نیکنام، یک دیپلمات سابق»: what stands between a name and its title.
_BETWEEN = frozenset({"یک", "،", ",", "«", "»", '"', "(", ")", "“", "”", "و", "-", "ـ", "–"})
_WHERE = frozenset({"در", "به", "از", "شهر", "عازم", "وارد", "حومه", "راهی", "مقصد"})
_RELATIVE = frozenset({"در", "از", "به", "با", "بر", "طی"})
_BEFORE_SUBJECT = frozenset({".", "»", "،", ",", ":", "؛", "؟", "!", "\n", "-", "–"})
_PARTING = frozenset({"،", ",", "و", ":"})
_QUOTES = frozenset({"«", '"', "“"})
_NEAR = 400  # code points between a title that stands alone and the name of its bearer


def group_mentions(tokens: Sequence[Token], mentions: Iterable[Mention]) -> Roles:
    """The roles of an article; every mention belongs to exactly one of them."""
    roles = Roles(tokens, mentions)
    for mention in sorted((m for m in roles.mentions if m.type == "person"), key=lambda m: -len(letters(m.text))):
        roles.join(mention, roles.person(without_honorifics(name_keys(mention.text)), mention.start))
    beside = _beside(roles)
    for mention in roles.mentions:
        if mention.start in beside:
            role = roles.join(mention, beside[mention.start])
            keys = name_keys(mention.text)
            if len(keys) > 1 and not points_back(keys) and not is_honorific(keys):
                role.offices.append(mention.text)
    _rest(roles)
    _bearers(roles)
    roles.number()
    _name_in_full(roles)
    return roles


def _rest(roles: Roles) -> None:
    """Titles that stand alone, and everything that is no person."""
    last: Role | None = None
    capitals = []
    for mention, behind in zip(roles.mentions, [*roles.mentions, None][1:], strict=True):
        keys = name_keys(mention.text)
        if mention.start in roles.of:
            last = roles.of[mention.start] if mention.type == "person" else last
        elif mention.type == "title":
            back = points_back(keys) or _pointed_at(roles, mention)
            unnamed = is_unnamed(keys) and not back
            role = None if unnamed else roles.titled(keys, mention.start)
            if back and last and not role and not means_many(keys):
                roles.add_mention(last, mention)  # «این مسئول» says who is meant here, not what they are called
            else:
                role = role or roles.known(keys)
                role = roles.join(mention, None if unnamed and role and role.names else role)
                if _word_before(roles, mention) == "یک":
                    role.full.append(f"یک {mention.text}")  # an unnamed source is called «یک مقام آگاه»
        elif code := _acts_for(roles, mention, keys):
            capitals.append((mention, keys, code))
        elif behind and _names_outlet(roles, mention, behind):
            role = roles.join(behind, roles.named(name_keys(behind.text), "outlet"))
            role.full.append(words(roles.row(Span(mention.start, behind.end))))
            roles.join(mention, role)
        else:
            kind = KIND_OF_TYPE[mention.type]
            roles.join(mention, roles.of_state(keys, kind, mention.start) or roles.named(keys, kind))
    _short_forms(roles)
    for mention, keys, code in capitals:
        roles.join(mention, roles.state(code) or roles.named(keys, "place"))


def _names_outlet(roles: Roles, mention: Mention, behind: Mention) -> bool:
    """Is a mention the quoted name of an outlet, of which the one before says only what it is: «روزنامهٔ آمریکایی «افق نو»»?"""
    at = roles.index(mention.end)
    quoted = roles.tokens[at].text in _QUOTES and roles.tokens[at + 1].start == behind.start
    return mention.type == behind.type == "outlet" and quoted


def _short_forms(roles: Roles) -> None:
    """Takes a body and the one word in brackets behind its name for one: «فرماندهی مرکزی (سنتکام)»."""
    for long, short in pairwise(roles.mentions):
        if long.type == short.type == "organisation" and _bracketed(roles, long, short):
            role, into = roles.of[short.start], roles.of[long.start]
            if role is not into:
                roles.merge(role, into)


def _bracketed(roles: Roles, long: Mention, short: Mention) -> bool:
    """Does a mention of one word stand in brackets behind another?"""
    at = roles.index(short.start)
    around = [token.text for token in roles.tokens[at - 1 : at + 2 : 2]]
    return around == ["(", ")"] and roles.tokens[at - 2].end == long.end and roles.tokens[at].end == short.end


def _acts_for(roles: Roles, mention: Mention, keys: Keys) -> str | None:
    """The code of the state for which a capital may stand: one where nothing says that somebody is or goes there."""
    state = country_of("".join(keys)) if mention.type == "place" else None
    return state.code if state and state.capital and _word_before(roles, mention) not in _WHERE else None


def _pointed_at(roles: Roles, mention: Mention) -> bool:
    """Does «این» or «آن» stand before a title? «که در آن رهبر …» says where, and points at nobody."""
    at = roles.index(mention.start)
    before = [word_key(token.text) for token in roles.tokens[max(0, at - 3) : at]]
    relative = len(before) == 3 and before[0] == "که" and before[1] in _RELATIVE
    return points_back(before[-1:]) and not relative


def _word_before(roles: Roles, mention: Mention) -> str:
    at = roles.index(mention.start)
    return word_key(roles.tokens[at - 1].text) if at else ""


def _bearers(roles: Roles) -> None:
    """Gives a title that belongs to nobody yet to the next person beside whose name the article puts no office."""
    orphans = [r for r in roles.by_id.values() if r.titles and not r.names and may_bear(r) and not _owned(r)]
    orphans = orphans[:LOOK_BACK]
    for role in orphans:
        named = [r for r in roles.by_id.values() if r.names and first_place(r) > first_place(role)]
        person = min(named, key=first_place, default=None)
        if person and (person.offices or not in_full(person)):
            continue
        between = [
            r for r in orphans if r is not role and r.id in roles.by_id and person and _stands_between(r, role, person)
        ]
        if person and not between and _leads_to(roles, role, person):
            roles.merge(role, person)


def _owned(role: Role) -> bool:
    """Is it somebody's («رئیس سابقش», «وکیلش»)? Such a title speaks of a second person and introduces none."""
    last = [keys[-1] for keys in role.titles]
    return any(key.endswith("ش") and (key[:-1] in FORMER or classes(key[:-1]) & {"office", "role"}) for key in last)


def _leads_to(roles: Roles, role: Role, person: Role) -> bool:
    """Is the name near behind the office, not in what the office says («استاندار: …», «استاندار گفت: …»), not after a word for company?"""
    office, name = (min(r.mentions, key=lambda m: m.start) for r in (role, person))
    if not 0 < name.start - office.start < _NEAR:
        return False
    between = Span(office.end, name.start)
    told = _colon_parts(roles, between) or _quoted(roles, between)
    # «معاون استاندار … . دادگستری از … خبر داد. رضا نیکنام …»: who acts in between may be the one who is named.
    others = any(m.type in ("organisation", "group") and _opens(roles, m) for m in roles.inside(between))
    return not told and not others and _opens(roles, name)


def _colon_parts(roles: Roles, between: Span) -> bool:
    """Does a colon stand in a stretch right at its beginning, or in the sentence that goes on behind it («استاندار گفت: نیکنام …»)?"""
    texts = [token.text for token in roles.row(between)]
    return ":" in texts[:1] or (":" in texts and STOPS.isdisjoint(texts) and "\n" not in texts)


def _quoted(roles: Roles, between: Span) -> bool:
    """Does a quotation begin in a stretch and go on behind it («استاندار گفت: «…»)? A mark at its very end is a name's own."""
    marks = [token.text for token in roles.row(between)][:-1]
    return sum(text in "«“" for text in marks) > sum(text in "»”" for text in marks)


def _opens(roles: Roles, name: Mention) -> bool:
    """Does a name open its sentence or clause, the way a speaker is introduced («به گزارش …، رضا نیکنام …»)?"""
    at = roles.index(name.start) - 1
    if at >= 0 and roles.tokens[at].text in _QUOTES:
        at -= 1
        if at >= 0 and any(m.type == "outlet" and m.end == roles.tokens[at].end for m in roles.mentions):
            return True
    return at < 0 or roles.tokens[at].text in _BEFORE_SUBJECT


def _beside(roles: Roles) -> dict[int, Role]:
    """Start of a title → the role of the person whose name stands beside it, over marks and other titles only."""
    found: dict[int, Role] = {}
    pairs = []
    for one, two in pairwise(roles.mentions):
        if {one.type, two.type} <= {"person", "title"} and (gap := _gap(roles, one, two)) is not None:
            pairs.append((gap, one, two))
    for gap, one, two in sorted(pairs, key=lambda pair: pair[0]):
        if one.type != two.type and not _linked(roles, one, two):
            title, person = (one, two) if one.type == "title" else (two, one)
            keys = name_keys(title.text)
            if points_back(keys) or (title is one and gap == 0 and speaks_of_others(keys)):
                continue
            found.setdefault(title.start, roles.of[person.start])
    for gap, one, two in [*reversed(pairs), *pairs]:
        if one.type == two.type == "title" and gap < 2:
            for a, b in ((one, two), (two, one)):
                if b.start in found:
                    found.setdefault(a.start, found[b.start])
    return found


def _linked(roles: Roles, a: Mention, b: Mention) -> bool:
    """Does «و» stand between two mentions: «پرزیدنت مهرپرور و نخست‌وزیر» are two?"""
    return any(word_key(t.text) == "و" for t in roles.row(Span(a.end, b.start)))


def _gap(roles: Roles, a: Mention, b: Mention) -> int | None:
    """How far apart two mentions stand in marks, and «یک»; null where a word stands between them."""
    marks = [t.text for t in roles.row(Span(a.end, b.start))]
    if len(marks) > 3 or any(text not in _BETWEEN for text in marks):
        return None
    return sum(2 if text in _PARTING else 0 for text in marks)


def _name_in_full(roles: Roles) -> None:
    """Notes, for each person, the stretches in which a name and its titles stand together."""
    run: list[Mention] = []
    for mention in roles.mentions:
        if mention.type == "title" and points_back(name_keys(mention.text)):
            continue
        if run and (roles.of[mention.start] is not roles.of[run[-1].start] or _gap(roles, run[-1], mention) is None):
            _note_run(roles, run)
            run = []
        run.append(mention)
    _note_run(roles, run)


def _note_run(roles: Roles, run: Sequence[Mention]) -> None:
    if len(run) > 1 and any(m.type == "person" for m in run):
        role = roles.of[run[0].start]
        text = words(roles.row(Span(run[0].start, run[-1].end)))
        role.full.append(text)
        roles.add_string(role, text)


def _stands_between(role: Role, one: Role, two: Role) -> bool:
    """Is a role named between the first places of two others, also where the article has named it before?"""
    low, high = first_place(one), first_place(two)
    return any(low < mention.start < high for mention in role.mentions)
