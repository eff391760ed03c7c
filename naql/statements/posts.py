"""Scene → speech blocks: a channel post that opens with «X:» gives the lines below it to X, as far as X goes on in them.

A post is told by its look: lines of signs alone, or a handle. In agency prose a headline «X: …» says nothing of the lines below,
so blocks are looked for in posts only. Whether X speaks (`HeadView`), and which lines are still X's and which the channel's own
(`LineView`), is learnt.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from naql.sentences.classes import STOPS
from naql.sentences.places import UNOPENED
from naql.sentences.tokens import LINE_BREAK
from naql.statements.heads import (
    author_above,
    head_colon,
    is_addressed,
    is_new_name,
    names_only,
    names_outlet,
    sentence_speaker,
    signature_below,
    speaker_of,
    title_author,
)
from naql.statements.interviews import Interview
from naql.statements.labels import (
    NAMED,
    brings_messages,
    brings_text,
    colon_in,
    is_digest,
    is_label,
    is_nobodys,
    is_question,
    is_translation,
    message_title,
    tagged,
)
from naql.statements.lines import Block, HeadView, LineView, speaks_early
from naql.statements.ranker import rank
from naql.statements.relays import is_outlet
from naql.statements.scene import Scene
from naql.statements.tagger import FORWARD, Part
from naql.statements.tape import UNWORDED, Stretch, Tape

# Taken from the score of «no speech»: of the lines below a head three of ten are the channel's own in the invented posts that were
# learnt from, fewer than two in real ones.
_LENIENCE = 1.5
_BELOW_HEAD = 0.5  # the probability of what must be said below a head, where the ranker does not take it
# The probability from which a line below a cue is said. Of 96 lines in posts that end with a cued content and a line with a sign below
# it 15 go on; of 15 that are as probable as this 13 do.
_BELOW_CUE = 0.5
# The least probability of a line that holds nothing but a name (no place's) and a colon: of 71 such in posts that
# nobody learnt from 67 have its own words below, of 510 invented ones 447.
_ALONE = 0.6
_NO_DOUBT = 0.9  # of a head that no ranker is asked about: of an answer, a question, words to somebody, messages
_NARRATED = {"وی"}  # only who tells of somebody calls them so
_WORDS = 3  # a shorter line is a signature, a label or a shout
_CLOSE = 2  # words between a speaker and their cue, for a line to hand their words on without a doubt
# Line breaks that end no line, and their share of the lines, from which on they say nothing of a text's lines. Of 1,500 posts one has as
# many, of 900 with breaks strewn over them seven of ten.
_STREWN, _STREWN_SHARE = 4, 0.3
_CREDIT = 2  # words of an outlet that a line is credited to at its end: «… می‌شود./ خبرفوری»


class Blocks(NamedTuple):
    """The speech blocks of a post, and its lines with a colon before which nobody is named who speaks.

    `handed` are what an outlet's heads hand on from somebody else, and `handing` the cues that do so: where they find no content, it is the
    outlet's own.
    """

    spoken: list[Block]
    refused: list[Stretch]
    handed: list[Block]
    handing: list[Part]


def find_blocks(scene: Scene, talk: Interview) -> Blocks:
    """The speech blocks of a post, but for what `talk` tells of it; none for any other text."""
    return walk(scene, talk, _speaks, _goes_on)


def _speaks(view: HeadView) -> float:
    better = rank(view, "heads").better
    return better[0].probability if better else 0.0


def _goes_on(view: LineView) -> float:
    better = rank(view, "lines", _LENIENCE).better
    if better:
        return better[0].probability
    return _BELOW_HEAD if view.must_be_said() else 0.0


def walk(
    scene: Scene, talk: Interview, speaks: Callable[[HeadView], float], goes_on: Callable[[LineView], float]
) -> Blocks:
    """The blocks of a post.

    `speaks` gives the probability that a head names who says what follows, `goes_on` that a line below is still the head's speech.
    """
    tape = scene.tape
    if not tape.is_post:
        return Blocks([], [], [], [])
    lines = [part for line in tape.worded for part in _parted(tape, *line)]
    heads = _heads(scene, lines, talk, speaks)
    way = _Walk(scene, lines, goes_on)
    for number, head in enumerate(heads):
        # An answer without a head is whose the lines above are.
        if not talk.holds(head.line):
            way.pass_line(number, head)
    refused = [head.line for head in heads if head.colon > head.line[0] and not head.sure]
    handing = [cue for block in way.handed if (cue := scene.next_cue(block.contents[0][0][0]))]
    return Blocks([block for block in way.blocks if block.contents], refused, way.handed, handing + way.passing)


@dataclass
class _Speech:
    """The speech that a walk has come to: its block, the words before its head's colon, and whether it goes on.

    Below an outlet's head somebody may be quoted who then has a block of their own, until the outlet or another one speaks.
    """

    block: Block
    head: Stretch
    goes: bool
    quoted: Block | None = None
    told: list[bool] = field(default_factory=list)  # of each line below the head whether it is still the speaker's


class _Walk:
    """A walk down the lines of a post, with what it has found so far."""

    def __init__(self, scene: Scene, lines: Sequence[Stretch], goes_on: Callable[[LineView], float]) -> None:
        self._scene, self._lines, self._goes_on = scene, lines, goes_on
        self._digest = is_digest(scene.tape)
        self._speech: _Speech | None = None
        self.blocks: list[Block] = []
        self.handed: list[Block] = []
        self.passing: list[Part] = []

    def pass_line(self, number: int, head: _Head) -> None:
        tape, line = self._scene.tape, head.line
        speech = self._speech if self._speech and self._speech.goes else None
        if head.sure:
            self._open(head, number == 0)
        elif authored := _authored(tape, line, number == 0, speech is not None):
            self.blocks.append(authored)
            self._speech = _Speech(authored, authored.head, goes=True)
        elif speech and is_translation(tape, *line):
            speech.goes = not names_outlet(tape, *speech.head)  # what an outlet writes has speakers of its own
        elif speech:
            self._pass_below(speech, line, number)

    def _open(self, head: _Head, opens: bool) -> None:
        (first, last), colon = head.line, head.colon
        block = _block(self._scene, head, opens)
        self.blocks.append(block)
        if block.inline and not block.contents and (content := _content(self._scene.tape, colon + 1, last)):
            self.handed.append(block._replace(contents=[(content, head.sure)]))
        if block.unsaid and colon < last - 1:
            return
        # In a digest each line has a head of its own; only a head that opens the post, or stands alone, has more than its line.
        goes = not self._digest or block.opens or not block.inline
        self._speech = _Speech(block, (first, colon), goes)

    def _pass_below(self, speech: _Speech, line: Stretch, number: int) -> None:
        tape = self._scene.tape
        messages = brings_messages(tape, *speech.head)
        if messages and _remarks(tape, line):
            return
        # Who writes to a channel calls its owner by name («وحید جان»); elsewhere a name alone signs.
        speech.goes = not (_closes(tape, line) or (not messages and _signs(tape, line)))
        content = _content(tape, *line, 1 if messages else _WORDS)
        if not content or not speech.goes or not _has_words(tape, content):
            return
        if _handed_on(self._scene, speech.head, content):
            self._hand_on(speech, content)
            return
        if speech.quoted and _names_again(tape, speech.head, content):
            speech.quoted = None
        probability = self._probability(speech, line, content, number)
        if messages:  # each line is one, until somebody is quoted by name
            speech.goes = probability > 0 or not _quotes(self._scene, line)
            probability = max(probability, _BELOW_HEAD) if speech.goes else 0.0
        speech.told.append(probability > 0)
        if probability:
            contents = (speech.quoted or speech.block).contents
            first, last = _uncredited(tape, *content)
            if contents and _runs_on(tape, contents[-1][0], line):
                (first, _), probability = contents.pop()
            contents.append(((first, last), probability))

    def _hand_on(self, speech: _Speech, content: Stretch) -> None:
        """Below an outlet's head a line hands on what somebody else says: who is quoted by name behind a colon has the lines below too."""
        scene, block = self._scene, speech.block
        # Below a head that stands alone something must be said; further lines may as well be nobody's.
        if not (speech.told or block.inline):
            self.handed.append(block._replace(contents=[(content, _BELOW_HEAD)]))
        elif cue := _passing_on(scene, content):
            self.passing.append(cue)
        speech.quoted = _quoted(scene, content)
        if speech.quoted:
            self.blocks.append(speech.quoted)
        speech.told.append(speech.quoted is not None)

    def _probability(self, speech: _Speech, line: Stretch, content: Stretch, number: int) -> float:
        """How probable it is that a line below a head is still its speaker's: what tells of them is not."""
        scene, tape, block = self._scene, self._scene.tape, speech.quoted or speech.block
        if _tells_of(scene, block.head, content):
            return 0.0
        marks = (tape.sign(line[0]), tape.sign(self._lines[number - 1][0]))
        return self._goes_on(LineView(scene, block, line, content, speech.told, marks, len(self._lines) - number))


