"""Draft → bool: what looks like a statement and is nobody's: the outlet's own voice, what was not said, what no one said."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from naql.sentences.verbs import is_negated
from naql.sentences.words import folded
from naql.statements.cues import act_of, is_passive
from naql.statements.drafts import Draft, warned
from naql.statements.labels import is_label
from naql.statements.tape import Tape

_TOLD = frozenset({"say", "announce", "report", "stress", "claim"})  # acts that are none where their verb is negated
_BESIDE, _DEEDS = folded("ضمن با"), folded("بازدید دیدار حضور سفر شرکت")
_GUESTS = frozenset({"person", "title"})
# «می‌توان گفت», «باید … دانست»: what anybody may or must say. Behind them the verb is a bare past stem.
_MODALS = folded("باید نباید می‌توان نمی‌توان می‌بایست بایستی بتوان")
_CAN = folded("می‌توان نمی‌توان")  # those of them that nobody in particular does
_PARTING = frozenset("\n.!؟:؛»") | folded("که")
_OBJECT = 5  # tokens of «این سخنان را»
_REACH = 30  # tokens between such a word and its verb
# Of the reference's 2,800 statements none has a cue that begins like these.
_EMPTY = (("به", "گزارش"), ("برخلاف",), ("بر", "خلاف"), ("بدون",))
_POINTING, _MENTION = folded("آن این آنها آنان او وی ایشان"), folded("اشاره نام")
_SOMEBODY = folded("یک این آن همین")  # «گلایهٔ یک خریدار»
_SEEKING = folded("خواستار خواهان")
_LEADING = folded("در روی زیر سوی توسط طرف جانب قول زبان قلم")  # before whose words a passive hands over


def is_unsaid(tape: Tape, draft: Draft, before: Sequence[Draft], document: Draft | None) -> bool:
    """Is a draft nobody's statement, as the guidelines have it?

    `before` are the statements before it, `document` is the last passive among them that says whose it is.
    """
    return (
        not _says_something(tape, draft)
        or _is_untold(tape, draft, document)
        or (_is_own_voice(tape, draft) and not _reports(tape, before))
        or any(
            no(tape, draft)
            for no in (
                _is_label,
                _hands_nothing,
                _is_deed,
                _is_anybodys,
                _only_points,
                _only_refers,
                _only_addresses,
                _is_things,
            )
        )
    )


def _says_something(tape: Tape, draft: Draft) -> bool:
    """Does a content hold more than marks?"""
    return any(map(tape.is_word, range(*draft.content)))


def _is_label(tape: Tape, draft: Draft) -> bool:
    """Is it what the outlet itself shows or adds («آپدیت: …»)?"""
    words = draft.speaker or draft.head
    return words is not None and not draft.cue and is_label(tape, words[0], min(words[1] + 1, len(tape)))


def _reports(tape: Tape, drafts: Sequence[Draft]) -> bool:
    """Does an outlet say one of these, so that «این گزارش» may be its?"""
    return any("outlet" in tape.kinds[slice(*words)] for draft in drafts if (words := draft.speaker or draft.head))


def _is_own_voice(tape: Tape, draft: Draft) -> bool:
    """Does the report itself go on («این گزارش می‌افزاید»)? Where no other outlet has reported anything, that is the article's own voice."""
    if not draft.cue or not draft.speaker:
        return False
    first, last, *_ = draft.cue
    reports = tape.keys[slice(*draft.speaker)] == ["این", "گزارش"]
    return reports and last - first == 1 and tape.keys[first].startswith(("میافز", "میگو", "افزود"))


def _hands_nothing(tape: Tape, draft: Draft) -> bool:
    """Does its cue begin with words that hand nothing over: «به گزارش X» names a relay, «برخلاف ادعای X» what is not X's,
    «بدون اشاره به» what is not said?
    """
    return draft.cue is not None and any(
        tuple(tape.keys[draft.cue.first : draft.cue.first + len(words)]) == words for words in _EMPTY
    )


def _is_deed(tape: Tape, draft: Draft) -> bool:
    """Does a cue name what somebody did beside speaking: «ضمن بازدید از …», «با حضور در …», «از وزیر راه استقبال کرد»?"""
    if not draft.cue:
        return False
    keys = tape.keys[slice(*draft.cue[:2])]
    if len(keys) > 1 and keys[0] in _BESIDE and keys[1] in _DEEDS:
        return True
    return act_of(tape, draft.cue[:2]) == "welcome" and all(
        tape.kinds[i] in _GUESTS for i in tape.words_in(*draft.content)
    )


