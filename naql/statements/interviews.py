"""Lines → the questions and the answers of an interview: what is asked is nobody's, an answer without a name is the guest's.

A line is asked where it opens with «سؤال:», «خبرنگار:» or the outlet's own name; in a text that says it is an interview also where it ends
with «؟» and opens with nobody's name. What a cue hands over in a question («فلانی گفته است …؟») stays a statement.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from itertools import pairwise, takewhile
from typing import Literal, NamedTuple

from naql.sentences.words import phrase, phrases
from naql.statements.heads import is_new_name, names_only, trimmed
from naql.statements.labels import ASKING, before_colon, colon_in
from naql.statements.scene import Scene
from naql.statements.tape import Stretch, Tape

_INTERVIEW = tuple(map(phrase, ("گفت‌وگو", "گفت‌وگوی", "گفتگو", "گفتگوی", "گفت و گو", "گفت و گوی", "مصاحبه", "مصاحبهٔ")))
_PERSONAL = frozenset({"person", "title"})
_OPENING = 80  # tokens within which a text says that it is an interview, and with whom
_NEAR = 4  # tokens from «گفت‌وگو» to «با»
_ANSWERING = phrases("ج | جواب | پاسخ")
_LEAST = 2  # questions of an interview, where nothing but «؟» says that they are some
_WORDS = 2  # of an answer
# How probable the network must find it on the average of its tokens that an answer is said, where no line opens with «گفت‌وگو با …». Where
# one does the lines tell enough: of the answers of interviews that no network had learnt from some had no more than 0.01.
SAID = 0.3
_LABELLED, _OPEN = 0.8, 0.5  # how sure a label makes an answer, and the place below a question
_MARKS = frozenset('؟!»")')  # what may stand at the end of a question, behind «؟»

Turn = Literal["ask", "answer", "named", "open"]


class Answer(NamedTuple):
    content: Stretch
    labelled: bool  # then all of it is the guest's, whoever is said to have said what in it
    sure: float


class Interview(NamedTuple):
    """The lines that ask, what is answered without a name, and the words that name the guest.

    `likely` names whom to take for the guest where nothing names one and nobody has spoken before.
    """

    questions: list[Stretch]
    answers: list[Answer]
    guest: Stretch | None = None
    likely: Stretch | None = None

    def holds(self, line: Stretch) -> bool:
        """Is a line one of a question, or of an answer without a name?"""
        return line in self.questions or any(line[0] <= answer.content[0] < line[1] for answer in self.answers)


class _Line(NamedTuple):
    """A line with words: its tokens, where its first colon stands (else where it begins), and the words before that."""

    span: Stretch
    colon: int
    head: tuple[str, ...]
    asks: bool  # does it end with «؟», whatever marks stand behind
    by_outlet: bool  # does an outlet's name alone stand before the colon

    @classmethod
    def of(cls, tape: Tape, span: Stretch) -> _Line:
        colon = colon_in(tape, *span)
        marks = takewhile(_MARKS.__contains__, reversed(tape.texts[slice(*span)]))
        kinds = {tape.kinds[index] for index in tape.words_in(span[0], colon)}
        return cls(span, colon, before_colon(tape, *span), "؟" in marks, kinds == {"outlet"})


def interview(scene: Scene) -> Interview:
    """What a text is as an interview; without answers where it is none."""
    tape = scene.tape
    lines = [_Line.of(tape, span) for span in tape.worded]
    turns = list(_turns(tape, lines))
    questions = [line.span for line, turn in zip(lines, turns, strict=True) if turn == "ask"]
    if not questions:
        return Interview([], [])
    guest = _guest(tape)
    found = list(_answers(scene, lines, turns, any(at == tape.line(at)[0] for at, _ in _meetings(tape))))
    return Interview(questions, found, guest, None if guest or not found else _likely(tape))


def _turns(tape: Tape, lines: Sequence[_Line]) -> Iterator[Turn]:
    """What each line is: asked, answered under a label, said under a name, or open."""
    askers = _askers(tape, lines)
    turns = [_turn(tape, line, askers) for line in lines]
    if "ask" not in turns:
        # What asks right below a question is a guest's «چه پولی؟».
        asks = [turn == "open" and line.asks for line, turn in zip(lines, turns, strict=True)]
        bare = [one and not before for before, one in pairwise([False, *asks])]
        if sum(bare) >= _LEAST and next(_interviews(tape), None):
            turns = ["ask" if one else turn for one, turn in zip(bare, turns, strict=True)]
    # A label alone on its line speaks for the next one.
    before: Turn | None = None
    asked = False
    for line, turn in zip(lines, turns, strict=True):
        alone = turn in ("ask", "answer") and line.colon == line.span[1] - 1
        named = asked and turn == "open" and is_new_name(tape, line.span[0], line.colon)
        yield "ask" if alone else "named" if named else before if before and turn == "open" else turn
        before, asked = turn if alone else None, turn == "ask" and line.asks


def _askers(tape: Tape, lines: Sequence[_Line]) -> set[tuple[str, ...]]:
    """The heads of an interviewer: more than one thing is asked under them, and little else («سپهر: …؟»), or they are an outlet's.

    What an outlet asks in the first line is a headline, unless somebody answers, and the lines of a digest are an outlet's each.
    """
    heads = Counter(line.head for line in lines)
    asks = Counter(line.head for line in lines if line.asks)
    found = {head for head, count in asks.items() if head and count >= _LEAST and 2 * count >= heads[head]}
    for number, (line, below) in enumerate(pairwise(lines)):
        if line.by_outlet and line.asks and not below.by_outlet and (number or _names(tape, below)):
            found.add(line.head)
    return found


def _turn(tape: Tape, line: _Line, askers: Container[tuple[str, ...]]) -> Turn:
    if line.colon == line.span[0]:
        return "open"
    if line.head in ASKING or line.head in askers:
        return "ask"
    if line.head in _ANSWERING:
        return "answer"
    return "named" if _names(tape, line) else "open"


def _names(tape: Tape, line: _Line) -> bool:
    return names_only(tape, line.span[0], line.colon)


def _answers(scene: Scene, lines: Sequence[_Line], turns: Sequence[Turn], told: bool) -> Iterator[Answer]:
    """What is said under a label, and in the lines that follow a question under nobody's name; below the last question one such line."""
    last_question = max(number for number, turn in enumerate(turns) if turn == "ask")
    goes = False
    for number, (line, turn) in enumerate(zip(lines, turns, strict=True)):
        goes = turn in ("ask", "answer") or (goes and turn == "open" and number <= last_question + 1)
        if turn == "ask" or not goes:
            continue
        begin = line.colon + 1 if line.head in _ANSWERING else line.span[0]
        first, last = _content(scene.tape, begin, line.span[1])
        said = (scene.mass[last] - scene.mass[first]) / (last - first)
        labelled = turn == "answer"
        if last - first >= _WORDS and (labelled or told or said >= SAID):
            yield Answer((first, last), labelled, _LABELLED if labelled else max(said, _OPEN))


