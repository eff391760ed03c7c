"""Cue → act: what a statement does, by the table of reporting expressions (data/cues.tsv)."""

from __future__ import annotations

from functools import cache

from naql.lexicon import read_table
from naql.sentences.verbs import forms
from naql.sentences.words import fold
from naql.statements.speakers import Draft
from naql.statements.tape import Tape

DEFAULT = "say"


@cache
def _acts() -> dict[tuple[str, ...], str]:
    """The folded words of a cue, verbs by their infinitive → act."""
    return {tuple(fold(part) for part in row["entry"].split()): row["class"] for row in read_table("cues")}


def act_of(tape: Tape, draft: Draft) -> str:
    """The act of the longest expression of the table whose words stand in the cue, in order; `say` where there is none."""
    if draft.cue is None:
        return DEFAULT
    keys = [fold(forms().get(key, key)) for key in tape.keys[draft.cue.first : draft.cue.last]]
    found = [(len(words), -start, act) for start in range(len(keys)) for words, act in _starting(keys[start]) if _follows(keys[start:], words)]
    return max(found)[2] if found else DEFAULT


@cache
def _by_first() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    grouped: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for words, act in _acts().items():
        grouped.setdefault(words[0], []).append((words, act))
    return grouped


def _starting(key: str) -> list[tuple[tuple[str, ...], str]]:
    return _by_first().get(key, [])


def _follows(keys: list[str], words: tuple[str, ...]) -> bool:
    """Do the words stand among the keys in order (an adverb may stand between)?"""
    rest = iter(keys)
    return all(word in rest for word in words)
