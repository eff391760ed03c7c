"""Reading → rows, Query → Results: keeps what was read in one SQLite file, and finds it again.

    with open_store("naql.db") as store:
        store.add(reading)
        results = store.find(Query(words="گفت‌وگو", since="1399"))

Everything a page or an export shows comes from the methods of `Store`; the records they return are in `results.py`.
"""

from naql.errors import QueryError
from naql.store.query import Query
from naql.store.results import (
    ActorBrief,
    ActorPage,
    Added,
    ArticleBrief,
    Change,
    Copy,
    Count,
    Facets,
    Found,
    Link,
    Network,
    Office,
    Part,
    Results,
    Series,
    StoredArticle,
    Story,
    Timeline,
    plain,
)
from naql.store.sqlite import Store, open_store

__all__ = [
    "ActorBrief",
    "ActorPage",
    "Added",
    "ArticleBrief",
    "Change",
    "Copy",
    "Count",
    "Facets",
    "Found",
    "Link",
    "Network",
    "Office",
    "Part",
    "Query",
    "QueryError",
    "Results",
    "Series",
    "Store",
    "StoredArticle",
    "Story",
    "Timeline",
    "open_store",
    "plain",
]