def inner_breaks(text: str, tape: Tape) -> list[int]:
    """The tokens of a post before which its writer typed a line break in the midst of a sentence, around bold type or a link.

    None of a text over which breaks are strewn, as by a fixed width: there they say nothing. Those around bold type also stand before
    marks with which no line begins.
    """
    if not tape.is_post:
        return []
    places = enumerate(pairwise(tape.tokens), 1)
    found = [i for i, (before, token) in places if LINE_BREAK in text[before.end : token.start]]
    strewn = len(found) >= max(_STREWN, _STREWN_SHARE * len(tape.filled))
    return [] if strewn and not any(tape.texts[i] in UNOPENED for i in found) else found


def by_line(tape: Tape, content: Stretch, breaks: Sequence[int]) -> list[Stretch]:
    """The parts of a content between the breaks in it: each is a statement."""
    first, last = content
    inside = breaks[bisect_right(breaks, first) : bisect_left(breaks, last)]
    parts = [_unmarked(tape, begin, end) for begin, end in pairwise([first, *inside, last])] if inside else []
    return [part for part in parts if part[0] < part[1] and _has_words(tape, part)] or [content]


def _unmarked(tape: Tape, first: int, last: int) -> Stretch:
    """A part of a content without the marks at its edges; a quotation mark stays where its other one is in the part too."""
    while first < last and not _is_told(tape, first) and not first < tape.closes.get(first, 0) < last:
        first += 1
    while last > first and not _is_told(tape, last - 1) and not first <= tape.opens.get(last - 1, -1) < last:
        last -= 1
    return first, last


