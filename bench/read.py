"""Speed and memory of reading: articles a second on one core, the share of each stage, and how the cost grows with length.

    python bench/read.py [NEWS.jsonl[.gz] …] [--articles 1000]

Without files it reads the project's own articles (quality/), repeated. The figures are this machine's: compare within one run only.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import resource
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from naql import pipeline

OWN = Path(__file__).parent.parent / "quality/articles.texts.jsonl"
STAGES = ("repair", "tokenise", "line_ends", "find_mentions", "Cast", "find_relays", "find_statements")


def texts(paths: list[Path], count: int) -> list[str]:
    found = [text for path in paths or [OWN] for text in _texts(path)]
    random.Random(1).shuffle(found)
    return (found * (1 + count // max(1, len(found))))[:count]


def _texts(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            yield row.get("text") or "\n".join(row[key] for key in ("title", "lead", "body") if row.get(key))


def _from_cold(text: str) -> float:
    """Seconds that `naql read` takes for one article."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-m", "naql", "read", "-"], input=text, capture_output=True, text=True, check=True)
    return time.perf_counter() - begun


def timed(spent: Counter[str], name: str, call: Callable[..., Any]) -> Callable[..., Any]:
    def run(*args: Any, **options: Any) -> Any:
        begun = time.perf_counter()
        try:
            return call(*args, **options)
        finally:
            spent[name] += time.perf_counter() - begun  # type: ignore[assignment]

    return run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--articles", type=int, default=1000)
    options = parser.parse_args()
    corpus = texts(options.paths, options.articles)
    print(
        f"from the command to its table {min(_from_cold(corpus[0]) for _ in range(3)):.2f} s (a new process, the best of three)"
    )
    begun = time.perf_counter()
    pipeline.read(corpus[0])
    print(f"first article {time.perf_counter() - begun:.2f} s (models are opened)")
    spent: Counter[str] = Counter()
    for name in STAGES:
        setattr(pipeline, name, timed(spent, name, getattr(pipeline, name)))
    times, statements = [], 0
    for text in corpus:
        begun = time.perf_counter()
        statements += len(pipeline.read(text).statements)
        times.append(time.perf_counter() - begun)
    total, letters = sum(times), sum(map(len, corpus))
    print(f"{len(corpus)} articles, {letters / len(corpus):.0f} characters each, {statements} statements")
    print(
        f"{len(corpus) / total:.0f} articles a second; the median article {1 / statistics.median(times):.0f} a second"
    )
    for name in STAGES:
        print(f"  {name:16} {100 * spent[name] / total:5.1f} %")
    print(f"  peak memory {_megabytes():.0f} MB")
    sample = " ".join(" ".join(corpus).split())
    base = 0.0
    for size in (50_000, 200_000, 800_000):
        line = (sample * (1 + size // len(sample)))[:size]
        begun = time.perf_counter()
        pipeline.read(line)
        rate = (time.perf_counter() - begun) / size
        base = base or rate
        print(f"  one line of {size:9,} characters: {rate / base:.2f} times the cost of the shortest, by character")
    print(f"peak memory with the lines {_megabytes():.0f} MB")


def _megabytes() -> float:
    """The most memory the process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
