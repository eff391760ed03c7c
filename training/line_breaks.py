"""Texts with their line breaks → naql/data/sentences/line-breaks.json.gz: which breaks end a line, and where one was lost.

    python training/line_breaks.py SHARED

Learns from every article that may train: each is broken within its sentences (anywhere, around some words, at a width) for the
weights of typed breaks, and robbed of its own breaks for those of lost ones; marks are lost in either. `again` learns from scores of
the other half's weights. Measured on crawled pages and posts, which train nothing.
"""

from __future__ import annotations

import math
import random
import re
import sys
import textwrap
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

import corpora
import numpy as np
from scipy import optimize, sparse

from naql.repair import repair
from naql.sentences.breaks import again, score
from naql.sentences.classes import word
from naql.sentences.places import Features, Places
from naql.sentences.tokens import tokenise
from naql.spans import Span

TARGET = Path(__file__).parent.parent / "naql/data/sentences/line-breaks.json.gz"
_TIMES = 4  # how often each text is damaged
_TAKEN = 0.3  # share of the places that lost no break from which is learnt
_RARE, _WEAK = 6, 0.05  # a feature seen less often, or that weighs less, is not kept
# Texts that are broken within a sentence as they are, most of them twins of posts that are: not learnt from.
_BROKEN = re.compile(
    r"^(?:#\S+\n\w|[:،؛.؟!»)]|(?:را|است|بود|شد|کرد|داد|گفت|می‌گوید|می‌نویسد)\b)"
    r"|\b(?:به|از|در|با|بر|برای|و|که|یا|این|آن|یک|هر|طی|تحت|علیه|درباره)[^\S\n]*$|[«(]$",
    re.MULTILINE,
)
# So many blanks may have been a line break of the page an invented one is the twin of: not learnt from.
_RUN, _BEFORE_HEAD = 4, 2
_NO_END = -3.0  # a break nobody put in that scores less may stand in a sentence already: not learnt from
_PUT_IN, _LOST = "\ue000", "\ue001"  # stand for breaks that were put in and lost, until it is known where they stand
_ITEM = r"[^\s.:،!؟«»]+"
_ITEMS = re.compile(rf"(?:(?:{_ITEM} ){{1,7}}{_ITEM}، ){{2,}}(?:{_ITEM} ){{1,8}}")


class Example(NamedTuple):
    features: Features
    ends: bool
    text: int  # its number


def unmarked(text: str, dice: random.Random) -> str:
    """Some texts without their full stops, quotation marks or colons, or with every line break doubled."""
    lost = dice.choices(("", r"\.(?=\s)", '[«»"]', r":(?=\s)"), (75, 12, 8, 5))[0]
    text = re.sub(lost, "", text) if lost else text
    return re.sub("\n+", "\n\n", text) if dice.random() < 0.25 else text


def chatty(sentences: Iterable[str], dice: random.Random) -> Iterator[str]:
    """Informal sentences, a few to a text, each on a line of its own and most without a mark at its end."""
    left = iter(sentences)
    while lines := list(islice(left, dice.randrange(2, 9))):
        yield "\n".join(line.rstrip(" .") if dice.random() < 0.7 else line for line in lines)


def listed(text: str, dice: random.Random) -> str:
    """Enumerations without a verb as lists, an item a line."""

    def parted(m: re.Match[str]) -> str:
        items = [item.strip() for item in m.group().split("، ")]
        verbal = any(word(part).pos == "VERB" for item in items for part in item.split())
        if verbal and dice.random() < 0.8:
            return m.group()
        return dice.choice(("\n", ":\n")) + "\n".join(items) + "\n"

    return "\n".join(_ITEMS.sub(parted, line) for line in text.split("\n"))


def broken(text: str, dice: random.Random) -> str:
    """A text with line breaks within its sentences, each a _PUT_IN."""
    how = dice.choices((None, _anywhere, _around_words, _at_a_width), (60, 15, 15, 10))[0]
    return how(text, dice) if how else text


def _anywhere(text: str, dice: random.Random) -> str:
    rate = dice.choice((0.01, 0.02, 0.04, 0.06, 0.1))
    return re.sub(" ", lambda m: _PUT_IN if dice.random() < rate else m.group(), text)


