"""text → Repaired: brings back what the web did to Persian text, and shows every edit."""

from __future__ import annotations

from typing import Literal

from naql.repair.changes import Layer, apply
from naql.repair.characters import fold, invisible
from naql.repair.edits import Edit, Repaired
from naql.repair.halfspaces import Sureness, model

__all__ = ["Edit", "Repaired", "repair"]

Mode = Literal["careful", "full"]

_SURE = {"careful": Sureness(0.9, 0.9, 0.999), "full": Sureness(0.5, 0.55, 0.999)}


def repair(text: str, *, mode: Mode = "careful") -> Repaired:
    """Repairs a text; line breaks are neither put in nor taken out.

    `careful` leaves alone what is doubtful; `full` also makes the likely changes. Never raises on any string.
    """
    folded = fold(text)
    layers: list[Layer] = []
    now = folded
    for step in (invisible, lambda t: model().changes(t, _SURE[mode])):
        changes = step(now)
        if changes:
            layers.append(Layer(now, changes))
            now = apply(now, changes)
    return Repaired(text, now, tuple(layers), folded if folded != text else None)
