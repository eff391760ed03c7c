"""A hundred times `kill -9` at random moments of adding: is the store sound each time, and whole in the end?

    python bench/kills.py [--kills 100]

Prints what it saw; exit status 1 where a check failed. `tests/test_store.py` does the same with six kills.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from test_store import killed_once, many, rows, sound

from naql.store import open_store


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=100)
    kills = options.parse_args().kills
    with tempfile.TemporaryDirectory() as folder:
        undisturbed = Path(folder) / "undisturbed.db"
        add_all(undisturbed)
        at_work, runs = 0, 0
        pick = random.Random(100)
        path = Path(folder) / "0.db"
        for kill in range(kills):
            if kill % 10 == 0:  # a fresh store, so that every stretch of the run is hit
                path = Path(folder) / f"{kill}.db"
                runs += 1
            at_work += killed_once(path, pick.uniform(0, 0.3))
            sound(path)
            if kill % 10 == 9:
                add_all(path)
                assert rows(path) == rows(undisturbed), f"{path}: rows differ from those of an undisturbed run"
    print(
        f"{kills} kills, {at_work} while it was adding, {runs} stores: all sound, all with the rows of an undisturbed run"
    )


def add_all(path: Path) -> None:
    with open_store(path) as store:
        for reading in many():
            store.add(reading)


if __name__ == "__main__":
    main()
