"""gold sentences, news → table: Naql's repair beside other Persian libraries, in the same run.

    python bench/repair.py --gold perdt=dev.conllu --gold seraji=dev.conllu --news fars.jsonl.gz \\
        --peer hazm=/tmp/v-hazm/bin/python --peer negar=/tmp/v-negar/bin/python

Each tool runs in an interpreter of its own (their dependencies clash) and is given as NAME=PYTHON; a peer that cannot be
imported there is reported so. Tasks: A, every half-space deleted; B, every half-space typed as a blank; C, nothing done.
A *gap* is the place between two neighbouring Persian letters: nothing, a half-space or a blank. Scored are the gaps that
have no mark in the gold text; a sentence whose letters a tool changed counts as all missed.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

HALF_SPACE = "\u200c"
TASKS: dict[str, Callable[[str], str]] = {
    "A": lambda text: text.replace(HALF_SPACE, ""),
    "B": lambda text: text.replace(HALF_SPACE, " "),
    "C": lambda text: text,
}
_SAME = str.maketrans("يىك", "ییک", "\u0640")
_ROUNDS = 3  # of the speed run; the best counts. Processor time, not the wall clock: the machine may be busy


def naql_careful() -> Callable[[str], str]:
    from naql.repair import repair

    return lambda text: repair(text).text


def naql_full() -> Callable[[str], str]:
    from naql.repair import repair

    return lambda text: repair(text, mode="full").text


def hazm() -> Callable[[str], str]:
    from hazm import Normalizer  # type: ignore[import-not-found]

    tool: Callable[[str], str] = Normalizer().normalize
    return tool


def shekar() -> Callable[[str], str]:
    from shekar import Normalizer  # type: ignore[import-not-found]

    tool: Callable[[str], str] = Normalizer()
    return tool


def negar() -> Callable[[str], str]:
    from negar.virastar import PersianEditor  # type: ignore[import-not-found]

    return lambda text: str(PersianEditor(text))


def parsivar() -> Callable[[str], str]:
    from parsivar import Normalizer  # type: ignore[import-not-found]

    tool: Callable[[str], str] = Normalizer().normalize
    return tool


TOOLS = {tool.__name__: tool for tool in (naql_careful, naql_full, hazm, shekar, negar, parsivar)}


def work(name: str) -> None:
    """The worker: JSON texts on standard input, repaired ones on standard output, then processor seconds to load and run."""
    texts = [json.loads(line) for line in sys.stdin]
    begun = time.process_time()
    tool = TOOLS[name]()
    tool("سلام")
    loaded = time.process_time()
    repaired = [_tried(tool, text) for text in texts]
    done = time.process_time()
    print("\n".join(map(json.dumps, repaired)))
    print(json.dumps([loaded - begun, done - loaded]))


def _tried(tool: Callable[[str], str], text: str) -> str:
    try:
        return tool(text)
    except Exception:  # a crash of a peer is a result too
        return ""


def run(name: str, python: str, texts: list[str]) -> tuple[list[str], float, float] | str:
    """What a tool makes of the texts, seconds to load, seconds to run; or why it does not run."""
    given = "\n".join(json.dumps(text) for text in texts)
    command = [python, __file__, "--worker", name]
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
    if done.returncode:
        return done.stderr.strip().split("\n")[-1][:100]
    *lines, times = done.stdout.strip().split("\n")[-len(texts) - 1 :]
    return [json.loads(line) for line in lines], *json.loads(times)


def gaps(text: str) -> tuple[str, str]:
    """The letters and digits of a text, and before each what stands there: n(othing), z (half-space), s(pace), p (mark)."""
    letters: list[str] = []
    before: list[str] = []
    seen = "n"
    for character in text.translate(_SAME):
        category = unicodedata.category(character)
        if category[0] in "LN":
            digit = unicodedata.digit(character, None)
            letters.append(character if digit is None else str(digit))
            before.append(seen)
            seen = "n"
        elif character == HALF_SPACE:
            seen = max(seen, "z", key="nzsp".index)
        elif character.isspace():
            seen = max(seen, "s", key="nzsp".index)
        elif category not in ("Mn", "Cf"):
            seen = "p"
    return "".join(letters), "".join(before)


def score(gold: list[str], got: list[str]) -> dict[str, float]:
    """Precision, recall and F1 of half-spaces; precision of cuts into glued words; share of sentences changed."""
    counts: Counter[str] = Counter()
    for right, made in zip(gold, got, strict=True):
        letters, wanted = gaps(right)
        same, found = gaps(made)
        if letters != same:
            counts["letters"] += 1
            found = "x" * len(wanted)
        scored = [
            (w, f)
            for i, (w, f) in enumerate(zip(wanted, found, strict=True))
            if i and w != "p" and _persian(letters[i - 1]) and _persian(letters[i])
        ]
        counts.update(w + f for w, f in scored)
        counts["changed"] += any(w != f for w, f in scored)
    hit = counts["zz"]
    put, want = (
        hit + counts["nz"] + counts["sz"],
        sum(n for pair, n in counts.items() if pair[0] == "z" and len(pair) == 2),
    )
    return {
        "precision": hit / put if put else 0.0,
        "recall": hit / want if want else 0.0,
        "f1": 2 * hit / (put + want) if put + want else 0.0,
        "cuts": hit / (hit + counts["nz"]) if hit else 0.0,
        "changed": counts["changed"] / len(gold),
        "letters": counts["letters"] / len(gold),
    }


def _persian(character: str) -> bool:
    return "\u0620" <= character <= "\u06d5"


def sentences(path: str) -> list[str]:
    with opened(path) as lines:
        return [line[9:].rstrip("\n") for line in lines if line.startswith("# text = ")]


def articles(path: str) -> list[str]:
    with opened(path) as lines:
        return [json.loads(line)["text"] for line in lines]


def opened(path: str) -> IO[str]:
    if path.endswith(".gz"):
        return gzip.open(path, "rt", encoding="utf-8")
    return Path(path).open(encoding="utf-8")


def quality(tools: dict[str, str], golds: dict[str, str]) -> Iterator[str]:
    yield "| tool | set | A: precision | recall | F1 | cuts right | B: F1 | C: changed | letters changed |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for set_name, path in golds.items():
        gold = sentences(path)
        for name, python in tools.items():
            scores = {}
            for task, damage in TASKS.items():
                done = run(name, python, [damage(text) for text in gold])
                if isinstance(done, str):
                    yield f"| {name} | {set_name} | does not run: {done} |"
                    break
                scores[task] = score(gold, done[0])
            else:
                a, b, c = scores["A"], scores["B"], scores["C"]
                cells = [a["precision"], a["recall"], a["f1"], a["cuts"], b["f1"], c["changed"], c["letters"]]
                yield f"| {name} | {set_name} | " + " | ".join(f"{100 * cell:.1f}" for cell in cells) + " |"


def speed(tools: dict[str, str], path: str) -> Iterator[str]:
    texts = articles(path)
    characters = sum(map(len, texts))
    best: dict[str, tuple[float, float]] = {}
    for _ in range(_ROUNDS):
        for name, python in tools.items():
            done = run(name, python, texts)
            if not isinstance(done, str):
                _, load, seconds = done
                best[name] = min(best.get(name, (seconds, load)), (seconds, load))
    yield f"| tool | characters a second ({len(texts)} articles, {characters:,} characters) | load, s |"
    yield "|---|---|---|"
    for name, (seconds, load) in sorted(best.items(), key=lambda item: item[1]):
        yield f"| {name} | {characters / seconds / 1e6:.2f} M | {load:.2f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--gold", action="append", default=[], metavar="NAME=FILE.conllu[.gz]")
    parser.add_argument("--news", metavar="FILE.jsonl[.gz]", help="articles for the speed run")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=PYTHON")
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.worker:
        work(arguments.worker)
        return
    tools = {"naql_careful": sys.executable, "naql_full": sys.executable}
    tools |= dict(peer.split("=", 1) for peer in arguments.peer)
    for line in quality(tools, dict(gold.split("=", 1) for gold in arguments.gold)):
        print(line, flush=True)
    if arguments.news:
        for line in speed(tools, arguments.news):
            print(line, flush=True)


if __name__ == "__main__":
    main()
