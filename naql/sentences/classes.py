"""Token → Word: what is known of a word form wherever it stands: folded spelling, classes in the tables, part of speech."""

from __future__ import annotations

import json
import unicodedata
from functools import cache
from typing import NamedTuple

from naql.lexicon import read_data, read_table
from naql.sentences.tokens import LINE_BREAK
from naql.sentences.verbs import forms
from naql.sentences.words import fold

STOPS = frozenset(".!؟…")
# «کشورمان» is the agency's own word: it says nothing of who speaks.
_WE = frozenset(("من", "ما", "مان", "خودم", "خودمان", "مردممان"))
_LINKS = frozenset(("با", "ضمن", "به", "در", "از", "بر"))


class Word(NamedTuple):
    """What is known of a word form wherever it stands."""

    key: str  # folded
    shape: str  # its classes joined by +, or what kind of mark it is
    pos: str  # commonest part of speech; U where none is known
    own: bool = False  # of the first person: ما, می‌کنیم


@cache
def word_classes() -> dict[str, str]:
    """Folded word → part of speech (see training/word_classes.py)."""
    grouped: dict[str, list[str]] = json.loads(read_data("sentences/word-classes.json.gz"))
    return {word: kind for kind, words in grouped.items() for word in words}


@cache
def _lexicon() -> dict[str, str]:
    """Folded word → the classes it has in the tables, joined by +."""
    classes: dict[str, set[str]] = {}

    def put(word: str, kind: str) -> None:
        classes.setdefault(fold(word), set()).add(kind)

    cues = read_table("cues")
    simple = {row["entry"]: "SAY" if row["class"] == "say" else "HOLD" for row in cues if row["kind"] == "verb"}
    for form, infinitive in forms().items():
        put(form, simple.get(infinitive, "LIGHT"))
    for row in cues:
        if row["kind"] in ("compound", "phrase"):  # «به نشر رساندن»: نشر
            put(next(part for part in row["entry"].split() if part not in _LINKS), "NOUN")
    for row in read_table("words"):
        put(row["entry"], row["class"])
    return {word: "+".join(sorted(kinds)) for word, kinds in classes.items()}


@cache
def word(text: str) -> Word:
    """The Word of a token's text; cached, since news repeats its words."""
    key = fold(text)
    first = text[0]
    if text == LINE_BREAK:
        return Word(text, "BREAK", "PUNCT")
    if len(text) == 1 and not text.isalnum():
        sign = unicodedata.category(text)[0] in "SMC" and text not in "+=<>|^`~$"
        return Word("☺" if sign else text, "SIGN" if sign else "P" + text, "PUNCT")
    if first in "@#":
        return Word(first, "HANDLE", "X")
    if text.startswith(("http", "www.")):
        return Word("http", "ADDRESS", "X")
    if key[:1] == "0":
        return Word("0", "NUMBER", "NUM")
    shape = "LATIN" if first.isascii() else _lexicon().get(key, "-")
    pos = word_classes().get(key, "U")
    conjugated = pos == "VERB" and (key.endswith("یم") or (len(key) > 3 and key.endswith("م")))
    return Word(key, shape, pos, conjugated or key in _WE)
