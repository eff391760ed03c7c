"""Line → head: the colon of an «X:» line of a channel post, and which of the words before it name the speaker."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import islice

from naql.sentences.classes import STOPS
from naql.sentences.tokens import LINE_BREAK
from naql.sentences.words import folded, phrases
from naql.statements.labels import (
    HEAD,
    NAMED,
    brings_messages,
    colon_in,
    is_label,
    is_nobodys,
    is_translation,
    last_sentence,
    lists,
    messages_of,
    tagged,
    worded,
)
from naql.statements.relays import is_outlet
from naql.statements.tape import UNWORDED, Stretch, Tape

_EARLY = 4  # tokens within which a sentence that is a head names its speaker, if it does so by a noun or a place
# What a head may hold behind its speaker: «X به بلومبرگ», «X در گفت‌وگو با …», «X خطاب به …», «X درباره …».
_TOLD = frozenset(("ترجمه", "به", "در", "با", "خطاب", "درباره", "پس", "پیش"))
_NOUNS = frozenset({"office", "role", "outlet", "group"})
_SOMEBODY = _NOUNS - {"group"}  # «دیگری» and «هر» are groups too
_SPEAKING = frozenset({"office", "role", "body"})
_BEHIND_NOUN = frozenset(("که", "را", "چنین", "بدین", "خطاب", "،", "»", ")"))
_BEARING = frozenset({"office", "role", "kin", "body", "outlet", "group"})
_WHO = NAMED | {"place"}
_AUTHORS = (frozenset({"person", "title"}), frozenset({"organisation", "outlet", "group"}))


# Behind these somebody's words are handed on: «آکسیوس به نقل از یک مقام:».
_HANDING = frozenset({("نقل", "از"), ("از", "قول"), ("از", "زبان")})
# What a person writes into, so that its owner speaks; the tagger takes «پست» for the mail.
_POSTINGS = frozenset({"پست", "توییت"})
_POSTED = folded(
    "سفارت سفیر کنسولگری سرکنسول کاردار نماینده فرستاده خبرنگار"
)  # in the place behind «در» they are at home
_REPOSTED = "بازنشر"
_ADDRESSED = "خطاب"  # «خطاب به Y:» says to whom; who speaks stands above
_TO_KNOW = phrases("به اطلاع | به استحضار | به آگاهی")
# «واکنش نیکنام به قطعنامه؛ …»: a title that says that X answers, warns or claims has X's words behind its semicolon.
_REACTIONS = folded("واکنش پاسخ جواب هشدار تهدید ادعا ادعای")
_PRINTED = folded("بیانیه پیام نامه اطلاعیه اعلامیه یادداشت توییت پست جوابیه تکذیبیه")
_ORDINALS = folded("اولاً ثانیاً ثالثاً رابعاً خامساً سادساً سابعاً ثامناً تاسعاً عاشراً")
_NUMBERS = folded("الف ب ج د ه و ز ح ط ی یک دو سه چهار پنج شش هفت هشت نه ده")
_BEHIND_NUMBER = frozenset(").-–—ـ")
_ONE = "یک"  # «یک منبع آگاه:»
_TITLE = 5  # tokens before the author in a title («متن پیام تسلیت رئیس …»)
_ABOVE = 4  # lines above such a head in which its author may be named
_SIGNED = 12  # lines of a text that its handle signs
_NAME = 2  # words of a name that the tagger does not know
_HEADLINE = 3  # tokens that a headline before a slash has at least
_ANNOUNCED = 3  # words before the first name of a head that say what its words are («در نظرسنجی تازهٔ …»)


def head_colon(tape: Tape, line: Stretch, opens: bool) -> int | None:
    """Where the colon of a head stands in a line (or the semicolon of a title: `_reaction`); None where the line has none.

    `opens`: it is the first line of the post.
    """
    first, last = line
    colon = colon_in(tape, first, last)
    if opens and colon == first:
        colon = _reaction(tape, first, last)
    if brings_messages(tape, first, colon):
        return colon
    if is_label(tape, first, last) or lists(tape, first, last):
        return None
    if is_addressed(tape, first, colon):
        return colon if author_above(tape, first) else None
    if tape.texts[last - 1] == ":" and _named(tape, first, last) and _may_head(tape, first, last):
        return last - 1
    if colon == first or _tells(tape, first, colon) or "SAY" in tape.shapes[colon - 1]:
        return None  # «نیکنام به رادیو گفته: …» has a cue
    if is_nobodys(tape, first, colon):
        return colon
    if not opens and not names_only(tape, first, colon):
        return None
    latin = any(tape.shapes[i] == "LATIN" for i in range(first, colon))
    return colon if _named(tape, first, colon) or (latin and colon == last - 1) else None


def _reaction(tape: Tape, first: int, last: int) -> int:
    """Where the semicolon of a title stands that says that somebody answers, warns or claims; else where the line begins."""
    if tape.keys[next(filter(tape.is_word, range(first, last)), first)] not in _REACTIONS:
        return first
    mark = next((i for i in range(first, min(last, first + HEAD)) if tape.texts[i] == "؛"), first)
    named = next((i for i in range(first, mark) if tape.kinds[i] in NAMED), None)
    if named is None or _tells(tape, first, mark) or "preposition" in tape.shapes[first:named]:
        return first  # «تهدید علیه نیکنام؛ …» is not hers
    return mark


def head_above(tape: Tape, low: int) -> Stretch | None:
    """The words of the nearest line above a place that has words, where they are a head and no sentence."""
    above = next(tape.worded_above(low), None)
    if above is None:
        return None
    first, end = above
    words = [index for index in range(first, end) if tape.shapes[index] not in UNWORDED]
    if tape.texts[words[-1]] != ":" or len(words) > HEAD or tape.finite[end] > tape.finite[first]:
        return None
    named = [index for index in words[:-1] if tape.is_word(index)]
    if not named or is_translation(tape, first, end) or _is_heading(tape, named):
        return None
    return named[0], named[-1] + 1


def _is_heading(tape: Tape, words: Sequence[int]) -> bool:
    """Do the words of a head say which part of a text follows, by its day («پنجشنبه ۲۱ خرداد:») or by a number, and name nobody?"""
    kinds = {tape.kinds[index] for index in words}
    return kinds == {"date"} or (_numbers(tape, words[0]) and kinds.isdisjoint(NAMED - {"group"}))


def _numbers(tape: Tape, first: int) -> bool:
    """Does a head begin with a number («سابعاً:», «۱ـ رفتار:», «الف) رفتار:», «دو. آیهٔ نور:»)?"""
    key, text, following = tape.keys[first], tape.texts[first], tape.texts[first + 1][0]
    numbered = (key.isdecimal() or key in _NUMBERS) and ("ـ" in text or following in _BEHIND_NUMBER)
    return numbered or key in _ORDINALS


def lead_above(tape: Tape, low: int, high: int) -> Stretch | None:
    """The words that name a document and its author, where a colon between two places brings its text: «متن پیام شورا به این شرح است:».

    What the document prints may begin with a greeting or a verse that nobody took for speech.
    """
    for colon in range(high - 1, low - 1, -1):
        if tape.texts[colon] == ":":
            opening = next((i + 1 for i in range(colon - 1, low - 1, -1) if _ends_lead(tape, i)), low)
            printed = (i for i in range(colon - 1, opening - 1, -1) if "document" in tape.classes(i))
            if (first := next(printed, None)) is not None:
                last = next((i for i in range(first + 1, colon) if _ends_noun(tape, i)), colon)
                return (first, last) if tagged(tape, first, last, NAMED) else None
    return None


def _ends_lead(tape: Tape, index: int) -> bool:
    return tape.keys[index] in STOPS or tape.texts[index] in (LINE_BREAK, ":")


def _ends_noun(tape: Tape, index: int) -> bool:
    """Does the phrase that names a document end before a word?"""
    return tape.pos[index] == "VERB" or "preposition" in tape.shapes[index] or tape.keys[index] in _BEHIND_NOUN


def is_new_name(tape: Tape, first: int, colon: int) -> bool:
    """Do one or two words that nobody knows stand before a colon? Below a question they are who answers («بسنت: …»)."""
    words = tape.words_in(first, colon)
    return 0 < len(words) <= _NAME and all(tape.pos[i] == "U" for i in words)


def title_author(tape: Tape, first: int, last: int) -> Stretch | None:
    """Whom a line without a colon names as the author of what it announces («متن پیام نیکنام به بازنشستگان»): no sentence."""
    keys = worded(tape, first, last)
    printed = any(key in _PRINTED for key in keys[:2])
    if not printed or ":" in tape.texts[first:last] or _tells(tape, first, last):
        return None
    author = _first_of(tape, first, last, _WHO)
    if not author or author[0] - first > _TITLE or "preposition" in tape.shapes[first : author[0]]:
        return None  # «نامه به وزیر نیرو» goes to the minister
    return author


def _tells(tape: Tape, first: int, last: int) -> bool:
    """Does a finite verb stand in a stretch? None is one in a title («فرستاده ویژه») or a name («مرندی»)."""
    return any(tape.pos[i] == "VERB" and tape.kinds[i] not in _AUTHORS[0] for i in range(first, last))


def _may_head(tape: Tape, first: int, last: int) -> bool:
    """Is a line that ends with a colon a head: no sentence, or one that tells of more than places («X در این باره نوشت:»)?

    A place («ایران») or a noun for somebody counts at the beginning of a sentence only.
    """
    if tape.finite[last] == tape.finite[first] or tagged(tape, first, last, NAMED):
        return True
    for i in range(first, min(last, first + _EARLY)):
        behind = i > first and "preposition" in tape.shapes[i - 1]
        if (tape.mentions[i] == "B-place" and not behind) or tape.classes(i) & _SOMEBODY:
            return True
    return False


def _unbracketed(tape: Tape, first: int, last: int) -> list[int]:
    """The words of a stretch without those in brackets («سپاه بندر نو (ص)»)."""
    words: list[int] = []
    depth = 0
    for i in range(first, last):
        depth += (tape.texts[i] in "([") - (tape.texts[i] in ")]")
        if depth <= 0 and tape.is_word(i):
            words.append(i)
    return words


def names_only(tape: Tape, first: int, last: int) -> bool:
    """Do the words before the colon of a later line, those in brackets left out, name somebody?

    They may tell what about or to whom («X در دیدار با Y:»). Up to two words that nobody knows may stand before the mention: a name
    the tagger missed.
    """
    words = _unbracketed(tape, first, last)
    words = words[_announcement(tape, words) :]
    words = words[1:] if words and tape.keys[words[0]] == _ONE else words
    if not words:
        return False
    if all(tape.kinds[i] in _WHO for i in words):
        return True
    # «دبیر ستاد مراسم …», «دفتر نیکنام»: what begins with an office names it, whatever words the tagger left out.
    if tape.classes(words[0]) & _SPEAKING and not _tells(tape, first, last):
        return tagged(tape, first, last, _WHO)
    told = next((n for n, i in enumerate(words) if n and _tells_more(tape, i)), len(words))
    front = words[:told]
    known = [i for i in front if tape.kinds[i] in NAMED]
    bare = [i for i in front if i not in known]
    return (
        bool(known) and len(bare) <= 2 and (not bare or bare[-1] < known[0]) and all(tape.pos[i] == "U" for i in bare)
    )


def _announcement(tape: Tape, words: Sequence[int]) -> int:
    """How many words before the first name say what is told, by a noun («پاسخ X», «در نظرسنجی تازهٔ X»); none where they name somebody."""
    told = next((n for n, i in enumerate(words) if tape.mentions[i] != "-" or _names_somebody(tape, i)), 0)
    at = 1 if words and tape.keys[words[0]] == "در" else 0
    if not at < told <= _ANNOUNCED or tape.kinds[words[told]] not in _WHO:
        return 0
    if any("preposition" in tape.shapes[i] for i in words[at:told]):
        return 0  # «نامه به نیکنام», «حمله به ایران»: not whose it is
    noun = words[at]
    telling = "NOUN" in tape.shapes[noun] or "document" in tape.classes(noun)
    if tape.kinds[words[told]] == "place" and told - at > 1 and not telling:
        return 0  # «آب و فاضلاب گیلان»: a body that the tagger does not know
    return told if telling or tape.pos[noun] == "NOUN" else 0


def _names_somebody(tape: Tape, index: int) -> bool:
    """Is a word one for somebody, as «خبرنگار» and «سرویس» are, whom the tagger left out?"""
    return bool(tape.classes(index) & _BEARING)


def is_addressed(tape: Tape, first: int, colon: int) -> bool:
    """Does a head say only to whom its words are («خطاب به نیکنام:», «به اطلاع ملت ایران می‌رساند:»)?"""
    words = worded(tape, first, colon)
    return words[:1] == (_ADDRESSED,) or words[:2] in _TO_KNOW


def author_above(tape: Tape, low: int) -> Stretch | None:
    """The words that name somebody in the lines above a place: a person or office, or else a body."""
    lines = list(islice(tape.worded_above(low), _ABOVE))
    found = (_first_of(tape, *line, kinds) for kinds in _AUTHORS for line in lines)
    return next((stretch for stretch in found if stretch), None)


def signature_below(tape: Tape, low: int) -> Stretch | None:
    """The first line below a place that is one word in Latin letters and nothing else, a handle: whose the words above it are."""
    begin = bisect_left(tape.worded, (low, 0))
    for first, last in tape.worded[begin : begin + _SIGNED]:
        words = tape.words_in(first, last)
        if len(words) == 1 and tape.shapes[words[0]] == "LATIN" and tape.texts[words[0]] != "Link":
            return words[0], words[0] + 1
        if ":" in tape.texts[first + 1 : min(last, first + HEAD)] and names_only(
            tape, first, colon_in(tape, first, last)
        ):
            return None  # somebody else has the word from here on
    return None


def _named(tape: Tape, first: int, last: int) -> bool:
    """Do the words name somebody: by a mention, or by a noun for one («یک راننده در میدان:»)?"""
    nouns = any(tape.classes(i) & _NOUNS for i in range(first, last))
    return nouns or tagged(tape, first, last, _WHO)


def names_outlet(tape: Tape, first: int, last: int) -> bool:
    """Does an outlet stand in a stretch, by a mention or by a name of the table («ترامپ به اکسیوس»)?"""
    known = any(is_outlet(tape.keys[i:end]) for i in range(first, last) for end in range(i + 1, min(last, i + 3) + 1))
    return known or tagged(tape, first, last, frozenset({"outlet"}))


def sentence_speaker(tape: Tape, line: Stretch, colon: int, spoken: Sequence[Stretch]) -> Stretch | None:
    """Who speaks in the last sentence before a colon («او … از آنها خواست و گفت:»), of those the tagger found: a pronoun, or a name."""
    begins = last_sentence(tape, line[0], colon)
    if not _tells(tape, begins, colon):
        return None
    known = (part for part in spoken if begins <= part[0] and (tape.kinds[part[0]] in NAMED or _is_pronoun(tape, part)))
    return next(known, None)


def _is_pronoun(tape: Tape, part: Stretch) -> bool:
    return part[1] - part[0] == 1 and "pronoun" in tape.classes(part[0])


def speaker_of(tape: Tape, first: int, colon: int) -> Stretch:
    """The words of a head that name the speaker, without what announces it and a comma at its end."""
    words = [i for i in range(first, colon) if tape.is_word(i) or i in tape.closes]
    if written := messages_of(tape, first, colon):
        return written
    return trimmed(tape, *_who(tape, _behind_label(tape, words[0], colon), words[-1] + 1))


def _behind_label(tape: Tape, first: int, colon: int) -> int:
    """Where a head begins behind a word or a headline that only announces it («فوری / X:», «جاده تا شب بسته است/ X:»), or says in what X
    wrote («پست X:»).
    """
    if first + 2 < colon and tape.texts[first + 1] in "/|" and tape.mentions[first] == "-":
        return first + 2
    parted = next((i for i in range(colon - 2, first + _HEADLINE, -1) if tape.texts[i] == "/"), None)
    if (
        parted is not None
        and tape.kinds[first] not in _AUTHORS[0]
        and tape.tokens[parted].end < tape.tokens[parted + 1].start
    ):
        return parted + 1 if tape.kinds[parted + 1] in _AUTHORS[0] else first
    posted = tape.keys[first] in _POSTINGS and first + 1 < colon and tape.texts[first + 1][0].isalpha()
    return first + 1 if posted and _named(tape, first, first + 2) else first


def trimmed(tape: Tape, first: int, last: int) -> Stretch:
    """The words of a speaker without a comma at their end, and with the mark that closes what they open («کانال ۱۲ (عبری)»)."""
    while last - 1 > first and tape.texts[last - 1] == "،":
        last -= 1
    for opening, closing in (("(", ")"), ("«", "»")):
        row = tape.texts[first:last]
        if row.count(opening) > row.count(closing) and tape.texts[last : last + 1] == [closing]:
            last += 1
    return first, last


def _who(tape: Tape, first: int, last: int) -> Stretch:
    """The words of a head that name the speaker: all of them, or where it is a whole sentence its first person or office."""
    # «ادعای رویترز:», «تهدید صریح وزیر جنگ:»: what the words are, then whose.
    first += _announcement(tape, range(first, last))
    quoted = (i + 1 for i in range(first + 1, last - 1) if (tape.keys[i - 1], tape.keys[i]) in _HANDING)
    if (begins := next(quoted, None)) is not None:  # «آکسیوس به نقل از یک مقام:» hands over the official's words
        return begins, last
    if (begins := _reposted(tape, first, last)) is not None:  # «نیکنام در صفحهٔ خود بازنشر سخنان رئیس بانک:»
        return begins, last
    if not _tells(tape, first, last) and last - first <= HEAD:
        ends = (
            i
            for i in range(first + 1, last)
            if _tells_more(tape, i) and _named(tape, first, i) and not _is_post(tape, first, i, last)
        )
        return first, next(ends, last)
    return _first_named(tape, first, last) or (first, last)


def _tells_more(tape: Tape, index: int) -> bool:
    """Does a word in a head begin what stands behind the speaker? Not within a name («منبع نزدیک به تیم مذاکره»)."""
    return tape.keys[index] in _TOLD and not tape.mentions[index].startswith("I-")


def _is_post(tape: Tape, first: int, at: int, last: int) -> bool:
    """Does «در» in a head name the place of an office («سفیر ایران در چین», «خبرنگار الجزیره در تهران»), not where it is said?"""
    placed = tape.keys[at] == "در" and at + 1 < last and tape.mentions[at + 1] == "B-place"
    return placed and tape.mention_end(at + 1) == last and not _POSTED.isdisjoint(tape.keys[first:at])


def _reposted(tape: Tape, first: int, last: int) -> int | None:
    """Where those are named in a head whose words are posted again. «X با بازنشر سخنان Y:» brings what X says to them."""
    again = next((i for i in range(first + 1, last) if tape.keys[i] == _REPOSTED), last)
    if _tells(tape, first, last) or "preposition" in tape.shapes[again - 1]:
        return None
    return next((i for i in range(again, last) if tape.kinds[i] in NAMED), None)


def _first_named(tape: Tape, first: int, last: int) -> Stretch | None:
    """The first person or office of a stretch, or else its first outlet to which nothing is said, or whom it names first."""
    person = _first_of(tape, first, last, _AUTHORS[0])
    outlet = _first_of(tape, first, last, frozenset({"outlet"}))
    if person or (outlet and "preposition" not in tape.shapes[outlet[0] - 1]):
        return person or outlet
    return _first_of(tape, first, last, _WHO)


def _first_of(tape: Tape, first: int, last: int, kinds: frozenset[str]) -> Stretch | None:
    begins = (i for i in range(first, last) if tape.mentions[i].startswith("B-") and tape.kinds[i] in kinds)
    at = next(begins, None)
    return None if at is None else (at, min(last, tape.mention_end(at)))
