"""live commands, the store's migrations → docs/cli.md, docs/schema.md: the pages that say what the code says.

    python docs/generate.py           writes the pages
    python docs/generate.py --check   writes nothing; names the pages that differ and exits with 1

`tests/test_docs.py` runs the check.
"""

from __future__ import annotations

import inspect
import re
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import click

from naql.cli import COMMANDS, cli
from naql.store import migrations

DOCS = Path(__file__).parent
WRITTEN = "<!-- Written by docs/generate.py from the code: change the code, then run `python docs/generate.py`. -->"

TABLES = {  # what a row is; a table that has no line here stops the generator
    "outlet": "who published articles",
    "article": "an article, whatever became of its text",
    "version": "a text of an article as it was received; a changed text is a further version",
    "addition": "when a version was read, and by which Naql",
    "relay": "an outlet through which the news of a version came",
    "date": "a date or time expression of a version",
    "note": "what could not be read in a version",
    "actor": "somebody or something, across articles",
    "actor_name": "a name that an actor bears somewhere",
    "evidence": "a key by which an actor of a further article is known to be the same",
    "ruling": "a decision by hand about who bears a name in an article",
    "appearance": "an actor as one version has it",
    "mention": "a place where an appearance is named",
    "statement": "one thing somebody said",
    "passage": "words of a statement and where they stand",
    "reference": "an actor whom a field of a statement means",
    "part": "a statement of a current version, by actor and role",
    "choice": "an act or a form, with the count of its statements",
    "band": "a MinHash band of a current version: articles that share one may be copies",
    "compound": "a word seen with a half-space inside, folded in both ways",
    "search": "the folded words of a statement (FTS5, `rowid` is `statement.id`); its words can't be read back",
    "actor_search": "the folded words of a name (FTS5, `rowid` is `actor_name.id`)",
    "statements": "a statement of a current version in one flat row: the view to begin with",
}
QUESTIONS = {  # each is asked of an empty store here, so that none names a column that is gone
    "Who says most": "SELECT actor, count(*) FROM statements GROUP BY actor ORDER BY 2 DESC LIMIT 20",
    "What one outlet lets people demand": (
        "SELECT published, actor, content, url FROM statements\n"
        "WHERE outlet = 'روزنامهٔ ساحل' AND act = 'demand' ORDER BY published"
    ),
    "The evidence of every statement: its words, cut from the text as received": (
        "SELECT statement, field, substr(version.text, passage.start + 1, passage.end - passage.start)\n"
        "FROM passage JOIN statement ON statement.id = passage.statement JOIN version ON version.id = statement.version"
    ),
}


def pages() -> dict[str, str]:
    """Each page by the name of its file."""
    return {"cli.md": "\n".join(cli_page()), "schema.md": "\n".join(schema_page())}


# ---- the command line


def cli_page() -> Iterator[str]:
    yield from ("# The command line", "", WRITTEN, "", plain(cli.help), "")
    context = click.Context(cli, info_name="naql")
    for name in COMMANDS:
        command = cli.get_command(context, name)
        if command is not None:
            yield f"* [`naql {name}`](#naql-{name}): {plain(command.get_short_help_str(limit=200))}"
    yield ""
    yield from prose(paragraphs(cli.epilog))
    yield from ("`naql --version` prints the version, `-h` or `--help` the help of a command.", "")
    for name in COMMANDS:
        yield from command_section(cli.get_command(context, name), context, name, "##")


def command_section(command: click.Command | None, above: click.Context, name: str, level: str) -> Iterator[str]:
    """Usage, help, options and example of a command and of the commands below it."""
    if command is None:
        return
    context = click.Context(command, parent=above, info_name=name)
    told = paragraphs(command.help) + paragraphs(command.epilog)
    examples = [paragraph for paragraph in told if paragraph.removeprefix("\b\n").startswith("Example:")]
    yield from (f"{level} {context.command_path}", "", f"`{context.command_path} {' '.join(usage(command))}`", "")
    yield from prose(paragraph for paragraph in told if paragraph not in examples)
    yield from options_table(command)
    yield from prose(examples)
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            yield from command_section(command.get_command(context, below), context, below, level + "#")


def usage(command: click.Command) -> Iterator[str]:
    """What stands after the command; put together here because click's own words for it change with its version."""
    if any(isinstance(parameter, click.Option) for parameter in command.params):
        yield "[OPTIONS]"
    for argument in command.params:
        if isinstance(argument, click.Argument):
            word = (argument.name or "").upper()
            yield argument.metavar or (word if argument.required else f"[{word}]") + "..." * (argument.nargs != 1)
    if isinstance(command, click.Group):
        yield "[COMMAND]..." if command.invoke_without_command else "COMMAND..."


def paragraphs(text: str | None) -> list[str]:
    return [paragraph for paragraph in inspect.cleandoc(text or "").split("\n\n") if paragraph]


def prose(told: Iterable[str]) -> Iterator[str]:
    """Paragraphs of a help text; lines that click must not wrap (after \\b), and examples, stand in a block of code."""
    for paragraph in told:
        if paragraph.startswith("\b\n"):
            head, _, lines = paragraph.removeprefix("\b\n").partition("\n")
            yield from (plain(head), "", *fence(inspect.cleandoc("\n" + lines)), "")
        elif example := re.fullmatch(r"Example: (naql .*)", paragraph):
            yield from ("Example:", "", *fence(example[1]), "")
        else:
            yield from (plain(paragraph), "")


