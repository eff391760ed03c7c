"""Repaired → Token: the repaired text cut into words, marks and line breaks; verbs by their infinitive, words by one spelling."""

from naql.sentences.breaks import line_ends
from naql.sentences.tokens import Token, tokenise

__all__ = ["Token", "line_ends", "tokenise"]
