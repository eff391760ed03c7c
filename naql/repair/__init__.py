"""text → Repaired: brings back what the web did to Persian text, and shows every edit."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Literal, NamedTuple

from naql.repair.changes import Change, Layer, apply
from naql.repair.characters import RARE, UNSEEN, common_fold, fold, fold_changes, half_spaces, invisible
from naql.repair.edits import Edit, Repaired
from naql.repair.entities import entities
from naql.repair.halfspaces import Sureness, model
from naql.repair.mojibake import SUSPECT, mojibake
from naql.repair.protected import outside, put_back
from naql.repair.quotes import quotes
from naql.repair.spacing import Spacing
from naql.repair.split import Split
from naql.sources.language import is_foreign, telling_letters

__all__ = ["Edit", "Repaired", "repair"]

Mode = Literal["careful", "full"]


class _Measure(NamedTuple):
    """How sure a mode wants to be. Chosen on the development sections of the treebanks: docs/repair/half-spaces.md."""

    spacing: Spacing
    half_spaces: Sureness


_MORE_ROUNDS = 3

_MEASURES: dict[str, _Measure] = {
    "careful": _Measure(Spacing(0.9), Sureness(0.88, 0.705, 0.999)),
    "full": _Measure(Spacing(0.5), Sureness(0.55, 0.54, 0.999)),
}


def repair(text: str, *, mode: Mode = "careful") -> Repaired:
    """Repairs a text; line breaks are neither put in nor taken out.

    `careful` leaves alone what is doubtful; `full` also makes the likely changes. Addresses, mail, @names, hashtags
    and code are never touched, nor is a text in another language that Arabic letters write. Never raises on any string.

    >>> repair("رئیسجمهور گفت:من می آیم").text
    'رئیس‌جمهور گفت: من می‌آیم'
    """
    usual = not _unusual().search(text)
    if not usual and is_foreign(text):
        return Repaired(text, text)
    layers: list[Layer] = []
    plain, now, again = _round(text, layers, mode, usual)
    for _ in range(_MORE_ROUNDS):
        # A word that is two, or mojibake and entities: brought to light by the steps after those that mend them.
        if not again and (usual or not (mojibake(now) or entities(now))):
            break
        before = now
        _, now, again = _round(now, layers, mode, usual)
        if now == before:
            break
    return Repaired(text, now, tuple(layers), plain)


@cache
def _unusual() -> re.Pattern[str]:
    """The characters of which the first steps need one to do anything. Nine of ten news texts have none, and one look is fastest."""
    return re.compile(f"[{telling_letters()}{RARE}{UNSEEN}{''.join(SUSPECT)}&]")


def _round(text: str, layers: list[Layer], mode: Mode, usual: bool) -> tuple[str | None, str, bool]:
    """The steps in order. Gives the text with plain letters where that is the first change, the result, and whether a half-space has
    shown that a word is two.

    Plain letters keep their places: where nothing has moved before them they cost no layer.
    """
    measure = _MEASURES[mode]
    now = text
    for step in () if usual else (mojibake, entities):
        now = _run(step, now, layers)
    folded = put_back(common_fold(now) if usual else fold(now), now)
    if layers and folded != now:
        layers.append(Layer(now, fold_changes(now, folded)))
    plain = None if layers or folded == text else folded
    now = _run(half_spaces if usual else invisible, folded, layers)
    if mode == "full":
        now = _run(quotes, now, layers)
    split = Split(now)
    changes, gaps = measure.spacing.changes(split)
    spaced = _changed(now, changes, layers)
    if spaced != now:
        split = split.changed(spaced, gaps)
    asks = model().asked(split)
    apart = _changed(spaced, model().apart(split, asks, measure.half_spaces), layers)
    if apart != spaced:
        split = Split(apart)
        asks = model().asked(split)
    missing, again = model().changes(split, asks, measure.half_spaces)
    return plain, _changed(apart, missing, layers), again


def _run(step: Callable[[str], Sequence[Change]], text: str, layers: list[Layer]) -> str:
    """The text after a step; its changes become a layer."""
    return _changed(text, step(text), layers)


def _changed(text: str, changes: Sequence[Change], layers: list[Layer]) -> str:
    """The text after changes, which become a layer; those of addresses, names and code are not made."""
    made = outside(changes, text)
    if not made:
        return text
    layers.append(Layer(text, made))
    return apply(text, made)
