"""Lines of a post → what the rankers see of them: a line with a colon, and a line below a head."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from naql.sentences.classes import STOPS
from naql.statements.contents import size
from naql.statements.heads import names_outlet
from naql.statements.scene import Scene, tenths
from naql.statements.tagger import Part
from naql.statements.tape import Stretch

_EARLY = 4  # tokens of a line within which its own speaker stands, if it has one


class Block(NamedTuple):
    """The words that name the speaker and the contents, one a line, in order, with how probable each is.

    `inline`: words stand behind the head on its own line, the first of the contents if they are not somebody else's; `opens`: the head is
    the first line of the post; `unsaid`: the contents are nobody's statements, as a postscript's are not; `above`: who speaks is named
    in a line above the head; `titled`: no colon of a head stands before the contents, which go on below a title
    («بیانیهٔ شورای شهر») or a line that quotes somebody.
    """

    head: Stretch
    contents: list[tuple[Stretch, float]]
    inline: bool
    opens: bool
    unsaid: bool = False
    above: bool = False
    titled: bool = False


class HeadView:
    """A line with a colon, and its features: do the words before it name who says what follows?

    «المپیک: …» and «دروازه‌بان: …» say what about, a month («مهر: …») when.
    """

    def __init__(
        self,
        scene: Scene,
        line: Stretch,
        colon: int,
        number: int,  # of the line, among those with words
        below: Stretch | None,  # the next line with words
        many: int,  # lines of the post that may have heads
    ) -> None:
        self.scene, self.line, self.colon, self.number, self.many = scene, line, colon, number, many
        self.starts = [line[0]]
        # What is said, if it is: behind the colon, or where nothing stands there the line below.
        self.inline = line[1] - colon > 1
        self.told = (colon + 1, line[1]) if self.inline else below

    def ends(self, first: int) -> list[int]:
        return [self.colon]

    def kind(self, first: int) -> str:
        return f"{'inline' if self.inline else 'above'},{self.number == 0}"

    def absence(self) -> list[str]:
        return ["no"]

    def left(self, first: int) -> list[str]:
        tape, kind = self.scene.tape, self.kind(first)
        words = tape.words_in(first, self.colon)
        if not words:
            return [f"bare,{kind}"]
        at = words[0]
        classed = "+".join(sorted(tape.classes(at)))
        return [
            f"kind={kind}",
            f"many={min(4, self.many)},{kind}",
            f"w={tape.keys[at]}",
            f"m={tape.mentions[at]},{kind}",
            f"class={classed},{tape.mentions[at][2:]}",
            f"pos={tape.pos[at]},{tape.shapes[at]}",
            f"only={'+'.join(sorted({tape.kinds[i] for i in words}))},{min(4, len(words))}",
            f"size={size(len(words))},{kind}",
        ]

    def right(self, kind: str, last: int) -> list[str]:
        tape = self.scene.tape
        return [
            f"end={tape.keys[last - 1]}",
            f"endm={tape.mentions[last - 1][2:]},{tape.pos[last - 1]}",
            f"at={min(3, self.number)},{kind}",
        ]

    def between(self, first: int, last: int) -> list[str]:
        scene, tape, kind = self.scene, self.scene.tape, self.kind(first)
        spoken = scene.speakers_in(first, last)
        features = [
            f"voice={tenths(scene.voice, first, last) // 2},{kind}",
            f"spoken={bool(spoken)},{kind}",
            f"finite={tape.finite[last] > tape.finite[first]},{bool(spoken)}",
            f"cued={scene.cued[last] > scene.cued[first]}",
        ]
        if self.told and self.told[0] < self.told[1]:
            begin, end = self.told
            said = tenths(scene.mass, begin, end) // 2
            text = next(filter(tape.is_word, range(begin, end)), begin)
            features += [
                f"label={scene.starts.get(text, '-')},{kind}",
                f"mass={said},{kind}",
                f"said={said},{bool(spoken)}",
                f"verb={tape.finite[end] > tape.finite[begin]},{kind}",
                f"own={any(word.own for word in tape.words[begin:end])},{kind}",
                f"headed={':' in tape.texts[begin:end]},{kind}",
                f"next={tape.pos[text]},{tape.mentions[text]}",
            ]
        return features


class LineView:
    """A line below a head, and its features: does the speaker of the head go on in it?"""

    def __init__(
        self,
        scene: Scene,
        block: Block,
        line: Stretch,
        content: Stretch,
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
            f"mark={tape.texts[end - 1] if not tape.is_word(end - 1) else ''}",
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
        early = speaks_early(speakers, first)
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


def speaks_early(speakers: Sequence[Part], first: int) -> bool:
    """Does the first of the speakers of a stretch stand at its beginning?"""
    return bool(speakers) and speakers[0].first - first < _EARLY
