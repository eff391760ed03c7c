"""text → changes: what single characters need, whatever word they stand in (letters, digits, blanks, invisible signs).

The fold is one code point for one, so it moves nothing. Kept as they are: أ إ ؤ ئ ء ة ۀ and the vowel signs (they carry
meaning in Persian), ﷲ ﷺ ﷼ (signs of their own), line breaks and tabs.
"""

from __future__ import annotations

import re
import unicodedata

from naql.repair.changes import Change

# Letters of other alphabets that stand for a Persian one on the web: Arabic, Urdu, Kurdish and Pashto keyboards.
_LETTERS = {"ي": "ی", "ى": "ی", "ے": "ی", "ك": "ک", "ګ": "گ", "ڪ": "ک", "ہ": "ه", "ھ": "ه", "ە": "ه"}
_DIGITS = {chr(0x0660 + i): chr(0x06F0 + i) for i in range(10)}
_BLANKS = dict.fromkeys(map(chr, (0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)), " ")
_SIGNS = frozenset("ﷲﷴﷵﷶﷷﷸﷹﷺﷻ﷼﷽")


def _presentation_forms() -> dict[str, str]:
    """Positional glyph → the letters it draws, without the signs and without vowel signs drawn on a blank."""
    forms = {}
    for glyph in map(chr, (*range(0xFB50, 0xFDFE), *range(0xFE70, 0xFEFD))):
        letters = unicodedata.normalize("NFKC", glyph)
        if glyph not in _SIGNS and letters != glyph and " " not in letters:
            forms[glyph] = "".join(_LETTERS.get(c, c) for c in letters)
    return forms


_FORMS = _presentation_forms()
_LIGATURES = {glyph: letters for glyph, letters in _FORMS.items() if len(letters) > 1}
_FOLD = {**_LETTERS, **_DIGITS, **_BLANKS, **{g: letters for g, letters in _FORMS.items() if len(letters) == 1}}
_UNFOLDED = str.maketrans({g: letters for g, letters in _FOLD.items() if g not in "يك"})
RARE = "".join(map(chr, _UNFOLDED))  # what `fold` changes beside ي and ك
_RARE_CLASS = re.compile(f"[{RARE}]")
_FIX_OF = {**dict.fromkeys(_DIGITS, "digits"), **dict.fromkeys(_BLANKS, "spaces")}

LETTER = "\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06fa-\u06fc"
MARK = "\u064b-\u065f\u0670"
HALF_SPACE = "\u200c"
WORD = re.compile(f"([{LETTER}][{LETTER}{MARK}{HALF_SPACE}]*)")  # a group, so that split gives gap, word, gap, …
_STRETCHERS = frozenset("\u0640\u200d")
INVISIBLE = "\u00ac\u00ad\u200b\u200d-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_RUN = re.compile(f"[\u200c\u0640{INVISIBLE}]*[\u0640{INVISIBLE}][\u200c\u0640{INVISIBLE}]*|\u200c+")
UNSEEN = f"\u0640{INVISIBLE}{''.join(_LIGATURES)}"  # what `invisible` changes beside half-spaces
_OTHER_THAN_HALF_SPACE = re.compile(f"[{UNSEEN}]")
_EDGE_RIGHT, _EDGE_LEFT = r"\s.،؛؟!:…«»()\[\]\"", r"\s.،؛؟!:…«(\["
_LOOSE = re.compile(f"\u200c(?:\u200c+|(?=[{_EDGE_RIGHT}]|$)|(?<=[{_EDGE_LEFT}]\u200c)|(?<=^\u200c))", re.MULTILINE)
_TORN = re.compile(f"(?<=[{LETTER}][{LETTER}])\u200c(?=ه\u200c)")  # «پروژ‌ه‌ها»: a ه by itself ends the part before it
_LIGATURE = re.compile(f"[{''.join(_LIGATURES)}]")
_LETTER_OR_MARK = re.compile(f"[{LETTER}{MARK}{''.join(_LIGATURES)}]")


def fold(text: str) -> str:
    """The text with Persian letters, digits and plain blanks; as long as it was.

    >>> fold("وزير كشور")
    'وزیر کشور'
    """
    folded = common_fold(text)
    return folded.translate(_UNFOLDED) if _RARE_CLASS.search(folded) else folded


def common_fold(text: str) -> str:
    """The same of a text that holds none of RARE."""
    return text.replace("ي", "ی").replace("ك", "ک")


def fold_changes(text: str, folded: str) -> list[Change]:
    """The changes that `fold` made, one a character."""
    return [
        Change(i, i + 1, new, _FIX_OF.get(old, "letters"), 1.0)
        for i, (old, new) in enumerate(zip(text, folded, strict=True))
        if old != new
    ]


def invisible(text: str) -> list[Change]:
    """Tatweel, direction marks, soft hyphens and other signs without width; ligature glyphs are spelt out.

    Between two letters such a sign stands where a half-space was meant, save the tatweel and the joiner, which only
    stretch the word. A tatweel away from letters is a dash and stays; so does a joiner that ends an abbreviation or
    holds an emoji.

    >>> [(c.start, c.end, c.replacement) for c in invisible("گفته\\u200eها و کــار")]
    [(4, 5, '\\u200c'), (11, 13, '')]
    """
    if not _OTHER_THAN_HALF_SPACE.search(text):
        return half_spaces(text)
    spelt = [Change(m.start(), m.end(), _LIGATURES[m.group()], "letters", 1.0) for m in _LIGATURE.finditer(text)]
    return sorted([*spelt, *_cleared(text, _RUN)])


def half_spaces(text: str) -> list[Change]:
    """The same of a text that holds none of UNSEEN: half-spaces that are doubled, at an edge or tear a word."""
    return sorted(_cleared(text, _LOOSE)) if HALF_SPACE in text else []


def _cleared(text: str, runs: re.Pattern[str]) -> list[Change]:
    torn = _TORN.finditer(text) if "\u200cه\u200c" in text else ()
    found = [Change(m.start(), m.end(), "", "half-spaces", 0.95) for m in torn]
    changes = (_run_change(text, m.start(), m.end()) for m in runs.finditer(text))
    return found + [change for change in changes if change is not None]


def _behind_letter(text: str, at: int) -> bool:
    """Does a letter stand before a place?"""
    return at > 0 and _LETTER_OR_MARK.match(text, at - 1) is not None


def _run_change(text: str, start: int, end: int) -> Change | None:
    run = text[start:end]
    before = _behind_letter(text, start)
    after = _LETTER_OR_MARK.match(text, end) is not None
    if before and after:
        new = "" if set(run) <= _STRETCHERS else HALF_SPACE
    elif run.startswith("\u0640\u0640") and before and not after and not _behind_letter(text, start - 1):
        return None  # a dash behind the letter of a list («دــ فضیلت»)
    elif "\u0640" in run and not before and not after:
        return None
    else:
        new = "".join(c for c in run if c in "\u200d\u00ac")
    fix = "tatweel" if "\u0640" in run else "half-spaces" if set(run) == {HALF_SPACE} else "invisible"
    return Change(start, end, new, fix, 1.0) if new != run else None
