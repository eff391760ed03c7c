"""text → Pieces: a text split into its words and what stands between them, once for all the steps that look at words."""

from __future__ import annotations

from functools import cached_property
from itertools import accumulate

from naql.repair.characters import WORD


class Pieces:
    """Gap, word, gap, …, gap: `list[2 * i + 1]` is word i, `list[2 * i]` what stands before it, empty or not.

    >>> Pieces("«سلام» گفت").list
    ['«', 'سلام', '» ', 'گفت', '']
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.list: list[str] = WORD.split(text)

    @property
    def words(self) -> list[str]:
        """The words alone."""
        return self.list[1::2]

    @cached_property
    def ends(self) -> list[int]:
        """Where each piece ends in the text, in code points."""
        return list(accumulate(map(len, self.list)))
