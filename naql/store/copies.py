"""Article → its story: republished copies found in spite of damage, who carried a story first, what each copy changed.

A text is folded and rid of all spaces, so that lost half-spaces and glued words change nothing; its pieces of five
letters are sketched by MinHash (rensa), and articles that share a band are compared in full. The sketches are kept in
the store: a release of rensa that sketches otherwise needs a migration that makes them anew.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from hashlib import blake2b
from itertools import product
from typing import Literal

from rensa import RMinHash

from naql.store import briefs
from naql.store.folding import letters, squeeze, words
from naql.store.keys import parse_address
from naql.store.results import Change, Copy, Found, Story

Kind = Literal["keep", "delete", "insert"]

BANDS, ROWS = (
    24,
    4,
)  # two texts that share half of their pieces meet in a band with probability 0.79, three quarters: 0.9999
_SEED = 42
_PIECE = 5
_SHORTEST = 60  # letters; below that, texts are alike by chance
_DAYS = 7  # a story is republished within a week; later likeness is a form (weather, prices) or an anniversary
_MOST_CANDIDATES = 20
_LIKE = 0.5  # share of common pieces from which on two articles are copies
_INSIDE = 0.8  # or share of the shorter one that stands in the longer one
_SAME_STATEMENT = 0.5  # the like for two statements, where the articles are copies already
_SHORTENED = 0.7  # or share of the shorter statement that stands in the longer one: a clause was dropped or added
_SHORTEST_STATEMENT = 12  # pieces of the shorter statement below which that says nothing
_MOST_STATEMENTS = 400  # of a story that a copy's statements are compared with


def pieces(text: str) -> frozenset[str]:
    """The five-letter pieces of a text, folded and without spaces.

    >>> pieces("می‌رود") == pieces("مي رود")
    True
    """
    found = letters(text)
    return frozenset(found[i : i + _PIECE] for i in range(max(1, len(found) - _PIECE + 1)))


def bands(found: frozenset[str]) -> list[int]:
    """The hashes under which a text meets those like it; none for a text too short to be compared."""
    if len(found) < _SHORTEST:
        return []
    sketch = RMinHash(num_perm=BANDS * ROWS, seed=_SEED)
    sketch.update(sorted(found))
    values = sketch.digest()
    return [_hash(band, values[band * ROWS : (band + 1) * ROWS]) for band in range(BANDS)]


def likeness(one: frozenset[str], other: frozenset[str]) -> tuple[float, float]:
    """The share of common pieces in both texts together, and in the shorter one."""
    common = len(one & other)
    return common / (len(one | other) or 1), common / (min(len(one), len(other)) or 1)


def find_story(
    connection: sqlite3.Connection, article: int, mine: frozenset[str], found: Sequence[int], day: int
) -> int | None:
    """The story of the stored article most like this one; null where none is like it."""
    best: tuple[float, int] | None = None
    for candidate in _candidates(connection, article, found, day):
        row = connection.execute(
            "SELECT story, text FROM article JOIN version ON version.id = article.current WHERE article.id = ?",
            (candidate,),
        ).fetchone()
        alike, inside = likeness(mine, pieces(row[1]))
        if (alike >= _LIKE or inside >= _INSIDE) and (best is None or alike > best[0]):
            best = (alike, int(row[0]))
    return best[1] if best else None


def keep_bands(connection: sqlite3.Connection, article: int, found: Iterable[int], day: int) -> None:
    connection.executemany(
        "INSERT OR IGNORE INTO band (day, hash, article) VALUES (?, ?, ?)", [(day, hash_, article) for hash_ in found]
    )


def drop_bands(connection: sqlite3.Connection, article: int, found: Iterable[int], day: int) -> None:
    connection.executemany(
        "DELETE FROM band WHERE hash = ? AND day = ? AND article = ?", [(h, day, article) for h in found]
    )


def originals(connection: sqlite3.Connection, story: int, article: int, contents: Sequence[str]) -> dict[int, int]:
    """Which statement of the story each content repeats: {place in contents: statement}, each of these used once.

    The statements of older versions of the article count too, so that a further version repeats them.
    """
    rows = connection.execute(
        """SELECT statement.id, group_concat(passage.text, ' ') FROM statement
           JOIN version ON version.id = statement.version JOIN article ON article.id = version.article
           JOIN passage ON passage.statement = statement.id AND passage.field = 'content'
           WHERE article.story = ? AND statement.first = statement.id
           GROUP BY statement.id ORDER BY statement.id LIMIT ?""",
        (story, _MOST_STATEMENTS),
    ).fetchall()
    known = [(int(key), pieces(text)) for key, text in rows]
    mine = [pieces(content) for content in contents]
    return _pair(mine, known)


def _pair(mine: Sequence[frozenset[str]], known: Sequence[tuple[int, frozenset[str]]]) -> dict[int, int]:
    """The most alike pairs first, each statement in one pair at most."""
    scored = [
        (likeness(content, other), -place, -key)
        for place, content in enumerate(mine)
        for key, other in known
        if _same_statement(content, other)
    ]
    paired: dict[int, int] = {}
    used: set[int] = set()
    for _, place, key in sorted(scored, reverse=True):
        if -place not in paired and -key not in used:
            paired[-place] = -key
            used.add(-key)
    return paired


def _same_statement(one: frozenset[str], other: frozenset[str]) -> bool:
    alike, inside = likeness(one, other)
    return alike >= _SAME_STATEMENT or (inside >= _SHORTENED and min(len(one), len(other)) >= _SHORTEST_STATEMENT)


def story(connection: sqlite3.Connection, address: str) -> Story | None:
    """The story of an article, the first carrier at its head; what each copy changed of that one's statements."""
    parsed = parse_address(address)
    if parsed is None:
        return None
    members = briefs.story_members(connection, parsed[0])
    if not members:
        return None
    first_text, first = briefs.text(connection, members[0].address), briefs.statements(connection, members[0].address)
    found = [Copy(members[0], 1.0, ())]
    for member in members[1:]:
        alike = likeness(pieces(first_text), pieces(briefs.text(connection, member.address)))[0]
        found.append(Copy(member, round(alike, 3), _changes(first, briefs.statements(connection, member.address))))
    return Story(tuple(found))


