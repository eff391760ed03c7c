"""Cue, Tape → content: every stretch that may be what a cue hands over is scored; the best one wins, or none does."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container
from functools import cached_property
from typing import NamedTuple

from naql.sentences.classes import STOPS
from naql.sentences.tokens import LINE_BREAK
from naql.statements.labels import NAMED, tagged
from naql.statements.ranker import rank
from naql.statements.scene import Scene, share, tenths
from naql.statements.tagger import FORWARD, Part
from naql.statements.tape import Stretch, Tape

_LONGEST = 450  # tokens a content may have; the longest annotated one has 390
_BACK = 90  # tokens a content before its cue may have
_NEAR = 30  # tokens after a phrase cue within which any token may be the last
_STARTS = 6
_NESTED = 8  # sure cues a content may hold; keeps the cost of a line full of cues in proportion
_RIVALS = 12  # candidates of a cue that compete with those of its neighbours
_SIZES = (0, 1, 2, 3, 4, 6, 10, 20, 40, 80)
_GAP = frozenset(':،-–—ـ«"(') | {"که", "تا"}
_MARKS = frozenset('،؛:.!؟…»"-–—)«(')
# Taken from the score of «no content». fars changes little from 0.25 to 1; other outlets, posts and our own articles are best here.
_LENIENCE = 0.75
_QUOTING = ["به", "نقل", "از"]
_LONG_NAME = 20  # tokens that the words for whom a relay quotes may have
_VERB = 3  # tokens that its verb may have
# More of it for what surely hands something over («رویترز: وزارت خارجه گفت که …», where the line is nobody's else).
_HANDED_ON = 3.0


class Choice(NamedTuple):
    """The content chosen for a cue, how it is handed over (`CueView.kind`), and how probable it is among the candidates."""

    cue: Part
    content: Stretch
    kind: str
    probability: float


def choose_contents(scene: Scene, handing: Container[Part] = ()) -> list[Choice]:
    """The cues with their contents that together are most probable: no two of them overlap, cue and content taken as one stretch.

    `handing` are cues that surely hand something over: those by which an outlet's head passes on what somebody else says. So do
    «به نقل از X گزارش داد …» and a verb with a colon at the end of its line.
    Weighted interval scheduling over the best candidates of every cue; what a cue gains over having no content is its weight.
    """
    stretches = []
    for cue in scene.cues:
        view = CueView(scene, cue)
        sure = cue in handing or _relays(scene, cue) or _stands_above(scene.tape, cue)
        lenience = _LENIENCE + (_HANDED_ON if sure else 0.0)
        for content, gain, probability in rank(view, "contents", lenience).better[:_RIVALS]:
            first, last = content
            choice = Choice(cue, content, view.kind(first), probability)
            stretches.append((max(last, cue.last), min(first, cue.first), gain, choice))
    stretches.sort(key=lambda s: s[:3])
    ends = [stretch[0] for stretch in stretches]
    best = [0.0]
    for at, (_, first, gain, _) in enumerate(stretches):
        best.append(max(best[-1], gain + best[bisect_right(ends, first, 0, at)]))
    return _traced(stretches, ends, best)


def _relays(scene: Scene, cue: Part) -> bool:
    """Is a cue «به نقل از», with whom it quotes and a verb behind it («رویترز به نقل از دو دیپلمات گزارش داد …»)?"""
    tape = scene.tape
    if tape.keys[cue.first : cue.last] != _QUOTING:
        return False
    quoted = next((part for part in scene.speakers_in(cue.last, cue.last + _LONG_NAME) if part.first == cue.last), None)
    return quoted is not None and "VERB" in tape.pos[quoted.last : quoted.last + _VERB]


def _stands_above(tape: Tape, cue: Part) -> bool:
    """Does a cue end a line that names somebody with a verb of saying and a colon («علی (ع) می‌فرمایند:»)?"""
    says = cue.label == FORWARD and "SAY" in tape.shapes[cue.last - 1]
    above = says and tape.texts[cue.last : cue.last + 2] == [":", LINE_BREAK]
    return above and tagged(tape, tape.line(cue.first)[0], cue.first, NAMED)


def _traced(stretches: list[tuple[int, int, float, Choice]], ends: list[int], best: list[float]) -> list[Choice]:
    chosen: list[Choice] = []
    at = len(stretches)
    while at:
        _, first, _, choice = stretches[at - 1]
        if best[at] == best[at - 1]:
            at -= 1
        else:
            chosen.append(choice)
            at = bisect_right(ends, first, 0, at - 1)
    return chosen[::-1]


def size(count: int) -> int:
    """A count on the scale the rankers' features use: exact where small, the step below where large."""
    return _SIZES[bisect_right(_SIZES, count) - 1]


