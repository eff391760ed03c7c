"""Tape → features: what the tagger sees of each token. A feature is `name=value`; training/statements.py learns what it means.

Nothing is said of a token's neighbours: the network reads those itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache

from naql.actors.features import kin
from naql.actors.keys import word_key
from naql.network import Features
from naql.sentences.classes import word
from naql.statements.cues import Found
from naql.statements.tape import Tape

Column = list[Features]  # some features of each token


@lru_cache(maxsize=3_000)
def _of_word(text: str) -> Features:
    key, shape, pos, _ = word(text)
    ends = (f"s3={key[-3:]}", f"s2={key[-2:]}", f"p3={key[:3]}", f"p2={key[:2]}")
    return (f"w={key}", *ends, f"c={shape}", f"t={pos}", *kin(word_key(text)))


@cache
def _of_mention(tag: str) -> Features:
    return (f"m={tag}",)


@cache
def _of_place(expression: str, own: bool) -> Features:
    return (f"x={expression}", f"own={own:d}")


def columns(tape: Tape, expressions: Iterable[Found]) -> tuple[Column, ...]:
    """The features of each token: of its word, of the mention it stands in, of the expression it belongs to and its sentence's voice.

    `expressions` are those of the table in the tape: they tell of cues that no annotated article holds.
    """
    tags = ["-"] * len(tape)
    for expression in expressions:
        for index in range(expression.first, expression.last):
            if tags[index] == "-":
                tags[index] = ("B" if index == expression.first else "I") + expression.kind
    return (
        [_of_word(text) for text in tape.texts],
        [_of_mention(tag) for tag in tape.mentions],
        [_of_place(tag, own) for tag, own in zip(tags, tape.own, strict=True)],
    )
