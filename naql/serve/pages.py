"""Page, Asked: one row of the route table, and one request as its view receives it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from naql.serve.parameters import Parameter
from naql.serve.words import Language
from naql.store import Found, Store


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, read. `path` is that of the HTML page, whatever form was asked for; `values` holds every parameter."""

    path: str
    values: Mapping[str, Any]
    ui: Language
    in_path: frozenset[str] = frozenset()  # the parameters that `path` holds already

    def with_(self, **changes: Any) -> str:
        """This page's address with some parameters changed; None takes one away. A changed search begins at page 1.

        >>> from naql.serve.words import LANGUAGES
        >>> Asked("/statements", {"q": "سد", "page": 3, "act": None}, LANGUAGES["fa"]).with_(act="deny")
        '/statements?q=%D8%B3%D8%AF&act=deny'
        """
        return address(self.path, {**self._query, "page": None, **changes})

    def as_(self, suffix: str) -> str:
        """The address of the same answer in another form.

        >>> from naql.serve.words import LANGUAGES
        >>> Asked("/", {}, LANGUAGES["fa"]).as_("json"), Asked("/topic", {"page": 2}, LANGUAGES["fa"]).as_("csv")
        ('/index.json', '/topic.csv?page=2')
        """
        return address(twin(self.path, suffix), self._query)

    @property
    def _query(self) -> dict[str, Any]:
        return {name: value for name, value in self.values.items() if name not in self.in_path}


def address(path: str, values: Mapping[str, Any]) -> str:
    """A path with a query string of the values that are given."""
    query = urlencode({name: value for name, value in values.items() if value not in (None, "")})
    return f"{path}?{query}" if query else path


def place(*parts: str) -> str:
    """A path of parts that may hold any character.

    >>> place("articles", "../a b؟")
    '/articles/..%2Fa%20b%D8%9F'
    """
    return "/" + "/".join(quote(part, safe="") for part in parts)


View = Callable[[Store, Asked], Any]
Rows = Callable[[Store, Asked], Iterator[Found]]


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its template is `<name>.html`, its JSON twin and its CSV stand at the same path with a suffix."""

    name: str
    path: str
    says: str
    section: str
    view: View
    answer: type
    parameters: tuple[Parameter, ...] = ()
    rows: Rows | None = None

    def twin(self, suffix: str) -> str:
        """The path of the same page in another form."""
        return twin(self.path, suffix)


def twin(path: str, suffix: str) -> str:
    """The path of the same page in another form."""
    return f"{path}index.{suffix}" if path.endswith("/") else f"{path}.{suffix}"
