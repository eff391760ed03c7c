"""Treebanks and verb lists → naql/data/sentences/word-classes.json.gz: the commonest part of speech of each word form.

    python training/word_classes.py SHARED

Reads SHARED/data/treebank (PerDT, Seraji: CC BY-SA 4.0) and SHARED/data/words/verb-forms.txt.gz. Informal text (iPerUDT) is
left out: its spellings collide with formal words.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

from naql.sentences.words import fold

TARGET = Path(__file__).parent.parent / "naql/data/sentences/word-classes.json.gz"


def treebank_classes(folder: Path) -> dict[str, str]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for path in sorted(folder.glob("*.gz")):
        if path.name.startswith("iperudt"):
            continue
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                cells = line.rstrip("\n").split("\t")
                if len(cells) > 5 and cells[0].isdigit():
                    counts[fold(cells[1])][word_class(cells[3], cells[5])] += 1
    return {word: seen.most_common(1)[0][0] for word, seen in counts.items()}


def word_class(upos: str, features: str) -> str:
    """UPOS, but finite verbs (which end clauses in Persian) are told from participles and infinitives."""
    if upos in ("VERB", "AUX"):
        return "PART" if "VerbForm=Part" in features or "VerbForm=Inf" in features else "VERB"
    return upos


def main(shared: Path) -> None:
    classes = treebank_classes(shared / "data/treebank")
    with gzip.open(shared / "data/words/verb-forms.txt.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            form = fold(line.strip())
            if len(form) > 4:  # shorter forms are mostly nouns that look like an imperative
                classes.setdefault(form, "VERB")
    grouped: dict[str, list[str]] = defaultdict(list)
    for word, kind in sorted(classes.items()):
        grouped[kind].append(word)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    packed = gzip.compress(json.dumps(grouped, ensure_ascii=False).encode(), 9, mtime=0)
    TARGET.write_bytes(packed)
    print(f"{len(classes)} word forms, {len(packed)} bytes -> {TARGET}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
