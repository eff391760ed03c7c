"""Role → Actor: an actor in the making, and which of its names it is called by in the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from naql.actors.countries import country_of
from naql.actors.keys import letters, name_keys
from naql.actors.likeness import COMPOUNDS, Keys, is_office, is_unnamed
from naql.actors.titles import is_honorific, without_honorifics
from naql.records import Actor, ActorKind, Mention


@dataclass(slots=True)
class Role:
    """An actor in the making. `names` are persons' names without honorifics, `titles` offices and professions, by keys."""

    id: str
    kind: ActorKind
    names: list[Keys] = field(default_factory=list)
    titles: list[Keys] = field(default_factory=list)
    strings: dict[str, None] = field(default_factory=dict)  # in the order met
    full: list[str] = field(default_factory=list)  # names together with the titles beside them
    offices: list[str] = field(default_factory=list)  # the titles that stand beside the name
    mentions: list[Mention] = field(default_factory=list)
    members: tuple[str, ...] = ()  # ids of those who speak together, for a role that is several people
    met: int = 0  # where the words stand that named it, for one that is known by no mention
    made: Actor | None = None  # what actor() gave last, until something is added

    def actor(self) -> Actor:
        if self.made is None:
            mentions = tuple(sorted(self.mentions, key=lambda m: m.start))
            best = max(self._full(mentions), key=lambda name: (*self._named(name), *_fullness(name)))
            marked, best = best, _unmarked(best)
            others = (_whole(s) for s in self.strings if s != marked or marked != best)
            rest = tuple(dict.fromkeys(s for s in others if s != best))
            state = country_of(best) if self.kind == "place" else None
            office = max(self.offices or self._introduced(mentions), key=len, default=None)
            self.made = Actor(
                self.id,
                best,
                self.kind,
                rest,
                office=office,
                country=state.code if state else None,
                wikidata=state.wikidata if state and not state.capital else None,
                mentions=mentions,
            )
        return self.made

    def _full(self, mentions: Sequence[Mention]) -> list[str]:
        """The names of which the fullest is chosen: for a state none of its capital's where it has one of its own."""
        found = [*self.full, *self._plain(mentions)] if self.names else self.full or self._plain(mentions)
        return [s for s in found if not _is_capital(s)] or found if self.kind == "place" else found

    def _named(self, text: str) -> tuple[int, bool]:
        """How many words of the person's own name stand in one of the names, and whether more stands there (an office).

        «رضا نیکنام» two, «نیکنام وزیر نیرو» one: a person is known by the name first.
        """
        whole = letters(text) if not _is_pair(text) else ""
        count = max((len(name) for name in self.names if "".join(name) in whole), default=0)
        return count, len(without_honorifics(name_keys(text))) > count > 0

    def _introduced(self, mentions: Sequence[Mention]) -> list[str]:
        """The offices of a person by which the article tells of them before it names them."""
        named = next((m.start for m in mentions if m.type == "person"), 0)
        titles = [m.text for m in mentions if m.type == "title" and m.start < named]
        return [t for t in titles if not (is_honorific(name_keys(t)) or is_unnamed(name_keys(t)))]

    def _plain(self, mentions: Sequence[Mention]) -> list[str]:
        named = [s for s in self.strings if self.names and without_honorifics(name_keys(s)) in self.names]
        # Of a group a mention may hold the beginning only («وزیران خارجهٔ کشورهای عضو …»), the words of a speaker hold it all.
        return named or (self.kind != "group" and [m.text for m in mentions]) or list(self.strings)


def first_place(role: Role) -> int:
    """Where the article first names a role, in code points."""
    return min((m.start for m in role.mentions), default=role.met)


def in_full(role: Role) -> bool:
    """Is somebody named by more than a surname, the way a speaker is introduced?"""
    return any(len(name) > 1 for name in role.names)


def may_bear(role: Role) -> bool:
    """May the role's titles be somebody's office: one of several words, or «رئیس‌جمهور»? «یک کارمند بانک» stays unknown."""
    if any(name_keys(name)[:1] == ("یک",) for name in role.full):
        return False
    whole = [keys for keys in role.titles if len(keys) > 1 or keys[0] in COMPOUNDS]
    return any(is_office(keys) and not is_unnamed(keys) for keys in whole)


def _fullness(name: str) -> tuple[bool, int, int]:
    """How much a name says: more where it is clear outside the article, then by length, first without honorifics.

    «وزارت خارجه این کشور» says nothing to whom has not read which state was meant, «آقای نیکنام» says less than «رضا نیکنام».
    """
    keys = name_keys(name)
    clear = "این" not in keys and not _is_pair(name)
    return clear, len("".join(without_honorifics(keys))), len(letters(name))


def _is_pair(name: str) -> bool:
    """Does a dash between blanks join two names («نیکنام – دلاوری»), which is nobody's name?"""
    return any(f" {dash} " in name for dash in "-–—")


def _unmarked(name: str) -> str:
    """A name without quotation marks, and without a bracket of which only one half stands in it."""
    return "".join(sign for sign in _whole(name) if sign not in '«»“”"').strip()


def _whole(name: str) -> str:
    """A name without a quotation mark or bracket of which only one half stands in it."""
    for opening, closing in ("«»", "“”", "()"):
        if name.count(opening) != name.count(closing):
            name = name.replace(opening, "").replace(closing, "")
    return name.strip()


def _is_capital(name: str) -> bool:
    state = country_of(name)
    return bool(state and state.capital)
