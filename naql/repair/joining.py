"""two words with a blank between → features: does a half-space belong there?

Only a plausible pair is looked at: an affix on the right side of a word, a pair that also occurs with a half-space,
or two parts of which each builds compounds. All other pairs stay apart. Features are split into those of the left
word, of the right word and of the pair, so that the first two can be added up once a word.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log1p

from naql.repair.analysis import JOINING, Counts, Features

# What makes a verb of the participle before it: endings of the perfect and forms of «to be».
_COPULAS = frozenset(
    (
        "است",
        "اند",
        "ام",
        "ایم",
        "اید",
        "ای",
        "بود",
        "بودند",
        "بودم",
        "بودیم",
        "بودید",
        "باشد",
        "باشند",
        "باشم",
        "باشیم",
        "باشید",
        "نیست",
        "نیستند",
        "هست",
        "هستند",
        "نبود",
        "نبودند",
        "نباشد",
        "نباشند",
        "بوده",
        "نبوده",
        "شد",
    )
)
# A clause begins with these: the participle before them is a verb whose «است» is left out, as at the edge of a phrase.
_OPENERS = frozenset(("تا", "که", "اما", "ولی", "زیرا", "چون", "چراکه", "اگر", "مگر", "بلکه"))


@dataclass(frozen=True)
class Pairs:
    """How often two parts stand side by side, with a half-space and with a blank: clean text, news, dictionary.

    A pair is a string with «_» between the parts: a hundred thousand tuples would take as long to make as all other tables.
    """

    joined: dict[str, int]
    news_joined: dict[str, int]
    listed: set[str]
    spaced: dict[str, int]
    news_spaced: dict[str, int]

    def attested(self, left: str, right: str) -> bool:
        """Whether the two were ever seen with a half-space between them."""
        pair = pair_of(left, right)
        return pair in self.joined or pair in self.news_joined or pair in self.listed


def pair_of(left: str, right: str) -> str:
    """Two parts as `Pairs` has them."""
    return f"{left}_{right}"


def plausible(left: str, right: str, counts: Counts, pairs: Pairs) -> bool:
    """Whether the gap between two words is worth weighing at all."""
    kind = counts.affixes.get(left)
    affixed = counts.affixes.get(right) in ("suffix", "ending") or kind == "verb-prefix"
    if affixed or pairs.attested(left, right):
        return True
    as_tail = counts.tails.get(right, 0)
    # An ending closes its word: «خانه‌ات آباد» is no place.
    return kind != "ending" and (as_tail > 1 or (as_tail == 1 and left in counts.heads))


def left_features(word: str, counts: Counts) -> Features:
    """What the word before the gap says."""
    return {
        "bias": 1.0,
        "as-head": log1p(counts.heads.get(word, 0)),
        f"head:{word}": 1.0,
        "left-weight": counts.weight(word),
        "left-unknown": float(not counts.is_word(word)),
        "left-does-not-join": float(word[-1] not in JOINING),
    }


def right_features(word: str, counts: Counts) -> Features:
    """What the word behind the gap says."""
    return {
        "as-tail": log1p(counts.tails.get(word, 0)),
        f"tail:{word}": 1.0,
        "right-weight": counts.weight(word),
        "right-unknown": float(not counts.is_word(word)),
    }


def follower(right: str, after: str, counts: Counts) -> str:
    """What stands behind a participle: in «ثبت شده است» it is a verb and stays apart, in «سند ثبت‌شده» it is not.

    `after` is the word or ending behind it, empty at the edge of a phrase. Words that are no participle give "".
    """
    if right not in counts.participles:
        return ""
    return (
        "edge" if not after or after in _OPENERS else "verb" if after in _COPULAS else "and" if after == "و" else "word"
    )


def pair_features(left: str, right: str, followed_by: str, counts: Counts, pairs: Pairs) -> Features:
    """What the two say together; `followed_by` is from `follower`."""
    pair = pair_of(left, right)
    joined, news_joined = pairs.joined.get(pair, 0), pairs.news_joined.get(pair, 0)
    spaced, news_spaced = pairs.spaced.get(pair, 0), pairs.news_spaced.get(pair, 0)
    features = {
        "joined": log1p(joined),
        "joined-seen": float(joined > 0),
        "joined-listed": float(pair in pairs.listed),
        "joined-news": log1p(news_joined),
        "spaced": log1p(spaced),
        "spaced-seen": float(spaced > 0),
        "spaced-news": log1p(news_spaced),
        "odds": log1p(joined) - log1p(spaced),
        "odds-news": log1p(news_joined) - log1p(news_spaced),
        "glued-is-word": float(left + right in counts.listed),
    }
    if followed_by:
        features[f"participle-before:{followed_by}"] = 1.0
    kind = counts.affixes.get(right)
    if kind in ("suffix", "ending"):
        features |= _affixed(left, right, kind, counts)
    if counts.affixes.get(left) == "verb-prefix":
        features |= _verb(left, right, counts)
    return features


def _affixed(left: str, right: str, kind: str, counts: Counts) -> Features:
    final = left[-1] if left[-1] in "هی" else "joins" if left[-1] in JOINING else "no"
    return {
        f"affix:{right}": 1.0,
        f"{kind}-after:{final}": 1.0,
        f"affix:{right}-after:{final}": 1.0,
        f"affix:{right}-participle": float(left in counts.participles),
    }


def _verb(left: str, right: str, counts: Counts) -> Features:
    known = right in counts.verbs
    return {
        f"verb:{left}": float(known),
        "verb": float(known),
        f"verb-unknown:{left}": float(not known),
        f"verb-unknown-ending:{right[-1]}": float(not known),
    }
