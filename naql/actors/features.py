"""Token → features: what the tagger sees of each token, made once a word and kept.

A feature is a short string; its first letter says of which neighbour it speaks (`=` the token, `<` `>` the ones before and
after, `{` `}` two away). The features of a word do not depend on where it stands, so they are cached by word; only pairs
of words, names of several words and what the rest of the article says are added token by token.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

from naql.actors.keys import word_key
from naql.actors.titles import classes
from naql.lexicon import read_data
from naql.sentences import Token

Features = tuple[str, ...]
_BREAK = "\n"
_MARKS = {"«": "(", "»": ")", '"': '"', "“": "(", "”": ")", "؛": ";", "،": ",", ",": ",", "!": ".", "؟": ".", "…": "."}


@cache
def gazetteer() -> tuple[dict[str, str], dict[str, int]]:
    """Names (keys joined by blanks) → classes joined by blanks, and first words → length of the longest name so begun."""
    labels: dict[str, str] = {}
    longest: dict[str, int] = {}
    for line in read_data("actors/gazetteer.txt.gz").decode().splitlines():
        label, _, name = line.partition("\t")
        labels[name] = f"{labels[name]} {label}" if name in labels else label
        first, _, rest = name.partition(" ")
        longest[first] = max(longest.get(first, 0), rest.count(" ") + 2 if rest else 1)
    return labels, longest


@cache
def word_table() -> dict[str, tuple[str, Features]]:
    """Words → what parts of speech they can be, and the clusters in which they stand, coarse to fine.

    A cluster holds words that stand between the same words; `-` says that a word is too rare to have one.
    """
    found: dict[str, tuple[str, Features]] = {}
    for line in read_data("actors/words.txt.gz").decode().split("\n"):
        word, part, coarse, middle, fine = line.split("\t")
        found[word] = f"o{part}", (f"ca{coarse}", f"cb{middle}", f"cc{fine}")
    return found


_UNKNOWN = ("o?", ("ca-",))


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


@lru_cache(maxsize=12_000)  # words enough for a few hundred articles; each takes some 4 kB
def word_features(word: str) -> tuple[str, Features, Features, Features, Features, Features]:
    """The key of a word and what is said of it where it stands, of it as one before, after, two before, two after."""
    if word == _BREAK:
        return "\\n", ("=\\n",), ("<\\n",), (">\\n",), ("{\\n",), ("}\\n",)
    key = word_key(word)
    form = shape(word, key)
    name = form or key
    seen = [name]
    near = [name]
    far = [name]
    if not form:
        labels = gazetteer()[0].get(key, "")
        known = [f"g:{label}" for label in labels.split()] + [f"h:{label}" for label in sorted(classes(key))]
        seen += [f"p{key[:2]}", f"p{key[:3]}", f"s{key[-2:]}", f"s{key[-3:]}", f"l{min(len(key), 7)}", *known]
        if len(key) > 4:
            seen += [f"p{key[:4]}", f"s{key[-4:]}"]
        if "\u200c" in word:
            seen.append(f"z{word_key(word.rpartition(chr(0x200C))[2])}")
        part, groups = word_table().get(key, _UNKNOWN)
        seen += (part, *groups)
        near += (part, *groups)
        near += [f"s{key[-2:]}", f"p{key[:3]}", *known]
        far.append(part)
    both = tuple(seen), tuple(near)
    return (
        name,
        tuple(f"={f}" for f in both[0]),
        tuple(f"<{f}" for f in both[1]),
        tuple(f">{f}" for f in both[1]),
        tuple(f"{{{f}" for f in far),
        tuple(f"}}{f}" for f in far),
    )


def features(tokens: Sequence[Token]) -> list[list[str]]:
    """For each token its features, in the order of the tokens."""
    words = [word_features(token.text) for token in tokens]
    edge = word_features(_BREAK)
    padded = [edge, edge, *words, edge, edge]
    rows: list[list[str]] = []
    for i in range(2, len(padded) - 2):
        before, at, after = padded[i - 1], padded[i], padded[i + 1]
        row = [*at[1], *before[2], *after[3], *padded[i - 2][4], *padded[i + 2][5]]
        row.append(f"a{before[0]}|{at[0]}")
        row.append(f"b{at[0]}|{after[0]}")
        rows.append(row)
    _add_names([word[0] for word in words], rows)
    return rows


def _add_names(keys: list[str], rows: list[list[str]]) -> None:
    """Marks the words of names of the gazetteer that have several words: where in the name they stand and its class."""
    known, longest = gazetteer()
    i = 0
    while i < len(keys):
        step = 1
        for length in range(min(longest.get(keys[i], 0), len(keys) - i), 1, -1):
            labels = known.get(" ".join(keys[i : i + length]))
            if labels:
                for label in labels.split():
                    rows[i].append(f"G{label}B")
                    for k in range(i + 1, i + length):
                        rows[k].append(f"G{label}I")
                step = length
                break
        i += step
