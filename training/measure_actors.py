#!/usr/bin/env python3
"""Gold statements → how often their speaker words are resolved to the right actor, by class of phrase.

python training/measure_actors.py [--errors] [--bcubed] fars outlets channels seed
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from corpora import rows

from naql.actors.coreference import Cast
from naql.actors.mentions import find_mentions
from naql.evaluate import same_actor
from naql.records import Mention
from naql.sentences import tokenise
from naql.spans import Span

FOLD = str.maketrans("يك", "یک")


def main() -> None:
    o = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    o.add_argument("sets", nargs="+")
    o.add_argument("--shared", type=Path, default=Path("/work/shared"))
    o.add_argument("--errors", action="store_true")
    o.add_argument("--bcubed", action="store_true", help="B-cubed on gold mentions instead")
    args = o.parse_args()
    for name in args.sets:
        (bcubed if args.bcubed else measure)(args, name)


def measure(args: argparse.Namespace, name: str) -> None:
    texts = {r["id"]: r["text"] for r in rows(args.shared / f"gold/{name}.texts.jsonl")}
    n: Counter[str] = Counter()
    for gold in rows(args.shared / f"gold/{name}.gold.jsonl"):
        text = texts[gold["id"]].translate(FOLD)
        tokens = tokenise(text)
        cast = Cast(tokens, find_mentions(tokens)[0])
        floor = []
        pairs = []
        for s in sorted(gold["statements"], key=lambda s: s["content"][0][0]):
            span = Span(*s["speaker"]) if s["speaker"] else None
            actor = cast.resolve(span, floor)
            if actor:
                floor.append(actor)
            pairs.append((s, span, actor))
        for s, span, actor in pairs:
            actor = cast.actor(actor.id) if actor else None
            plain = {"name": actor.name, "aliases": actor.aliases} if actor else None
            right = same_actor(plain, gold["actors"][s["actor"]])
            kind = (
                "null"
                if span is None
                else "back"
                if span.slice(text).split()[0] in ("وی", "او", "این", "ایشان")
                else "named"
            )
            n[kind] += 1
            n[kind + " right"] += right
            n["all"] += 1
            n["all right"] += right
            if args.errors and not right:
                words = span.slice(text) if span else "∅"
                print(
                    gold["id"],
                    kind,
                    words,
                    "GOLD",
                    gold["actors"][s["actor"]]["name"],
                    "GOT",
                    actor and actor.name,
                    sep=" | ",
                )
    print(
        name,
        *(
            f"{k} {n[k + ' right']}/{n[k]} = {n[k + ' right'] / n[k]:.3f}"
            for k in ("named", "back", "null", "all")
            if n[k]
        ),
    )


def bcubed(args: argparse.Namespace, name: str) -> None:
    texts = {r["id"]: r["text"] for r in rows(args.shared / f"gold/{name}.names.texts.jsonl")}
    p = r = n = 0.0
    for gold in rows(args.shared / f"gold/{name}.names.jsonl"):
        text = texts[gold["id"]].translate(FOLD)
        tokens = tokenise(text)
        given = [m for m in gold["mentions"] if m["type"] != "date"]
        mentions = [Mention(m["start"], m["end"], text[m["start"] : m["end"]], m["type"]) for m in given]
        mine = {m.start: a.id for a in Cast(tokens, mentions).actors() for m in a.mentions}
        keyed = [(m["start"], m["actor"]) for m in given if m["actor"]]
        for start, key in keyed:
            same_mine = {s for s, _ in keyed if mine[s] == mine[start]}
            same_gold = {s for s, k in keyed if k == key}
            both = len(same_mine & same_gold)
            p += both / len(same_mine)
            r += both / len(same_gold)
            n += 1
        if args.errors:
            seen: dict[str, set[tuple[str, str]]] = {}
            for m in given:
                if m["actor"]:
                    seen.setdefault(m["actor"], set()).add((mine[m["start"]], text[m["start"] : m["end"]]))
            for key, parts in seen.items():
                if len({i for i, _ in parts}) > 1:
                    print(gold["id"], "SPLIT", key, *(f"{i}:{t}" for i, t in sorted(parts)), sep=" | ")
            back: dict[str, set[tuple[str, str]]] = {}
            for m in given:
                if m["actor"]:
                    back.setdefault(mine[m["start"]], set()).add((m["actor"], text[m["start"] : m["end"]]))
            for key, parts in back.items():
                if len({i for i, _ in parts}) > 1:
                    print(gold["id"], "MERGED", key, *(f"{i}:{t}" for i, t in sorted(parts)), sep=" | ")
    p, r = p / n, r / n
    print(f"{name} B-cubed on {n:.0f} gold mentions  P {p:.3f}  R {r:.3f}  F1 {2 * p * r / (p + r):.3f}")


if __name__ == "__main__":
    main()
