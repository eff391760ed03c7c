"""Contents, parts → Draft: statements in token indices, before anybody asks who speaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from naql.records import Form
from naql.sentences.classes import STOPS
from naql.sentences.places import seams
from naql.sentences.tokens import LINE_BREAK
from naql.sentences.words import folded, phrases
from naql.statements.contents import Choice
from naql.statements.cues import act_of
from naql.statements.interviews import SAID, Answer, Interview
from naql.statements.lines import Block
from naql.statements.pieces import second_piece
from naql.statements.pointing import FROM_CONTENT, NOWHERE, Aims
from naql.statements.posts import Blocks, goes_on_below
from naql.statements.scene import Scene
from naql.statements.tagger import AFTER_CUE, BACKWARD, BEFORE_CUE, WITHOUT_CUE, Part
from naql.statements.tape import Stretch, Tape

# How sure the tagger must be of a content that no cue hands over. Of 0.3, 0.45, 0.6 and 0.75 for what goes on 0.45 gives most words their
# mouth in printed documents, Dari and twins that no network had learnt from; on outlets and channels all four read the same.
_TRUSTED: dict[str, float] = {"colon": 0.5, "continuation": 0.45}
# «از پیش», «از دیرباز»: since when, not of whom.
_SINCE = folded("پیش پیشتر دیرباز قبل قدیم ابتدا آغاز بعد پس")
# Given content, cue and speaker, F1 of the addressee: 0.879 on articles of the agency that no network has learnt from and 0.907 on
# other outlets; 0.3 and 0.5 have no more on both. The labels ADDRESSEE alone have 0.872 and 0.810.
_POINTED = 0.4
_TOWARDS = frozenset(("به", "از", "خطاب"))
_SLOGANS = folded("شعار شعارهای شعارهایی فریاد فریادهای فریادهایی سر سردادن")
_ROW_LINKS = folded("و همچنین نیز یا") | {"،"}
_WARNED = frozenset({"person", "title", "organisation", "place", "group"})  # kinds of those whom «به» gives a warning
# Behind whom a warning goes to stands what it is about.
_ABOUT = phrases("درباره | پیرامون | برای | نسبت به | راجع به | مبنی بر | در مورد | در خصوص | در باره | در زمینه")
_FORM_OF_KIND: dict[str, Form] = {"Q": "quoted", "C": "colon", "L": "clause", "V": "clause", "N": "phrase"}


@dataclass(slots=True)
class Draft:
    """A statement in token indices. `probability` is that of its content, and once it is named of its speaker too."""

    content: Stretch
    form: Form
    cue: Part | None
    probability: float
    more: tuple[Stretch, ...] = ()  # its other pieces, where the cue, the speaker or a row of slogans splits it
    speaker: Stretch | None = None
    to: Stretch | None = None
    when: Stretch | None = None
    occasion: Stretch | None = None
    about: Stretch | None = None
    at_speaker: Aims = NOWHERE  # where the pointers to its speaker, and to whom it is said to, point
    at_addressee: Aims = NOWHERE
    head: Stretch | None = None  # the words of an «X:» line above, where the content's own line names nobody
    above: bool = False  # do the words that name who speaks stand above the head («خطاب به نیکنام:»)?
    answers: bool = False  # is it said in an interview, under nobody's name


def aim(scene: Scene, drafts: Sequence[Draft]) -> None:
    """Asks the pointers who says what each draft holds, and to whom."""
    questions = [(draft.content[0], draft.cue.first if draft.cue else -1) for draft in drafts]
    for draft, aims in zip(drafts, scene.pointing.ask(questions, FROM_CONTENT), strict=True):
        draft.at_speaker, draft.at_addressee = aims


def draft_statements(scene: Scene, choices: Sequence[Choice], blocks: Blocks, talk: Interview) -> list[Draft]:
    """The statements of an article in the order of their contents: speech blocks first, then cues, then what has neither."""
    drafts = [draft for block in blocks.spoken if not block.unsaid for draft in _of_block(scene.tape, block)]
    taken = [False] * len(scene.tape)

    def take(*stretches: Stretch) -> bool:
        """Marks tokens as taken unless one of them is already."""
        if any(any(taken[first:last]) for first, last in stretches):
            return False
        first, last = stretches[0]
        taken[first:last] = [True] * (last - first)
        return True

    for block in blocks.spoken:
        for content, _ in block.contents:
            take(content)
    drafts += [_of_answer(talk, one) for one in talk.answers if one.labelled and take(one.content)]
    chosen: list[tuple[Choice, Draft]] = []
    for choice in choices:
        if take(choice.content, choice.cue[:2]):
            drafts.append(_of_choice(scene, choice))
            chosen.append((choice, drafts[-1]))
    for block in blocks.handed:
        if not block.unsaid and take(block.contents[0][0]):
            drafts += _of_block(scene.tape, block)
    for choice, draft in chosen:
        second = second_piece(scene, choice)
        if second and take(second):
            draft.more = (second,)
    drafts = _in_rows(scene.tape, drafts)
    for answer in talk.answers:
        for content in [answer.content] if take(answer.content) else _left(scene, answer, taken):
            take(content)
            drafts.append(_of_answer(talk, answer._replace(content=content)))
    for question in talk.questions:
        take(question)
    if scene.tape.is_post and not blocks.spoken:
        drafts += [Draft(line, "continuation", None, sure) for line, sure in goes_on_below(scene, taken) if take(line)]
    anew = _strung(scene.tape)
    for part in scene.parts:
        form = WITHOUT_CUE.get(part.label)
        # In a post with heads the blocks say which lines go on; in another one those beneath a line in which somebody speaks.
        if form == "continuation" and scene.tape.is_post and (blocks.spoken or not _beneath_speech(scene, part, taken)):
            continue
        if form == "colon" and any(first <= part.first < last for first, last in blocks.refused):
            continue
        if form == "continuation" and scene.tape.line(part.first)[0] in anew:
            continue
        if form and part.probability >= _TRUSTED[form] and take(part[:2]):
            drafts.append(Draft(part[:2], form, None, part.probability))
    aim(scene, drafts)
    return sorted(drafts, key=lambda draft: draft.content)


def _in_rows(tape: Tape, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts, with slogans in a row («A»، «B» و «C» سر دادند) as the pieces of one, which a verb hands over if any does."""
    rows = {place: row for row in _quoted_rows(tape) for first, last in row for place in range(first, last)}
    others = [draft for draft in drafts if not draft.cue or _SLOGANS.isdisjoint(tape.keys[slice(*draft.cue[:2])])]
    for other in {rows[place] for draft in others for place in range(*draft.content) if place in rows}:
        rows = {place: row for place, row in rows.items() if row != other}  # somebody else has a part in it
    held: dict[tuple[Stretch, ...], Draft] = {}
    kept = []
    for draft in drafts:
        row = next((rows[place] for place in range(*draft.content) if place in rows), None)
        if not row or not draft.cue or _SLOGANS.isdisjoint(tape.keys[slice(*draft.cue[:2])]):
            kept.append(draft)
        elif row not in held or tape.pos[draft.cue.last - 1] == "VERB":
            held[row] = draft
    for row, draft in held.items():
        draft.content, draft.more, draft.form = row[0], row[1:], "quoted"
    return [*kept, *held.values()]


