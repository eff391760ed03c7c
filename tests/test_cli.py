"""The command line: what `naql read` prints and returns, whatever it is given; and the list of bad input, whole."""

from __future__ import annotations

import contextlib
import gzip
import itertools
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from fuzz import PIECES, check, passages
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import naql.pipeline
from naql.cli import COMMANDS, cli
from naql.errors import SourceError
from naql.jobs import in_order
from naql.records import Article
from naql.show.cli import json_line, read_article

EXAMPLES = Path(__file__).parent.parent / "examples"
CALL = EXAMPLES / "call.txt"
TEXT = "سارا امینی، وزیر راه، گفت: این پل تا پاییز ساخته می‌شود."


def naql_read(*words: Path | str, **options: Any) -> Result:
    return CliRunner().invoke(cli, ["read", *map(str, words)], **options)


def records(result: Result) -> list[dict[str, Any]]:
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return [json.loads(line) for line in result.stdout.split("\n") if line]


# ---- the verbs


@pytest.mark.parametrize("verb", COMMANDS)
def test_every_verb_is_where_the_table_says_and_its_help_ends_with_an_example(verb: str) -> None:
    module, name = COMMANDS[verb].split(":")
    command = getattr(import_module(module), name)
    assert isinstance(command, click.Command)
    assert command.name == verb
    result = CliRunner().invoke(cli, [verb, "--help"])
    assert result.exit_code == 0
    assert f"naql {verb}" in result.output[result.output.index("Example") :]


def test_help_lists_every_verb_and_the_exit_statuses() -> None:
    result = CliRunner().invoke(cli, ["--help"])
    assert result.exit_code == 0
    assert [verb for verb in COMMANDS if f"  {verb} " not in result.output] == []
    assert "Exit statuses" in result.output


def test_an_unknown_verb_or_no_source_is_a_wrong_command_line() -> None:
    assert CliRunner().invoke(cli, ["reed"]).exit_code == 2
    assert naql_read().exit_code == 2
    assert naql_read("--jobs", "-1", CALL).exit_code == 2


def test_an_error_of_a_room_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command("read")
    def failing() -> None:
        raise SourceError("x.txt: no such file")

    monkeypatch.setattr("naql.show.cli.read_command", failing)
    result = CliRunner().invoke(cli, ["read"])
    assert (result.exit_code, result.stderr) == (1, "naql: x.txt: no such file\n")


def test_a_room_that_is_not_installed_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(COMMANDS, "serve", "naql.no_such_room:serve_command")
    assert CliRunner().invoke(cli, ["--help"]).exit_code == 0
    result = CliRunner().invoke(cli, ["serve", "--port", "1"])
    assert result.exit_code == 1
    assert "pip install" in result.stderr


# ---- naql read


def test_json_is_the_record_one_line_an_article_in_order() -> None:
    result = naql_read("--json", EXAMPLES / "news.jsonl", CALL)
    assert result.exit_code == 0
    assert [record["id"] for record in records(result)] == ["rain", "bread", "club", str(CALL)]
    assert list(records(result)[0]) == [
        "id", "title", "url", "outlet", "published", "text",
        "relays", "actors", "dates", "statements", "events", "notes",
    ]  # fmt: skip
    assert records(result)[3] == naql.pipeline.read(Article(CALL.read_text(encoding="utf-8"), str(CALL))).to_dict()
    assert records(result)[1]["published"] == "2026-05-03"


def test_standard_input_may_be_a_text_lines_or_a_page() -> None:
    line = json.dumps({"id": "1", "text": TEXT})
    for data, ids in (
        (TEXT, [None]),
        (f"{line}\n{line}\n", ["1", "1"]),
        ((EXAMPLES / "page.html").read_text(), [None]),
    ):
        assert [record["id"] for record in records(naql_read("--json", "-", input=data))] == ids


def test_the_table_is_the_default_and_plain_in_a_pipe() -> None:
    result = naql_read(CALL)
    assert result.exit_code == 0
    assert "کیوان دادفر" in result.stdout
    assert "\x1b" not in result.stdout


def test_what_cannot_be_read_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    lines = tmp_path / "news.jsonl"
    lines.write_text(
        f'{{"id": "1", "text": "{TEXT}"}}\n{{"id": 2, "te\n{{"id": "3", "text": "{TEXT}"}}\n', encoding="utf-8"
    )
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00")
    result = naql_read("--json", tmp_path / "no.txt", lines, tmp_path / "picture.txt", CALL)
    assert [record["id"] for record in records(result)] == ["1", "3", str(CALL)]
    assert result.exit_code == 1
    assert result.stderr.startswith(f"naql: {tmp_path / 'no.txt'}: no such file\n")
    assert f"{lines}: line 2: not JSON" in result.stderr
    assert len(result.stderr.splitlines()) == 3


