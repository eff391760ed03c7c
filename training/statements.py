"""Annotated articles → naql/data/statements: trains the tagger (parts.npz) and the rankers (contents, lines, pieces, speakers).

    python training/statements.py SHARED [--folds 3] [--measure]

Trains on every article of corpora.py; run training/mentions.py before. The rankers learn from the tagger's output on articles the
tagger has not seen (as many folds as told). --measure scores each article by models that have not seen it, and the sets that may
not be learnt from by models trained on all.
"""

from __future__ import annotations

import argparse
import random
import sys
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import corpora
import network
import numpy as np
import softmax
from scipy import sparse

from naql.actors import find_mentions
from naql.actors import tagger as names_tagger
from naql.network import Network, Question
from naql.repair import repair
from naql.sentences import line_ends, tokenise
from naql.sentences.tokens import starts
from naql.spans import Span
from naql.statements.contents import CueView
from naql.statements.cues import Found, find_expressions
from naql.statements.drafts import Draft, aim
from naql.statements.features import columns
from naql.statements.interviews import interview
from naql.statements.lines import HeadView, LineView
from naql.statements.pieces import PieceView
from naql.statements.pointing import POINTERS
from naql.statements.posts import walk
from naql.statements.ranker import View, candidates, features
from naql.statements.scene import Scene
from naql.statements.speakers import SpeakerView
from naql.statements.tagger import (
    ADDRESSEE,
    AFTER_CUE,
    BACKWARD,
    BEFORE_CUE,
    FORWARD,
    SPEAKER,
    Part,
    find_parts,
)
from naql.statements.tape import Tape

HERE = Path(__file__).parent
SHIPPED = names_tagger._tagger
TARGET = HERE.parent / "naql/data/statements"
SETTINGS = network.Settings(epochs=6, pointers=len(POINTERS))
START = corpora.WORK / "statements.start"  # training/pretraining.py
WORN = 0.5  # share of the articles that are learnt a second time, worn
LOST = ("", "", "", ".", ":", "«»")  # the marks that a worn article lacks
_LABEL = {form: label for label, form in (AFTER_CUE | {"N": "continuation"}).items()}
_LABEL_BEFORE = {form: label for label, form in BEFORE_CUE.items()} | {"colon": "M"}


@dataclass
class Example:
    """An annotated article as the tagger sees it: the tape of its repaired text and the stretches of its statements."""

    id: str
    text: str
    gold: dict[str, Any]
    tape: Tape
    statements: list[dict[str, Any]]  # content: list of stretches, cue, speaker, to: stretch or None, form
    source: str

    @classmethod
    def of(cls, gold: dict[str, Any], text: str, source: str) -> Example:
        repaired = repair(text)
        tokens = line_ends(tokenise(repaired.text), repaired)
        begins = starts(tokens)

        def stretch(span: list[int] | None) -> tuple[int, int] | None:
            if not span:
                return None
            start, end = repaired.to_repaired(Span(*span))
            first = bisect_left(begins, start)
            if first and tokens[first - 1].end > start:
                first -= 1
            last = max(first + 1, bisect_left(begins, end))
            return first, last

        statements = [
            {
                "content": [stretch(piece) for piece in s["content"]],
                "form": s["form"],
                **{key: stretch(s.get(key)) for key in ("cue", "speaker", "to")},
            }
            for s in gold["statements"]
        ]
        return cls(gold["id"], text, gold, Tape(tokens, *find_mentions(tokens)), statements, source)

    def worn(self, dice: random.Random) -> Example:
        """The same article as crawlers leave it: without some of its line breaks, and half of the time without all marks of a kind.

        Where no break is kept, those beside a sign are: the reader puts them back, and most others too.
        """
        keep, lost = dice.choice((0.0, 0.4, 0.7)), dice.choice(LOST)
        texts, shapes = self.tape.texts, ["", *self.tape.shapes, ""]
        kept = [
            i
            for i, text in enumerate(texts)
            if text not in lost
            and (text != "\n" or dice.random() < keep or (not keep and "SIGN" in (shapes[i], shapes[i + 2])))
        ]

        def moved(stretch: tuple[int, int] | None) -> tuple[int, int] | None:
            return (bisect_left(kept, stretch[0]), bisect_left(kept, stretch[1])) if stretch else None

        statements = [
            {
                **s,
                "content": [moved(piece) for piece in s["content"]],
                **{key: moved(s[key]) for key in ("cue", "speaker", "to")},
            }
            for s in self.statements
        ]
        return Example(self.id + "+", self.text, self.gold, self.tape.only(kept), statements, self.source)

    def labels(self) -> list[str]:
        labels = ["O"] * len(self.tape)
        for s in self.statements:
            for first, last in s["content"]:
                _put(labels, first, last, _content_label(s, first))
        for s in self.statements:
            _put(labels, *(s["to"] or (0, 0)), ADDRESSEE)
            _put(labels, *(s["speaker"] or (0, 0)), SPEAKER)
        for s in self.statements:
            if s["cue"]:
                _put(labels, *s["cue"], FORWARD if s["cue"][0] < s["content"][0][0] else BACKWARD)
        for s in self.statements:
            _gaps(labels, s)
        return labels

    def answers(self, expressions: Iterable[Found]) -> list[network.Answer]:
        """What the network's pointers should say; from an expression of the table that is no cue to no content."""
        found = []
        for s in self.statements:
            cue = s["cue"] or (-1, 0)
            first, last = s["content"][0]
            if s["cue"]:
                found += _answers((cue[0], cue[1] - 1), {"content": first, "content end": last - 1})
            speaker, to = s["speaker"] or (-1, 0), s["to"] or (-1, 0)
            who = {"speaker": speaker[0], "speaker end": speaker[1] - 1}
            found += _answers((first, cue[0]), who | {"addressee": to[0], "addressee end": to[1] - 1})
        cues = [s["cue"] for s in self.statements if s["cue"]]
        for e in expressions:
            if not any(first < e.last and e.first < last for first, last in cues):
                found += _answers((e.first, e.last - 1), {"content": -1, "content end": -1})
        return found


