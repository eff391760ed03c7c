"""Scene → speech blocks: a channel post that opens with «X:» gives the lines below it to X, as far as X goes on in them.

A post is told by its look: lines of signs alone, or a handle. In agency prose a headline «X: …» says nothing of the lines below,
so blocks are looked for in posts only. Which lines are still the speaker's and which the channel's own is learnt (`LineView`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from naql.sentences.classes import STOPS
from naql.statements.contents import size
from naql.statements.heads import head_colon, is_label, is_nobodys, is_translation, names_only, names_outlet, speaker_of
from naql.statements.ranker import Candidate, rank
from naql.statements.relays import is_outlet
from naql.statements.scene import Scene, tenths
from naql.statements.tagger import Part
from naql.statements.tape import UNWORDED, Tape

_EARLY = 4  # tokens of a line within which its own speaker stands, if it has one
# Taken from the score of «no speech»: three of ten lines below a head are the channel's own in the invented posts that were learnt
# from, not two in those of the development set.
_LENIENCE = 1.0
_BESIDE_HEAD = 0.9  # the probability of what stands on the head's own line: no ranker is asked
_BELOW_HEAD = 0.5  # the same of what must be said below a head, where the ranker does not take it
_WORDS = 3  # a shorter line is a signature, a label or a shout
_CREDIT = 2  # words of an outlet that a line is credited to at its end: «… می‌شود./ خبرفوری»


class Block(NamedTuple):
    """The words that name the speaker and the contents, one a line, in order, with how probable each is.

    `inline`: words stand behind the head on its own line, the first of the contents if they are not somebody else's; `opens`: the head is
    the first line of the post; `unsaid`: the contents are nobody's statements, as an interviewer's questions are not.
    """

    head: Candidate
    contents: list[tuple[Candidate, float]]
    inline: bool
    opens: bool
    unsaid: bool = False


def find_blocks(scene: Scene) -> list[Block]:
    """The speech blocks of a post; none for any other text."""
    return walk(scene, _goes_on)


def _goes_on(view: LineView) -> float:
    better = rank(view, "lines", _LENIENCE).better
    if better:
        return better[0].probability
    return _BELOW_HEAD if view.must_be_said() else 0.0


def walk(scene: Scene, goes_on: Callable[[LineView], float]) -> list[Block]:
    """The blocks of a post, with the lines below each head to which `goes_on` gives a probability of being the head's speech."""
    tape = scene.tape
    if not tape.is_post:
        return []
    lines = _lines(tape)
    worded = [at for at, line in enumerate(lines) if not tape.is_mark(line)]
    colons = [head_colon(tape, lines[at], number == 0) for number, at in enumerate(worded)]
    later = [(lines[at][0], colon) for at, colon in zip(worded[1:], colons[1:], strict=True) if colon is not None]
    digest = sum(not is_nobodys(tape, *head) for head in later) > 1
    blocks: list[Block] = []
    told: list[bool] = []
    goes, headed = False, (0, 0)
    for number, (at, colon) in enumerate(zip(worded, colons, strict=True)):
        line = lines[at]
        if colon is not None:
            block, headed = _open(scene, line, colon, number == 0), (line[0], colon)
            blocks.append(block)
            if block.unsaid and colon < line[1] - 1:
                continue  # an answer without a head is whose the lines above are
            speech = block
            # In a digest each line has a head of its own; only a head that opens the post, or stands alone, has more than its line.
            told, goes = [], not digest or block.opens or not block.inline
        elif goes and is_translation(tape, *line):
            goes = not names_outlet(tape, *headed)  # what an outlet writes has speakers of its own
        elif goes:
            goes = not _closes(tape, line)
            content = _content(tape, *line)
            if content and goes:
                marks = (_mark(tape, lines, at), _mark(tape, lines, worded[number - 1]))
                view = LineView(scene, speech, line, content, told, marks, len(worded) - number)
                probability = 0.0 if _handed_on(scene, headed, content) else goes_on(view)
                told.append(probability > 0)
                if probability:
                    speech.contents.append((_uncredited(tape, *content), probability))
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
        below: int,  # worded lines from here to the end
    ) -> None:
        self.scene, self.block, self.line, self.content = scene, block, line, content
        self.told, self.marks, self.below = told, marks, below
        self.starts = [content[0]]

    def must_be_said(self) -> bool:
        """Is it the first line below a head that has nothing on its own line: a quotation, or one that holds no cue of its own?

        Such a head is said of something. What others said, told by somebody in a clause, is the teller's; where an outlet tells it, or
        where it stands behind a colon of its own, it is theirs.
        """
        if self.block.inline or self.told:
            return False
        first, last = self.line
        quoted = self.scene.tape.texts[first] == "«" and self.content[0] == first + 1
        tape = self.scene.tape
        cued = self.scene.cue_count[last] > self.scene.cue_count[first]
        told = ":" not in tape.texts[first:last] and not names_outlet(tape, *self.block.head)
        return quoted or not cued or told

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
        at = tape.above(self.line[0])
        return tape.texts[at] if tape.keys[at] in STOPS or tape.texts[at] in ":»،" else tape.pos[at]

    def between(self, first: int, last: int) -> list[str]:
        scene, tape = self.scene, self.scene.tape
        cues = [cue for cue in scene.sure if first <= cue.first and cue.last <= last + 1]
        speakers = scene.speakers_in(first, last)
        early = _speaks_early(speakers, first)
        head = {tape.keys[i] for i in range(*self.block.head) if tape.mentions[i] != "-"} - {"و"}
        again = any(tape.keys[i] in head and tape.mentions[i] != "-" for i in range(first, last))
        own = any(word.own for word in tape.words[first:last])
        inside = 4 * (scene.inside[last] - scene.inside[first]) // (last - first)
        return [
            f"cues={min(2, len(cues))},{early}",
            f"spoken={min(2, len(speakers))},{early},{self.kind(first)}",
            f"again={again},{bool(cues)}",
            f"own={own},{bool(cues)}",
            f"size={size(last - first)}",
            f"label={scene.starts.get(first, '-')},{inside}",
            f"inside={inside},{bool(cues)}",
            f"mass={tenths(scene.mass, first, last)},{bool(cues)}",
            f"passive={any('گفته' in key for key in tape.keys[first:last])}",
            f"finite={min(2, tape.finite[last] - tape.finite[first])}",
        ]