def _is_untold(tape: Tape, draft: Draft, document: Draft | None) -> bool:
    """Is it what nobody said («گفته شده است») or somebody did not («اعلام نکرد»)? «نپذیرفت», «درست ندانست» say something."""
    if not draft.cue:
        return False
    cue = draft.cue[:2]
    if is_passive(tape, cue) and not _has_author(tape, draft) and not _goes_on(tape, draft, document):
        return True
    return act_of(tape, cue) in _TOLD and any(is_negated(key) for key in tape.keys[slice(*cue)])


def _has_author(tape: Tape, draft: Draft) -> bool:
    """Does a passive tell whose words it hands over: by «از سوی X», «در X», «که در آن», or by naming a document?"""
    if not draft.speaker or not draft.cue:
        return False
    first, last = draft.speaker
    behind = pairwise(tape.keys[last : draft.cue.first])
    led = first > 0 and tape.keys[first - 1] in _LEADING
    return led or "document" in tape.head_classes(first, last) or any(a in _LEADING and b == "آن" for a, b in behind)


def tells_whose(tape: Tape, draft: Draft) -> bool:
    """Is it told in the passive, and of a document («در این نامه آمده است که …»)?"""
    return draft.cue is not None and is_passive(tape, draft.cue[:2]) and _has_author(tape, draft)


def _goes_on(tape: Tape, draft: Draft, document: Draft | None) -> bool:
    """Does a passive without a speaker stand behind one of a document, in the same line («… . همچنین گفته شده است: …»)?"""
    if not document or not document.cue or draft.speaker or not draft.cue:
        return False
    return tape.line(document.cue.first) == tape.line(draft.cue.first)


def _is_anybodys(tape: Tape, draft: Draft) -> bool:
    """Is its verb an impersonal one («این را می‌توان پیروزی نامید»)? Not where a speaker stands behind «باید», or «می‌توان» and a comma."""
    if not draft.cue or not tape.keys[draft.cue.last - 1].endswith(("د", "ت")):
        return False
    speaker, verb = draft.speaker, draft.cue.first
    spoken = range(*speaker) if speaker and tape.keys[speaker[1] : speaker[1] + 1] != ["را"] else range(0)
    between = False
    for index in range(verb - 1, max(-1, verb - _REACH), -1):
        between = between or index in spoken
        if tape.keys[index] in _MODALS:
            return not between or tape.keys[index] in _CAN
        begins = bool(spoken) and index == spoken[0] and tape.texts[index - 1] == "،"
        if begins or tape.pos[index] == "VERB" or tape.keys[index] in _PARTING:
            return False
    return False


def _only_points(tape: Tape, draft: Draft) -> bool:
    """Is nothing told but that somebody spoke of what stands elsewhere («به آن اشاره کرد», «از آنها نام برد»)?"""
    keys = tape.keys[slice(*draft.content)]
    return len(keys) == 1 and keys[0] in _POINTING and bool(draft.cue and tape.keys[draft.cue.first] in _MENTION)


def _only_refers(tape: Tape, draft: Draft) -> bool:
    """Is nothing told but where or when what stands elsewhere was said («این موضوع را در نامه‌ای به استاندار عنوان کرد»)?"""
    first, last = draft.content
    if (
        not draft.cue
        or draft.form != "phrase"
        or tape.keys[first] not in _POINTING
        or act_of(tape, draft.cue[:2]) not in _TOLD
    ):
        return False
    object_ends = next((i + 1 for i in range(first, min(last, first + _OBJECT)) if tape.keys[i] == "را"), 0)
    if not object_ends:
        return False
    where = tape.keys[object_ends] == "در" and any(
        "venue" in shape for shape in tape.shapes[object_ends + 1 : object_ends + 2]
    )
    return object_ends == last or where or tape.kinds[object_ends] == "date"


def _only_addresses(tape: Tape, draft: Draft) -> bool:
    """Is all that a warning seems to hold whom it goes to («هشدار امینی به نانوایان», «به نانوایان هشدار داد»)?"""
    return warned(tape, draft) == draft.content


def _is_things(tape: Tape, draft: Draft) -> bool:
    """Is a noun by itself («ادعای آزادی پول‌ها») nobody's, because no speaker stands with it or what follows it names nobody?

    Of some 18,000 annotated statements two have such a cue and no speaker, of 70 speakers right behind one all but two («این انجمن‌ها»)
    hold a mention or begin with a noun for somebody. «خواستار …» may have its subject in the line above.
    """
    if not draft.cue or draft.cue.last - draft.cue.first > 1 or tape.pos[draft.cue.first] == "VERB":
        return False
    if "NOUN" not in tape.shapes[draft.cue.first] or tape.keys[draft.cue.first] in _SEEKING:
        return False
    if not draft.speaker:
        return True
    first, last = draft.speaker
    named = any(kind not in ("", "date") for kind in tape.kinds[first:last])
    somebody = tape.keys[first] in _SOMEBODY or tape.head_classes(first, last)
    return first == draft.cue.last and not named and not somebody
