"""Line → what it announces: a label, a list, a question, readers' messages, many short news; whose words, heads.py tells."""

from __future__ import annotations

from itertools import pairwise

from naql.sentences.classes import STOPS
from naql.sentences.messages import RECEIVED, message_in
from naql.sentences.words import fold, folded, phrases
from naql.statements.tape import Stretch, Tape

HEAD = 25  # tokens a head may have
NAMED = frozenset({"person", "title", "organisation", "outlet", "group"})


# Heads whose lines are nobody's statements: the interviewer's questions, the channel's own «پ.ن:».
ASKING = phrases("خبرنگار | گزارشگر | مجری | پرسشگر | س | سوال | پرسش")
_UNSAID = ASKING | phrases("پ ن")
# Heads of what the channel itself says: of news that came later, of pictures; fields of a film or an event.
_LABELS = phrases(
    "آپدیت | به‌روزرسانی | پی‌نوشت | تأییدنشده | تأیید نشده | در خبری دیگر | و در خبری دیگر"
    "| عکس | ویدیو | جزئیات | به زبان ساده | نکته | توضیح | موضوع"
    "| ژانر | بازیگران | خلاصه داستان | داستان فیلم | زمان | مکان | زمان و مکان | ساعت | تاریخ | نشانی | آدرس | تلفن | قیمت | مهلت ثبت‌نام"
    "| شرایط ثبت‌نام | مواد لازم | طرز تهیه"
)
# A heading that asks («چرا مهم است:», «آنچه می‌گویند:»): what stands below is the outlet's own.
_ASKED = folded("چرا چه چگونه آنچه")
# «ویدیوی دریافتی با شرح:» says what is shown.
_SHOWN = tuple(folded("عکس تصویر تصاویر ویدیو ویدئو"))
_COUNTING = folded("چند این آخرین سایر فقط تنها ده‌ها یک دو سه چهار پنج شش هفت هشت نه ده")  # before «پیام دریافتی»
_SHORT_NEWS = ("چند", "خبر")
_AS_FOLLOWS = phrases(
    "به این شرح است | بدین شرح است | به شرح زیر است | به شرح ذیل است | از این قرار است | به این شرح | بدین شرح | به شرح زیر"
)
_DOCUMENTS = folded("متن بیانیه پیام نامه اطلاعیه اعلامیه یادداشت حکم فرمان سخنان بیانات")
# The desk of the newsroom from which an article comes: «گروه ورزشی:», «سرویس اقتصادی:».
_DESKS = folded("گروه سرویس")
_THEMES = tuple(folded("ورزش سیاس اقتصاد اجتماع جامعه فرهنگ هنر بین‌الملل استان حوادث علم دانش حقوق سلامت رسانه"))
# A line that says how the words below it came to be Persian, not whose they are.
_TRANSLATED = (fold("ترجمه"), fold("ماشین"))
# Words whose colon opens a list: of 783 annotated contents without a cue behind a colon none stands behind them.
_LISTING = phrases("از جمله | ازجمله | شامل | عبارتند از | عبارت است از | مانند")
# «جلسه دو دستور کار داشت:» lists, «نیکنام اظهار داشت:» speaks.
_HAVING = folded("داشت داشتند دارد دارند")
_HELD = folded("اظهار ابراز بیان اذعان اعلام اشاره تاکید تصریح عنوان مرقوم عقیده باور اعتقاد نظر")


def is_nobodys(tape: Tape, first: int, colon: int) -> bool:
    """Are the words before a colon a head of what nobody said: an interviewer («خبرنگار:») or a postscript («پ.ن:»)?"""
    return worded(tape, first, colon) in _UNSAID


def brings_text(tape: Tape, first: int, colon: int) -> bool:
    """Do the words before a colon say that a document follows («متن حکم شهردار به این شرح است:»)?"""
    keys = worded(tape, first, colon)
    return _ends_with(keys, _AS_FOLLOWS) and not _DOCUMENTS.isdisjoint(keys)


def is_question(tape: Tape, first: int, last: int) -> bool:
    """Does a line hold what an interviewer asks («خبرنگار: …؟»)? «خبرنگار: نیکنام» only names the reporter."""
    return before_colon(tape, first, last) in ASKING and "؟" in tape.texts[first:last]


def is_label(tape: Tape, first: int, last: int) -> bool:
    """Do the words of a line up to its colon say what the channel itself shows or adds («آپدیت:», «عکس دریافتی:»), or its desk?"""
    keys = before_colon(tape, first, last)
    if keys[:1] and keys[0] in _DESKS:
        return any(key.startswith(_THEMES) for key in keys[1:2])
    if tape.texts[last - 1] == ":" and keys[:1] and keys[0] in _ASKED and not tagged(tape, first, last, NAMED):
        return True
    shown = any(key.startswith(_SHOWN) for key in keys[:2])
    return keys in _LABELS or (shown and any(key.startswith(RECEIVED) for key in keys))


