"""text → Repaired: brings back what the web did to Persian text, and shows every edit."""

from __future__ import annotations

from typing import Literal

from naql.repair.changes import Layer, apply
from naql.repair.characters import fold, invisible
from naql.repair.edits import Edit, Repaired
from naql.repair.halfspaces import model

__all__ = ["Edit", "Repaired", "repair"]

Mode = Literal["careful", "full"]


def repair(text: str, *, mode: Mode = "careful") -> Repaired:
    """Repairs a text; line breaks are neither put in nor taken out.

    `careful` leaves alone what is doubtful; `full` also makes the likely changes. Never raises on any string.
    """
    folded = fold(text)
    layers: list[Layer] = []
    now = folded
    half = 0.5 if mode == "full" else 0.9
    for step in (invisible, lambda t: model().changes(t, half, half)):
        changes = step(now)
        if changes:
            layers.append(Layer(now, changes))
            now = apply(now, changes)
    return Repaired(text, now, tuple(layers), folded if folded != text else None)
