"""Reading, Statement → one row of the search index: folded words of each column and a token for each facet.

The index holds no text, so a row can only be taken out by giving its columns once more. They are made from what a
version keeps for good and from the numbers of actors and outlet, never from what a later article may change.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from naql.records import Actor, Reading, Statement
from naql.store.folding import exact_text, index_text, words

COLUMNS = ("exact", "joined", "parted", "speaker", "addressee", "about", "facets")
EVERY = "s"  # the facet of every statement: a search without words asks for it
_NO_LETTER = re.compile(r"[^a-z0-9]")


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of a statement's actors and outlet in the store."""

    actor: int | None
    addressee: int | None
    outlet: int | None


def facet(kind: str, value: object) -> str:
    """The token of one facet: `a` speaker, `t` addressee, `o` outlet, `c` act, `f` form.

    >>> facet("c", "express concern"), facet("a", 17)
    ('cexpressconcern', 'a17')
    """
    return kind + _NO_LETTER.sub("", str(value).lower())


def named_in(reading: Reading, statement: Statement) -> list[Actor]:
    """The actors that the content or topic of a statement names, in the order of the reading."""
    spans = [p.span for p in (*statement.content, *([statement.about] if statement.about else []))]
    return [a for a in reading.actors if any(span.contains(m.span) for span in spans for m in a.mentions)]


def row(statement: Statement, numbers: Numbers, named: Iterable[Actor]) -> tuple[str, ...]:
    """The columns of one statement, in the order of COLUMNS; `named` are the actors named in it."""
    content = [word for piece in statement.content for word in words(piece.text)]
    speaker = [statement.speaker.text] if statement.speaker else []
    speaker += [statement.actor.name, *statement.actor.aliases] if statement.actor else []
    to = [statement.to.text] if statement.to else []
    to += [statement.to.actor.name, *statement.to.actor.aliases] if statement.to and statement.to.actor else []
    topics = [p.text for p in (statement.about, statement.occasion, statement.when) if p]
    topics += [name for actor in named for name in (actor.name, *actor.aliases)]
    around = [exact_text(text) for text in (*speaker, *to, *topics)]
    return (
        " ".join([word.exact for word in content] + around),
        " ".join(word.joined for word in content),
        " ".join(word.parted for word in content),
        _names(speaker),
        _names(to),
        _names(topics),
        " ".join(_facets(statement, numbers)),
    )


def compounds(reading: Reading) -> set[tuple[str, str]]:
    """The words of a reading's statements that were received with a half-space inside, (joined, parted)."""
    texts = (piece.text for statement in reading.statements for piece in statement.content)
    return {(w.joined, w.parted) for text in texts if "\u200c" in text for w in words(text) if len(w.atoms) > 1}


def insert(connection: sqlite3.Connection, key: int, columns: tuple[str, ...]) -> None:
    connection.execute(
        f"INSERT INTO search (rowid, {', '.join(COLUMNS)}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (key, *columns)
    )


def remove(connection: sqlite3.Connection, key: int, columns: tuple[str, ...]) -> None:
    """Takes a row out; `columns` must be those with which it was put in."""
    connection.execute(
        f"INSERT INTO search (search, rowid, {', '.join(COLUMNS)}) VALUES ('delete', ?, ?, ?, ?, ?, ?, ?, ?)",
        (key, *columns),
    )


def _names(texts: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(index_text(text) for text in texts))


def _facets(statement: Statement, numbers: Numbers) -> Iterable[str]:
    yield EVERY
    yield facet("c", statement.act)
    yield facet("f", statement.form)
    for kind, number in (("a", numbers.actor), ("t", numbers.addressee), ("o", numbers.outlet)):
        if number is not None:
            yield facet(kind, number)
