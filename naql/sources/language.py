"""text → Language: is it Persian? Decided by telling letters and small words (`data/languages.tsv`) in its beginning.

Persian is what remains: a text in Arabic letters that nothing gives to another language is taken as Persian, so that a
headline of three words passes. Dari is Persian here; Persian in Latin letters is not.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache
from typing import Literal, cast

from naql.lexicon import read_table

Language = Literal["fa", "ar", "ur", "ps", "ckb", "en", "other"]

_SAMPLE = 2000  # code points: some ten sentences; single headlines were already told right
_WORD = re.compile(r"[^\W\d_]+")
_MARKS = re.compile("[\u064b-\u0655\u0670\u0640]")  # vowel signs and tatweel would cut words into letters
# A word of the Koran, quoted: news does not write vowels.
VOWELLED = re.compile("\\w*(?:[\u064b-\u0655\u0670]\\w*){2,}")
_NOT_TEXT = re.compile(r"https?://\S+|www\.\S+|[@#]\w+|<[^>]{0,200}>")
_ARABIC_SHARE = 0.25  # of the letters: pages begin with Latin buttons, so less than half is enough
_FOREIGN = re.compile(
    "[\u0671-\u0677\u067b\u067f\u0680\u0683\u0684\u0687\u068b-\u0690\u06a3-\u06a8\u06ac\u06ae\u06b1-\u06b4\u06c7-\u06cb]"
)
_FOREIGN_WEIGHT = 1.5  # a letter of Sindhi, Uyghur, Jawi … weighs as much as one of Urdu
_ENOUGH = 4  # words that are left when quotations are put aside; with fewer the quotations are the text
_NEEDED = 1.3  # what a single loanword or name may bring against Persian is less


def language_of(text: str) -> Language:
    """The language of a text, by its first 2,000 code points; `other` where it holds no letters.

    >>> language_of("سخنگوی دولت: بودجه تصویب شد"), language_of("قال الوزير إن الطريق مفتوح")
    ('fa', 'ar')
    >>> language_of("وزیر نے کہا ہے کہ سڑک کھلی ہے"), language_of("وزیر وویل چې لار خلاصه ده")
    ('ur', 'ps')
    """
    sample = _NOT_TEXT.sub(" ", text[:_SAMPLE])
    unquoted = VOWELLED.sub("", sample)
    sample = _MARKS.sub("", unquoted if len(_WORD.findall(unquoted)) >= _ENOUGH else sample)
    words = _WORD.findall(sample.replace("\u200c", " "))
    arabic = sum(len(word) for word in words if "\u0600" <= word[0] <= "\u06ff" or word[0] >= "\ufb50")
    letters = sum(map(len, words))
    if not letters:
        return "other"
    if arabic < _ARABIC_SHARE * letters:
        return "en" if _latin_score(words) else "other"
    scores = _scores(words, sample)
    best = max(scores, key=lambda language: scores[language])
    return best if scores[best] >= scores["fa"] + _NEEDED else "fa"


def is_foreign(text: str) -> bool:
    """Is a text in Arabic letters surely not Persian? Costs next to nothing where no letter of another language stands in it.

    >>> is_foreign("وزیر نے کہا ہے کہ سڑک کھلی ہے"), is_foreign("وزیر گفت که راه باز است")
    (True, False)
    """
    return bool(_telling().search(text)) and language_of(text) not in ("fa", "en", "other")


def telling_letters() -> str:
    """The letters that Persian does not have and one of the other languages of the table does."""
    return "".join(entry for entry, language, _ in _weights()["letter"] if language != "fa")


@cache
def _telling() -> re.Pattern[str]:
    return re.compile(f"[{telling_letters()}]")


def _scores(words: list[str], sample: str) -> dict[Language, float]:
    weights = _weights()
    scores: dict[Language, float] = {"fa": 0.0, "other": _FOREIGN_WEIGHT * len(_FOREIGN.findall(sample))}
    counted = {"word": Counter(words), "letter": Counter(sample), "beginning": Counter(map(_beginning, words))}
    for kind, counts in counted.items():
        for entry, language, weight in weights[kind]:
            scores[language] = scores.get(language, 0.0) + weight * counts[entry]
    return scores


@lru_cache(maxsize=4_000)
def _beginning(word: str) -> str:
    """The beginning that tells Arabic, of a word long enough to have an article.

    >>> _beginning("والمدينة"), _beginning("البته"), _beginning("الان")
    ('وال', 'ال', '')
    """
    if len(word) < 5:
        return ""
    return next((entry for entry, _, _ in _weights()["beginning"] if word.startswith(entry)), "")


def _latin_score(words: list[str]) -> bool:
    """Whether small English words stand among the words: half as often as English has them, one in four."""
    english = {entry for entry, language, _ in _weights()["word"] if language == "en"}
    return sum(word.lower() in english for word in words) >= max(1, len(words) // 8)


@cache
def _weights() -> dict[str, list[tuple[str, Language, float]]]:
    weights: dict[str, list[tuple[str, Language, float]]] = {"letter": [], "word": [], "beginning": []}
    for row in read_table("languages"):
        weights[row["class"]].append((row["entry"], cast(Language, row["language"]), float(row["weight"])))
    return weights
