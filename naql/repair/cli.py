"""command line → repaired lines: `naql repair`, from files or a pipe to a file or a pipe."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import click

from naql.errors import SourceError
from naql.repair.files import encode, open_lines, open_output
from naql.repair.lines import Job, Line, repair_lines
from naql.show.progress import Progress, progress
from naql.sources import total


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

    Reads FILEs, or standard input where none is given or for -; a line in, a line out. Packed files
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
    run = _Run(job, jobs, check)
    watched = check or output != "-"
    try:
        with open_output("-" if check else output) as out, progress(total(names), "lines", beside=watched) as bar:
            for name in names:
                run.repair_file(name, out, bar)
    except SourceError as error:
        raise click.ClickException(str(error)) from None
    except BrokenPipeError:
        sys.stderr.close()  # the reader of the pipe has gone: nothing to say, nothing to flush
    if run.failed or (check and run.changed):
        raise click.exceptions.Exit(1)


def _refuse_overwriting(names: tuple[str, ...], output: str) -> None:
    if output != "-" and Path(output).resolve() in {Path(name).resolve() for name in names if name != "-"}:
        raise click.UsageError(f"{output} is read and written at once; give another name to -o")


@dataclass
class _Run:
    """One call of the command: how to repair, and what has come of it so far."""

    job: Job
    jobs: int
    check: bool
    changed: int = 0  # lines
    failed: bool = False  # a file, or a line of one, could not be read

    def repair_file(self, name: str, out: IO[bytes], bar: Progress) -> None:
        """Repairs a file; what cannot be read is told, and the rest of the run goes on."""
        try:
            with open_lines(name, bar.on_bytes) as (lines, notes):
                for note in notes:
                    click.echo(f"naql: {name}: {note}", err=True)
                for number, line in enumerate(repair_lines(lines, self.job, self.jobs), 1):
                    self.changed += line.edits > 0
                    if line.note:
                        self._tell(f"{name}: line {number}: {line.note}")
                    out.write(self._shown(name, number, line))
                    bar.on_item()
        except SourceError as error:
            self._tell(str(error))

    def _tell(self, fault: str) -> None:
        self.failed = True
        click.echo(f"naql: {fault}", err=True)

    def _shown(self, name: str, number: int, line: Line) -> bytes:
        if self.job.explain:
            return encode("".join(f"{name}:{number}:{reason}\n" for reason in line.reasons))
        if self.check:
            return encode(f"{name}:{number}: {line.edits} changes\n") if line.edits else b""
        return encode(line.text)
