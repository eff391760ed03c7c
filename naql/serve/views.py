"""store, request → answer: one function a page. What is not there raises Missing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, groupby
from typing import Any, TypeVar

from naql.serve import answers
from naql.serve.article import lines_around, repairs_of
from naql.serve.charts import buckets, chart, charts, grid
from naql.serve.pages import Asked
from naql.store import ActorPage, Facets, Found, Link, Query, Results, Store
from naql.store.results import Role

PAGE = 20  # statements on a page
THREAD = 60  # statements on a page that is read from top to bottom
ARTICLES = 200  # statements whose articles make one page of articles
FILTERS = ("speaker", "to", "about", "act", "form", "outlet", "since", "until")

Thing = TypeVar("Thing")


class MissingError(LookupError):
    """There is nothing at this address."""


def home(store: Store, asked: Asked) -> answers.Home:
    """What the store holds, who is heard most, what came last."""
    newest = store.find(Query(sort="newest", limit=ARTICLES, copies=True))
    heard = tuple(answers.Heard(*row) for row in store.find_actors("", limit=10))
    timeline = chart(store.timeline(Query()), asked.ui.code)
    outlets = store.known()["outlets"][:40]
    return answers.Home(store.figures(), heard, outlets, _articles(newest.items)[:6], timeline)


def statements(store: Store, asked: Asked) -> answers.Statements:
    """A search with its facets."""
    page = asked.values["page"] or 1
    query = _query(asked, limit=PAGE, offset=(page - 1) * PAGE)
    facets = store.facets(query)
    months = buckets(facets.days, asked.ui.code)
    chosen = {name: _name_of(store, name, asked.values[name]) for name in FILTERS if asked.values[name]}
    results = store.find(query)
    return answers.Statements(query, chosen, results, *_total(results, facets), facets, months, page)


def statement(store: Store, asked: Asked) -> answers.Statement:
    """One statement with the lines in which it stands."""
    found = _there(store.statement(asked.values["address"]))
    article = _there(store.article(asked.values["address"].rpartition(".")[0]))
    text = article.reading.text
    start, end = lines_around(text, [(part.start, part.end) for part in found.parts] or [(0, 0)])
    return answers.Statement(found, article, start, end)


def article(store: Store, asked: Asked) -> answers.Article:
    """An article with its reading, its copies and, where asked for, its repairs."""
    stored = _there(store.article(asked.values["address"]))
    story = store.copies(asked.values["address"])
    repairs = repairs_of(stored.reading.text) if asked.values["repairs"] else None
    return answers.Article(stored, story, repairs)


def articles(store: Store, asked: Asked) -> answers.Articles:
    """The articles in which something is said, the newest first."""
    page = asked.values["page"] or 1
    # one statement more in front, so that an article begun on the page before is not told twice
    before = 1 if page > 1 else 0
    offset = (page - 1) * ARTICLES - before
    results = store.find(_query(asked, sort="newest", limit=ARTICLES + before, offset=offset, copies=True))
    items = results.items
    if before and items:
        items = tuple(item for item in items if item.article != items[0].article)
    return answers.Articles(_articles(items), page, results.more or results.total > page * ARTICLES)


def actors(store: Store, asked: Asked) -> answers.Actors:
    """Actors by the words of a name; without words, those who say most."""
    q = asked.values["q"] or ""
    found = store.find_actors(q, limit=200)
    return answers.Actors(q, tuple(answers.Heard(actor, count) for actor, count in found))


def actor(store: Store, asked: Asked) -> answers.Actor:
    """An actor: what they said over time, to whom, about what."""
    page = _there(store.actor(asked.values["id"]))
    query = Query(speaker=page.actor.id, sort="newest", limit=10)
    return answers.Actor(page, chart(store.timeline(query), asked.ui.code), store.find(query))


def topic(store: Store, asked: Asked) -> answers.Topic:
    """All who spoke of a matter, in order of time."""
    page = asked.values["page"] or 1
    query = _query(asked, sort="oldest", limit=THREAD, offset=(page - 1) * THREAD)
    if not query.words:
        return answers.Topic(query, Results((), 0, False), 0, False, (), None, page)
    results, facets = store.find(query), store.facets(query)
    sides = store.facets(_query(asked, speaker="")).speakers if query.speaker else facets.speakers
    timeline = chart(store.timeline(query), asked.ui.code)
    return answers.Topic(query, results, *_total(results, facets), sides, timeline, page)


def compare(store: Store, asked: Asked) -> answers.Compare:
    """Two actors side by side: their statements in order of time, and what they said to and of each other."""
    choices = tuple(answers.Heard(*row) for row in store.find_actors("", limit=60))
    first, second = (_actor_called(store, asked.values[name] or "") for name in ("a", "b"))
    words = asked.values["q"] or ""
    ids = [page.actor.id for page in (first, second) if page]
    queries = [Query(words, speaker=id, sort="oldest", limit=THREAD) for id in ids]
    found = [store.find(query) for query in queries]
    said = sorted(chain.from_iterable(r.items for r in found), key=lambda f: (f.day or "", f.address))
    pair = charts([store.timeline(query, speakers=1) for query in queries], asked.ui.code)
    meetings = tuple(_meetings(store, words, first, second)) if first and second else ()
    more = any(len(results.items) == THREAD for results in found)
    return answers.Compare(words, first, second, tuple(said), more, pair, meetings, choices)


def pictures(store: Store, asked: Asked) -> answers.Pictures:
    """Statements over time by speaker, and who speaks to and of whom."""
    query = _query(asked)
    timeline = chart(store.timeline(query), asked.ui.code)
    return answers.Pictures(query, timeline, grid(store.network(query, links=200)))


def guide(store: Store, asked: Asked) -> answers.Guide:
    """How the reading room is used."""
    return answers.Guide(store.figures())


def statement_rows(store: Store, asked: Asked) -> Iterator[Found]:
    """Every statement of a search, for CSV."""
    return store.each(_query(asked))


def article_rows(store: Store, asked: Asked) -> Iterator[Found]:
    """The statements of an article, for CSV."""
    return iter(_there(store.article(asked.values["address"])).statements)


def actor_rows(store: Store, asked: Asked) -> Iterator[Found]:
    """Every statement of an actor, for CSV."""
    page = _there(store.actor(asked.values["id"]))
    return store.each(Query(speaker=page.actor.id, sort="oldest"))


def topic_rows(store: Store, asked: Asked) -> Iterator[Found]:
    """All statements on a matter in order of time, for CSV."""
    return store.each(_query(asked, sort="oldest")) if asked.values["q"] else iter(())


def compare_rows(store: Store, asked: Asked) -> Iterator[Found]:
    """Every statement of both actors, for CSV."""
    words = asked.values["q"] or ""
    pages = (_actor_called(store, asked.values[name] or "") for name in ("a", "b"))
    return chain.from_iterable(store.each(Query(words, speaker=p.actor.id, sort="oldest")) for p in pages if p)


def _query(asked: Asked, **changes: Any) -> Query:
    """The Query that the page's parameters ask for."""
    given = {name: asked.values.get(name) for name in FILTERS}
    chosen = {"words": asked.values.get("q"), "sort": asked.values.get("sort"), **given, **changes}
    return Query(**{name: value for name, value in chosen.items() if value is not None})


