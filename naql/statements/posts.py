"""Scene → speech blocks: a channel post that opens with «X:» gives the lines below it to X, as far as X goes on in them.

A post is told by its look: lines of signs alone, or a handle. In agency prose a headline «X: …» says nothing of the lines below,
so blocks are looked for in posts only. Which lines are still the speaker's and which the channel's own is learnt (`LineView`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from naql.actors.keys import word_key
from naql.actors.titles import classes
from naql.statements.contents import size
from naql.statements.ranker import Candidate, rank, weights
from naql.statements.scene import Scene
from naql.statements.tagger import SPEAKER
from naql.statements.tape import STOPS, Tape

_HEAD = 25  # tokens a head may have
_EARLY = 4  # tokens of a line within which its own speaker stands, if it has one
# Taken from the score of «no speech»: three of ten lines below a head are the channel's own in the invented posts that were learnt
# from, not two in those of the development set.
_LENIENCE = 1.0
_WORDS = 3  # a shorter line is a signature, a label or a shout
# What a head may hold behind its speaker: «X به بلومبرگ», «X در گفت‌وگو با …», «X خطاب به …», «X درباره …».
_TOLD = frozenset(("ترجمه", "به", "در", "با", "خطاب", "درباره", "پس", "پیش"))
_NOUNS = frozenset({"office", "role", "outlet", "group"})
_HEADS = frozenset({"person", "title", "organisation", "outlet", "group"})
_WHO = frozenset({"person", "title", "organisation", "outlet", "group", "place"})


class Block(NamedTuple):
    """The words that name the speaker and the contents, one a line, in order.

    `inline`: the first stands on the head's own line; `opens`: the head is the first line of the post.
    """

    head: Candidate
    contents: list[Candidate]
    inline: bool
    opens: bool


def find_blocks(scene: Scene) -> list[Block]:
    """The speech blocks of a post; none for any other text."""
    table = weights("lines")
    return walk(scene, lambda view: bool(rank(view, table, _LENIENCE).better))


def walk(scene: Scene, goes_on: Callable[[LineView], bool]) -> list[Block]:
    """The blocks of a post, with the lines below each head of which `goes_on` says that they are the head's speech."""
    tape = scene.tape
    lines = _lines(tape)
    worded = [at for at, line in enumerate(lines) if not _is_mark(tape, line)]
    if not worded or len(worded) == len(lines):
        return []
    colons = [_head_colon(tape, lines[at], number == 0) for number, at in enumerate(worded)]
    digest = sum(colon is not None for colon in colons[1:]) > 1
    blocks: list[Block] = []
    told: list[bool] = []
    goes = False
    for number, (at, colon) in enumerate(zip(worded, colons, strict=True)):
        line = lines[at]
        if colon is not None:
            block = _open(tape, line, colon, number == 0)
            blocks.append(block)
            # In a digest each line has a head of its own; only a head that opens the post, or stands alone, has more than its line.
            told, goes = [], not digest or block.opens or not block.inline
        elif goes:
            goes = not _closes(tape, line)
            content = _content(tape, *line)
            if content and goes:
                marks = (_mark(tape, lines, at), _mark(tape, lines, worded[number - 1]))
                view = LineView(scene, blocks[-1], line, content, told, marks, len(worded) - number)
                told.append(goes_on(view))
                if told[-1]:
                    blocks[-1].contents.append(content)
    return [block for block in blocks if block.contents]