def options_table(command: click.Command) -> Iterator[str]:
    options = [o for o in command.params if isinstance(o, click.Option) and not o.hidden]
    if options:
        yield from ("| option | meaning | default |", "|---|---|---|")
        yield from map(option_row, options)
        yield ""


def option_row(option: click.Option) -> str:
    default = f"`{option.default}`" if option.show_default and not option.is_flag else ""
    return f"| `{option_names(option)}` | {' '.join(option_meaning(option))} | {default} |"


def option_names(option: click.Option) -> str:
    names = " / ".join(filter(None, (", ".join(option.opts), ", ".join(option.secondary_opts))))
    if option.is_flag:
        return names
    word = "FILE" if isinstance(option.type, click.Path) else option.opts[-1].lstrip("-").upper()
    return f"{names} {option.metavar or ('N' if isinstance(option.type, click.IntRange) else word)}"


def option_meaning(option: click.Option) -> Iterator[str]:
    if option.help:
        yield plain(option.help)
    if isinstance(option.type, click.Choice):
        yield f"One of {', '.join(f'`{value}`' for value in option.type.choices)}."
    if isinstance(option.type, click.IntRange):
        least, most = option.type.min or 0, option.type.max
        if most is not None:
            yield f"{least} to {most}."
        elif least:
            yield f"At least {least}."
    if option.envvar:
        yield f"Environment: `{option.envvar}`."


def plain(text: str | None) -> str:
    """A help text as one line of Markdown that shows the same characters; what stands in `backticks` stays as it is."""
    parts = " ".join((text or "").split()).split("`")
    return "`".join(part if odd % 2 else re.sub(r"[*<|]", r"\\\g<0>", part) for odd, part in enumerate(parts))


def fence(code: str, language: str = "") -> list[str]:
    return [f"```{language}", code, "```"]


# ---- the schema


def schema_page() -> Iterator[str]:
    with closing(sqlite3.connect(":memory:")) as store:
        migrations.migrate(store)
        made = definitions(store)
        yield from ("# The schema of a store", "", WRITTEN, "")
        yield from schema_head(store)
        yield from ("| table | what a row is | refers to |", "|---|---|---|")
        tables = {name: sql for name, sql in made.items() if not sql.startswith("CREATE INDEX")}
        for name in tables:
            yield f"| [`{name}`](#{name}) | {TABLES[name]} | {', '.join(references(store, name))} |"
        yield ""
        yield from questions(store)
        for name, sql in tables.items():
            yield from (f"## {name}", "", f"{TABLES[name][0].upper()}{TABLES[name][1:]}.", "")
            indices = [sql for sql in made.values() if re.match(rf"CREATE INDEX \w+ ON {name}\b", sql)]
            yield from (*fence(";\n".join([laid_out(sql), *indices]) + ";", "sql"), "")


def definitions(store: sqlite3.Connection) -> dict[str, str]:
    """Tables, views and indices in the order in which they were made, without those that FTS5 makes for itself."""
    shadows = {row[1] for row in store.execute("PRAGMA table_list") if row[2] == "shadow"}
    made = store.execute("SELECT name, sql FROM sqlite_master WHERE sql NOT NULL ORDER BY rowid")
    return {name: sql for name, sql in made if name not in shadows}


def schema_head(store: sqlite3.Connection) -> Iterator[str]:
    yield f"`naql add` makes a file of SQLite 3 with schema {migrations.version(store)} (`PRAGMA user_version`). An older"
    yield "store is brought up to date when it is opened for writing; a newer one is refused. Anything that reads SQLite may"
    yield "read it; write to it through Naql alone."
    yield ""
    yield "Every `start` and `end` counts code points of `version.text`, the text as received; `end` is behind the last one, so"
    yield "`substr(text, start + 1, end - start)` gives the words. What each value means: [record.md](record.md)."
    yield ""


def references(store: sqlite3.Connection, table: str) -> list[str]:
    return sorted({f"`{row[2]}`" for row in store.execute(f"PRAGMA foreign_key_list({table})")})


def questions(store: sqlite3.Connection) -> Iterator[str]:
    yield from ("## Questions in SQL", "")
    for told, sql in QUESTIONS.items():
        store.execute(sql)
        yield from (f"{told}:", "", *fence(sql + ";", "sql"), "")


def laid_out(sql: str) -> str:
    """A definition with its columns four blanks in and its end at the margin, comments as they are."""
    first, *rest = sql.splitlines()
    return "\n".join([first, *inspect.cleandoc(" \n" + "\n".join(rest)).splitlines()]) if rest else first


# ---- on disk


def stale(folder: Path = DOCS) -> list[str]:
    """The pages that are not in the folder as they should be."""

    def on_disk(path: Path) -> str | None:
        return path.read_text(encoding="utf-8") if path.exists() else None

    return [name for name, page in pages().items() if on_disk(folder / name) != page]


def write(folder: Path = DOCS) -> None:
    for name, page in pages().items():
        (folder / name).write_text(page, encoding="utf-8", newline="\n")


def main(words: list[str]) -> int:
    if words == ["--check"]:
        old = stale()
        for name in old:
            print(f"docs/{name} is not what the code says; run: python docs/generate.py", file=sys.stderr)
        return 1 if old else 0
    if words:
        print(__doc__, file=sys.stderr)
        return 2
    write()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
