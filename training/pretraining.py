"""Every text that may train → /tmp/naql-training/{mentions,statements}.start: networks that have learnt to guess hidden words.

    python training/pretraining.py SHARED mentions|statements

training/mentions.py and training/statements.py start from them. Before `statements`, run training/mentions.py: the names of a text are
features of it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import corpora
import mentions
import network
import statements

from naql.actors import find_mentions
from naql.actors.features import columns as of_names
from naql.network import Features
from naql.repair import repair
from naql.sentences import line_ends, tokenise
from naql.statements.cues import find_expressions
from naql.statements.features import columns as of_statements
from naql.statements.tape import Tape

LEARNING = {"epochs": 10, "batch": 6_000, "dropped": 0.1, "unseen": 0.05, "rarest": 3, "longest": 400}


def for_mentions(text: str) -> Sequence[Sequence[Features]]:
    return of_names(tokenise(text.translate(mentions.FOLD)))


def for_statements(text: str) -> Sequence[Sequence[Features]]:
    repaired = repair(text)
    tokens = line_ends(tokenise(repaired.text), repaired)
    tape = Tape(tokens, *find_mentions(tokens))
    return of_statements(tape, find_expressions(tape))


KINDS = {"mentions": (for_mentions, mentions.SETTINGS), "statements": (for_statements, statements.SETTINGS)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("kind", choices=KINDS)
    options = parser.parse_args()
    columns_of, settings = KINDS[options.kind]
    corpora.WORK.mkdir(exist_ok=True)
    texts = [columns for text in corpora.unlabelled(options.shared) if (columns := columns_of(text))[0]]
    print(f"{len(texts)} texts, {sum(len(columns[0]) for columns in texts)} tokens", file=sys.stderr)
    network.pretrain(texts, corpora.WORK / f"{options.kind}.start", replace(settings, **LEARNING))


if __name__ == "__main__":
    main()