def _is_told(tape: Tape, index: int) -> bool:
    """Is a token a word, a number or a hashtag?"""
    return tape.is_word(index) or tape.texts[index][0] == "#"


def _has_words(tape: Tape, stretch: Stretch) -> bool:
    """Is there more in a stretch than addresses, hashtags and names in Latin letters?"""
    return any(tape.is_word(i) and tape.shapes[i] not in ("LATIN", "ADDRESS") for i in range(*stretch))


def goes_on_below(scene: Scene, taken: Sequence[bool]) -> list[tuple[Stretch, float]]:
    """The contents of lines, each with a sign before it, below a line that somebody says to its end, and how probable they are.

    For posts without heads: «🔹 X گفت: …», and behind the next signs X goes on. `taken` says which tokens stand in contents.
    """
    tape = scene.tape
    found = []
    said = False
    for line in () if is_digest(tape) else tape.worded:
        content = _content(tape, *line)
        if any(taken[slice(*line)]):
            said = taken[max(tape.words_in(*line), default=line[0])]
        elif said and content and tape.sign(line[0]):
            probability = (scene.mass[content[1]] - scene.mass[content[0]]) / (content[1] - content[0])
            if probability >= _BELOW_CUE:
                found.append((_uncredited(tape, *content), probability))
        else:
            said = False
    return found


class _Head(NamedTuple):
    """A line, its colon if it may have a head (else where it begins), and how sure it is that the head names who speaks."""

    line: Stretch
    colon: int
    sure: float
    answers: bool = False  # a question stands above it, so that one word is enough («خیر»)


def _heads(scene: Scene, lines: Sequence[Stretch], talk: Interview, speaks: Callable[[HeadView], float]) -> list[_Head]:
    tape = scene.tape
    colons = [head_colon(tape, line, number == 0) for number, line in enumerate(lines)]
    many = sum(colon is not None for colon in colons)
    found = []
    for number, (line, colon) in enumerate(zip(lines, colons, strict=True)):
        asked = number > 0 and is_question(tape, *lines[number - 1])
        if asked and colon is None and is_new_name(tape, line[0], colon_in(tape, *line)):
            colon = colon_in(tape, *line)
        if colon is None:
            found.append(_Head(line, line[0], 0.0))
        elif asked or _needs_no_name(tape, line[0], colon) or (number and lines[number - 1] in talk.questions):
            found.append(_Head(line, colon, _NO_DOUBT, asked))
        else:
            below = lines[number + 1] if number + 1 < len(lines) else None
            alone = colon == line[1] - 1 and names_only(tape, line[0], colon) and tagged(tape, line[0], colon, NAMED)
            sure = speaks(HeadView(scene, line, colon, number, below, many))
            found.append(_Head(line, colon, max(sure, _ALONE) if alone else sure))
    return found


