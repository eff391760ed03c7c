"""Query string, path → values: what a page may be asked, each parameter with its kind and bounds.

The same rows read a request, refuse it with a clear line, and describe it in OpenAPI.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["text", "whole", "choice"]


class RequestError(ValueError):
    """What was asked cannot be read: one line that says what was found and what to do."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that may be asked.

    `most` bounds the length of a text in code points, or a whole number; `default` tells what not asking means.
    """

    name: str
    kind: Kind
    says: str
    place: Literal["query", "path"] = "query"
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 200
    default: int | str | None = None

    def read(self, text: str) -> int | str:
        """The value, or RequestError.

        >>> Parameter("page", "whole", "page of the list", least=1).read("۲")
        2
        >>> Parameter("act", "choice", "kind of act", choices=("say",)).read("fly")
        Traceback (most recent call last):
            ...
        naql.serve.parameters.RequestError: act: 'fly' is not one of say; choose one of these
        """
        if len(text) > self.most and self.kind != "whole":
            raise RequestError(f"{self.name}: {len(text)} characters, at most {self.most} are read; shorten it")
        if "\x00" in text:
            raise RequestError(f"{self.name}: holds a NUL character; remove it")
        if self.kind == "whole":
            return self._whole(text)
        if self.kind == "choice" and text not in self.choices:
            raise RequestError(f"{self.name}: {text!r} is not one of {', '.join(self.choices)}; choose one of these")
        return text

    def _whole(self, text: str) -> int:
        if not (text.isdecimal() and len(text) < 12 and self.least <= int(text) <= self.most):
            raise RequestError(f"{self.name}: {text[:20]!r} is not a whole number from {self.least} to {self.most}")
        return int(text)

    def schema(self) -> dict[str, Any]:
        """The parameter's JSON Schema, as OpenAPI wants it."""
        if self.kind == "whole":
            schema: dict[str, Any] = {"type": "integer", "minimum": self.least, "maximum": self.most}
        elif self.kind == "choice":
            schema = {"type": "string", "enum": ["", *self.choices]}  # a form sends what is not chosen as empty
        else:
            schema = {"type": "string", "maxLength": self.most}
        return schema if self.default is None else {**schema, "default": self.default}


def read_parameters(parameters: Iterable[Parameter], given: Mapping[str, str]) -> dict[str, Any]:
    """The values of all parameters: None for what is not given, or given empty; its view knows what that means."""
    return {p.name: p.read(given[p.name]) if given.get(p.name) else None for p in parameters}
