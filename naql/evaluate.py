"""Reading, gold → figures: how much of what annotators found in a set of articles a reading found too.

The terms: *content* is found where the F1 of its words is at least 0.7; *who said what* where its speaker is right too; *strict*
where content, cue and speaker words are all exactly those; *words* asks of every word whose mouth it is put in.
"""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from naql.errors import GoldError, SourceError
from naql.sentences.words import LOOK_ALIKES
from naql.sources.files import DAMAGED, open_bytes, reason

Row = dict[str, Any]
Pair = tuple[int, int]

# What stands beside speaker and content, and what its figure is called: right on the pairs where a word of it is right.
_BESIDE = {"to": "addressee", "when": "when", "occasion": "occasion", "about": "about"}
FOUND = 0.7  # the F1 of words from which a content counts as found
_WORD = re.compile(r"\w+(?:[\u200c\u0640]\w+)*")
_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u0640\u064b-\u0655\u202a-\u202e\ufeff]")
_TITLES = """
    آقای خانم دکتر مهندس سید حجت‌الاسلام آیت‌الله سردار سرتیپ امیر سرلشکر شیخ حاج و والمسلمین جناب رئیس
    وزیر معاون مدیر مدیرکل سخنگوی سخنگو نماینده مسئول عضو دبیر فرمانده استاندار فرماندار رئیس‌جمهور وی او
"""
_KEY = str.maketrans({**LOOK_ALIKES, **{chr(base + i): str(i) for base in (0x660, 0x6F0) for i in range(10)}})


def key(name: str) -> str:
    """A name without blanks, half-spaces and vowel signs, with one letter for look-alikes: what makes two names the same."""
    return _INVISIBLE.sub("", name).translate(_KEY)


def words(text: str, spans: Iterable[Pair]) -> set[int]:
    """The offsets at which the words of the spans begin; marks and blanks do not count."""
    return {match.start() for start, end in spans for match in _WORD.finditer(text, start, end)}


def same_actor(predicted: Mapping[str, Any] | None, gold: Mapping[str, Any]) -> bool:
    """Does the predicted actor carry one of the gold actor's names? A title alone is a name only where it is the same."""
    if not predicted:
        return False
    mine = [name for name in (predicted.get("name"), *predicted.get("aliases", ())) if name]
    theirs = [gold["name"], *gold.get("also", ())]
    if {key(name) for name in mine} & {key(name) for name in theirs}:
        return True
    a, b = (_telling(names[0]) if names else set() for names in (mine, theirs))
    whole_a, whole_b = (_name_words(names[0]) if names else set() for names in (mine, theirs))
    return bool(a and b and (a <= whole_b or b <= whole_a))


def _name_words(name: str) -> set[str]:
    return {key(word) for word in _WORD.findall(name.replace("\u200c", ""))}


def _telling(name: str) -> set[str]:
    return _name_words(name) - {key(title) for title in _TITLES.split()}


def paired(gold: Sequence[set[int]], predicted: Sequence[set[int]]) -> Iterator[tuple[int, int, float]]:
    """One-to-one pairs of statements (gold index, predicted index, F1 of their words), best first."""
    ranked = sorted(
        ((_overlap(g, p), i, j) for i, g in enumerate(gold) for j, p in enumerate(predicted)), key=lambda row: -row[0]
    )
    used_gold: set[int] = set()
    used_predicted: set[int] = set()
    for value, i, j in ranked:
        if value > 0 and i not in used_gold and j not in used_predicted:
            used_gold.add(i)
            used_predicted.add(j)
            yield i, j, value


def _overlap(a: set[int], b: set[int]) -> float:
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 0.0


