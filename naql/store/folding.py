"""Received text → Word: what search compares. Folded once here, for the index, for a query and for the highlights
alike.

Equal are: the forms of ی, ک, ه, ا and و with all their hamzas, digits of three kinds, presentation forms, Latin case;
nothing are: diacritics, tatweel, direction and zero-width marks. A half-space stands like a space or nothing at all: an
affix (می, ها, ای, تر …) belongs to its word however it is parted from it, and a compound has a joined and a parted
form.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from naql.lexicon import read_table

_HALF_SPACES = "\u200b\u200c\u00ac"  # ZWNJ, and two signs that stand in its place in crawled text
_LETTERS = {
    "ي": "ی", "ى": "ی", "ے": "ی", "ۍ": "ی", "ې": "ی", "ك": "ک", "ڪ": "ک", "ة": "ه", "ۀ": "ه", "ە": "ه", "ھ": "ه",
    "ہ": "ه", "ۃ": "ه", "ۂ": "ه", "آ": "ا", "أ": "ا", "إ": "ا", "ٱ": "ا", "ؤ": "و", "ئ": "ئ", "ء": "",
    "ﷲ": "الله", "ـ": "", "٬": "",
}  # fmt: skip
_PREFIXES = frozenset({"می", "نمی"})
_SUFFIXES = frozenset({"ها", "های", "هایی", "هایم", "هایت", "هایش", "هایمان", "هایتان", "هایشان", "تر", "تری", "ترین"})
_VAVS = re.compile("ئ?و(?:ئ?و)*")
_HAMZA_ABOVE = "\u0654"
_ENDINGS = ("", "ی", "ها", "های", "هایی", "ای", "یی", "ان", "ات")
_AFTER_HE = frozenset({"ای", "ی", "ام", "ات", "اش", "اند", "ایم", "اید", "ایی"})  # parted by a space only after ه


@dataclass(frozen=True, slots=True)
class Piece:
    """A folded stretch without a half-space or blank inside; start and end are places in the received text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Word:
    """One word with its affixes. `atoms` are the pieces of a compound, affixes joined to theirs; `exact` is the word as
    received, in signs that SQLite's tokenizer keeps together."""

    atoms: tuple[Piece, ...]
    exact: str

    @property
    def joined(self) -> str:
        return "".join(atom.text for atom in self.atoms)

    @property
    def parted(self) -> str:
        return " ".join(atom.text for atom in self.atoms)

    @property
    def start(self) -> int:
        return self.atoms[0].start

    @property
    def end(self) -> int:
        return self.atoms[-1].end


def fold_letter(letter: str) -> str:
    """One sign folded: a word's letters and digits, "" for what counts as nothing, " " for what parts words, "-" for a
    half-space.

    >>> [fold_letter(letter) for letter in "يآۀ٣\u200c،"]
    ['ی', 'ا', 'ه', '3', '-', ' ']
    """
    return _fold_letter(letter)


@cache
def _fold_letter(letter: str) -> str:
    if letter in _HALF_SPACES:
        return "-"
    if letter in _LETTERS:
        return _LETTERS[letter]
    if (digit := unicodedata.decimal(letter, None)) is not None:
        return str(digit)
    category = unicodedata.category(letter)
    if category in ("Mn", "Me", "Cf"):
        return ""
    if category[0] not in "LNM":
        return " "
    parts = unicodedata.normalize("NFKD", letter)
    return letter.casefold() if parts == letter else "".join(_fold_letter(part).strip(" -") for part in parts)


def words(text: str) -> list[Word]:
    """The words of a text in order, with their places.

    >>> [(w.joined, w.parted) for w in words("دانش‌آموزان نمي خواهند")]
    [('دانشاموزان', 'دانش اموزان'), ('نمیخواهند', 'نمیخواهند')]
    """
    found: list[Word] = []
    prefix: list[Piece] = []
    for group, glued in _groups(text):
        if found and not prefix and glued and _is_suffix(group, found[-1]):
            found[-1] = _word(text, (*found[-1].atoms, *group))
            continue
        if len(group) == 1 and group[0].text in _PREFIXES and not prefix:
            prefix = group
            continue
        if prefix and not glued:
            found.append(_word(text, tuple(prefix)))
            prefix = []
        found.append(_word(text, (*prefix, *group)))
        prefix = []
    if prefix:
        found.append(_word(text, tuple(prefix)))
    return found


@lru_cache(maxsize=1 << 13)
def exact_text(text: str) -> str:
    """The words of a name or topic as received, for the column of exact words."""
    return " ".join(word.exact for word in words(text))


@lru_cache(maxsize=1 << 13)
def index_text(text: str) -> str:
    """What a column of names or topics holds: the words of a text with compounds parted, then joined.

    >>> index_text("دانش‌پور کریمی")
    'دانش پور کریمی دانشپور کریمی'
    """
    found = words(text)
    return " ".join([word.parted for word in found] + [word.joined for word in found])


class _Letters(dict[int, str]):
    """The table of `letters`, filled as letters are met."""

    def __missing__(self, code: int) -> str:
        self[code] = fold_letter(chr(code)).strip(" -")
        return self[code]


_letter_table = _Letters()


def letters(text: str) -> str:
    """A text folded letter by letter, without anything between the words: what copies are compared by.

    >>> letters("گفت‌وگوی آن‌ها") == letters("گفت وگوي آنها")
    True
    """
    return _spell(text.translate(_letter_table))