def _quoted_rows(tape: Tape) -> list[tuple[Stretch, ...]]:
    """The quotations of the article that stand in a row: nothing between them but commas, links and translations in brackets."""
    rows: list[list[Stretch]] = []
    behind = -1
    for opening, closing in sorted(tape.closes.items()):
        if opening < behind or closing == opening + 1:
            continue  # inside the one before, or with nothing inside
        if not (rows and behind >= 0 and _only_links(tape, behind, opening)):
            rows.append([])
        rows[-1].append((opening + 1, closing))
        behind = closing + 1
    return [tuple(row) for row in rows if len(row) > 1]


def _only_links(tape: Tape, first: int, last: int) -> bool:
    """Is there nothing but links, and what stands in brackets, in a stretch?"""
    depth = 0
    for text, key in zip(tape.texts[first:last], tape.keys[first:last], strict=True):
        depth += (text == "(") - (text == ")")
        if depth == 0 and text != ")" and key not in _ROW_LINKS:
            return False
    return depth == 0


def _strung(tape: Tape) -> set[int]:
    """Where lines begin behind the seams of a page that strings articles together: nobody goes on there."""
    words = [index for index, text in enumerate(tape.texts) if text != LINE_BREAK]
    return {words[seam + 1] for seam in seams([tape.tokens[index] for index in words]) if seam + 1 < len(words)}


def _beneath_speech(scene: Scene, part: Part, taken: Sequence[bool]) -> bool:
    """Is something said in the line above a part, or in its own?"""
    tape = scene.tape
    return any(any(taken[slice(*tape.line(i))]) for i in (part.first, tape.above(part.first)) if i >= 0)


def _left(scene: Scene, answer: Answer, taken: Sequence[bool]) -> list[Stretch]:
    """The sentences of an answer that nothing has been taken from, as far as they are said: the guest goes on behind whom he quotes."""
    first, last = answer.content
    if answer.labelled:
        return []
    stops = [index + 1 for index in range(first, last) if scene.tape.keys[index] in STOPS]
    sentences = pairwise(dict.fromkeys([first, *stops, last]))
    free = groupby(sentences, key=lambda sentence: not any(taken[slice(*sentence)]))
    runs = [list(run) for is_free, run in free if is_free]
    found = [(run[0][0], run[-1][1] - (scene.tape.texts[run[-1][1] - 1] == ".")) for run in runs]
    return [(a, b) for a, b in found if b > a and scene.mass[b] - scene.mass[a] >= SAID * (b - a)]


