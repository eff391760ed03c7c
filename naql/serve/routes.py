"""The route table: every page with its path, parameters, view and answer. Routes, twins and OpenAPI come from it."""

from __future__ import annotations

from naql.serve import answers, views
from naql.serve.pages import Page
from naql.serve.parameters import Parameter

_Q = Parameter("q", "text", 'words, "an exact phrase", prefix*, -without', most=300)
_PAGE = Parameter("page", "whole", "page of the list, from 1", least=1, most=500, default=1)
_FILTERS = (
    Parameter("speaker", "text", "who says it: an actor's number, or words of a name"),
    Parameter("to", "text", "whom it is said to: an actor's number, or words of a name"),
    Parameter("about", "text", "words of the topic, or of a name in the content"),
    Parameter("act", "text", "the act, such as say, deny or promise", most=40),
    Parameter("form", "text", "quoted, colon, clause, phrase or continuation", most=40),
    Parameter("outlet", "text", "the outlet that carried it"),
    Parameter("since", "text", "first day: 1399/07/13, 2020-10-04, 1399, مهر ۱۳۹۹, دیروز", most=40),
    Parameter("until", "text", "last day, in the same forms", most=40),
)
_SORT = Parameter("sort", "choice", "order of the statements", choices=("best", "newest", "oldest"), default="best")
_ARTICLE = Parameter("address", "text", "address of an article or of one of its versions", place="path", most=60)
_STATEMENT = Parameter("address", "text", "address of a statement", place="path", most=60)
_ACTOR = Parameter("id", "text", "number of an actor", place="path", most=20)
_REPAIRS = Parameter("repairs", "choice", "1 to have the repairs of its text as well", choices=("1",))

PAGES = (
    Page("home", "/", "What the store holds, who is heard most, what came last", "home", views.home, answers.Home),
    Page(
        "statements",
        "/statements",
        "Search the statements, with facets",
        "statements",
        views.statements,
        answers.Statements,
        (_Q, *_FILTERS, _SORT, _PAGE),
        views.statement_rows,
    ),
    Page(
        "statement",
        "/statements/{address}",
        "One statement in its place, with all that is known of it",
        "statements",
        views.statement,
        answers.Statement,
        (_STATEMENT,),
    ),
    Page(
        "articles",
        "/articles",
        "The articles in which something is said, the newest first",
        "articles",
        views.articles,
        answers.Articles,
        (_FILTERS[5], *_FILTERS[6:], _PAGE),
    ),
    Page(
        "article",
        "/articles/{address}",
        "An article with its statements, copies and repairs",
        "articles",
        views.article,
        answers.Article,
        (_ARTICLE, _REPAIRS),
        views.article_rows,
    ),
    Page(
        "actors",
        "/actors",
        "Actors by name, or those who say most",
        "actors",
        views.actors,
        answers.Actors,
        (Parameter("q", "text", "words of a name"),),
    ),
    Page(
        "actor",
        "/actors/{id}",
        "An actor: statements over time, to whom, about what, offices, opposed words",
        "actors",
        views.actor,
        answers.Actor,
        (_ACTOR,),
        views.actor_rows,
    ),
    Page(
        "topic",
        "/topic",
        "All sides on one matter, in order of time",
        "topic",
        views.topic,
        answers.Topic,
        (_Q, *_FILTERS, _PAGE),
        views.topic_rows,
    ),
    Page(
        "compare",
        "/compare",
        "Two actors side by side",
        "compare",
        views.compare,
        answers.Compare,
        (
            Parameter("a", "text", "an actor's number, or words of a name"),
            Parameter("b", "text", "another actor's number, or words of a name"),
            _Q,
        ),
        views.compare_rows,
    ),
    Page(
        "pictures",
        "/pictures",
        "Statements over time by speaker, and who speaks to and of whom",
        "pictures",
        views.pictures,
        answers.Pictures,
        (_Q, *_FILTERS),
    ),
    Page("guide", "/guide", "How the reading room is used", "about", views.guide, answers.Guide),
)

SECTIONS = (  # what the navigation shows: name in the interface's words, path
    ("statements", "/statements"),
    ("articles", "/articles"),
    ("actors", "/actors"),
    ("topic", "/topic"),
    ("compare", "/compare"),
    ("pictures", "/pictures"),
    ("about", "/guide"),
)