def squeeze(text: str) -> str:
    """A text folded, without anything between the words: equal for all ways to space it.

    >>> squeeze("گفت‌وگوی آن‌ها") == squeeze("گفتگوي آنها")
    True
    """
    return "".join(word.joined for word in words(text))


def _groups(text: str) -> Iterator[tuple[list[Piece], bool]]:
    """Runs of pieces parted by half-spaces only; with each, whether nothing but blanks parts it from the run before."""
    glued = False
    for match in _CHUNK.finditer(text):
        blank, chunk = match.groups()
        glued = glued and _BLANKS.issuperset(blank)
        place = match.start(2)
        runs, ends_open = _runs(chunk)
        for run, follows in runs:
            yield [Piece(piece, place + start, place + end) for piece, start, end in run], glued and follows
            glued = False
        glued = ends_open if runs else False


@lru_cache(maxsize=1 << 15)
def _runs(chunk: str) -> tuple[tuple[tuple[tuple[tuple[str, int, int], ...], bool], ...], bool]:
    """The runs of a stretch without blanks, places counted from its start, each with whether it begins the stretch or
    stands after a mark; and whether the last run ends it. News repeats its words: nine in ten come from the cache."""
    runs: list[tuple[tuple[tuple[str, int, int], ...], bool]] = []
    pieces: list[tuple[str, int, int]] = []
    letters, start, end, first = "", 0, 0, True
    for place, letter in enumerate(chunk + " "):
        folded = fold_letter(letter)
        if folded not in (" ", "-"):
            start = start if letters else place
            seat = letter == _HAMZA_ABOVE and letters.endswith("ی")  # ی and a hamza above it are ئ in two code points
            letters = letters[:-1] + "ئ" if seat else letters + folded
            if letters and (folded or unicodedata.category(letter) != "Cf"):  # a mark of direction is no part of a word
                end = place + 1
            continue
        if letters:
            pieces.append((_spell(letters), start, end))
            letters = ""
        if folded == " ":
            if pieces:
                runs.append((tuple(pieces), first))
                pieces = []
            first = False
    return tuple(runs), bool(runs) and fold_letter(chunk[-1]) != " "


_CHUNK = re.compile(r"(\s*)(\S+)")
_BLANKS = frozenset(" \t\u00a0\u2009\u202f")


def _spell(piece: str) -> str:
    """One spelling for those that differ by the seat of a hamza: مسئول, مسؤول, مسوول."""
    return _VAVS.sub("و", piece).replace("ئ", "ی")


def _is_suffix(group: list[Piece], before: Word) -> bool:
    if len(group) != 1:
        return False
    suffix = group[0].text
    return suffix in _SUFFIXES or (suffix in _AFTER_HE and before.atoms[-1].text.endswith("ه"))


def _word(text: str, pieces: tuple[Piece, ...]) -> Word:
    if len(pieces) == 1 and one_spelling(pieces[0].text) is None:
        return Word(pieces, exact(text[pieces[0].start : pieces[0].end]))
    atoms: list[Piece] = []
    for piece in pieces:
        joins = atoms and (atoms[-1].text in _PREFIXES or piece.text in _SUFFIXES or piece.text in _AFTER_HE)
        if not joins:
            atoms.append(piece)
            continue
        silent = piece.text == "ی" and atoms[-1].text.endswith("ه")  # خانه‌ی is خانهٔ
        atoms[-1] = Piece(atoms[-1].text + ("" if silent else piece.text), atoms[-1].start, piece.end)
    received = text[pieces[0].start : pieces[-1].end]
    spelling = one_spelling("".join(atom.text for atom in atoms))
    if spelling is not None:
        atoms = [Piece(spelling, atoms[0].start, atoms[-1].end)]
    return Word(tuple(atoms), exact(received))


@lru_cache(maxsize=1 << 15)
def exact(received: str) -> str:
    """A word as received in signs that SQLite's tokenizer takes for letters: the others are moved to a private block.

    >>> exact("میز"), exact("می‌ز") == exact("میز")
    ('میز', False)
    """
    return "".join(letter if letter.isalnum() else chr(0xE000 + (ord(letter) & 0x7FF)) for letter in received)


@lru_cache(maxsize=1 << 15)
def one_spelling(joined: str) -> str | None:
    """The one spelling under which a folded word with several is kept; null for all other words.

    >>> one_spelling("گفتوگوها"), one_spelling("طهران"), one_spelling("میز")
    ('گفتگوها', 'تهران', None)
    """
    spellings = _spellings()
    for ending in _ENDINGS:
        if joined.endswith(ending) and (stem := spellings.get(joined.removesuffix(ending))):
            return stem + ending
    return None


@cache
def _spellings() -> dict[str, str]:
    return {letters(row["entry"]): letters(row["same"]) for row in read_table("spellings")}


@cache
def parted_spellings() -> dict[str, tuple[str, ...]]:
    """Folded compounds of the table with the ways to write them in several words: گفتگو → گفت و گو."""
    found: dict[str, list[str]] = {}
    for row in read_table("spellings"):
        pieces = row["entry"].split("\u200c")
        if len(pieces) > 1:
            found.setdefault(letters(row["same"]), []).append(" ".join(map(letters, pieces)))
    return {joined: tuple(parted) for joined, parted in found.items()}
