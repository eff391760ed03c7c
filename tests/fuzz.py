"""Reads damaged, spliced and made-up texts until time is up, and stops at the first that breaks a promise.

    python tests/fuzz.py --seconds 60 [--seed 7] [--corpus FILE.jsonl[.gz] …]

The promises: `read` never raises; every passage slices to its text; the record is
JSON and comes back the same; the repair can be undone; table and page can be drawn. A text that breaks one is made as
short as it can be and printed as a Python string, ready to become a case.
"""

from __future__ import annotations

import argparse
import io
import itertools
import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from rich.console import Console

import naql.pipeline
from naql.repair import repair
from naql.show.cli import json_line
from naql.show.page import write_page
from naql.show.terminal import table
from naql.sources import open_sources

EXAMPLES = Path(__file__).parent.parent / "examples"

PIECES = [
    *"«»\"'()[]{}<>&:؛،.!؟…-–—/\\|*#@٪%\n\t\r\x00\x0b\x1b\x85\u2028",
    *"\u200c\u200d\u200e\u200f\u202a\u202e\u2066\u2069\ufeff\u00a0\u00ad\u0640\u064b\u0651\u0654\u0670",
    *"يىكةۀﷲﻻﭘﮔ0٣۷",
    *["👈", "🔴", "👨‍👩‍👧", "🇮🇷", "\ud83d", "\udfff", "\U0010ffff", "\n\n\n", "   ", "\r\n", "« «", "» »"],
    *[" که ", "وی ", "{{ x }}", "[b]", ":\n", "گفت:"],
    *["<script>alert(1)</script>", "&zwnj;", "&#8204;", "https://x.example/?q=«آب»", "@Sepidar", "۱۴۰۴/۸/۱۲"],
    *["به گزارش ", " به نقل از ", "با بیان اینکه ", " ابراز نگرانی کرد", " را محکوم کرد", "ادامه داد", "رئیسجمهور"],
    *["The minister said", "قال الوزير إن", "وزیر نے کہا", "د چارو وزیر وویل", "سەرۆکی هەرێم وتی"],
]  # fmt: skip


def main() -> int:
    options = _options()
    rng = random.Random(options.seed)
    corpus = [article.text for article in open_sources([str(EXAMPLES), *options.corpus])]
    check(corpus[0])  # tables and weights are loaded now, not timed
    until, count, slowest = time.monotonic() + options.seconds, 0, 0.0
    while time.monotonic() < until:
        text = _damaged(rng, corpus)
        begun = time.perf_counter()
        if fault := check(text):
            shortest = _shortened(text, fault)
            print(f"after {count} texts (seed {options.seed}): {check(shortest)}\n{shortest!r}")
            return 1
        count, slowest = count + 1, max(slowest, (time.perf_counter() - begun) / (len(text) + 1000) * 1e6)
    print(f"{count} texts in {options.seconds} s (seed {options.seed}), no fault; slowest {slowest:.0f} µs a character")
    return 0


def check(text: str) -> str | None:
    """The first promise the text breaks, in one line, or null."""
    for promise in (_reads, _repairs):
        try:
            if fault := promise(text):
                return fault
        except Exception as error:
            where = _innermost(error)
            return f"{promise.__name__}: {type(error).__name__}: {str(error)[:200]} ({where})"
    return None


def passages(record: Any) -> Iterator[dict[str, Any]]:
    """Every {start, end, …} of a record, however deep."""
    if isinstance(record, dict):
        if isinstance(record.get("start"), int):
            yield record
        yield from itertools.chain.from_iterable(map(passages, record.values()))
    elif isinstance(record, list):
        yield from itertools.chain.from_iterable(map(passages, record))


def _reads(text: str) -> str | None:
    reading = naql.pipeline.read(text)
    record = reading.to_dict()
    for passage in passages(record):
        start, end = passage["start"], passage["end"]
        if not 0 <= start <= end <= len(reading.text):
            return f"out of the text: {passage}"
        if "text" in passage and reading.text[start:end] != passage["text"]:
            return f"does not slice to its text: {passage}"
    for statement in reading.statements:
        if not statement.content or any(piece.start == piece.end for piece in statement.content):
            return f"an empty content: {statement}"
    if json.loads(json_line(reading)) != record:
        return "JSON does not come back the same"
    Console(file=io.StringIO(), width=80).print(table(reading))
    write_page([reading], io.StringIO())
    return None


def _repairs(text: str) -> str | None:
    repaired = repair(text)
    return None if repaired.undo() == text else "the repair can't be undone"


def _damaged(rng: random.Random, corpus: list[str]) -> str:
    text = rng.choice(corpus) if rng.random() < 0.8 else ""
    if rng.random() < 0.5 and len(text) > 300:
        start = rng.randrange(len(text) - 200)
        text = text[start : start + rng.randrange(50, 1500)]
    for _ in range(rng.choice((1, 2, 5, 20, 100))):
        text = rng.choice(DAMAGES)(rng, text)
    return text


def _insert(rng: random.Random, text: str) -> str:
    at = rng.randint(0, len(text))
    return text[:at] + rng.choice(PIECES) * rng.choice((1, 1, 1, 2, 30)) + text[at:]


def _delete(rng: random.Random, text: str) -> str:
    at = rng.randint(0, len(text))
    return text[:at] + text[at + rng.choice((1, 1, 2, 10)) :]


def _replace(rng: random.Random, text: str) -> str:
    at = rng.randint(0, len(text))
    return text[:at] + rng.choice(PIECES) + text[at + 1 :]


def _drop_all(rng: random.Random, text: str) -> str:
    return text.replace(rng.choice(" \n\u200c«»:.،"), rng.choice(("", "", " ")))


def _swap(rng: random.Random, text: str) -> str:
    first, second = sorted(rng.randint(0, len(text)) for _ in range(2))
    return text[second:] + text[first:second] + text[:first]


DAMAGES: list[Callable[[random.Random, str], str]] = [_insert, _insert, _delete, _replace, _drop_all, _swap]


def _shortened(text: str, fault: str) -> str:
    """The text with everything cut away that the fault (of the same kind) does not need."""
    kind = fault[:30]
    size = len(text) // 2
    while size:
        at = 0
        while at < len(text):
            shorter = text[:at] + text[at + size :]
            if (check(shorter) or "").startswith(kind):
                text = shorter
            else:
                at += size
        size //= 2
    return text


def _innermost(error: BaseException) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--corpus", nargs="*", default=[], help="more texts to damage, as JSON Lines")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