class LineView:
    """A line below a head, and its features: does the speaker of the head go on in it?"""

    def __init__(
        self,
        scene: Scene,
        block: Block,
        line: Candidate,
        content: Candidate,
        told: Sequence[bool],  # of the lines before it in the block
        marks: tuple[str, str],  # what sign stands before the line, and before the worded line above
        left: int,  # worded lines from here to the end
    ) -> None:
        self.scene, self.block, self.line, self.content = scene, block, line, content
        self.told, self.marks, self.below = told, marks, left
        self.starts = [content[0]]

    def ends(self, first: int) -> list[int]:
        return [self.content[1]]

    def kind(self, first: int) -> str:
        return "inline" if self.block.inline else "above"

    def absence(self) -> list[str]:
        return ["no"]

    def left(self, first: int) -> list[str]:
        tape, kind = self.scene.tape, self.kind(first)
        before = "head" if not self.told else "yes" if self.told[-1] else "no"
        mark, above = self.marks
        refused = min(2, self.told.count(False))
        return [
            f"before={before},{kind},{self.block.opens}",
            f"at={min(3, len(self.told))},{kind},{self.block.opens}",
            f"refused={refused},{before}",
            f"mark={bool(mark)},{mark == above},{before},{kind}",
            f"sign={mark}",
            f"below={min(3, self.below)}",
            f"w={tape.keys[first]}",
            f"ww={tape.keys[first]},{tape.keys[min(first + 1, len(tape) - 1)]}",
            f"pos={tape.pos[first]},{tape.mentions[first]}",
            f"quote={tape.texts[first - 1] if first else ''}",
            f"named={tape.mentions[first]},{kind}",
        ]

    def right(self, kind: str, last: int) -> list[str]:
        tape = self.scene.tape
        end = self.line[1]
        return [
            f"end={tape.keys[last - 1]}",
            f"endpos={tape.pos[last - 1]},{tape.keys[last - 1][-2:]}",
            f"mark={tape.texts[end - 1] if not tape.texts[end - 1][0].isalnum() else ''}",
            f"above={self._above()}",
        ]

    def _above(self) -> str:
        """How the line above ends: a line without a final mark may have been broken in the middle of its sentence."""
        tape = self.scene.tape
        at = self.line[0] - 1
        while at > 0 and (tape.shapes[at] in ("BREAK", "SIGN")):
            at -= 1
        return tape.texts[at] if tape.keys[at] in STOPS or tape.texts[at] in ":»،" else tape.pos[at]

    def between(self, first: int, last: int) -> list[str]:
        scene, tape = self.scene, self.scene.tape
        cues = [cue for cue in scene.sure if first <= cue.first and cue.last <= last + 1]
        speakers = scene.near(SPEAKER, first, last)
        early = bool(speakers) and speakers[0].first - first < _EARLY
        head = {tape.keys[i] for i in range(*self.block.head) if tape.mentions[i] != "-"} - {"و"}
        again = any(tape.keys[i] in head and tape.mentions[i] != "-" for i in range(first, last))
        own = any(key[-1:] == "م" and tape.pos[first + i] == "VERB" for i, key in enumerate(tape.keys[first:last]))
        inside = 4 * (scene.inside[last] - scene.inside[first]) // (last - first)
        return [
            f"cues={min(2, len(cues))},{early}",
            f"spoken={min(2, len(speakers))},{early},{self.kind(first)}",
            f"again={again},{bool(cues)}",
            f"own={own},{bool(cues)}",
            f"size={size(last - first)}",
            f"label={scene.starts.get(first, '-')},{inside}",
            f"inside={inside},{bool(cues)}",
            f"passive={any('گفته' in key for key in tape.keys[first:last])}",
            f"finite={min(2, tape.finite[last] - tape.finite[first])}",
        ]


def _mark(tape: Tape, lines: Sequence[Candidate], at: int) -> str:
    """The sign that stands before a line: on the line itself, or alone on the line above."""
    first = lines[at][0]
    if tape.shapes[first] in ("SIGN", "P-", "P•"):
        return tape.texts[first]
    above = lines[at - 1] if at else None
    return tape.texts[above[0]] if above and _is_mark(tape, above) else ""


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
    headed = words and tape.texts[last - 1] == ":" and tape.finite[last] == tape.finite[first]
    return bool(signed or latin or headed)


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
    if not opens and not _heads(tape, words):
        return None
    latin = any(tape.shapes[i] == "LATIN" for i in range(first, colon))
    return colon if _named(tape, first, colon) or (latin and colon == last - 1) else None


def _heads(tape: Tape, words: Sequence[int]) -> bool:
    """Do the words before the colon of a later line name somebody, whom they tell what about or to whom («در دیدار با …»)?

    Up to two words that nobody knows may stand before the mention: a name the tagger missed.
    """
    if not words:
        return False
    if all(tape.mentions[i][2:] in _HEADS for i in words):
        return True
    told = next((n for n, i in enumerate(words) if n and tape.keys[i] in _TOLD), len(words))
    front = words[:told]
    tagged = [i for i in front if tape.mentions[i][2:] in _HEADS]
    bare = [i for i in front if i not in tagged]
    return (
        bool(tagged) and len(bare) <= 2 and (not bare or bare[-1] < tagged[0]) and all(tape.pos[i] == "U" for i in bare)
    )


def _named(tape: Tape, first: int, last: int) -> bool:
    """Do the words name somebody: by a mention, or by a noun for one («یک راننده در میدان:»)?"""
    mentioned = any(tag.startswith("B-") and tag[2:] in _WHO for tag in tape.mentions[first:last])
    return mentioned or any(classes(word_key(text)) & _NOUNS for text in tape.texts[first:last])


def _open(tape: Tape, line: Candidate, colon: int, opens: bool) -> Block:
    words = [i for i in range(line[0], colon) if tape.texts[i][0].isalnum() or i in tape.closes]
    content = _content(tape, colon + 1, line[1])
    return Block(_who(tape, words[0], words[-1] + 1), [content] if content else [], content is not None, opens)


def _who(tape: Tape, first: int, last: int) -> Candidate:
    """The words of a head that name the speaker: all of them, or where it is a whole sentence its first person or office."""
    told = next((i for i in range(first, last) if tape.mentions[i] != "-"), first)
    if first < told <= first + 3 and "NOUN" in tape.shapes[first] and tape.mentions[told][2:] in _WHO:
        first = told  # «ادعای رویترز:», «تهدید صریح وزیر جنگ:»: what the words are, then whose
    quoted = next(
        (i + 1 for i in range(first + 1, last - 1) if tape.keys[i] == "از" and tape.keys[i - 1] == "نقل"), first
    )
    if quoted > first:  # «آکسیوس به نقل از یک مقام:» hands over the official's words
        return quoted, last
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
    while last > first and (
        tape.shapes[last - 1] in ("HANDLE", "ADDRESS", "SIGN", "P-") or tape.texts[last - 1] in ("Link", "|")
    ):
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
