"""Repaired → Span: where the lines of an article end, whatever a crawler or a fixed width has made of its line breaks."""

from __future__ import annotations

import re
from itertools import pairwise

from naql.repair import Repaired
from naql.sentences.words import fold, folded
from naql.spans import Span

# Of 32 such runs in the annotated pages of other outlets none stands inside what somebody says; of 81 shorter ones 38 do.
_RUN = re.compile(r"(?<=\S)[^\S\n]{4,}(?=\S)")
# A post of which two lines were joined has two blanks between its headline and the head that follows («… بسته ماند  سخنگوی گمرک:»):
# 98 lines of 10,613 posts look like that, and 97 of them were broken there.
_HEADED = re.compile(r"^([^\n]*):[^\S\n]*\n", re.MULTILINE)
_WIDE = re.compile(r"\S[^\S\n]{2,}(?=\S)")
_WORD = re.compile(r"\S+")
_HEADLINE = 4  # words that a headline has at least
_HEAD = 15  # words that a head has at most
_FEW = 3  # runs of two blanks in a text of which one may have been a line break
_PICTURE = "[\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\u2022\u2023\U0001f000-\U0001faff]"
# A post marks its lines by signs; its signature begins with a handle.
_BESIDE_SIGN = re.compile(rf"(?<=\S) (?={_PICTURE}\ufe0f? |@)|(?<={_PICTURE}) (?=\S)|(?<=\ufe0f) (?=\S)")
_RUN_OF_BREAKS = re.compile(r"\n(?:[^\S\n]*\n)*")
_SIGNED = re.compile(rf"{_PICTURE}|[-–—@|]")
_ENDED = frozenset(".!?؟:؛…|")
_INNER = re.compile(r"[،؛:»)!؟]|\.(?!\.)")  # marks with which no line begins
_LINKED = re.compile(r"#\S+|[\w /.&'-]*[A-Za-z][\w /.&'-]*")  # what is set as a link in the middle of a sentence
# No line ends with the first, and none begins with the second: such words lean on what stands behind or before them.
_LEANING = folded("به از در با بر برای و که یا این آن را یک هر طی تحت علیه درباره")
_LEANT_ON = folded("را است بود شد کرد داد گفت نوشت می‌گوید می‌نویسد")
_ELEMENT = 6  # words of an element inside a sentence
_LINK = 80  # code points of the words of a link
_REST = 4  # words of a sentence behind a link; the lines below a post have fewer
_SEVERAL = 4  # line breaks that are surely inside a sentence, from which on the others of their look are too
_WIDEST = 160  # code points of a line that a fixed width has broken
_LEAST = 4  # of its lines
_FULL = 0.7  # the share of its lines that are full


def line_breaks(repaired: Repaired) -> list[Span]:
    """The line breaks of a text, in order, without overlap; spans of the repaired text.

    They are those it has, but for the ones inside a sentence (around a link or a hashtag, or at a fixed width), and the blanks
    that were line breaks: a page whose lines were joined has a long run of blanks between some of them, and a post of which no
    line break is left still has the signs that its lines began with.

    >>> from naql.repair import repair
    >>> [span.start for span in line_breaks(repair("رضا نیکنام در\\n#گفتگو\\nبا نمونه‌نیوز:\\nپل باز شد"))]
    [35]
    >>> [span.start for span in line_breaks(repair("🔹 وزیر راه: پل باز شد 🔹 شهردار: مبارک است"))]
    [1, 21, 23]
    >>> [span.start for span in line_breaks(repair("پل بندر نو باز شد  وزیر راه:\\n🔹 کار تمام است"))]
    [17, 27]
    """
    soft = {repaired.to_repaired(Span(at, at + 1)).start for at in _at_a_width(repaired.source)}
    soft.update(_inside_a_sentence(repaired.text))
    typed = (Span(m.start(), m.end()) for m in re.finditer("\n", repaired.text) if m.start() not in soft)
    return sorted([*typed, *_lost(repaired)])


