"""name → country: the states of the table `countries`, their other names and the capitals that stand for them."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from naql.actors.keys import letters
from naql.lexicon import read_table


class Country(NamedTuple):
    code: str  # ISO 3166 alpha-2
    wikidata: str
    capital: bool  # is it the capital that was named?


@cache
def _countries() -> dict[str, Country]:
    rows = read_table("actors/countries")
    return {letters(row["entry"]): Country(row["country"], row["wikidata"], row["class"] == "capital") for row in rows}


def country_of(name: str) -> Country | None:
    """The state that a name names or whose capital it is; null for any other name.

    >>> country_of("ایالات متحده").code, country_of("واشنگتن").capital, country_of("نیروگاه")
    ('US', True, None)
    """
    return _countries().get(letters(name))