def _needs_no_name(tape: Tape, first: int, colon: int) -> bool:
    return any(sure(tape, first, colon) for sure in (is_nobodys, is_addressed, brings_messages, brings_text))


def _parted(tape: Tape, first: int, last: int) -> list[Stretch]:
    """A line; two where a head has run into the headline above it («X: … می‌شود Y:»): behind the last verb only Y is named."""
    colon = next((i for i in range(first, last) if tape.keys[i] == ":"), last)
    if colon < last - 1 and tape.keys[last - 1] == ":":
        at = next((i + 1 for i in range(last - 2, colon, -1) if tape.pos[i] == "VERB"), last)
        if at < last and names_only(tape, at, last - 1):
            return [(first, at), (at, last)]
    return [(first, last)]


def _authored(tape: Tape, line: Stretch, opens: bool, goes: bool) -> Block | None:
    """The block of a line without a head of its own: a title («بیانیهٔ شورا» at the top, «پیام‌های ساعت ۵»), or «ترجمه ماشین:» below whoever
    said it, or above who signs it; below a head only messages begin one.
    """
    if title := message_title(tape, *line):
        return Block(title, [], inline=False, opens=opens)
    if goes:
        return None
    if opens and (author := title_author(tape, *line)):
        return Block(author, [], inline=True, opens=True, titled=True)
    if tape.texts[line[1] - 1] != ":" or not is_translation(tape, *line):
        return None
    author = author_above(tape, line[0]) or signature_below(tape, line[1])
    return Block(author, [], inline=False, opens=False, above=True) if author else None


def _remarks(tape: Tape, line: Stretch) -> bool:
    """Does the channel itself say something between messages, in square brackets or before a colon («آپدیت:», «تأییدنشده:»)?"""
    first, last = line
    own = is_label(tape, first, last) or not tagged(tape, first, last, NAMED)
    bracketed = tape.texts[first] == "[" and "]" in tape.texts[last - 2 : last]
    return bracketed or (tape.texts[last - 1] == ":" and own)


def _quotes(scene: Scene, line: Stretch) -> bool:
    """Is somebody quoted by name in a line?"""
    cued = scene.cue_count[line[1]] > scene.cue_count[line[0]]
    return cued and any(tagged(scene.tape, part.first, part.last, NAMED) for part in scene.speakers_in(*line))


def _signs(tape: Tape, line: Stretch) -> bool:
    """Is a line nothing but a name and a title?"""
    words = [i for i in range(*line) if tape.texts[i][0].isalpha()]
    return bool(words) and all(tape.kinds[i] in ("person", "title") for i in words)


def _closes(tape: Tape, line: Stretch) -> bool:
    """Does a line end a speech: a signature in Latin letters, a label, or a head that names nobody we know?"""
    first, last = line
    words = [i for i in range(first, last) if tape.texts[i][0].isalpha()]
    latin = words and all(tape.shapes[i] == "LATIN" for i in words) and len(words) < _WORDS
    headed = words and tape.texts[last - 1] == ":" and tape.finite[last] == tape.finite[first]
    return bool(latin or headed) or is_label(tape, first, last)


def _runs_on(tape: Tape, above: Stretch, line: Stretch) -> bool:
    """Did a writer who breaks lines break none between a content and the next line? Then the two are one statement."""
    at = tape.line(above[1] - 1)[1]
    return at == line[0] - 1 and tape.is_broken and not tape.typed(at)


