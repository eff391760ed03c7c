"""Readings of quality/ → pass or fail: the figures of our own annotated articles against pinned floors.

python quality/gate.py                       fails where a figure lies below its floor
python quality/gate.py --pin                 raises the floors to what is reached now
python quality/gate.py --pin --lower REASON  may lower them too; the reason is written beside them
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from naql.evaluate import Score, evaluate, load
from naql.pipeline import read

HERE = Path(__file__).parent
FLOORS = HERE / "floors.json"
FIGURES = ("who said what", "who said what P", "who said what R", "words", "strict", "speaker", "cue")
BESIDE = ("addressee", "when", "occasion", "about")  # few in a style: only of all articles


def styles(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8") as lines:
        return {row["id"]: row["style"] for row in map(json.loads, lines)}


def measure() -> dict[str, dict[str, float]]:
    """The figures of all articles and of each style that has statements, to three places."""
    texts = HERE / "articles.texts.jsonl"
    articles = load(HERE / "articles.gold.jsonl", texts)
    readings = {gold["id"]: read(text).to_dict() for text, gold in articles}
    of = styles(texts)
    groups: dict[str, list[Any]] = {"all": articles}
    for article in articles:
        groups.setdefault(of[article[1]["id"]], []).append(article)
    scores: dict[str, Score] = {name: evaluate(group, readings) for name, group in groups.items()}
    invented = sum(len(readings[gold["id"]]["statements"]) for _, gold in groups.get("none", []))
    figures = {
        name: {figure: round(score.figures()[figure], 3) for figure in FIGURES}
        for name, score in scores.items()
        if score.counts["gold"]
    }
    all_figures = scores["all"].figures()
    figures["all"] |= {figure: round(all_figures[figure], 3) for figure in BESIDE}
    # A floor holds from below, so what must not grow is counted downwards: articles without speech that stay without.
    return figures | {"none": {"nothing invented": 1.0 - invented / max(1, len(groups.get("none", [])))}}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pin", action="store_true")
    parser.add_argument("--lower", metavar="REASON")
    options = parser.parse_args()
    now = measure()
    pinned = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {"floors": {}, "lowered": []}
    floors: dict[str, dict[str, float]] = pinned["floors"]
    below = [
        (name, figure, now.get(name, {}).get(figure, 0.0), floor)
        for name, figures in floors.items()
        for figure, floor in figures.items()
        if now.get(name, {}).get(figure, 0.0) < floor
    ]
    for name, figures in now.items():
        print(f"{name:8}", "  ".join(f"{figure} {value:.3f}" for figure, value in figures.items()))
    for name, figure, value, floor in below:
        print(f"below the floor: {name}: {figure} is {value:.3f}, the floor {floor:.3f}", file=sys.stderr)
    if not options.pin:
        return 1 if below else 0
    if below and not options.lower:
        print("floors are not lowered without --lower REASON", file=sys.stderr)
        return 1
    if below:
        pinned["lowered"].append(options.lower)
    pinned["floors"] = now
    FLOORS.write_text(json.dumps(pinned, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