def _around_words(text: str, dice: random.Random) -> str:
    """Some words, as those of a link, on a line of their own, at times as a hashtag; the mark behind them stays behind the break."""
    parts = re.split(r"(\s+)", text)  # words at even places, what is between them at odd ones
    lines = [0, *(i + 1 for i in range(1, len(parts), 2) if "\n" in parts[i])]
    marked = [i for i in range(0, len(parts), 2) if parts[i][-1:] in tuple(":.،»")]
    for _ in range(dice.choice((1, 1, 2, 3, 5, 8))):
        first = dice.choice(lines) if dice.random() < 0.25 else 2 * dice.randrange(len(parts) // 2 + 1)
        last = first + 2 * dice.choice((0, 0, 1, 1, 2, 3, 5, 8, 12))
        if marked and dice.random() < 0.3:
            last = dice.choice(marked)
            first = max(max(line for line in lines if line <= last), last - 2 * dice.choice((0, 1, 2, 4, 7, 12)))
        if last >= len(parts) or any(blank != " " for blank in parts[first + 1 : last : 2]):
            continue
        core, marks = re.fullmatch(r"(.*?)([:،؛».)!؟]*)", parts[last], re.DOTALL).groups()  # type: ignore[union-attr]
        words = [*parts[first:last:2], core]
        if dice.random() < 0.3 and all(word.isalpha() for word in words):
            parts[first : last + 1] = ["#" + "_".join(words)] + [""] * (last - first)
        else:
            parts[last] = core
        parts[last] += _PUT_IN + marks if marks else ""
        if first and parts[first - 1] == " " and dice.random() < 0.9:
            parts[first - 1] = _PUT_IN
        if last + 1 < len(parts) and parts[last + 1] == " " and (not marks or dice.random() < 0.3):
            parts[last + 1] = "\n" if marks == ":" else _PUT_IN
    return "".join(parts)


def _at_a_width(text: str, dice: random.Random) -> str:
    width = dice.randrange(35, 140)
    lines = (textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False) for line in text.split("\n"))
    return "\n".join(_PUT_IN.join(line) for line in lines)


def joined(text: str, dice: random.Random) -> str:
    """A text that has lost line breaks (all, some, the first, those before «X:»): a _LOST and, at times, more blanks stand for each."""
    which = dice.choices(("none", "all", "some", "first", "before heads"), (15, 30, 25, 15, 15))[0]
    share = {"none": 0.0, "all": 1.0, "some": dice.choice((0.2, 0.5, 0.8))}.get(which)
    instead = _LOST + (" " if which == "before heads" else dice.choices(("", " ", "    "), (60, 20, 20))[0])
    found, *others = re.split("\n+", text)
    for number, line in enumerate(others):
        headed = which == "before heads" and line.endswith(":")
        lost = headed or (which == "first" and not number) or (share is not None and dice.random() < share)
        found += (instead if lost else "\n") + line
    return found


def typed_examples(texts: Sequence[str], dice: random.Random, damage: bool = True) -> Iterator[Example]:
    """Every line break of texts that were broken and otherwise damaged; one behind a colon ends a line, whoever put it in."""
    for number, text in enumerate(texts):
        if damage:
            text = unmarked(text, dice)
            text = broken(listed(text, dice) if dice.random() < 0.15 else text, dice)
        places, put_in = _places(text, _PUT_IN, "\n")
        for place in places.breaks:
            inside = place in put_in and places.words[place - 1].text != ":"
            yield Example(places.typed(place), not inside, number)


def lost_examples(texts: Sequence[str], dice: random.Random, taken: float, damage: bool = True) -> Iterator[Example]:
    """Every place of robbed texts that lost its break, and some of those that had none."""
    for number, text in enumerate(texts):
        places, lost = _places(joined(unmarked(text, dice), dice) if damage else text, _LOST, " ")
        for place in places.blanks():
            doubtful = places.blank(place) >= (_BEFORE_HEAD if places.heads(place) else _RUN)
            if place in lost or (not doubtful and dice.random() < taken):
                yield Example(places.lost(place), place in lost, number)


def _places(text: str, marker: str, instead: str) -> tuple[Places, set[int]]:
    """The places of the repaired text, and those at which a marker stood."""
    text = text.replace("\r", "")
    offsets = [m.start() for m in re.finditer(marker, text)]
    repaired = repair(text.replace(marker, instead))
    places = Places(tokenise(repaired.text), repaired)
    starts = [token.start for token in places.words]
    return places, {bisect_left(starts, repaired.to_repaired(Span(at, at + 1)).start) for at in offsets}


