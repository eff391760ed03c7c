"""SHARED, training → Annotated: every article annotated with statements, or with names, that may train what ships.

Articles that are not ours are kept here as offsets only; their words are found again in SHARED by the digest of the text.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, islice
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
WORK = Path("/tmp/naql-training")  # what one script leaves for the next
FOLDS = (
    3  # parts in which the names are left out, so that the statements learn from names as an unseen article has them
)


class Annotated(NamedTuple):
    """A row of a gold file with the text its offsets point into; `source` names the file."""

    gold: dict[str, Any]
    text: str
    source: str


def fold_of(id: str) -> int:
    """Which part an article belongs to: the same one for its names and its statements."""
    return zlib.crc32(id.encode()) % FOLDS


def rows(path: Path) -> Iterator[dict[str, Any]]:
    return map(json.loads, _lines(path))


def with_statements(shared: Path) -> list[Annotated]:
    """The agency's articles first, then passages of newspapers, then what we invented."""
    return [
        *pairs(shared / "gold/fars.gold.jsonl", shared / "gold/fars.texts.jsonl", "gold/fars"),
        *_found(HERE / "fars/gold.jsonl", news(shared), "training/fars"),
        *_newspapers(shared),
        *_made(),
    ]


def with_names(shared: Path) -> list[Annotated]:
    """The same, as far as names are annotated too; those of the reference first."""
    text_of = {row["id"]: row["text"] for row in rows(shared / "gold/fars.texts.jsonl")}
    return [
        *pairs(shared / "gold/fars.names.jsonl", shared / "gold/fars.names.texts.jsonl", "gold/fars.names"),
        *_found(HERE / "fars/names.jsonl", text_of, "training/fars.names"),
        *(article for article in with_statements(shared) if article.gold.get("mentions")),
    ]


def unlabelled(shared: Path, annotated: bool = True) -> Iterator[str]:
    """Every text that may train, an article or a handful of sentences each: what is annotated, with or without, and what is not."""
    known = dict.fromkeys(article.text for article in [*with_statements(shared), *with_names(shared)])
    yield from known if annotated else ()
    yield from (text for text in news(shared).values() if text not in known)
    data = shared / "data"
    for name in ("halfspace/perdt-train.txt.gz", "halfspace/seraji-train.txt.gz"):
        yield from _handfuls(line.strip() for line in _lines(data / name))
    for name in ("perdt-dev", "seraji-dev"):
        yield from _handfuls(_sentences(data / f"treebank/{name}.conllu.gz"))
    yield from _handfuls(informal(shared))


def informal(shared: Path) -> Iterator[str]:
    """Sentences and posts as people write to each other."""
    for name in ("iperudt-train", "iperudt-dev"):
        yield from _sentences(shared / f"data/treebank/{name}.conllu.gz")
    for name in ("parstwiner-train", "parstwiner-dev"):
        posts = groupby(_lines(shared / f"data/names/{name}.txt.gz"), key=lambda line: bool(line.strip()))
        yield from (" ".join(line.split("\t")[0] for line in post) for full, post in posts if full)


def _sentences(treebank: Path) -> Iterator[str]:
    return (line.partition("=")[2].strip() for line in _lines(treebank) if line.startswith("# text ="))


def _handfuls(sentences: Iterable[str]) -> Iterator[str]:
    left = iter(sentences)
    while handful := list(islice(left, 12)):
        yield " ".join(handful)


def _lines(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        yield from lines


def write(table: Mapping[str, Any], path: Path) -> None:
    """Packs learnt weights; the same ones give the same bytes."""
    packed = gzip.compress(json.dumps(table, ensure_ascii=False, sort_keys=True).encode(), 9, mtime=0)
    path.write_bytes(packed)
    print(f"{len(table)} entries, {len(packed)} bytes -> {path}", file=sys.stderr)


def pairs(gold: Path, texts: Path, source: str) -> list[Annotated]:
    text_of = {row["id"]: row["text"] for row in rows(texts)}
    return [Annotated(row, text_of[row["id"]], source) for row in rows(gold)]


def news(shared: Path) -> dict[str, str]:
    return {row["id"]: row["text"] for row in rows(shared / "data/news/fars.jsonl.gz")}


def _newspapers(shared: Path) -> list[Annotated]:
    """Sentences that follow each other in the corpus, put together again: a line without a full stop is a headline."""
    sentences = [line.rstrip("\n") for line in _lines(shared / "data/halfspace/seraji-train.txt.gz")]

    def passage(first: int, last: int) -> str:
        part = sentences[first:last]
        return "".join(s + (" " if s[-1:] in ".!؟?…»:،" else "\n") for s in part[:-1]) + part[-1]

    gold = HERE / "newspapers/gold.jsonl"
    text_of = {row["id"]: passage(*row["lines"]) for row in rows(gold)}
    return _found(gold, text_of, "training/newspapers")


def _found(gold: Path, text_of: dict[str, str], source: str) -> list[Annotated]:
    found = []
    for row in rows(gold):
        text = text_of.get(row["id"], "")
        if hashlib.sha256(text.encode()).hexdigest() == row["sha256"]:
            found.append(Annotated(row, text, source))
        else:
            print(f"{gold}: the text of {row['id']} is not in SHARED", file=sys.stderr)
    return found


def _made() -> list[Annotated]:
    return [
        article
        for gold in sorted((HERE / "made").glob("*gold.jsonl"))
        for article in pairs(
            gold, gold.with_name(gold.name.replace("gold", "texts")), f"made/{gold.name.split('.')[0]}"
        )
    ]
