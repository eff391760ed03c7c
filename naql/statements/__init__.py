"""Token, Actor → Statement: cues, what they hand over, who speaks to whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from naql.actors import Cast
from naql.records import Actor, ActorRef, Addressee, Date, Mention, Passage, Statement
from naql.sentences import Token
from naql.spans import Span
from naql.statements.circumstances import name_circumstances
from naql.statements.confidence import confidence
from naql.statements.contents import choose_contents
from naql.statements.cues import act_of
from naql.statements.drafts import Draft, draft_statements, name_addressees
from naql.statements.interviews import Interview, interview
from naql.statements.posts import by_line, find_blocks, inner_breaks
from naql.statements.scene import Scene
from naql.statements.speakers import name_speakers
from naql.statements.tagger import Part, find_parts
from naql.statements.tape import Stretch, Tape
from naql.statements.unsaid import is_unsaid, tells_whose

__all__ = ["find_statements"]

_BEHIND_COLON = ("colon", "quoted")
_AGAIN = 0.2  # the share of a headline's words that come again where the lines below it say the same
_TOO = frozenset({"نیز", "هم"})  # behind a speaker: somebody else has spoken before
_LINKING = frozenset({"ADP", "CCONJ", "SCONJ", "PRON", "DET", "PART", "AUX"})


def find_statements(
    text: str, tokens: Sequence[Token], mentions: Sequence[Mention], dates: Sequence[Date], cast: Cast
) -> tuple[list[Statement], tuple[Actor, ...]]:
    """The statements of an article, in the order of their contents, and its actors; offsets into `text`, which is repaired.

    `cast` resolves the speakers and grows by those whom only a cue shows to be one.
    """
    tape = Tape(tokens, mentions, dates)
    scene = Scene(tape, find_parts(tape))
    talk = interview(scene)
    blocks = find_blocks(scene, talk)
    drafts = draft_statements(scene, choose_contents(scene, blocks.handing), blocks, talk)
    name_speakers(scene, drafts)
    drafts = _said(tape, drafts)
    name_addressees(scene, drafts)
    name_circumstances(scene, drafts)
    speakers = _speakers(tape, drafts, cast, talk)
    _introduce(tape, drafts, speakers, cast, talk)
    # What no cue hands over and nobody is known to say is no statement: it rests on the look of the line alone.
    breaks = inner_breaks(text, tape)
    told = [
        (part, actor)
        for draft, actor in zip(drafts, speakers, strict=True)
        if draft.cue or actor
        for part in _by_line(tape, draft, breaks)
    ]
    heard = [cast.resolve(_span(tape, draft.to)) if draft.to else None for draft, _ in told]
    # Only now is all known of everybody: whoever is spoken to has been given names as well.
    statements = [
        _statement(f"s{number}", text, tape, draft, _ref(cast, actor), _ref(cast, to))
        for number, ((draft, actor), to) in enumerate(zip(told, heard, strict=True), 1)
    ]
    return statements, cast.actors()


def _said(tape: Tape, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts that are somebody's statements."""
    kept: list[Draft] = []
    document: Draft | None = None
    for draft in drafts:
        if is_unsaid(tape, draft, kept, document):
            continue
        kept.append(draft)
        if draft.speaker:
            document = draft if tells_whose(tape, draft) else None
    return kept


def _by_line(tape: Tape, draft: Draft, breaks: Sequence[int]) -> list[Draft]:
    """A draft, and one that goes on for each further line of its content in a post."""
    content, *below = by_line(tape, draft.content, breaks)
    further = [Draft(part, "continuation", None, draft.probability, head=draft.head) for part in below]
    return [replace(draft, content=content), *further]


def _speakers(tape: Tape, drafts: Sequence[Draft], cast: Cast, talk: Interview) -> list[Actor | None]:
    """Whom the words of each draft mean: resolved in order, those who spoke before are the floor.

    An answer under nobody's name is the guest's: who is named for one, or spoke before the first question or under a head since, not whom
    the guest quotes.
    """
    guest = cast.resolve(_span(tape, talk.likely)) if talk.likely else None
    floor = [guest] if guest else []
    asked = talk.questions[0][0] if talk.questions else len(tape)
    spoken: list[Actor | None] = []
    for draft in drafts:
        words = draft.speaker or draft.head
        heard = [guest] if draft.answers and guest else floor
        actor = cast.resolve(_span(tape, words) if words else None, heard)
        spoken.append(actor)
        if actor:
            floor.append(actor)
            if draft.content[0] < asked or (draft.speaker and not draft.cue):
                guest = actor
    return spoken


