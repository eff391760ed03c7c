#!/usr/bin/env python3
"""shared lists, training/names → naql/data/actors/gazetteer.txt.gz: names by class, one `class<TAB>name<TAB>name…` a line, sorted.

    python training/gazetteer.py [SHARED]

Facts only (names and what kind of thing they name). Sources and licences: NOTICE.md.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

from naql.actors.keys import name_keys

NAMES = Path(__file__).with_name("names")
OUT = Path(__file__).parents[1] / "naql/data/actors/gazetteer.txt.gz"
Row = tuple[str, str]  # class, name
COMMON_AS_WORDS = 40  # a city seen as an ordinary word more often than this in the treebanks is left out


def lines(path: Path) -> io.TextIOBase:
    return io.TextIOWrapper(gzip.open(path), encoding="utf-8-sig")


def first_names(shared: Path):
    for row in csv.DictReader(lines(shared / "data/people/first-names.csv.gz")):
        rare = "نادر" in row["Rate"].replace("ي", "ی")
        yield ("rare-first" if rare else "first"), row["Naam"]


def people(shared: Path):
    names = [json.loads(line)["name_fa"] or "" for line in lines(shared / "data/people/iran-people.jsonl.gz")]
    names += [
        row["itemLabel"].split("(")[0] for row in csv.DictReader(lines(shared / "data/people/iran-mps-11.csv.gz"))
    ]
    for name in names:
        keys = name_keys(name)
        if len(keys) > 1:
            yield "people", name
            yield "surname", " ".join(keys[1:]) if len(keys) == 2 else keys[-1]


def places(shared: Path):
    for line in lines(shared / "data/places/countries.jsonl.gz"):
        yield "country", json.loads(line)["name_fa"]
    for line in lines(shared / "data/places/cities.jsonl.gz"):
        row = json.loads(line)
        yield ("iran-city" if row["country"] == "IR" else "city"), row["name_fa"]


def bodies(shared: Path):
    for line in lines(shared / "data/people/iran-organisations.jsonl.gz"):
        row = json.loads(line)
        yield ("outlets" if row["type"] == "media" else "body"), row["name_fa"]


def tagged(shared: Path):
    """Words that parstwiner's annotators put inside names of one class at least half of the time."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for part in ("train", "dev"):
        for line in lines(shared / f"data/names/parstwiner-{part}.txt.gz"):
            cells = line.split()
            if len(cells) == 2:
                for key in name_keys(cells[0])[:1]:
                    seen[key][cells[1].split("-")[-1]] += 1
    for key, counts in seen.items():
        label, count = counts.most_common(1)[0]
        if label != "O" and count * 2 >= counts.total():
            yield f"tw-{label}{'+' if count > 2 else ''}", key


def known():
    """Our own lists, one file a class; names with a half-space also as they are typed with a blank."""
    for file in NAMES.glob("*.txt"):
        for name in file.read_text(encoding="utf-8").splitlines():
            yield file.stem, name_keys(name)
            yield file.stem, name_keys(name.replace("\u200c", " "))


def spared(rows: set[Row]) -> set[Row]:
    """The rows without people each word of whose name tells by itself that somebody is named: a third of all rows."""
    telling = {name for label, name in rows if label in ("first", "rare-first", "surname")}
    return {row for row in rows if row[0] != "people" or not telling.issuperset(row[1].split())}


def ordinary(shared: Path) -> Counter[str]:
    """How often the treebanks have a word as something else than a proper noun."""
    counts: Counter[str] = Counter()
    for name in ("perdt-dev", "iperudt-train"):
        for line in lines(shared / f"data/treebank/{name}.conllu.gz"):
            cells = line.split("\t")
            if len(cells) == 10 and cells[3] != "PROPN":
                counts.update(name_keys(cells[1])[:1])
    return counts


def main() -> None:
    shared = Path(sys.argv[1] if len(sys.argv) > 1 else "/work/shared")
    common = ordinary(shared)
    rows = set()
    for source in (first_names, people, places, bodies, tagged):
        for label, name in source(shared):
            keys = name_keys(name or "")
            if 0 < len(keys) <= 5 and not (len(keys) == 1 and (len(keys[0]) < 2 or common[keys[0]] > COMMON_AS_WORDS)):
                rows.add((label, " ".join(keys)))
    rows |= {(label, " ".join(keys)) for label, keys in known() if keys}
    by_class = defaultdict(list)
    for label, name in sorted(spared(rows)):
        by_class[label].append(name)
    with gzip.GzipFile(OUT, "wb", 9, mtime=0) as file:
        file.write("".join("\t".join([label, *names]) + "\n" for label, names in by_class.items()).encode())
    print(f"{OUT.stat().st_size} bytes", *((label, len(names)) for label, names in by_class.items()), sep="\n")


if __name__ == "__main__":
    main()