def _total(results: Results, facets: Facets) -> tuple[int, bool]:
    """How many statements were found, each republished one once, and whether there are more."""
    if not facets.whole:
        return results.total, True
    return sum(count.count for count in facets.forms), False


def _there(thing: Thing | None) -> Thing:
    if thing is None:
        raise MissingError("there is nothing at this address")
    return thing


def _name_of(store: Store, filter_name: str, value: str) -> str:
    """A condition as a reader is shown it: an actor's number as the name."""
    page = store.actor(value) if filter_name in ("speaker", "to") and value.isdecimal() else None
    return page.actor.name if page else value


def _actor_called(store: Store, name: str) -> ActorPage | None:
    """An actor by number, or the one who says most under the words of a name."""
    if name.isdecimal():
        return store.actor(name)
    found = store.find_actors(name, limit=1) if name.strip() else ()
    return store.actor(found[0][0].id) if found else None


def _meetings(store: Store, words: str, first: ActorPage, second: ActorPage) -> Iterator[Link]:
    """How often each of two actors spoke to the other and of the other."""
    for speaker, other in ((first.actor, second.actor), (second.actor, first.actor)):
        to = Query(words, speaker=speaker.id, to=other.id)
        of = Query(words, speaker=speaker.id, about=other.name)
        asked: tuple[tuple[Role, Query], ...] = (("to", to), ("of", of))
        for role, query in asked:
            count = sum(form.count for form in store.facets(query).forms)
            if count and speaker.id != other.id:
                yield Link(speaker, role, other, count)


def _articles(found: tuple[Found, ...]) -> tuple[answers.Summary, ...]:
    """The articles of statements, in their order, with those who speak in them."""
    summaries = []
    for brief, group in groupby(found, key=lambda item: item.article):
        said = list(group)
        said.sort(key=lambda item: item.number)
        voices = {item.actor.id: item.actor for item in said if item.actor}
        summaries.append(answers.Summary(brief, said[0].content, tuple(voices.values())))
    return tuple(summaries)