def _introduce(
    tape: Tape, drafts: Sequence[Draft], speakers: Sequence[Actor | None], cast: Cast, talk: Interview
) -> None:
    """Lets an office and a name become one person, where one introduces the other.

    In a post those of two lines are two, unless a head alone on its line tells more of whom the headline names («امینی: …», «وزیر راه:»)
    or all that is below the headline is said by the second and says the headline again. Two who take turns are two. In an interview
    whom the guest quotes is not the guest.
    """
    if tape.is_post:
        spans = _spans(drafts, speakers)
        for (earlier, _), (later, draft) in pairwise(zip(speakers, drafts, strict=True)):
            alone = draft.head and not draft.speaker and not draft.above and draft.form in _BEHIND_COLON
            if alone and earlier and later and earlier.id != later.id and not _take_turns(spans, earlier, later):
                cast.introduce([earlier, later])
        now = [cast.actor(actor.id) if actor else None for actor in speakers]
        if len(drafts) > 1 and now[0] and now[1] and _says_again(tape, drafts, now):
            cast.unite(now[0], now[1])
    elif not talk.questions:
        others = {
            actor.id
            for actor, draft in zip(speakers, drafts, strict=True)
            if actor and draft.speaker and not _TOO.isdisjoint(tape.keys[draft.speaker[1] : draft.speaker[1] + 1])
        }
        cast.introduce([actor for actor in speakers if actor], others)


def _spans(drafts: Sequence[Draft], speakers: Sequence[Actor | None]) -> dict[str, tuple[int, int]]:
    """Of each who speaks under heads, by id, the numbers of their first and their last statement."""
    spans: dict[str, tuple[int, int]] = {}
    for number, (draft, actor) in enumerate(zip(drafts, speakers, strict=True)):
        if actor and draft.head:
            first, _ = spans.get(actor.id, (number, number))
            spans[actor.id] = (first, number)
    return spans


def _take_turns(spans: Mapping[str, tuple[int, int]], one: Actor, other: Actor) -> bool:
    """Does one of two who speak under heads speak again after the other?"""
    if one.id not in spans or other.id not in spans:
        return False
    (begin, end), (other_begin, other_end) = spans[one.id], spans[other.id]
    return begin < other_end and other_begin < end


def _says_again(tape: Tape, drafts: Sequence[Draft], speakers: Sequence[Actor | None]) -> bool:
    """Are the statements behind that of a headline all by the second speaker (or go on from the first), and do they take up its words?

    A headline has no sign before it, or another one than the lines below.

    Of 34 posts in our data in which an office and a name follow each other so, and a fifth of the words comes again, they are one person
    in all but one; where fewer words do, in 31 of 57.
    """
    headline, body, *below = drafts
    if (
        not headline.head
        or headline.cue
        or body.form not in _BEHIND_COLON
        or _sign(tape, headline) == _sign(tape, body)
    ):
        return False
    ids = [actor.id if actor else "" for actor in speakers]
    for draft, id in zip(below, ids[2:], strict=True):
        if id != ids[1] and not (draft.form == "continuation" and id == ids[0]):
            return False
    said = _telling(tape, [headline])
    return len(said & _telling(tape, [body, *below])) >= _AGAIN * max(1, len(said))


def _sign(tape: Tape, draft: Draft) -> str:
    """The sign before the line in which a draft stands, on that line or alone above it; "" for none."""
    return tape.sign(tape.line((draft.head or draft.content)[0])[0])


def _telling(tape: Tape, drafts: Sequence[Draft]) -> set[str]:
    """The words of contents that say what they are about."""
    stretches = [range(*piece) for draft in drafts for piece in (draft.content, *draft.more)]
    return {tape.keys[i] for stretch in stretches for i in stretch if tape.is_word(i) and tape.pos[i] not in _LINKING}


def _span(tape: Tape, stretch: Part | Stretch) -> Span:
    return Span(tape.tokens[stretch[0]].start, tape.tokens[stretch[1] - 1].end)


def _passage(text: str, tape: Tape, stretch: Part | Stretch | None) -> Passage | None:
    if stretch is None:
        return None
    span = _span(tape, stretch)
    return Passage(span.start, span.end, span.slice(text))


def _statement(
    id: str, text: str, tape: Tape, draft: Draft, actor: ActorRef | None, heard: ActorRef | None
) -> Statement:
    pieces = (_passage(text, tape, piece) for piece in (draft.content, *draft.more))
    cue = _passage(text, tape, draft.cue)
    to = _passage(text, tape, draft.to)
    return Statement(
        id=id,
        content=tuple(piece for piece in pieces if piece),
        form=draft.form,
        cue=cue,
        act=act_of(tape, draft.cue[:2] if draft.cue else None),
        speaker=_passage(text, tape, draft.speaker),
        actor=actor,
        to=Addressee(to.start, to.end, to.text, heard) if to else None,
        occasion=_passage(text, tape, draft.occasion),
        when=_passage(text, tape, draft.when),
        about=_passage(text, tape, draft.about),
        confidence=confidence(draft.probability),
    )


def _ref(cast: Cast, actor: Actor | None) -> ActorRef | None:
    """The actor as it is now."""
    now = cast.actor(actor.id) if actor else None
    return ActorRef(now.id, now.name, now.aliases) if now else None
