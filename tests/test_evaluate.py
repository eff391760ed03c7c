"""The scorer: right, wrong, borderline and impossible sets."""

from __future__ import annotations

import gzip
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import naql
from naql.evaluate import Score, evaluate, evaluate_command, load, same_actor, table

TEXT = "پرویز آذر گفت: باران می‌آید. وی از سیل خبر داد."
GOLD: dict[str, Any] = {
    "id": "1",
    "actors": {"A": {"name": "پرویز آذر", "also": ["آذر"]}},
    "statements": [
        {"content": [[15, 27]], "form": "colon", "actor": "A", "cue": [10, 13], "speaker": [0, 9], "to": None},
        {"content": [[35, 38]], "form": "phrase", "actor": "A", "cue": [39, 46], "speaker": [29, 31], "to": None},
    ],
}
SHARED = Path(os.environ.get("NAQL_SHARED", Path(__file__).parent.parent.parent / "shared"))


def reading(*statements: tuple[int, int, str]) -> dict[str, Any]:
    return {
        "statements": [
            {
                "content": [{"start": a, "end": b}],
                "form": "colon",
                "cue": None,
                "speaker": None,
                "to": None,
                "actor": {"name": name, "aliases": []},
            }
            for a, b, name in statements
        ]
    }


def test_everything_right_is_one() -> None:
    figures = evaluate([(TEXT, GOLD)], {"1": reading((15, 27, "پرویز آذر"), (35, 38, "آذر"))}).figures()
    assert figures["who said what"] == 1
    assert figures["words"] == 1
    assert figures["strict"] == 0  # no cue and no speaker words were given


def test_a_wrong_speaker_costs_precision_and_recall() -> None:
    figures = evaluate([(TEXT, GOLD)], {"1": reading((15, 27, "نیما کوهی"))}).figures()
    assert (figures["content P"], figures["content R"]) == (1, 0.5)
    assert figures["who said what"] == 0


def test_a_borderline_statement_counts_neither_way() -> None:
    gold = json.loads(json.dumps(GOLD))
    gold["statements"][1]["optional"] = True
    for found in (reading((15, 27, "آذر")), reading((15, 27, "آذر"), (35, 38, "نیما کوهی"))):
        assert evaluate([(TEXT, gold)], {"1": found}).figures()["who said what"] == 1


def test_circumstances_are_scored_where_they_are_annotated() -> None:
    gold = json.loads(json.dumps(GOLD))
    assert "when" not in evaluate([(TEXT, gold)], {"1": reading((15, 27, "آذر"))}).figures()
    gold["statements"][0] |= {"when": [0, 5], "occasion": None, "about": [6, 9]}
    found = reading((15, 27, "آذر"))
    found["statements"][0] |= {"when": {"start": 0, "end": 5}, "occasion": {"start": 6, "end": 9}, "about": None}
    figures = evaluate([(TEXT, gold)], {"1": found}).figures()
    assert [figures[name] for name in ("when", "occasion P", "about R")] == [1, 0, 0]


def test_an_article_nobody_read_counts_as_missed() -> None:
    assert evaluate([(TEXT, GOLD)], {}).figures()["who said what R"] == 0


def test_a_title_alone_is_no_name() -> None:
    assert same_actor({"name": "آقای پرویز آذر"}, {"name": "پرویز آذر"})
    assert not same_actor({"name": "وزیر"}, {"name": "وزیر نیرو پرویز آذر"})


def test_a_set_that_does_not_fit_its_texts_is_refused(tmp_path: Path) -> None:
    texts, gold = tmp_path / "t.jsonl", tmp_path / "g.jsonl"
    texts.write_text(json.dumps({"id": "1", "text": "کوتاه"}))
    gold.write_text(json.dumps(GOLD))
    with pytest.raises(naql.GoldError, match=r"g\.jsonl:1: .*outside the text"):
        load(gold, texts)
    gold.write_text(json.dumps({**GOLD, "id": "2"}))
    with pytest.raises(naql.GoldError, match="is not in"):
        load(gold, texts)
    with pytest.raises(naql.GoldError, match=r"g\.jsonl:1: no 'text'; give the annotated set first"):
        load(texts, gold)
    gold.write_text("{")
    with pytest.raises(naql.GoldError, match=r"g\.jsonl:1: not a line of JSON"):
        load(gold, texts)
    gold.write_bytes(b"\xff\xfe")
    with pytest.raises(naql.GoldError, match=r"g\.jsonl: cannot be read .*UTF-8"):
        load(gold, texts)


def test_a_set_may_be_packed(tmp_path: Path) -> None:
    texts, gold, broken = (tmp_path / name for name in ("t.jsonl.gz", "g.jsonl", "b.jsonl.gz"))
    gold.write_text(json.dumps(GOLD))
    texts.write_bytes(gzip.compress(json.dumps({"id": "1", "text": TEXT}).encode()))
    assert load(gold, texts) == [(TEXT, GOLD)]
    broken.write_bytes(texts.read_bytes()[:20])
    with pytest.raises(naql.GoldError, match="cannot be read"):
        load(gold, broken)
    damaged = bytearray(texts.read_bytes())
    damaged[10:14] = b"\xff\xff\xff\xff"  # where the packed data begin
    broken.write_bytes(damaged)
    with pytest.raises(naql.GoldError, match=r"b\.jsonl\.gz: cannot be read \(damaged gzip data\)"):
        load(gold, broken)


def test_the_command_prints_the_table(tmp_path: Path) -> None:
    texts, gold = tmp_path / "t.jsonl", tmp_path / "g.jsonl"
    texts.write_text(json.dumps({"id": "1", "text": TEXT}))
    gold.write_text(json.dumps(GOLD))
    done = CliRunner().invoke(evaluate_command, [str(gold), str(texts)])
    assert done.exit_code == 0, done.output
    assert "who said what" in done.output


@pytest.mark.skipif(not (SHARED / "gold/score.py").exists(), reason="the scorer of ../shared is not here")
@pytest.mark.parametrize("name", ["seed", "channels"])
def test_agrees_with_the_scorer_of_shared(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(SHARED / "gold"))
    import score  # type: ignore[import-not-found]

    articles = load(SHARED / f"gold/{name}.gold.jsonl", SHARED / f"gold/{name}.texts.jsonl")
    readings = {gold["id"]: naql.read(text).to_dict() for text, gold in articles}
    theirs, *_ = score.score({g["id"]: g for _, g in articles}, {g["id"]: t for t, g in articles}, readings)
    ours: Score = evaluate(articles, readings)
    for mine, their in (
        ("predicted", "pred"),
        ("content", "content"),
        ("speaker", "speaker"),
        ("strict", "strict"),
        ("words", "w_right"),
    ):
        assert ours.counts[mine] == theirs[their]
    assert any("who said what" in line for line in table(ours))
    del sys.modules["score"]
