"""Naql reads Persian news and keeps a sourced record of who said what. The public names, sorted; nothing else."""

from naql.errors import GoldError, NaqlError, QueryError, SourceError, StoreError, TableError
from naql.pipeline import read
from naql.records import (
    Actor,
    ActorRef,
    Addressee,
    Article,
    Date,
    Mention,
    Note,
    Passage,
    Reading,
    Relay,
    Statement,
)
from naql.repair import Edit, Repaired, repair
from naql.spans import Span
from naql.version import __version__

__all__ = [
    "Actor",
    "ActorRef",
    "Addressee",
    "Article",
    "Date",
    "Edit",
    "GoldError",
    "Mention",
    "NaqlError",
    "Note",
    "Passage",
    "QueryError",
    "Reading",
    "Relay",
    "Repaired",
    "SourceError",
    "Span",
    "Statement",
    "StoreError",
    "TableError",
    "__version__",
    "read",
    "repair",
]
