"""Mention → Actor: which mentions mean the same, and whom the words before a cue mean.

`Cast` holds the actors of one article while it is read. It is filled from the mentions; `resolve` finds whom a speaker phrase
means and, where the phrase names someone whom the tagger missed, takes them in. `actors()` gives the final tuple.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from naql.actors.keys import letters, name_keys, word_key
from naql.actors.mentions import words
from naql.actors.titles import classes, head_of, points_back, without_honorifics
from naql.records import Actor, ActorKind, Mention
from naql.sentences import Token
from naql.spans import Span

Keys = tuple[str, ...]
_KIND_OF_TYPE: dict[str, ActorKind] = {
    "person": "person",
    "title": "person",
    "organisation": "organisation",
    "place": "place",
    "outlet": "outlet",
    "group": "group",
}
_BETWEEN = frozenset({"،", ",", "«", "»", '"', "(", ")", "“", "”", "و", "-", "ـ", "–"})
_PEOPLE = frozenset({"person", "unnamed"})


@dataclass(slots=True)
class Role:
    """An actor in the making. `names` are the keys of persons' names without honorifics, `titles` those of titles."""

    id: str
    kind: ActorKind
    names: list[Keys] = field(default_factory=list)
    titles: list[Keys] = field(default_factory=list)
    strings: dict[str, None] = field(default_factory=dict)  # in the order met
    full: list[str] = field(default_factory=list)  # names together with the titles beside them
    mentions: list[Mention] = field(default_factory=list)

    @property
    def last(self) -> int:
        return self.mentions[-1].end if self.mentions else 0

    def actor(self) -> Actor:
        strings = list(self.strings)
        best = max(self.full or self._plain(), key=lambda s: len(letters(s)))
        rest = tuple(s for s in strings if s != best)
        return Actor(self.id, best, self.kind, rest, mentions=tuple(sorted(self.mentions, key=lambda m: m.start)))

    def _plain(self) -> list[str]:
        named = [s for s in self.strings if self.names and without_honorifics(name_keys(s)) in self.names]
        return named or list(self.strings) or [m.text for m in self.mentions]


def same_person(a: Keys, b: Keys) -> bool:
    """Can two persons' names mean the same: one the end of the other, or its beginning, however the words are joined?

    >>> same_person(("حسن", "فرهمند"), ("فرهمند",)), same_person(("حسن", "فرهمند"), ("حسین", "فرهمند"))
    (True, False)
    """
    short, long = sorted((a, b), key=lambda keys: len("".join(keys)))
    s, g = "".join(short), "".join(long)
    if s == g:
        return True
    if not s or len(s) < 2:
        return False
    whole = {"".join(long[i:]) for i in range(len(long))} | {"".join(long[:i]) for i in range(1, len(long))}
    return s in whole or (len(s) > 3 and g.endswith(s) and len(short) > 1) or _skips(short, long) or _near(s, g)


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


_LOOSE = frozenset(
    "این ان همین همان کشور کشورمان ما سابق کنونی فعلی وقت جدید اسبق پیشین محترم امور جمهوری اسلامی".split()
)


def title_match(a: Keys, b: Keys) -> int:
    """How well two titles agree: 0 not at all, else the number of telling words they share (the same title: 99)."""
    if "".join(a) == "".join(b):
        return 99
    x, y = ({k.removesuffix("ی") if len(k) > 4 else k for k in keys} - _LOOSE for keys in (a, b))
    if not x or not y or not (x <= y or y <= x):
        return 0
    heads = [head_of(keys)[0].removesuffix("ی") for keys in (a, b)]
    return len(x & y) if heads[0] == heads[1] or len(x & y) > 1 else 0


