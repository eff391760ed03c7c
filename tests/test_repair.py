"""Repair: cases by kind, each fix on its example, and what holds on every text: undo, once is enough, spans both ways."""

from __future__ import annotations

import gzip
import json
import time
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
import zstandard
from click.testing import CliRunner
from hypothesis import example, given, settings
from hypothesis import strategies as st

from naql.lexicon import read_table
from naql.repair import Repaired, repair
from naql.repair.changes import Change, apply, compose
from naql.repair.cli import repair_command
from naql.repair.edits import reason
from naql.repair.halfspaces import HalfSpaces
from naql.repair.knowledge import load
from naql.repair.lines import Job, repair_lines
from naql.spans import Span

HALF_SPACE = "\u200c"
CASES = Path(__file__).parent / "cases" / "repair"
FIXES = {row["entry"]: row for row in read_table("repair/fixes")}
MODES = ("careful", "full")

# Pieces of damaged news of our own; joined at random they make texts that no case thought of.
PIECES = (
    *("وزير", "كشور", "می", "رود", "ها", "های", "کرده", "اند", "گزارش", "گزارشها", "رئیسجمهور", "منطقهای", "درتهران"),
    *("است.وی", " ،", "« ", " »", "»", "«", ":", "؟", ".", "ه.ش", "۱۴۰۲", "1402", "٩", "A4", "http://a.ir/ي", "@كاربر"),
    *(
        " ",
        "  ",
        "\n",
        "\t",
        HALF_SPACE,
        HALF_SPACE * 2,
        "\u200f",
        "\u00ad",
        "\u200d",
        "\u0640",
        "\u00a0",
        "&zwnj;",
        '"',
    ),
    *("بهروز", "بندهای", "ثبت", "شده", "به", "و", "خود", "از", "ﻻ", "ﺷﻬﺮ", "ا\u064bو", "ظ…ط±", "Ø§Ø±Ø¢"),
)
texts = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=25).map("".join))