def _of_answer(talk: Interview, answer: Answer) -> Draft:
    return Draft(answer.content, "continuation", None, answer.sure, head=talk.guest, answers=True)


def _of_block(tape: Tape, block: Block) -> list[Draft]:
    drafts = [
        Draft(content, "continuation", None, sure, head=block.head, above=block.above)
        for content, sure in block.contents
    ]
    if block.titled:
        return drafts
    drafts[0].form = "quoted" if _in_marks(tape, *drafts[0].content) else "colon"
    if block.inline and not block.above:
        drafts[0].speaker = block.head
    return drafts


def _in_marks(tape: Tape, first: int, last: int) -> bool:
    """Does one pair of quotation marks stand around a content, the full stop inside or outside?"""
    return tape.closes.get(first - 1) in (last, last + 1)


def _of_choice(scene: Scene, choice: Choice) -> Draft:
    """The draft of what a cue hands over, without quotation marks that stand around all of it."""
    form = _form(scene, choice)
    if not _all_quoted(scene.tape.texts[slice(*choice.content)]):
        return Draft(choice.content, form, choice.cue, choice.probability)
    first, last = choice.content
    return Draft((first + 1, last - 1), form if form == "phrase" else "quoted", choice.cue, choice.probability)


def _all_quoted(texts: Sequence[str]) -> bool:
    """Do the first and the last token hold all that stands between in one pair of marks?"""
    return len(texts) > 2 and (texts[0], texts[-1]) == ("«", "»") and not {"«", "»"} & {*texts[1:-1]}


def _form(scene: Scene, choice: Choice) -> Form:
    """The form the tagger saw where the content begins; else by how the cue hands it over."""
    backward = choice.cue.label == BACKWARD
    label = scene.starts.get(choice.content[0], "")
    known = BEFORE_CUE if backward else AFTER_CUE
    return known.get(label) or ("phrase" if backward else _FORM_OF_KIND[choice.kind[1]])


def name_addressees(scene: Scene, drafts: Sequence[Draft]) -> None:
    """Gives each draft the words that name whom it is said to, where the pointers are sure enough of them.

    Nobody is speaker and addressee: «امضاکنندگان از دادستان خواستند» is said by the words before «از».
    """
    for draft in drafts:
        if to := warned(scene.tape, draft):
            draft.to, draft.content = to, (_behind_about(scene.tape, to[1]), draft.content[1])
            continue
        draft.to = _pointed_at(scene, draft)
        if draft.to and draft.speaker and draft.speaker[0] < draft.to[1] and draft.to[0] < draft.speaker[1]:
            _separate(draft, draft.speaker, draft.to, scene)


def warned(tape: Tape, draft: Draft) -> Stretch | None:
    """Whom a warning goes to, where they begin its content («به نانوایان دربارهٔ وزن نان هشدار داد») or are all of it."""
    first, last = draft.content
    if not draft.cue or draft.form != "phrase" or act_of(tape, draft.cue[:2]) != "warn":
        return None
    if first < 2 or tape.keys[first - 1] != "به" or tape.keys[first - 2] == "نسبت":
        return None
    if tape.kinds[first] not in _WARNED and "group" not in tape.classes(first):
        return None
    return first, next((i for i in range(first + 1, last - 1) if i < _behind_about(tape, i) < last), last)


def _behind_about(tape: Tape, index: int) -> int:
    """Where the words end that say what about («دربارهٔ», «نسبت به»); the index itself where none stand there."""
    return next((index + n for n in (2, 1) if tuple(tape.keys[index : index + n]) in _ABOUT), index)


def _pointed_at(scene: Scene, draft: Draft) -> Stretch | None:
    """What the pointers take for the addressee's words; nothing inside the content, no «از پیش»."""
    begins, ends = (aim.chances for aim in draft.at_addressee)
    first = max(begins, key=begins.__getitem__, default=-1)
    if begins.get(first, 0.0) < _POINTED or draft.content[0] <= first < draft.content[1]:
        return None
    last = max((index for index in ends if index >= first), key=ends.__getitem__, default=first) + 1
    return None if _SINCE.issuperset(scene.tape.keys[first:last]) else (first, last)


def _separate(draft: Draft, speaker: Stretch, to: Stretch, scene: Scene) -> None:
    """Takes the addressee and the words that lead to it off the end of the speaker's words.

    Where nothing would be left, «به X» is the addressee alone («به نیکنام اطلاع داده شد») and anybody else the speaker alone.
    """
    end = to[0]
    while end > speaker[0] and scene.tape.keys[end - 1] in _TOWARDS:
        end -= 1
    if speaker[0] < end < to[0]:
        draft.speaker = (speaker[0], end)
    elif to[0] and scene.tape.keys[to[0] - 1] == "به":
        draft.speaker = None
    else:
        draft.to = None
