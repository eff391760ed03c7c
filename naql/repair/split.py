"""text → Split: a text split into its words and what stands between them, once for all the steps that look at words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from naql.repair.characters import WORD


class Split:
    """Gap, word, gap, …, gap: `pieces[2 * i + 1]` is word i, `pieces[2 * i]` what stands before it, empty or not.

    >>> Split("«سلام» گفت").pieces
    ['«', 'سلام', '» ', 'گفت', '']
    """

    def __init__(self, text: str, pieces: list[str] | None = None) -> None:
        self.text = text
        self.pieces: list[str] = pieces or WORD.split(text)

    @property
    def words(self) -> list[str]:
        """The words alone."""
        return self.pieces[1::2]

    def ends(self, numbers: Sequence[int]) -> list[int]:
        """Where some pieces end in the text, in code points; their numbers stand in rising order.

        >>> Split("«سلام» گفت").ends([1, 2])
        [5, 7]
        """
        found = []
        at = end = 0
        for number in numbers:
            end += len("".join(self.pieces[at : number + 1]))
            at = number + 1
            found.append(end)
        return found

    def changed(self, text: str, gaps: Mapping[int, str]) -> Split:
        """The text as it is after changes, with what stands in some gaps then: split anew only where something else has changed."""
        pieces = self.pieces.copy()
        for number, gap in gaps.items():
            pieces[number] = gap
        apart = all(gap or number in (0, len(pieces) - 1) for number, gap in gaps.items())
        return Split(text, pieces) if apart and "".join(pieces) == text else Split(text)
