"""Docs: the pages say neither less nor more than the code, the tables and the commands; the index has every page."""

from __future__ import annotations

import dataclasses
import inspect
import json
import re
import sqlite3
from contextlib import closing
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import click
import pytest

from naql import records
from naql.cli import COMMANDS, cli
from naql.export.rows import COLUMNS
from naql.lexicon import read_table
from naql.records import Reading
from naql.sentences import tokenise
from naql.statements.cues import act_of
from naql.statements.tape import Tape
from naql.store import migrations

DOCS = Path(__file__).parent.parent / "docs"
RECORD = (DOCS / "record.md").read_text(encoding="utf-8")
ACTS = (DOCS / "acts.md").read_text(encoding="utf-8")
RECORDS = {
    name: kind
    for name, kind in inspect.getmembers(records, inspect.isclass)
    if dataclasses.is_dataclass(kind) and kind.__module__ == records.__name__
}


def section(name: str) -> str:
    found = re.search(rf"^## {name}:.*?(?=^## |\Z)", RECORD, re.MULTILINE | re.DOTALL)
    assert found, f"docs/record.md has no section «## {name}: …»"
    return found.group()


def cells(page: str) -> list[list[str]]:
    """The rows of the page's tables, without their heads."""
    table = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in page.splitlines() if line[:2] == "| "]
    return [row for row in table if row[0] not in ("field", "act")]


@pytest.mark.parametrize("name", sorted(RECORDS))
def test_every_field_of_a_record_is_told(name: str) -> None:
    fields = {field.name for field in dataclasses.fields(RECORDS[name])}
    page = section(name)
    told = {word for row in cells(page) for word in re.findall(r"`(\w+)`", row[0])}
    if name == "Article":
        told = set(re.findall(r"`(\w+)`", page)) & fields
    assert told == fields


@pytest.mark.parametrize("row", cells(RECORD), ids=lambda row: row[0])
def test_field_has_meaning_unit_and_example(row: list[str]) -> None:
    assert len(row) == 4
    assert row[1]


def test_record_lists_the_values_a_field_may_have() -> None:
    for name, values in {"Mention": records.MentionType, "Actor": records.ActorKind, "Statement": records.Form}.items():
        assert get_origin(values) is Literal
        missing = [value for value in get_args(values) if not re.search(rf"\b{value}\b", section(name))]
        assert missing == []


def example() -> dict[str, Any]:
    found = re.search(r"```json\n(.*?)```", RECORD, re.DOTALL)
    assert found
    plain: dict[str, Any] = json.loads(found.group(1))
    return plain


def test_example_of_the_record_has_its_fields_in_order() -> None:
    plain = example()
    assert list(plain) == list(Reading(plain["text"]).to_dict())
    for key, kind in {"relays": "Relay", "actors": "Actor", "dates": "Date", "statements": "Statement"}.items():
        assert set(plain[key][0]) == {field.name for field in dataclasses.fields(RECORDS[kind])}
    assert set(plain["actors"][0]["mentions"][0]) == {field.name for field in dataclasses.fields(records.Mention)}


def test_example_of_the_record_keeps_the_slice_law() -> None:
    plain = example()
    found = list(passages(plain))
    assert len(found) >= 6
    assert [p for p in found if plain["text"][p["start"] : p["end"]] != p.get("text", p.get("name"))] == []


def passages(value: Any) -> Any:
    if isinstance(value, dict):
        if "start" in value:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from passages(item)


def test_rows_are_told() -> None:
    statement = records.Statement("s1", (records.Passage(0, 1, "x"),), "clause", None, "say", None, None)
    rows = Reading("x", statements=(statement,)).rows()
    told = RECORD.partition("## One row a statement")[2]
    assert [key for key in rows[0] if f"`{key}`" not in told] == []


def test_columns_of_exports_are_told_in_order() -> None:
    told = (DOCS / "export.md").read_text(encoding="utf-8").partition("## Columns")[2].partition("\n## ")[0]
    assert re.findall(r"`(\w+)`", told) == list(COLUMNS)


def test_acts_are_those_of_the_table() -> None:
    told = [row[0].strip("`") for row in cells(ACTS)]
    assert len(set(told)) == len(told)
    assert set(told) == {row["class"] for row in read_table("cues")}


@pytest.mark.parametrize("row", cells(ACTS), ids=lambda row: row[0])
def test_typical_expressions_have_their_act(row: list[str]) -> None:
    act, meaning, typical = row
    assert meaning
    expressions = typical.split("، ")
    assert 2 <= len(expressions) <= 3
    tapes = [Tape(tokenise(expression)) for expression in expressions]
    assert {act_of(tape, (0, len(tape))) for tape in tapes} == {act.strip("`")}


# ---- the pages that docs/generate.py writes, and the index

_spec = spec_from_file_location("generate", DOCS / "generate.py")
assert _spec
assert _spec.loader
generate: Any = module_from_spec(_spec)
_spec.loader.exec_module(generate)


def test_generated_pages_say_what_the_code_says() -> None:
    assert generate.stale() == [], "run: python docs/generate.py"


def test_check_fails_on_a_page_that_differs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert generate.stale(tmp_path) == ["cli.md", "schema.md"]
    generate.write(tmp_path)
    assert generate.stale(tmp_path) == []
    page = tmp_path / "cli.md"
    page.write_text(page.read_text(encoding="utf-8").replace("--jobs", "--workers"), encoding="utf-8")
    assert generate.stale(tmp_path) == ["cli.md"]
    monkeypatch.setattr(generate, "stale", lambda: ["cli.md"])
    assert generate.main(["--check"]) == 1
    assert "docs/cli.md" in capsys.readouterr().err


@pytest.mark.parametrize("verb", COMMANDS)
def test_page_of_the_command_line_tells_every_argument_and_option(verb: str) -> None:
    section = re.search(rf"^## naql {verb}$.*?(?=^## |\Z)", (DOCS / "cli.md").read_text(encoding="utf-8"), re.M | re.S)
    assert section
    command = cli.get_command(click.Context(cli), verb)
    assert command
    for parameter in command.params:
        names = parameter.opts if isinstance(parameter, click.Option) else [parameter.metavar or parameter.name.upper()]
        assert [name for name in names if name not in section.group()] == []


def test_a_command_whose_room_is_missing_does_not_stop_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(COMMANDS, "serve", "naql.no_such_room:serve_command")
    page = generate.pages()["cli.md"]
    assert "needs naql.no_such_room" in page
    assert "## naql export" in page


def test_help_is_shown_as_it_is() -> None:
    assert generate.plain("کتاب* is\n what begins so: <FILE> `a|b*`") == r"کتاب\* is what begins so: \<FILE> `a|b*`"


def test_every_table_of_a_store_is_told_and_no_other(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "empty.db")) as store:
        migrations.migrate(store)
        kinds = ("table", "view", "virtual")
        made = {row[1] for row in store.execute("PRAGMA table_list") if row[2] in kinds and row[1][:7] != "sqlite_"}
    assert set(generate.TABLES) == made


@pytest.mark.parametrize(
    "index", [DOCS / "index.md", *sorted(DOCS.glob("*/README.md"))], ids=lambda path: path.parent.name
)
def test_index_has_every_page(index: Path) -> None:
    told = re.findall(r"\]\(([^)#:]+\.md)\)", index.read_text(encoding="utf-8"))
    assert len(told) == len(set(told))
    pages = {*index.parent.glob("*.md"), *index.parent.glob("*/README.md")} - {index}
    assert {index.parent / page for page in told if not page.startswith("../")} == pages
