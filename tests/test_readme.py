"""README and docs: their examples run, what they link to and name is there, and every command line is one Naql takes."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import naql
from naql.cli import COMMANDS, cli
from naql.version import __version__

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("[!.]*/README.md"), *ROOT.glob("training/*/*.md")]
)
TEXT = "سارا امینی، وزیر راه، گفت: این پل تا پاییز ساخته می‌شود."
FOLDERS = "bench|docs|examples|naql|quality|tests|training"  # a path that begins so is one of this repository


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def fences(page: Path, languages: str = "") -> list[str]:
    """The blocks of code of a page that have one of the languages (told by a pattern)."""
    return re.findall(rf"^```(?:{languages})\n(.*?)^```", text(page), re.M | re.S)


def is_there(path: Path) -> bool:
    """A file, or a folder with a file in it: git keeps no other."""
    return path.is_file() or (path.is_dir() and any(inner.is_file() for inner in path.rglob("*")))


def anchors(page: Path) -> set[str]:
    """The anchors of the headings, as the hosts of Markdown make them."""
    heads = re.findall(r"^#+ (.+)$", text(page), re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def missing_links(page: Path) -> list[str]:
    links = re.findall(r"\]\(([^)\s]+)\)", text(page))
    return [link for link in links if not re.match(r"[a-z]+:", link) and not reached(page, *link.partition("#")[::2])]


def reached(page: Path, path: str, anchor: str) -> bool:
    target = (page.parent / path) if path else page
    return is_there(target) and (not anchor or anchor in anchors(target))


def missing_files(page: Path) -> list[str]:
    """The paths of this repository that stand in the page's code, and are not there."""
    code = " ".join(re.findall(r"`([^`\n]+)`", text(page)) + fences(page, "[a-z]*"))
    paths = re.findall(rf"(?<![\w./-])(?:{FOLDERS})/[\w./*-]*\w", code)
    return [path for path in paths if not any(map(is_there, ROOT.glob(path)))]


def commands(page: Path) -> list[str]:
    """The command lines of `naql` in the page's blocks of code, without comments and redirections."""
    lines = [line.strip() for block in fences(page, "|sh|console") for line in block.splitlines()]
    parts = [part.strip() for line in lines for part in re.split(r"\s#\s|&&|\||(?:^|\s)[<>]\s", line)]
    return [part for part in parts if re.match(r"naql \w", part)]


# ---- the README's examples


def run_examples(page: Path) -> doctest.TestResults:
    """Runs what follows `>>>`; the end of a block of code ends what an example prints, as a blank line does."""
    told = re.sub(r"^```.*$", "", text(page), flags=re.M)
    runner = doctest.DocTestRunner()
    runner.run(doctest.DocTestParser().get_doctest(told, {}, name(page), str(page), 0))
    return runner.summarize()


def test_examples_of_the_readme_run() -> None:
    result = run_examples(README)
    assert result.attempted >= 6
    assert result.failed == 0


@pytest.mark.parametrize("page", [page for page in PAGES if page != README and ">>> " in text(page)], ids=name)
def test_examples_of_a_page_run(page: Path) -> None:
    assert run_examples(page).failed == 0


@pytest.mark.parametrize("page", [page for page in PAGES if "```python" in text(page)], ids=name)
def test_python_of_a_page_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A block without `>>>` is a program: it is run in an empty folder, where `reading` is a reading."""
    monkeypatch.chdir(tmp_path)
    for block in fences(page, "python"):
        if ">>> " not in block:
            exec(compile(block, name(page), "exec"), {"reading": naql.read(TEXT)})


def test_targets_of_make_are_in_the_makefile() -> None:
    told = {
        target
        for page in (README, ROOT / "CONTRIBUTING.md")
        for target in re.findall(r"(?:^|`)make (\w+)", text(page), re.M)
    }
    assert {"read", "test"} <= told
    assert told - set(re.findall(r"^(\w+):", text(ROOT / "Makefile"), re.M)) == set()


def test_changelog_begins_with_this_version() -> None:
    assert re.findall(r"^## (\S+)", text(ROOT / "CHANGELOG.md"), re.M)[0] == __version__


# ---- what a page names


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    assert missing_links(page) == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_files_that_are_named_are_there(page: Path) -> None:
    assert missing_files(page) == []


@pytest.mark.parametrize(
    ("page", "line"),
    [(page, line) for page in PAGES for line in commands(page)],
    ids=lambda value: name(value) if isinstance(value, Path) else value,
)
def test_command_line_is_one_that_naql_takes(page: Path, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parsed to the end, but not run; the files it names need not be there."""
    monkeypatch.setattr(click.Path, "convert", lambda self, value, param, ctx: value)
    monkeypatch.setattr(click.Command, "invoke", lambda self, ctx: None)
    result = CliRunner().invoke(cli, shlex.split(line)[1:])
    assert result.exit_code == 0, f"{name(page)}: {line}\n{result.output}"


# ---- the checks above can fail


def test_what_is_wrong_in_a_page_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.md"
    (tmp_path / "empty").mkdir()
    page.write_text(
        "# The «first» part\n[a](page.md#the-first-part) [b](gone.md) [c](#second) [d](empty) [e](https://example.org)\n"
        "`naql/cli.py`, `naql/gone.py`, `docs/*.md`\n```\ncat a.txt | naql read - > b.txt   # reads\nnaql add news/ && naql fund x\n```\n",
        encoding="utf-8",
    )
    assert missing_links(page) == ["gone.md", "#second", "empty"]
    assert missing_files(page) == ["naql/gone.py"]
    assert commands(page) == ["naql read -", "naql add news/", "naql fund x"]


def test_every_verb_stands_in_some_command_line() -> None:
    assert {line.split()[1] for page in PAGES for line in commands(page)} == set(COMMANDS)
