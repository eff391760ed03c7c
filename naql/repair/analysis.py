"""word → readings: the ways a word without half-spaces can be cut into parts, each with the features that weigh it.

A reading is a tuple of parts; the half-spaces stand between them. Only a letter that joins to the next one can be
followed by a half-space that matters: after the others the shape of the word does not change, and clean text has none
there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import log1p

Parts = tuple[str, ...]
Features = dict[str, float]

JOINING = frozenset("بپتثجچحخسشصضطظعغفقکگلمنهیئ")
# Endings written without a half-space whatever stands before: -ی, -ان, -ش and their chains.
_UNSPACED_ENDINGS = frozenset(
    re.findall(
        r"\S+",
        "ی ان م ت ش یم ید ند یی مان تان شان یش یم یت یشان یمان یتان ات اتی ین ام اند ایم اید یست ست انی انش انشان انمان "
        "انتان انه ها های هایی هایش هایشان هایمان گی گان گانی تر ترین ه",
    )
)
# Those of them that are glued only to a letter that does not join: کارها, but سنت‌ها.
_APART = frozenset(["ها", "های", "هایی", "هایش", "هایشان", "هایمان", "تر", "ترین"])
_STRETCHED = re.compile(r"(.)\1\1")  # «خیلییی»: no part of it can be trusted
LONGEST = 30  # longer runs of letters are not words; keeps the work a word bounded


@dataclass(frozen=True)
class Counts:
    """What is known of words. Counts are of tokens; keys have Persian letters and no vowel signs.

    `clean` and `news` count words without half-space, `forms` and `news_forms` those with it, by their letters alone.
    """

    clean: Mapping[str, int]
    news: Mapping[str, int]
    forms: Mapping[str, Mapping[Parts, int]]
    news_forms: Mapping[str, Mapping[Parts, int]]
    listed: frozenset[str]  # words of the dictionary
    listed_forms: Mapping[str, Parts]
    verbs: frozenset[str]  # what may follow a verb prefix
    participles: frozenset[str]
    heads: Mapping[str, int]  # first parts of compounds: in how many
    tails: Mapping[str, int]
    affixes: Mapping[str, str]  # affix → class

    def is_word(self, word: str) -> bool:
        return word in self.listed or self.clean.get(word, 0) > 0 or self.news.get(word, 0) > 2

    def is_form(self, parts: Parts) -> bool:
        """Whether clean text or the dictionary has a word with its half-spaces."""
        letters = "".join(parts)
        return parts in self.forms.get(letters, ()) or self.listed_forms.get(letters) == parts

    def common(self, word: str) -> float:
        """How common a word is: its count in clean text, and less of that in news, which may be damaged."""
        return self.clean.get(word, 0) + 0.3 * self.news.get(word, 0)

    def weight(self, word: str) -> float:
        """How common a word is, on a log scale; a word of the dictionary is never unknown."""
        return log1p(self.common(word) + (0.5 if word in self.listed else 0.0))


def readings(word: str, counts: Counts) -> dict[Parts, Features]:
    """The readings of a word and their features; the word as it is always comes first, without any if it is alone."""
    whole = (word,)
    if len(word) > LONGEST or _STRETCHED.search(word):
        return {whole: {}}
    found: dict[Parts, Features] = {}
    for parts, features in _cuts(word, counts, 0):
        known = found.get(parts)
        if known is None:
            known = found[parts] = _evidence(word, parts, counts)
            if known.keys().isdisjoint(features):
                known.update(features)
                continue
        for name, value in features.items():
            known[name] = max(known.get(name, value), value)
    return {whole: _whole(word, counts), **found} if found else {whole: {}}


def _cuts(word: str, counts: Counts, depth: int) -> Iterator[tuple[Parts, Features]]:
    yield from _known(word, counts)
    yield from _prefixed(word, counts, depth)
    yield from _suffixed(word, counts, depth)
    yield from _compounds(word, counts)


def _known(word: str, counts: Counts) -> Iterator[tuple[Parts, Features]]:
    for source in (counts.forms, counts.news_forms):
        for parts in source.get(word, ()):
            yield parts, {"known": 1.0}
    listed = counts.listed_forms.get(word)
    if listed:
        yield listed, {"known": 1.0}


def _prefixed(word: str, counts: Counts, depth: int) -> Iterator[tuple[Parts, Features]]:
    for length in range(2, min(8, len(word) - 1)):
        prefix = word[:length]
        if counts.affixes.get(prefix) == "verb-prefix":
            rest = word[length:]
            if rest in counts.verbs:
                yield (prefix, rest), {"verb": 1.0, f"verb:{prefix}": 1.0}
                continue
            if len(rest) > 2 and rest[-1] in "دمی" and not _is_double(word, length, counts):
                yield (prefix, rest), {"verb-unknown": 1.0, f"verb-unknown:{prefix}:{rest[-2:]}": 1.0}
            if depth == 0:
                for parts, _ in _suffixed(rest, counts, 1):
                    if parts[0] in counts.participles:
                        yield (prefix, *parts), {"verb": 1.0, "verb+ending": 1.0}


def _is_double(word: str, prefix: int, counts: Counts) -> bool:
    """Whether two words of three letters and more make it up, as they do a double name («میرزاجواد»); not a verb and the next word.

    `prefix`: letters of what may be the verb's prefix.
    """
    return any(
        counts.is_word(word[:cut]) and counts.is_word(word[cut:]) and word[prefix:cut] not in counts.verbs
        for cut in range(3, len(word) - 2)
    )


def _suffixed(word: str, counts: Counts, depth: int) -> Iterator[tuple[Parts, Features]]:
    for length in range(1, min(8, len(word) - 1)):
        suffix = word[-length:]
        kind = counts.affixes.get(suffix)
        stem = word[:-length]
        if kind not in ("suffix", "ending") or stem[-1] not in JOINING:
            continue
        if kind == "ending" and len(stem) < 3 and word not in counts.forms:  # رهایم
            continue
        features = {f"suffix:{suffix}": 1.0, kind: 1.0}
        if kind == "ending":
            features[f"ending-after:{_final(stem)}"] = 1.0
        yield from _stems(stem, suffix, features, counts, depth)


def _stems(stem: str, suffix: str, features: Features, counts: Counts, depth: int) -> Iterator[tuple[Parts, Features]]:
    if counts.is_word(stem):
        features = {
            **features,
            **_known_as("stem", stem, counts),
            f"stem-weight:{suffix}": counts.weight(stem),
            f"stem-length:{min(len(stem), 5)}": 1.0,
        }
        plural = stem[:-1]  # بندهای: بنده‌ای, or the plural of بند, which needs no half-space
        if suffix == "ای" and stem[-1] == "ه" and plural[-1] not in JOINING and counts.is_word(plural):
            features |= {"rival": 1.0, "rival-weight": counts.weight(plural) - counts.weight(stem)}
        if stem in counts.participles:
            features[f"participle:{suffix}"] = 1.0
        if not (suffix == "هایم" and stem + "ه" in counts.participles):  # دریافتهایم: دریافته‌ایم
            yield (stem, suffix), features
    elif depth == 0 and len(stem) > 3:
        features = {**features, "stem-unknown": 1.0, f"stem-unknown-length:{min(len(stem), 7)}": 1.0}
        yield (stem, suffix), features
    if depth < 2 and len(stem) > 3:
        for parts, inner in _cuts(stem, counts, depth + 1):
            evidence = _evidence(stem, parts, counts)
            yield (*parts, suffix), {**features, **evidence, **inner, "nested": 1.0}


def _compounds(word: str, counts: Counts) -> Iterator[tuple[Parts, Features]]:
    for cut in range(2, len(word) - 1):
        if word[cut - 1] not in JOINING:
            continue
        head, tail = word[:cut], word[cut:]
        as_head, as_tail = counts.heads.get(head, 0), counts.tails.get(tail, 0)
        if not (as_head or as_tail) or tail in counts.affixes or not (as_head or counts.is_word(head)):
            continue
        inflected = not (as_tail or counts.is_word(tail))
        if inflected and not inflection(tail, counts)[0]:
            continue
        yield (
            (head, tail),
            {
                "compound": 1.0,
                "as-head": log1p(as_head),
                "as-tail": log1p(as_tail),
                "head-and-tail": log1p(min(as_head, as_tail)),
                **_known_as("head", head, counts),
                **_known_as("tail", tail, counts),
                "tail-inflected": float(inflected),
                "as-tail-stem": log1p(max([counts.tails.get(tail[:-n], 0) for n in _stem_cuts(tail)], default=0)),
                "listed-as-one": float(listed_as_one(word, counts)),
                f"head:{head}": 1.0,
                f"tail:{tail}": 1.0,
                f"shorter-part:{min(cut, len(tail), 4)}": 1.0,
            },
        )


def _stem_cuts(tail: str) -> Iterator[int]:
    """Lengths of the glued endings that a tail may have: کاران, گیری."""
    return (n for n in (1, 2, 3, 4) if len(tail) - n > 1 and tail[-n:] in _UNSPACED_ENDINGS)


def listed_as_one(word: str, counts: Counts) -> bool:
    """Whether the dictionary has the word, or the word before its glued ending, without a half-space."""
    if word in counts.listed:
        return True
    return any(word[:-n] in counts.listed for n in _stem_cuts(word))


def _known_as(role: str, word: str, counts: Counts) -> Features:
    """How well a part is known by itself."""
    clean, news = counts.clean.get(word, 0), counts.news.get(word, 0)
    return {
        f"{role}-clean": log1p(clean),
        f"{role}-news": log1p(news),
        f"{role}-listed": float(word in counts.listed),
        f"{role}-unseen": float(not clean and not news),
    }


def _final(stem: str) -> str:
    return stem[-1] if stem[-1] in "هی" else "other"


def _whole(word: str, counts: Counts) -> Features:
    clean, news = counts.clean.get(word, 0), counts.news.get(word, 0)
    features = {
        "whole-clean": log1p(clean),
        "whole-clean-seen": float(clean > 0),
        "whole-news": log1p(news),
        "whole-listed": float(word in counts.listed),
        "whole-verb": float(word in counts.verbs),
        "whole-subjunctive": float(word[:2] in ("بی", "نی") and word[2:3] == "ا" and word[2:] in counts.verbs),
        "whole-unknown": float(not counts.is_word(word)),
        f"whole-length:{min(len(word), 9)}": 1.0,
    }
    ending, weight = inflection(word, counts)
    if ending:
        features |= {
            "inflected": weight,
            f"inflected-weight:{ending}": weight,
            f"inflected:{ending}": 1.0,
            "inflected-listed": float(word[: -len(ending)] in counts.listed),
        }
    return features


def inflection(word: str, counts: Counts) -> tuple[str, float]:
    """The ending that is written glued, after the commonest word that it can follow; empty if there is none."""
    best, weight = "", 0.0
    for length in range(1, min(7, len(word) - 1)):
        ending = word[-length:]
        if ending not in _UNSPACED_ENDINGS or (ending in _APART and word[-length - 1] in JOINING):
            continue
        if counts.is_word(word[:-length]):
            found = counts.weight(word[:-length])
            if found > weight:
                best, weight = ending, found
    return best, weight


def _evidence(word: str, parts: Parts, counts: Counts) -> Features:
    """What is known of these very parts, written with a half-space or a blank between."""
    clean = counts.forms.get(word, {}).get(parts, 0)
    return {
        "form-clean": log1p(clean),
        "form-clean-seen": float(clean > 0),
        "form-news": log1p(counts.news_forms.get(word, {}).get(parts, 0)),
        "form-listed": float(counts.listed_forms.get(word) == parts),
        f"cuts:{len(parts)}": 1.0,
    }
