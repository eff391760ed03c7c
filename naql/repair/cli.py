"""command line → repaired lines: `naql repair`, from files or a pipe to a file or a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import IO

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from naql.errors import SourceError
from naql.repair.files import encode, open_lines, open_output, size_of
from naql.repair.lines import Job, Line, repair_lines

_TELL_EVERY = 500  # lines between two looks at how far the file has been read


@click.command("repair")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("-o", "--output", default="-", help="Write here instead of standard output; .gz and .zst are packed.")
@click.option("--careful/--full", default=True, help="Only what is sure (the default), or all that is likely.")
@click.option("--jsonl", is_flag=True, help="Each line is a JSON object; all its other fields are kept.")
@click.option("--field", default="text", show_default=True, help="The field of the JSON object to repair.")
@click.option("--edits", metavar="NAME", help="With --jsonl: also write the edits, under this name.")
@click.option("--explain", is_flag=True, help="Print each change with its reason instead of the text.")
@click.option("--check", is_flag=True, help="Write nothing; name the lines that would change and exit with 1.")
@click.option("--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="Processes to work with.")
def repair_command(
    files: tuple[str, ...],
    output: str,
    careful: bool,
    jsonl: bool,
    field: str,
    edits: str | None,
    explain: bool,
    check: bool,
    jobs: int,
) -> None:
    """Bring back half-spaces, letters and blanks that the web took from Persian text.

    Reads FILEs, or standard input where none is given or for -; a line in, a line out. Names that end in .gz or .zst
    are unpacked. Addresses, mail, @names, hashtags and code stay as they are.

    \b
    Example:
      echo 'رئیسجمهور به بندر می رود' | naql repair
      naql repair --jsonl --field text news.jsonl.gz -o repaired.jsonl.gz --jobs 2
      naql repair --check --explain article.txt
    """
    if edits is not None and not jsonl:
        raise click.UsageError("--edits writes into JSON rows; add --jsonl")
    names = files or ("-",)
    _refuse_overwriting(names, output)
    job = Job("careful" if careful else "full", field if jsonl else None, edits, explain)
    changed = 0
    try:
        with open_output("-" if check else output) as out:
            for name in names:
                changed += _repair_file(name, job, jobs, out, check, output)
    except SourceError as error:
        raise click.ClickException(str(error)) from None
    except BrokenPipeError:
        sys.stderr.close()  # the reader of the pipe has gone: nothing to say, nothing to flush
    if check and changed:
        raise click.exceptions.Exit(1)


def _refuse_overwriting(names: tuple[str, ...], output: str) -> None:
    if output != "-" and Path(output).resolve() in {Path(name).resolve() for name in names if name != "-"}:
        raise click.UsageError(f"{output} is read and written at once; give another name to -o")


def _repair_file(name: str, job: Job, jobs: int, out: IO[bytes], check: bool, output: str) -> int:
    """Repairs one file; says how many of its lines changed."""
    changed = 0
    with open_lines(name) as (lines, raw), _progress(name, raw, output, check) as tick:
        for number, line in enumerate(repair_lines(tick(lines), job, jobs), 1):
            changed += line.edits > 0
            if line.note:
                click.echo(f"{name}:{number}: {line.note}", err=True)
            out.write(_shown(name, number, line, job, check))
    return changed


def _shown(name: str, number: int, line: Line, job: Job, check: bool) -> bytes:
    if job.explain:
        return encode("".join(f"{name}:{number}:{reason}\n" for reason in line.reasons))
    if check:
        return encode(f"{name}:{number}: {line.edits} changes\n") if line.edits else b""
    return encode(line.text)


@contextmanager
def _progress(name: str, raw: IO[bytes], output: str, check: bool) -> Iterator[_Tick]:
    """A progress bar on the terminal, for a file whose lines do not go to that terminal."""
    size = size_of(name)
    bar = None
    if size and sys.stderr.isatty() and (check or output != "-" or not sys.stdout.isatty()):
        columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
        bar = Progress(*columns, console=Console(stderr=True), transient=True)
    with bar or nullcontext():
        yield _Tick(raw, bar, bar.add_task(name, total=size) if bar else None)


class _Tick:
    """Passes lines on and moves the bar."""

    def __init__(self, raw: IO[bytes], bar: Progress | None, task: object) -> None:
        self._raw, self._bar, self._task = raw, bar, task

    def __call__(self, lines: Iterator[str]) -> Iterator[str]:
        for number, line in enumerate(lines):
            if self._bar and number % _TELL_EVERY == 0:
                self._bar.update(self._task, completed=self._raw.tell())  # type: ignore[arg-type]
            yield line