def cases(kind: str) -> list[dict[str, str]]:
    lines = (CASES / f"{kind}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def name(case: dict[str, str]) -> str:
    return f"{case['fix']}: {case['given'][:30]}"


def fixes(repaired: Repaired) -> set[str]:
    return {fix for edit in repaired.edits for fix in edit.fix.split("+")}


@pytest.mark.parametrize("case", cases("wild") + cases("made"), ids=name)
def test_damage_is_repaired(case):
    repaired = repair(case["given"], mode=case["mode"])
    assert repaired.text == case["repaired"]
    assert case["fix"] in fixes(repaired)


@pytest.mark.parametrize("case", cases("negative"), ids=name)
def test_what_is_right_stays(case):
    assert repair(case["given"], mode=case["mode"]).text == case["repaired"] == case["given"]


@pytest.mark.xfail(strict=True, reason="known failure")
@pytest.mark.parametrize("case", cases("known-failures"), ids=name)
def test_known_failure(case):
    assert repair(case["given"], mode=case["mode"]).text == case["repaired"]


@pytest.mark.parametrize("fix", FIXES)
def test_fix_has_cases_example_and_reason(fix):
    row = FIXES[fix]
    assert fix in fixes(repair(row["example"], mode=row["class"]))
    assert reason(fix)
    for kind in (("wild", "made"), ("negative",)):
        assert any(case["fix"] == fix for k in kind for case in cases(k)), f"no {kind} case of {fix}"
    page = CASES.parents[2] / "docs" / "repair" / f"{fix}.md"
    assert page.read_text(encoding="utf-8").startswith(f"# {fix}\n")


@pytest.mark.parametrize("row", read_table("repair/affixes"), ids=lambda row: row["entry"])
def test_affix_comes_back_in_its_example(row):
    affix, verbal = row["entry"], row["class"] == "verb-prefix"
    assert verbal or row["class"] in ("suffix", "ending")
    (word, *_) = [
        word.strip(".،؟")
        for word in row["example"].split()
        if affix in (word.strip(".،؟").split(HALF_SPACE)[:1] if verbal else word.strip(".،؟").split(HALF_SPACE)[1:])
    ]
    for damaged in (row["example"].replace(HALF_SPACE, ""), row["example"].replace(HALF_SPACE, " ")):
        assert word in repair(damaged, mode="full").text


@pytest.mark.parametrize("row", read_table("repair/bound"), ids=lambda row: row["entry"])
def test_bound_word_is_not_cut_off(row):
    assert any(word.startswith(row["entry"]) for word in row["example"].split())
    assert "glued-words" not in fixes(repair(row["example"], mode="full"))


@given(texts, st.sampled_from(MODES))
@settings(max_examples=400, deadline=None)
def test_undo_gives_back_the_input(text, mode):
    repaired = repair(text, mode=mode)
    assert repaired.undo() == text == repaired.source
    for edit in repaired.edits:
        assert text[edit.span.start : edit.span.end] == edit.original


@example("@\xadA://ى", "careful")
@example("@0\xadA://ى", "careful")
@example("@\u2066A://ى", "careful")
@example("خلددهد0دهددهد", "careful")
@example("سد  .پل", "careful")
@example("دمددمددمد0دمددمد", "careful")
@example('"پل""راه"', "full")
@given(texts, st.sampled_from(MODES))
@settings(max_examples=400, deadline=None)
def test_repairing_twice_changes_nothing_more(text, mode):
    once = repair(text, mode=mode).text
    assert repair(once, mode=mode).text == once


@given(texts, st.sampled_from(MODES))
@settings(max_examples=300, deadline=None)
def test_spans_go_there_and_back(text, mode):
    repaired = repair(text, mode=mode)
    start = 0
    for word in repaired.text.split():
        start = repaired.text.index(word, start)
        span = Span(start, start + len(word))
        start = span.end
        source = repaired.to_source(span)
        assert 0 <= source.start < source.end <= len(text)
        back = repaired.to_repaired(source)
        assert back.start <= span.start
        assert span.end <= back.end


@given(texts)
@settings(max_examples=300, deadline=None)
def test_no_letter_or_digit_is_lost_and_no_line_break_moved(text):
    repaired = repair(text)
    assert repaired.text.count("\n") == text.count("\n")
    declared = {"letters", "digits", "entities", "mojibake"}
    if fixes(repaired) & declared:
        return
    assert letters(repaired.text) == letters(text)


def letters(text: str) -> str:
    return "".join(c for c in text if unicodedata.category(c)[0] in "LN" and c != "\u0640")


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.text("abc", max_size=3)), max_size=6), st.data())
def test_two_layers_composed_do_what_they_do_one_after_the_other(drawn, data):
    text = "0123456789" * 5
    first = layer(text, drawn)
    between = apply(text, first)
    second = layer(
        between, data.draw(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.text("xyz", max_size=3))))
    )
    assert apply(text, compose(first, second, between)) == apply(between, second)


def layer(text: str, drawn: list[tuple[int, int, str]]) -> list[Change]:
    changes: list[Change] = []
    place = 0
    for skip, length, new in drawn:
        start = place + skip
        if start + length > len(text) or (length == 0 and not new):
            break
        changes.append(Change(start, start + length, new, "fix", 1.0))
        place = start + length + 1
    return changes


def test_to_source_leaves_deleted_edges_outside():
    repaired = repair("او  گفته\u200eها را خــواند")
    word = repaired.text.index("گفته")
    assert repaired.to_source(Span(word, word + 7)).slice(repaired.source) == "گفته\u200eها"
    assert repaired.to_source(Span(word + 4, word + 5)).slice(repaired.source) == "\u200e"


