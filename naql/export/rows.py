"""Found → row: one flat dict a statement, the same columns in every table format."""

from __future__ import annotations

from naql.store.jalali import jalali
from naql.store.results import Found

Cell = str | int | float | None

COLUMNS = (
    "address", "article", "url", "title", "outlet", "outlets", "relays", "published", "published_jalali",
    "actor", "actor_id", "actor_kind", "country", "wikidata", "speaker", "act", "cue", "form", "to", "to_actor",
    "to_actor_id", "content", "about", "occasion", "when", "names", "start", "end", "confidence", "repeats",
)  # fmt: skip


def row(found: Found) -> dict[str, Cell]:
    """The columns of a statement, in the order of COLUMNS.

    `published` is ISO 8601 as received; `outlets` and `relays` are in order, joined by « | » and « ← »; start and end
    are code points of the received text, from the first to the last piece; `repeats` is the statement that it repeats.
    """
    actor, to, article = found.actor, found.to, found.article
    pieces = [part for part in found.parts if part.field == "content"]
    cells: tuple[Cell, ...] = (
        found.address, article.address, article.url, article.title, article.outlet, " | ".join(found.outlets) or None,
        " ← ".join(found.relays) or None, article.published, jalali(article.published),
        actor.name if actor else None, actor.id if actor else None, actor.kind if actor else None,
        actor.country if actor else None, actor.wikidata if actor else None, found.words("speaker"), found.act,
        found.words("cue"), found.form, found.words("to"), to.name if to else None, to.id if to else None,
        found.content, found.words("about"), found.words("occasion"), found.words("when"),
        " | ".join(actor.name for actor in found.of) or None, pieces[0].start, pieces[-1].end, found.confidence,
        found.first if found.first != found.address else None,
    )  # fmt: skip
    return dict(zip(COLUMNS, cells, strict=True))
