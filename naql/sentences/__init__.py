"""Repaired → Sentence, Token: the repaired text cut into sentences, each with its tokens.

A sentence never crosses a line break and is not cut inside a pair of quotation marks that closes on the same line.
"""

from __future__ import annotations

from typing import NamedTuple

from naql.sentences.tokens import Token, tokenise

__all__ = ["Sentence", "Token", "split_sentences", "tokenise"]


class Sentence(NamedTuple):
    """`tokens` without the line break; `line` counts the lines of the text from 0."""

    start: int
    end: int
    line: int
    tokens: tuple[Token, ...]


_FULL_STOPS = frozenset(".!?؟…")
_CLOSERS = frozenset('»”")')


def split_sentences(text: str) -> list[Sentence]:
    """The sentences of a repaired text, in order.

    >>> [s.tokens[0].text for s in split_sentences("او آمد. «رفت. نشست.» تمام.\\nوی گفت.")]
    ['او', '«', 'تمام', 'وی']
    """
    sentences: list[Sentence] = []
    line = 0
    row: list[Token] = []
    for token in tokenise(text):
        if token.text == "\n":
            sentences.extend(_sentences_of(row, line))
            line, row = line + 1, []
        else:
            row.append(token)
    sentences.extend(_sentences_of(row, line))
    return sentences


def _sentences_of(row: list[Token], line: int) -> list[Sentence]:
    found: list[Sentence] = []
    first, closes = 0, _closing(row)
    inside_until = -1
    for i, token in enumerate(row):
        inside_until = max(inside_until, closes.get(i, -1))
        ends = token.text[0] in _FULL_STOPS or (
            i > first and token.text in _CLOSERS and row[i - 1].text[0] in _FULL_STOPS
        )
        followed_by_closer = i + 1 < len(row) and row[i + 1].text in _CLOSERS
        if ends and i >= inside_until and not followed_by_closer:
            found.append(Sentence(row[first].start, token.end, line, tuple(row[first : i + 1])))
            first = i + 1
    if first < len(row):
        found.append(Sentence(row[first].start, row[-1].end, line, tuple(row[first:])))
    return found


def _closing(row: list[Token]) -> dict[int, int]:
    """For each opening « of the line the index of the » that closes it; an unclosed one has none."""
    closes: dict[int, int] = {}
    open_at: list[int] = []
    for i, token in enumerate(row):
        if token.text == "«":
            open_at.append(i)
        elif token.text == "»" and open_at:
            closes[open_at.pop()] = i
    return closes
