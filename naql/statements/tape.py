"""Tokens → Tape: an article's tokens with what the later steps ask of each, looked up once."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate

from naql.actors.keys import word_key
from naql.actors.titles import Classes, classes, head_of
from naql.records import Date, Mention
from naql.sentences import Token
from naql.sentences.classes import STOPS, word
from naql.sentences.messages import message_in
from naql.sentences.tokens import LINE_BREAK

# One mark for all that do the same: what is learnt of one holds for the others. Of straight marks a pair becomes «».
_SAME = {"“": "«", "„": "«", "‹": "«", "<<": "«", "”": "»", "›": "»", ">>": "»", ",": "،", ";": "؛", "?": "؟"}
DASHES = frozenset("-–—")
UNWORDED = frozenset({"SIGN", "HANDLE", "ADDRESS"})  # shapes of what is no word and no mark
_LEADING = frozenset({"SIGN", "P-", "P•"})  # shapes of what stands before the words of a line
OPENING = {"«": "»", '"': '"'}
Stretch = tuple[int, int]  # of tokens: the first, and one past the last


class Tape:
    """Parallel lists over the tokens of one article, index by index; counts are cumulative, so a stretch costs two look-ups."""

    def __init__(self, tokens: Sequence[Token], mentions: Sequence[Mention] = (), dates: Sequence[Date] = ()) -> None:
        places = [*((m.start, m.end, m.type) for m in mentions), *((d.start, d.end, "date") for d in dates)]
        self._fill(tokens, _tags(tokens, places))

    def only(self, kept: Sequence[int]) -> Tape:
        """The tape of some of the tokens, their mentions kept."""
        tape = Tape.__new__(Tape)
        tape._fill([self.tokens[index] for index in kept], [self.mentions[index] for index in kept])
        return tape

    def _fill(self, tokens: Sequence[Token], mentions: list[str]) -> None:
        self.tokens = tokens
        self.texts = [_SAME.get(token.text, token.text) for token in tokens]
        self.closes = _pairs(self.texts)
        for first, last in self.closes.items():
            self.texts[first], self.texts[last] = "«", "»"
        self.words = [word(text) for text in self.texts]
        self.keys = [w.key for w in self.words]
        self.shapes = [w.shape for w in self.words]
        self.pos = [w.pos for w in self.words]
        self.mentions = mentions
        self.kinds = [tag[2:] for tag in mentions]  # the type of mention or `date` that a token stands in; "" for none
        self.lines = _lines(self.texts)
        self.own = _in_sentence([w.own for w in self.words], self.shapes, self.keys)
        self.stops = count(key in STOPS for key in self.keys)
        self.finite = count(pos == "VERB" for pos in self.pos)
        self.commas = count(text == "،" for text in self.texts)
        self.links = count(text == "و" for text in self.texts)
        self.that = count(text == "که" for text in self.texts)
        self.prepositions = count(shape == "preposition" for shape in self.shapes)
        self.named = count(tag.startswith("B-") and tag != "B-date" for tag in self.mentions)

    def __len__(self) -> int:
        return len(self.tokens)

    def line(self, index: int) -> tuple[int, int]:
        """First index and index behind the last of the line in which a token stands (the break itself left out)."""
        return self.lines[index]

    def is_mark(self, line: tuple[int, int]) -> bool:
        """Is there nothing in a line but signs, handles and addresses?"""
        return UNWORDED.issuperset(self.shapes[slice(*line)])

    @cached_property
    def filled(self) -> list[tuple[int, int]]:
        """The lines that hold anything, in their order."""
        return [line for line in dict.fromkeys(self.lines) if line[0] < line[1]]

    @cached_property
    def worded(self) -> list[tuple[int, int]]:
        """Those that hold more than signs, handles and addresses."""
        return [line for line in self.filled if not self.is_mark(line)]

    @cached_property
    def is_post(self) -> bool:
        """Do lines of signs stand between lines of words, or is the first line a title of readers' messages?"""
        return 0 < len(self.worded) < len(self.filled) or self._titles_messages

    @cached_property
    def _titles_messages(self) -> bool:
        first, last = self.worded[0] if self.worded else (0, 0)
        title = [self.keys[i] for i in self.words_in(first, last)]
        return ":" not in self.texts[first : last - 1] and message_in(title, title=True) is not None

    @cached_property
    def is_broken(self) -> bool:
        """Are there line breaks between the words of the text as it was received?"""
        inside = range(self.worded[0][0], self.worded[-1][1]) if self.worded else range(0)
        return any(self.shapes[at] == "BREAK" and self.typed(at) for at in inside)

    def typed(self, index: int) -> bool:
        """Does a token stand in the text as it was received? A line break that a crawler lost does not."""
        return self.tokens[index].start < self.tokens[index].end

    def worded_above(self, index: int) -> Iterator[tuple[int, int]]:
        """The lines of words that begin before a token, the nearest first."""
        return (self.worded[at] for at in reversed(range(bisect_left(self.worded, (index, 0)))))

    def sign(self, index: int) -> str:
        """The sign, dash or bullet with which a line begins at a token, or the first of those alone above it; "" for none."""
        if self.shapes[index] in _LEADING:
            return self.texts[index]
        at = bisect_left(self.filled, (index, 0)) - 1
        return self.texts[self.filled[at][0]] if at >= 0 and self.is_mark(self.filled[at]) else ""

    def is_word(self, index: int) -> bool:
        """Is a token a word or a number, not a mark or a sign?"""
        return self.texts[index][0].isalnum()

    @cached_property
    def opens(self) -> dict[int, int]:
        """Closing mark → the one that opens it."""
        return {closing: opening for opening, closing in self.closes.items()}

    def words_in(self, first: int, last: int) -> list[int]:
        """The words and numbers of a stretch."""
        return list(filter(self.is_word, range(first, last)))

    def classes(self, index: int) -> Classes:
        """What a noun names, by its word alone: an office, a body, a document …"""
        return classes(word_key(self.texts[index]))

    def head_classes(self, first: int, last: int) -> Classes:
        """What the head of some words names."""
        return head_of(tuple(map(word_key, self.texts[first:last])))[1]

    def mention_end(self, index: int) -> int:
        """Where the mention or date that begins at a token ends."""
        return next((i for i in range(index + 1, len(self)) if not self.mentions[i].startswith("I-")), len(self))

    def above(self, index: int) -> int:
        """The last token before the line of a token that is neither a line break nor a sign; at the start of the text 0 or -1."""
        at = self.line(index)[0] - 1
        while at > 0 and self.shapes[at] in ("BREAK", "SIGN"):
            at -= 1
        return at