def test_an_article_that_fails_becomes_a_note_and_the_run_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = naql.pipeline.read

    def failing(article: Article) -> Any:
        if article.id == "bread":
            raise RecursionError("too deep")
        return whole(article)

    monkeypatch.setattr("naql.pipeline.read", failing)
    result = naql_read("--json", EXAMPLES / "news.jsonl")
    rain, bread, club = records(result)
    assert result.exit_code == 1
    assert result.stderr == "naql: article 'bread' could not be read: RecursionError: too deep\n"
    assert bread["notes"][-1]["text"] == "could not be read: RecursionError: too deep"
    assert bread["statements"] == []
    assert rain["statements"]
    assert club["statements"]


def test_html_writes_one_page_and_with_json_prints_the_records_too(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    result = naql_read("--html", page, "--json", CALL)
    assert len(records(result)) == 1
    assert "کیوان دادفر" in page.read_text(encoding="utf-8")
    assert naql_read("--html", "-", CALL).stdout == page.read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_a_page_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    result = run("read", "--html", tmp_path / "no" / "page.html", CALL)
    assert result.returncode == 1
    assert result.stderr.startswith(f"naql: {tmp_path / 'no'}: no such folder")
    assert result.stderr.count("\n") == 1


def test_several_jobs_print_the_same_as_one(tmp_path: Path) -> None:
    lines = tmp_path / "news.jsonl"
    example = (EXAMPLES / "news.jsonl").read_text(encoding="utf-8")
    lines.write_text(example * 6, encoding="utf-8")
    assert run("read", "--json", "--jobs", "2", lines).stdout == run("read", "--json", lines).stdout


# ---- as a process


def run(*words: Path | str, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "naql", *map(str, words)], capture_output=True, encoding="utf-8", timeout=300, **options
    )


