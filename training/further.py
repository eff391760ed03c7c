"""Texts that came after a training → the shipped network and rankers learn on from them (naql/data/statements).

    python training/further.py SHARED KIND…

KIND names files of training/made that the shipped network has not seen. The rankers of posts learn from how it reads them, starting
from the weights they have; one that has none yet learns from all posts. Then the network learns on from all articles, the new ones
more often, more slowly than at first. That takes a fraction of the time of training/statements.py, and no network for each
fold; what it cannot give are figures by cross-validation, and it leaves the other rankers as they are: moved by the new texts alone
they read the development sets worse. A ranker that is new learns from old posts too, which the network has seen: from those alone it
was wrong of 36 heads in 299 new ones, with the others of these of 26.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import corpora
import network
import statements
from statements import TARGET, Example, fit_ranker, lessons_for_network, lessons_of, opened

SETTINGS = replace(statements.SETTINGS, epochs=3, rate=8e-4)
_FITS, _PARTS = 4, 2  # networks whose mean is taken; each learns a part of what was known
_TIMES = 2  # how often the new articles are learnt
_ROLES = ("heads", "lines")
_HELD = 8.0  # the penalty on how far a ranker's weight goes from where it was


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("kinds", nargs="+", metavar="KIND")
    options = parser.parse_args()
    corpora.WORK.mkdir(exist_ok=True)
    sources = {f"made/{kind}" for kind in options.kinds}
    articles = corpora.with_statements(options.shared)
    if missing := sources - {article.source for article in articles}:
        parser.error(f"nothing to learn from: {', '.join(sorted(missing))}")
    examples = [Example.of(a.gold, a.text, a.source) for a in articles]
    known = [e for e in examples if e.source not in sources]
    unseen = [e for e in examples if e.source in sources]
    print(f"{len(unseen)} new articles, {len(known)} others", file=sys.stderr)
    learn_rankers(known, unseen)
    learn_network(known, unseen)


def learn_rankers(known: Sequence[Example], unseen: Sequence[Example]) -> None:
    """Moves the weights of the rankers of posts towards what the shipped network's reading of new ones teaches."""
    tagger = opened(TARGET / "parts.npz")
    posts = [e for e in unseen if e.tape.is_post]
    if not posts:
        return
    taught = lessons_of(posts, tagger, _ROLES)
    for role in _ROLES:
        path = TARGET / f"{role}.json.gz"
        if path.exists():
            table = fit_ranker([taught[role]], _HELD, next(corpora.rows(path)))
        else:
            seen = lessons_of([e for e in known if e.tape.is_post], tagger, [role])
            table = fit_ranker([taught[role], seen[role]])
        corpora.write(table, path)


def learn_network(known: Sequence[Example], unseen: Sequence[Example]) -> None:
    """Makes the network the mean of several that learn on from it, each with a part of what it knows."""
    path = TARGET / "parts.npz"
    jobs = [(k, known[k % _PARTS :: _PARTS], unseen, path) for k in range(_FITS)]
    with ProcessPoolExecutor(2) as pool:
        fits = list(pool.map(_fit, jobs))
    path.write_bytes(network.mean_network(fits))


def _fit(job: tuple[int, Sequence[Example], Sequence[Example], Path]) -> Path:
    number, known, unseen, path = job
    lessons = lessons_for_network([*known, *(_TIMES * [*unseen])], 11 + number)
    settings = replace(SETTINGS, seed=SETTINGS.seed + number)
    return network.train(lessons, corpora.WORK / f"further{number}.npz", settings, path)


if __name__ == "__main__":
    main()
