"""Tape → features: what the tagger sees of each token. A feature is a string `name=value`; training/statements.py weighs them.

The features of a word at a fixed distance are made once a word form and kept; only what depends on the place is made anew.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from naql.statements.cues import Found
from naql.statements.tape import LINE_BREAK, STOPS, Tape, word

_STEPS = (0, 1, 2, 3, 4, 7, 12, 25)
_TURNING = frozenset("P" + mark for mark in ':،؛«»"(')  # marks that tell where in the sentence one stands


@lru_cache(maxsize=12_000)
def _near(text: str) -> tuple[tuple[str, ...], ...]:
    """A word's features seen from itself and from the words 1 and 2 after and before it."""
    k, s, t = word(text)
    return (
        (f"w={k}", f"c={s}", f"s2={k[-2:]}", f"s3={k[-3:]}", f"p2={k[:2]}", f"t={t}"),
        (f"w-1={k}", f"c-1={s}", f"t-1={t}"),
        (f"w+1={k}", f"c+1={s}", f"t+1={t}"),
        (f"w-2={k}",),
        (f"w+2={k}",),
    )


def bucket(count: int) -> int:
    """A distance on the scale the tagger's features use: exact where small, the step below where large."""
    return _STEPS[bisect_right(_STEPS, count) - 1]


def token_features(tape: Tape, expressions: Sequence[Found]) -> Iterator[list[str]]:
    """A list of features for each token, in order; made as they are asked for, since those of a long text fill a memory.

    `expressions` are those of the table in the tape: they tell of cues that no annotated article holds.
    """
    near = [_near(text) for text in tape.texts]
    places = zip(_ahead(tape), _behind(tape), _of_expressions(tape, expressions), strict=True)
    for index, (ahead, behind, expression) in enumerate(places):
        row = _of_words(tape, near, index)
        row += _of_place(ahead, behind)
        row += expression
        yield row


def _of_expressions(tape: Tape, expressions: Sequence[Found]) -> Iterator[tuple[str, ...]]:
    """For each token which kind of expression stands there, begins next in its sentence, or began before."""
    tags = ["-"] * len(tape)
    for expression in expressions:
        for index in range(expression.first, expression.last):
            if tags[index] == "-":
                tags[index] = ("B" if index == expression.first else "I") + expression.kind
    ahead = _nearest(tape, tags, range(len(tape) - 1, -1, -1))[::-1]
    behind = _nearest(tape, tags, range(len(tape)))
    padded = ["", *tags, ""]
    for index, tag in enumerate(tags):
        yield (
            "x=" + tag,
            "x-=" + padded[index] + tag,
            "x+=" + tag + padded[index + 2],
            "xa=" + ahead[index],
            "xb=" + behind[index],
        )


def _nearest(tape: Tape, tags: Sequence[str], order: range) -> list[str]:
    """For each token, in that order, the kind of the expression passed last in its sentence and how far back it began."""
    found = []
    kind, far = "-", 0
    for index in order:
        if tape.shapes[index] == "BREAK" or tape.keys[index] in STOPS:
            kind, far = "-", 0
        found.append(f"{kind}{bucket(far)}")
        far += 1
        if tags[index][0] == "B":
            kind, far = tags[index][1:], 0
    return found


def _of_words(tape: Tape, near: list[tuple[tuple[str, ...], ...]], i: int) -> list[str]:
    last = len(near) - 1
    keys, pos, tags = tape.keys, tape.pos, tape.mentions
    row = list(near[i][0])
    before, after = "<", ">"
    row.append("m=" + tags[i])
    if i:
        before = pos[i - 1]
        row += near[i - 1][1]
        row += ("ww-=" + keys[i - 1] + "|" + keys[i], "m-=" + tags[i - 1])
    if i > 1:
        row += near[i - 2][3]
    if i < last:
        after = pos[i + 1]
        row += near[i + 1][2]
        row += ("ww+=" + keys[i] + "|" + keys[i + 1], "m+=" + tags[i + 1])
    if i < last - 1:
        row += near[i + 2][4]
    row.append("ttt=" + before + "|" + pos[i] + "|" + after)
    return row


Ahead = tuple[str, int, str, int]  # next cue word and how far, next turning mark and how far, in the sentence
Behind = tuple[str, int, str, int, int, int, int, str, int, str, int, str]


