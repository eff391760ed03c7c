"""SHARED/data → naql/data/repair: builds the tables and weights of the half-space model.

    python training/halfspaces.py ../shared

Reads `halfspace/` (sentences with correct half-spaces; labels and counts), `news/` (counts only) and `words/lilak-
lexicon` (a dictionary). Labels are cross-fitted: the features of a sentence come from counts that leave its tenth of
the text out, so that the weights learn how far to trust a word that was never seen. Half a minute on one core.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import softmax
from scipy import sparse

from naql.repair.analysis import JOINING, Counts, Features, Parts, readings
from naql.repair.changes import apply
from naql.repair.characters import HALF_SPACE, LETTER, MARK, fold, invisible
from naql.repair.context import EDGE, plural_or_ending
from naql.repair.halfspaces import HalfSpaces
from naql.repair.joining import Pairs, follower, left_features, pair_features, pair_of, plausible, right_features
from naql.repair.knowledge import load, read_affixes

OUT = Path(__file__).parents[1] / "naql/data/repair"
Phrase = list[Parts]  # words without a mark between them, each as its parts
LIKELY = -1.0  # score from which on a pair may be joined: a probability of about 0.27
FOLDS = 8
BLOCKS = 80  # neighbouring sentences are of one text: they must be left out together
SLIP = 20  # times that two words stand apart, for each time that they are joined
_RAREST, _PENALTY = 4, 0.5  # times that a feature must be seen; on the squares of the weights

_WORD = re.compile(f"[{LETTER}{HALF_SPACE}]+")
_BREAK = re.compile(f"[^{LETTER}{HALF_SPACE} ]")
_MARKS = re.compile(f"[\u0640{MARK}]")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("shared", type=Path)
    data = parser.parse_args().shared / "data"
    clean = list(read_clean(data))
    news = [phrase for text in read_news(data) for phrase in phrases(text)]
    lexicon = Lexicon.read(data, news)
    blocks = [clean[i * len(clean) // BLOCKS : (i + 1) * len(clean) // BLOCKS] for i in range(BLOCKS)]
    folds = [[phrase for block in blocks[k::FOLDS] for phrase in block] for k in range(FOLDS)]
    common = Counter("".join(p) for phrase in clean for p in phrase if len(p) == 1)
    reading_cases, joining_cases = [], []
    for k in range(FOLDS):
        rest = [phrase for j in range(FOLDS) if j != k for phrase in folds[j]]
        counts, pairs = lexicon.learn(rest)
        reading_cases += list(cases_of_readings(folds[k], counts, common))
        joining_cases += list(cases_of_joining(folds[k], counts, pairs))
    counts, pairs = lexicon.learn(clean)
    weights = fit(reading_cases, power=0.5)
    write_counts(counts, pairs, weights)
    write_weights("reading", weights)
    joining = fit(joining_cases, power=0.7)
    write_weights("joining", joining)
    write_partners(counts, pairs, joining)
    before, after = context_weights(clean)
    write_weights("before", before)
    write_weights("after", after)
    write_asks()


def plain(text: str) -> str:
    """Letters and half-spaces as the model sees them."""
    folded = fold(text)
    return _MARKS.sub("", apply(folded, invisible(folded))).replace("ۀ", "ه")


def phrases(text: str) -> Iterator[Phrase]:
    """The stretches of words between two marks; a half-space after a letter that does not join is none."""
    for stretch in _BREAK.split(plain(text)):
        words = [parts for word in _WORD.findall(stretch) if (parts := parts_of(word))]
        if words:
            yield words


def parts_of(word: str) -> Parts:
    parts: list[str] = []
    for part in filter(None, word.split(HALF_SPACE)):
        if parts and parts[-1][-1] not in JOINING:
            parts[-1] += part
        else:
            parts.append(part)
    return tuple(parts)


def read_clean(data: Path) -> Iterator[Phrase]:
    for name in ("perdt", "seraji"):
        with gzip.open(data / "halfspace" / f"{name}-train.txt.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                yield from phrases(line)


def read_news(data: Path) -> Iterator[str]:
    for path in sorted((data / "news").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield from json.loads(line)["text"].split("\n")


@dataclass(frozen=True)
class Lexicon:
    """What does not change with the sentences left out: dictionary and news."""

    empty: Counts
    news_spaced: Counter[Parts]

    @staticmethod
    def read(data: Path, news: list[Phrase]) -> Lexicon:
        affixes = read_affixes()
        words, forms, verbs, participles = read_dictionary(data, affixes)
        counted, counted_forms, spaced = count(news)
        counted_forms = without_slips(counted_forms, spaced, affixes)
        for form, n in counted_forms.items():
            if len(form) == 2 and form[0] in ("می", "نمی") and n > 2:
                verbs.add(form[1])
        empty = Counts(
            clean={},
            news={word: n for word, n in counted.items() if n > 1},
            forms={},
            news_forms=by_letters(counted_forms),
            listed=frozenset(words | verbs | participles),
            listed_forms=forms,
            verbs=frozenset(verbs | participles),
            participles=frozenset(participles),
            heads={},
            tails={},
            affixes=affixes,
        )
        return Lexicon(empty, spaced)

    def learn(self, clean: list[Phrase]) -> tuple[Counts, Pairs]:
        """The counts with those of some clean sentences added."""
        words, forms, spaced = count(clean)
        news_forms = [f for found in self.empty.news_forms.values() for f, n in found.items() if n > 1]
        heads, tails = productivity([*forms, *news_forms, *self.empty.listed_forms.values()], self.empty.affixes)
        counts = replace(self.empty, clean=words, forms=by_letters(forms), heads=heads, tails=tails)
        joined, news_joined = Counter[str](), Counter[str]()
        add_neighbours(joined, forms.items())
        for found in self.empty.news_forms.values():
            add_neighbours(news_joined, found.items())
        listed = {pair for parts in self.empty.listed_forms.values() for pair in neighbours(parts)}
        pairs = Pairs(joined, news_joined, listed, {}, {})
        pairs.spaced.update(useful(spaced, counts, pairs))
        pairs.news_spaced.update(useful(self.news_spaced, counts, pairs))
        return counts, pairs


def useful(spaced: Counter[Parts], counts: Counts, pairs: Pairs) -> dict[str, int]:
    """The pairs worth keeping: plausible, and seen twice or also with a half-space."""
    return {
        pair_of(*pair): n
        for pair, n in spaced.items()
        if (n > 1 or pairs.attested(*pair)) and plausible(pair[0], pair[1], counts, pairs)
    }


def count(text: Iterable[Phrase]) -> tuple[Counter[str], Counter[Parts], Counter[Parts]]:
    """Words, forms with half-spaces, and pairs of parts with a blank between."""
    words, forms, spaced = Counter[str](), Counter[Parts](), Counter[Parts]()
    for phrase in text:
        for parts in phrase:
            if len(parts) > 1:
                forms[parts] += 1
            else:
                words[parts[0]] += 1
        spaced.update((left[-1], right[0]) for left, right in itertools.pairwise(phrase))
    return words, forms, spaced


def without_slips(forms: Counter[Parts], spaced: Counter[Parts], affixes: Mapping[str, str]) -> Counter[Parts]:
    """The forms of news but those that join what news nearly always writes apart («به‌این», «شده‌بود», «جمهوری‌اسلامی»)."""
    joined = Counter(pair for parts, n in forms.items() for pair in [*itertools.pairwise(parts)] * n)
    slips = {pair for pair, n in joined.items() if affixes.keys().isdisjoint(pair) and spaced[pair] >= SLIP * n}
    return Counter({parts: n for parts, n in forms.items() if slips.isdisjoint(itertools.pairwise(parts))})


def by_letters(forms: Counter[Parts]) -> dict[str, dict[Parts, int]]:
    found: dict[str, dict[Parts, int]] = defaultdict(dict)
    for parts, n in forms.items():
        found["".join(parts)][parts] = n
    return dict(found)


def neighbours(parts: Parts) -> list[str]:
    return [pair_of(*pair) for pair in itertools.pairwise(parts)]


def head_and_tail(parts: Parts, affixes: Mapping[str, str]) -> tuple[str, str] | None:
    """First and last part of a compound without its affixes («سرمایه» and «گذاری» of «سرمایه‌گذاری‌ها»); None for what is no compound."""
    if affixes.get(parts[0]) == "verb-prefix":
        return None
    while len(parts) > 2 and parts[-1] in affixes:
        parts = parts[:-1]
    return None if parts[-1] in affixes or len(parts) < 2 else (parts[0], parts[-1])


def productivity(forms: Iterable[Parts], affixes: Mapping[str, str]) -> tuple[dict[str, int], dict[str, int]]:
    """In how many different compounds a part comes first, and in how many last."""
    compounds = {pair for parts in forms if (pair := head_and_tail(parts, affixes))}
    return Counter(head for head, _ in compounds), Counter(tail for _, tail in compounds)


def add_neighbours(table: Counter[str], forms: Iterable[tuple[Parts, int]]) -> None:
    for parts, n in forms:
        for pair in neighbours(parts):
            table[pair] += n


def read_dictionary(data: Path, affixes: dict[str, str]) -> tuple[set[str], dict[str, Parts], set[str], set[str]]:
    """Words, forms with half-spaces by their letters, what follows a verb prefix, participles."""
    words: set[str] = set()
    forms: dict[str, Parts] = {}
    verbs: set[str] = set()
    participles: set[str] = set()
    with gzip.open(data / "words" / "lilak-lexicon.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            word = plain(line.split(",")[0])
            if line.count(",") < 2 or not _WORD.fullmatch(word):
                continue
            parts = parts_of(word)
            if affixes.get(parts[0]) == "verb-prefix" and len(parts) > 1:
                (verbs if len(parts) == 2 else participles).add(parts[1])
            elif len(parts) > 1:
                forms["".join(parts)] = parts
            else:
                words.add(word)
    return words, forms, verbs, participles


Case = tuple[list[Features], int, float]  # alternatives, the right one, how often

_SETTLED = 30  # a word written glued this often is so by custom: آنها, اینها
_PLURALS = ("ها", "های", "هایی", "هایم", "هایت", "هایش", "هایمان", "هایشان", "تر", "ترین")


def cases_of_readings(text: list[Phrase], counts: Counts, common: Counter[str]) -> Iterator[Case]:
    """One case for each word and the way it is written, where there is more than one way."""
    seen: dict[str, Counter[Parts]] = defaultdict(Counter)
    for phrase in text:
        for parts in phrase:
            seen["".join(parts)][parts] += 1
    for word, written in seen.items():
        ways = readings(word, counts) if len(word) > 2 else {}
        keys = list(ways)
        for parts, n in written.items():
            if len(ways) > 1 and parts in ways and not inconsistent(word, parts, keys, counts, common):
                yield list(ways.values()), keys.index(parts), n


def inconsistent(word: str, parts: Parts, keys: list[Parts], counts: Counts, common: Counter[str]) -> bool:
    """A plural or comparative written glued to a known word that ends in a joining letter: not to be learnt from.

    Seraji writes شرکتهای beside شرکت‌های; the rule of the language is the second.
    """
    if word in counts.listed or not parts[-1].endswith(_PLURALS) or common[word] > _SETTLED:
        return False
    return any(
        key[-1] in _PLURALS and "".join(key[-2:]) == parts[-1] and (key[-2] in counts.listed or common[key[-2]] > 2)
        for key in keys
        if len(key) > len(parts)
    )


def cases_of_joining(text: list[Phrase], counts: Counts, pairs: Pairs) -> Iterator[Case]:
    """One case for each plausible pair of parts: a blank (0) or a half-space (1) between them."""
    seen: Counter[tuple[Parts, str, int]] = Counter()
    for phrase in text:
        units = [(part, i > 0) for parts in phrase for i, part in enumerate(parts)]
        after = [*(part for part, _ in units[2:]), ""]
        for (left, _), (right, joined), behind in zip(units, units[1:], after, strict=False):
            seen[(left, right), follower(right, behind, counts), int(joined)] += 1
    for (pair, followed_by, label), n in seen.items():
        if plausible(pair[0], pair[1], counts, pairs):
            features = left_features(pair[0], counts) | right_features(pair[1], counts)
            yield [{}, features | pair_features(pair[0], pair[1], followed_by, counts, pairs)], label, n


def fit(cases: list[Case], power: float) -> dict[str, float]:
    """Weights of a log-linear choice between alternatives; rarer features than _RAREST are dropped.

    A case that occurs n times weighs n**power, so that a few frequent words do not settle everything.
    """
    seen = Counter(name for ways, _, _ in cases for way in ways for name, value in way.items() if value)
    index = {name: i for i, name in enumerate(name for name, n in seen.items() if n >= _RAREST)}
    values, columns, rows = [], [], []
    for row, way in enumerate(way for ways, _, _ in cases for way in ways):
        for name, value in way.items():
            if value and name in index:
                values.append(value)
                columns.append(index[name])
                rows.append(row)
    sizes = np.array([len(ways) for ways, _, _ in cases])
    matrix = sparse.csr_matrix((values, (rows, columns)), shape=(sizes.sum(), len(index)))
    right = np.array([right for _, right, _ in cases])
    counts = np.array([float(n) ** power for _, _, n in cases])
    found = softmax.fit(matrix, sizes, right, _PENALTY, counts=counts, rounds=400)
    return {name: float(found[i]) for name, i in index.items()}


def context_weights(clean: list[Phrase]) -> tuple[dict[str, float], dict[str, float]]:
    """Log-odds that a word is a plural (-های) and not one in -ه‌ای, by the word before and the word after it."""
    tables = (defaultdict[str, list[float]](lambda: [0.0, 0.0]), defaultdict[str, list[float]](lambda: [0.0, 0.0]))
    totals = [0.0, 0.0]
    for phrase in clean:
        lasts = ["", *(parts[-1] for parts in phrase)]
        firsts = [*(parts[0] for parts in phrase[1:]), ""]
        for i, parts in enumerate(phrase):
            kind = plural_or_ending(parts)
            if kind:
                column = int(kind < 0)
                totals[column] += 1
                tables[0][lasts[i]][column] += 1
                tables[1][firsts[i]][column] += 1
    share = totals[0] / sum(totals)
    prior = math.log(share / (1 - share))
    before, after = (
        {word or EDGE: max(-4.0, min(4.0, _odds(n, share) - prior)) for word, n in t.items() if sum(n) > 2}
        for t in tables
    )
    return before, after


def _odds(counts: list[float], share: float, doubt: float = 4.0) -> float:
    p = (counts[0] + doubt * share) / (sum(counts) + doubt)
    return math.log(p / (1 - p))


def rounded(n: int) -> int:
    """Counts from ten up to one digit: only their logarithm is used."""
    return n if n < 10 else round(n, 1 - len(str(n)))


def settled(word: str, counts: Counts, weights: dict[str, float]) -> bool:
    """Whether every reading with a half-space is 200 times less likely than the word as it is."""
    whole, *others = (sum(v * weights.get(f, 0.0) for f, v in way.items()) for way in readings(word, counts).values())
    return all(other < whole - math.log(200) for other in others)


def write_counts(counts: Counts, pairs: Pairs, weights: dict[str, float]) -> None:
    every = {*counts.clean, *counts.news, *counts.listed}
    words = {
        w: (
            rounded(counts.clean.get(w, 0)),
            rounded(counts.news.get(w, 0)),
            int(w in counts.listed),
            int(settled(w, counts, weights)),
        )
        for w in every
    }
    write_groups(OUT / "words.txt", "clean, news, listed, settled", words)
    forms: dict[str, tuple[int, ...]] = {}
    for letters in {*counts.forms, *counts.news_forms, *counts.listed_forms}:
        clean, news = counts.forms.get(letters, {}), counts.news_forms.get(letters, {})
        listed = counts.listed_forms.get(letters)
        for parts in {*clean, *news, *([listed] if listed else [])}:
            row = (rounded(clean.get(parts, 0)), rounded(news.get(parts, 0)), int(parts == listed))
            forms[HALF_SPACE.join(parts)] = row
    write_groups(OUT / "forms.txt", "clean, news, listed", forms)
    heads, tails = productivity([tuple(form.split(HALF_SPACE)) for form in forms], counts.affixes)
    parts_of = {part: (heads.get(part, 0), tails.get(part, 0)) for part in {*heads, *tails}}
    write_groups(OUT / "parts.txt", "compounds that a part begins, that it ends", parts_of)
    spaced = {
        pair: (rounded(pairs.spaced.get(pair, 0)), rounded(pairs.news_spaced.get(pair, 0)))
        for pair in {*pairs.spaced, *pairs.news_spaced}
    }
    write_groups(OUT / "pairs.txt", "spaced in clean text, in news", spaced)
    lines = [" ".join(sorted(counts.verbs)), " ".join(sorted(counts.participles))]
    write_lines(
        OUT / "verbs.txt",
        "1: what follows a verb prefix; 2: participles",
        [f"{i}\t{x}" for i, x in enumerate(lines, 1)],
    )


def write_partners(counts: Counts, pairs: Pairs, weights: dict[str, float]) -> None:
    """By second part, the first parts that it is at all likely to be joined to, of those seen joined to it."""
    partners: dict[str, list[str]] = defaultdict(list)
    for pair in {*pairs.joined, *pairs.news_joined, *pairs.listed}:
        left, right = pair.split("_")
        own = left_features(left, counts) | right_features(right, counts)
        features = own | pair_features(left, right, follower(right, "-", counts), counts, pairs)
        if sum(v * weights.get(f, 0.0) for f, v in features.items()) > LIKELY:
            partners[right].append(left)
    lines = [f"{right}\t{' '.join(sorted(lefts))}" for right, lefts in sorted(partners.items())]
    write_lines(OUT / "partners.txt", "second part, then the first parts it may be joined to", lines)


def write_asks() -> None:
    """What the known words ask for and how they may be cut, worked out by the model from the tables just written."""
    # What there was before would be believed: without it each word is worked out.
    knowledge = replace(load(), asks={}, weighed={})
    model = HalfSpaces(knowledge)
    counts = knowledge.counts
    forms = [f for found in (*counts.forms.values(), *counts.news_forms.values()) for f in found]
    words = {*counts.clean, *counts.news, *counts.listed, *map(HALF_SPACE.join, forms)}
    write_groups(OUT / "asks.txt", "a sum of bits", {word: (ord(model.asks[word]),) for word in words})
    ways: dict[float, list[str]] = defaultdict(list)
    for word in words:
        if HALF_SPACE not in word and any(way.cuts for way in model.readings[word]):
            for probability, parts in model.weighed(word):
                ways[round(probability, 4)].append(HALF_SPACE.join(parts))
    lines = [f"{probability}\t{' '.join(sorted(forms))}" for probability, forms in sorted(ways.items(), reverse=True)]
    write_lines(OUT / "readings.txt", "probability, then the ways to write a word that have it, likeliest first", lines)


def write_groups(path: Path, columns: str, rows: Mapping[str, tuple[int, ...]]) -> None:
    groups: dict[tuple[int, ...], list[str]] = defaultdict(list)
    for word, numbers in rows.items():
        groups[numbers].append(word)
    lines = ["\t".join([*map(str, numbers), " ".join(sorted(words))]) for numbers, words in sorted(groups.items())]
    write_lines(path, f"counts ({columns}), then the words that have them", lines)


def write_weights(name: str, weights: dict[str, float]) -> None:
    groups: dict[str, list[str]] = defaultdict(list)
    for feature, weight in weights.items():
        if abs(weight) >= 0.05:
            groups[f"{weight:.2f}"].append(feature)
    lines = [
        f"{weight}\t{' '.join(sorted(features))}"
        for weight, features in sorted(groups.items(), key=lambda g: float(g[0]))
    ]
    write_lines(OUT / f"weights-{name}.txt", "weight, then the features that have it", lines)


def write_lines(path: Path, title: str, lines: list[str]) -> None:
    head = f"# Written by training/halfspaces.py; do not edit. {title}."
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