def test_seed_like_story_gets_all_its_half_spaces():
    wanted = "رئیس‌جمهور گفت: گروه‌های مردمی می‌گویند زمینه‌ساز درگیری‌ها و ناامنی منطقه‌ای شده‌اند و گفت‌وگوی بین‌المللی به‌ویژه سریع‌تر است."
    assert repair(wanted.replace(HALF_SPACE, "")).text == wanted
    assert repair(wanted.replace(HALF_SPACE, " ")).text.count(HALF_SPACE) >= wanted.count(HALF_SPACE) - 2


def test_memory_of_words_is_bounded(monkeypatch):
    from naql.repair import remember

    monkeypatch.setattr(remember, "_MOST", 100)
    numbers = remember.Remembered(lambda n: n)
    for n in range(1000):
        assert numbers[n] == n
        assert len(numbers) <= 100


def test_time_grows_with_length_in_one_line():
    words = "گزارشهای تازه را می خوانند و رئیسجمهور گفت:آری. "
    repair(words * 10)

    def seconds(times: int) -> float:
        begun = time.process_time()
        assert HALF_SPACE in repair(words * times).text
        return time.process_time() - begun

    short, long = (min(seconds(times) for _ in range(3)) for times in (1000, 20_000))
    assert long < 20 * short * 4  # four times what proportion asks, for a busy machine


def test_a_run_of_letters_without_end_costs_little():
    begun = time.process_time()
    assert repair("گ" * 200_000).text == "گ" * 200_000
    assert time.process_time() - begun < 5


def test_knowledge_loads_fast():
    begun = time.process_time()
    load.__wrapped__()
    assert time.process_time() - begun < 1  # 0.14 s on an idle core; the bound is for a busy one


def test_what_known_words_ask_for_is_what_the_model_works_out():
    known = load()
    anew = HalfSpaces(replace(known, asks={}, weighed={}))
    words = sorted(known.asks)[::40]
    assert [word for word in words if anew.asks[word] != known.asks[word]] == []


def run(*arguments: str, stdin: bytes = b"") -> tuple[int, str]:
    result = CliRunner().invoke(repair_command, arguments, input=stdin)
    return result.exit_code, result.stdout_bytes.decode("utf-8")


def test_command_line_in_line_out():
    assert run(stdin="می رود\r\nسلام\nآخر می آید".encode()) == (0, "می‌رود\r\nسلام\nآخر می‌آید")


def test_command_keeps_bytes_that_are_no_utf8(tmp_path):
    (tmp_path / "a.txt").write_bytes("می رود ".encode() + b"\xff\n")
    code, _ = run(str(tmp_path / "a.txt"), "-o", str(tmp_path / "b.txt"))
    assert code == 0
    assert (tmp_path / "b.txt").read_bytes() == "می‌رود ".encode() + b"\xff\n"


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_command_reads_and_writes_packed_json_lines_in_order(tmp_path, jobs):
    rows = [{"id": i, "body": "می رود", "rest": ["ي"]} for i in range(450)]
    packed = tmp_path / "in.jsonl.gz"
    packed.write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode()))
    out = tmp_path / "out.jsonl.zst"
    code, _ = run("--jsonl", "--field", "body", "--edits", "edits", "--jobs", jobs, str(packed), "-o", str(out))
    assert code == 0
    with zstandard.open(out, "rt", encoding="utf-8") as lines:
        got = [json.loads(line) for line in lines]
    assert [row["id"] for row in got] == list(range(450))
    edit = {"start": 2, "end": 3, "original": " ", "replacement": HALF_SPACE, "fix": "half-spaces", "confidence": 1.0}
    assert all(row["body"] == "می‌رود" and row["rest"] == ["ي"] and row["edits"] == [edit] for row in got)


def test_command_leaves_rows_it_cannot_read_and_says_so():
    deep = "[" * 200_000
    result = CliRunner().invoke(
        repair_command, ["--jsonl"], input=f'{{"text": "می رود"\n{{"id": 1}}\n{deep}\n{{"text": "می رود"}}\n'
    )
    assert result.exit_code == 1
    assert result.stdout == f'{{"text": "می رود"\n{{"id": 1}}\n{deep}\n{{"text": "می‌رود"}}\n'
    assert [line.split(":")[2] for line in result.stderr.splitlines()] == [" line 1", " line 2", " line 3"]


