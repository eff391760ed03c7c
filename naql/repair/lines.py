"""line → Line: repairs one line of plain text or of JSON Lines; many lines on several processes, in order."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Any

from naql.repair import Mode, Repaired, repair

_BATCH = 200  # lines a process takes at once
_AHEAD = 3  # batches a process may be ahead of the writing: bounds the memory


@dataclass(frozen=True)
class Job:
    """How lines are to be repaired: `field` and `edits` are names of fields of a JSON row, None for plain text."""

    mode: Mode = "careful"
    field: str | None = None
    edits: str | None = None
    explain: bool = False


@dataclass(frozen=True)
class Line:
    """A repaired line with its line break, how many edits it took, what explains them, and what could not be read."""

    text: str
    edits: int
    reasons: tuple[str, ...] = ()
    note: str | None = None


def repair_line(line: str, job: Job) -> Line:
    """One line repaired; a line that cannot be read comes back as it is, with a note.

    >>> repair_line('{"id": 7, "text": "می رود"}\\n', Job(field="text")).text
    '{"id": 7, "text": "می\\u200cرود"}\\n'
    """
    body = line.rstrip("\r\n")
    end = line[len(body) :]
    if job.field is None:
        repaired = repair(body, mode=job.mode)
        return _line(repaired.text + end, repaired, job)
    if not body:
        return Line(line, 0)
    try:
        row = json.loads(body)
    except json.JSONDecodeError as error:
        return Line(line, 0, note=f"no JSON ({error.msg} at character {error.pos + 1}); left as it is")
    text = row.get(job.field) if isinstance(row, dict) else None
    if not isinstance(text, str):
        return Line(line, 0, note=f"no text in field {job.field!r}; left as it is")
    repaired = repair(text, mode=job.mode)
    if repaired.text == text and job.edits is None:
        return Line(line, 0)
    return _line(json.dumps(_with(row, repaired, job), ensure_ascii=False) + end, repaired, job)


def repair_lines(lines: Iterable[str], job: Job, jobs: int = 1) -> Iterator[Line]:
    """The lines repaired, in order, with a bounded number of them in memory."""
    if jobs == 1:
        yield from (repair_line(line, job) for line in lines)
        return
    source = iter(lines)
    waiting: deque[Future[list[Line]]] = deque()
    with ProcessPoolExecutor(jobs) as pool:
        while batch := list(islice(source, _BATCH)):
            waiting.append(pool.submit(_repair_batch, batch, job))
            if len(waiting) >= jobs * _AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _repair_batch(lines: list[str], job: Job) -> list[Line]:
    return [repair_line(line, job) for line in lines]


def _line(text: str, repaired: Repaired, job: Job) -> Line:
    if repaired.text == repaired.source:
        return Line(text, 0)
    return Line(text, len(repaired.edits), tuple(repaired.explain()) if job.explain else ())


def _with(row: dict[str, Any], repaired: Repaired, job: Job) -> dict[str, Any]:
    new = {**row, str(job.field): repaired.text}
    if job.edits is not None:
        new[job.edits] = [
            {
                "start": edit.span.start,
                "end": edit.span.end,
                "original": edit.original,
                "replacement": edit.replacement,
                "fix": edit.fix,
                "confidence": round(edit.confidence, 3),
            }
            for edit in repaired.edits
        ]
    return new