def _of_place(ahead: Ahead, behind: Behind) -> tuple[str, ...]:
    cue, far, mark, mark_far = ahead
    last, since, seen, seen_far, quoted, line, place, colon, full, outer, idle, opening = behind
    return (
        f"q={quoted}",
        "ac=" + cue,
        f"ad={cue != '-'}{bucket(far)}",
        f"am={mark}{bucket(mark_far)}",
        "bc=" + last,
        f"bd={last != '-'}{bucket(since)}",
        f"bm={seen}{bucket(seen_far)}",
        f"pl={min(line, 2)}/{bucket(place)}",
        f"co={colon}{min(full, 2)}",
        f"cc={colon}|{last}",
        f"cx={colon}|{cue != '-'}|{quoted}",
        f"ba={last}|{cue}",
        f"lb={outer}{opening}{min(idle, 4)}",
    )


def _ahead(tape: Tape) -> list[Ahead]:
    """For each token what comes after it in its sentence."""
    found: list[Ahead] = []
    keys, shapes = [*tape.keys, ""], [*tape.shapes, "BREAK", "BREAK"]
    cue, far, mark, mark_far = "-", 0, "BREAK", 0
    for i in range(len(tape) - 1, -1, -1):
        shape = shapes[i]
        if shape == "BREAK" or keys[i] in STOPS:
            cue, far, mark, mark_far = "-", 0, "BREAK" if shape == "BREAK" else "STOP", 0
        found.append((cue, far, mark, mark_far))
        far, mark_far = far + 1, mark_far + 1
        if shape in _TURNING:
            mark, mark_far = shape, 0
        named = _cue_word(keys, shapes, i)
        if named and (cue == "-" or named != keys[i] or shape != "NOUN"):
            cue, far = named, 0
    return found[::-1]


def _cue_word(keys: list[str], shapes: list[str], i: int) -> str:
    """How a token that may begin a cue is called: by its word, with `_` where it is complete and what introduces speech after it."""
    shape, following = shapes[i], shapes[i + 1]
    if "SAY" in shape or "HOLD" in shape:
        return keys[i] + _introduced(following)
    if "NOUN" in shape:
        if "LIGHT" in following or "SAY" in following:
            return keys[i] + "_" + _introduced(shapes[i + 2])
        if "preposition" in following or "complementiser" in following:
            return keys[i] + "_" + keys[i + 1]
        return keys[i]
    return ""


def _introduced(shape: str) -> str:
    return ":" if shape == "P:" else "که" if shape == "complementiser" else ""


def _behind(tape: Tape) -> list[Behind]:
    """For each token what stands before it: in its sentence, its line and the line before."""
    found: list[Behind] = []
    keys, shapes = [*tape.keys, ""], [*tape.shapes, "BREAK", "BREAK"]
    last, since, seen, seen_far, quoted, line, place, colon, full = "-", 0, "BREAK", 0, 0, 0, 0, "-", 0
    outer, idle, opening, spoken = "-", 9, "w", False
    for i, (shape, following) in enumerate(pairwise(shapes[:-1])):
        found.append((last, since, seen, seen_far, quoted, line, place, colon, full, outer, idle, opening))
        if shape == "BREAK":
            outer = ("Q" if quoted else "") + (colon if colon != "-" else "c" if spoken else "-")
            outer += "E" if seen == "P:" and seen_far == 0 else ""
            idle = 0 if spoken or colon != "-" else idle + 1
            line += bool(i) and keys[i - 1] != LINE_BREAK
            last, since, seen, seen_far, quoted, place, colon, full, spoken = "-", 0, "BREAK", 0, 0, 0, "-", 0, False
            opening = following if following in ("SIGN", "BREAK", "HANDLE", "P-", "P•", "P«") else "w"
            continue
        place += 1
        if keys[i] in STOPS:
            last, since, seen, seen_far, full = "-", 0, "STOP", 0, full + 1
            continue
        since, seen_far = since + 1, seen_far + 1
        if shape in _TURNING:
            seen, seen_far = shape, 0
            quoted = 1 if shape == "P«" else 0 if shape == "P»" else 1 - quoted if shape == 'P"' else quoted
        if shape == "P:":
            colon, full = _colon(shapes[i - 1] if i else "BREAK", place), 0
        named = _cue_word(keys, shapes, i)
        if named:
            last, since = named.rstrip(":که") if named.endswith((":", "که")) else named, 0
            spoken = spoken or named != keys[i] or "NOUN" not in shape
    return found


def _colon(before: str, place: int) -> str:
    """What a colon closes: a verb (V), a short head (H), or something else (O)."""
    return "V" if any(kind in before for kind in ("SAY", "HOLD", "LIGHT")) else "H" if place < 12 else "O"
