"""Texts that came after a training → the shipped networks and rankers learn on from them (naql/data).

    python training/further.py SHARED KIND… [--only names|statements]

KIND names files of training/made that the shipped networks have not seen. The tagger of names learns from those in which names are
annotated. The network of statements learns on from all articles, the new ones more often, more slowly than at first. Each new article is
left out by one of the networks whose mean is taken: it shows how such articles are read unseen, and from its reading the rankers of heads
and lines learn, starting from the weights they have; without any, from old articles too. That takes a fraction of the time of
training/statements.py; what it cannot give are figures by cross-validation for the old articles.

The network goes half of the way: on nine sets of which none is learnt from (3,185 statements) it had F1 0.933 before, 0.935 half of
the way, 0.936 two thirds and all of it, but all of it lost four statements of our own articles and of the 164 random texts that
nobody had looked at, half of the way none. The ranker of lines moves too (three statements more right, three fewer read). The
others are left as they are: moved by new texts alone, even a little, those of contents and speakers read outlets worse (528 and 530
right for 531), that of pieces reads as before.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import corpora
import mentions
import network
import statements
from statements import TARGET, Example, fit_ranker, lessons_for_network, lessons_of, opened

from naql.network import Network

Lessons = Callable[[Sequence[Any], int], list[network.Lesson]]  # articles, a seed
_EPOCHS, _RATE = 3, 8e-4  # fewer and slower than at first
# Networks whose mean is taken; each learns a part of what was known, and all but a quarter of what is new.
_FITS, _PARTS = 4, 2
_TIMES = 2  # how often the new articles are learnt
_ROLES = ("heads", "lines")
_HELD = 8.0  # the penalty on how far a ranker's weight goes from where it was


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("kinds", nargs="+", metavar="KIND")
    parser.add_argument("--only", choices=("names", "statements"), help="what learns on, if not both")
    options = parser.parse_args()
    corpora.WORK.mkdir(exist_ok=True)
    sources = {f"made/{kind}" for kind in options.kinds}
    articles = corpora.with_statements(options.shared)
    if missing := sources - {article.source for article in articles}:
        parser.error(f"nothing to learn from: {', '.join(sorted(missing))}")
    if options.only != "names":  # first, while the tagger of names has not seen the new articles either
        examples = [Example.of(a.gold, a.text, a.source) for a in articles]
        known = [e for e in examples if e.source not in sources]
        unseen = [e for e in examples if e.source in sources]
        print(f"{len(unseen)} new articles, {len(known)} others", file=sys.stderr)
        fits = learn(known, unseen, TARGET / "parts.npz", lessons_for_network, statements.SETTINGS)
        learn_rankers(known, unseen, [opened(path) for path in fits])
    if options.only != "statements":
        learn_names(options.shared, sources)


def learn_rankers(known: Sequence[Example], unseen: Sequence[Example], fits: Sequence[Network]) -> None:
    """Moves the weights of rankers towards what is to be learnt from the new articles, as networks read them that left them out."""
    taught = [lessons_of(unseen[fit::_FITS], network, _ROLES) for fit, network in enumerate(fits)]
    for role in _ROLES:
        path = TARGET / f"{role}.json.gz"
        new = [lessons[role] for lessons in taught if len(lessons[role].sizes)]
        if not new:  # articles without a line that may have a head teach nothing of heads
            continue
        if path.exists():
            table = fit_ranker(new, _HELD, next(corpora.rows(path)))
        else:
            table = fit_ranker([*new, lessons_of(known, fits[0], [role])[role]])
        corpora.write(table, path)


def learn_names(shared: Path, sources: set[str]) -> None:
    """Moves the tagger of names half of the way to the mean of several that learn on from it, each with all of the reference."""
    found = corpora.with_names(shared)
    known = []
    for row in found:
        if row.source not in sources:
            known += [mentions.article(row)] * (_PARTS if row.source.startswith("gold") else 1)
    unseen = [mentions.article(row) for row in found if row.source in sources]
    if unseen:
        print(f"{len(unseen)} new articles with names, {len(known)} others", file=sys.stderr)
        learn(known, unseen, mentions.OUT, mentions.lessons_of, mentions.SETTINGS)


def learn(
    known: Sequence[Any],
    unseen: Sequence[Any],
    path: Path,
    lessons: Lessons,
    settings: network.Settings,
) -> list[Path]:
    """Moves a network half of the way to the mean of several that learn on from it, each with a part of what it knows.

    They stay in corpora.WORK.
    """
    jobs = []
    for fit in range(_FITS):
        learnt = [*known[fit % _PARTS :: _PARTS], *(_TIMES * without_part(unseen, fit))]
        jobs.append((learnt, path, corpora.WORK / f"{path.stem}-further{fit}.npz", lessons, settings, fit))
    with ProcessPoolExecutor(2) as pool:
        fits = list(pool.map(_fit, jobs))
    mean = corpora.WORK / f"{path.stem}-mean.npz"
    mean.write_bytes(network.mean_network(fits))
    path.write_bytes(network.mean_network([path, mean]))
    return fits


def without_part(unseen: Sequence[Any], fit: int) -> list[Any]:
    """The new articles that one of the fits learns from: each is left out by one, which shows how such articles are read unseen."""
    return [example for place, example in enumerate(unseen) if place % _FITS != fit]


def _fit(job: tuple[Sequence[Any], Path, Path, Lessons, network.Settings, int]) -> Path:
    learnt, begun, path, lessons, settings, fit = job
    settings = replace(settings, epochs=_EPOCHS, rate=_RATE, seed=settings.seed + fit)
    return network.train(lessons(learnt, 11 + fit), path, settings, begun)


if __name__ == "__main__":
    main()