def cue_name(tape: Tape, first: int, last: int) -> str:
    """What the rankers call a cue by: its noun, or its first word."""
    return next((tape.keys[i] for i in range(first, last) if "NOUN" in tape.shapes[i]), tape.keys[first])


def _grade(probability: float) -> int:
    return bisect_left((0.1, 0.2, 0.35, 0.5, 0.75, 0.9, 0.97, 0.995), probability)


class CueView:
    """One cue's candidates and their features."""

    def __init__(self, scene: Scene, cue: Part) -> None:
        self.scene, self.cue = scene, cue
        tape = scene.tape
        self.forward = cue.label == FORWARD
        self.low, self.high = self._room()
        self.name = cue_name(tape, cue.first, cue.last)
        self.aims = scene.aims[cue]
        self.verbal = (
            any(kind in tape.shapes[cue.last - 1] for kind in ("SAY", "HOLD", "LIGHT"))
            or tape.pos[cue.last - 1] == "VERB"
        )
        self.starts = self._starts_after() if self.forward else self._starts_before()
        self._kinds: dict[int, str] = {}

    def _room(self) -> Stretch:
        """The line of the cue; where it ends with the cue, or it and a colon, what is below as well: «آورده است:» above a paragraph."""
        tape, starts = self.scene.tape, self.scene.starts
        low, high = tape.line(self.cue.first)
        opens = self.forward and (high == self.cue.last or tape.texts[high - 1] == ":")
        if not opens or any(map(tape.is_word, range(self.cue.last, high))):
            return low, high
        below = range(high, min(len(tape), high + _NEAR))
        tagged = next((i for i in below if i in starts), None)
        worded = next(filter(tape.is_word, below), None)
        start = worded if tagged is None else tagged
        return low, high if start is None else tape.line(start)[1]

    def _starts_after(self) -> list[int]:
        texts, starts = self.scene.tape.texts, self.scene.starts
        found = self._skips(self.cue.last)
        for index in range(self.cue.last, min(self.high, self.cue.last + _NEAR)):
            if index in starts or (index > self.cue.last and texts[index - 1] in _GAP):
                found.append(index)
            if len(found) >= _STARTS:
                break
        return sorted({index for index in found if index < self.high})

    def _skips(self, index: int) -> list[int]:
        """Behind the marks and words that introduce speech; and at each quotation mark among them, which may be that of a name."""
        texts = self.scene.tape.texts
        found = []
        while index < self.high and (texts[index] in _GAP or texts[index] == LINE_BREAK):
            if texts[index] in '«"':
                found.append(index)
            index += 1
        return [*found, index]

    def _starts_before(self) -> list[int]:
        """Back to the full stop before: of 438 annotated contents before their cue none holds one."""
        tape = self.scene.tape
        found = []
        for index in range(self.cue.first - 1, max(self.low, self.cue.first - _BACK) - 1, -1):
            if tape.keys[index] in STOPS:
                break
            if tape.texts[index] not in _MARKS or tape.texts[index] in '«"(':
                found.append(index)
        return found

    def ends(self, first: int) -> list[int]:
        if not self.forward:
            return self._ends_before(first)
        tape, scene = self.scene.tape, self.scene
        texts, pos = tape.texts, tape.pos
        # Clauses and phrases end with their sentence: of 903 annotated ones 5 do not.
        one_sentence = self.kind(first)[1] in "LVN"
        near = first + (_NEAR if self.kind(first)[1] in "NV" else 0)
        found = []
        for last in range(first + 1, min(self.high, first + _LONGEST) + 1):
            following = texts[last] if last < self.high else LINE_BREAK
            before = texts[last - 1]
            if one_sentence and before in STOPS and scene.open_quotes(first, last) <= 0:
                break
            if scene.cue_count[last] - scene.cue_count[first] > _NESTED:
                break
            if before in "،؛:." and following != LINE_BREAK and last not in scene.ends:
                continue
            if (
                last < near
                or following in _MARKS
                or following in (LINE_BREAK, "و")
                or last in scene.ends
                or last in scene.heads
                or pos[last] == "VERB"
                or before in STOPS
            ):
                found.append(last)
        return found

    def _ends_before(self, first: int) -> list[int]:
        texts = self.scene.tape.texts
        last = self.cue.first
        while last > self.low and texts[last - 1] in '،:»"-':
            last -= 1
        found = {
            last,
            *(
                index
                for index in range(max(self.low, self.cue.first - 6), self.cue.first + 1)
                if index in self.scene.ends
            ),
        }
        return sorted(index for index in found if index > first)

    def kind(self, first: int) -> str:
        """How the content is handed over: F or K; then Q, C, L after a mark or «که», V after a bare verb, N after a noun."""
        if first not in self._kinds:
            signs = self._signs(first)
            last_key = self.scene.tape.keys[self.cue.last - 1]
            how = (
                "Q" if signs & {"«", '"'} else "C" if ":" in signs
                else "L" if "که" in signs or last_key in ("اینکه", "آنکه", "که")
                else "V" if self.verbal else "N"
            )  # fmt: skip
            self._kinds[first] = self.cue.label + how
        return self._kinds[first]

    def _signs(self, first: int) -> set[str]:
        return set(self.scene.tape.texts[self.cue.last : first]) & {":", "که", "«", '"', "،"} if self.forward else set()

    def absence(self) -> list[str]:
        tape, cue = self.scene.tape, self.cue
        grade = _grade(cue.probability)
        following = tape.keys[cue.last] if cue.last < len(tape) else ">"
        before = tape.keys[cue.first - 1] if cue.first else "<"
        whole = "_".join(tape.keys[cue.first : cue.last])
        said = self._said()
        ahead = max(self.scene.said[cue.last : min(self.high, cue.last + 8)], default=0.0)
        behind = max(self.scene.said[max(self.low, cue.first - 3) : cue.first], default=0.0)
        tagged = next((index - cue.last for index in range(cue.last, cue.last + 3) if index in self.scene.starts), "-")
        return [
            "no",
            "no=" + whole,
            f"no={cue.label}{self.name}",
            f"no,next={following}",
            f"no,before={before}",
            f"no,near={any(index in self.scene.starts for index in range(cue.last, cue.last + 8))}",
            f"no,pos={tape.pos[cue.first - 1] if cue.first else '<'}",
            f"no,p={grade}",
            f"no,p={grade}{cue.label}",
            f"no,p={grade}{self.name}",
            f"no,said={said},{cue.label}",
            f"no,said={said},p={grade}",
            f"no,{cue.label},ahead={share(ahead)},behind={share(behind)}",
            f"no,tagged={tagged},p={grade}{cue.label}",
            f"no,p={grade}{cue.label},{self._follows()}",
            f"no,{self.name},next={following}",
            f"no,{self.name},{cue.label},said={said[:1]}",
            f"no,cues={self._cues_before()},{cue.label},p={grade}",
            f"no,aim={share(self.aims.first.nowhere)}",
            f"no,aim={share(self.aims.first.nowhere)},p={grade}{cue.label}",
        ]

    def _follows(self) -> str:
        tape, last = self.scene.tape, self.cue.last
        if last >= self.high:
            return LINE_BREAK
        return tape.texts[last] if tape.texts[last] in _GAP or tape.texts[last] in _MARKS else tape.pos[last]

    @cached_property
    def _sentence(self) -> int:
        """Where the sentence of the cue begins, or as far back as a content before its cue may."""
        keys, low = self.scene.tape.keys, max(self.low, self.cue.first - _BACK)
        return next((index + 1 for index in range(self.cue.first - 1, low - 1, -1) if keys[index] in STOPS), low)

    def _cues_before(self) -> int:
        """How many sure cues stand before this one in its sentence."""
        return min(2, self.scene.cue_count[self.cue.first] - self.scene.cue_count[self._sentence])

    def _said(self) -> str:
        """Where the nearest tagged speaker of the sentence stands before the cue, or, where there is none, the nearest name."""
        spoken, kinds, last = self.scene.spoken, self.scene.tape.kinds, self.cue.first - 1
        for index in range(last, self._sentence - 1, -1):
            if spoken[index + 1] > spoken[index]:
                return f"s{size(last - index)}"
        for index in range(last, max(self._sentence, self.cue.first - _NEAR) - 1, -1):
            if kinds[index]:
                return f"{kinds[index]}{size(last - index)}"
        return "-"

    def left(self, first: int) -> list[str]:
        scene, cue, kind = self.scene, self.cue, self.kind(first)
        tape = scene.tape
        before = tape.keys[first - 1] if first > self.low else LINE_BREAK
        before_pos = tape.pos[first - 1] if first > self.low else "<"
        key, pos = tape.keys[first], tape.pos[first]
        features = [
            f"l,{kind},{before}",
            f"l,{kind},{before_pos},{pos}",
            f"l,{kind},w={key}",
            f"l,{self.name},{before}",
            f"l,tag={first in scene.starts},{kind}",
            f"l,m={tape.mentions[first]},{tape.mentions[first - 1] if first else '-'},{cue.label}",
            f"l,spoken={scene.spoken[first + 1] - scene.spoken[first]}",
            f"l,{kind},said={scene.said_from[first]}",
            f"l,aim={share(self.aims.first.at(first))}",
            f"l,{kind},aim={share(self.aims.first.at(first))}",
        ]
        if self.forward:
            signs = "".join(sorted(self._signs(first)))
            return [
                *features,
                f"l,signs={signs},{kind},{size(first - cue.last)}",
                f"l,gap,spoken={scene.spoken[first] - scene.spoken[cue.last]}",
            ]
        two = tape.keys[first - 2] if first - 1 > self.low else LINE_BREAK
        return [
            *features,
            f"l,two={two},{before}",
            f"l,aftersp={first > 0 and scene.spoken[first] > scene.spoken[first - 1]}",
            f"l,edge={first == self.low or before in STOPS}",
            f"l,cued={scene.cued[first] - scene.cued[max(0, first - 2)]}",
            *self._governed(first, before),
        ]

    def _governed(self, first: int, before: str) -> list[str]:
        """Is the word before a candidate the one that the cue governs? «از X برای Y در Z تشکر کرد»: the first «از», and nothing later."""
        tape, turn = self.scene.tape, self.turn
        earlier = min(2, tape.keys[turn : first - 1].count(before))
        later = min(2, tape.keys[first : self.cue.first].count(before))
        shape = tape.shapes[first - 1] if first > self.low else "BREAK"
        passed = min(3, tape.prepositions[first] - tape.prepositions[turn]) if first > turn else -1
        return [
            f"l,nth={earlier}{later},{shape}",
            f"l,{self.name},{before},{earlier > 0}",
            f"l,passed={passed},{shape}",
            f"l,turn={size(max(0, first - turn))},{shape == 'preposition'}",
        ]

    @cached_property
    def turn(self) -> int:
        """Where the part of the sentence begins that leads up to the cue: behind the speaker, the cue or the stop before it."""
        scene, tape = self.scene, self.scene.tape
        low = max(self.low, self.cue.first - _BACK)  # no candidate begins before it
        for index in range(self.cue.first - 1, low, -1):
            spoken, cued = (cover[index + 1] > cover[index] for cover in (scene.spoken, scene.cued))
            if spoken or cued or tape.keys[index] in STOPS:
                return index + 1
        return low

    def right(self, kind: str, last: int) -> list[str]:
        scene, tape = self.scene, self.scene.tape
        following = tape.keys[last] if last < self.high else LINE_BREAK
        second = tape.keys[last + 1] if last + 1 < self.high else LINE_BREAK
        mark = following if following in _MARKS or following == LINE_BREAK else tape.pos[last]
        broad = mark if mark in _MARKS or mark == LINE_BREAK else "و" if following == "و" else "_"
        end_pos, end_key = tape.pos[last - 1], tape.keys[last - 1]
        shape = tape.shapes[last] if last < self.high else "BREAK"
        shape2 = tape.shapes[last + 1] if last + 1 < self.high else "BREAK"
        features = [
            f"r,{kind},{following}",
            f"r,{kind},{end_pos},{mark}",
            f"r,{following},{second}",
            f"r,tag={last in scene.ends},{kind}",
            f"r,{kind},w={end_key}",
            f"r,{tape.keys[last - 2] if last > 1 else '<'},{end_key},{broad}",
            f"r,{self.name},{following}",
            f"r,{kind},{end_pos},{shape},{shape2}",
            f"r,{end_pos},{following == 'و'},{tape.pos[last + 1] if last + 1 < len(tape) else '>'}",
            f"r,m={tape.mentions[last] if last < len(tape) else '-'},{tape.mentions[last - 1]},{kind[0]}",
            f"r,{kind[0]},said={scene.said_to[last]}",
            f"r,left={scene.inside[min(len(tape), last + 3)] - scene.inside[last]}",
            f"r,turn={last in scene.turns},{kind}",
            f"r,turn={last in scene.turns},{end_pos},{kind[0]}",
        ]
        aim = share(self.aims.last.at(last - 1))
        features += [f"r,aim={aim}", f"r,{kind},aim={aim}", f"r,aim={aim},{broad}"]
        nearest = scene.next_cue(last)
        if nearest and nearest.first < self.high:
            stops = min(2, tape.stops[nearest.first] - tape.stops[last])
            spoken = scene.spoken[nearest.first] > scene.spoken[last]
            features += [
                f"r,next,{kind},{size(nearest.first - last)},{stops}{nearest.label},{broad}",
                f"r,next,{kind},{spoken},{min(stops, 1)}",
            ]
        else:
            features.append(f"r,next,{kind},-,{broad}")
        if not self.forward:
            features.append(f"r,{self.name},w={end_key}")
        return features

    def between(self, first: int, last: int) -> list[str]:
        scene, tape, kind = self.scene, self.scene.tape, self.kind(first)
        stops = tape.stops[last] - tape.stops[first]
        finite = min(2, tape.finite[last] - tape.finite[first])
        following = tape.texts[last] if last < self.high else LINE_BREAK
        mark = following if following in _MARKS or following == LINE_BREAK else "_"
        length = last - first
        features = [
            f"b,{kind},{size(length)}",
            f"b,{self.name},{size(length)}",
            f"b,{kind},stops={size(stops)},{mark}",
            f"b,{kind},finite={finite},{tape.pos[last - 1] == 'VERB'}",
            f"b,{kind},cues={min(2, scene.cue_count[last] - scene.cue_count[first])}",
            f"b,tags={first in scene.starts}{last in scene.ends}",
            f"b,{kind[0]},in={10 * (scene.inside[last] - scene.inside[first]) // length}",
            f"b,{kind[0]},mass={tenths(scene.mass, first, last)}",
            f"b,{kind[0]},spoken={min(2, scene.spoken[last] - scene.spoken[first])}",
            f"b,{kind[0]},turns={min(2, scene.turned[last] - scene.turned[first + 1])}",
            f"b,{kind},ends={tape.keys[first - 1] if first > self.low else LINE_BREAK},{mark}",
            f"b,balance={max(-1, min(1, scene.open_quotes(first, last)))},{mark}",
            f"b,aims={share(self.aims.first.at(first))}{share(self.aims.last.at(last - 1))}",
            f"b,own,{kind},{self._voice(first, last)},{size(stops)}",
            f"b,own,{self._voice(first, last)},{mark}",
        ]
        if kind[1] == "Q":
            features.append("b,quote=" + self._quote(first, last))
        return features

    def _voice(self, first: int, last: int) -> str:
        """Whether the first and the last sentence of a content, and the next one behind it, are told in the first person."""
        own = self.scene.tape.own
        behind = last + 1 if last < self.high and self.scene.tape.keys[last] in STOPS else last
        return f"{own[first]:d}{own[last - 1]:d}" + (f"{own[behind]:d}" if behind < self.high else "-")

    def _quote(self, first: int, last: int) -> str:
        """Where the end stands to the mark that closes the quotation."""
        tape = self.scene.tape
        opening = next((index for index in range(first - 1, self.cue.last - 1, -1) if tape.texts[index] in '«"'), None)
        closing = tape.closes.get(opening) if opening is not None else None
        if closing is None:
            return "open"
        return "at" if closing == last else "next" if closing == last + 1 else "short" if last < closing else "over"
