"""Found, Term → Found with highlights: where the searched words stand in the text as received.

The words of each part are folded with their places and laid end to end without spaces; a way to write a term is looked
for among the beginnings and ends of atoms. So half-space, space and nothing are equal here as they are in the index.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from naql.spans import Span
from naql.store.folding import Piece, words
from naql.store.results import Found, Part
from naql.store.terms import Term


def highlights(found: Found, terms: Sequence[Term]) -> Found:
    """The same statement with the places of the terms, in order and not overlapping."""
    said = [term for term in terms if not term.excluded]
    if not said:
        return found
    spans = {span for part in found.parts if part.field != "cue" for term in said for span in _places(part, term)}
    return dataclasses.replace(found, highlights=tuple(_apart(sorted(spans))))


def _places(part: Part, term: Term) -> Iterator[Span]:
    atoms = [atom for word in words(part.text) for atom in word.atoms]
    targets: dict[str, int] = {}
    for way in term.ways:
        targets["".join(way)] = max(len(way), targets.get("".join(way), 0))
    for start, atom in enumerate(atoms):
        for target, count in targets.items():
            end = _match(atoms, start, target, term.kind == "prefix")
            if end is not None and _may_cross(part.text, atoms[start : end + 1], count):
                yield Span(part.start + atom.start, part.start + _end(part.text, atoms[end], term, target))


def _match(atoms: Sequence[Piece], start: int, target: str, prefix: bool) -> int | None:
    """The atom with which the target ends, where it begins with atom `start`."""
    read = ""
    for place in range(start, len(atoms)):
        read += atoms[place].text
        if read == target or (prefix and read.startswith(target)):
            return place
        if not target.startswith(read):
            return None
    return None


def _may_cross(text: str, atoms: Sequence[Piece], count: int) -> bool:
    """A term of one token is never made up of two words parted by a space: «مادر» is not «ما در»."""
    return count > 1 or not any(letter.isspace() for letter in text[atoms[0].end : atoms[-1].start])


def _end(text: str, atom: Piece, term: Term, target: str) -> int:
    """The end of the word; of a prefix, the end of the letters that were typed."""
    if term.kind != "prefix" or atom.text == target:
        return atom.end
    place = atom.start
    for place in range(atom.start + 1, atom.end + 1):
        folded = "".join(word.joined for word in words(text[atom.start : place]))
        if folded.startswith(target) or place == atom.end:
            break
    return place


def _apart(spans: Sequence[Span]) -> Iterator[Span]:
    """Of overlapping places the one that begins first, made as long as they reach together."""
    current: Span | None = None
    for span in spans:
        if current is None or span.start >= current.end:
            if current is not None:
                yield current
            current = span
        else:
            current = Span(current.start, max(current.end, span.end))
    if current is not None:
        yield current