def _answers(question: Question, tokens: Mapping[str, int]) -> list[network.Answer]:
    return [network.Answer(POINTERS.index(kind), question, token) for kind, token in tokens.items()]


def _put(labels: list[str], first: int, last: int, kind: str) -> None:
    for index in range(first, last):
        labels[index] = ("B-" if index == first else "I-") + kind


def _content_label(s: Mapping[str, Any], first: int) -> str:
    if not s["cue"]:
        return "N" if s["form"] == "continuation" else "E"
    return _LABEL_BEFORE.get(s["form"], "R") if s["cue"][0] > first else _LABEL[s["form"]]


def _gaps(labels: list[str], s: Mapping[str, Any]) -> None:
    """The tokens between a cue and its content, or a head and its content, have labels of their own."""
    first, last = s["content"][0]
    if s["cue"] and s["cue"][0] > first:
        between, kind = range(last, s["cue"][0]), "H"
    elif s["cue"]:
        between, kind = range(s["cue"][1], first), "G"
    elif s["speaker"] and 0 <= first - s["speaker"][1] < 6:
        between, kind = range(s["speaker"][1], first), "D"
    else:
        return
    for index in between:
        if labels[index] == "O":
            labels[index] = kind


def examples_of(shared: Path, unseen: Callable[[str], None]) -> list[Example]:
    """Every article that may be learnt from; `unseen` is told its id before it is read."""
    found = []
    for article in corpora.with_statements(shared):
        unseen(article.gold["id"])
        found.append(Example.of(article.gold, article.text, article.source))
    return found


def read_unseen(id: str, named: Container[str], unseen: Path) -> None:
    """From now on names are found by a tagger that has not seen those of the article (training/mentions.py)."""
    names_tagger._tagger = partial(opened, unseen / f"mentions-{corpora.fold_of(id)}.npz") if id in named else SHIPPED


def train_tagger(examples: Sequence[Example], path: Path) -> Path:
    return network.train(lessons_for_network(examples, 3), path, SETTINGS, START)


def with_worn(examples: Sequence[Example], seed: int) -> list[Example]:
    """The articles, and some of them a second time, worn."""
    dice = random.Random(seed)
    return [*examples, *(example.worn(dice) for example in examples if dice.random() < WORN)]


def lessons_for_network(examples: Sequence[Example], seed: int) -> list[network.Lesson]:
    return [_lesson(example) for example in with_worn(examples, seed)]


def _lesson(example: Example) -> network.Lesson:
    expressions = list(find_expressions(example.tape))
    return network.Lesson.of(columns(example.tape, expressions), example.labels(), example.answers(expressions))


@cache
def opened(path: Path) -> Network:
    return Network(path.read_bytes())


