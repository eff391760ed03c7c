"""Token → features: what the tagger of names sees of each token; its neighbours the network reads itself."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

from naql.actors.keys import word_key
from naql.actors.titles import classes
from naql.lexicon import loaded_once, read_data
from naql.network import Features
from naql.sentences import Token

_HALF_SPACE = "\u200c"
_BREAK = "\n"
_MARKS = {"«": "(", "»": ")", '"': '"', "“": "(", "”": ")", "؛": ";", "،": ",", ",": ",", "!": ".", "؟": ".", "…": "."}


@cache
def gazetteer() -> tuple[dict[str, str], dict[str, int]]:
    """Names (keys joined by blanks) → classes joined by blanks; first words of names of several → length of the longest so begun."""
    labels: dict[str, str] = {}
    longest: dict[str, int] = {}
    for line in read_data("actors/gazetteer.txt.gz").decode().splitlines():
        label, *names = line.split("\t")
        for name in names:
            labels[name] = f"{labels[name]} {label}" if name in labels else label
            first, several, rest = name.partition(" ")
            if several:
                longest[first] = max(longest.get(first, 0), rest.count(" ") + 2)
    return labels, longest


def is_place(name: str) -> bool:
    """Does the gazetteer know a name (keys joined by blanks) as a state, a region, a capital or a town of Iran?"""
    return not _PLACES.isdisjoint(gazetteer()[0].get(name, "").split())


_PLACES = frozenset({"country", "region", "capital", "iran-city"})


@loaded_once
def word_table() -> dict[str, Features]:
    """Key of a word → `o` and the parts of speech it can have; and the clusters in which it stands, coarse to fine.

    A cluster holds words that stand between the same words; `-` says that a word is too rare to have one.
    """
    lines = (line.partition("\t") for line in read_data("actors/words.txt.gz").decode().split("\n"))
    return {word: _kind(kind) for word, _, kind in lines}


@cache  # words of one kind share their features
def _kind(kind: str) -> Features:
    part, coarse, middle, fine = kind.split("\t")
    return (f"o{part}", f"ca{coarse}", f"cb{middle}", f"cc{fine}")


def kin(key: str) -> Features:
    """What the table of words knows of a word, by its key.

    >>> kin("گفت")[0]
    'ov'
    """
    return word_table().get(key, _UNKNOWN)


_UNKNOWN = ("o?", "ca-")


def shape(word: str, key: str) -> str:
    """Numbers by what they may be, Latin words and marks by kind; a Persian word has the shape ''."""
    if key.isdecimal():
        if len(key) == 4:
            return "year-jalali" if key[:2] in ("13", "14") else "year" if key[:2] in ("19", "20") else "0000"
        return "day" if len(key) < 3 and int(key) < 32 else f"digits{min(len(key), 5)}"
    if key[0].isdigit():
        return "clock" if ":" in key else "fraction" if key[-1] in "%٪" else "number"
    if key.isascii():
        return "latin" if key[0].isalpha() else key[0]
    return "" if key[0].isalpha() else _MARKS.get(word, "mark")


@lru_cache(maxsize=3_000)  # the commonest words; more cost memory and gain no time
def _of_word(word: str) -> Features:
    if word == _BREAK:
        return ("\\n",)
    key = word_key(word)
    form = shape(word, key)
    if form:
        return (form,)
    known = [f"g:{label}" for label in gazetteer()[0].get(key, "").split()]
    known += [f"h:{label}" for label in sorted(classes(key))]
    edges = [f"p{key[:n]}" for n in (2, 3, 4)] + [f"s{key[-n:]}" for n in (1, 2, 3, 4)]
    joined = [f"z{word_key(word.rpartition(_HALF_SPACE)[2])}"] if _HALF_SPACE in word else []
    return (f"={key}", *edges, f"l{min(len(key), 7)}", *known, *joined, *kin(key))


def columns(tokens: Sequence[Token]) -> tuple[list[Features], list[Features]]:
    """The features of each token: of its word, and of the names of the gazetteer it stands in."""
    return [_of_word(token.text) for token in tokens], _of_names([word_key(token.text) for token in tokens])


def _of_names(keys: Sequence[str]) -> list[Features]:
    """Where in a name of the gazetteer that has several words a token stands, and which classes the name has."""
    known, longest = gazetteer()
    found: list[Features] = [()] * len(keys)
    at = 0
    while at < len(keys):
        step = 1
        for length in range(min(longest.get(keys[at], 0), len(keys) - at), 1, -1):
            labels = known.get(" ".join(keys[at : at + length]))
            if labels:
                found[at] = tuple(f"G{label}B" for label in labels.split())
                found[at + 1 : at + length] = [tuple(f"G{label}I" for label in labels.split())] * (length - 1)
                step = length
                break
        at += step
    return found