class Score:
    """Counts over articles; `figures` turns them into rates."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.forms: dict[str, Counter[str]] = {}

    def add(self, text: str, gold: Row, read: Row) -> None:
        """Counts one article: its text, its gold row (stand-off spans) and the reading as a dict."""
        wanted, found = gold["statements"], read["statements"]
        gold_words = [words(text, map(tuple, s["content"])) for s in wanted]
        read_words = [words(text, ((c["start"], c["end"]) for c in s["content"])) for s in found]
        n = self.counts
        n["gold"] += sum(not s.get("optional") for s in wanted)
        n["predicted"] += len(found)
        for s in wanted:
            if not s.get("optional"):
                self.forms.setdefault(s["form"], Counter())["gold"] += 1
        for i, j, value in paired(gold_words, read_words):
            if value < FOUND:
                continue
            if wanted[i].get("optional"):
                n["predicted"] -= 1
                continue
            self._pair(text, gold, wanted[i], found[j], gold_words[i] == read_words[j])
        self._words(gold, zip(wanted, gold_words, strict=True), zip(found, read_words, strict=True))

    def _pair(self, text: str, gold: Row, wanted: Row, found: Row, exact: bool) -> None:
        n = self.counts
        right = same_actor(found.get("actor"), gold["actors"][wanted["actor"]])
        n["content"] += 1
        n["exact"] += exact
        n["speaker"] += right
        n["strict"] += exact and all(
            _part(text, wanted.get(k)) == _part(text, found.get(k)) for k in ("cue", "speaker")
        )
        if wanted["cue"]:
            n["cued"] += 1
            n["cue"] += bool(_part(text, wanted["cue"]) & _part(text, found.get("cue")))
        for field in _BESIDE:
            if field == "to" or field in wanted:
                due, given = _part(text, wanted.get(field)), _part(text, found.get(field))
                n.update({f"{field} asked": 1, f"{field} gold": bool(due), f"{field} predicted": bool(given)})
                n[field] += bool(due & given)
        form = self.forms.setdefault(wanted["form"], Counter())
        form["content"] += 1
        form["right"] += right

    def _words(self, gold: Row, wanted: Iterable[tuple[Row, set[int]]], found: Iterable[tuple[Row, set[int]]]) -> None:
        wanted = list(wanted)
        owners: dict[int, Row] = {}
        given: dict[int, Row | None] = {}
        for s, places in wanted:
            for place in places:
                owners.setdefault(place, gold["actors"][s["actor"]])
        for s, places in found:
            for place in places:
                given.setdefault(place, s.get("actor"))
        settled = {place for s, places in wanted if not s.get("optional") for place in places}
        for s, places in wanted:
            for place in places - settled if s.get("optional") else ():
                owners.pop(place, None)
                given.pop(place, None)
        cache: dict[tuple[int, int], bool] = {}
        right = 0
        for place in owners.keys() & given.keys():
            ids = (id(given[place]), id(owners[place]))
            if ids not in cache:
                cache[ids] = same_actor(given[place], owners[place])
            right += cache[ids]
        self.counts.update({"words gold": len(owners), "words predicted": len(given), "words": right})

    def figures(self) -> dict[str, float]:
        """Rates from 0 to 1: `content`, `exact`, `strict`, `words`, `who said what` and `addressee` as F1, each with ` P` and ` R`;
        `when`, `occasion` and `about` too where they are annotated; `cue` and `speaker` as the share of the pairs."""
        n = self.counts
        rates: dict[str, float] = {}
        asked = [field for field in _BESIDE if field == "to" or n[f"{field} asked"]]
        for name, hit, of, out_of in (
            ("content", "content", "predicted", "gold"),
            ("exact", "exact", "predicted", "gold"),
            *((_BESIDE[field], field, f"{field} predicted", f"{field} gold") for field in asked),
            ("strict", "strict", "predicted", "gold"),
            ("words", "words", "words predicted", "words gold"),
            ("who said what", "speaker", "predicted", "gold"),
        ):
            p, r = _share(n[hit], n[of]), _share(n[hit], n[out_of])
            rates |= {f"{name} P": p, f"{name} R": r, name: 2 * p * r / (p + r) if p + r else 0.0}
        rates |= {"cue": _share(n["cue"], n["cued"]), "speaker": _share(n["speaker"], n["content"])}
        return rates


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _part(text: str, span: Any) -> set[int]:
    if not span:
        return set()
    return words(text, [(span["start"], span["end"]) if isinstance(span, Mapping) else tuple(span)])


def load(gold: Path, texts: Path) -> list[tuple[str, Row]]:
    """The annotated articles of a set: text and gold row, in the order of the gold file. Raises GoldError where they do not fit."""
    by_id = {row["id"]: row["text"] for row in _rows(texts, "id", "text")}
    articles = []
    for number, row in enumerate(_rows(gold, "id", "statements", "actors"), 1):
        if row["id"] not in by_id:
            raise GoldError(
                f"{gold}:{number}: article {row['id']!r} is not in {texts}; give the texts the set was made from"
            )
        text = by_id[row["id"]]
        for s in row["statements"]:
            if s["actor"] not in row["actors"]:
                raise GoldError(f"{gold}:{number}: statement of unknown actor {s['actor']!r}; name it under actors")
            if any(not 0 <= start < end <= len(text) for start, end in s["content"]):
                raise GoldError(f"{gold}:{number}: a content lies outside the text of {row['id']!r}; do the texts fit?")
        articles.append((text, row))
    return articles


def _rows(path: Path, *needed: str) -> Iterator[Row]:
    for number, line in enumerate(_lines(path), 1):
        try:
            row = json.loads(line)
        except ValueError as error:
            raise GoldError(f"{path}:{number}: not a line of JSON ({error}); mend or delete the line") from None
        lacking = [name for name in needed if not isinstance(row, dict) or name not in row]
        if lacking:
            raise GoldError(f"{path}:{number}: no {lacking[0]!r}; give the annotated set first, then its texts")
        yield row


def _lines(path: Path) -> Iterator[str]:
    """The lines of a file, unpacked if need be."""
    try:
        with open_bytes(str(path)) as stream:
            yield from io.TextIOWrapper(stream, encoding="utf-8")
    except (SourceError, *DAMAGED, UnicodeDecodeError) as error:
        raise GoldError(f"{path}: cannot be read ({reason(error)}); give JSON Lines in UTF-8, packed or not") from None


def evaluate(articles: Iterable[tuple[str, Row]], readings: Mapping[str, Row] | None = None) -> Score:
    """The score of `readings` (by id) on annotated articles; without them every article is read now.

    >>> gold = {"id": "a", "actors": {"A": {"name": "مینا رستمی"}}, "statements": [{"content": [[16, 29]], "form": "colon",
    ...     "actor": "A", "cue": [11, 14], "speaker": [0, 10], "to": None}]}
    >>> text = "مینا رستمی گفت: راه باز است."
    >>> evaluate([(text, gold)]).figures()["who said what"]
    1.0
    """
    from naql.pipeline import read  # evaluate stands beside the way; importing it must not load the models

    score = Score()
    for text, gold in articles:
        score.add(
            text, gold, readings.get(gold["id"], {"statements": []}) if readings is not None else read(text).to_dict()
        )
    return score


def table(score: Score) -> Iterator[str]:
    """The figures as lines of text."""
    rates, n = score.figures(), score.counts
    for form, c in sorted(score.forms.items()):
        found, right = _share(c["content"], c["gold"]), _share(c["right"], c["gold"])
        yield f"  {form:13} gold {c['gold']:4}  found {found:.3f}  and speaker right {right:.3f}"
    yield f"statements     gold {n['gold']}  predicted {n['predicted']}"
    for name in (name for name in rates if f"{name} P" in rates):
        yield f"{name:14} P {rates[name + ' P']:.3f}  R {rates[name + ' R']:.3f}  F1 {rates[name]:.3f}"
    yield f"cue            right on {rates['cue']:.3f} of the pairs"
    yield f"speaker        right on {rates['speaker']:.3f} of the pairs"


@click.command("evaluate", epilog="Example: naql evaluate quality/articles.gold.jsonl quality/articles.texts.jsonl")
@click.argument("gold", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("texts", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--read",
    "read_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Score this output of `naql read --json` instead of reading now.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as one JSON object.")
def evaluate_command(gold: Path, texts: Path, read_file: Path | None, as_json: bool) -> None:
    """Score readings against an annotated set: GOLD (stand-off statements) and TEXTS, JSON Lines both, packed (.gz, .zst) or not."""
    readings = {row["id"]: row for row in _rows(read_file)} if read_file else None
    score = evaluate(load(gold, texts), readings)
    click.echo(json.dumps(score.figures(), ensure_ascii=False) if as_json else "\n".join(table(score)))
