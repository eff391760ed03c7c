"""Annotated articles → naql/data/actors/antecedents.json.gz: the weights by which it is told whom «وی» and «این مسئول» mean.

    python training/antecedents.py SHARED [--measure] [--errors]

Run training/mentions.py before. The annotated speakers are resolved in order; each phrase that means somebody known is a lesson, and
those who spoke before are the annotated ones. --measure learns from two thirds and counts on the last one, in turn.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import corpora
from statements import Taught, fit_ranker, read_unseen

from naql.actors import Cast, find_mentions
from naql.actors.antecedents import Antecedents, Pointer
from naql.actors.roles import Role
from naql.evaluate import same_actor
from naql.records import Actor
from naql.repair import repair
from naql.sentences import line_ends, tokenise
from naql.spans import Span

TARGET = Path(__file__).parent.parent / "naql/data/actors/antecedents.json.gz"


class Case(NamedTuple):
    """A phrase of an article with its candidates: their features, which of them are right, and what they are called."""

    id: str
    source: str
    phrase: str
    features: list[list[str]]
    right: list[bool]
    names: list[str]


class Teacher(Antecedents):
    """Notes each phrase it is asked for, and gives the right answer."""

    wanted: dict[str, Any]
    asked: tuple[list[Role | None], list[list[str]], list[bool]] | None = None

    def best(self, span: Span, pointer: Pointer, spoke: Sequence[Role]) -> Role | None:
        found = list(self.candidates(span, pointer, spoke))
        right = [role is not None and is_right(role.actor(), self.wanted) for role, _ in found]
        if found and found[-1][0] is None:
            right[-1] = not any(right)
        self.asked = [role for role, _ in found], [features for _, features in found], right
        return next((role for role, ok in zip(self.asked[0], right, strict=True) if ok), None)


def is_right(actor: Actor, wanted: dict[str, Any]) -> bool:
    return same_actor({"name": actor.name, "aliases": actor.aliases}, wanted)


def cases(article: corpora.Annotated) -> Iterator[Case]:
    """The phrases among the annotated speakers of an article that mean somebody known."""
    repaired = repair(article.text)
    tokens = line_ends(tokenise(repaired.text), repaired)
    cast = Cast(tokens, find_mentions(tokens)[0])
    cast._antecedents = teacher = Teacher(cast._roles)
    floor: list[Actor] = []
    for s in sorted(article.gold["statements"], key=lambda s: s["content"][0][0]):
        wanted = teacher.wanted = article.gold["actors"][s["actor"]]
        span = repaired.to_repaired(Span(*s["speaker"])) if s["speaker"] else None
        teacher.asked = None
        actor = cast.resolve(span, floor)
        if span and teacher.asked:
            roles, features, right = teacher.asked
            names = [role.actor().name if role else "nobody" for role in roles]
            yield Case(article.gold["id"], article.source, span.slice(repaired.text), features, right, names)
        if actor and not is_right(actor, wanted):
            actor = next((other for other in cast.actors() if is_right(other, wanted)), actor)
        if actor:
            floor.append(actor)


def lessons(found: Sequence[Case]) -> list[Taught]:
    """The first right candidate is the one to learn; pronouns that mean nobody named before teach nothing."""
    return [Taught.of((case.features, case.right.index(True)) for case in found if any(case.right))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--measure", action="store_true")
    parser.add_argument("--errors", action="store_true", help="print each phrase given to somebody else")
    options = parser.parse_args()
    named = {article.gold["id"] for article in corpora.with_names(options.shared)}
    as_unseen = partial(read_unseen, named=named, unseen=corpora.WORK)
    found: list[Case] = []
    for article in corpora.with_statements(options.shared):
        as_unseen(article.gold["id"])
        found += cases(article)
    as_unseen("")
    if not options.measure:
        corpora.write(fit_ranker(lessons(found)), TARGET)
        return
    folds = [[case for case in found if corpora.fold_of(case.id) == k] for k in range(corpora.FOLDS)]
    for k, held in enumerate(folds):
        weights = fit_ranker(lessons([case for j, fold in enumerate(folds) if j != k for case in fold]))
        measure(held, weights, options.errors)
    weights = fit_ranker(lessons(found))
    for name in ("outlets", "channels"):
        gold = options.shared / f"gold/{name}.gold.jsonl"
        texts = options.shared / f"gold/{name}.texts.jsonl"
        measure([case for a in corpora.pairs(gold, texts, name) for case in cases(a)], weights, options.errors)


def measure(held: Sequence[Case], weights: dict[str, float], errors: bool) -> None:
    counts: dict[str, Counter[bool]] = defaultdict(Counter)
    for case in held:
        scores = [sum(weights.get(feature, 0.0) for feature in features) for features in case.features]
        best = scores.index(max(scores)) if scores else 0
        right = bool(scores) and case.right[best]
        counts[case.source][right] += 1
        if errors and not right:
            print(
                case.id,
                case.phrase,
                "got",
                case.names[best : best + 1],
                "of",
                case.names[:6],
                case.right[:6],
                sep=" | ",
            )
    for source, n in sorted(counts.items()):
        print(f"{source:22} {n.total():5} phrases, {n[True] / n.total():.3f} right", flush=True)


if __name__ == "__main__":
    main()
