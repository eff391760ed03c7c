"""Repaired → Span: the blanks that stand where a line broke before a crawler joined the lines."""

from __future__ import annotations

import re

from naql.repair import Repaired
from naql.spans import Span

# Of 32 such runs in the annotated pages of other outlets none stands inside what somebody says; of 81 shorter ones 38 do.
_RUN = re.compile(r"(?<=\S)[^\S\n]{4,}(?=\S)")
# A post of which two lines were joined has two blanks between its headline and the head that follows («… بسته ماند  سخنگوی گمرک:»):
# 98 lines of 10,613 posts look like that, and 97 of them were broken there.
_HEADED = re.compile(r"^([^\n]*):[^\S\n]*\n", re.MULTILINE)
_WORD = re.compile(r"\S+")
_HEADLINE = 4  # words that a headline has at least
_HEAD = 15  # words that a head has at most
_PICTURE = "[\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\u2022\u2023\U0001f000-\U0001faff]"
# A post marks its lines by signs; its signature begins with a handle.
_BESIDE_SIGN = re.compile(rf"(?<=\S) (?={_PICTURE}\ufe0f? |@)|(?<={_PICTURE}) (?=\S)|(?<=\ufe0f) (?=\S)")


def lost_breaks(repaired: Repaired) -> list[Span]:
    """The blanks of a repaired text that were line breaks, in order, without overlap; spans of the repaired text.

    A page whose lines were joined has a long run of blanks between some of them. A post of which no line break is left still
    has the signs that its lines began with.

    >>> from naql.repair import repair
    >>> [span.start for span in lost_breaks(repair("🔹 وزیر راه: پل باز شد 🔹 شهردار: مبارک است"))]
    [1, 21, 23]
    >>> [span.start for span in lost_breaks(repair("پل بندر نو باز شد  وزیر راه:\\n🔹 کار تمام است"))]
    [17]
    """
    runs = [Span(*m.span()) for m in _RUN.finditer(repaired.source)]
    runs += (span for m in _HEADED.finditer(repaired.source) for span in _run_in(repaired.source, Span(*m.span(1))))
    found = {
        span for run in runs for span in [repaired.to_repaired(run)] if repaired.text[span.start : span.end].isspace()
    }
    if "\n" not in repaired.text:
        found.update(Span(*m.span()) for m in _BESIDE_SIGN.finditer(repaired.text))
    return sorted(found)


def _run_in(source: str, line: Span) -> list[Span]:
    """The first blanks of a line with as many words before them as a headline has and as few behind them as a head has."""
    words = list(_WORD.finditer(source, line.start, line.end))
    for index in range(max(_HEADLINE, len(words) - _HEAD), len(words)):
        gap = Span(words[index - 1].end(), words[index].start())
        if 1 < gap.end - gap.start < 4 and ":" not in source[gap.end : line.end]:
            return [gap]
    return []
