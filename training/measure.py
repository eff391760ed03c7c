"""Models, annotated articles → figures: the scorer of SHARED/gold on articles the models have not seen."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import naql.statements.contents as contents
import naql.statements.speakers as speakers
import naql.statements.tagger as tagging
from naql import pipeline


def measure(
    shared: Path, folds: list[list[Any]], taggers: list[str], tables: list[dict[str, dict[str, float]]]
) -> None:
    sys.path.insert(0, str(shared / "gold"))
    import score  # type: ignore[import-not-found]

    predicted: dict[str, Any] = {}
    for fold, path, table in zip(folds, taggers, tables, strict=True):
        with_models(path, table)
        for example in fold:
            predicted[example.id] = pipeline.read(example.text).to_dict()
    held = [example for fold in folds for example in fold]
    for name in ("fars", "made", "agency"):
        own = [e for e in held if kind(e.id) == name]
        if own:
            show(
                score, f"{name} (cross-validated)", {e.id: e.gold for e in own}, {e.id: e.text for e in own}, predicted
            )
    Path("/tmp/naql-training/cv.jsonl").write_text(
        "".join(json.dumps({**p, "id": k}, ensure_ascii=False) + "\n" for k, p in predicted.items())
    )
    with_models(None, None)
    for name in ("seed", "outlets", "channels"):
        texts = {row["id"]: row["text"] for row in map(json.loads, (shared / f"gold/{name}.texts.jsonl").open())}
        golds = {row["id"]: row for row in map(json.loads, (shared / f"gold/{name}.gold.jsonl").open())}
        read = {key: pipeline.read(text).to_dict() for key, text in texts.items()}
        Path(f"/tmp/naql-training/{name}.jsonl").write_text(
            "".join(json.dumps({**p, "id": k}, ensure_ascii=False) + "\n" for k, p in read.items())
        )
        show(score, name, golds, texts, read)


def kind(id: str) -> str:
    return (
        "fars"
        if id.startswith("fars-") and id.count("-") == 2
        else "made"
        if id.startswith(("made", "ch", "out"))
        else "agency"
    )


def with_models(path: str | None, tables: dict[str, dict[str, float]] | None) -> None:
    """Reads with these models from now on; with the shipped ones for None."""
    if path is None or tables is None:
        tagging._model, contents.weights, speakers.weights = SHIPPED
        return
    import pycrfsuite

    tagger = pycrfsuite.Tagger()
    tagger.open(path)
    tagging._model = lambda: tagger
    contents.weights = speakers.weights = tables.__getitem__


SHIPPED = (tagging._model, contents.weights, speakers.weights)


def show(score: Any, name: str, golds: Any, texts: Any, predicted: Any) -> None:
    n, forms, _, _ = score.score(golds, texts, predicted)
    print(f"== {name}: {len(golds)} articles")
    print(
        "  ".join(
            f"{form} {c['content'] / max(1, c['gold']):.2f}/{c['right'] / max(1, c['gold']):.2f} ({c['gold']})"
            for form, c in sorted(forms.items())
        )
    )
    for line in score.report(n):
        print("  ", line)
