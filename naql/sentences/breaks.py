"""Token → Token: lines end where the writer ended them, whatever a crawler or a fixed width has made of the line breaks.

A line break may stand in the midst of a sentence (around a link, at a fixed width), and one may be lost (a blank or nothing stands
for it). Both are told by the same things (places.py). Weights: training/line_breaks.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from naql.lexicon import read_numbers
from naql.repair.edits import Repaired
from naql.sentences.places import Features, Places, seams, size
from naql.sentences.tokens import Token

# A typed break stays above the first of these scores, a lost one comes back above the second. Of -1.5, -1, -0.7 and 0, and of 0, 0.5, 1 and
# 1.5, all but 0 read outlets and channels as they are alike, within two statements; of broken and robbed texts these lose the least.
_KEPT, _PUT_BACK = -1.0, 0.5
# Before a head of bullets two blanks are a lost break above this score: so they are in eleven of eleven posts of 10,613 that score no more
# than _PUT_BACK; below it in two of five.
_BEFORE_HEAD = -1.3
_SURELY = 4.0  # a score of which there is no doubt


def line_ends(tokens: Sequence[Token], repaired: Repaired) -> list[Token]:
    """The tokens of a repaired text with a line break wherever a line ends, and nowhere else; a lost one is empty.

    >>> from naql.repair import repair
    >>> from naql.sentences.tokens import tokenise
    >>> def lines(text):
    ...     repaired = repair(text)
    ...     return " ".join(t.text for t in line_ends(tokenise(repaired.text), repaired)).split(" \\n ")
    >>> lines("دریانوردان گفتند که نفتکش در\\nتنگهٔ سپید\\nبه گل نشسته است.\\nکمک در راه است.")
    ['دریانوردان گفتند که نفتکش در تنگهٔ سپید به گل نشسته است .', 'کمک در راه است .']
    >>> lines("🔹 پل بندر نو باز شد 🔹 وزیر راه: کار تمام است")
    ['🔹', 'پل بندر نو باز شد', '🔹', 'وزیر راه : کار تمام است']
    """
    places = Places(tokens, repaired)
    weights = _weights()
    scores = [score(weights["typed"], places.typed(place)) for place in places.breaks]
    ends = {
        place
        for place, features in zip(places.breaks, again(scores), strict=True)
        if not places.closes(place)
        and (places.tops_list(place) or places.ends_message(place) or score(weights["again"], features) > _KEPT)
    }
    ends.update(
        place
        for place in places.blanks()
        if score(weights["lost"], places.lost(place)) > (_BEFORE_HEAD if _headed(places, place) else _PUT_BACK)
    )
    ends.update(seam + 1 for seam in seams(places.words))
    return places.with_ends(ends)


def _headed(places: Places, place: int) -> bool:
    """Do blanks stand before a head of bullets («… در ترکیب بنزین  سخنگوی کمیسیون:»)?"""
    return places.blank(place) > 1 and places.tops_list(place)


@cache
def _weights() -> Mapping[str, Mapping[str, float]]:
    loaded: dict[str, dict[str, float]] = read_numbers("sentences/line-breaks")
    return loaded


def score(weights: Mapping[str, float], features: Iterable[str]) -> float:
    """The logarithm of the odds that a line ends."""
    return weights[""] + sum([weights.get(name, 0.0) for name in features])


def again(scores: Sequence[float]) -> list[Features]:
    """Of each typed break what the scores of all of a text say of it: is this a text that has been broken anywhere?"""
    own = [max(-8, min(8, int(value // 1))) for value in scores]
    coarse = [9, *(max(-3, min(3, int(value // 2))) for value in scores), 9]
    no_ends, ends = sum(value < -_SURELY for value in scores), sum(value > _SURELY for value in scores)
    others = len(scores) - 1
    found = []
    for value, here, before, behind in zip(scores, own, coarse, coarse[2:], strict=False):
        other_no_ends, other_ends = no_ends - (value < -_SURELY), ends - (value > _SURELY)
        none_share, share = (6 * other_no_ends // others, 6 * other_ends // others) if others else (9, 9)
        found.append(
            [
                f"own={here}",
                f"none={size(other_no_ends)},{here}",
                f"shares={none_share},{share}",
                f"none_share={none_share},{here}",
                f"share={share},{here}",
                f"before={before},{here}",
                f"behind={behind},{here}",
                f"beside={before},{behind},{here}",
            ]
        )
    return found
