"""Article → Reading or Bad: what `naql add` does in each of its processes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from naql.records import Article, Reading


@dataclass(frozen=True, slots=True)
class Bad:
    """An article that could not be read, and why; it is not kept, so a later run tries it again."""

    article: str
    reason: str


def read_whole(article: Article) -> Reading | Bad:
    """Reads an article; a fault in a stage costs this article alone."""
    from naql.pipeline import read

    try:
        return read(article)
    except Exception as error:
        return Bad(article.id or article.url or article.text[:40], f"{type(error).__name__}: {error}")


def digest_of(id: str | None) -> str | None:
    """The sha256 of a file's bytes, where the article's id is the path of one; null otherwise."""
    path = Path(id) if id and "\0" not in id else None
    try:
        if path is None or not path.is_file():
            return None
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
