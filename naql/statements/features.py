"""Tape → features: what the tagger sees of each token. A feature is `name=value` in UTF-8; training/statements.py weighs them.

What is said of a word form at a fixed distance, and of a place, repeats itself all day: it is made once, encoded, and kept.
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


Features = tuple[bytes, ...]


def _encoded(*features: str) -> Features:
    return tuple([feature.encode() for feature in features])


@lru_cache(maxsize=12_000)
def _near(text: str) -> tuple[Features, ...]:
    """A word's features seen from itself and from the words 1 and 2 after and before it."""
    k, s, t, _ = word(text)
    return (
        _encoded(f"w={k}", f"c={s}", f"s2={k[-2:]}", f"s3={k[-3:]}", f"p2={k[:2]}", f"t={t}"),
        _encoded(f"w-1={k}", f"c-1={s}", f"t-1={t}"),
        _encoded(f"w+1={k}", f"c+1={s}", f"t+1={t}"),
        _encoded(f"w-2={k}"),
        _encoded(f"w+2={k}"),
    )


def bucket(count: int) -> int:
    """A distance on the scale the tagger's features use: exact where small, the step below where large."""
    return _STEPS[bisect_right(_STEPS, count) - 1]


def token_features(tape: Tape, expressions: Sequence[Found]) -> Iterator[list[bytes]]:
    """A list of features for each token, in order; made as they are asked for, since those of a long text fill a memory.

    `expressions` are those of the table in the tape: they tell of cues that no annotated article holds.
    """
    near = [_near(text) for text in tape.texts]
    places = zip(_ahead(tape), _behind(tape), _voices(tape), _of_expressions(tape, expressions), strict=True)
    for index, (ahead, behind, voice, expression) in enumerate(places):
        row = _of_words(tape, near, index)
        row += _of_place(ahead, behind, voice)
        row += expression
        yield row


def _of_expressions(tape: Tape, expressions: Sequence[Found]) -> Iterator[Features]:
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
        yield _of_tags(padded[index], tag, padded[index + 2]) + _of_nearest(ahead[index], behind[index])


@lru_cache(maxsize=2_000)
def _of_tags(before: str, tag: str, after: str) -> Features:
    return _encoded("x=" + tag, "x-=" + before + tag, "x+=" + tag + after)


@lru_cache(maxsize=4_000)
def _of_nearest(ahead: str, behind: str) -> Features:
    return _encoded("xa=" + ahead, "xb=" + behind)


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


def _of_words(tape: Tape, near: list[tuple[Features, ...]], i: int) -> list[bytes]:
    last = len(near) - 1
    keys, pos, tags = tape.keys, tape.pos, tape.mentions
    row = list(near[i][0])
    row += _of_mentions(tags[i - 1] if i else "", tags[i], tags[i + 1] if i < last else "")
    row += _of_kinds(pos[i - 1] if i else "<", pos[i], pos[i + 1] if i < last else ">")
    if i:
        row += near[i - 1][1]
        row.append(f"ww-={keys[i - 1]}|{keys[i]}".encode())
    if i > 1:
        row += near[i - 2][3]
    if i < last:
        row += near[i + 1][2]
        row.append(f"ww+={keys[i]}|{keys[i + 1]}".encode())
    if i < last - 1:
        row += near[i + 2][4]
    return row


@lru_cache(maxsize=4_000)
def _of_mentions(before: str, tag: str, after: str) -> Features:
    return _encoded("m=" + tag, *["m-=" + before] * bool(before), *["m+=" + after] * bool(after))


@lru_cache(maxsize=4_000)
def _of_kinds(before: str, kind: str, after: str) -> Features:
    return _encoded(f"ttt={before}|{kind}|{after}")


Ahead = tuple[str, int, str, int]  # next cue word and how far, next turning mark and how far, in the sentence
Behind = tuple[str, int, str, int, int, int, int, str, int, str, int, str]


def _of_place(ahead: Ahead, behind: Behind, voice: str) -> Features:
    cue, far, mark, mark_far = ahead
    last, since, seen, seen_far, quoted, line, place, colon, full, outer, idle, opening = behind
    return (
        _of_cue("a", cue, bucket(far))
        + _of_mark("a", mark, bucket(mark_far))
        + _of_cue("b", last, bucket(since))
        + _of_mark("b", seen, bucket(seen_far))
        + _of_turn(colon, last, cue, quoted)
        + _of_line(colon, quoted, min(line, 2), bucket(place), min(full, 2))
        + _of_lines(outer, opening, min(idle, 4))
        + _of_voice(voice, colon, min(full, 2))
    )


@lru_cache(maxsize=8_000)
def _of_cue(side: str, cue: str, far: int) -> Features:
    return _encoded(f"{side}c={cue}", f"{side}d={cue != '-'}{far}")


@lru_cache(maxsize=2_000)
def _of_mark(side: str, mark: str, far: int) -> Features:
    return _encoded(f"{side}m={mark}{far}")


@lru_cache(maxsize=8_000)
def _of_turn(colon: str, last: str, cue: str, quoted: int) -> Features:
    return _encoded(f"cc={colon}|{last}", f"cx={colon}|{cue != '-'}|{quoted}", f"ba={last}|{cue}")


@lru_cache(maxsize=2_000)
def _of_line(colon: str, quoted: int, line: int, place: int, full: int) -> Features:
    return _encoded(f"q={quoted}", f"pl={line}/{place}", f"co={colon}{full}")


@lru_cache(maxsize=2_000)
def _of_lines(outer: str, opening: str, idle: int) -> Features:
    return _encoded(f"lb={outer}{opening}{idle}")


@lru_cache(maxsize=2_000)
def _of_voice(voice: str, colon: str, full: int) -> Features:
    return _encoded("fp=" + voice, f"fpc={voice}|{colon}{full}")


def _voices(tape: Tape) -> Iterator[str]:
    """For each token whether its sentence, and the one before it in the line, is told in the first person, as speech often is."""
    before = "-"
    for index, own in enumerate(tape.own):
        yield f"{own:d}{before}"
        if tape.shapes[index] == "BREAK":
            before = "-"
        elif tape.keys[index] in STOPS:
            before = f"{own:d}"


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
