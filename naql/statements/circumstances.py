"""Draft → its circumstances: when something was said, on which occasion and about what, where its sentence says so.

They stand in the frame: the words of the sentence before the cue and its content that belong to no content.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from naql.sentences.classes import STOPS, word
from naql.sentences.words import folded
from naql.statements.drafts import Draft
from naql.statements.scene import Scene
from naql.statements.tape import DASHES, Stretch, Tape

_LONGEST = 25  # tokens a phrase may have
_BEFORE_VENUE = folded("در طی ضمن هنگام موقع")
# What may stand between: «در این دیدار», «در آغاز نشست», «در تازه‌ترین پیامش».
_WHICH = folded("این همین آن یک آغاز ابتدای پایان تازه‌ترین جدیدترین آخرین نخستین اولین دومین")
_ISSUING = folded("صدور انتشار ارسال حضور")  # «با انتشار بیانیه‌ای», «با حضور در جلسه»
_INDEFINITE = ("های", "یی", "ای", "ی")  # «نشستی خبری», «گفت‌وگوی تلفنی», «خطبه‌های نماز»
_ABOUT = folded("درباره پیرامون درخصوص درمورد راجع‌به")
_ABOUT_NOUNS = folded("خصوص مورد رابطه زمینه باره")
_PARTICLES = folded("نیز هم همچنین")
_LEADS = frozenset(("به", "از", "با", "در"))
_NO_END = _PARTICLES | _LEADS | {"و", "حضور"}  # «که در مراسم … حضور داشت»: it belongs to the verb
_CLOCK = re.compile(r"\d{1,2}:\d{2}")
_CLOSES = frozenset('،:؛«"')


def name_circumstances(scene: Scene, drafts: Sequence[Draft]) -> None:
    """Gives each draft its `when`, `occasion` and `about`, or null."""
    said = (piece for d in drafts for piece in (d.content, *d.more, d.cue[:2] if d.cue else None) if piece)
    taken = {index for piece in said for index in range(*piece)}
    for at, draft in enumerate(drafts):
        frame = [i for i in _frame(scene, drafts, at) if i not in taken]
        named = range(*draft.speaker) if draft.speaker else ()
        draft.when = _first(_date(scene.tape, index) for index in frame)
        frame = [i for i in frame if i not in named]
        draft.occasion = _first(_occasion(scene.tape, index, frame) for index in frame)
        draft.about = _first(_about(scene.tape, index, frame) for index in frame)


def _first(found: Iterable[Stretch | None]) -> Stretch | None:
    return next((stretch for stretch in found if stretch), None)


def _frame(scene: Scene, drafts: Sequence[Draft], at: int) -> range:
    """The tokens from the start of the sentence, or the content before, to the draft's own cue or content."""
    tape, draft = scene.tape, drafts[at]
    end = min(draft.content[0], draft.cue.first if draft.cue else draft.content[0])
    first = tape.line(draft.content[0])[0]
    for index in range(end - 1, first - 1, -1):
        if tape.keys[index] in STOPS:
            first = index + 1
            break
    first = _behind_stamp(tape, first, end)
    latest = draft.speaker[0] if draft.speaker and first <= draft.speaker[0] < end else end
    for earlier in range(at - 1, -1, -1):
        start, last = drafts[earlier].content
        if start < first:
            break
        if last <= latest:
            return range(last, end)
    return range(first, end)


def _behind_stamp(tape: Tape, first: int, end: int) -> int:
    """Behind the stamp of a page that stands in the frame: «۴ مرداد ۱۴۰۰ - ۱۸:۰۱ -» says when it was published."""
    for index in range(end - 1, first + 1, -1):
        dated = tape.kinds[index - 2] == "date" and tape.texts[index - 1] in DASHES
        if dated and _CLOCK.fullmatch(tape.texts[index]):
            return index + 1
    return first


def _date(tape: Tape, index: int) -> Stretch | None:
    return (index, tape.mention_end(index)) if tape.mentions[index] == "B-date" else None


def _occasion(tape: Tape, index: int, frame: Sequence[int]) -> Stretch | None:
    """«در نشست خبری», «در این دیدار», «با انتشار پیامی»: from the preposition to the end of the phrase that the venue begins."""
    venue = index + 1
    if tape.keys[index] == "با" and venue in frame and tape.keys[venue] in _ISSUING:
        venue += 1 + (venue + 1 in frame and tape.keys[venue + 1] == "در")
    elif tape.keys[index] not in _BEFORE_VENUE:
        return None
    while venue in frame and tape.keys[venue] in _WHICH:
        venue += 1
    return _phrase(tape, index, venue + 1, frame) if venue in frame and _is_venue(tape, venue) else None


def _is_venue(tape: Tape, index: int) -> bool:
    key = tape.keys[index]
    bare = (key.removesuffix(ending) for ending in _INDEFINITE)
    return "venue" in tape.shapes[index] or any("venue" in word(form).shape for form in bare if form)


def _about(tape: Tape, index: int, frame: Sequence[int]) -> Stretch | None:
    """The noun phrase after «درباره», «در خصوص» …: the topic without the words that lead to it."""
    if tape.keys[index] in _ABOUT:
        start = index + 1
    elif tape.keys[index] == "در" and index + 1 in frame and tape.keys[index + 1] in _ABOUT_NOUNS:
        start = index + 2
    else:
        return None
    return _phrase(tape, start, start + 1, frame)


def _phrase(tape: Tape, first: int, least: int, frame: Sequence[int]) -> Stretch | None:
    """From `first` to the next mark, date, topic or report in the frame; at least to `least`."""
    last = first
    while last in frame and last - first < _LONGEST:
        report = "NOUN" in tape.shapes[last] and tape.shapes[last - 1] == "preposition"
        # A date ends the phrase unless an ezafe ties it to the noun before («خاموشی‌های تابستان»).
        dated = tape.mentions[last] == "B-date" and not tape.keys[last - 1].endswith("ی")
        clause = tape.keys[last] == "که" or tape.finite[last + 1] > tape.finite[last]
        other = tape.keys[last] in _ABOUT or tape.keys[last] == "ضمن"
        if last >= least and (clause or tape.texts[last] in _CLOSES or dated or other or report):
            break
        last += 1
    while last > least and (tape.shapes[last - 1] == "preposition" or tape.keys[last - 1] in _NO_END):
        last -= 1
    return (first, last) if last > first else None
