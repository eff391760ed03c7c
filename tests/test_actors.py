"""Tests of naql.actors: names, dates, who they mean, whom a speaker phrase means."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import jdatetime
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from naql.actors import Cast, find_mentions
from naql.actors.antecedents import pointer_of
from naql.actors.cast import Roles
from naql.actors.consistency import cut, settle
from naql.actors.countries import country_of
from naql.actors.dates import date_value
from naql.actors.keys import name_keys, word_key
from naql.actors.likeness import is_office, same_person, title_match
from naql.actors.titles import without_honorifics
from naql.calendars import GREGORIAN_MONTHS, JALALI_MONTHS
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
        held = [m for actor in Cast(tokens, mentions).actors() for m in actor.mentions]
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
        cast.resolve(Span(token.start, token.end), cast.actors())
    assert len({actor.id for actor in cast.actors()}) == len(cast.actors())


def test_names_are_the_same_however_they_are_typed() -> None:
    assert word_key("رييس‌جمهور") == word_key("رئیسجمهور") == word_key("رئيس\u200cجمهور")
    assert same_person(("ملا", "برادر"), ("ملابرادر",))
    assert not same_person(("رضا", "نیکنام"), ("زهرا", "نیکنام"))
    assert not same_person(("علی", "برادر", "رضا", "نیکنام"), ("رضا", "نیکنام"))
    assert not same_person(("علی", "برادر", "رضا", "نیکنام"), ("علی", "فرهمند"))
    assert same_person(("علی", "نیکنام", "همسر", "زهرا", "فرهمند"), ("نیکنام",))
    assert not title_match(name_keys("سخنگوی رئیس‌جمهور"), name_keys("رئیس‌جمهور"))
    assert title_match(name_keys("نخست وزیر انگلستان"), name_keys("نخست‌وزیر انگلیس"))
    assert title_match(name_keys("معاون وزیر امورخارجه کشورمان"), name_keys("معاون سیاسی وزیر امور خارجه"))
    assert title_match(name_keys("فرمانده‌کل یگان دریایی"), name_keys("فرمانده یگان دریایی سواحل"))
    assert title_match(name_keys("مدیر کل شیلات"), name_keys("مدیرکل شیلات زاگرس"))
    assert not title_match(name_keys("دادستان کل کشور"), name_keys("دادستان زاگرس"))


def test_title_beside_a_name_is_the_same_actor() -> None:
    text = "رضا نیکنام، وزیر نیرو و ناصر دلاوری، وزیر کشور آمدند"
    mentions = [Mention(text.index(w), text.index(w) + len(w), w, kind) for w, kind in (
        ("رضا نیکنام", "person"), ("وزیر نیرو", "title"), ("ناصر دلاوری", "person"), ("وزیر کشور", "title"),
    )]  # fmt: skip
    actors = Cast(tokenise(text), mentions).actors()
    assert [(a.office, len(a.mentions)) for a in actors] == [("وزیر نیرو", 2), ("وزیر کشور", 2)]


def placed(text: str, *named: tuple[str, str]) -> tuple[Cast, list[Mention]]:
    """A cast of the named mentions, each string at the first place that is not before the one named before it."""
    mentions, at = [], 0
    for words, kind in named:
        at = text.index(words, at)
        mentions.append(Mention(at, at + len(words), words, kind))
        at += len(words)
    return Cast(tokenise(text), mentions), mentions


def test_an_office_and_the_name_that_speaks_next_are_one_person() -> None:
    text = "مدیر شبکهٔ بهداشت بندر نو از گشایش درمانگاه خبر داد. " + "هوا بارانی بود. " * 40
    text += "رضا نیکنام گفت: فردا باز می‌شود. رئیس ستاد سلامت افزود: خوب است."
    named = ("مدیر شبکهٔ بهداشت بندر نو", "title"), ("رضا نیکنام", "person"), ("رئیس ستاد سلامت", "title")
    cast, mentions = placed(text, *named)
    floor = [actor for m in mentions if (actor := cast.resolve(Span(m.start, m.end)))]
    assert len({actor.id for actor in floor}) == 3
    cast.introduce(floor)
    assert [(actor.name, actor.office) for actor in cast.actors()] == [("رضا نیکنام", "مدیر شبکهٔ بهداشت بندر نو")]
    assert {cast.actor(actor.id).id for actor in floor} == {cast.actors()[0].id}


def test_an_office_stays_its_own_where_the_next_name_has_another_or_two_persons_speak() -> None:
    text = "مدیر شبکهٔ بهداشت خبر داد. رضا نیکنام شهردار بندر نو گفت: خوب است. ناصر دلاوری گفت: بد نیست. رئیس ستاد سلامت افزود: نه."
    named = ("مدیر شبکهٔ بهداشت", "title"), ("رضا نیکنام", "person"), ("شهردار بندر نو", "title"), ("ناصر دلاوری", "person"), (
        "رئیس ستاد سلامت", "title",
    )  # fmt: skip
    cast, mentions = placed(text, *named)
    cast.introduce([actor for m in mentions if (actor := cast.resolve(Span(m.start, m.end)))])
    assert len(cast.actors()) == 4


def test_a_name_has_no_quotation_marks_and_the_marked_form_is_an_alias() -> None:
    text = "خبرگزاری «سپیدار» نوشت."
    (actor,) = placed(text, ("خبرگزاری «سپیدار»", "outlet"))[0].actors()
    assert actor.name == "خبرگزاری سپیدار"
    assert "خبرگزاری «سپیدار»" in actor.aliases


def test_half_a_mark_is_in_no_name() -> None:
    text = "«رضا نیکنام» وزیر نیرو گفت: خاموشی نداریم."
    (actor,) = placed(text, ("رضا نیکنام", "person"), ("وزیر نیرو", "title"))[0].actors()
    assert (actor.name, actor.aliases) == ("رضا نیکنام وزیر نیرو", ("رضا نیکنام", "وزیر نیرو"))


def test_the_fullest_name_is_not_one_with_an_honorific_alone() -> None:
    text = "رضا نیکنام آمد. آقای نیکنام گفت."
    (actor,) = placed(text, ("رضا نیکنام", "person"), ("آقای", "title"), ("نیکنام", "person"))[0].actors()
    assert actor.name == "رضا نیکنام"
    assert "آقای نیکنام" in actor.aliases


@pytest.mark.parametrize(
    ("text", "named", "name"),
    [
        # The longer own name wins over a longer office, and whole names over one that needs the article to be understood.
        (
            "رضا نیکنام وزیر نیرو آمد. نیکنام، وزیر نیرو و آب و برق گفت.",
            [("رضا نیکنام", "person"), ("وزیر نیرو", "title"), ("نیکنام", "person"), ("وزیر نیرو و آب و برق", "title")],
            "رضا نیکنام وزیر نیرو",
        ),
        (
            "رضا نیکنام، وزیر نیروی این کشور، آمد. رضا نیکنام، وزیر نیروی عراق، گفت.",
            [
                ("رضا نیکنام", "person"),
                ("وزیر نیروی این کشور", "title"),
                ("رضا نیکنام", "person"),
                ("وزیر نیروی عراق", "title"),
            ],
            "رضا نیکنام، وزیر نیروی عراق",
        ),
        (
            "اعضای این انجمن آمدند. اعضای انجمن گفتند.",
            [("اعضای این انجمن", "group"), ("اعضای انجمن", "group")],
            "اعضای انجمن",
        ),
    ],
)
def test_the_fullest_name_is_clear_outside_the_article(text: str, named: list[tuple[str, str]], name: str) -> None:
    assert [actor.name for actor in placed(text, *named)[0].actors()] == [name]


def test_a_surname_of_two_words_is_found_written_together() -> None:
    text = "سعید نیک زاده آمد. نیک‌زاده گفت: خوب است."
    (actor,) = placed(text, ("سعید نیک زاده", "person"), ("نیک‌زاده", "person"))[0].actors()
    assert (actor.name, actor.aliases) == ("سعید نیک زاده", ("نیک‌زاده",))


def test_a_body_of_this_state_is_that_of_the_state_named_last() -> None:
    text = "وزارت راه عراق و وزارت راه ترکیه آمدند. قطار به عراق رسید. وزارت راه این کشور خبر داد."
    named = ("وزارت راه عراق", "organisation"), ("وزارت راه ترکیه", "organisation")
    cast, (iraq, turkey, this) = placed(text, *named, ("وزارت راه این کشور", "organisation"))
    found = [actor.name if (actor := cast.resolve(m.span)) else None for m in (iraq, turkey, this)]
    assert found == ["وزارت راه عراق", "وزارت راه ترکیه", "وزارت راه عراق"]
    foreign = text.replace("به عراق", "به فرانسه")
    assert len(placed(foreign, *named, ("وزارت راه این کشور", "organisation"))[0].actors()) == 3


def test_a_title_that_is_somebodys_is_not_the_next_names() -> None:
    text = "کارمند شهرداری از رئیس سابقش شکایت کرد. رضا نیکنام گفت: خوب است."
    cast, _ = placed(text, ("رئیس سابقش", "title"), ("رضا نیکنام", "person"))
    assert [actor.name for actor in cast.actors()] == ["رئیس سابقش", "رضا نیکنام"]


@pytest.mark.parametrize(
    ("words", "text", "named", "name"),
    [
        (
            "این وکلا",
            "گروهی از وکلای سپیدان آمدند. رضا نیکنام گفت. ",
            [("گروهی از وکلای سپیدان", "group"), ("رضا نیکنام", "person")],
            "گروهی از وکلای سپیدان",
        ),
        (
            "این تحلیلگران",
            "برخی کارگران آمدند. شهرداری نوشت. رضا نیکنام گفت. ",
            [("برخی کارگران", "group"), ("شهرداری", "organisation"), ("رضا نیکنام", "person")],
            "برخی کارگران",
        ),
        (
            "این وزارتخانه",
            "وزارت نیرو آمد. شورای شهر نوشت. ",
            [("وزارت نیرو", "organisation"), ("شورای شهر", "organisation")],
            "وزارت نیرو",
        ),
        (
            "این ۳ کشور",
            "کشورهای سپیدان آمدند. رضا نیکنام گفت. ",
            [("کشورهای سپیدان", "group"), ("رضا نیکنام", "person")],
            "کشورهای سپیدان",
        ),
    ],
)
def test_who_is_pointed_at_is_of_the_sort_and_number_of_the_noun(
    words: str, text: str, named: list[tuple[str, str]], name: str
) -> None:
    cast, mentions = placed(text + words, *named)
    floor = [actor for m in mentions if (actor := cast.resolve(m.span))]
    actor = cast.resolve(Span(len(text), len(text + words)), floor)
    assert actor is not None
    assert actor.name == name


def test_what_a_document_is_like_names_nobody_and_who_sent_it_is_its_issuer() -> None:
    text = "شورای شهر نوشت. بر اساس آمار رسمی، آب کم است. بر اساس نامه‌ای که از سوی وزارت نیرو رسید، آب هست."
    cast, _ = placed(text, ("شورای شهر", "organisation"), ("وزارت نیرو", "organisation"))
    spoken = [cast.resolve(Span(at := text.index(w), at + len(w)), cast.actors()[:1]) for w in ("آمار رسمی", "نامه‌ای")]
    assert [actor and actor.name for actor in spoken] == ["آمار رسمی", "وزارت نیرو"]


def test_a_person_who_is_pointed_at_is_no_place() -> None:
    tokens = tokenise("مردی اهل لوسانیا یک ربات ساخته است. او گفت")
    cast = Cast(tokens, [Mention(9, 16, "لوسانیا", "place")])
    assert cast.resolve(Span(36, 38)) is None
    assert carries(cast.resolve(Span(9, 16)), "لوسانیا")


def test_a_state_is_called_by_its_capital_only_where_it_has_no_other_name() -> None:
    for text, name in (("بغداد و عراق هشدار دادند.", "عراق"), ("بغداد هشدار داد. بغداد نوشت.", "بغداد")):
        found = [(word.strip("."), "place") for word in text.split() if word in ("بغداد", "عراق")]
        assert [actor.name for actor in placed(text, *found)[0].actors()] == [name]


def test_two_sides_of_a_land_are_two_places() -> None:
    text = "زاگرس شرقی و زاگرس غربی و دریای شمالی و دریا"
    places = ("زاگرس شرقی", "زاگرس غربی", "دریای شمالی")
    assert [a.name for a in placed(text, *[(name, "place") for name in places])[0].actors()] == list(places)


def test_an_office_is_not_given_to_a_name_in_what_it_says() -> None:
    text = "وزیر فرهنگ سپیدان گفت: «کتابخانه باز شد. رضا نیکنام کتاب‌ها را بخشید.»"
    actors = placed(text, ("وزیر فرهنگ سپیدان", "title"), ("رضا نیکنام", "person"))[0].actors()
    assert [actor.name for actor in actors] == ["وزیر فرهنگ سپیدان", "رضا نیکنام"]


def test_an_office_is_not_given_to_a_name_that_it_speaks_of() -> None:
    text = "وزیر راه از پیشرفت کار و گفته‌های رضا نیکنام خرسند بود."
    actors = placed(text, ("وزیر راه", "title"), ("رضا نیکنام", "person"))[0].actors()
    assert [actor.name for actor in actors] == ["وزیر راه", "رضا نیکنام"]


def test_an_office_is_not_given_over_another_one_to_the_next_name() -> None:
    text = "در دیدار با رئیس شورای سپیدان از پل گفتند. مدیر شرکت راه خبر داد. رئیس شورای سپیدان آمد. رضا نیکنام گفت: خوب است."
    council, head = ("رئیس شورای سپیدان", "title"), ("مدیر شرکت راه", "title")
    actors = placed(text, council, head, council, ("رضا نیکنام", "person"))[0].actors()
    assert [actor.name for actor in actors] == ["رئیس شورای سپیدان", "مدیر شرکت راه", "رضا نیکنام"]


def test_a_body_or_a_relative_named_after_a_person_is_not_that_person() -> None:
    text = "رضا نیکنام آمد. دفتر رضا نیکنام نوشت. مادر رضا نیکنام گفت."
    cast, _ = placed(text, *[("رضا نیکنام", "person")] * 3)
    spoken = [
        cast.resolve(Span(at := text.index(words), at + len(words))) for words in ("دفتر رضا نیکنام", "مادر رضا نیکنام")
    ]
    assert [actor and actor.name for actor in spoken] == ["دفتر رضا نیکنام", "مادر رضا نیکنام"]


def test_an_office_that_answers_a_person_of_another_office_is_somebody_else() -> None:
    text = "آرش مهرپرور سخنگوی شهرداری گفت: خط هشتم باز می‌شود. رئیس شورای شهر پاسخ داد: منتظریم."
    cast, mentions = placed(text, ("آرش مهرپرور", "person"), ("سخنگوی شهرداری", "title"), ("رئیس شورای شهر", "title"))
    cast.introduce([actor for m in mentions[::2] if (actor := cast.resolve(Span(m.start, m.end)))])
    assert len(cast.actors()) == 2


def test_several_who_speak_with_one_voice_are_an_actor_of_their_own() -> None:
    text = "رضا نیکنام و ناصر دلاوری در بیانیه‌ای نوشتند. این دو نماینده افزودند. رضا نیکنام گفت."
    cast, _ = placed(text, ("رضا نیکنام", "person"), ("ناصر دلاوری", "person"), ("رضا نیکنام", "person"))
    both = cast.resolve(Span(0, len("رضا نیکنام و ناصر دلاوری")))
    assert both is not None
    assert (both.name, both.kind) == ("رضا نیکنام و ناصر دلاوری", "group")
    at = text.index("این دو نماینده")
    again = cast.resolve(Span(at, at + len("این دو نماینده")), [both])
    last = text.rindex("رضا نیکنام")
    alone = cast.resolve(Span(last, last + len("رضا نیکنام")), [both])
    assert again is not None
    assert alone is not None
    assert (again.id, alone.name) == (both.id, "رضا نیکنام")


def test_a_body_and_its_short_form_in_brackets_are_one() -> None:
    text = "ناوسام آمد. فرماندهی مرکزی دریا (ناوسام) گفت. ناوسام افزود. شورای بندر (دولت سپیدان) نوشت."
    named = ("ناوسام", "organisation"), ("فرماندهی مرکزی دریا", "organisation"), ("ناوسام", "organisation"), (
        "ناوسام", "organisation",
    ), ("شورای بندر", "organisation"), ("دولت سپیدان", "organisation")  # fmt: skip
    cast, _ = placed(text, *named)
    assert [actor.name for actor in cast.actors()] == ["فرماندهی مرکزی دریا", "شورای بندر", "دولت سپیدان"]


def test_a_part_of_many_is_many() -> None:
    pointer = pointer_of(name_keys("این دسته از رانندگان"))
    assert pointer is not None
    assert pointer.sort == "this many"


def test_words_before_a_body_that_end_with_its_short_form_are_that_body() -> None:
    text = "ناوسام نوشت. نهاد تندروی فرماندهی مرکزی (ناوسام) گفت."
    cast, _ = placed(text, ("ناوسام", "organisation"), ("فرماندهی مرکزی", "organisation"), ("ناوسام", "organisation"))
    words = "نهاد تندروی فرماندهی مرکزی (ناوسام)"
    actor = cast.resolve(Span(text.index(words), text.index(words) + len(words)))
    assert actor is not None
    assert len(actor.mentions) == 3


def test_a_body_is_one_with_and_without_the_word_organisation() -> None:
    text = "سازمان دریای پاک گفت. دریای پاک افزود. شرکت دریای پاک نوشت."
    bodies = "سازمان دریای پاک", "دریای پاک", "شرکت دریای پاک"
    cast, _ = placed(text, *((words, "organisation") for words in bodies))
    assert [len(actor.mentions) for actor in cast.actors()] == [2, 1]


def test_an_office_in_a_relative_clause_is_not_the_person_before() -> None:
    text = "نامهٔ ناصر دلاوری که در آن رئیس شورای شهر گفته است. ناصر دلاوری نوشت که آن رئیس شورای شهر رفت."
    named = ("ناصر دلاوری", "person"), ("رئیس شورای شهر", "title")
    cast, _ = placed(text, *named)
    assert [actor.name for actor in cast.actors()] == ["ناصر دلاوری", "رئیس شورای شهر"]


def test_a_capital_stands_for_its_state_unless_somebody_is_or_goes_there() -> None:
    text = "آمریکا هشدار داد. واشنگتن افزود: صبر نمی‌کنیم. هیئت ژاپن در واشنگتن ماند."
    cast, _ = placed(text, ("آمریکا", "place"), ("واشنگتن", "place"), ("ژاپن", "place"), ("واشنگتن", "place"))
    assert [len(actor.mentions) for actor in cast.actors()] == [2, 1, 1]


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
        ("سال ۹۲", None, "2013-03-21/2014-03-20", "jalali"),
        ("سال جاری ۲۰۲۱", None, "2021", "gregorian"),
        ("۹۸ سال", None, None, None),
        ("۱۵ عقرب ۱۴۰۰", None, "2021-11-06", "jalali"),
        ("سال ۱۴۵۳ میلادی", None, "1453", "gregorian"),
        ("۱۳ مارس ۱۳۹۹", None, None, "gregorian"),
        ("۳۰ آذر", "2021-03-25", "2020-12-20", "jalali"),
        ("۲۹ فوریه", "2020-03-01", "2020-02-29", "gregorian"),
        ("دوشنبه هفته گذشته", "2020-10-08", "2020-09-28", None),
        ("جمعه هفته آینده", "2020-10-05", "2020-10-16", None),
        ("دوشنبه هفته جاری", "2020-10-08", "2020-10-05", None),
        ("پس فردا", "2020-10-04", "2020-10-06", None),
        ("از دیروز تا امروز", "2020-10-04", None, None),
        ("بیست مهر ۱۳۹۹", None, "2020-10-11", "jalali"),
        ("بیست و دو بهمن ۱۳۵۷", None, "1979-02-11", "jalali"),
        ("پیش از ظهر ۱۳ مهر", "2020-10-08", "2020-10-04", "jalali"),
        ("جمعه پیش رو", "2020-10-08", None, None),
        ("دوشنبه دو هفته پیش", "2020-10-08", None, None),
        ("شنبه تا چهارشنبه هفته جاری", "2020-10-08", None, None),
        ("فردا و پس‌فردا", "2020-10-08", None, None),
        ("۲۹ مه ۱۴۵۳ میلادی", None, "1453-05-29", "gregorian"),
        ("۲۴ سپتامبر، ۲ میزان", "2020-10-08", "2020-09-23", "jalali"),
    ],
)
def test_dates_have_the_value_their_words_allow(
    words: str, published: str | None, value: str | None, calendar: str | None
) -> None:
    assert date_value(words, published) == (value, calendar)


KIND_OF_HEAD = {"body": "organisation", "outlet": "outlet", "group": "group", "area": "place", "document": "document"}


def table(name: str) -> list[pytest.param]:
    return [pytest.param(row, id=f"{row['class']}-{row['entry']}") for row in read_table(f"actors/{name}")]


def heard(words: str, named: str = "") -> Actor | None:
    """Whom the words mean, in a text of their own or behind a sentence in which a person is named who speaks."""
    text = f"{named} آمد. " if named else ""
    places = (text + words).count(named) if named else 0
    cast, _ = placed(text + words, *[(named, "person")] * places)
    return cast.resolve(Span(len(text), len(text + words)), cast.actors())


@pytest.mark.parametrize("row", table("heads"))
def test_a_head_does_in_its_example_what_its_class_says(row: dict[str, str]) -> None:
    keys = name_keys(row["example"])
    phrase, kind = keys[keys.index(word_key(row["entry"])) :], row["class"]
    if kind in KIND_OF_HEAD:
        actor = heard(row["entry"])
        assert actor is not None
        assert actor.kind == KIND_OF_HEAD[kind]
    elif kind == "pronoun":
        assert carries(heard(row["entry"], "رضا نیکنام"), "رضا نیکنام")
    elif kind == "kin":
        assert not carries(heard(f"{row['entry']} رضا نیکنام", "رضا نیکنام"), "رضا نیکنام")
    elif kind == "honorific":
        assert without_honorifics(phrase) != phrase
    else:
        actor = heard(row["entry"])
        assert kind in {"office", "role"}
        assert is_office(phrase)
        assert actor is not None
        assert actor.kind == "person"


@pytest.mark.parametrize("row", table("countries"))
def test_a_name_of_a_country_tells_its_state(row: dict[str, str]) -> None:
    assert row["entry"] in row["example"]
    assert country_of(row["entry"]) == (row["country"], row["wikidata"], row["class"] == "capital")


@pytest.mark.parametrize("row", table("edges"))
def test_a_name_ends_before_an_edge(row: dict[str, str]) -> None:
    tokens = tokenise(row["example"])
    at = [token.text for token in tokens].index(row["entry"])
    assert cut(tokens, [(at, at + 1, "group")]) == []
    assert all(last <= at for _, last, _ in cut(tokens, [(0, len(tokens), "group")]))


def test_a_state_has_one_code_one_id_and_one_name_that_is_no_alias() -> None:
    pairs = {(row["country"], row["wikidata"]) for row in read_table("actors/countries")}
    codes = sorted(row["country"] for row in read_table("actors/countries") if row["class"] == "country")
    assert codes == sorted(code for code, _ in pairs)
    assert len({item for _, item in pairs}) == len(pairs)


def counted(names: Iterable[str], first: int = 1) -> dict[str, int]:
    return {word_key(name): number for number, name in enumerate(names, first)}


# The numbers of the table `dates`, written again or taken from elsewhere: a test that took them from its rows could not fail.
ORDINALS = "یکم دوم سوم چهارم پنجم ششم هفتم هشتم نهم دهم یازدهم دوازدهم سیزدهم چهاردهم پانزدهم شانزدهم هفدهم هجدهم نوزدهم بیستم"
MOONS = "محرم صفر ربیع‌الاول ربیع‌الثانی جمادی‌الاول جمادی‌الثانی رجب شعبان رمضان شوال ذی‌القعده ذی‌الحجه"
NUMBERS = {
    "jalali": counted(names[0] for names in JALALI_MONTHS)
    | counted(f"{names[0]}ماه" for names in JALALI_MONTHS)
    | counted(names[1] for names in JALALI_MONTHS),
    "gregorian": {name: number for number, names in enumerate(GREGORIAN_MONTHS, 1) for name in counted(names)}
    | {word_key("آپریل"): 4, word_key("آگوست"): 8},
    "hijri": counted(MOONS.split()),
    "weekday": counted(jdatetime.date.j_weekdays_fa, 0),
    "day": counted(ORDINALS.split()) | {"اول": 1},
    "relative": {"امروز": 0, "امشب": 0, "دیروز": -1, "دیشب": -1, "پریروز": -2, "فردا": 1, "پسفردا": 2},
    "year": {"امسال": 0, "پارسال": -1},
    "shift": {"گذشته": -1, "قبل": -1, "پیش": -1, word_key("آتی"): 1, word_key("آینده"): 1, "جاری": 0, "کنونی": 0},
}


@pytest.mark.parametrize("row", table("dates"))
def test_a_word_of_a_date_has_its_number(row: dict[str, str]) -> None:
    assert word_key(row["entry"]) in name_keys(row["example"])
    number = NUMBERS[row["class"]][word_key(row["entry"])]
    words, value = date_with(row["class"], row["entry"], number)
    found = date_value(words, "2020-10-10")  # a Saturday, ۱۹ مهر ۱۳۹۹
    assert found.value == value
    assert row["class"] != "hijri" or (found.calendar, int(row["number"])) == ("hijri", number)


def date_with(kind: str, entry: str, number: int) -> tuple[str, str | None]:
    """A date in which an entry of that class stands, and the value that its number gives to it."""
    match kind:
        case "jalali":
            return f"۵ {entry} ۱۳۹۹", jalali(1399, number, 5)
        case "gregorian":
            return f"۵ {entry} ۲۰۲۰", f"2020-{number:02}-05"
        case "hijri":
            return f"۵ {entry} ۱۴۴۲", None  # its months begin with the new moon: no value
        case "day":
            return f"{entry} مهر ۱۳۹۹", jalali(1399, 7, number)
        case "weekday":
            return f"{entry} گذشته", f"2020-10-{3 + number:02}"
        case "relative":
            return f"صبح {entry}", f"2020-10-{10 + number:02}"
    leap = number == 0  # 1399 is one
    words = {"year": entry, "shift": f"سال {entry}"}[kind]
    return words, f"{jalali(1399 + number, 1, 1)}/{jalali(1399 + number, 12, 29 + leap)}"


def jalali(year: int, month: int, day: int) -> str:
    return jdatetime.date(year, month, day).togregorian().isoformat()


def test_a_very_long_text_costs_in_proportion() -> None:
    line = "رضا نیکنام وزیر نیرو گفت: سازمان بنادر آماده است. "
    tokens = tokenise(line * 3_000)
    mentions, _ = find_mentions(tokens)
    actors = Cast(tokens, mentions).actors()
    assert len(actors) < 10
    assert max(len(actor.mentions) for actor in actors) >= 3_000


def test_a_role_made_after_a_merger_has_an_id_of_its_own() -> None:
    roles = Roles([], [])
    first, second, third = (roles.new("group") for _ in range(3))
    roles.merge(first, second)
    fourth = roles.new("group")
    assert len({second.id, third.id, fourth.id}) == 3
    assert list(roles.by_id.values()) == [second, third, fourth]
    assert roles.role(first.id) is second


def test_the_end_of_a_name_is_that_person_also_where_it_names_a_place() -> None:
    tokens = tokenise("دیوید کامرون به لندن رفت. کامرون گفت: راه باز است.")
    at = [token.text for token in tokens].index("کامرون", 2)
    found = settle(tokens, [(0, 2, "person"), (3, 4, "place"), (at, at + 1, "place")])
    assert found == [(0, 2, "person"), (3, 4, "place"), (at, at + 1, "person")]


def test_what_says_which_one_is_meant_begins_no_title_and_no_group() -> None:
    tokens = tokenise("یک مقام آگاه ، برخی کارشناسان ، آن مسئول")
    assert settle(tokens, [(0, 3, "title"), (4, 6, "group"), (7, 9, "title")]) == [
        (1, 3, "title"),
        (5, 6, "group"),
        (8, 9, "title"),
    ]