Lesson = tuple[list[list[str]], int]  # the features of all candidates, «none» first; which one is right


def lesson(view: View, right: Any, role: str) -> list[Lesson]:
    """One view as the ranker learns from it; nothing where the right answer is not among the candidates."""
    options = [None, *candidates(view)]
    if right not in options:
        missed[role] += 1
        return []
    return [([features(view, option) for option in options], options.index(right))]


def content_lessons(example: Example, scene: Scene) -> list[Lesson]:
    found = []
    for cue in scene.cues:
        right = next((s["content"][0] for s in example.statements if _same_cue(s, cue)), None)
        found += lesson(CueView(scene, cue), right, "content " + cue.label)
    return found


def speaker_lessons(example: Example, scene: Scene) -> list[Lesson]:
    found = []
    contents = [piece for s in example.statements for piece in s["content"]]
    for s in example.statements:
        first = s["content"][0][0]
        cue = Part(*s["cue"], FORWARD if s["cue"][0] < first else BACKWARD) if s["cue"] else None
        draft = Draft(s["content"][0], s["form"], cue, 1.0)
        aim(scene, [draft])
        found += lesson(SpeakerView(scene, draft, contents), s["speaker"], "speaker")
    return found


def piece_lessons(example: Example, scene: Scene) -> list[Lesson]:
    """Every cue with a content is one; nearly all of them teach that there is no second piece."""
    found = []
    for s in example.statements:
        if s["cue"]:
            view = PieceView(scene, s["cue"], s["content"][0])
            right = s["content"][1] if len(s["content"]) > 1 else None
            found += lesson(view, right, "piece") if view.starts or right else []
    return found


def line_lessons(example: Example, scene: Scene) -> list[Lesson]:
    """The lines below the heads of a post: right where a statement without a cue covers most of the line."""
    uncued = [s["content"][0] for s in example.statements if not s["cue"]]
    found: list[Lesson] = []

    def goes_on(view: LineView) -> float:
        first, last = view.content
        spoken = any(2 * (min(b, last) - max(a, first)) > last - first for a, b in uncued)
        found.extend(lesson(view, (first, last) if spoken else None, "line"))
        return float(spoken)

    walk(scene, interview(scene), lambda view: _hands_over(example, view), goes_on)
    return found


def head_lessons(example: Example, scene: Scene) -> list[Lesson]:
    """The heads of a post: right where a statement without a cue, or with one in the head, begins behind the colon."""
    found: list[Lesson] = []

    def speaks(view: HeadView) -> float:
        right = _hands_over(example, view)
        found.extend(lesson(view, (view.line[0], view.colon) if right else None, "head"))
        return right

    walk(scene, interview(scene), speaks, lambda view: 0.0)
    return found


def _hands_over(example: Example, view: HeadView) -> float:
    """1 where what stands behind a head, or below it, is annotated as said and no cue of its own hands it over."""
    if not view.told:
        return 0.0
    begin, end = view.told
    return float(
        any(
            begin <= s["content"][0][0] < end and (not s["cue"] or view.line[0] <= s["cue"][0] < view.colon)
            for s in example.statements
        )
    )


LESSONS = {
    "contents": content_lessons,
    "heads": head_lessons,
    "lines": line_lessons,
    "pieces": piece_lessons,
    "speakers": speaker_lessons,
}
missed: Counter[str] = Counter()


def _same_cue(s: Mapping[str, Any], cue: Any) -> bool:
    if not s["cue"] or not (s["cue"][0] < cue.last and cue.first < s["cue"][1]):
        return False
    return bool((cue.label == FORWARD) == (s["cue"][0] < s["content"][0][0]))


class Taught(NamedTuple):
    """Many lessons packed: as lists of strings they are gigabytes."""

    names: list[str]  # of the features
    seen: np.ndarray  # how many lessons hold each
    flat: np.ndarray  # the features of all candidates of all lessons
    lengths: np.ndarray  # of how many features each candidate is
    sizes: np.ndarray  # of how many candidates each lesson is
    right: np.ndarray  # which of them is right

    @classmethod
    def of(cls, lessons: Iterable[Lesson]) -> Taught:
        ids: defaultdict[str, int] = defaultdict(lambda: len(ids))
        seen: Counter[int] = Counter()
        flat, lengths, sizes, right = (array("i") for _ in range(4))
        for lists, target in lessons:
            rows = [[ids[name] for name in names] for names in lists]
            seen.update(set(chain.from_iterable(rows)))
            flat.extend(chain.from_iterable(rows))
            lengths.extend(map(len, rows))
            sizes.append(len(rows))
            right.append(target)
        counts = np.array([seen[i] for i in range(len(ids))], dtype=np.int32)
        return cls(list(ids), counts, *(np.array(x, dtype=np.int32) for x in (flat, lengths, sizes, right)))


