"""Token → Places: where a line may end, and what tells of each place whether it does.

What tells: the words and marks on both sides, how far the sentences and lines around have come, how the text ends its other lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise

from naql.repair.edits import Repaired
from naql.sentences.classes import STOPS, word
from naql.sentences.messages import message_in
from naql.sentences.tokens import LINE_BREAK, Token
from naql.spans import Span

Features = list[str]
_ENDS = STOPS | {":", "؛", "?"}
_CLOSING, _OPENING = frozenset('»”")'), frozenset("«“(")
UNOPENED = frozenset(":،؛.»)")  # no line begins with them
_ELEMENT = 16  # words that a link or bold words have at most
_UNWORDED = frozenset({"NUMBER", "LATIN", "HANDLE", "ADDRESS", "SIGN"})  # say more than a part of speech does
_BESIDE = frozenset({"SIGN", "HANDLE"})  # shapes beside which a line may end without a blank
_FIRST = frozenset({"SIGN", "P-", "P•", "HANDLE"})  # shapes with which lines begin
_WIDE = re.compile(r"(?<=\S)[^\S\n]{2,}(?=\S)")
_HEAD = 16  # tokens that «X:» has at most
_DOTS = frozenset({"...", "…"})
_SEAMS, _BETWEEN = 10, 20  # how many of them, and how many words there are to each
_LINE = 25  # tokens that a line of its own has at most that ends with a colon
_FAR = 99
_NEAR = 3  # words before «پیام‌های» in a head that brings them
_NARROWEST, _WIDEST = 25, 160  # code points of a line that a fixed width has broken


class Places:
    """The places between the words of a text: place i is before word i, and what is told of it is told of both sides."""

    def __init__(self, tokens: Sequence[Token], repaired: Repaired) -> None:
        self.words = [token for token in tokens if token.text != LINE_BREAK]
        count = len(self.words)
        self._line_breaks: list[list[Token]] = [[] for _ in range(count + 1)]  # the typed line breaks at each place
        at = 0
        for token in tokens:
            if token.text == LINE_BREAK:
                self._line_breaks[at].append(token)
            else:
                at += 1
        self.breaks = [place for place in range(1, count) if self._line_breaks[place]]
        known = [word(token.text) for token in self.words]
        self._keys = [w.key for w in known]
        self._shapes = [w.shape for w in known]
        self._kinds = [w.shape if w.shape[0] == "P" or w.shape in _UNWORDED else w.pos for w in known]
        self._verbs = [w.pos == "VERB" for w in known]
        self._verbs_before = [0, *accumulate(map(int, self._verbs))]
        self._ended = self._endings()
        self._look_back()
        self._look_ahead()
        self._look_at_lines()
        self._look_at_habits()
        self._wide = {
            repaired.to_repaired(Span(*m.span())).start: m.end() - m.start() for m in _WIDE.finditer(repaired.source)
        }

    def _endings(self) -> list[str]:
        """How the word before each place ends: e with a mark that ends, c with marks that close behind one, v a verb, s a sign."""
        found = ["-"]
        for token, shape, verb in zip(self.words, self._shapes, self._verbs, strict=True):
            if token.text in _ENDS:
                found.append("e")
            elif token.text in _CLOSING:
                found.append("c" if found[-1] in "ec" else "-")
            else:
                found.append("s" if shape == "SIGN" else "v" if verb else "-")
        return found

    def _look_back(self) -> None:
        """Of each place how many words of its line, words and verbs of its sentence and open marks stand before it."""
        self._line, self._sentence, self._verbs_told, self._open = ([0] for _ in range(4))
        for place, token in enumerate(self.words, 1):
            new = bool(self._line_breaks[place - 1])
            over = new or (place > 1 and self.words[place - 2].text in STOPS)
            opened = (token.text in _OPENING) - (token.text in _CLOSING)
            self._line.append(1 if new else self._line[-1] + 1)
            self._sentence.append(1 if over else self._sentence[-1] + 1)
            self._verbs_told.append(self._verbs[place - 1] + (0 if over else self._verbs_told[-1]))
            self._open.append(max(0, opened + (0 if new else self._open[-1])))

    def _look_ahead(self) -> None:
        """Of each place how far the next break, verb, stop and colon are, the last three on its line."""
        count = len(self.words)
        self._to_break, self._to_verb, self._to_stop, self._to_colon = ([_FAR] * (count + 1) for _ in range(4))
        self._to_break[count] = 0
        for place in range(count - 1, -1, -1):
            text = self.words[place].text
            last = bool(self._line_breaks[place + 1]) or place + 1 == count
            self._to_break[place] = 1 if last else self._to_break[place + 1] + 1
            for distances, here in (
                (self._to_verb, self._verbs[place]),
                (self._to_stop, text in STOPS),
                (self._to_colon, text == ":"),
            ):
                distances[place] = 0 if here else _FAR if last else min(_FAR, distances[place + 1] + 1)

    def _look_at_lines(self) -> None:
        """The lines, and of each whether it has a verb in its midst and no end, whether it has neither, and whether it is full."""
        self._lines = list(pairwise([0, *self.breaks, len(self.words)]))
        self._number = {place: number for number, place in enumerate(self.breaks)}
        verbs = self._verbs_before
        unended = [(first, last, self._ended[last] not in "ecs") for first, last in self._lines]
        self._midst = [end and verbs[last - 1] > verbs[first] for first, last, end in unended]
        self._bare = [end and verbs[last] == verbs[first] for first, last, end in unended]
        lengths = [self.words[last - 1].end - self.words[first].start for first, last in self._lines if last > first]
        self._widest = max(lengths, default=0)
        self._full = [
            length + 1 + len(self.words[place].text) > self._widest
            for length, place in zip(lengths, self.breaks, strict=False)
        ]

    def _look_at_habits(self) -> None:
        """How the text ends and begins its lines, how many it has and how full they are."""
        count, words = len(self.breaks), len(self.words)
        ended = sum(self._ended[place] in "ecs" for place in self.breaks)
        verbal = sum(self._ended[place] in "ecsv" for place in self.breaks)
        signed = sum(self._shapes[place] in _FIRST for place in self.breaks)
        stops = sum(token.text in STOPS for token in self.words)
        self._habit = [_share(ended, count), _share(signed, count), _share(verbal, count)]
        self._fullness = f"{_share(sum(self._full), count)},{_NARROWEST <= self._widest <= _WIDEST}"
        self._usual = min((len(self._line_breaks[place]) for place in self.breaks), default=0)
        self._marks = _share(stops, max(1, self._verbs_before[-1]))
        self._signs = min(3, self._shapes.count("SIGN"))
        self._messages = self._look_for_messages()
        self._density = f"{min(5, count)},{size(words // 20)}"
        self._line_size = size(words // (8 * (count + 1)))

    def _look_for_messages(self) -> int:
        """The place below the first line that brings readers' messages; behind the last word where none does.

        It ends with a colon and begins with them, or is a title without a verb; «وزیر پیامی از … دریافت ⏎ کرده است» brings none.
        """
        for first, last in self._lines:
            if not 0 < last - first <= _LINE or self._kinds[last - 1] == "ADP":  # «پیام‌های دریافتی از ⏎ بندر نو:»
                continue
            words = [i for i in range(first, last) if self.words[i].text[0].isalnum()]
            headed = self.words[last - 1].text == ":"
            at = message_in([self._keys[i] for i in words], title=not headed)
            if at is None:
                continue
            begins = at == 0 or self.words[words[at] - 1].text == "،"
            told = self._verbs_before[last] > self._verbs_before[first]
            if at <= _NEAR if headed else begins and not told:
                return last
        return len(self.words) + 1

    def blanks(self) -> list[int]:
        """The places without a line break at which one may have been: behind a verb or an ending mark, before a head, beside a sign."""
        return [place for place in range(1, len(self.words)) if self._may_be_lost(place)]

    def _may_be_lost(self, place: int) -> bool:
        if self._line_breaks[place]:
            return False
        if self.words[place - 1].end == self.words[place].start:
            return self._shapes[place] in _BESIDE or self._shapes[place - 1] in _BESIDE
        return (
            self._ended[place] != "-"
            or self._shapes[place] in _BESIDE
            or self.heads(place)
            or self.words[place - 1].end in self._wide
        )

    def closes(self, place: int) -> bool:
        """Does a mark with which no line begins stand behind a break, or behind the next one and close the words between the two?"""
        text = self.words[place].text
        end = self._lines[self._number[place] + 1][1]
        after = self.words[end].text if end < len(self.words) else ""
        closed = after in UNOPENED and after != ":" and self._ended[place] in "-v" and end - place <= _ELEMENT
        return text in UNOPENED or closed

    def heads(self, place: int) -> bool:
        """Do only a few words and no verb stand before the next colon?"""
        colon = self._to_colon[place]
        return colon < _HEAD and colon < self._to_verb[place] and colon < self._to_stop[place]

    def tops_list(self, place: int) -> bool:
        """Does a head of bullets begin at a place: a few words with a colon at the end of their line, a sign below it?

        Not beside a preposition («در گفت‌وگو ⏎ با ما:») or a sign. Of 50 breaks before one that the weights take for the midst of a
        sentence, in 10,613 posts, 49 end a line.
        """
        end = place + self._to_break[place]
        beside = {self._kinds[place - 1], self._kinds[place]}
        below = self._shapes[end] if end < len(self.words) else ""
        headed = self.words[end - 1].text == ":" and end - place <= _LINE and below in ("SIGN", "P•")
        return headed and not beside & {"ADP", "SIGN"}

    def ends_message(self, place: int) -> bool:
        """Does a break stand between two messages of readers? They end without a mark, and only around a hashtag in mid-sentence."""
        return place >= self._messages and "HANDLE" not in self._shapes[place - 1 : place + 1]

    def typed(self, place: int) -> Features:
        """What tells whether a typed line break ends a line."""
        number = self._number[place]
        ended = self._ended[place]
        ends, extra = ended in "ecs", min(2, len(self._line_breaks[place]) - self._usual)
        near = range(max(0, number - 2), min(len(self._lines), number + 4))
        midst, bare = sum(self._midst[i] for i in near), sum(self._bare[i] for i in near)
        told, sentence = min(2, self._verbs_told[place]), min(self._to_stop[place] + 1, self._to_break[place])
        verbs = min(2, self._verbs_before[place + sentence] - self._verbs_before[place])
        before, behind = self._kinds[place - 1], self._kinds[place]
        # Words that stand on a line of their own within a sentence have a break on either side.
        (first, last), (_, end) = self._lines[number], self._lines[number + 1]
        above = self._keys[first - 1] if first else "^"
        below = self._keys[end] if end < len(self._keys) else "^"
        alike = sum(self._keys[self._lines[i][0]] == self._keys[place] for i in near)
        return [
            *self._beside(place),
            f"both={size(self._line[place])},{size(self._to_break[place])}",
            f"coming={size(sentence)},{verbs},{ends}",
            f"verbs={told},{verbs},{ended}",
            f"above={above}",
            f"above={self._ended[first]},{self._kinds[first]},{size(last - first)},{ended}",
            f"below={below}",
            f"below={below},{ended}",
            f"below={self._ended[end]},{self._kinds[end] if end < len(self._kinds) else '^'},{size(end - place)},{ended}",
            f"extra={extra},{min(2, self._usual)}",
            f"extra={extra},{ends}",
            f"full={self._full[number]},{self._fullness}",
            f"full={self._full[number]},{self._fullness},{ends}",
            f"first={number == 0},{ended}",
            f"last={place == self.breaks[-1]},{behind}",
            f"near={midst},{bare},{len(near)}",
            f"near={min(3, midst)},{min(4, bare)},{ended}",
            f"list={bare == len(near)},{before},{behind}",
            f"alike={min(3, alike)},{ends}",
            *(f"habit{i}={share},{ended}" for i, share in enumerate(self._habit)),
            f"habits={self._habit},{ended}",
            f"habit={self._habit[0]},{before},{behind}",
            f"breaks={size(len(self.breaks))},{ended}",
        ]

    def blank(self, place: int) -> int:
        """How many blanks stand at a place in the text as received."""
        end, start = self.words[place - 1].end, self.words[place].start
        return self._wide.get(end, int(start > end))

    def lost(self, place: int) -> Features:
        """What tells whether the blank at a place, or the place itself, was a line break."""
        wide = min(4, self.blank(place))
        ended, heads = self._ended[place], self.heads(place)
        behind = self._kinds[place]
        return [
            *self._beside(place),
            f"marks={self._marks},{ended}",
            f"signs={self._signs},{ended},{behind}",
            f"broken={self._density},{ended}",
            f"lines={self._line_size},{ended}",
            f"head={size(self._to_colon[place]) if heads else '-'},{ended}",
            f"head={heads},{min(2, self._verbs_told[place])},{ended},{behind}",
            f"verb={size(self._to_verb[place])},{ended}",
            f"stop={size(self._to_stop[place])},{size(self._to_verb[place])},{ended}",
            f"wide={wide},{min(3, len(self._wide))},{ended}",
            f"wide={wide},{heads},{min(3, len(self._wide))}",
            f"wide={wide},{heads and self._to_colon[place] + 1 == self._to_break[place]},{ended}",
            f"first={self._line[place] == self._sentence[place]},{size(self._line[place])},{ended},{heads}",
            f"last={len(self.words) - place < 12},{behind}",
        ]

    def _beside(self, place: int) -> Features:
        """The words on both sides and where in its line and sentence a place stands."""
        keys, kinds = self._keys, self._kinds
        before, behind = keys[place - 1], keys[place]
        back = place > 1 and not self._line_breaks[place - 1]
        on = place + 1 < len(keys) and not self._line_breaks[place + 1]
        earlier, earlier_kind = (keys[place - 2], kinds[place - 2]) if back else ("^", "^")
        later, later_kind = (keys[place + 1], kinds[place + 1]) if on else ("^", "^")
        kind, next_kind, ended = kinds[place - 1], kinds[place], self._ended[place]
        return [
            f"L={before}",
            f"R={behind}",
            f"LL={earlier},{before}",
            f"RR={behind},{later}",
            f"LR={before},{behind}",
            f"k={kind},{next_kind}",
            f"kkk={earlier_kind},{kind},{next_kind}",
            f"kkn={kind},{next_kind},{later_kind}",
            f"kkkk={earlier_kind},{kind},{next_kind},{later_kind}",
            f"s2={before[-2:]},{next_kind}",
            f"s3={before[-3:]}",
            f"p2={kind},{behind[:2]}",
            f"Rk={behind},{kind}",
            f"Lk={before},{next_kind}",
            f"Re={behind},{ended}",
            f"RRe={behind},{later},{ended}",
            f"at={size(self._line[place])},{ended}",
            f"left={size(self._to_break[place])},{ended}",
            f"sentence={size(self._sentence[place])},{min(2, self._verbs_told[place])},{ended}",
            f"open={min(2, self._open[place])},{ended}",
        ]

    def with_ends(self, ends: Iterable[int]) -> list[Token]:
        """All words, with the line breaks typed at those places, or an empty one where none is typed."""
        found: list[Token] = []
        wanted = set(ends)
        for place, token in enumerate(self.words):
            if place in wanted:
                end = self.words[place - 1].end
                found += self._line_breaks[place] or [Token(end, end, LINE_BREAK)]
            elif not place:
                found += self._line_breaks[0]
            found.append(token)
        return found + self._line_breaks[len(self.words)] if self.words else list(self._line_breaks[0])


def seams(words: Sequence[Token]) -> list[int]:
    """The dots with which a page strings together the beginnings of articles («… شد. ... وزیر …»), by their places among its words.

    In 450 crawled pages all eight that hold so many dots that stand alone are results of a search, with 81 words and more to each; the
    next page has four.
    """
    alone = [
        at
        for at in range(1, len(words) - 1)
        if words[at].text in _DOTS and words[at - 1].end < words[at].start and words[at].end < words[at + 1].start
    ]
    return alone if len(alone) >= _SEAMS and len(words) >= _BETWEEN * len(alone) else []


def size(number: int) -> int:
    """Numbers that say the same as one: exact below 4, then ever coarser."""
    return number if number < 4 else next(least for least in (30, 20, 14, 9, 6, 4) if number >= least)


def _share(part: int, whole: int) -> int:
    return 4 * part // whole if whole else 0
