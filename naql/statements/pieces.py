"""Choice → the second piece of its content: what goes on behind the cue or the speaker that splits it, or nothing.

«X را Y خواند که Z», «خواستار X شد تا Y», «X، به گفتهٔ وی، Y», «…»، او گفت، «…»: the first piece is the one chosen for the cue.
"""

from __future__ import annotations

from naql.sentences.classes import STOPS
from naql.sentences.tokens import LINE_BREAK
from naql.statements.contents import Choice, cue_name, size
from naql.statements.ranker import rank
from naql.statements.scene import Scene, tenths
from naql.statements.tape import Stretch

_NEAR = 9  # tokens behind cue and first piece within which a second piece begins
_LONGEST = 70
_BEHIND = frozenset(("که", "تا", "«", '"'))
_ENDS = frozenset('،؛:»")')


class PieceView:
    """The stretches that may be the second piece of one content, and their features."""

    def __init__(self, scene: Scene, cue: Stretch, content: Stretch) -> None:
        self.scene, self.cue, self.content = scene, cue, content
        tape = scene.tape
        self.begin = max(cue[1], content[1])
        self.high = tape.line(cue[0])[1]
        self.name = cue_name(tape, *cue)
        self.order = "F" if cue[0] < content[0] else "K"
        self.starts = self._starts()

    def _starts(self) -> list[int]:
        tape = self.scene.tape
        if self.begin >= self.high or tape.keys[self.begin] in STOPS:
            return []
        found = []
        for index in range(self.begin, min(self.high, self.begin + _NEAR)):
            before = tape.texts[index - 1]
            if before in STOPS:
                break
            if not tape.is_word(index):
                continue
            split = self.order == "K" and (index == self.begin or before == "،" or index in self.scene.spoken_ends)
            if before in _BEHIND or split:
                found.append(index)
        return found

    def ends(self, first: int) -> list[int]:
        """Behind the words before a mark, a link or a cue; the sentence ends the piece."""
        tape, scene = self.scene.tape, self.scene
        found = []
        for last in range(first + 1, min(self.high, first + _LONGEST) + 1):
            following = tape.texts[last] if last < self.high else LINE_BREAK
            if (
                following in _ENDS
                or following in STOPS
                or following in (LINE_BREAK, "و")
                or last in scene.ends
                or last in scene.heads
                or "LIGHT" in tape.shapes[last]
            ):
                found.append(last)
            if following in STOPS:
                break
        return found

    def kind(self, first: int) -> str:
        """Where the cue stands to the first piece, and by what the second one is introduced."""
        before = self.scene.tape.texts[first - 1]
        return self.order + (before if before in _BEHIND else "" if first == self.begin else "،")

    def absence(self) -> list[str]:
        tape = self.scene.tape
        following = [tape.keys[i] if i < self.high else LINE_BREAK for i in range(self.begin, self.begin + 2)]
        return [
            "no",
            f"no,{self.order}",
            f"no,{self.order},{self.name}",
            f"no,{self.order},{following[0]}",
            f"no,{following[0]},{following[1]}",
            f"no,{self.order},cue={tape.shapes[self.cue[1] - 1]},{following[0]}",
            f"no,{self.order},end={tape.keys[self.content[1] - 1]}",
            f"no,{self.order},size={size(self.content[1] - self.content[0])}",
        ]

    def left(self, first: int) -> list[str]:
        tape, scene, kind = self.scene.tape, self.scene, self.kind(first)
        light = any("LIGHT" in shape for shape in tape.shapes[self.begin : first])
        return [
            f"l,{kind}",
            f"l,{kind},{self.name}",
            f"l,{kind},gap={first - self.begin},{light}",
            f"l,{kind},cue={tape.shapes[self.cue[1] - 1]}",
            f"l,{kind},w={tape.keys[first]}",
            f"l,{kind},pos={tape.pos[first]}",
            f"l,{kind},end={tape.keys[self.content[1] - 1]}",
            f"l,{kind},size={size(self.content[1] - self.content[0])}",
            f"l,{kind},cued={scene.cued[first + 1] - scene.cued[self.begin]}",
            f"l,{kind},spoken={scene.spoken[first] - scene.spoken[self.begin]},{scene.spoken[first + 1] > scene.spoken[first]}",
            f"l,{kind},tag={scene.starts.get(first, '-')}",
            f"l,{kind},said={scene.said_from[first]}",
            f"l,{kind},finite={tape.finite[first] - tape.finite[self.begin]}",
            f"l,{kind},before={tape.pos[self.cue[1] - 1]},{tape.texts[self.begin]}",
        ]

    def right(self, kind: str, last: int) -> list[str]:
        tape = self.scene.tape
        following = tape.keys[last] if last < self.high else LINE_BREAK
        return [
            f"r,{kind},{following}",
            f"r,{kind},{tape.pos[last - 1]},{following if following in STOPS or following in _ENDS else '_'}",
            f"r,{kind},tag={last in self.scene.ends}",
            f"r,said={self.scene.said_to[last]}",
        ]

    def between(self, first: int, last: int) -> list[str]:
        scene, tape, kind = self.scene, self.scene.tape, self.kind(first)
        return [
            f"b,{kind},{size(last - first)}",
            f"b,{kind},finite={min(2, tape.finite[last] - tape.finite[first])}",
            f"b,{kind},cues={min(2, scene.cue_count[last] - scene.cue_count[first])}",
            f"b,{kind},spoken={scene.spoken[last] > scene.spoken[first]}",
            f"b,mass={tenths(scene.mass, first, last)}",
            f"b,balance={max(-1, min(1, scene.open_quotes(first, last)))}",
        ]


def second_piece(scene: Scene, choice: Choice) -> Stretch | None:
    """The second piece of the content chosen for a cue; None where it has but one."""
    view = PieceView(scene, choice.cue[:2], choice.content)
    if not view.starts:
        return None
    found = rank(view, "pieces").better
    return found[0].candidate if found else None