def _changes(first: Sequence[Found], copy: Sequence[Found]) -> tuple[Change, ...]:
    """The statements of the first article in order, then those that the copy alone has."""
    theirs = {statement.first: statement for statement in copy}
    changes = [_change(statement, theirs.pop(statement.first, None)) for statement in first]
    return (*changes, *(Change("added", None, statement) for statement in theirs.values()))


def _change(first: Found, copy: Found | None) -> Change:
    if copy is None:
        return Change("dropped", first, None)
    told_apart = _differences(first.content, copy.content)
    same_cue = squeeze(first.words("cue") or "") == squeeze(copy.words("cue") or "")
    if same_cue and first.act == copy.act and all(kind == "keep" for kind, _ in told_apart):
        return Change("same", first, copy)
    return Change("changed", first, copy, told_apart)


def _differences(first: str, copy: str) -> tuple[tuple[Kind, str], ...]:
    """What to keep, delete and insert to make one content of the other; words that search takes for equal are kept.

    >>> _differences("آب را قطع می‌کنیم", "آب را شاید قطع می کنیم")
    (('keep', 'آب را'), ('insert', 'شاید'), ('keep', 'قطع می کنیم'))
    """
    ours, theirs = words(first), words(copy)
    matcher = SequenceMatcher(None, [w.joined for w in ours], [w.joined for w in theirs], autojunk=False)
    found: list[tuple[Kind, str]] = []
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind in ("delete", "replace"):
            found.append(("delete", first[ours[i].start : ours[j - 1].end]))
        if kind in ("insert", "replace"):
            found.append(("insert", copy[theirs[k].start : theirs[m - 1].end]))
        if kind == "equal":
            found.append(("keep", copy[theirs[k].start : theirs[m - 1].end]))
    return tuple(found)


def _candidates(connection: sqlite3.Connection, article: int, found: Sequence[int], day: int) -> list[int]:
    """The articles that share the most bands with this one."""
    shared: Counter[int] = Counter()
    days = [0, *range(max(1, day - _DAYS), day + _DAYS + 1)] if day else _all_days(connection)
    for hash_, near in product(found, days):
        asked = "SELECT article FROM band WHERE day = ? AND hash = ? AND article != ? LIMIT 100"
        shared.update(row[0] for row in connection.execute(asked, (near, hash_, article)))
    ranked = sorted(shared.items(), key=lambda item: (-item[1], item[0]))
    return [candidate for candidate, _ in ranked[:_MOST_CANDIDATES]]


def _all_days(connection: sqlite3.Connection) -> list[int]:
    """For an undated article: the days of all others, found by skipping along the index."""
    rows = connection.execute(
        """WITH RECURSIVE known(day) AS (SELECT min(day) FROM band
           UNION ALL SELECT (SELECT min(day) FROM band WHERE day > known.day) FROM known WHERE day IS NOT NULL)
           SELECT day FROM known WHERE day IS NOT NULL"""
    )
    return [row[0] for row in rows]


def _hash(band: int, values: Sequence[int]) -> int:
    packed = b"".join(value.to_bytes(8, "little") for value in (band, *values))
    return int.from_bytes(blake2b(packed, digest_size=8).digest(), "little", signed=True)