def fit(examples: Sequence[Example], taken: float = 1.0) -> dict[str, float]:
    """Weights of a logistic regression, by L-BFGS with a quadratic penalty; `taken`: the share of the negative ones that was kept."""
    seen = Counter(chain.from_iterable(set(example.features) for example in examples))
    ids = {name: i for i, name in enumerate(name for name, count in seen.items() if count >= _RARE)}
    rows = [[ids[name] for name in example.features if name in ids] for example in examples]
    flat = np.fromiter(chain.from_iterable(rows), dtype=np.int32)
    starts = np.cumsum([0, *map(len, rows)])
    matrix = sparse.csr_matrix((np.ones(len(flat)), flat, starts), shape=(len(rows), len(ids)))
    turned = matrix.T.tocsr()
    signs = np.array([1.0 if example.ends else -1.0 for example in examples])

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        margins = signs * (matrix @ w[:-1] + w[-1])
        pull = -signs / (1 + np.exp(margins))
        slope = np.append(turned @ pull + w[:-1], pull.sum())
        return float(np.logaddexp(0, -margins).sum() + 0.5 * w[:-1] @ w[:-1]), slope

    best = optimize.minimize(loss, np.zeros(len(ids) + 1), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
    weights = {name: round(float(best[i]), 2) for name, i in ids.items() if abs(best[i]) > _WEAK}
    return {"": round(float(best[-1]) + math.log(taken), 3), **weights}


def once_more(examples: Sequence[Example], weights: dict[str, float]) -> list[Example]:
    """The same breaks by what the scores of the others of their text say."""
    by_text: dict[int, list[Example]] = {}
    for example in examples:
        by_text.setdefault(example.text, []).append(example)
    found = []
    for breaks in by_text.values():
        scores = [score(weights, example.features) for example in breaks]
        found += [b._replace(features=features) for b, features in zip(breaks, again(scores), strict=True)]
    return found


def learn(texts: Sequence[str]) -> dict[str, dict[str, float]]:
    """The weights of typed breaks, of what their scores say of each other, and of lost ones."""
    texts = [text for text in texts if not _BROKEN.search(text)]
    dice = random.Random(1)
    halves = [[list(typed_examples(texts[half::2], dice)) for _ in range(_TIMES)] for half in (0, 1)]
    by_half = [fit(list(chain(*half))) for half in halves]
    halves = [
        [[e for e in times if not e.ends or score(by_half[1 - k], e.features) > _NO_END] for times in half]
        for k, half in enumerate(halves)
    ]
    by_half = [fit(list(chain(*half))) for half in halves]
    other = [once_more(times, by_half[1 - k]) for k, half in enumerate(halves) for times in half]
    lost = list(lost_examples(texts, dice, _TAKEN))
    return {
        "typed": fit(list(chain(*halves[0], *halves[1]))),
        "again": fit(list(chain(*other))),
        "lost": fit(lost, _TAKEN),
    }


def measure(weights: dict[str, dict[str, float]], texts: Sequence[str], name: str) -> None:
    for damage in (False, True):
        typed = once_more(list(typed_examples(texts, random.Random(9), damage)), weights["typed"])
        lost = list(lost_examples(texts, random.Random(9), 1.0, damage))
        for kind, part, examples, limits in (
            ("typed", "again", typed, (0.0, -1.0, -2.0)),
            ("lost", "lost", lost, (0.0, 0.5, 1.5)),
        ):
            scores = [score(weights[part], e.features) for e in examples]
            for limit in limits:
                found = Counter((e.ends, s > limit) for e, s in zip(examples, scores, strict=True))
                ends, others = (found[e, True] + found[e, False] for e in (True, False))
                print(
                    f"{name}, {'damaged' if damage else 'as it is'}, {kind} above {limit}: {found[True, True]} of {ends} ends"
                    f" found, {found[False, True]} of {others} other places taken for one",
                    file=sys.stderr,
                )


def main() -> None:
    shared = Path(sys.argv[1])
    annotated = dict.fromkeys(article.text for article in corpora.with_statements(shared))
    news = (text for text in corpora.news(shared).values() if text not in annotated)
    weights = learn([*annotated, *news, *chatty(corpora.informal(shared), random.Random(4))])
    TARGET.parent.mkdir(exist_ok=True)
    corpora.write(weights, TARGET)
    for name in ("outlets-2021", "channels-2026"):
        rows = list(corpora.rows(shared / f"data/news/{name}.jsonl.gz"))
        measure(weights, [row["text"] for row in random.Random(3).sample(rows, 300)], name)


if __name__ == "__main__":
    main()
