"""Articles with annotated names → naql/data/actors/mentions.npz without the features that hardly any of them has.

    python training/rare.py SHARED

What was seen a few times was learnt by heart, or has hardly moved from where it began: without it names that nobody learnt from are found
as well (docs/quality.md), and the file is half as large.
"""

from __future__ import annotations

import sys
from pathlib import Path

import corpora
import mentions
import network

LEAST = 4  # times that a feature must stand in the articles; with 2 the figures are the same


def main() -> None:
    articles = map(mentions.article, corpora.with_names(Path(sys.argv[1])))
    lessons = (mentions.lesson(text, names) for _, text, names in articles)
    before = mentions.OUT.stat().st_size
    mentions.OUT.write_bytes(network.without_others(mentions.OUT.read_bytes(), network.features_of(lessons, LEAST)))
    print(f"{mentions.OUT.name}: {before} → {mentions.OUT.stat().st_size} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
