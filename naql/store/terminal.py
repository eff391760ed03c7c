"""Results, Found, StoredArticle, ActorPage → lines for a terminal, highlights in bold, nothing but text in a pipe."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.text import Text

from naql.store.jalali import jalali
from naql.store.query import Query
from naql.store.results import ActorPage, Change, Count, Found, Results, StoredArticle
from naql.store.sqlite import Store

_AROUND = 120  # code points shown on each side of a statement in its place
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)  # would move the cursor or turn the line
_REPEATED = "; the others repeat them in republished copies: --copies"
_FIELDS = ("speaker", "cue", "to", "about", "occasion", "when")


def print_results(store: Store, results: Results, query: Query) -> None:
    """One block a statement; the count of all of them at the end, and where others are."""
    console = _console()
    for found in results.items:
        console.print(_heading(found))
        console.print(_content(found))
        console.print()
    more = "more than " if results.more else ""
    count = len(results.items)
    rest = ""
    if count == query.limit < results.total:
        rest = "; --offset and --limit show others"
    elif count + query.offset < results.total and not query.copies:
        rest = _REPEATED
    console.print(Text(f"{more}{results.total:,} found, {count} shown{rest}", style="dim"))


def print_statement(store: Store, found: Found) -> None:
    """A statement in its place, and everything known of it."""
    console = _console()
    article = store.article(found.article.address)
    console.print(_heading(found))
    if article:
        console.print(_in_place(article.reading.text, found))
    for name in _FIELDS:
        if words := found.words(name):
            console.print(Text(f"{name}: ", style="dim").append(_safe(words), style="default"))
    if found.to:
        console.print(f"said to: {_safe(found.to.name)} ({found.to.id})")
    if found.of:
        console.print("names: " + "، ".join(f"{_safe(actor.name)} ({actor.id})" for actor in found.of))
    console.print(f"form: {found.form}; act: {found.act}; confidence: {found.confidence:.2f}")
    if found.relays:
        console.print("relays: " + " ← ".join(map(_safe, found.relays)))
    if found.outlets:
        console.print("carried by: " + "، ".join(map(_safe, found.outlets)))
    if found.first != found.address:
        console.print(f"repeats: {found.first}")
    for part in found.parts:
        console.print(Text(f"  {part.field} {part.start}–{part.end}", style="dim"))


def print_article(store: Store, article: StoredArticle) -> None:
    """An article: where it comes from, its statements, versions and copies with what they changed."""
    console = _console()
    brief = article.brief
    console.print(Text(_safe(brief.title or brief.address), style="bold"))
    told = (brief.address, brief.outlet, _day(brief.published), brief.url, f"sha256 {article.digest}")
    console.print(Text(" · ".join(_safe(part) for part in told if part), style="dim"))
    for found in article.statements:
        console.print(_heading(found, article=False))
        console.print(_content(found))
    for local, actor in article.actors.items():
        console.print(
            Text(f"actor {actor.id} {_safe(actor.name)} ({actor.kind}), {_safe(local)} in the reading", style="dim")
        )
    if len(article.versions) > 1:
        console.print("versions: " + ", ".join(version.address for version in article.versions))
    story = store.copies(brief.address)
    if story and len(story.copies) > 1:
        console.print(f"first carried by: {_safe(story.first.outlet or story.first.address)}")
        for copy in story.copies[1:]:
            console.print(
                f"copy: {copy.article.address} {_safe(copy.article.outlet or '')} ({copy.likeness:.0%} alike)"
            )
            for line in _changes(copy.changes):
                console.print(line)


def print_actor(page: ActorPage) -> None:
    """An actor across articles."""
    console = _console()
    console.print(Text(f"{page.actor.id} {_safe(page.actor.name)}", style="bold"))
    told = (page.actor.kind, page.actor.country, page.actor.wikidata)
    console.print(Text(" · ".join(part for part in told if part), style="dim"))
    console.print(
        f"{page.statements:,} statements in {page.articles:,} articles, {_day(page.first)} to {_day(page.last)}"
    )
    console.print("names: " + " | ".join(map(_safe, page.names)))
    for office in page.offices:
        console.print(f"office: {_safe(office.name)}, {_day(office.first)} to {_day(office.last)}")
    groups = {"says to": page.to, "speaks of": page.of, "addressed by": page.addressed_by, "named by": page.named_by,
              "acts": page.acts, "opposes": page.opposes, "opposed by": page.opposed_by}  # fmt: skip
    for name, counts in groups.items():
        if counts:
            console.print(f"{name}: {_counts(counts)}")
    for member in page.members[1:]:
        console.print(f"merged by hand: {member.id} {_safe(member.name)}")


def _console() -> Console:
    return Console(highlight=False, emoji=False, markup=False, soft_wrap=True)


def _heading(found: Found, *, article: bool = True) -> Text:
    line = Text(found.address, style="dim")
    line.append("  ").append(
        _safe(found.actor.name if found.actor else found.words("speaker") or "—"), style="bold cyan"
    )
    line.append(f"  {found.act}" + (f" → {_safe(found.to.name)}" if found.to else ""), style="default")
    if article:
        told = (_day(found.article.published), "، ".join(found.outlets))
        line.append("  " + " · ".join(_safe(part) for part in told if part), style="dim")
    return line


def _content(found: Found) -> Text:
    """The content, the places of the searched words in bold."""
    text = Text("  ")
    for number, part in enumerate(p for p in found.parts if p.field == "content"):
        text.append(" […] " if number else "")
        _mark(text, part.text, part.start, found)
    return text


def _mark(text: Text, words: str, start: int, found: Found) -> None:
    place = start
    for span in found.highlights:
        if span.start >= place and span.end <= start + len(words):
            text.append(_safe(words[place - start : span.start - start]))
            text.append(_safe(words[span.start - start : span.end - start]), style="bold yellow")
            place = span.end
    text.append(_safe(words[place - start :]))


def _in_place(received: str, found: Found) -> Text:
    pieces = [part for part in found.parts if part.field == "content"]
    place = max(0, pieces[0].start - _AROUND)
    text = Text("…" if place else "")
    for piece in pieces:
        text.append(_safe(received[place : piece.start]), style="dim")
        text.append(_safe(piece.text), style="bold")
        place = piece.end
    end = min(len(received), place + _AROUND)
    return text.append(_safe(received[place:end]), style="dim").append("…" if end < len(received) else "")


def _changes(changes: Iterable[Change]) -> Iterator[Text]:
    styles = {"keep": "default", "delete": "red strike", "insert": "green"}
    for change in changes:
        found = change.copy or change.first
        if change.kind == "same" or found is None:
            continue
        line = Text(f"  {change.kind}: ", style="dim")
        if change.kind == "changed":
            for kind, words in change.pieces:
                line.append(
                    {"delete": "[-", "insert": "[+"}.get(kind, "") + _safe(words) + ("" if kind == "keep" else "]"),
                    styles[kind],
                )
                line.append(" ")
        else:
            line.append(_safe(found.content), style="default")
        yield line


def _counts(counts: tuple[Count, ...]) -> str:
    return "، ".join(f"{_safe(count.label)} {count.count:,}" for count in counts[:12])


def _day(published: str | None) -> str:
    return f"{published[:10]} ({jalali(published)})" if published and jalali(published) else published or "—"


def _safe(text: str) -> str:
    """One line without control characters and bidi overrides: an article must not move the cursor."""
    return _UNSAFE.sub("", text.replace("\n", " "))
