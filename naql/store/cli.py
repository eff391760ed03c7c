"""`naql add`, `find`, `show`, `actors`: sources → store, and the store in a terminal, as JSON Lines or as CSV."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from naql.errors import SourceError, StoreError
from naql.jobs import in_order
from naql.records import Article
from naql.store.adding import Bad, digest_of, read_whole
from naql.store.query import MOST_LIMIT, Query
from naql.store.results import Found, StoredArticle, plain
from naql.store.sqlite import Store, open_store

db_option = click.option(
    "--db",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("naql.db"),
    show_default=True,
    help="The store.",
)
_MOST_TOLD = 20  # reasons of bad articles at the end of a run
_SUMMARY = ("read", "new", "changed", "republished", "known", "bad")


def query_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that make a Query, for `find` and `export`."""
    options = (
        click.argument("words", nargs=-1),
        click.option("--speaker", default="", help="Who says it: words of a name, or an actor's number."),
        click.option("--to", default="", help="Whom it is said to."),
        click.option("--about", default="", help="Words of the topic, or of a name in the content."),
        click.option("--act", default="", help="What is done by saying it: say, demand, deny, …"),
        click.option("--form", default="", help="quoted, colon, clause, phrase or continuation."),
        click.option("--outlet", default="", help="The outlet, as the store names it."),
        click.option("--since", default="", help="First day: 1399/07/13, 2020-10-04, «مهر ۱۳۹۹», دیروز, «۳ روز پیش»."),
        click.option("--until", default="", help="Last day, likewise."),
        click.option("--copies", is_flag=True, help="Show the repetitions in republished copies too."),
        click.option("--sort", type=click.Choice(["best", "newest", "oldest"]), default="best", show_default=True),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command("add")
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@db_option
@click.option(
    "--jobs", type=click.IntRange(0), default=1, show_default=True, help="Processes that read; 0 is one a core."
)
@click.option("--field", default="text", show_default=True, help="The field of a JSON line that holds the text.")
@click.option("--again", is_flag=True, help="Read known articles again: each becomes a further version.")
def add_command(sources: tuple[str, ...], db: Path, jobs: int, field: str, again: bool) -> None:
    """Read Persian news and keep it in the store.

    SOURCE is what `naql read` takes: text files, HTML pages, JSON Lines, folders, or - for standard input. An article
    is kept whole or not at all, so the run may be stopped at any moment and started again: what is known is not read
    twice.

    \b
    Example:
      naql add news/ --db naql.db --jobs 0
    """
    counts: Counter[str] = Counter()
    reasons: list[str] = []

    def bad(reason: str) -> None:
        counts["bad"] += 1
        reasons.append(reason)

    with open_store(db) as store:
        _add_all(store, sources, (jobs, field, again), counts, bad)
    click.echo(", ".join(f"{counts[name]:,} {name}" for name in _SUMMARY))
    for reason in reasons[:_MOST_TOLD]:
        click.echo(f"naql: {reason}", err=True)
    if len(reasons) > _MOST_TOLD:
        click.echo(f"naql: and {len(reasons) - _MOST_TOLD:,} more bad ones", err=True)
    if reasons:
        sys.exit(1)


def _add_all(
    store: Store, sources: tuple[str, ...], how: tuple[int, str, bool], counts: Counter[str], bad: Callable[[str], None]
) -> None:
    from naql.show.progress import progress
    from naql.sources import open_sources, total

    jobs, field, again = how
    with progress(total(sources)) as bar:

        def unknown(articles: Iterator[Article]) -> Iterator[Article]:
            for article in articles:
                counts["read"] += 1
                bar.on_item()
                if again or not _knows(store, article):
                    yield article
                else:
                    counts["known"] += 1

        def on_error(error: SourceError) -> None:
            bad(str(error))

        articles = open_sources(sources, field=field, on_error=on_error, on_bytes=bar.on_bytes)
        for reading in in_order(read_whole, unknown(articles), jobs, lost=_lost):
            if isinstance(reading, Bad):
                bad(f"{reading.article}: {reading.reason}")
                continue
            counts[store.add(reading, digest=digest_of(reading.id), again=again).status] += 1


def _knows(store: Store, article: Article) -> bool:
    return store.knows(article.text, id=article.id, url=article.url, outlet=article.outlet)


def _lost(article: Article) -> Bad:
    return Bad(article.id or article.url or "an article", "the process that read it died twice (out of memory?)")


@click.command("find")
@query_options
@db_option
@click.option("--limit", type=click.IntRange(1, MOST_LIMIT), default=20, show_default=True)
@click.option("--offset", type=click.IntRange(0), default=0, help="Results to leave out at the head.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON a statement.")
@click.option("--csv", "as_csv", is_flag=True, help="A table with commas, cells safe against formulas.")
def find_command(words: tuple[str, ...], db: Path, as_json: bool, as_csv: bool, **asked: Any) -> None:
    """Find statements in the store.

    All WORDS must occur, in whatever spelling and with whatever spaces; "a phrase" must stand together, کتاب* finds all
    words that begin so, -word leaves out. Statements with the words just as typed come first.

    \b
    Example:
      naql find گفتگو --speaker مهرگان --since ۱۳۹۹
      naql find '"رئیس جمهور"' --act demand --csv > demands.csv
    """
    with open_store(db, read_only=True) as store:
        query = Query(words=typed(words), **asked)
        results = store.find(query)
        if as_json:
            for found in results.items:
                click.echo(json.dumps(plain(found), ensure_ascii=False))
        elif as_csv:
            _echo_csv(results.items)
        else:
            from naql.store.terminal import print_results

            print_results(store, results, query)


def typed(words: tuple[str, ...]) -> str:
    """The words of the command line as one line: an argument with blanks that the shell kept together stays a phrase.

    >>> typed(("آب", "سد کرج", '"رود ارس"'))
    'آب "سد کرج" "رود ارس"'
    """
    quoted = ('"', "«", "-", "“")
    return " ".join(f'"{word}"' if " " in word and not word.startswith(quoted) else word for word in words)


def _echo_csv(items: tuple[Found, ...]) -> None:
    from naql.export.csv import lines

    for line in lines(items):
        click.echo(line, nl=False)


@click.command("show")
@click.argument("address")
@db_option
@click.option("--json", "as_json", is_flag=True, help="The record as JSON.")
def show_command(address: str, db: Path, as_json: bool) -> None:
    """Show a statement in its place, an article, or an actor (by number), with all that is known of it.

    \b
    Example:
      naql show irrgtutbv6h4.1.9
    """
    from naql.store import terminal

    with open_store(db, read_only=True) as store:
        found = _look_up(store, address)
        if as_json:
            click.echo(json.dumps(_plain(found), ensure_ascii=False))
        elif isinstance(found, Found):
            terminal.print_statement(store, found)
        elif isinstance(found, StoredArticle):
            terminal.print_article(store, found)
        else:
            terminal.print_actor(found)


def _look_up(store: Store, address: str) -> Any:
    found = store.actor(address) if address.isdigit() else store.statement(address) or store.article(address)
    if found is None:
        raise StoreError(f"nothing has the address {address!r}; `naql find` prints addresses")
    return found


def _plain(found: Any) -> Any:
    told = plain(found)
    return {**told, "reading": found.reading.to_dict()} if isinstance(found, StoredArticle) else told


@click.group("actors", invoke_without_command=True)
@click.pass_context
@db_option
@click.option("--name", default="", help="Words of a name.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
def actors_command(context: click.Context, db: Path, name: str, limit: int) -> None:
    """List actors with their numbers, or say by hand who is one and who is not; the store remembers it.

    \b
    Example:
      naql actors --name مهرگان
      naql actors merge 17 203
      naql actors split 17 k3vqx2m7wabz
    """
    context.obj = db
    if context.invoked_subcommand is None:
        with open_store(db, read_only=True) as store:
            for actor, count in store.find_actors(name, limit=limit):
                told = (actor.id, actor.name, actor.kind, actor.country or "", f"{count:,}")
                click.echo("\t".join(told))


@actors_command.command("merge")
@click.argument("into")
@click.argument("others", nargs=-1, required=True)
@click.pass_obj
def merge_command(db: Path, into: str, others: tuple[str, ...]) -> None:
    """Say that the actors OTHERS are the actor INTO."""
    with open_store(db) as store:
        actor = store.merge_actors(into, others)
    click.echo(f"{', '.join(others)} → {actor.id} {actor.name}")


@actors_command.command("split")
@click.argument("actor")
@click.argument("articles", nargs=-1)
@click.pass_obj
def split_command(db: Path, actor: str, articles: tuple[str, ...]) -> None:
    """Undo a merge of ACTOR, or make who bears the name in ARTICLES (addresses) an actor of his own."""
    with open_store(db) as store:
        new = store.split_actor(actor, articles)
    click.echo(f"{new.id} {new.name}")