def _in_sentence(flags: Sequence[bool], shapes: Sequence[str], keys: Sequence[str]) -> list[bool]:
    """For each token whether the flag is set somewhere in its sentence; the mark that ends a sentence belongs to it."""
    found: list[bool] = []
    first = 0
    for index in range(len(flags)):
        if shapes[index] == "BREAK" or keys[index] in STOPS or index == len(flags) - 1:
            found += [any(flags[first : index + 1])] * (index + 1 - first)
            first = index + 1
    return found


def _tags(tokens: Sequence[Token], places: Iterable[tuple[int, int, str]]) -> list[str]:
    """`B-person`, `I-person`, `B-date` … of each token, `-` where nothing stands."""
    tags = ["-"] * len(tokens)
    at = 0
    for start, end, kind in sorted(places):
        while at < len(tokens) and tokens[at].end <= start:
            at += 1
        index = at
        while index < len(tokens) and tokens[index].start < end:
            tags[index] = ("B-" if index == at else "I-") + kind
            index += 1
    return tags


def count(flags: Iterable[bool]) -> list[int]:
    return list(accumulate(flags, initial=0))


def _lines(texts: Sequence[str]) -> list[tuple[int, int]]:
    lines: list[tuple[int, int]] = []
    first = 0
    for index, text in enumerate([*texts, LINE_BREAK]):
        if text == LINE_BREAK:
            lines.extend([(first, index)] * (index - first + 1))
            first = index + 1
    return lines


def _pairs(texts: Sequence[str]) -> dict[int, int]:
    """Opening mark → its closing one, on the same line. Straight marks open and close in turn."""
    pairs: dict[int, int] = {}
    open_marks: list[int] = []
    for index, text in enumerate(texts):
        if text == LINE_BREAK:
            open_marks = []
        elif text == '"' and open_marks and texts[open_marks[-1]] == '"':
            pairs[open_marks.pop()] = index
        elif text in OPENING:
            open_marks.append(index)
        elif text == "»" and open_marks and OPENING[texts[open_marks[-1]]] == text:
            pairs[open_marks.pop()] = index
    return pairs
