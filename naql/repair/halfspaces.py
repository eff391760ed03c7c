"""text → changes: half-spaces that were deleted, and half-spaces that were typed as blanks.

Each word and each pair of neighbours is weighed once and remembered; a text costs one split and two look-ups a word.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from functools import cache
from itertools import accumulate, pairwise
from math import exp
from typing import NamedTuple

from naql.repair.analysis import Features, Parts, listed_as_one, readings
from naql.repair.changes import Change
from naql.repair.characters import HALF_SPACE, MARK
from naql.repair.context import EDGE, plural_or_ending
from naql.repair.glued import POSSIBLE, WELL_FOUNDED, Glued, borne_out, is_one_word, may_be_two, two_words
from naql.repair.joining import follower, left_features, pair_features, plausible, right_features
from naql.repair.knowledge import Knowledge, load
from naql.repair.remember import Remembered
from naql.repair.split import Split

_MARKS = re.compile(f"[{MARK}]")
_EZAFE = "\u0654"  # behind all letters of a word it hides none of them («استنمایندهٔ»)

# Two words that score less than this by themselves are not joined, unless they were seen joined: what the pair can add is
# 1.5 at most (its letters without the blank are a word of the dictionary).
_HOPELESS = -2.0
_WEAK = -5.0  # a word that scores less is in no pair that was not seen joined
# The most for a pair that was never seen joined, and for a participle that may be a verb: too little for the careful mode.
# Of 300 changes in news read by eye, four of the five wrong ones were of these two kinds.
_UNPROVEN = 0.87
# The most for a compound whose second part is in no other and whose first part is in fewer than so many: it may be two
# words run together.
_UNBUILT, _PRODUCTIVE = 0.65, 20
_SILENT, _SURE_EZAFE = re.compile("[^اوی]ه$"), 0.9  # «خانوادهی» is no other word, as «گروهی» is
_USUAL = 3.0  # how common a word is as one («نفتالی»), for a compound that was never seen to be doubtful
_ALONE = 200  # times that a word stands by itself, for each compound that it begins, to be no first part

_CLAUSE = 12  # words behind «که» among which a participle may be its verb

# So many words that a machine has run together show that it did so elsewhere in the text: what may be two words there is so sure.
_DAMAGED, _IN_DAMAGE = 2, 0.9

_PRONOUNS = frozenset(("آن", "این", "همان", "همین"))  # their plurals are written both ways: آنها, اینهایی, همانها

# What a word can ask for. Most words ask for nothing.
_CUT = 1  # it can be cut by half-spaces
_AFFIX = 2  # it belongs to the word before it
_PREFIX = 4  # it belongs to the verb behind it
_GLUED = 8  # it is two words
_FIRST, _SECOND = 16, 32  # it comes first, or second, in a pair that was seen joined and is likely to be
_HEAD, _STRONG_HEAD = 64, 128  # it can come first in a new pair; even with a weak word behind it
_TAIL, _STRONG_TAIL = 256, 512  # it can come second in a new pair; even with a weak word before it
_UNKNOWN = chr(_CUT | _GLUED)  # of a word that no table has: both are to be worked out


def _asking(bits: int) -> str:
    return "[" + "".join(re.escape(chr(ask)) for ask in range(1024) if ask & bits) + "]"


# The words to look at, over a string with a character for each word that stands for what it asks.
_PAIRS = (
    (_asking(_STRONG_HEAD), _asking(_TAIL)),
    (_asking(_HEAD), _asking(_STRONG_TAIL)),
    (_asking(_FIRST), _asking(_SECOND)),
    (".", _asking(_AFFIX)),
)
# Two of three words come second in no pair: looked at first they are soon passed.
_JOINED = re.compile(
    f"{_asking(_TAIL | _STRONG_TAIL | _SECOND | _AFFIX)}(?:{'|'.join(f'(?<={first}{second})' for first, second in _PAIRS)})"
    f"|(?<={_asking(_PREFIX)}).",
    re.DOTALL,
)
_CUT_UP, _TWO_WORDS = re.compile(_asking(_CUT)), re.compile(_asking(_GLUED))


def _where(asked: re.Pattern[str], asks: str) -> list[int]:
    """The numbers of the words that ask for something."""
    return [m.start() for m in asked.finditer(asks)]


class Reading(NamedTuple):
    """One way to write a word: how likely, where its half-spaces go (offsets in the word), plural or ending."""

    probability: float
    cuts: tuple[int, ...]
    kind: int


_AS_IT_IS = Reading(1.0, (), 0)


class Run(NamedTuple):
    """What may be two words: how it is two in any text, if it is, and how sure it can be at most that it is two."""

    anywhere: Glued | None
    most: float


_ONE_WORD = Run(None, 0.0)


class Sureness(NamedTuple):
    """The least probability: to join two words, to cut one, to cut one in a text that has half-spaces.

    A crawler deletes all half-spaces of a text or none. Where some are there, or were typed as blanks, a glued word
    is more likely written so on purpose.
    """

    join: float
    cut: float
    cut_beside_others: float


class HalfSpaces:
    """The model with what it has worked out so far."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.known = knowledge
        self._partners = knowledge.partners
        self._affixes, self._participles = knowledge.counts.affixes, knowledge.counts.participles
        self.asks = Remembered(self._asks)
        self.readings = Remembered(self._readings)
        self.joins = Remembered(self._join)
        self.edges = Remembered(self._edges)
        self.glued = Remembered(self._glued)
        weights = knowledge.joining_weights
        self.lefts: Remembered[str, float] = Remembered(
            lambda word: _score(left_features(word, knowledge.counts), weights)
        )
        self.rights: Remembered[str, float] = Remembered(
            lambda word: _score(right_features(word, knowledge.counts), weights)
        )
        self.asks.update(knowledge.asks)
        self._firsts = frozenset().union(*knowledge.partners.values())

    def asked(self, split: Split) -> str:
        """What the words of a text ask for, a character each."""
        return "".join(map(self.asks.__getitem__, split.words))

    def changes(self, split: Split, asks: str, sure: Sureness) -> tuple[list[Change], bool]:
        """The half-spaces that are missing, as far as the given sureness goes; and whether one of them shows that a word is two
        («میشودکوبا»: «می‌شودکوبا»), so that the steps before are to be done again.
        """
        pieces = split.pieces
        together = self._together(pieces, asks, sure.join)
        likely = [(i, best) for i in _where(_CUT_UP, asks) if (best := self._best(pieces, i)).cuts]
        likely = [(i, best) for i, best in likely if best.probability >= sure.cut]
        if not together and not likely:
            return [], False
        numbers = sorted({i for i, _ in (*together, *likely)})
        starts = dict(zip(numbers, split.ends([2 * i for i in numbers]), strict=True))
        joins = [Change(starts[i] - 1, starts[i], HALF_SPACE, "half-spaces", p) for i, p in together]
        cuts = [
            Change(starts[i] + cut, starts[i] + cut, HALF_SPACE, "half-spaces", best.probability)
            for i, best in likely
            for cut in best.cuts
        ]
        if cuts and len(cuts) <= len(joins) + split.text.count(HALF_SPACE):
            cuts = [c for c in cuts if c.confidence >= sure.cut_beside_others]
        joined = [(pieces[2 * i - 1], pieces[2 * i + 1]) for i, _ in together]
        cut = [(pieces[2 * i + 1], best.cuts) for i, best in likely] if cuts else []
        return sorted([*joins, *cuts]), self._shows_two(split, joined, cut, sure.join)

    def _shows_two(
        self, split: Split, joined: list[tuple[str, str]], cut: list[tuple[str, tuple[int, ...]]], sure: float
    ) -> bool:
        """Whether a word is surely two that these half-spaces are put into. Words of the tables alone make none that is."""
        known = self.known.asks
        new = [f"{left}{HALF_SPACE}{right}" for left, right in joined if left not in known or right not in known]
        new += [HALF_SPACE.join(_parts(word, cuts)) for word, cuts in cut if word not in known]
        new = [word for word in new if ord(self.asks[word]) & _GLUED]
        if not new:
            return False
        made = [*joined, *(_parts(word, cuts) for word, cuts in cut)]
        words = {*split.words, *map(HALF_SPACE.join, made)}
        return any(way.confidence >= sure for word in new for way in self._ways(word, words))

    def apart(self, split: Split, asks: str, sure: Sureness) -> list[Change]:
        """The blanks that are missing in glued words. What a cut sets free stands by itself and may tell of another, or be cut again.

        A crawler that loses a blank or a line break loses more of them: what is surely its doing makes the rest surer.
        """
        glued = _where(_TWO_WORDS, asks)
        if not glued:
            return []
        words, pieces = set(split.words), split.pieces
        ways = {word: self._ways(word, words) for word in {pieces[2 * i + 1] for i in glued}}
        if not any(ways.values()):
            return []
        waiting = list(zip(split.ends([2 * i for i in glued]), [pieces[2 * i + 1] for i in glued], strict=True))
        floor = _IN_DAMAGE if _is_damaged(ways) else 0.0
        found: list[Change] = []
        while waiting:
            looked_at, waiting = waiting, []
            for start, word in looked_at:
                likely = (way for way in self._ways(word, words) if max(floor, way.confidence) >= sure.join)
                way = next(likely, None)
                if not way:
                    waiting.append((start, word))
                    continue
                place, left, right = start + way.cut, word[: way.cut], word[way.cut :]
                found.append(Change(place, place, " ", "glued-words", max(floor, way.confidence)))
                words |= {left, right}
                waiting += [(start, left), (place, right)]
            if len(waiting) == len(looked_at):
                break
        return sorted(found)

    def _together(self, pieces: list[str], asks: str, sure: float) -> list[tuple[int, float]]:
        """The words that belong to the word before them, by number, with how probable that is."""
        edges, lefts, rights, partners, affixes = self.edges, self.lefts, self.rights, self._partners, self._affixes
        found = []
        for i in _where(_JOINED, asks):
            if pieces[2 * i] != " ":
                continue
            # Four of five pairs have no chance: told here, since a call costs as much as the telling.
            left, right = edges[pieces[2 * i - 1]][1], edges[pieces[2 * i + 1]][0]
            if (
                left in partners.get(right, ())
                or left in affixes
                or right in affixes
                or (
                    (ord(asks[i]) & _STRONG_TAIL or ord(asks[i - 1]) & _STRONG_HEAD)
                    and lefts[left] + rights[right] >= _HOPELESS
                )
            ):
                probability = self._joining(left, right, pieces, 2 * i + 1)
                if probability >= sure and not self._is_initial(right, pieces[2 * i + 1]):
                    found.append((i, probability))
        return found

    def _best(self, pieces: list[str], i: int) -> Reading:
        """The likeliest reading of a word where it stands."""
        ways = self.readings[pieces[2 * i + 1]]
        if ways[0].probability < 0.995 and len({way.kind for way in ways} - {0}) == 2:
            ways = self._in_context(ways, pieces, i)
        return ways[0]

    def _in_context(self, ways: list[Reading], pieces: list[str], i: int) -> list[Reading]:
        """The readings weighed anew by the words before and after."""
        at = 2 * i + 1
        before = self.edges[pieces[at - 2]][1] if i and pieces[at - 1] == " " else EDGE
        after = self.edges[pieces[at + 2]][0] if at + 2 < len(pieces) and pieces[at + 1] == " " else EDGE
        odds = self.known.context_before.get(before, 0.0) + self.known.context_after.get(after, 0.0)
        weighed = [way._replace(probability=way.probability * exp(way.kind * odds / 2)) for way in ways]
        total = sum(way.probability for way in weighed)
        return sorted((way._replace(probability=way.probability / total) for way in weighed), reverse=True)

    def _asks(self, word: str) -> str:
        """What a word asks for, as a character."""
        bare = self.known.asks.get(_MARKS.sub("", word), _UNKNOWN)
        if not ord(bare) & (_GLUED | _PREFIX):
            return bare  # with its vowel signs it is the word it is without them
        affixes = self.known.counts.affixes
        first, last = self.edges[word]
        ask = 0
        if self.glued[word].most:
            ask = _GLUED
        if not self._apart_anywhere(word) and len(word) > 2 and word not in self.known.settled:
            ask |= _CUT * any(way.cuts for way in self.readings[word])
        ask |= _AFFIX * (affixes.get(first) in ("suffix", "ending")) + _PREFIX * (affixes.get(word) == "verb-prefix")
        ask |= _FIRST * (last in self._firsts) + _SECOND * (first in self.known.partners)
        ask |= _HEAD * (self.lefts[last] > _WEAK) + _STRONG_HEAD * (self.lefts[last] > 0)
        if first in self.known.counts.tails:
            right = self.rights[first]
            ask |= _TAIL * (right > _WEAK) + _STRONG_TAIL * (right > _HOPELESS)
        return chr(ask)

    def _ways(self, word: str, words: Container[str]) -> list[Glued]:
        """The ways in which a word is two in a text that has these words, the surest first."""
        run = self.glued[word]
        if not run.most:
            return []
        found = [run.anywhere] if run.anywhere else []
        found += borne_out(word.rstrip(_EZAFE), words, self.known.counts)
        if len(found) > 1:
            found.sort(key=lambda way: -way.confidence)
        return [way._replace(confidence=min(way.confidence, run.most)) for way in found]

    def _apart_anywhere(self, word: str) -> Glued | None:
        """How a word is two words in any text, not in a damaged one alone."""
        run = self.glued[word]
        return run.anywhere if run.anywhere and min(run.anywhere.confidence, run.most) > POSSIBLE else None

    def _glued(self, word: str) -> Run:
        """What a word may be that no table has: two in any text, two where the text bears it out, or one with half-spaces to come."""
        known = self.known
        word = word.rstrip(_EZAFE)
        if word in known.settled or _MARKS.search(word) or is_one_word(word, known.counts):
            return _ONE_WORD
        anywhere = two_words(word, known.counts, known.settled)
        if not anywhere and not may_be_two(word, known.counts):
            return _ONE_WORD
        best = self.readings[word][0]
        parts = _parts(word, best.cuts)
        sure = best.probability > max(WELL_FOUNDED, anywhere.confidence if anywhere else 0.0)
        if not best.cuts or not (sure or self._builds(parts[0])):
            return Run(anywhere, 1.0)
        return _ONE_WORD if len(parts) > 2 or self._proven(parts) else Run(anywhere, POSSIBLE)

    def _readings(self, word: str) -> list[Reading]:
        """The likely readings, likeliest first; one that has all the half-spaces the word already has."""
        letters = _letters(word)
        if letters in self.known.settled or HALF_SPACE in word:
            return [_AS_IT_IS]
        ways = self.known.ways(letters) or self.weighed(letters)
        return [Reading(p, _places(word, parts), plural_or_ending(parts)) for p, parts in ways] or [_AS_IT_IS]

    def weighed(self, letters: str) -> list[tuple[float, Parts]]:
        """The readings of a word without half-spaces, likeliest first, by their parts."""
        ways = readings(letters, self.known.counts)
        if len(ways) == 1:
            return [(1.0, (letters,))]
        weights = self.known.reading_weights
        scores = {parts: _score(features, weights) for parts, features in ways.items()}
        top = max(scores.values())
        odds = {parts: exp(score - top) for parts, score in scores.items() if score > top - 7}
        total = sum(odds.values())
        return sorted(((self._bounded(parts, o / total), parts) for parts, o in odds.items()), reverse=True)

    def _bounded(self, parts: Parts, probability: float) -> float:
        """What the weights cannot tell: the clean text they come from has no two words that are run together for want of a blank, and
        writes the ezafe of a silent ه with a sign («خانوادهٔ»), hardly ever with a letter.
        """
        known = self.known.counts
        if (
            parts[1:] == ("ی",)
            and _SILENT.search(parts[0])
            and known.is_word(parts[0])
            and not known.is_word(parts[0] + "ی")
        ):
            return max(probability, _SURE_EZAFE)
        built = len(parts) != 2 or self._builds(parts[0]) or parts[1] in known.tails or known.affixes.keys() & parts
        if parts[0] in _PRONOUNS and parts[-1].startswith("ها"):
            return min(probability, POSSIBLE)
        word = "".join(parts)
        whole = listed_as_one(word, known) or known.common(word) >= _USUAL
        if not built or (len(parts) == 2 and whole and not self._proven(parts)):
            return min(probability, _UNBUILT)
        return probability

    def _builds(self, part: str) -> bool:
        """Whether a first part builds compounds freely («بی», «به»), not a word that is nearly always one of its own («این»)."""
        heads = self.known.counts.heads.get(part, 0)
        return heads >= _PRODUCTIVE and heads * _ALONE > self.known.counts.common(part)

    def _proven(self, parts: Parts) -> bool:
        """Whether the two parts were ever seen with a half-space, or one of them is an affix."""
        return self.known.pairs.attested(*parts) or not self._affixes.keys().isdisjoint(parts)

    def _joining(self, left: str, right: str, pieces: list[str], at: int) -> float:
        """How likely a half-space belongs between two words, the second of which ends or is piece `at`."""
        followed_by = self._follower(right, pieces, at) if right in self._participles else ""
        return self.joins[left, right, followed_by]

    def _follower(self, right: str, pieces: list[str], at: int) -> str:
        if self._in_clause(pieces, at):
            return "edge"
        word = self._as_written(pieces[at])
        if HALF_SPACE in word:
            behind = word.split(HALF_SPACE)[1]
        else:
            behind = self.edges[pieces[at + 2]][0] if at + 2 < len(pieces) and pieces[at + 1] == " " else ""
        return follower(right, behind, self.known.counts)

    def _is_initial(self, first: str, word: str) -> bool:
        """Whether what looks like an ending begins a word with another half-space («ای‌بی», EB), where no ending follows."""
        _, mark, rest = word.partition(HALF_SPACE)
        return (
            bool(mark)
            and first in self._affixes
            and self._affixes.get(rest.partition(HALF_SPACE)[0]) not in ("suffix", "ending")
        )

    def _in_clause(self, pieces: list[str], at: int) -> bool:
        """Whether «که» stands before a participle, which may be the verb of its clause without «است» («طرحی که ارائه شده را»).

        Not behind a verb: «گفت که اقدامات انجام‌شده …».
        """
        for before in range(at - 2, max(0, at - 2 * _CLAUSE - 1), -2):
            if pieces[before + 1] != " ":
                return False
            if pieces[before] == "که":
                return before < 2 or pieces[before - 2] not in self.known.counts.verbs
        return False

    def _join(self, pair: tuple[str, str, str]) -> float:
        left, right, followed_by = pair
        counts, pairs = self.known.counts, self.known.pairs
        if not plausible(left, right, counts, pairs):
            return 0.0
        own = _score(pair_features(left, right, followed_by, counts, pairs), self.known.joining_weights)
        score = self.lefts[left] + self.rights[right] + own
        probability = 1 / (1 + exp(-max(-30.0, min(30.0, score))))
        proven = pairs.attested(left, right) or left in counts.affixes or right in counts.affixes
        return probability if proven and followed_by not in ("edge", "and") else min(probability, _UNPROVEN)

    def _edges(self, word: str) -> tuple[str, str]:
        """The first and the last part of a word as it will be written."""
        asks = ord(self.known.asks.get(word, _UNKNOWN))
        if word in self.known.settled or not (asks & (_CUT | _GLUED) or HALF_SPACE in word):
            return word, word
        apart = self._apart_anywhere(word) if asks & _GLUED else None
        if apart:
            return self.edges[word[: apart.cut]][0], self.edges[word[apart.cut :]][1]
        parts = [part for part in self._as_written(word).split(HALF_SPACE) if part]
        if HALF_SPACE in word and len(parts) > 1:
            return self.edges[parts[0]][0], self.edges[parts[-1]][1]
        return parts[0], parts[-1]

    def _as_written(self, word: str) -> str:
        """The letters of a word with the half-spaces it has or most likely should have."""
        best = self.readings[word][0]
        if best.cuts and best.probability > 0.5:
            word = HALF_SPACE.join(_parts(word, best.cuts))
        return _letters(word, keep=HALF_SPACE)


