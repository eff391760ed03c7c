"""Annotated sets → who said what, F1, once more with each kind of damage done to every text of them.

    python quality/damage.py quality/articles.gold.jsonl [../shared/gold/outlets.gold.jsonl …]

The texts of a set stand beside it, in `.texts.jsonl`. What is random is so by a fixed seed.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from naql import pipeline
from naql.evaluate import evaluate, load
from naql.repair.changes import Change, Layer, apply
from naql.repair.edits import Repaired
from naql.spans import Span

Made = str | Callable[[re.Match[str]], str]
Damage = Sequence[tuple[str, Made]]  # what is looked for, and what stands there then


def some(share: float, instead: str) -> Callable[[re.Match[str]], str]:
    dice = random.Random(1)
    return lambda m: instead if dice.random() < share else m.group()


KINDS: dict[str, Damage] = {
    "none": [],
    "half-spaces deleted": [("\u200c", "")],
    "half-spaces typed as blanks": [("\u200c", " ")],
    "line breaks replaced by blanks": [("\n", " ")],
    "line breaks deleted": [("\n", "")],
    "every line break doubled": [("\n", "\n\n")],
    "quotation marks straight": [("[«»“”]", '"')],
    "no quotation marks": [('[«»“”"]', "")],
    "commas and question marks of English": [("،", ","), ("؛", ";"), ("؟", "?")],
    "no blank behind marks": [(r"(?<=[.،؛:!؟»])[ \n]+(?=\w)", "")],
    "one blank of fifty lost": [(" ", some(0.02, ""))],
    "one blank of seventeen a line break": [(" ", some(0.06, "\n"))],
    "no full stops": [(r"\.(?=[ \n])", "")],
    "no colons": [(":(?= )", "")],
}


def damaged(text: str, gold: dict[str, Any], damage: Damage) -> tuple[str, dict[str, Any]]:
    """A text with all its damage done, and the annotation with its spans moved along."""
    changes = sorted(
        Change(m.start(), m.end(), m.expand(made) if isinstance(made, str) else made(m), "damage", 1.0)
        for pattern, made in damage
        for m in re.finditer(pattern, text)
    )
    worn = Repaired(text, apply(text, changes), (Layer(text, changes),))

    def moved(value: Any) -> Any:
        """Spans wherever they stand in a statement, all else as it is."""
        if isinstance(value, list):
            spans = len(value) == 2 and all(isinstance(x, int) for x in value)
            return list(worn.to_repaired(Span(*value))) if spans else [moved(x) for x in value]
        return value

    statements = [{name: moved(value) for name, value in s.items()} for s in gold["statements"]]
    return worn.text, {**gold, "statements": statements}


def who_said_what(path: Path, damage: Damage) -> float:
    articles = load(path, path.with_name(path.name.replace(".gold.", ".texts.")))
    worn = [damaged(text, gold, damage) for text, gold in articles]
    readings = {gold["id"]: pipeline.read(text).to_dict() for text, gold in worn}
    return evaluate(worn, readings).figures()["who said what"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", type=Path)
    sets = parser.parse_args().sets
    print("| damage |", " | ".join(path.name.partition(".")[0] for path in sets), "|")
    print("|---" * (1 + len(sets)) + "|")
    for kind, damage in KINDS.items():
        print("|", " | ".join([kind, *(f"{who_said_what(path, damage):.3f}" for path in sets)]), "|", flush=True)


if __name__ == "__main__":
    main()
