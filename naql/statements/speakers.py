"""Draft → its speaker: every noun phrase of the sentence that may name who speaks is scored; the best one wins, or none does."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from naql.sentences.classes import STOPS
from naql.sentences.tokens import LINE_BREAK
from naql.sentences.words import folded, phrases
from naql.statements.contents import size
from naql.statements.cues import is_passive
from naql.statements.drafts import Draft
from naql.statements.heads import head_above, lead_above
from naql.statements.ranker import rank
from naql.statements.scene import Scene, share, tenths
from naql.statements.tagger import Part
from naql.statements.tape import DASHES, Stretch

_REACH = 110  # tokens before a cue in which its speaker may stand; the farthest annotated one stands 96 before
_LONGEST = 45
_NEAR = 30  # tokens before a cue in which most speakers stand
# Taken from the score of «nobody here»: no figure of the development sets changes up to 1, and headlines gain («X در …: …»).
_LENIENCE = 0.5
_INSIDE = frozenset(("در", "از", "با", "برای"))  # «سفیر … در …», «یکی از …»
_TIED = frozenset(("وابسته", "نزدیک", "موسوم", "منتسب", "معروف", "مربوط", "متعلق"))  # «… وابسته به …»
_CLAUSES = folded("اینکه آنکه حالی‌که درحالی‌که هنگامی‌که زمانی‌که درصورتی‌که وقتی اگر چون زیرا اگرچه هرچند")
# Of 21,160 annotated speakers one begins with such a word that is in no name («دستکم …»).
_UNNAMED = frozenset(("ADV", "ADP", "CCONJ", "SCONJ"))
_BARE = _UNNAMED | {"NUM", "PART", "PRON"}
_BEFORE = frozenset(("سوی", "طرف", "در", "همزمان"))  # «از سوی …», «در این بیانیه آمده است»
# Words that begin a noun phrase wherever they stand.
_DETERMINERS = folded("این یک یکی برخی بعضی شماری تعدادی بسیاری گروهی جمعی عده‌ای حدود ده‌ها صدها هزاران")
# «در همین حال», «در این زمینه»: with these a demonstrative says when or about what, not who.
_THIS = frozenset(("این", "همین", "همان"))
_FLOWS = frozenset(("جریان",))  # a movement too
_MEANWHILE = frozenset(("حال", "حین", "میان", "زمینه", "راستا", "رابطه", "ارتباط", "خصوص", "باره", "ترتیب", "منظور"))
# What stands behind a speaker and in none: of 2,835 annotated speakers none holds such a word or a dash between blanks, none ends
# with «و» or a preposition, and none begins with a quotation mark that does not close in it.
_BEHIND = frozenset(("نیز", "هم", "همچنین", "اما"))
# «بر اساس داده‌های …», «بر اساس آمار وزارت نفت»: what somebody says rests on it. Of 36,189 annotated speakers none stands there, and one
# behind a noun there, unless these words are the cue.
_GROUNDS = folded("براساس طبق بنابر مطابق")
_STANDS = "آمده"
_BASED = phrases("بر اساس | بر پایه")
_DANGLING = _INSIDE | {"و", "به", "که", "را"}
_OPENERS = frozenset('،؛:.!؟…»«"()-–—/|') | {"و", "که", "نیز", "هم", "همچنین", "اما", "ولی", "از", "توسط"}


class SpeakerView:
    """The noun phrases that may name the speaker of one draft, and their features."""

    def __init__(self, scene: Scene, draft: Draft, others: Sequence[Stretch]) -> None:
        self.scene, self.draft = scene, draft
        first, last = draft.content
        cue = draft.cue or Part(first, first, "")
        self.cue = cue
        self.aims = draft.at_speaker
        self.begin, self.end = min(first, cue.first), max(last, cue.last)
        self.low, self.high = scene.tape.line(self.begin)[0], scene.tape.line(self.end - 1)[1]
        self.name = "_".join(scene.tape.keys[cue.first : cue.last]) if draft.cue else "none"
        self.label = (cue.label or "E") + ("<" if cue.first < first else ">")
        self.others = [other for other in others if other[1] > self.begin - _REACH and other[0] < self.end + _LONGEST]

    @cached_property
    def starts(self) -> list[int]:
        """Tokens before the cue or content, between them and just behind them, that may begin a name."""
        tape, scene = self.scene.tape, self.scene
        found = []
        spoken = {part.first for part in scene.speakers_in(self.begin - _REACH, self.end + 6)}
        for index in [
            *range(max(self.low, self.begin - _REACH), self.begin),
            *self._inner(),
            *range(self.end, min(self.high, self.end + 4)),
        ]:
            if not tape.is_word(index) and index not in tape.closes:  # names stand in quotation marks too
                continue
            if tape.keys[index] in _THIS and tape.keys[index + 1 : index + 2] and tape.keys[index + 1] in _MEANWHILE:
                continue
            if self._is_bare(index, _UNNAMED) or self._is_occasion(index) or self._is_ground(index):
                continue
            before = tape.texts[index - 1] if index > self.low else LINE_BREAK
            mention = tape.mentions[index]
            if (
                index in spoken
                or mention.startswith("B-")
                or "pronoun" in tape.shapes[index]
                or before == LINE_BREAK
                or before in _OPENERS
                or before in _BEFORE
                or tape.keys[index - 1] in _CLAUSES
                or tape.keys[index] in _DETERMINERS
                or tape.kinds[index - 1] == "date"
                or tape.shapes[index - 1] == "SIGN"
                or index == self.cue.last
            ):
                found.append(index)
        return found

    def _inner(self) -> range:
        first, last = self.draft.content
        return range(self.cue.last, first) if self.cue.first < first else range(last, self.cue.first)

    def ends(self, first: int) -> list[int]:
        tape, scene = self.scene.tape, self.scene
        limit = self.begin if first < self.begin else self._inner().stop if first < self.end else self.high
        found = []
        # Without a cue only a name or a pronoun can be trusted to be the speaker, or what opens a headline.
        named = (self.draft.cue is not None or first == self.low) and not self._is_bare(first)
        for last in range(first + 1, min(limit, first + _LONGEST) + 1):
            if self._leaves(last - 1):
                break
            named = named or self._names(last - 1)
            if not named or not (tape.is_word(last - 1) or tape.texts[last - 1] in '»")'):
                continue
            if tape.keys[last - 1] in _DANGLING:
                continue
            inside = last < len(tape) and tape.mentions[last].startswith("I-")
            following = tape.texts[last] if last < self.high else LINE_BREAK
            if not inside or last in scene.spoken_ends or following in _OPENERS or self._turns(last):
                found.append(last)
        return found

    def _leaves(self, index: int) -> bool:
        """Is a token none that the name of a speaker holds: a date, a finite verb, a cue, a full stop, most prepositions?

        Of 2,148 annotated speakers on fars, 2 hold a date, 4 a finite verb, none a cue, and 95 of 97 prepositions are these.
        """
        tape, scene = self.scene.tape, self.scene
        if tape.mentions[index].startswith("I-") and tape.kinds[index] != "date":
            return False  # «گزارشگران بدون مرز»: a name holds whatever it holds
        return (
            tape.mentions[index] == "B-date"
            or (tape.pos[index] == "VERB" and tape.keys[index] not in _DETERMINERS)
            or scene.cued[index + 1] > scene.cued[index]
            or tape.keys[index] in STOPS
            or tape.keys[index] in _CLAUSES
            or tape.keys[index] in _BEHIND
            or self._is_dash(index)
            or (
                tape.shapes[index] == "preposition"
                and tape.keys[index] not in _INSIDE
                and tape.keys[index - 1] not in _TIED
            )
        )

    def _is_dash(self, index: int) -> bool:
        """Is it a dash between blanks, behind which something else begins («سپیده - وزیر نیرو …»)?"""
        tokens = self.scene.tape.tokens
        if tokens[index].text not in DASHES or not 0 < index < len(tokens) - 1:
            return False
        return tokens[index - 1].end < tokens[index].start and tokens[index].end < tokens[index + 1].start

    def _is_bare(self, index: int, kinds: frozenset[str] = _BARE) -> bool:
        """Can a token begin a name only as part of one that is known: an adverb, a number, a conjunction («رابعاً», «دیگر»)?"""
        tape = self.scene.tape
        if tape.keys[index] in _DETERMINERS or tape.mentions[index] != "-" or "pronoun" in tape.shapes[index]:
            return False
        return tape.pos[index] in kinds or tape.texts[index].endswith("اً")

    def _is_occasion(self, index: int) -> bool:
        """Does a meeting or the like begin here («این نشست»)? Of 23,018 annotated speakers none is one; documents are."""
        tape = self.scene.tape
        at = index + (tape.keys[index] in _THIS)
        if at >= len(tape) or "venue" not in tape.shapes[at] or tape.keys[at] in _FLOWS:
            return False
        return tape.mentions[index] == "-" and "document" not in tape.classes(at)

    def _is_ground(self, index: int) -> bool:
        """Does what begins here stand behind «بر اساس» or its like, on which rests what another cue hands over?"""
        tape, keys = self.scene.tape, self.scene.tape.keys
        if index == self.cue.last or self._stands_there:
            return False
        told = "document" in tape.classes(index - 1)  # «بر اساس آمار وزارت نفت»
        behind = [at for at in (index, index - told) if self.low < at != self.cue.last]
        return any(keys[at - 1] in _GROUNDS or tuple(keys[at - 2 : at]) in _BASED for at in behind)

    @cached_property
    def _stands_there(self) -> bool:
        """Does the cue say what stands in a document or was said by nobody («بر اساس مادهٔ سوم آن آمده است»)?"""
        tape = self.scene.tape
        return tape.keys[self.cue.first] == _STANDS or is_passive(tape, self.cue[:2])

    def _turns(self, index: int) -> bool:
        """Does a token that names take in by mistake show that a name is over: a finite verb, a cue, a preposition?"""
        tape, scene = self.scene.tape, self.scene
        cued = scene.cued[index + 1] > scene.cued[index]
        return tape.pos[index] == "VERB" or tape.shapes[index] == "preposition" or cued

    def _names(self, index: int) -> bool:
        tape = self.scene.tape
        return (
            tape.kinds[index] not in ("", "date")
            or "pronoun" in tape.shapes[index]
            or index in self.scene.spoken_starts
        )

    def kind(self, first: int) -> str:
        return self.label + ("b" if first < self.begin else "i" if first < self.end else "a")

    def absence(self) -> list[str]:
        tape = self.scene.tape
        before = tape.keys[self.begin - 1] if self.begin > self.low else LINE_BREAK
        two = tape.keys[self.begin - 2] if self.begin - 1 > self.low else LINE_BREAK
        tagged = self.scene.speakers_in(max(self.low, self.begin - _REACH), self.end)
        return [
            "no",
            f"no,{self.label}",
            f"no,{self.label},{self.draft.form}",
            f"no,{self.label},{self.name}",
            f"no,before={before}",
            f"no,two={two},{before}",
            f"no,tagged={min(2, len(tagged))},{self.label}",
            f"no,{self.label},speaking={share(max(self.scene.speaking[max(self.low, self.begin - _NEAR) : self.end], default=0.0))}",
            f"no,edge={before in STOPS or before == LINE_BREAK},{bool(tagged)}",
            f"no,aim={share(self.aims.first.nowhere)}",
            f"no,{self.label},aim={share(self.aims.first.nowhere)},{self.draft.form}",
        ]

    def left(self, first: int) -> list[str]:
        tape, scene, kind = self.scene.tape, self.scene, self.kind(first)
        before = tape.keys[first - 1] if first > self.low else LINE_BREAK
        two = tape.keys[first - 2] if first - 1 > self.low else LINE_BREAK
        sentence = before in STOPS or before == LINE_BREAK or tape.shapes[first - 1] == "SIGN"
        other = next(((a, b) for a, b in self.others if a <= first < b), None)
        tagged = first in scene.spoken_starts
        stops = min(2, tape.stops[self.begin] - tape.stops[first]) if first < self.begin else 0
        sure = scene.cue_count[self.begin] - scene.cue_count[first] if first < self.begin else 0
        return [
            f"l,{kind},tag={tagged}",
            f"l,{kind},{before}",
            f"l,{two},{before}",
            f"l,{kind},w={tape.keys[first]}",
            f"l,{kind},m={tape.mentions[first]}",
            f"l,m={tape.mentions[first]},{tape.pos[first]},{sentence}",
            f"l,{kind},shape={tape.shapes[first]}",
            f"l,{kind},sentence={sentence},stops={stops}",
            f"l,inside={other is not None and other[0] != first},{other is not None},{tagged}",
            f"l,{kind},cues={min(3, sure)},{tagged}",
            f"l,{kind},line={first == self.low}",
            f"l,{kind},nearest={self._nearest(first)}",
            f"l,stops={stops},cues={min(3, sure)}",
            f"l,{kind},speaking={scene.speaking_from[first]}",
            f"l,aim={share(self.aims.first.at(first))}",
            f"l,{kind},aim={share(self.aims.first.at(first))}",
        ]

    def _nearest(self, first: int) -> int:
        """How many tagged speakers stand between this one and the cue."""
        return min(3, len(self.scene.speakers_in(first + 1, self.begin)))

    def right(self, kind: str, last: int) -> list[str]:
        tape, scene = self.scene.tape, self.scene
        following = tape.keys[last] if last < self.high else LINE_BREAK
        second = tape.keys[last + 1] if last + 1 < self.high else LINE_BREAK
        shape = tape.shapes[last] if last < self.high else "BREAK"
        gap = self.begin - last if last <= self.begin else 0
        return [
            f"r,{kind},tag={last in scene.spoken_ends}",
            f"r,{kind},{following}",
            f"r,{following},{second}",
            f"r,{kind},shape={shape},{tape.pos[last] if last < self.high else '>'}",
            f"r,{kind},w={tape.keys[last - 1]}",
            f"r,{kind},m={tape.mentions[last - 1]},{tape.mentions[last] if last < self.high else '-'}",
            f"r,{kind},gap={size(gap)}",
            f"r,{kind},at={last == self.begin}",
            f"r,{self.name},{following}",
            f"r,speaking={scene.speaking_to[last]}",
            f"r,aim={share(self.aims.last.at(last - 1))}",
            f"r,aim={share(self.aims.last.at(last - 1))},{shape}",
        ]

    def between(self, first: int, last: int) -> list[str]:
        tape, scene, kind = self.scene.tape, self.scene, self.kind(first)
        types = "+".join([tag[2:] for tag in tape.mentions[first:last] if tag.startswith("B-")][:4])
        count = tape.named[last] - tape.named[first]
        length = last - first
        pronoun = length == 1 and "pronoun" in tape.shapes[first]
        finite = tape.finite[last] - tape.finite[first]
        whole = (first, last) in scene.spoken_spans
        features = [
            f"b,{kind},{size(length)}",
            f"b,types={types},{length if length < 3 else '*'}",
            f"b,{kind},tag={whole}",
            f"b,tagged={min(2, len(scene.speakers_in(first, last)))},{whole}",
            f"b,{kind},pronoun={pronoun}",
            f"b,finite={min(2, finite)},ke={tape.that[last] > tape.that[first]}",
            f"b,comma={min(3, tape.commas[last] - tape.commas[first])},{types}",
            f"b,and={min(2, tape.links[last] - tape.links[first])},{count > 1}",
            f"b,cued={scene.cued[last] > scene.cued[first]}",
            f"b,balance={scene.open_quotes(first, last)}",
            f"b,aims={share(self.aims.first.at(first))}{share(self.aims.last.at(last - 1))}",
            f"b,voice={tenths(scene.voice, first, last)},{kind}",
            f"b,pre={min(2, tape.prepositions[last] - tape.prepositions[first])},{count}",
            *self._edges(first, last),
        ]
        if tape.prepositions[last] > tape.prepositions[first]:
            features += [f"b,in={tape.keys[i]}" for i in range(first, last) if tape.shapes[i] == "preposition"]
        return features

    def _edges(self, first: int, last: int) -> list[str]:
        """How many words stand before the first name in a candidate and behind the last one, and of what sort they are."""
        tags, pos = self.scene.tape.mentions, self.scene.tape.pos
        inside = [i for i in range(first, last) if tags[i] != "-"]
        if not inside:
            return [f"b,bare={pos[first]},{pos[last - 1]}"]
        lead, trail = inside[0] - first, last - 1 - inside[-1]
        return [
            f"b,lead={min(lead, 3)},{pos[first] if lead else ''}",
            f"b,trail={min(trail, 3)},{pos[last - 1] if trail else ''}",
        ]


def _without_half_mark(texts: Sequence[str], words: Stretch) -> Stretch:
    """The words without a quotation mark before or behind them whose other half is not among them.

    >>> _without_half_mark(['"', "رضا", "نیکنام"], (0, 3)), _without_half_mark(['"', "رضا", '"', "نیکنام"], (0, 4))
    ((1, 3), (0, 4))
    """
    first, last = words
    marks = [text for text in texts[first:last] if text in '«»"']
    if len(marks) != 1 or last - first == 1:
        return words
    return first + (texts[first] == marks[0]), last - (texts[last - 1] == marks[0])


def name_speakers(scene: Scene, drafts: Sequence[Draft]) -> None:
    """Gives each draft its speaker's words, or the head of an «X:» line above, or neither."""
    contents = [draft.content for draft in drafts]
    for at, draft in enumerate(drafts):
        if draft.head:
            continue
        # A content holds a token at least, so none further off in the list stands within reach of the cue.
        near = contents[max(0, at - _REACH) : at + _LONGEST + 1]
        found, none = rank(SpeakerView(scene, draft, near), "speakers", _LENIENCE)
        draft.speaker = _without_half_mark(scene.tape.texts, found[0].candidate) if found else None
        draft.probability *= found[0].probability if found else none
        if not found and draft.cue is None:
            begin, told = draft.content[0], contents[at - 1][1] if at else 0
            draft.head = head_above(scene.tape, scene.tape.line(begin)[0]) or lead_above(scene.tape, told, begin)
