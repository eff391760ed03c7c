#!/usr/bin/env python3
"""Annotated articles → weights of the tagger of names (naql/data/actors/mentions.npz).

python training/mentions.py --folds 5      cross-validation by article: P, R, F1 of the tagger alone
python training/mentions.py                trains on all articles and writes the weights, and three taggers that each miss a third of
                                           the articles: training/statements.py reads with the one that has not seen the article
python training/mentions.py --on           lets those four learn on, after the gazetteer has changed
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path

import corpora
import network

from naql.actors import tagger as naql_tagger
from naql.actors.features import columns, gazetteer
from naql.actors.keys import name_keys
from naql.actors.mentions import find_mentions
from naql.network import Network
from naql.sentences import Token, tokenise

OUT = Path(__file__).parents[1] / "naql/data/actors/mentions.npz"
SETTINGS = network.Settings(layers=2, epochs=6)
TAUGHT = {"epochs": 3, "rarest": 5}  # what differs for what another tagger has found
LEARNS_ON = {"epochs": 3, "rate": 1e-3}  # what differs for a tagger that has learnt with another gazetteer
START = corpora.WORK / "mentions.start"  # training/pretraining.py
FOLD = str.maketrans("يك", "یک")
_COPIES, _SWAPS = 0.3, 1
Article = tuple[str, str, list[tuple[int, int, str]]]  # id, text, mentions in code points


def article(row: corpora.Annotated) -> Article:
    mentions = [(m["start"], m["end"], m["type"]) for m in row.gold["mentions"]]
    return row.gold["id"], row.text.translate(FOLD), mentions


def edit(text: str, mentions: list[tuple[int, int, str]], edits: Iterable[tuple[int, int, str]]) -> tuple[str, list]:
    """The text with replacements made and the mentions moved along."""
    pieces, shifts, last, shift = [], [], 0, 0
    for start, end, new in edits:
        pieces += [text[last:start], new]
        shift += len(new) - (end - start)
        shifts.append((end, shift))
        last = end
    pieces.append(text[last:])

    def moved(at: int) -> int:
        return at + next((s for e, s in reversed(shifts) if e <= at), 0)

    return "".join(pieces), [(moved(a), moved(b), t) for a, b, t in mentions]


def damaged(article: Article, rng: random.Random) -> Article:
    """A copy as a crawler may leave it: half-spaces gone or typed as blanks, line breaks lost."""
    key, text, mentions = article
    way = rng.choice(["", " "])
    edits = [(m.start(), m.end(), way) for m in re.finditer("\u200c", text) if rng.random() < 0.8]
    breaks = [(m.start(), m.end(), " ") for m in re.finditer("\n", text)] if rng.random() < 0.3 else []
    return (f"{key}+", *edit(text, mentions, sorted(edits + breaks)))


class Swap:
    """Copies of articles with other names in the same places: what the words around a name say then counts for more."""

    def __init__(self, articles: Sequence[Article], rng: random.Random) -> None:
        self._rng = rng
        self._pool: dict[str, list[str]] = defaultdict(list)
        for _, text, mentions in articles:
            for start, end, kind in mentions:
                self._pool[kind].append(text[start:end])
        for name, labels in gazetteer()[0].items():
            for label in labels.split():
                self._pool[label].append(name)
        self._surnames = [
            n for n in self._pool["surname"] + self._pool["tw-PER+"] + self._pool["tw-PER"] if " " not in n
        ]
        self._firsts = self._pool["first"] + self._pool["rare-first"][::4]

    def copy(self, article: Article, share: float) -> Article:
        key, text, mentions = article
        edits, new_of = [], {}
        for start, end, kind in sorted(mentions):
            old = text[start:end]
            if kind != "date" and old not in new_of:
                new_of[old] = self._other(old, kind) if self._rng.random() < share else old
            if new_of.get(old, old) != old:
                edits.append((start, end, new_of[old]))
        return (f"{key}~", *edit(text, mentions, edits))

    def _other(self, old: str, kind: str) -> str:
        if kind == "person":
            words = old.split()
            return " ".join(
                self._name(w, i < len(words) - 1 or (len(words) == 1 and "first" in self._classes(w)))
                for i, w in enumerate(words)
            )
        for label in ("country", "iran-city", "city"):
            if kind == "place" and label in self._classes(old):
                return self._rng.choice(self._pool[label])
        return self._rng.choice(self._pool[kind])

    @staticmethod
    def _classes(name: str) -> list[str]:
        return gazetteer()[0].get(" ".join(name_keys(name)), "").split()

    def _name(self, word: str, first: bool) -> str:
        return word if not word[0].isalpha() else self._rng.choice(self._firsts if first else self._surnames)


def labels(tokens: Sequence[Token], mentions: Iterable[tuple[int, int, str]]) -> list[str]:
    found = ["O"] * len(tokens)
    for start, end, kind in mentions:
        inside = [i for i, token in enumerate(tokens) if token.start >= start and token.end <= end]
        for place, i in enumerate(inside):
            found[i] = ("I-" if place else "B-") + kind
    return found


def train(reference: Sequence[Article], ours: Sequence[Article], out: Path, args: argparse.Namespace) -> None:
    """A tagger learns from the articles, a second one from what that finds in other texts (Xie et al. 2020, arXiv:1911.04252) and then
    from the articles.

    Those of the reference count twice: ours were read by other hands, and are far more.
    """
    lessons = lessons_of([*reference, *reference, *ours], 2 if args.on else 1, args.copies, args.swaps)
    if args.on:
        network.train(lessons, out, replace(SETTINGS, **LEARNS_ON), out)
        return
    args.unseen.mkdir(exist_ok=True)
    teacher = network.train(lessons, args.unseen / f"{out.stem}.teacher.npz", SETTINGS, START)
    texts = corpora.unlabelled(args.shared, annotated=False)
    taught = args.unseen / f"{out.stem}.taught.npz"
    start = network.train(found_by(teacher, texts), taught, replace(SETTINGS, **TAUGHT))
    network.train(lessons, out, SETTINGS, start)


def found_by(teacher: Path, texts: Iterable[str]) -> list[network.Lesson]:
    """What a tagger finds in texts."""
    found = []
    with tagger_of(teacher):
        for text in texts:
            tokens = tokenise(text.translate(FOLD))
            names, dates = find_mentions(tokens)
            spans = [*((m.start, m.end, m.type) for m in names), *((d.start, d.end, "date") for d in dates)]
            found.append(network.Lesson.of(columns(tokens), labels(tokens, spans)))
    return found


@contextmanager
def tagger_of(path: Path) -> Iterator[None]:
    """Names are found by the tagger at a path."""
    shipped, model = naql_tagger._tagger, Network(path.read_bytes())
    naql_tagger._tagger = lambda: model
    try:
        yield
    finally:
        naql_tagger._tagger = shipped


def lessons_of(
    articles: Sequence[Article], seed: int, copies: float = _COPIES, swaps: int = _SWAPS
) -> list[network.Lesson]:
    """The articles, a share of them damaged as well, and each so many times with other names."""
    rng = random.Random(seed)
    extra = [damaged(a, rng) for a in articles if rng.random() < copies]
    swap = Swap(articles, rng)
    extra += [swap.copy(a, 0.5) for _ in range(swaps) for a in articles]
    return [lesson(text, mentions) for _, text, mentions in [*articles, *extra]]


def lesson(text: str, mentions: Iterable[tuple[int, int, str]]) -> network.Lesson:
    tokens = tokenise(text)
    return network.Lesson.of(columns(tokens), labels(tokens, mentions))


def folds(articles: Sequence[Article], count: int) -> Iterator[tuple[list[Article], list[Article]]]:
    order = list(articles)
    random.Random(7).shuffle(order)
    for k in range(count):
        yield [a for i, a in enumerate(order) if i % count != k], order[k::count]


def prf(tp: int, predicted: int, gold: int) -> str:
    p, r = tp / max(1, predicted), tp / max(1, gold)
    return f"P {p:.3f}  R {r:.3f}  F1 {2 * p * r / (p + r) if tp else 0:.3f}"


def cross_validate(articles: Sequence[Article], more: Sequence[Article], args: argparse.Namespace) -> None:
    """Scores the reference articles, each by a tagger that has learnt from the others and from ours."""
    n: dict[str, Counter[str]] = defaultdict(Counter)
    for part, (known, unseen) in enumerate(islice(folds(articles, args.folds), args.parts)):
        path = Path(tempfile.gettempdir()) / f"mentions-{part}.npz"
        train(known, more, path, args)
        if args.damage:
            unseen = [(key, *damaged((key, text, mentions), random.Random(key))[1:]) for key, text, mentions in unseen]
        with tagger_of(path):
            named = [find_mentions(tokenise(text)) for _, text, _ in unseen]
        for (key, text, mentions), (found, dates) in zip(unseen, named, strict=True):
            mine = {(m.start, m.end, m.type) for m in found} | {(d.start, d.end, "date") for d in dates}
            gold = set(mentions)
            for kind in {m[2] for m in mine | gold}:
                for label in (kind, "all"):
                    n[label]["p"] += sum(m[2] == kind for m in mine)
                    n[label]["g"] += sum(m[2] == kind for m in gold)
                    n[label]["tp"] += sum(m[2] == kind for m in mine & gold)
            if args.dump:
                row = {"id": key, "text": text, "gold": sorted(gold), "mine": sorted(mine)}
                args.dump.write(json.dumps(row, ensure_ascii=False) + "\n")
            if args.errors:
                for m in sorted(mine ^ gold):
                    around = text[max(0, m[0] - 25) : m[0]] + "[" + text[m[0] : m[1]] + "]" + text[m[1] : m[1] + 20]
                    print("EXTRA" if m in mine else "MISSED", m[2], key, around.replace("\n", "¶"), sep="\t")
    for label, c in sorted(n.items()):
        print(f"{label:13} gold {c['g']:5}  {prf(c['tp'], c['p'], c['g'])}")


def main() -> None:
    o = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    o.add_argument("--shared", type=Path, default=Path("/work/shared"))
    o.add_argument("--folds", type=int, default=0)
    o.add_argument("--parts", type=int, help="only the first of the folds")
    o.add_argument("--damage", action="store_true", help="damage the articles that are tagged")
    o.add_argument("--errors", action="store_true")
    o.add_argument("--dump", type=argparse.FileType("w"), help="write gold and found mentions, one line an article")
    o.add_argument("--copies", type=float, default=_COPIES, help="share of the articles also learnt from damaged")
    o.add_argument("--unseen", type=Path, default=corpora.WORK, help="where taggers go that miss a part")
    o.add_argument("--swaps", type=int, default=_SWAPS, help="copies of each article with other names")
    o.add_argument("--on", action="store_true", help="learn on from the weights that are there")
    args = o.parse_args()
    began = time.time()
    found = corpora.with_names(args.shared)
    reference = [article(row) for row in found if row.source.startswith("gold")]
    ours = [article(row) for row in found if not row.source.startswith("gold")]
    print(f"{len(reference)} + {len(ours)} articles", file=sys.stderr)
    if args.folds:
        cross_validate(reference, ours, args)
        return
    args.unseen.mkdir(exist_ok=True)
    jobs = [(reference, ours, OUT, args)]
    for k in range(corpora.FOLDS):
        seen = ([a for a in part if corpora.fold_of(a[0]) != k] for part in (reference, ours))
        jobs.append((*seen, args.unseen / f"mentions-{k}.npz", args))
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(train, *zip(*jobs, strict=True)))
    print(f"{time.time() - began:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