def _content(tape: Tape, first: int, last: int) -> Stretch:
    """A line without what stands before its first word, and without its full stop."""
    while first < last - 1 and not (tape.is_word(first) or first in tape.closes):
        first += 1
    return first, last - (last - 1 > first and tape.texts[last - 1] == ".")


def _interviews(tape: Tape) -> Iterator[tuple[int, int]]:
    """Where the opening speaks of an interview, and with how many tokens."""
    for at in range(min(len(tape), _OPENING)):
        yield from ((at, len(words)) for words in _INTERVIEW if tuple(tape.keys[at : at + len(words)]) == words)


def _meetings(tape: Tape) -> Iterator[tuple[int, int]]:
    """Where the opening says «گفت‌وگو با X», and where X begins."""
    for at, length in _interviews(tape):
        behind = range(at + length, at + length + _NEAR)
        first = next((i + 1 for i in behind if tape.keys[i : i + 1] == ["با"]), len(tape))
        if first < len(tape) and tape.kinds[first] != "outlet":
            yield at, first


def _guest(tape: Tape) -> Stretch | None:
    """The words that name whom an interview is with: «گفت‌وگو با X» at the beginning of a line, or a name that comes back."""
    for at, first in _meetings(tape):
        if tape.kinds[first] in _PERSONAL:
            found = trimmed(tape, first, _end(tape, first))
            if at == tape.line(at)[0] or tape.keys.count(tape.keys[found[1] - 1]) > 1:
                return found
    return None


def _end(tape: Tape, first: int) -> int:
    """Where a name and the titles beside it end, commas between them left in."""
    for last in range(first + 1, len(tape)):
        another = tape.mentions[last] == "B-person" and "person" in tape.kinds[first:last]
        if another or not (tape.kinds[last] in _PERSONAL or tape.texts[last] == "،"):
            return last
    return len(tape)


def _likely(tape: Tape) -> Stretch | None:
    """The person of a text's opening whose name comes back most often."""
    people = []
    for first in range(min(len(tape), _OPENING)):
        if tape.mentions[first] == "B-person":
            last = tape.mention_end(first)
            people.append((tape.keys.count(tape.keys[last - 1]), -first, last))
    return (-max(people)[1], max(people)[2]) if people else None
