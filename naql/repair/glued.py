"""word → cut: two words typed without the blank between them («شدنداو», «درتهران»).

Only a word that is none, that no ending explains and that needs no half-space is looked at. The more common the two
words, the longer, and the less the first one's last letter joins (after ا د ر ز و the lack of a blank is not seen),
the surer.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from functools import cache
from math import log
from typing import NamedTuple

from naql.lexicon import read_table
from naql.repair.analysis import JOINING, LONGEST, Counts, inflection
from naql.repair.characters import HALF_SPACE

# Read by eye on words of 1,200 Fars and 450 crawled articles: from 20 on nearly all are two words, from 18 on most. From 16 on most
# are in a text whose lines and blanks a crawler has lost, and elsewhere names and adjectives («باانگیزه», «احمدحسین») are among them.
_SURE, _LIKELY, _POSSIBLE = 20.0, 18.0, 16.0
# A finite verb run into the word that opens the next sentence («شودرئیسی»): of 60 such words of three kinds of news
# that score more 59 are two words («دادخدا» is a name), the next below («دردنامه») is not. In damaged texts they are down to 14.
_RUN_ON, _POSSIBLE_RUN_ON = 15.5, 14.0
WELL_FOUNDED = 0.92  # how sure two words are that a verb and what follows it, or the rest of the text, tell apart
POSSIBLE = 0.5  # how sure two words are that are cut only in a damaged text
_COMMON = 4  # the least count of a word behind a verb that has its prefix («می‌شودعلی»)
_NUMBERS = ("دو", "سه")  # the short words that open a sentence («سه منبع آگاه …»)
_ENDINGS = ("اند", "است")  # behind a participle and a half-space
_COPULAS = frozenset(("است", "نیست"))
# Words that open a sentence and run into the verb before them («نکنیموی»): of 23 words in 12,263 news texts that look like that all
# are two.
_OPENERS = ("وی", "او", "این")
_SHORTEST = 3  # letters of such a verb, and of either word that the rest of the text tells apart
_BUILDS = 3  # compounds that a word comes last in, for it to be no word of its own
_TOLD_APART = 8  # letters of two words that both stand in the text by themselves


@cache
def _bound() -> frozenset[str]:
    return frozenset(row["entry"] for row in read_table("repair/bound"))


class Glued(NamedTuple):
    """Where the second of two words begins, and how sure that is."""

    cut: int
    confidence: float

    def is_damage(self, word: str) -> bool:
        """Whether a machine made it: nobody forgets the blank behind a letter that would join the next («استرئیسی»)."""
        return word[self.cut - 1] in JOINING


def is_one_word(word: str, counts: Counts) -> bool:
    """Whether the tables have a word, or an ending explains it."""
    return counts.is_form(tuple(word.split(HALF_SPACE))) if HALF_SPACE in word else _is_explained(word, counts)


def two_words(word: str, counts: Counts, settled: frozenset[str]) -> Glued | None:
    """How what is not one word is two, whatever else stands in the text, or None."""
    return (_run_on if HALF_SPACE in word else _glued)(word, counts, settled)


def may_be_two(word: str, counts: Counts) -> bool:
    """Whether what is not one word has two parts that a text may bear out."""
    return not all(_belong(word[:cut], word[cut:], counts) for cut in _cuts(word))


def borne_out(word: str, words: Container[str], counts: Counts) -> Iterator[Glued]:
    """How what is not one word may be two in a text where one of them or both stand among the words by themselves.

    What a crawler runs together is a heading and its lead («می‌کنندمهرعلیزاده», «استانفرماندار»): the words of the one come
    again in the other, and names that no table has are among them.
    """
    for cut in _cuts(word):
        left, right = word[:cut], word[cut:]
        on_left, on_right = left in words, right in words
        if not (on_left or on_right) or _belong(left, right, counts):
            continue
        joins = left[-1] in JOINING
        if on_right and _closes_heading(left, counts):
            yield Glued(cut, WELL_FOUNDED)
        if on_left and on_right and len(word) >= _TOLD_APART:
            yield Glued(cut, WELL_FOUNDED if joins else POSSIBLE)
        if joins and min(cut, len(word) - cut) > _SHORTEST:
            others = [other for there, other in ((on_left, right), (on_right, left)) if there]
            if any(other in counts.verbs or _is_explained(other, counts) for other in others):
                yield Glued(cut, POSSIBLE)


def _glued(word: str, counts: Counts, settled: frozenset[str]) -> Glued | None:
    """The two words a run of letters is made of, or None."""
    if not 5 <= len(word) <= LONGEST:
        return None
    opener = _before_opener(word, counts)
    if opener:
        return Glued(opener, WELL_FOUNDED)
    scores = [(_score(word[:cut], word[cut:], counts, settled), cut) for cut in range(2, len(word) - 1)]
    score, cut = max(scores)
    if score >= _SURE:
        return Glued(cut, 0.95)
    verb, end = max((score, cut) for score, cut in [(0.0, 0), *scores] if not cut or _ends_sentence(word[:cut], counts))
    if verb >= _RUN_ON:
        return Glued(end, WELL_FOUNDED)
    if score >= _LIKELY:
        return Glued(cut, 0.8)
    if verb >= _POSSIBLE_RUN_ON:
        return Glued(end, POSSIBLE)
    return Glued(cut, POSSIBLE) if score >= _POSSIBLE else None


def _run_on(word: str, counts: Counts, settled: frozenset[str]) -> Glued | None:
    """Where a verb with a half-space ends and the next word begins («می‌شودعلی», «کرده‌اندسه»), or None."""
    prefix, _, rest = word.partition(HALF_SPACE)
    ending = next((ending for ending in _ENDINGS if prefix in counts.participles and rest.startswith(ending)), "")
    follows = rest[len(ending) :]
    if ending and (len(follows) >= _SHORTEST or follows in _NUMBERS) and _begins(follows, counts, settled):
        return Glued(len(prefix) + 1 + len(ending), WELL_FOUNDED)
    if counts.affixes.get(prefix) != "verb-prefix" or rest in counts.verbs or not 5 <= len(rest) <= LONGEST:
        return None
    opener = _before_opener(rest, counts)
    if opener:
        return Glued(len(prefix) + 1 + opener, WELL_FOUNDED)
    for cut in range(len(rest) - 3, 1, -1):
        verb, next_word = rest[:cut], rest[cut:]
        ends = verb in counts.verbs and verb[-1] not in JOINING
        if ends and _begins(next_word, counts, settled):
            return Glued(len(prefix) + 1 + cut, WELL_FOUNDED)
    return None


def _begins(word: str, counts: Counts, settled: frozenset[str]) -> bool:
    """Whether a word of its own may begin behind a verb."""
    own = word in settled and word not in counts.affixes and word not in counts.verbs
    return own and counts.common(word) >= _COMMON


def _closes_heading(left: str, counts: Counts) -> bool:
    """Whether a verb that ends a sentence: a copula, the third person, any person behind «می‌»."""
    prefix, mark, verb = left.partition(HALF_SPACE)
    if mark:
        return counts.affixes.get(prefix) == "verb-prefix" and verb in counts.verbs
    return left in _COPULAS or _finite(left, counts)


def _cuts(word: str) -> Iterable[int]:
    """Where the second of two words may begin that the rest of a text tells apart."""
    return range(_SHORTEST, len(word) - _SHORTEST + 1) if len(word) <= LONGEST else ()


def _belong(left: str, right: str, counts: Counts) -> bool:
    """Whether the two are parts of one word: beside a half-space, an ending, or what comes last in compounds («جویی», «سازی»)."""
    if HALF_SPACE in (left[-1], right[0]) or left in _bound() or right in counts.affixes:
        return True
    stem = right[:-1] if right[-1] in "یه" else right
    return max(counts.tails.get(right, 0), counts.tails.get(stem, 0)) >= _BUILDS


def _is_explained(word: str, counts: Counts) -> bool:
    """Whether it is a word, or one with an ending."""
    return counts.is_word(word) or bool(inflection(word, counts)[0])


def _before_opener(word: str, counts: Counts) -> int:
    """Where the word begins that opens the next sentence behind a verb (نبودوی, نبریموی); 0 for none."""
    cut = next((len(word) - len(opener) for opener in _OPENERS if word.endswith(opener)), 0)
    verb = word[:cut]
    return cut if cut >= _SHORTEST and (verb in _COPULAS or _is_verb(verb, counts)) else 0


def _is_verb(word: str, counts: Counts) -> bool:
    """Whether a word is a form of a verb, with «ب» or «ن» before it or without."""
    return word in counts.verbs or (word[:1] in ("ب", "ن") and word[1:] in counts.verbs)


def _finite(word: str, counts: Counts) -> bool:
    """Whether a word may be the verb that ends a sentence, in the third person: شد, بگیرند, نشود."""
    return word[-1] == "د" and _is_verb(word, counts)


def _ends_sentence(word: str, counts: Counts) -> bool:
    """Whether it may be such a verb of any sort (گفت, است); too many nouns are for what the second word is to be anything."""
    return word in _COPULAS or _finite(word, counts) or (word[-1] == "ت" and _is_verb(word, counts))


def _score(left: str, right: str, counts: Counts, settled: frozenset[str]) -> float:
    if left not in settled or right not in settled or left in _bound() or right in counts.affixes:
        return 0.0
    common = [counts.common(word) for word in (left, right)]
    if min(common) < 1:
        return 0.0
    return sum(map(log, common)) + 2.0 * (left[-1] not in JOINING) + 0.5 * (min(len(left), 5) + min(len(right), 5))
