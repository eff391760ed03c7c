"""Models, annotated articles → figures: each article read by models that have not seen it, scored, and how sure they may be.

Writes naql/data/statements/confidence.json: for rising probabilities of the rankers, the share of statements that were right.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import naql.statements as statements
import naql.statements.ranker as ranker
import naql.statements.tagger as tagging
from naql import pipeline
from naql.evaluate import FOUND, evaluate, load, paired, same_actor, table, words
from naql.network import Network

CONFIDENCE = Path(__file__).parent.parent / "naql/data/statements/confidence.json"
_STEP = 60  # statements a step of the confidence holds at least


def measure(
    shared: Path,
    folds: Sequence[list[Any]],
    taggers: Sequence[Path],
    tables: Sequence[dict[str, Any]],
    unseen: Callable[[str], None],
) -> None:
    """Prints the figures of the annotated articles by cross-validation, and of the development sets by the shipped models.

    `unseen` is told the id of an article before it is read, so that its names too are found by a tagger that has not seen it.
    """
    readings: dict[str, Any] = {}
    for fold, path, weights in zip(folds, taggers, tables, strict=True):
        use(path, weights)
        for example in fold:
            unseen(example.id)
            readings[example.id] = pipeline.read(example.text).to_dict()
    examples = [example for fold in folds for example in fold]
    use()
    unseen("")
    for name in sorted({example.source for example in examples}):
        show(name, [(e.text, e.gold) for e in examples if e.source == name], readings)
    judged = [pair for e in examples for pair in judgements(e.text, e.gold, readings[e.id])]
    CONFIDENCE.write_text(json.dumps(list(steps(judged))) + "\n")
    for name in ("seed", "outlets", "channels"):
        show(name, load(shared / f"gold/{name}.gold.jsonl", shared / f"gold/{name}.texts.jsonl"), None)


def use(path: Path | None = None, weights: dict[str, Any] | None = None) -> None:
    """Reads with these models and plain probabilities from now on; with the shipped ones for None."""
    if path is None or weights is None:
        tagging._model, ranker.weights, statements.confidence = SHIPPED
        return
    tagger = Network(path.read_bytes())
    tagging._model = lambda: tagger
    ranker.weights = weights.__getitem__
    statements.confidence = _plain


def _plain(probability: float) -> float:
    return probability


SHIPPED: tuple[Callable[..., Any], ...] = (tagging._model, ranker.weights, statements.confidence)


def show(name: str, articles: list[tuple[str, Any]], readings: dict[str, Any] | None) -> None:
    print(f"== {name}: {len(articles)} articles")
    print("\n".join(table(evaluate(articles, readings))), flush=True)


def judgements(text: str, gold: Any, reading: Any) -> Iterator[tuple[float, bool]]:
    """The probability of each statement read, and whether it was right in who said what; borderline ones are left out."""
    wanted, found = gold["statements"], reading["statements"]
    gold_words = [words(text, map(tuple, s["content"])) for s in wanted]
    read_words = [words(text, ((c["start"], c["end"]) for c in s["content"])) for s in found]
    right: dict[int, bool | None] = {}
    for i, j, value in paired(gold_words, read_words):
        if value >= FOUND:
            optional = wanted[i].get("optional")
            right[j] = None if optional else same_actor(found[j]["actor"], gold["actors"][wanted[i]["actor"]])
    for j, statement in enumerate(found):
        verdict = right.get(j, False)
        if verdict is not None:
            yield statement["confidence"], verdict


def steps(judged: list[tuple[float, bool]]) -> Iterator[tuple[float, float]]:
    """Isotonic regression by pooling neighbours: (mean probability, share right) of each pool, both rising."""
    judged.sort()
    pools: list[list[float]] = []  # count, sum of probabilities, number right
    for at in range(0, len(judged), _STEP):
        part = judged[at : at + _STEP]
        pools.append([len(part), sum(p for p, _ in part), sum(right for _, right in part)])
        while len(pools) > 1 and pools[-2][2] / pools[-2][0] >= pools[-1][2] / pools[-1][0]:
            last = pools.pop()
            pools[-1] = [a + b for a, b in zip(pools[-1], last, strict=True)]
    for count, total, right in pools:
        yield round(total / count, 4), round(right / count, 3)