def brings_messages(tape: Tape, first: int, colon: int) -> bool:
    """Are the lines below a head what readers write to the channel («پیام‌های دریافتی از شهر:», «پیام‌های تازه:»)? They are who speaks."""
    return messages_of(tape, first, colon) is not None


def messages_of(tape: Tape, first: int, colon: int, title: bool = False) -> Stretch | None:
    """The words of such a head, or of a `title` without a colon, that stand for who wrote: «(تصاویر بالا و) پیام‌های دریافتی از شهر»."""
    words = tape.words_in(first, colon)
    at = message_in([tape.keys[i] for i in words], title)
    return None if at is None or tagged(tape, first, colon, NAMED) else (words[at], words[-1] + 1)


def message_title(tape: Tape, first: int, last: int) -> Stretch | None:
    """Those words where a line without a colon and a verb brings messages («شیراز، پیام‌های دریافتی از ساعت ۱۷:۰۶»)."""
    if colon_in(tape, first, last) != first or tape.finite[last] > tape.finite[first]:
        return None
    title = messages_of(tape, first, last, title=True)
    if not title or tape.texts[title[0] - 1] == "،":
        return title
    counting = tape.words_in(first, title[0])
    if not all(tape.keys[i] in _COUNTING or tape.keys[i].isdecimal() for i in counting):
        return None  # «هم‌زمان با پیام‌های دریافتی»
    return (counting[0] if counting else title[0]), title[1]


def is_digest(tape: Tape) -> bool:
    """Is a post many short news, as its title says («#چند_خبر_کوتاه»)?"""
    title = " ".join(tape.texts[: tape.worded[0][1]]).replace("#", " ").replace("_", " ")
    return _SHORT_NEWS in pairwise(map(fold, title.split()))


def lists(tape: Tape, first: int, last: int) -> bool:
    """Does a line end with words that open a list («درباره چند موضوع گفت‌وگو کرد؛ از جمله:»)?"""
    if tape.texts[last - 1] != ":":
        return False
    words = worded(tape, first, last - 1)
    if _ends_with(words, _LISTING):
        return True
    if not words or words[-1] not in _HAVING or not _HELD.isdisjoint(words[-2:-1]):
        return False
    return not tagged(tape, last_sentence(tape, first, last - 1), last, NAMED)


def last_sentence(tape: Tape, first: int, colon: int) -> int:
    """Where the last of the sentences before a colon begins."""
    return next((index + 1 for index in range(colon - 1, first, -1) if tape.keys[index] in STOPS), first)


def _ends_with(words: tuple[str, ...], endings: frozenset[tuple[str, ...]]) -> bool:
    return any(words[-len(ending) :] == ending for ending in endings)


def is_translation(tape: Tape, first: int, last: int) -> bool:
    """Is a line «ترجمه ماشین:», or a longer note of that kind that names nobody: the words below are whose the words above are?"""
    words = before_colon(tape, first, last)
    return words == _TRANSLATED or (set(_TRANSLATED) <= set(words) and not tagged(tape, first, last, NAMED | {"place"}))


def before_colon(tape: Tape, first: int, last: int) -> tuple[str, ...]:
    """The folded words of a line up to its colon; none where it has no colon."""
    return worded(tape, first, colon_in(tape, first, last))


def colon_in(tape: Tape, first: int, last: int) -> int:
    """Where the first colon of a line stands, if it may be a head's; else where the line begins."""
    colons = (i for i in range(first, min(last, first + HEAD)) if tape.texts[i] == ":")
    return next((i for i in colons if not _is_of_time(tape, i)), first)


def _is_of_time(tape: Tape, index: int) -> bool:
    """Does a colon stand between two numbers, without a blank («زلزلهٔ چهارم۰۰:۳۳»)?"""
    row = tape.tokens[max(0, index - 1) : index + 2]
    if len(row) < 3 or row[0].end < row[1].start or row[1].end < row[2].start:
        return False
    return row[0].text[-1].isdecimal() and row[2].text[0].isdecimal()


def worded(tape: Tape, first: int, last: int) -> tuple[str, ...]:
    return tuple(tape.keys[i] for i in tape.words_in(first, last))


def tagged(tape: Tape, first: int, last: int, kinds: frozenset[str]) -> bool:
    return any(kind in kinds for kind in tape.kinds[first:last])