@pytest.mark.parametrize(
    ("row", "repaired"),
    [
        ('{"n": 1.10, "text":"می رود", "m": 1e400}', '{"n": 1.10, "text":"می‌رود", "m": 1e400}'),
        ('{"text": "\\ud83d می رود", "a": {"text": "می رود"}}', '{"text": "\\ud83d می‌رود", "a": {"text": "می رود"}}'),
        ('{"text": "سلام", "text": "می رود"}', '{"text": "سلام", "text": "می‌رود"}'),
    ],
    ids=["numbers", "half a character", "a name twice"],
)
def test_all_else_of_a_row_stays_as_it_is(row, repaired):
    assert run("--jsonl", stdin=row.encode()) == (0, repaired)


def test_command_goes_on_behind_what_it_cannot_read(tmp_path):
    (tmp_path / "a.txt").write_text("می رود\n", encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(bytes(range(256)) * 4)
    result = CliRunner().invoke(repair_command, [str(tmp_path / name) for name in ("no.txt", "b.txt", "a.txt")])
    assert (result.exit_code, result.stdout) == (1, "می‌رود\n")
    assert ["no such file" in line or "binary" in line for line in result.stderr.splitlines()] == [True, True]


@pytest.mark.parametrize("encoding", ["cp1256", "utf-16"])
def test_command_reads_old_encodings_and_says_so(encoding):
    result = CliRunner().invoke(repair_command, [], input="وزير گفت که اين راه را مي بندند\n".encode(encoding))
    assert (result.exit_code, result.stdout) == (0, "وزیر گفت که این راه را می‌بندند\n")
    assert "written as UTF-8" in result.stderr


@pytest.mark.parametrize("ending", ["gz", "zst"])
def test_command_reads_what_it_packed(tmp_path, ending):
    packed = str(tmp_path / f"a.{ending}")
    assert run("-o", packed, stdin="می رود\n".encode())[0] == 0
    assert run(packed) == (0, "می‌رود\n")


def test_check_and_explain():
    assert run("--check", stdin="سلام\n".encode()) == (0, "")
    assert run("--check", stdin="سلام\nمی رود\n".encode()) == (1, "-:2: 1 changes\n")
    code, said = run("--explain", stdin="سلام\nمی رود\n".encode())
    assert code == 0
    assert said.startswith("-:2:2–3\t␣ → ⟨half-space⟩\thalf-spaces\t")
    assert FIXES["half-spaces"]["reason"] in said


def test_careful_and_full_differ():
    line = 'مدیر گفت "فردا".\n'
    assert run("--careful", stdin=line.encode())[1] == line
    assert run("--full", stdin=line.encode())[1] == "مدیر گفت «فردا».\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["nowhere.txt"], "nowhere.txt"), (["--edits", "e"], "--jsonl"), (["same.txt", "-o", "same.txt"], "another name")],
)
def test_command_refuses_with_one_clear_line(tmp_path, monkeypatch, arguments, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "same.txt").write_text("سلام", encoding="utf-8")
    result = CliRunner().invoke(repair_command, arguments)
    assert result.exit_code != 0
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_lines_are_read_only_as_far_as_needed():
    taken = 0

    def endless():
        nonlocal taken
        while True:
            taken += 1
            yield "می رود\n"

    lines = repair_lines(endless(), Job())
    for _ in range(10):
        assert next(lines).text == "می‌رود\n"
    assert taken == 10


@pytest.mark.parametrize(
    "text", ["نے کہا ہے کہ سڑک کھلی ہے", "إن الله على كل شيء قدير", "من کەس نادەم بە تۆ", "ننګرهار ولايت کې وويل چې"]
)
def test_a_text_in_another_language_stays(text):
    assert repair(text, mode="full").text == text
