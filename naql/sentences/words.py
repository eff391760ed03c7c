"""Token → folded word: one spelling for what writers spell in several ways, used to look words up and never shown."""

from __future__ import annotations

# One letter for each group of look-alikes.
LOOK_ALIKES = {
    "ي": "ی", "ى": "ی", "ئ": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "أ": "ا", "إ": "ا", "ؤ": "و",
}  # fmt: skip
_DROPPED = "\u200c\u200d\u0640\u0621\u0654\u0655\u0670" + "".join(map(chr, range(0x64B, 0x653)))
_DIGITS = "0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹"
_FOLD = str.maketrans({**LOOK_ALIKES, **dict.fromkeys(_DROPPED, ""), **dict.fromkeys(_DIGITS, "0")})


def fold(word: str) -> str:
    """The word without half-spaces, tatweel and vowel signs, with one letter for each group of look-alikes; digits become 0.

    >>> fold("رئیس‌جمهور") == fold("رييسجمهور")
    True
    """
    return word.translate(_FOLD)


def phrase(words: str) -> tuple[str, ...]:
    """The words of a line, folded, in order.

    >>> phrase("به نقل از")
    ('به', 'نقل', 'از')
    """
    return tuple(map(fold, words.split()))


def folded(words: str) -> frozenset[str]:
    """The words of a line, folded.

    >>> sorted(folded("كه به"))
    ['به', 'که']
    """
    return frozenset(phrase(words))


def phrases(listed: str) -> frozenset[tuple[str, ...]]:
    """The words of each of the phrases that | parts, folded.

    >>> sorted(phrases("خبرنگار | به نقل از"))
    [('به', 'نقل', 'از'), ('خبرنگار',)]
    """
    return frozenset(map(phrase, listed.split("|")))
