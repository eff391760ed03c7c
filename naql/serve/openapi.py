"""Page → OpenAPI 3.1: the route table and the records of its answers, described for programs."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Iterable, Mapping
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from naql.serve.pages import Page
from naql.serve.parameters import Parameter
from naql.spans import Span
from naql.version import __version__

_PLAIN: dict[Any, str] = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}


def describe(pages: Iterable[Page]) -> dict[str, Any]:
    """The OpenAPI description of the JSON twins and CSV lists of the given pages."""
    schemas: dict[str, Any] = {}
    error = {"$ref": schema_of(Problem, schemas)["$ref"]}
    paths = {}
    for page in pages:
        paths[page.twin("json")] = _operation(page, "json", {"schema": schema_of(page.answer, schemas)}, error)
        if page.rows:
            paths[page.twin("csv")] = _operation(page, "csv", {"schema": {"type": "string"}}, error)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Naql reading room", "version": __version__, "summary": "Who said what, with its evidence"},
        "paths": paths,
        "components": {"schemas": schemas},
    }


@dataclasses.dataclass(frozen=True, slots=True)
class Problem:
    """An error: its HTTP status, and one line that says what was found and what to do."""

    status: int
    error: str


def _operation(page: Page, form: str, content: dict[str, Any], error: dict[str, Any]) -> dict[str, Any]:
    media = {"json": "application/json", "csv": "text/csv"}[form]
    answers: dict[str, Any] = {"200": {"description": page.says, "content": {media: content}}}
    problems = {"400": "What was asked cannot be read", "503": "The store is busy, or the search took too long"}
    if any(p.place == "path" for p in page.parameters):
        problems["404"] = "There is nothing at this address"
    for status, says in sorted(problems.items()):
        answers[status] = {"description": says, "content": {"application/json": {"schema": error}}}
    return {
        "get": {
            "operationId": f"{page.name}_{form}",
            "summary": page.says,
            "parameters": [_parameter(p) for p in page.parameters],
            "responses": answers,
        }
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": parameter.place,
        "required": parameter.place == "path",
        "description": parameter.says,
        "schema": parameter.schema(),
    }


def schema_of(kind: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    """The JSON Schema of a type; a dataclass is put into `schemas` by module and name and referred to.

    >>> schema_of(tuple[str | None, ...], {})
    {'type': 'array', 'items': {'type': ['string', 'null']}}
    """
    if dataclasses.is_dataclass(kind):
        return _record(kind, schemas)
    if kind is Span:  # written as an object, see `naql.store.plain`
        return {"type": "object", "properties": {key: {"type": "integer"} for key in Span._fields}}
    origin, parts = get_origin(kind), get_args(kind)
    if kind in _PLAIN:
        return {"type": _PLAIN[kind]}
    if origin is Literal:
        return {"type": "string", "enum": list(parts)}
    if origin is tuple and parts[-1] is not Ellipsis:
        return {"type": "array", "prefixItems": [schema_of(part, schemas) for part in parts], "items": False}
    if origin in (tuple, list):
        return {"type": "array", "items": schema_of(parts[0], schemas)}
    if origin in (Union, types.UnionType):
        if all(part in _PLAIN for part in parts):
            return {"type": [_PLAIN[part] for part in parts]}
        return {"anyOf": [schema_of(part, schemas) for part in parts]}
    if origin in (dict, Mapping):
        return {"type": "object", "additionalProperties": schema_of(parts[1], schemas)}
    return {}


def _record(kind: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    name = f"{kind.__module__.rpartition('.')[2]}.{kind.__name__}"  # a Statement is one thing in records, another here
    if name not in schemas:
        schemas[name] = {}  # a record that holds itself finds its own name here
        hints = get_type_hints(kind)
        fields = {f.name: schema_of(hints[f.name], schemas) for f in dataclasses.fields(kind)}
        schemas[name] = {
            "type": "object",
            "description": (kind.__doc__ or "").partition("\n")[0],
            "properties": fields,
            "required": list(fields),
        }
    return {"$ref": f"#/components/schemas/{name}"}