def _lost(repaired: Repaired) -> set[Span]:
    """The blanks that were line breaks."""
    source = repaired.source
    runs = [Span(*m.span()) for m in _RUN.finditer(source)]
    if len(_WIDE.findall(source)) <= max(_FEW, len(source.split()) // 20):  # doubled everywhere they tell nothing
        runs += (span for m in _HEADED.finditer(source) for span in _run_in(source, Span(*m.span(1))))
    found = {
        span for run in runs for span in [repaired.to_repaired(run)] if repaired.text[span.start : span.end].isspace()
    }
    if "\n" not in repaired.text:
        found.update(Span(*m.span()) for m in _BESIDE_SIGN.finditer(repaired.text))
    return found


def _run_in(source: str, line: Span) -> list[Span]:
    """The first blanks of a line with as many words before them as a headline has and as few behind them as a head has."""
    words = list(_WORD.finditer(source, line.start, line.end))
    for index in range(max(_HEADLINE, len(words) - _HEAD), len(words)):
        gap = Span(words[index - 1].end(), words[index].start())
        if 1 < gap.end - gap.start < 4 and ":" not in source[gap.end : line.end]:
            return [gap]
    return []


def _at_a_width(source: str) -> list[int]:
    """The offsets of the line breaks of a text that was broken at a fixed width: the next word would not have fitted.

    Where blank lines part the paragraphs all of them go, else those behind a full stop stay.
    """
    lines = [line.rstrip() for line in source.split("\n")]
    widest = max(map(len, lines))
    if widest > _WIDEST or len(lines) < _LEAST:
        return []
    parted = "" in lines[:-1]
    full, pairs, at = [], 0, -1
    for line, following in pairwise(lines):
        at = source.index("\n", at + 1)
        words = following.split(maxsplit=1)
        if not line or not words:
            continue
        pairs += 1
        if len(line) + 1 + len(words[0]) > widest:
            full.append((at, line[-1] in _ENDED))
    if len(full) < max(_LEAST, _FULL * pairs):
        return []
    return [at for at, ended in full if parted or not ended]


def _inside_a_sentence(text: str) -> set[int]:
    """The offsets of line breaks before and behind an element inside a sentence, which some crawlers put on a line of its own.

    Where half of the lines that are not ended show it by a mark or word that no line begins or ends with, all of them run on. A
    longer run of line breaks than this text has everywhere parts paragraphs.
    """
    runs = [*_RUN_OF_BREAKS.finditer(text)]
    usual = min((run.group().count("\n") for run in runs), default=0)
    edges = [0, *(edge for run in runs for edge in run.span()), len(text)]
    lines = [text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]
    shown, possible = set[int](), set[int]()
    element = False  # is this line an element whose other end is to be expected here?
    open_before = False  # is the line above not ended?
    for at, (line, following, third) in enumerate(zip(lines, lines[1:], [*lines[2:], ""], strict=False)):
        before, behind = line.split(), following.split()
        if (
            not before
            or not behind
            or _is_sign(line)
            or _SIGNED.match(behind[0])
            or runs[at].group().count("\n") > usual
        ):
            element = open_before = False
            continue
        ended = line.rstrip(' »”"')[-1:] in _ENDED
        closes = bool(_INNER.match(behind[0])) or (not ended and fold(behind[0]) in _LEANT_ON)
        leans = (
            before[-1][-1] in "«(“" or fold(before[-1]) in _LEANING or (not ended and _links(line, following, third))
        )
        if closes or leans or (element and not ended):
            shown.add(at)
        if closes and behind[0][0] != ":" and open_before:
            shown.add(at - 1)
        if not ended:
            possible.add(at)
        element = leans and len(behind) <= _ELEMENT
        open_before = not ended
    soft = shown | possible if len(shown) >= max(_SEVERAL, len(possible) // 2) else shown
    return {i for at in soft for i in range(*runs[at].span()) if text[i] == "\n"}


def _links(line: str, following: str, third: str) -> bool:
    """Is the following line a hashtag or a foreign name between two halves of a sentence?"""
    if len(following) > _LINK:
        return False
    linked = bool(_LINKED.fullmatch(following.strip())) and not _LINKED.fullmatch(line.strip()[-_LINK:])
    rest = third.split()
    return linked and len(rest) >= _REST and not _SIGNED.match(rest[0]) and rest[0][0] != "#" and rest[-1][-1] != ":"


def _is_sign(line: str) -> bool:
    return not any(sign.isalnum() for sign in line)