def fit_ranker(taught: Sequence[Taught], l2: float = 1.0, begun: Mapping[str, float] | None = None) -> dict[str, float]:
    """Weights of a softmax over the candidates of each lesson, by L-BFGS with a quadratic penalty on how far they go from `begun`."""
    begun = begun or {}
    seen: Counter[str] = Counter()
    for part in taught:
        seen.update(dict(zip(part.names, part.seen.tolist(), strict=True)))
    ids = {name: i for i, name in enumerate(name for name, count in seen.items() if count > 1 or name in begun)}
    first_weights = np.array([begun.get(name, 0.0) for name in ids])
    columns, rows, first = [], [], 0
    for part in taught:
        column = np.array([ids.get(name, -1) for name in part.names], dtype=np.int32)[part.flat]
        row = first + np.repeat(np.arange(len(part.lengths)), part.lengths)
        columns.append(column[column >= 0])
        rows.append(row[column >= 0])
        first += len(part.lengths)
    sizes = np.concatenate([part.sizes for part in taught])
    right = np.concatenate([part.right for part in taught])
    column = np.concatenate(columns)
    matrix = sparse.csr_matrix((np.ones(len(column)), (np.concatenate(rows), column)), shape=(first, len(ids)))
    best = softmax.fit(matrix, sizes, right, l2, begun=first_weights)
    learnt = {name: round(float(best[i]), 3) for name, i in ids.items()}
    return {name: weight for name, weight in ({**begun, **learnt}).items() if abs(weight) > 0.01}


def _fold(job: tuple[list[Example], list[Example], Path]) -> dict[str, Taught]:
    """Trains a tagger on the rest; what the rankers can learn from its reading of the articles held out."""
    rest, held, path = job
    lessons = lessons_of(held, opened(train_tagger(rest, path)))
    print(path, "right answer not among the candidates:", dict(missed), file=sys.stderr)
    return lessons


def lessons_of(held: Sequence[Example], tagger: Network, roles: Iterable[str] = LESSONS) -> dict[str, Taught]:
    held = with_worn(held, 5)
    scenes = [Scene(e.tape, find_parts(e.tape, tagger)) for e in held]
    return {
        role: Taught.of(x for e, scene in zip(held, scenes, strict=True) for x in LESSONS[role](e, scene))
        for role in roles
    }


def fit_rankers(folds: Sequence[dict[str, Taught]]) -> dict[str, dict[str, float]]:
    return {role: fit_ranker([fold[role] for fold in folds]) for role in LESSONS}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--measure", action="store_true")
    options = parser.parse_args()
    work = corpora.WORK
    work.mkdir(exist_ok=True)
    named = {article.gold["id"] for article in corpora.with_names(options.shared)}
    as_unseen = partial(read_unseen, named=named, unseen=work)
    examples = examples_of(options.shared, as_unseen)
    random.Random(7).shuffle(examples)
    print(f"{len(examples)} articles, {sum(len(e.statements) for e in examples)} statements", file=sys.stderr)
    folds = [[e for i, e in enumerate(examples) if i % options.folds == k] for k in range(options.folds)]
    jobs = [
        ([e for j, fold in enumerate(folds) if j != k for e in fold], folds[k], work / f"fold{k}.npz")
        for k in range(options.folds)
    ]
    TARGET.mkdir(exist_ok=True)
    with ProcessPoolExecutor(2) as pool:
        final = pool.submit(train_tagger, examples, TARGET / "parts.npz")
        ranked = list(pool.map(_fold, jobs))
        final.result()
    for role, table in fit_rankers(ranked).items():
        corpora.write(table, TARGET / f"{role}.json.gz")
    if options.measure:
        from measure import measure

        tables = [fit_rankers([fold for j, fold in enumerate(ranked) if j != k]) for k in range(options.folds)]
        measure(options.shared, folds, [job[2] for job in jobs], tables, as_unseen)


if __name__ == "__main__":
    main()