def test_a_closed_pipe_is_quiet(tmp_path: Path) -> None:
    lines = tmp_path / "news.jsonl"
    lines.write_text((EXAMPLES / "news.jsonl").read_text(encoding="utf-8") * 40, encoding="utf-8")
    for how in ("--json", "--jobs=1"):
        process = subprocess.Popen(
            [sys.executable, "-m", "naql", "read", how, str(lines)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        process.stderr.close()
        process.wait(300)


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to a child")
def test_an_interrupt_leaves_no_traceback(tmp_path: Path) -> None:
    lines = tmp_path / "news.jsonl"
    lines.write_text((EXAMPLES / "news.jsonl").read_text(encoding="utf-8") * 3000, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "naql", "read", "--json", "--jobs=2", str(lines)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the workers too
    _, errors = process.communicate(timeout=300)
    assert b"Traceback" not in errors
    assert process.returncode == 130


@pytest.mark.skipif(os.name == "nt", reason="pseudo-terminals are POSIX's")
@pytest.mark.parametrize("shown", [True, False])
def test_the_bar_shows_on_a_terminal_and_only_where_results_go_elsewhere(shown: bool) -> None:
    import pty

    ours, theirs = pty.openpty()
    out = subprocess.DEVNULL if shown else theirs
    command = [sys.executable, "-m", "naql", "read", "--json", str(EXAMPLES / "news.jsonl")]
    process = subprocess.Popen(command, stdout=out, stderr=theirs)
    os.close(theirs)
    read = b""
    with contextlib.suppress(OSError):  # the end of a pseudo-terminal is an error
        while part := os.read(ours, 4096):
            read += part
    os.close(ours)
    assert process.wait(300) == 0
    seen = read.decode()
    assert ("3 articles" in seen) is shown
    assert seen.count('"id"') > 0 or shown


def test_output_is_utf8_whatever_the_locale() -> None:
    result = run("read", "--json", "-", input=TEXT, env={**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii"})
    assert json.loads(result.stdout)["text"].startswith("سارا")


def test_reading_text_loads_no_heavy_library() -> None:
    """What keeps the cold start short: pages, tables and servers are loaded when they are asked for."""
    code = "import sys; from naql.cli import cli; cli(['read', '--json', sys.argv[1]], standalone_mode=False);"
    code += "print({'lxml', 'trafilatura', 'jinja2', 'starlette', 'rich'} & set(sys.modules))"
    result = subprocess.run([sys.executable, "-c", code, str(CALL)], capture_output=True, encoding="utf-8", check=True)
    assert result.stdout.splitlines()[-1] == "set()"


# ---- jobs


def _square(number: int) -> int:
    return number * number


def _die_at_thirteen(number: int) -> int:
    if number == 13:
        os._exit(9)
    return number


def test_jobs_keep_the_order_and_take_only_a_few_items_at_once() -> None:
    taken = 0

    def endless() -> Iterator[int]:
        nonlocal taken
        while True:
            taken += 1
            yield taken

    results = in_order(_square, endless(), 2, lost=_square)
    assert list(itertools.islice(results, 100)) == [n * n for n in range(1, 101)]
    assert taken < 200
    results.close()  # type: ignore[attr-defined]


def test_a_worker_that_dies_costs_only_its_item() -> None:
    results = list(in_order(_die_at_thirteen, range(40), 2, lost=lambda number: -number))
    assert results == [*range(13), -13, *range(14, 40)]


# ---- bad input


BAD = {
    "empty": "",
    "blank": " \n\t\u200c\n",
    "unbalanced": "«" + TEXT + "» »»" + TEXT + "«",
    "nested": "او گفت: «وی گفت: «آنان گفتند: «نه»»» و رفت.",
    "none closed": "وزیر گفت: «ما می‌آییم و «هرگز نمی‌رویم.\nسخنگو گفت: «باشد.",
    "closed only": "وزیر گفت: ما می‌آییم» و رفت.» باز گفت: نه»",
    "bidi": "\u202e" + TEXT + "\u2066\u202c\u200f\u061c",
    "emoji": "👨‍👩‍👧 وزیر 🇮🇷 گفت: 🔴 «آمدیم 👈» 😀",
    "tatweel": "وزیـــر گـفـت: مـــی‌آیـیـم.",
    "diacritics": "وَزیر گُفت: مَی‌آییم؛ كُتّابٌ وَ مُدیرٌ.",
    "presentation forms": "ﻭﺯﻳﺮ ﮔﻔﺖ: ﻣﻲ‌ﺁﻳﻴﻢ. ﷲ ﷼",
    "controls": "وزیر\x00 گفت:\x1b[31m «آمدیم»\x85\u2028باز.",
    "half characters": "وزیر گفت: \ud83d «آمدیم» \ude00 http://\udfff",
    "quotes": "«" * 5000 + "»" * 5000,
    "straight quotes": '"' * 10_000,
    "colons": "گفت:" * 200,
    "one word": "ا" * 50_000,
    "blank lines": "\n" * 100_000,
}


@pytest.mark.parametrize("name", BAD)
def test_bad_text_keeps_every_promise(name: str) -> None:
    assert check(BAD[name]) is None


@pytest.mark.parametrize(
    "text",
    [
        "قال الوزير إن الطريق مفتوح. وأضاف: «سنعمل على إصلاح المدارس».",
        "وزیر نے کہا: «سڑک کھلی ہے» اور لوگ سفر کر سکتے ہیں۔",
        "وزیر وویل: «لار خلاصه ده» او خلک به سفر وکړي.",
        "وەزیر وتی: «ڕێگاکە کراوەیە» و خەڵک دەتوانن بڕۆن.",
        'The minister said: "The road is open," and left.',
    ],
)
def test_other_languages_get_a_note_and_no_statement(text: str) -> None:
    reading = naql.pipeline.read(text)
    assert reading.statements == ()
    assert any("not Persian" in note.text for note in reading.notes)


def test_old_encodings_are_read_right_and_said(tmp_path: Path) -> None:
    old = TEXT.replace("ی", "ي")
    (tmp_path / "a.txt").write_bytes(TEXT.encode("utf-16"))
    (tmp_path / "b.txt").write_bytes(old.encode("cp1256"))
    first, second = records(naql_read("--json", tmp_path))
    assert (first["text"], second["text"]) == (TEXT, old)
    assert "read as UTF-16" in json.dumps(first["notes"])
    assert "read as windows-1256" in json.dumps(second["notes"])
    assert first["statements"]
    assert second["statements"]


def test_every_example_slices() -> None:
    for record in records(naql_read("--json", EXAMPLES)):
        found = [passage for passage in passages(record) if "text" in passage and "stage" not in passage]
        assert found
        for passage in found:
            assert record["text"][passage["start"] : passage["end"]] == passage["text"]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from([*PIECES, *TEXT.split(), " "]), max_size=40).map("".join))
def test_any_text_keeps_every_promise(text: str) -> None:
    assert check(text) is None


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_an_article_of_any_letters_is_one_line_of_json(text: str) -> None:
    line = json_line(read_article(Article(text, id=text, title=text)))
    assert not re.search("[\n\x85\u2028\u2029]", line)
    assert json.loads(line)["id"] == text


def test_gzip_from_a_pipe() -> None:
    packed = gzip.compress(json.dumps({"id": "z", "text": TEXT}).encode())
    assert [record["id"] for record in records(naql_read("--json", "-", input=packed))] == ["z"]
