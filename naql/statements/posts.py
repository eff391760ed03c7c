"""Tape → speech blocks: a channel post that opens with «X:» gives every line below it to X.

A post is told by its look: lines of signs alone, or a handle. In agency prose a headline «X: …» says nothing of the lines below,
so blocks are looked for in posts only.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from naql.actors.keys import word_key
from naql.actors.titles import classes
from naql.statements.ranker import Candidate
from naql.statements.tagger import BACKWARD, FORWARD, Part
from naql.statements.tape import STOPS, Tape

_HEAD = 25  # tokens a head may have
_SURE = 0.5
_WORDS = 3  # a shorter line is a signature, a label or a shout
# What a head may hold behind its speaker: «X به بلومبرگ», «X در گفت‌وگو با …», «X خطاب به …», «X درباره …».
_TOLD = frozenset(("به", "در", "با", "خطاب", "درباره", "پس", "پیش"))
_NOUNS = frozenset({"office", "role", "outlet", "group"})
_WHO = frozenset({"person", "title", "organisation", "outlet", "group", "place"})


class Block(NamedTuple):
    """The words that name the speaker and the contents, one a line, in order. `inline`: the first stands on the head's own line."""

    head: Candidate
    contents: list[Candidate]
    inline: bool


def find_blocks(tape: Tape, parts: Sequence[Part]) -> list[Block]:
    """The speech blocks of a post; none for any other text."""
    lines = _lines(tape)
    worded = [line for line in lines if not _is_mark(tape, line)]
    if not worded or len(worded) == len(lines):
        return []
    opening = worded[0][0]
    cues = [
        (part.first, part.last) for part in parts if part.label in (FORWARD, BACKWARD) and part.probability >= _SURE
    ]
    blocks: list[Block] = []
    goes_on = False
    for line in worded:
        colon = _head_colon(tape, line, line[0] == opening)
        if colon is not None:
            blocks.append(_open(tape, line, colon))
            # In a digest each line has a head of its own; only a head that opens the post, or stands alone, has more than its line.
            goes_on = not blocks[-1].inline or line[0] == opening
        elif goes_on:
            goes_on = not _closes(tape, line)
            content = _content(tape, *line) if goes_on else None
            if content and not (blocks[-1].inline and _speaks(cues, content)):
                blocks[-1].contents.append(content)
    return [block for block in blocks if block.contents]


def _lines(tape: Tape) -> list[Candidate]:
    """The lines that hold anything; a head that a colon or a hashtag on a line of its own has torn is one line again."""
    found: list[Candidate] = []
    index = 0
    while index < len(tape):
        first, last = tape.line(index)
        if last > first:
            alone = last - first == 1 and tape.keys[first] == ":"
            torn = tape.keys[last - 1] == ":" and len(found) > 1 and _is_hashtag(tape, found[-1])
            for _ in range(2 if torn else 1 if alone and found else 0):
                first = found.pop()[0]
            found.append((first, last))
        index = last + 1
    return found


def _is_hashtag(tape: Tape, line: Candidate) -> bool:
    return line[1] - line[0] == 1 and tape.keys[line[0]] == "#"


def _closes(tape: Tape, line: Candidate) -> bool:
    """Does a line end a speech: a signature, or a head that names nobody we know?"""
    first, last = line
    words = [i for i in range(first, last) if tape.texts[i][0].isalpha()]
    signed = words and all(tape.mentions[i][2:] in ("person", "title") for i in words)
    latin = words and all(tape.shapes[i] == "LATIN" for i in words) and len(words) < _WORDS
    return bool(signed or latin or (words and tape.texts[last - 1] == ":"))


def _is_mark(tape: Tape, line: Candidate) -> bool:
    return all(tape.shapes[index] in ("SIGN", "HANDLE", "ADDRESS") for index in range(*line))


def _head_colon(tape: Tape, line: Candidate, opens: bool) -> int | None:
    """Where the colon of a head stands in a line; None where the line has none. `opens`: it is the first line of the post."""
    first, last = line
    if tape.texts[last - 1] == ":" and _named(tape, first, last):
        return last - 1
    colon = next((i for i in range(first, min(last, first + _HEAD)) if tape.texts[i] == ":"), None)
    if colon is None or tape.finite[colon] > tape.finite[first]:
        return None
    words = [i for i in range(first, colon) if tape.texts[i][0].isalnum()]
    if not opens and not (words and all(tape.mentions[i][2:] in ("person", "title") for i in words)):
        return None
    latin = any(tape.shapes[i] == "LATIN" for i in range(first, colon))
    return colon if _named(tape, first, colon) or (latin and colon == last - 1) else None


def _named(tape: Tape, first: int, last: int) -> bool:
    """Do the words name somebody: by a mention, or by a noun for one («یک راننده در میدان:»)?"""
    mentioned = any(tag.startswith("B-") and tag[2:] in _WHO for tag in tape.mentions[first:last])
    return mentioned or any(classes(word_key(text)) & _NOUNS for text in tape.texts[first:last])


def _open(tape: Tape, line: Candidate, colon: int) -> Block:
    words = [i for i in range(line[0], colon) if tape.texts[i][0].isalnum() or i in tape.closes]
    content = _content(tape, colon + 1, line[1])
    return Block(_who(tape, words[0], words[-1] + 1), [content] if content else [], content is not None)


def _who(tape: Tape, first: int, last: int) -> Candidate:
    """The words of a head that name the speaker: all of them, or where it is a whole sentence its first person or office."""
    if tape.finite[last] == tape.finite[first] and last - first <= _HEAD:
        ends = (i for i in range(first + 1, last) if tape.keys[i] in _TOLD and _named(tape, first, i))
        return first, next(ends, last)
    for kinds in (("person", "title"), tuple(_WHO)):
        for index in range(first, last):
            if tape.mentions[index].startswith("B-") and tape.mentions[index][2:] in kinds:
                end = index + 1
                while end < last and tape.mentions[end].startswith("I-"):
                    end += 1
                return index, end
    return first, last


def _content(tape: Tape, first: int, last: int) -> Candidate | None:
    """The words of a line: without the signs before them, marks around them and the full stop behind them."""
    while last > first and tape.shapes[last - 1] in ("HANDLE", "ADDRESS", "SIGN"):
        last -= 1
    while first < last and (tape.shapes[first] in ("SIGN", "P-", "P•", "P:") or tape.texts[first] in '«"'):
        first += 1
    while last > first and (
        tape.shapes[last - 1] == "SIGN"
        or (tape.keys[last - 1] in STOPS and tape.keys[last - 1] in ".…")
        or tape.texts[last - 1] in '»"/'
    ):
        last -= 1
    return (first, last) if sum(text[0].isalpha() for text in tape.texts[first:last]) >= _WORDS else None


def _speaks(cues: Sequence[Candidate], content: Candidate) -> bool:
    """Has the line a sure cue of its own? `cues` stand in order."""
    inside = cues[bisect_left(cues, (content[0], 0)) : bisect_left(cues, (content[1] + 1, 0))]
    return any(last <= content[1] + 1 for _, last in inside)
