"""Tests of naql.actors: names, dates, who they mean, whom a speaker phrase means."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from naql.actors import Cast, find_mentions, resolve_actors
from naql.actors.consistency import cut
from naql.actors.dates import date_value
from naql.actors.keys import name_keys, word_key
from naql.actors.likeness import same_person, title_match
from naql.actors.offices import country_of
from naql.actors.titles import classes
from naql.lexicon import read_table
from naql.records import Actor, Mention
from naql.sentences import tokenise
from naql.spans import Span

CASES = Path(__file__).parent / "cases/actors"


def rows(name: str) -> list[dict]:
    return [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def carries(actor: Actor | None, name: str) -> bool:
    return actor is not None and any(name_keys(name) == name_keys(text) for text in (actor.name, *actor.aliases))


@pytest.mark.parametrize("case", rows("made"), ids=lambda case: case["name"])
def test_speaker_phrases_find_their_actor(case: dict) -> None:
    text, at, floor = case["text"], 0, []
    tokens = tokenise(text)
    cast = Cast(tokens, find_mentions(tokens)[0])
    heard: list[tuple[str, str | None, Actor | None]] = []
    for words, name in case["turns"]:
        at = text.index(words, at)
        actor = cast.resolve(Span(at, at + len(words)), floor)
        floor += [actor] if actor else []
        heard.append((words, name, actor))
        at += len(words)
    for words, name, actor in heard:
        now = cast.actor(actor.id) if actor else None
        assert carries(now, name) if name else now is None, (words, now)


@pytest.mark.parametrize("case", rows("negative"), ids=lambda case: case["text"][:20])
def test_plain_words_name_no_person(case: dict) -> None:
    mentions, _ = find_mentions(tokenise(case["text"]))
    assert [m for m in mentions if m.type in {"person", "title", "outlet"}] == []


def test_mentions_lie_on_their_words_and_belong_to_one_actor() -> None:
    for case in rows("made"):
        text = case["text"]
        tokens = tokenise(text)
        mentions, dates = find_mentions(tokens)
        assert mentions or case["name"] == "nobody-yet"
        assert all(text[m.start : m.end] == m.text for m in [*mentions, *dates])
        held = [m for actor in resolve_actors(tokens, mentions) for m in actor.mentions]
        assert sorted(held, key=lambda m: m.start) == mentions
        ends = sorted((m.start, m.end) for m in [*mentions, *dates])
        assert all(a[1] <= b[0] for a, b in pairwise(ends))


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="وی گفت: «رضا نیکنام» وزیر نیرو،.\n\u200cَ🙂a1۲(", max_size=120))
def test_any_text_gives_spans_inside_it(text: str) -> None:
    tokens = tokenise(text)
    mentions, dates = find_mentions(tokens)
    for found in (*mentions, *dates):
        assert 0 <= found.start < found.end <= len(text)
        assert text[found.start : found.end].split() == found.text.split()
    cast = Cast(tokens, mentions)
    for token in tokens:
        cast.resolve(token.span, cast.actors())
    assert len({actor.id for actor in cast.actors()}) == len(cast.actors())


def test_names_are_the_same_however_they_are_typed() -> None:
    assert word_key("رييس‌جمهور") == word_key("رئیسجمهور") == word_key("رئيس\u200cجمهور")
    assert same_person(("ملا", "برادر"), ("ملابرادر",))
    assert not same_person(("رضا", "نیکنام"), ("زهرا", "نیکنام"))
    assert not title_match(name_keys("سخنگوی رئیس‌جمهور"), name_keys("رئیس‌جمهور"))
    assert title_match(name_keys("نخست وزیر انگلستان"), name_keys("نخست‌وزیر انگلیس"))


def test_title_beside_a_name_is_the_same_actor() -> None:
    text = "رضا نیکنام، وزیر نیرو و ناصر دلاوری، وزیر کشور آمدند"
    mentions = [Mention(text.index(w), text.index(w) + len(w), w, kind) for w, kind in (
        ("رضا نیکنام", "person"), ("وزیر نیرو", "title"), ("ناصر دلاوری", "person"), ("وزیر کشور", "title"),
    )]  # fmt: skip
    actors = resolve_actors(tokenise(text), mentions)
    assert [(a.office, len(a.mentions)) for a in actors] == [("وزیر نیرو", 2), ("وزیر کشور", 2)]


@pytest.mark.parametrize(
    ("words", "published", "value", "calendar"),
    [
        ("۱۳ مهر ۱۳۹۹", None, "2020-10-04", "jalali"),
        ("روز یکشنبه چهارم اسفندماه ۹۸", None, "2020-02-23", "jalali"),
        ("بیست و یکم مهر ماه سال ۱۳۹۹", None, "2020-10-12", "jalali"),
        ("۱۳ مهر", None, None, "jalali"),
        ("۱۳ مهر", "2020-09-01T08:00:00Z", "2020-10-04", "jalali"),
        ("۲۵ اسفند", "2020-04-01", "2020-03-15", "jalali"),
        ("ژوئن ۲۰۰۵", None, "2005-06", "gregorian"),
        ("۱۲ محرم", "2020-09-01", None, "hijri"),
        ("دوشنبه گذشته", "2020-03-01", "2020-02-24", None),
        ("صبح امروز", "2020-03-01", "2020-03-01", None),
        ("امسال", "2020-03-01", "2019-03-21/2020-03-19", "jalali"),
        ("۳۱ آبان ۱۳۹۹", None, None, None),
        ("دیروز", "no date", None, None),
        ("۴ تا ۶ تیر ۹۹", None, None, "jalali"),
    ],
)
def test_dates_have_the_value_their_words_allow(
    words: str, published: str | None, value: str | None, calendar: str | None
) -> None:
    assert date_value(words, published) == (value, calendar)


def test_every_row_of_the_tables_fires_on_its_example() -> None:
    for row in read_table("actors/heads"):
        assert word_key(row["entry"]) in name_keys(row["example"]), row
        assert row["class"] in classes(word_key(row["entry"])), row
    for row in read_table("actors/countries"):
        assert row["entry"] in row["example"], row
        assert country_of(row["entry"]) is not None, row
    for row in read_table("actors/edges"):
        tokens = tokenise(row["example"])
        assert cut(tokens, [(0, len(tokens), "group")]) != [(0, len(tokens), "group")], row
        assert row["entry"] in [token.text for token in tokens], row
    for row in read_table("actors/dates"):
        assert row["entry"] in row["example"], row


def test_a_very_long_text_costs_in_proportion() -> None:
    line = "رضا نیکنام وزیر نیرو گفت: سازمان بنادر آماده است. "
    tokens = tokenise(line * 3_000)
    mentions, _ = find_mentions(tokens)
    actors = resolve_actors(tokens, mentions)
    assert len(actors) < 10
    assert max(len(actor.mentions) for actor in actors) >= 3_000
