"""Statements: the cases of tests/cases/statements, and the law that every span slices to its words."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import naql
from naql.actors import find_mentions
from naql.evaluate import same_actor
from naql.sentences import tokenise
from naql.statements.confidence import confidence
from naql.statements.interviews import Interview
from naql.statements.lines import LineView
from naql.statements.posts import walk
from naql.statements.scene import Scene
from naql.statements.tagger import find_parts
from naql.statements.tape import Tape

CASES = Path(__file__).parent / "cases/statements"
OWN = Path(__file__).parent.parent / "quality/articles.texts.jsonl"


def cases(kind: str, *marks: Any) -> list[Any]:
    rows = map(json.loads, (CASES / f"{kind}.jsonl").read_text(encoding="utf-8").splitlines())
    return [pytest.param(row, id=row["label"], marks=marks) for row in rows]


@pytest.mark.parametrize("case", [*cases("made"), *cases("known-failures", pytest.mark.xfail(strict=True))])
def test_finds_each_statement_of_a_case(case: dict[str, Any]) -> None:
    reading = naql.read(case["text"])
    found = [flat(statement) for statement in reading.statements]
    for wanted, statement in zip(case["expect"], found, strict=True):
        actor = wanted.pop("actor", None)
        assert {key: statement[key] for key in wanted} == wanted
        assert actor is None or same_actor(statement["ref"], {"name": actor})


def flat(statement: naql.Statement) -> dict[str, Any]:
    return {
        "cue": statement.cue and statement.cue.text,
        "content": " … ".join(piece.text for piece in statement.content),
        "form": statement.form,
        "act": statement.act,
        "to": statement.to and statement.to.text,
        "ref": statement.actor and {"name": statement.actor.name, "aliases": statement.actor.aliases},
    }


@pytest.mark.parametrize("case", cases("negative"))
def test_invents_no_statement(case: dict[str, Any]) -> None:
    assert naql.read(case["text"]).statements == ()


def placed(record: Any) -> Iterator[Any]:
    """Every record with a place in the text, at any depth."""
    if isinstance(record, tuple):
        for item in record:
            yield from placed(item)
    elif dataclasses.is_dataclass(record):
        if getattr(record, "start", None) is not None:
            yield record
        for field in dataclasses.fields(record):
            yield from placed(getattr(record, field.name))


def assert_sliced(text: str) -> None:
    reading = naql.read(text)
    for record in placed(reading):
        assert 0 <= record.start < record.end <= len(text)
        if hasattr(record, "text") and not isinstance(record, naql.Note):
            assert text[record.start : record.end] == record.text


def test_spans_slice_to_their_words_in_our_own_articles() -> None:
    for line in OWN.read_text(encoding="utf-8").splitlines():
        assert_sliced(json.loads(line)["text"])


PIECES = st.sampled_from(
    [
        "وی گفت:",
        "«",
        "»",
        '"',
        "که",
        "با اشاره به",
        "رئیسجمهور",
        "می شود",
        "كرد",
        "\n",
        "\u200c",
        "\u200f",
        "🔴",
        "خواند",
        "ـ",
        "۱۲٫۵",
        "X:",
        "ۀ",
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES | st.text(max_size=8), max_size=40).map(" ".join))
def test_spans_slice_to_their_words_in_any_text(text: str) -> None:
    assert_sliced(text)


def test_ten_thousand_quotation_marks_are_read() -> None:
    assert_sliced("وزیر گفت: " + "«" * 10_000)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("«پل تازه باز است و همه می‌گویند کار تمام شد.»", True),
        ("پل تازه باز است و رفت‌وآمد روان شد.", True),
        ("رضا کیانی، وزیر نیرو، گفت: کار تمام است.", False),  # the cue tells who says it
    ],
)
def test_what_stands_first_below_a_head_is_said(line: str, said: bool) -> None:
    tokens = tokenise(f"🔴\nوزیر راه:\n{line}\nپل تازه زیباست.\n@khabar_nemuneh")
    tape = Tape(tokens, *find_mentions(tokens))
    must: list[bool] = []

    def goes_on(view: LineView) -> float:
        must.append(view.must_be_said())
        return 1.0

    walk(Scene(tape, find_parts(tape)), Interview([], []), lambda head: 1.0, goes_on)
    assert must == [said, False]


QUESTIONS = {
    "labels": (
        "🎙\nگفت‌وگوی کوتاه با رحیم کشتکار، نمایندهٔ کارگران نورد سپیدان\nس: خواستهٔ اصلی شما چیست؟\n"
        "ج: ما سه خواسته داریم و اولی مزد عقب‌افتاده است.\nس: با ادارهٔ کار هم نشستی داشتید؟\n"
        "ج: دو بار رفتیم و به هیچ جا نرسید.\n@kargar_sepidan",
        ["ما سه خواسته داریم و اولی مزد عقب‌افتاده است", "دو بار رفتیم و به هیچ جا نرسید"],
    ),
    "an outlet's questions, the second answer without a name": (
        "رحیم کشتکار در گفت‌وگو با تسنیم: کارگاه‌ها خالی است\n"
        "تسنیم: چند کارگاه هنوز کار می‌کند؟\nکشتکار: از سی کارگاه سه تا مانده است.\n"
        "تسنیم: دولت کمکی کرده است؟\nوام دادند، اما به ما نرسید. بافندگان رفتند سراغ کار دیگر.",
        [
            "کارگاه‌ها خالی است",
            "از سی کارگاه سه تا مانده است",
            "وام دادند، اما به ما نرسید. بافندگان رفتند سراغ کار دیگر",
        ],
    ),
    "an answer that tells what somebody else said": (
        "گفت و گو با رحیم کشتکار، رئیس انجمن قالی‌بافان\nسؤال:\nچند کارگاه هنوز کار می‌کند؟\nپاسخ:\n"
        "از سی کارگاه سه تا مانده است. وزیر صنعت گفت که وام می‌دهد، اما تا امروز خبری نشده است.",
        ["از سی کارگاه سه تا مانده است. وزیر صنعت گفت که وام می‌دهد، اما تا امروز خبری نشده است"],
    ),
    "an interviewer whom only his questions show to be one": (
        "رحیم کشتکار: کارگاه‌ها خالی است\nسپهرنو: چند کارگاه هنوز کار می‌کند؟\nکشتکار: از سی کارگاه سه تا مانده است.\n"
        "سپهرنو: دولت کمکی کرده است؟!\nکشتکار: وام داده‌اند، ولی دیر.",
        ["کارگاه‌ها خالی است", "از سی کارگاه سه تا مانده است", "وام داده‌اند، ولی دیر"],
    ),
    "questions without labels": (
        "رحیم کشتکار، رئیس انجمن قالی‌بافان، در گفت‌وگو با خبرنگار ما گفت: کارگاه‌ها خالی است.\nمتن کامل گفت‌وگو:\n"
        "* چند کارگاه هنوز کار می‌کند؟\n- از سی کارگاه سه تا مانده است. بقیه انبار شده‌اند.\n"
        "* دولت کمکی کرده است؟\n- وام دادند، اما به ما نرسید. بافندگان رفتند سراغ کار دیگر.",
        [
            "کارگاه‌ها خالی است",
            "از سی کارگاه سه تا مانده است. بقیه انبار شده‌اند",
            "وام دادند، اما به ما نرسید. بافندگان رفتند سراغ کار دیگر",
        ],
    ),
}


def test_whom_a_guest_quotes_does_not_answer_the_next_question() -> None:
    text = (
        "بهزاد سپهری در گفت‌وگو با روزنامهٔ ما گفت: گرانی پایین نمی‌آید.\nچرا به آمار اعتماد دارید؟\n"
        "رئیس کل بانک مرکزی هفتهٔ پیش گفت که نرخ‌ها پایین آمده است. من خودم هم دیده‌ام.\n"
        "به آمار رسمی اعتماد دارید؟\nاعتماد دارم، اما نه به همهٔ آن."
    )
    named = [statement.actor and statement.actor.name for statement in naql.read(text).statements]
    assert named == ["بهزاد سپهری", "رئیس کل بانک مرکزی", "بهزاد سپهری", "بهزاد سپهری"]


@pytest.mark.parametrize("kind", QUESTIONS)
def test_the_answers_of_an_interview_are_its_guests_and_the_questions_nobodys(kind: str) -> None:
    text, answers = QUESTIONS[kind]
    statements = naql.read(text).statements
    assert [statement.content[0].text for statement in statements] == answers
    assert all(statement.actor and "رحیم کشتکار" in statement.actor.name for statement in statements)


def test_a_head_names_who_speaks_or_says_what_about() -> None:
    text = (
        "🏅\nخبرهای کوتاه ورزش سپیدان\n🔹\nوالیبال: شاگردان نیکنام هفتهٔ دوم را با دو برد پشت سر گذاشتند\n🔹\n"
        "دروازه‌بان: رضا کیانی\n🔹\nعلی سپهری، سرمربی: از بازیکنانم راضی هستم\n@varzesh_nemuneh"
    )
    statements = naql.read(text).statements
    assert [statement.content[0].text for statement in statements] == ["از بازیکنانم راضی هستم"]


def test_confidence_rises_with_the_probability() -> None:
    values = [confidence(p / 20) for p in range(21)]
    assert values == sorted(values)
    assert 0 <= values[0] < values[-1] <= 1


def test_when_occasion_and_topic_are_read_from_the_frame() -> None:
    text = "رضا کیانی، وزیر نیرو، روز دوشنبه در نشست خبری دربارهٔ خاموشی‌های تابستان گفت: برنامه داریم."
    statement = naql.read(text).statements[0]
    found = [part and part.text for part in (statement.when, statement.occasion, statement.about)]
    assert found == ["روز دوشنبه", "در نشست خبری", "خاموشی‌های تابستان"]


@pytest.mark.parametrize(
    ("words", "occasion"),
    [
        ("در این دیدار", "در این دیدار"),
        ("در آغاز جلسه شورا", "در آغاز جلسه شورا"),
        ("در نشستی خبری", "در نشستی خبری"),
        ("در گفت‌وگوی تلفنی با شهردار بندر نو", "در گفت‌وگوی تلفنی با شهردار بندر نو"),
        ("با انتشار بیانیه‌ای", "با انتشار بیانیه‌ای"),
        ("با حضور در جلسه شورا", "با حضور در جلسه شورا"),
        ("در خطبه‌های نماز جمعه", "در خطبه‌های نماز جمعه"),
        ("در نشست خبری و در پاسخ به پرسشی", "در نشست خبری"),
        ("در بازدید از پل ضمن نگاهی به کارگاه", "در بازدید از پل"),
        ("که در نشست شورا حضور داشت", "در نشست شورا"),
        ("در خانه پدری", None),
        ("با حضور پررنگ مردم", None),
    ],
)
def test_an_occasion_is_told_by_its_venue(words: str, occasion: str | None) -> None:
    (statement,) = naql.read(f"رضا کیانی، وزیر نیرو، {words} گفت: برای تابستان برنامه داریم.").statements
    assert (statement.occasion and statement.occasion.text) == occasion


def test_the_speaker_is_no_part_of_occasion_or_topic() -> None:
    text = "در خصوص پرونده احتکار برنج هم رضا کیانی مدیرکل بازرسی بندر نو گفت: انبار پلمب شد."
    topic = naql.read(text).statements[0].about
    assert topic
    assert topic.text == "پرونده احتکار برنج"
    assert naql.read("در بیانیه این کارگران آمده است: مزدها پرداخت نشده است.").statements[0].occasion is None


def test_the_stamp_of_a_page_and_the_headline_before_it_are_not_in_the_frame() -> None:
    text = "گفت‌وگو درباره برق ۰۴ مرداد ۱۴۰۰ - ۱۸:۰۱ - اخبار شهر - رضا کیانی وزیر نیرو در نشست خبری گفت: برنامه داریم."
    (statement,) = naql.read(text).statements
    assert (statement.when, statement.about) == (None, None)
    assert statement.occasion
    assert statement.occasion.text == "در نشست خبری"
    spoken = naql.read(text.replace("در نشست خبری", "روز دوشنبه")).statements[0].when
    assert spoken
    assert spoken.text == "روز دوشنبه"


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        (
            "شماری از بافندگان کارگاه نخ‌ریس در نامه‌ای خواستار افزایش مزد شدند. سرپرست کارگاه گفت: پولی در صندوق نیست. "
            "این بافندگان می‌گویند که مزد سه ماه را نگرفته‌اند.",
            ["شماری از بافندگان کارگاه نخ‌ریس", "سرپرست کارگاه", "شماری از بافندگان کارگاه نخ‌ریس"],
        ),
        (
            "متن بیانیه شورای شهر کوهبنان دیروز منتشر شد. سازمان راهداری اعلام کرد: راه کوهبنان باز است. "
            "در این بیانیه آمده است: پل باید تا پاییز ساخته شود.",
            ["سازمان راهداری", "شورای شهر کوهبنان"],
        ),
    ],
)
def test_what_points_back_is_found_by_its_word(text: str, actors: list[str]) -> None:
    assert [s.actor and s.actor.name for s in naql.read(text).statements] == actors


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("در همین حال بندر نو نیز خواستار بازگشایی راه شد.", "بندر نو"),
        ("سپیدار - شهرداری بندر نو اعلام کرد که پل باز شد.", "شهرداری بندر نو"),
        ("رضا کیانی وزیر نیرو نیز در گفت‌وگو با شبکه پنجم گفت: برق هست.", "رضا کیانی وزیر نیرو"),
        ('به گزارش سپیدار، "رضا کیانی وزیر نیرو گفت: برق هست.', "رضا کیانی وزیر نیرو"),
    ],
)
def test_the_words_of_a_speaker_end_where_a_name_ends(sentence: str, speaker: str) -> None:
    (statement,) = naql.read(sentence).statements
    assert statement.speaker
    assert statement.speaker.text == speaker


def test_a_statement_knows_its_actor_by_all_names() -> None:
    """Also by those that were learnt only when the actor was spoken to."""
    reading = naql.read("رضا نیکنام گفت: «راه باز است.» کارگران خطاب به رضا نیکنام و همکارانش گفتند: «راه بسته است.»")
    actors = {actor.id: actor for actor in reading.actors}
    refs = [s.actor for s in reading.statements] + [s.to.actor for s in reading.statements if s.to]
    assert len(refs) == 3
    assert all(ref and (ref.name, ref.aliases) == (actors[ref.id].name, actors[ref.id].aliases) for ref in refs)


@pytest.mark.parametrize("marks", ['"' * 9, "«»" * 9, "!!!!", "…"])
def test_marks_alone_are_no_statement(marks: str) -> None:
    assert not any(marks[0] in c.text for s in naql.read(f"وزیر راه گفت: {marks}").statements for c in s.content)


def test_a_relay_is_found_behind_a_lost_line_break() -> None:
    text = "👈  آکسیوس: دور نخست مذاکرات بندر نو فردا در رودکوه برگزار می‌شود  ✅  @RudkuhNews"
    typed = text.replace("  ", "\n")
    assert [relay.name for relay in naql.read(text).relays] == [relay.name for relay in naql.read(typed).relays]
