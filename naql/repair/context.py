"""reading, neighbours → odds: tells a plural (-های) from an ending after ه (-ه‌ای) where the letters alone do not.

«حرفهای» is حرف‌های before a word it belongs to, and حرفه‌ای before «است» or at the end of a phrase.
"""

from __future__ import annotations

from naql.repair.analysis import JOINING, Parts

EDGE = "#"  # stands for the edge of a phrase in the tables


def plural_or_ending(parts: Parts) -> int:
    """1 for a plural in -های, -1 for a word in -ه‌ای or the like, 0 for every other reading.

    >>> plural_or_ending(("حرف", "های")), plural_or_ending(("حرفه", "ای")), plural_or_ending(("حرف",))
    (1, -1, 0)
    """
    last = parts[-1]
    if last == "های":
        return 1
    if last == "ای":
        return -1
    glued = len(parts) == 1 and len(last) > 4 and last.endswith("های") and last[-4] not in JOINING
    return int(glued)