class Cast:
    """The actors of one article: filled from its mentions, grown by speaker phrases that name someone new."""

    def __init__(self, tokens: Sequence[Token], mentions: Sequence[Mention]) -> None:
        self._tokens = tokens
        self._starts = {token.start: i for i, token in enumerate(tokens)}
        self._roles: list[Role] = []
        self._of: dict[int, Role] = {}  # start of a mention → its role
        self._mentions = sorted(mentions, key=lambda m: m.start)
        self._fill()

    def actors(self) -> tuple[Actor, ...]:
        """The actors in the order in which the article first names them."""
        return tuple(role.actor() for role in self._roles)

    def actor(self, id: str) -> Actor:
        return next(role.actor() for role in self._roles if role.id == id)

    def resolve(self, span: Span | None, floor: Sequence[Actor] = ()) -> Actor | None:
        """Whom the words at `span` mean (None: a dropped subject); null where that cannot be told.

        `floor` are those who spoke so far, the latest last.
        """
        if span is None:
            return self.actor(floor[-1].id) if floor else None
        row = self._row(span)
        keys = tuple(word_key(t.text) for t in row if t.text[0].isalnum())
        if not keys:
            return self.resolve(None, floor)
        role = self._by_phrase(span, row, keys, [self._role(a.id) for a in floor])
        return role.actor() if role else None

    # filling

    def _fill(self) -> None:
        by_length = sorted((m for m in self._mentions if m.type == "person"), key=lambda m: -len(letters(m.text)))
        for mention in by_length:
            self._join(mention, self._person(without_honorifics(name_keys(mention.text)), mention.start))
        groups = self._adjacent()
        for mention in self._mentions:
            if mention.type == "title" and mention.start in groups:
                self._join(mention, groups[mention.start])
        for mention in self._mentions:
            if mention.start not in self._of:
                self._join(mention, self._find(mention))
        self._roles.sort(key=lambda role: min((m.start for m in role.mentions), default=0))
        self._name_in_full()

    def _join(self, mention: Mention, role: Role | None) -> Role:
        if role is None:
            role = self._new(_KIND_OF_TYPE[mention.type])
        keys = name_keys(mention.text)
        if mention.type == "person":
            role.names.append(without_honorifics(keys))
        elif mention.type == "title" and not self._honorific(keys):
            role.titles.append(keys)
        if not (mention.type == "title" and self._honorific(keys)):
            role.strings.setdefault(mention.text)
        role.mentions.append(mention)
        self._of[mention.start] = role
        return role

    def _new(self, kind: ActorKind) -> Role:
        role = Role(f"a{len(self._roles) + 1}", kind)
        self._roles.append(role)
        return role

    def _role(self, id: str) -> Role:
        return next(role for role in self._roles if role.id == id)

    @staticmethod
    def _honorific(keys: Keys) -> bool:
        return all("honorific" in classes(key) or key == "و" for key in keys)

    def _person(self, keys: Keys, at: int) -> Role | None:
        fits = [r for r in self._roles if any(same_person(keys, name) for name in r.names)]
        exact = [r for r in fits if keys in r.names]
        return min(exact or fits, key=lambda r: min((abs(m.start - at) for m in r.mentions), default=at), default=None)

    def _adjacent(self) -> dict[int, Role]:
        """Start of a title → the role of the person whose name stands beside it."""
        found: dict[int, Role] = {}
        for i, title in enumerate(self._mentions):
            if title.type != "title":
                continue
            sides = []
            for other in (self._mentions[i + 1 : i + 2], self._mentions[i - 1 : i] if i else []):
                if other and other[0].type == "person":
                    gap = self._gap(title, other[0])
                    if gap is not None:
                        sides.append((gap, other[0]))
                elif other and other[0].type == "title" and other[0].start in found and self._gap(title, other[0]) == 0:
                    found.setdefault(title.start, found[other[0].start])
            if sides:
                found[title.start] = self._of[min(sides, key=lambda side: side[0])[1].start]
        for title, after in zip(self._mentions, self._mentions[1:], strict=False):  # «دکتر سید حسن»
            if title.type == after.type == "title" and title.start not in found and after.start in found:
                if (gap := self._gap(title, after)) is not None and gap < 2:
                    found[title.start] = found[after.start]
        return found

    def _gap(self, a: Mention, b: Mention) -> int | None:
        """How many marks stand between two mentions; null where a word does."""
        first, second = sorted((a, b), key=lambda m: m.start)
        between = [t.text for t in self._tokens[self._index(first.end, True) : self._index(second.start)]]
        if any(text not in _BETWEEN for text in between):
            return None
        return sum(2 if text in {"،", ",", "و"} else 0 for text in between)

    def _index(self, at: int, after: bool = False) -> int:
        if not after and at in self._starts:
            return self._starts[at]
        return next((i for i, t in enumerate(self._tokens) if t.start >= at), len(self._tokens))

    def _find(self, mention: Mention) -> Role | None:
        keys = name_keys(mention.text)
        if mention.type == "title":
            return self._titled(keys, mention.start)
        return self._named(keys, mention.type)

    def _titled(self, keys: Keys, at: int) -> Role | None:
        best = max(
            (
                (
                    title_match(keys, title),
                    bool(role.names),
                    -abs((role.mentions[0].start if role.mentions else 0) - at),
                    i,
                )
                for i, role in enumerate(self._roles)
                for title in role.titles
            ),
            default=(0,),
        )
        return self._roles[best[3]] if best[0] else None

    def _named(self, keys: Keys, kind: str) -> Role | None:
        """The body, place, outlet or group of that name, or of a longer or shorter form of it."""
        joined = "".join(keys)
        telling = self._telling(keys)
        for role in self._roles:
            if role.kind != _KIND_OF_TYPE[kind]:
                continue
            for text in role.strings:
                other = name_keys(text)
                if "".join(other) == joined or (telling and telling == self._telling(other)):
                    return role
        if kind == "organisation":
            for role in self._roles:
                if role.kind == "organisation" and any(self._short(keys, name_keys(text)) for text in role.strings):
                    return role
        return None

    @staticmethod
    def _telling(keys: Keys) -> Keys:
        rest = tuple(k for k in keys if not classes(k) & {"outlet", "area"} and k not in _LOOSE)
        return rest

    @staticmethod
    def _short(a: Keys, b: Keys) -> bool:
        short, long = sorted((a, b), key=len)
        return bool(short) and short[0] == long[0] and set(short) < set(long)

    def _name_in_full(self) -> None:
        """Notes, for each person, the stretches in which a name and its titles stand together."""
        run: list[Mention] = []
        for mention in [*self._mentions, None]:
            if run and (
                mention is None or self._of[mention.start] is not self._of[run[-1].start] or self._far(run[-1], mention)
            ):
                self._note_run(run)
                run = []
            if mention is not None:
                run.append(mention)

    def _far(self, a: Mention, b: Mention) -> bool:
        return self._gap(a, b) is None

    def _note_run(self, run: list[Mention]) -> None:
        role = self._of[run[0].start]
        if len(run) > 1 and any(m.type == "person" for m in run):
            text = words(self._row(Span(run[0].start, run[-1].end)))
            role.full.append(text)
            role.strings.setdefault(text)

    # resolving

    def _row(self, span: Span) -> Sequence[Token]:
        first, last = self._index(span.start), self._index(span.end, True)
        return self._tokens[first:last]

    def _by_phrase(self, span: Span, row: Sequence[Token], keys: Keys, floor: list[Role]) -> Role | None:
        head, kinds = head_of(keys)
        if "pronoun" in kinds and len(keys) == 1:
            return self._last_person(span, floor)
        inside = [m for m in self._mentions if span.start <= m.start and m.end <= span.end]
        persons = [m for m in inside if m.type == "person"]
        if persons:
            return self._learn(span, row, self._of[persons[0].start])
        whole = [m for m in inside if m.start - span.start < 2 and span.end - m.end < 2]
        if points_back(keys):
            return self._pointed(span, keys, head, kinds, floor)
        if "document" in kinds:
            return self._issuer(span, inside, floor) or self._make(row, keys, "document")
        known = self._known(keys)
        if known:
            return known
        if whole:
            return self._of[whole[0].start]
        first = next((m for m in inside if m.start - span.start < 2), None)
        if first and first.type != "person":
            return self._learn(span, row, self._of[first.start])
        name = without_honorifics(keys)
        if name != keys:
            return self._person(name, span.start) or self._make(row, keys, "person")
        role = self._person(keys, span.start) if not kinds else None
        role = role or (self._titled(keys, span.start) if kinds & {"office", "role", "honorific"} else None)
        if role:
            return role
        return self._make(row, keys, self._kind(kinds))

    @staticmethod
    def _kind(kinds: frozenset[str]) -> ActorKind:
        for label, kind in (("body", "organisation"), ("outlet", "outlet"), ("group", "group"), ("area", "place")):
            if label in kinds:
                return kind  # type: ignore[return-value]
        return "person"

    def _known(self, keys: Keys) -> Role | None:
        joined = "".join(keys)
        for role in self._roles:
            if any(letters(text) == joined for text in role.strings):
                return role
        return None

    def _learn(self, span: Span, row: Sequence[Token], role: Role) -> Role:
        role.strings.setdefault(words(row))
        return role

    def _make(self, row: Sequence[Token], keys: Keys, kind: ActorKind) -> Role:
        role = self._new(kind)
        text = words(row)
        role.strings[text] = None
        if kind == "person":
            if head_of(keys)[1] & {"office", "role"}:
                role.titles.append(keys)
            else:
                role.names.append(without_honorifics(keys))
        return role

    def _last_person(self, span: Span, floor: list[Role]) -> Role | None:
        for role in reversed(floor):
            if role.kind in _PEOPLE:
                return role
        before = [m for m in self._mentions if m.end <= span.start and self._of[m.start].kind in _PEOPLE]
        return self._of[before[-1].start] if before else (floor[-1] if floor else None)

    def _pointed(self, span: Span, keys: Keys, head: str, kinds: frozenset[str], floor: list[Role]) -> Role | None:
        if "document" in kinds:
            return self._issuer(span, [], floor)
        if kinds & {"body", "outlet", "area", "group"}:
            wanted = self._kind(kinds)
            before = [self._of[m.start] for m in self._mentions if m.end <= span.start]
            for role in [*before[::-1], *reversed(floor)]:
                if role.kind == wanted and any(head in name_keys(text) for text in role.strings):
                    return role
            for role in [*reversed(floor), *before[::-1]]:
                if role.kind == wanted:
                    return role
        for role in reversed(floor):
            if role.kind in _PEOPLE and any(head in title for title in role.titles):
                return role
        return self._last_person(span, floor)

    def _issuer(self, span: Span, inside: Iterable[Mention], floor: list[Role]) -> Role | None:
        for mention in inside:
            if mention.type in {"organisation", "group", "outlet", "place"}:
                return self._of[mention.start]
        before = [
            self._of[m.start] for m in self._mentions if m.end <= span.start and m.type in {"organisation", "group"}
        ]
        spoke = [role for role in floor if role.kind in {"organisation", "group", "document", "place"}]
        return spoke[-1] if spoke else before[-1] if before else floor[-1] if floor else None


def resolve_actors(tokens: Sequence[Token], mentions: Sequence[Mention]) -> tuple[Actor, ...]:
    """The actors of an article; every mention belongs to exactly one of them."""
    return Cast(tokens, mentions).actors()
