"""line → Line: repairs one line of plain text or of JSON Lines; many lines on several processes, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any

from naql.errors import SourceError
from naql.jobs import in_order
from naql.repair import Mode, Repaired, repair
from naql.repair.rows import members, put

_BATCH = 50  # lines that go to a process together


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

    >>> repair_line('{"id": 7.0, "text": "می رود"}\\n', Job(field="text")).text
    '{"id": 7.0, "text": "می\\u200cرود"}\\n'
    """
    body = line.rstrip("\r\n")
    end = line[len(body) :]
    if job.field is None:
        repaired = repair(body, mode=job.mode)
        return _line(repaired.text + end, repaired, job)
    if not body.strip():
        return Line(line, 0)
    try:
        found = members(body)
    except SourceError as error:
        return Line(line, 0, note=f"{error}; left as it is")
    text = found[job.field].value if job.field in found else None
    if not isinstance(text, str):
        return Line(line, 0, note=f"no text in field {job.field!r}; left as it is")
    repaired = repair(text, mode=job.mode)
    if repaired.text == text and job.edits is None:
        return Line(line, 0)
    return _line(put(body, found, _values(repaired, job)) + end, repaired, job)


def repair_lines(lines: Iterable[str], job: Job, jobs: int = 1) -> Iterator[Line]:
    """The lines repaired, in order, with a bounded number of them in memory."""
    if jobs == 1:
        yield from (repair_line(line, job) for line in lines)
        return
    source = iter(lines)
    batches = iter(lambda: tuple(islice(source, _BATCH)), ())
    for repaired in in_order(partial(_repair_batch, job), batches, jobs, lost=_lost):
        yield from repaired


def _repair_batch(job: Job, lines: Sequence[str]) -> list[Line]:
    return [repair_line(line, job) for line in lines]


def _lost(lines: Sequence[str]) -> list[Line]:
    note = "the process that repaired it died twice (out of memory?); left as it is"
    return [Line(line, 0, note=note) for line in lines]


def _line(text: str, repaired: Repaired, job: Job) -> Line:
    if repaired.text == repaired.source:
        return Line(text, 0)
    return Line(text, len(repaired.edits), tuple(repaired.explain()) if job.explain else ())


def _values(repaired: Repaired, job: Job) -> dict[str, Any]:
    """What a row is given: the repaired text, and the edits where they are asked for."""
    values: dict[str, Any] = {str(job.field): repaired.text}
    if job.edits is not None:
        values[job.edits] = [
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
    return values
