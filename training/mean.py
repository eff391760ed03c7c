"""Two fits of the rankers → the mean of their weights: what one fit learnt from the dice of its networks counts half.

    python training/mean.py FOLDER

FOLDER holds the tables of another fit (`contents.json.gz`, …), made from other networks; those in naql/data/statements become the mean of
both. What weighs next to nothing is left out: no figure of the development sets changes.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import corpora
from statements import LESSONS, TARGET

_LEAST = 0.02


def mean(one: dict[str, float], two: dict[str, float]) -> dict[str, float]:
    """The mean of two tables; a feature that one of them lacks weighs nothing there.

    >>> mean({"a": 1.0, "b": 0.03}, {"a": 0.5})
    {'a': 0.75}
    """
    both = {name: round((one.get(name, 0.0) + two.get(name, 0.0)) / 2, 4) for name in one.keys() | two.keys()}
    return {name: weight for name, weight in both.items() if abs(weight) >= _LEAST}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("other", type=Path)
    other = parser.parse_args().other
    for role in LESSONS:
        one, two = (next(corpora.rows(folder / f"{role}.json.gz")) for folder in (TARGET, other))
        corpora.write(mean(one, two), TARGET / f"{role}.json.gz")


if __name__ == "__main__":
    main()