@cache
def model() -> HalfSpaces:
    """The one model of the process, loaded at the first call."""
    return HalfSpaces(load())


def _is_damaged(ways: Mapping[str, Sequence[Glued]]) -> bool:
    """Whether a machine has surely lost blanks of a text, by the ways in which words of it are two."""
    lost = (any(way.confidence > POSSIBLE and way.is_damage(word) for way in found) for word, found in ways.items())
    return sum(lost) >= _DAMAGED


def _letters(word: str, keep: str = "") -> str:
    """The word as the tables have it, without vowel signs and half-spaces."""
    return _MARKS.sub("", word).replace("ۀ", "ه").replace(HALF_SPACE, keep)


def _parts(word: str, cuts: Sequence[int]) -> Parts:
    """The parts of a word that is cut at some places."""
    return tuple([word[a:b] for a, b in pairwise((0, *cuts, len(word)))])


def _places(word: str, parts: Parts) -> tuple[int, ...]:
    """Where the parts after the first begin in the word, which may have vowel signs."""
    begins = list(accumulate(map(len, parts)))[:-1]
    if not _MARKS.search(word):
        return tuple(begins)
    letters = [i for i, c in enumerate(word) if not _MARKS.match(c)]
    return tuple(letters[n] for n in begins)


def _score(features: Features, weights: dict[str, float]) -> float:
    return sum([value * weights[name] for name, value in features.items() if value and name in weights])
