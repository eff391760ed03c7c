#!/usr/bin/env python3
"""Raw text, treebanks, lexicon → naql/data/actors/words.txt.gz: for each word its parts of speech and three clusters.

    pip install gensim scikit-learn; python training/words.py [SHARED]

One `word<TAB>parts<TAB>coarse<TAB>middle<TAB>fine` a line. Parts of speech: the treebanks' where they know the word, else
the lexicon's. Clusters: k-means over two word2vec models (near and wide window). word2vec with two workers is not exactly
repeatable: a new table needs new weights of the tagger.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from naql.actors.features import shape
from naql.actors.keys import word_key
from naql.sentences import tokenise

OUT = Path(__file__).parents[1] / "naql/data/actors/words.txt.gz"
SIZES = (40, 150, 600)
UPOS = {"NOUN": "n", "ADJ": "j", "VERB": "v", "AUX": "v", "PROPN": "P", "ADP": "p", "ADV": "a", "PRON": "r", "NUM": "m"}
UPOS |= {"INTJ": "i", "CCONJ": "c"}
LILAK = {"noun_singular": "n", "noun_plural": "n", "adjective": "j", "verb": "v", "adverb": "a", "adposition": "p"}
LILAK |= {"pronoun": "r", "conjunction": "c", "numeral": "m", "foreign": "f", "interjection": "i"}
LILAK |= {"adjective_comparative": "j", "adjective_superlative": "j"}


def lines(path: Path) -> Iterator[str]:
    yield from gzip.decompress(path.read_bytes()).decode().splitlines()


def sentences(data: Path) -> Iterator[str]:
    for line in lines(data / "news/fars.jsonl.gz"):
        yield from json.loads(line)["text"].split("\n")
    for name in ("perdt", "seraji"):
        yield from lines(data / f"halfspace/{name}-train.txt.gz")
    for part in ("train", "dev"):
        row: list[str] = []
        for line in lines(data / f"names/parstwiner-{part}.txt.gz"):
            if cells := line.split():
                row.append(cells[0])
            else:
                yield " ".join(row)
                row = []


def clusters(rows: list[list[str]]) -> dict[str, list[str]]:
    import numpy as np
    from gensim.models import Word2Vec
    from sklearn.cluster import KMeans

    near = Word2Vec(rows, vector_size=100, window=2, min_count=4, negative=8, epochs=12, workers=2, seed=1, sample=1e-4)
    wide = Word2Vec(
        rows, vector_size=100, window=6, min_count=4, sg=1, negative=8, epochs=6, workers=2, seed=1, sample=1e-4
    )
    words = near.wv.index_to_key
    one, two = (np.array([m.wv[w] for w in words]) for m in (near, wide))
    unit = [v / np.linalg.norm(v, axis=1, keepdims=True) for v in (one, two)]
    vectors = np.hstack([unit[0], 0.6 * unit[1]])
    found = [KMeans(size, n_init=1, random_state=1, max_iter=40).fit(vectors).labels_ for size in SIZES]
    return {word: [str(labels[i]) for labels in found] for i, word in enumerate(words)}


def parts_of_speech(data: Path) -> dict[str, str]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for name in ("perdt-dev.conllu", "seraji-dev.conllu", "iperudt-train.conllu", "seraji-train-part.cupt"):
        for line in lines(data / f"treebank/{name}.gz"):
            cells = line.split("\t")
            if len(cells) >= 10 and cells[0].isdigit():
                counts[word_key(cells[1])][UPOS.get(cells[3], cells[3].lower())] += 1
    lexicon: dict[str, set[str]] = defaultdict(set)
    for line in lines(data / "words/lilak-lexicon.gz"):
        cells = line.split(",")
        if not line.startswith("#") and len(cells) > 1 and cells[1]:
            lexicon[word_key(cells[0])].add(LILAK.get(cells[1], cells[1][:2]))
    found = {word: "".join(sorted(parts)) for word, parts in lexicon.items()}
    for word, seen in counts.items():
        top = seen.most_common(2)
        found[word] = "".join(sorted(part for part, n in top if n * 3 >= top[0][1]))
    return found


def main() -> None:
    data = Path(sys.argv[1] if len(sys.argv) > 1 else "/work/shared") / "data"
    rows = [[shape(t.text, k) or k for t in tokenise(line) if (k := word_key(t.text))] for line in sentences(data)]
    groups, parts = clusters([row for row in rows if row]), parts_of_speech(data)
    seen = {word for row in rows for word in row}
    words = set(groups) | {word for word, part in parts.items() if word in seen or part != "v"}
    table = [
        "\t".join((word, parts.get(word, "-"), *groups.get(word, ["-"] * len(SIZES))))
        for word in sorted(words)
        if re.fullmatch(r"\w+", word) and not word[0].isdigit() and not word.isascii()
    ]
    with gzip.GzipFile(OUT, "wb", 9, mtime=0) as file:
        file.write("\n".join(table).encode())
    print(f"{len(table)} words, {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