def _block(scene: Scene, opening: _Head, opens: bool) -> Block:
    """What a head opens: who speaks, and the words on its own line if they are theirs."""
    tape, (line, colon, sure, answers) = scene.tape, opening
    whole, line = line, _unquoted(tape, line, colon)
    content = _content(tape, colon + 1, line[1], 1 if answers or line != whole else _WORDS)
    own = content if content and not _handed_on(scene, (line[0], colon), content) else None
    contents = [(_uncredited(tape, *own), sure)] if own else []
    unsaid = is_nobodys(tape, line[0], colon)
    above = author_above(tape, line[0]) if is_addressed(tape, line[0], colon) else None
    spoken = [part[:2] for part in scene.speakers_in(line[0], colon)]
    head = above or sentence_speaker(tape, line, colon, spoken) or speaker_of(tape, line[0], colon)
    return Block(head, contents, content is not None, opens, unsaid, above is not None)


def _unquoted(tape: Tape, line: Stretch, colon: int) -> Stretch:
    """What stands between the marks, where a headline is quoted with its head («"امینی: راه باز است" و ویدیوی …»); else the line."""
    mark = next((i for i in range(line[0], colon) if tape.is_word(i) or i in tape.closes), colon)
    return (mark + 1, min(tape.closes[mark], line[1])) if tape.closes.get(mark, 0) > colon else line


def _handed_on(scene: Scene, head: Stretch, content: Stretch) -> bool:
    """Does an outlet's head hand on what somebody else says («رویترز: دو دیپلمات گفتند که …», «رویترز: به گفتهٔ دو دیپلمات …»)?"""
    first, last = content
    cue = scene.next_cue(first)
    if not cue or cue.last > last or not names_outlet(scene.tape, *head):
        return False
    return speaks_early(scene.speakers_in(first, last), first)


def _quoted(scene: Scene, content: Stretch) -> Block | None:
    """An empty block of whom a line quotes by name behind a colon («آذری در گفت‌وگو با ما گفت: …»)."""
    tape, cue = scene.tape, scene.next_cue(content[0])
    if not cue or cue.last >= content[1] or tape.keys[cue.last] != ":":
        return None
    speakers = scene.speakers_in(content[0], cue.first)
    if not speakers or "person" not in tape.kinds[speakers[-1].first : speakers[-1].last]:
        return None
    return Block(speakers[-1][:2], [], inline=True, opens=False, titled=True)


def _names_again(tape: Tape, head: Stretch, content: Stretch) -> bool:
    """Does a line name the outlet of the head above it («رویترز نتوانسته است این را تأیید کند»)?"""
    names = {tape.keys[i] for i in range(*head) if tape.kinds[i] == "outlet"}
    return not names.isdisjoint(tape.keys[slice(*content)])


def _passing_on(scene: Scene, content: Stretch) -> Part | None:
    """The cue by which a line further below an outlet's head hands on what others say, where it stands right behind them."""
    cue = scene.next_cue(content[0])
    speakers = scene.speakers_in(*content)
    close = cue and speakers and 0 <= cue.first - speakers[0].last <= _CLOSE and cue.label == FORWARD
    return cue if close else None


def _tells_of(scene: Scene, head: Stretch, content: Stretch) -> bool:
    """Does a line begin by telling what the head's speaker said («رضایی: …», «رضایی همچنین گفت که …», «وی افزود: …»)?"""
    first, last = content
    cue = scene.next_cue(first)
    spoken = [part for part in scene.speakers_in(first, last) if part.first == first]
    if not cue or cue.last > last or not spoken:
        return False
    tape = scene.tape
    names = {tape.keys[i] for i in range(*head) if tape.mentions[i] != "-"}
    words = {tape.keys[i] for i in tape.words_in(first, spoken[0].last)}
    return words == _NARRATED or (bool(words) and words <= names)


def _content(tape: Tape, first: int, last: int, least: int = _WORDS) -> Stretch | None:
    """The words of a line, if they are not too few: without signs before them, marks around them and the full stop behind them."""
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
    return (first, last) if sum(text[0].isalpha() for text in tape.texts[first:last]) >= least else None


def _uncredited(tape: Tape, first: int, last: int) -> Stretch:
    """A content without the outlet that its line is credited to («… ساخته می‌شود./ خبرفوری»).

    `LineView` has learnt from lines with their credits, so they go when a line is known to be speech.
    """
    for at in range(last - 2, max(first, last - 2 - _CREDIT), -1):
        if tape.texts[at] == "/":
            closed = tape.keys[at - 1] in STOPS and tape.finite[last] == tape.finite[at]
            credited = closed or is_outlet(tape.keys[at + 1 : last])
            return (credited and _content(tape, first, at)) or (first, last)
    return first, last
