"""text → Token: words keep their half-spaces, everything else is a token of its own; line breaks are tokens too."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

LINE_BREAK = "\n"


class Token(NamedTuple):
    """A word, number, mark, address, emoji or line break of the repaired text, with its code-point offsets.

    Whatever breaks a line is «\\n»; a break that a crawler lost is empty.
    """

    start: int
    end: int
    text: str


# What stands apart from the word before, however it is typed: «به‌گفتهٔ», «بیان‌اینکه», «براینکه».
_TOLD = "(?:گفت|نقل|گزارش|نوشت|اعتقاد|عقید|باور|ادعا|روایت|استناد|اذعان)"
_THAT = "اینکه\\b"
_TOKEN = re.compile(
    rf"""
      https?://[^\s«»"<>]+ | www\.[^\s«»"<>]+           # addresses
    | [\w.+-]+@[\w-]+\.[\w.]+                           # mail
    | [@#]\w[\w\u200c]*                                 # handles and hashtags
    | \d+(?:[.,٫٬/:]\d+)*[%٪]?                          # 1,200  3.5  12:30  1400/5/2
    | به(?=\u200c+{_TOLD})
    | (?:بیان|به|ضمن|علاوه\u200cبر)(?=\u200c+{_THAT}) | بر(?=\u200c*{_THAT})
    | (?:(?!\d)\w)[\w\u064b-\u0655\u0670]*(?:\u200c+[\w\u064b-\u0655\u0670]+)*  # a word with its half-spaces
    | [\n\v\f\x85\u2028\u2029] | \r(?!\n)             # line breaks
    | \.{{2,}}|…|<<|>>
    | (?!\u200c+(?:{_TOLD}|{_THAT}))[^\w\s]
    """,
    re.VERBOSE,
)


def tokenise(text: str) -> list[Token]:
    """The tokens of a text, in order; blanks between them are dropped, line breaks are kept. «به‌گفتهٔ» is two tokens, like «به گفتهٔ».

    >>> [t.text for t in tokenise("به‌گفتهٔ وی")]
    ['به', 'گفتهٔ', 'وی']
    >>> [t.text for t in tokenise("عمل\u200cِ او")]  # a sign behind the half-space, as some typists leave it
    ['عمل\u200cِ', 'او']
    >>> [t.text for t in tokenise("وی گفت: «می‌آییم.»")]
    ['وی', 'گفت', ':', '«', 'می‌آییم', '.', '»']
    """
    return [
        Token(m.start(), m.end(), LINE_BREAK if (found := m.group()).isspace() else found)
        for m in _TOKEN.finditer(text)
    ]


def starts(tokens: Iterable[Token]) -> list[int]:
    """Where each token begins, to be searched by bisection: an empty line break counts as before the word it parts off.

    >>> starts([Token(0, 2, "به"), Token(2, 2, "\\n"), Token(2, 4, "پل")])
    [0, 1, 2]
    """
    return [start - (start == end) for start, end, _ in tokens]
