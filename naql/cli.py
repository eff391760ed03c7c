"""words of the command line → a command: each verb lives in the room it belongs to and is imported when it is called.

Exit statuses: 0 everything was done; 1 something could not be read or done, said on standard error, and the rest was;
2 the command line was wrong; 70 a fault of Naql's own; 130 interrupted.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

from naql.errors import NaqlError
from naql.version import __version__

COMMANDS = {
    "read": "naql.show.cli:read_command",
    "repair": "naql.repair.cli:repair_command",
    "add": "naql.store.cli:add_command",
    "find": "naql.store.cli:find_command",
    "show": "naql.store.cli:show_command",
    "actors": "naql.store.cli:actors_command",
    "serve": "naql.serve.cli:serve_command",
    "export": "naql.export:export_command",
    "evaluate": "naql.evaluate:evaluate_command",
}


class Rooms(click.Group):
    """A group whose commands are imported when asked for, and whose errors are one line each."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        try:
            command: click.Command = getattr(import_module(module), name)
        except ModuleNotFoundError as error:
            return _not_installed(cmd_name, error.name or module)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except NaqlError as error:
            raise Told(str(error)) from error
        except KeyboardInterrupt:
            sys.exit(130)


class Told(click.ClickException):
    """One line on standard error, exit status 1."""

    def show(self, file: Any = None) -> None:
        click.echo(f"naql: {self.message}", err=True)


@click.group(cls=Rooms, context_settings={"help_option_names": ["-h", "--help"]}, epilog=__doc__.partition("\n\n")[2])
@click.version_option(__version__, prog_name="naql")
def cli() -> None:
    """Read Persian news and keep a sourced record of who said what."""


def main() -> None:
    """Run the command line; whatever happens, the user sees a line and not a traceback."""
    for stream in (sys.stdout, sys.stderr):  # JSON is UTF-8 everywhere, and half a character is written as \\ud83d
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        cli(prog_name="naql")
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        click.echo(f"naql: {error.filename or 'output'}: {error.strerror or error}", err=True)
        sys.exit(1)
    except Exception as error:
        click.echo(f"naql: {type(error).__name__}: {error} (a fault of Naql's own; please report it)", err=True)
        sys.exit(70)


def _not_installed(name: str, missing: str) -> click.Command:
    """A command in the place of one whose library is not there: it says what to install."""

    @click.command(
        name,
        help=f"(needs {missing}, which is not installed)",
        context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
    )
    def command() -> None:
        raise Told(f"«{name}» needs {missing}, which is not installed: pip install 'naql[all]'")

    return command