def _mark(tape: Tape, lines: Sequence[Candidate], at: int) -> str:
    """The sign that stands before a line: on the line itself, or alone on the line above."""
    first = lines[at][0]
    if tape.shapes[first] in ("SIGN", "P-", "P•"):
        return tape.texts[first]
    above = lines[at - 1] if at else None
    return tape.texts[above[0]] if above and tape.is_mark(above) else ""


def _lines(tape: Tape) -> list[Candidate]:
    """The lines that hold anything; a head run into the headline before it is a line of its own."""
    found: list[Candidate] = []
    index = 0
    while index < len(tape):
        first, last = tape.line(index)
        if last > first:
            found.extend(_parted(tape, first, last))
        index = last + 1
    return found


def _parted(tape: Tape, first: int, last: int) -> list[Candidate]:
    """A line; two where a head has run into the headline above it («X: … می‌شود Y:»): behind the last verb only Y is named."""
    colon = next((i for i in range(first, last) if tape.keys[i] == ":"), last)
    if colon < last - 1 and tape.keys[last - 1] == ":":
        at = next((i + 1 for i in range(last - 2, colon, -1) if tape.pos[i] == "VERB"), last)
        if at < last and names_only(tape, at, last - 1):
            return [(first, at), (at, last)]
    return [(first, last)]


def _closes(tape: Tape, line: Candidate) -> bool:
    """Does a line end a speech: a signature, or a head that names nobody we know?"""
    first, last = line
    words = [i for i in range(first, last) if tape.texts[i][0].isalpha()]
    signed = words and all(tape.kinds[i] in ("person", "title") for i in words)
    latin = words and all(tape.shapes[i] == "LATIN" for i in words) and len(words) < _WORDS
    headed = words and tape.texts[last - 1] == ":" and tape.finite[last] == tape.finite[first]
    return bool(signed or latin or headed) or is_label(tape, first, last)


def _open(scene: Scene, line: Candidate, colon: int, opens: bool) -> Block:
    tape = scene.tape
    content = _content(tape, colon + 1, line[1])
    own = content if content and not _handed_on(scene, (line[0], colon), content) else None
    contents = [(_uncredited(tape, *own), _BESIDE_HEAD)] if own else []
    unsaid = is_nobodys(tape, line[0], colon)
    return Block(speaker_of(tape, line[0], colon), contents, content is not None, opens, unsaid)


def _handed_on(scene: Scene, head: Candidate, content: Candidate) -> bool:
    """Does an outlet's head hand on what somebody else says («رویترز: دو دیپلمات گفتند که …», «رویترز: به گفتهٔ دو دیپلمات …»)?"""
    first, last = content
    cue = scene.next_cue(first)
    if not cue or cue.last > last or not names_outlet(scene.tape, *head):
        return False
    return _speaks_early(scene.speakers_in(first, last), first)


def _speaks_early(speakers: Sequence[Part], first: int) -> bool:
    """Does the first of the speakers of a stretch stand at its beginning?"""
    return bool(speakers) and speakers[0].first - first < _EARLY


def _content(tape: Tape, first: int, last: int) -> Candidate | None:
    """The words of a line: without the signs before them, marks around them and the full stop behind them."""
    while last > first and (
        tape.shapes[last - 1] in UNWORDED or tape.shapes[last - 1] == "P-" or tape.texts[last - 1] in ("Link", "|")
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


def _uncredited(tape: Tape, first: int, last: int) -> Candidate:
    """A content without the outlet that its line is credited to («… ساخته می‌شود./ خبرفوری»).

    `LineView` has learnt from lines with their credits, so they go when a line is known to be speech.
    """
    for at in range(last - 2, max(first, last - 2 - _CREDIT), -1):
        if tape.texts[at] == "/":
            closed = tape.keys[at - 1] in STOPS and tape.finite[last] == tape.finite[at]
            credited = closed or is_outlet(tape.keys[at + 1 : last])
            return (credited and _content(tape, first, at)) or (first, last)
    return first, last
