"""Invented articles with their readings, for the tests of the reading room. No person, place or event in them is real.

The texts are written with their marks inside: `{c1|…}` is content of statement 1, `{q1|…}` its cue, `{s1|…}` the words
for its speaker, `{t1|…}` addressee, `{o1|…}` what about, `{w1|…}` when, `{x1|…}` occasion, `{@kaviani|…}` a mention of
an actor, `{r|…}` a relay. Marks may stand inside one another.
"""

# ruff: noqa: E501 — a paragraph is a line

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from naql.records import Actor, ActorRef, Addressee, Mention, Passage, Reading, Relay, Statement

NAMES = {
    "kaviani": ("سهراب کاویانی", "person", "وزیر نیرو", ("کاویانی", "وزیر نیرو")),
    "rastegar": ("مهتاب رستگار", "person", "سخنگوی وزارت نیرو", ("رستگار",)),
    "delavari": ("ناصر دلاوری", "person", "نمایندهٔ سپیدرود در مجلس", ("دلاوری",)),
    "azarpanah": ("شیرین آذرپناه", "person", "رئیس انجمن آب‌شناسی", ("آذرپناه",)),
    "yeganeh": ("بهمن یگانه", "person", "فرماندار رودکوه", ("یگانه", "فرماندار رودکوه")),
    "ministry": ("وزارت نیرو", "organisation", None, ()),
    "majles": ("کمیسیون کشاورزی مجلس", "organisation", None, ("کمیسیون کشاورزی",)),
    "dam": ("سد رودکوه", "place", None, ()),
}

_MARK = re.compile(r"\{([a-z]\d*|@[a-z]+)\||\}")


@dataclass
class _Marks:
    text: str = ""
    found: defaultdict[str, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))

    def passages(self, key: str) -> tuple[Passage, ...]:
        return tuple(Passage(start, end, self.text[start:end]) for start, end in sorted(self.found[key]))

    def passage(self, key: str) -> Passage | None:
        return next(iter(self.passages(key)), None)


def _parse(marked: str) -> _Marks:
    marks, opened, last = _Marks(), [], 0
    for match in _MARK.finditer(marked):
        marks.text += marked[last : match.start()]
        last = match.end()
        if match[1]:
            opened.append((match[1], len(marks.text)))
        else:
            key, start = opened.pop()
            marks.found[key].append((start, len(marks.text)))
    marks.text = (marks.text + marked[last:]).translate({0x2983: "{", 0x2984: "}"})  # ⦃ ⦄: braces that are no marks
    return marks


def reading(name, outlet, published, marked, said, url=None):
    """`said`: for each statement in order (form, act, key of the actor or None[, key of the addressee])."""
    marks = _parse(marked)
    keys = [key[1:] for key in marks.found if key.startswith("@")]
    keys += [key for row in said for key in row[2:] if key and key not in keys]
    actors = {key: _actor(key, marks) for key in dict.fromkeys(keys)}
    refs = {key: ActorRef(actor.id, actor.name, actor.aliases) for key, actor in actors.items()}
    statements = tuple(_statement(i, row, marks, refs) for i, row in enumerate(said, 1))
    relays = tuple(Relay(p.text, p.start, p.end) for p in marks.passages("r"))
    title = marks.text.partition("\n")[0]
    return Reading(
        marks.text, name, title, url or f"https://news.example/{name}", outlet, published, relays,
        tuple(actors.values()), (), statements,
    )  # fmt: skip


def _actor(key, marks):
    name, kind, office, aliases = NAMES[key]
    mentions = tuple(Mention(p.start, p.end, p.text, kind) for p in marks.passages("@" + key))
    return Actor(key, name, kind, aliases, office, "IR" if kind == "person" else None, None, mentions)


def _statement(number, row, marks, refs):
    form, act, who, to = (*row, None)[:4]
    words = {name: marks.passage(f"{name}{number}") for name in "qstowx"}
    addressee = words["t"]
    return Statement(
        f"s{number}", marks.passages(f"c{number}"), form, words["q"], act, words["s"], refs.get(who),
        Addressee(addressee.start, addressee.end, addressee.text, refs.get(to)) if addressee else None,
        words["x"], words["w"], words["o"], 0.9 if words["s"] else 0.71,
    )  # fmt: skip


DAM_OPENING = """{s1|{@kaviani|کاویانی}}: {c1|آبگیری سد رودکوه تا پایان مهر آغاز می‌شود}
به گزارش {r|خبرگزاری دیدبان}، {s2|{@kaviani|سهراب کاویانی، وزیر نیرو}} در جمع خبرنگاران {q2|گفت}: «{c2|آبگیری سد رودکوه تا پایان مهر آغاز می‌شود و ۱۲ روستا پیش از آن جابه‌جا خواهند شد}».
{s3|وی} {q3|با بیان اینکه} {c3|هیچ خانه‌ای بی‌جایگزین نمی‌ماند}، {q4|افزود}: {c4|۳۴۰ خانوار تا امروز خسارت خود را گرفته‌اند و بقیه تا دو هفتهٔ دیگر می‌گیرند.}
{s5|{@delavari|ناصر دلاوری، نمایندهٔ سپیدرود}} اما {x5|در نشست {@majles|کمیسیون کشاورزی}} از {c5|شتاب {@ministry|وزارت نیرو}} {q5|انتقاد کرد} و خطاب به {t6|{@kaviani|وزیر نیرو}} {q6|گفت}: «{c6|مردم رودکوه هنوز نمی‌دانند خانهٔ تازه‌شان کجاست}»."""

DAM_COPY = """{@kaviani|کاویانی}: آبگیری سد رودکوه تا پایان مهر آغاز می‌شود
{r|روزنامهٔ پگاه} به نقل از {r|خبرگزاری دیدبان}: {s1|{@kaviani|سهراب کاویانی، وزیر نیرو}} در جمع خبرنگاران {q1|گفت}: «{c1|آبگیری سد رودکوه تا پایان مهر آغاز می‌شود و ۱۲ روستا پیش از آن جابه‌جا خواهند شد}».
{s2|وی} {q2|با بیان اینکه} {c2|خانه‌ای بی‌جایگزین نمی‌ماند}، {q3|افزود}: {c3|۳۴۰ خانوار تا امروز خسارت خود را گرفته‌اند.}
{s4|{@delavari|ناصر دلاوری، نمایندهٔ سپیدرود}} اما {x4|در نشست {@majles|کمیسیون کشاورزی}} خطاب به {t4|{@kaviani|وزیر نیرو}} {q4|گفت}: «{c4|مردم رودکوه هنوز نمی‌دانند خانهٔ تازه‌شان کجاست}»."""

SCIENTISTS = """{s1|{@azarpanah|آذرپناه}} دربارهٔ {o1|{@dam|سد رودکوه}}: {c1|آب به پای نخل‌ها نمی‌رسد}
{s2|{@azarpanah|شیرین آذرپناه، رئیس انجمن آب‌شناسی}} {w2|دیروز} {x2|در گفت‌وگو با {r|خبرگزاری راستین}} {q2|هشدار داد}: {c2|اگر آورد رودخانه همین باشد، سد رودکوه در سه تابستان از هر چهار تابستان خالی می‌ماند.}
او {q3|معتقد است که} {c3|وزارت نیرو آمار بارش پانزده سال پیش را مبنا گرفته است}.
به گفتهٔ {s4|وی}، {c4|«ارزیابی زیست‌محیطی سد هنوز به امضای هیچ‌کس نرسیده‌است»}."""

MINISTRY_ANSWERS = """{@rastegar|رستگار}: {c1|آمار انجمن آب‌شناسی کهنه است}
{s2|{@rastegar|مهتاب رستگار، سخنگوی وزارت نیرو}} {x2|در نشست خبری هفتگی} {c2|گفته‌های {@azarpanah|شیرین آذرپناه} دربارهٔ {o2|{@dam|سد رودکوه}}} را {q2|رد کرد}.
وی {q3|گفت}: «{c3|آماری که انجمن به آن استناد می‌کند به سال ۱۳۹۲ برمی‌گردد؛ ارزیابی زیست‌محیطی سد را سه دانشگاه امضا کرده‌اند}».
رستگار خطاب به {t4|{@azarpanah|رئیس انجمن آب‌شناسی}} {q4|افزود}: {c4|درِ این وزارتخانه به روی منتقدان باز است.}"""

GOVERNOR = """فرماندار رودکوه از گشایش دو شهرک خبر داد
{s1|{@yeganeh|بهمن یگانه، فرماندار رودکوه}} {w1|صبح شنبه} از {c1|آماده شدن ۲۱۰ خانه در شهرک‌های امید و باران} {q1|خبر داد} و {q2|گفت}: «{c2|کلیدها را تا نیمهٔ آبان تحویل می‌دهیم}».
او {q3|در پاسخ به گلایهٔ {t3|{@delavari|ناصر دلاوری}} گفت که} {c3|نمایندهٔ شهر بهتر است یک بار از شهرک‌ها دیدن کند}."""

DELAVARI_AGAIN = """{s1|{@delavari|دلاوری}}: {c1|شهرک‌های رودکوه آب آشامیدنی ندارد}
{s2|{@delavari|ناصر دلاوری}} {x2|در نطق میان‌دستور} {c2|سخنان {@yeganeh|فرماندار رودکوه}} را {q2|«آمارسازی» خواند} و {q3|گفت}: {c3|هفتهٔ گذشته به شهرک باران رفتم؛ لوله‌ها را کشیده‌اند اما آبی در آن نیست.}
این نماینده {q4|خواستار} {c4|توقف آبگیری سد تا پایان سال} {q4|شد}.
وی همچنین {q5|با تأکید بر اینکه} {c5|با اصل سد مخالف نیست}، از {t6|{@kaviani|سهراب کاویانی}} {q6|پرسید}: «{c6|اگر همه‌چیز آماده است، چرا یک خانواده هم در آن خانه‌ها ننشسته است؟}»"""

MINISTER_LATER = """{s1|{@kaviani|وزیر نیرو}}: {c1|آبگیری رودکوه به بهار افتاد}
به گزارش {r|خبرگزاری راستین}، {s2|{@kaviani|سهراب کاویانی}} {x2|در حاشیهٔ نشست هیئت دولت} {q2|اعلام کرد}: {c2|آبگیری سد رودکوه را تا فروردین عقب انداختیم.}
وزیر نیرو {q3|تأکید کرد}: «{c3|تا آخرین خانواده جابه‌جا نشود دریچه‌ها را نمی‌بندیم؛ این قول را به مردم رودکوه داده‌ام}».
وی از {t4|{@delavari|ناصر دلاوری}} و {@azarpanah|شیرین آذرپناه} برای {c4|دلسوزی‌شان} {q4|سپاسگزاری کرد}.
به گفتهٔ {s5|او}، {c5|«گزارش تازهٔ بارش» هفتهٔ آینده منتشر می‌شود}."""

MIDWORD = """جلسهٔ آب در رودکوه
فرماندار رودکوه می{c1|‌گویند شهرک‌ها ۲۱۰ خا}نه دارد و بازسازی‌{c2|شان ۱۴۰۰} روز می‌کشد."""

SAID_OPENING = (
    ("colon", "say", "kaviani"), ("quoted", "say", "kaviani"), ("clause", "stress", "kaviani"),
    ("colon", "add", "kaviani"), ("phrase", "criticise", "delavari"), ("quoted", "say", "delavari", "kaviani"),
)  # fmt: skip

READINGS = (
    reading("rk-1", "خبرگزاری دیدبان", "2020-09-26T10:20:00+03:30", DAM_OPENING, SAID_OPENING),
    reading("rk-2", "روزنامهٔ پگاه", "2020-09-26T14:05:00+03:30", DAM_COPY, (
        ("quoted", "say", "kaviani"), ("clause", "stress", "kaviani"), ("colon", "add", "kaviani"),
        ("quoted", "say", "delavari", "kaviani"))),
    reading("rk-3", "خبرگزاری راستین", "2020-10-04T18:45:00+03:30", SCIENTISTS, (
        ("colon", "say", "azarpanah"), ("colon", "warn", "azarpanah"), ("clause", "judge", "azarpanah"),
        ("clause", "say", "azarpanah"))),
    reading("rk-4", "خبرگزاری دیدبان", "2020-10-06T12:00:00+03:30", MINISTRY_ANSWERS, (
        ("colon", "say", "rastegar"), ("phrase", "reject", "rastegar"), ("quoted", "say", "rastegar"),
        ("colon", "add", "rastegar", "azarpanah"))),
    reading("rk-5", "روزنامهٔ پگاه", "2020-10-31T09:00:00+03:30", GOVERNOR, (
        ("phrase", "announce", "yeganeh"), ("quoted", "say", "yeganeh"), ("clause", "say", "yeganeh", "delavari"))),
    reading("rk-6", "خبرگزاری راستین", "2020-11-22T16:30:00+03:30", DELAVARI_AGAIN, (
        ("colon", "say", "delavari"), ("phrase", "judge", "delavari"), ("colon", "say", "delavari"),
        ("phrase", "demand", "delavari"), ("clause", "stress", "delavari"),
        ("quoted", "ask", "delavari", "kaviani"))),
    reading("rk-7", "خبرگزاری راستین", "2021-01-13T13:15:00+03:30", MINISTER_LATER, (
        ("colon", "say", "kaviani"), ("colon", "announce", "kaviani"), ("quoted", "promise", "kaviani"),
        ("phrase", "thank", "kaviani", "delavari"), ("clause", "say", "kaviani"))),
    reading("rk-8", "روزنامهٔ پگاه", "2021-02-01", MIDWORD, (("clause", "say", None), ("clause", "say", "yeganeh"))),
)  # fmt: skip

LONG_NAME = "نام" * 3333 + "ی"
HOSTILE_TEXT = (
    '<script>alert(1)</script> " onmouseover="alert(2)" \'><svg onload=alert(3)>\n'
    "{s1|{@evil|<img src=x onerror=alert(4)>}} {q1|گفت}: {c1|</mark></p><script src=//evil.example/x.js></script>}\n"
    "\u202eمتن وارونه\u2066 {s2|{@long|" + LONG_NAME + "}} {q2|افزود}: «{c2|⦃⦃ 7*7 ⦄⦄ ⦃% raw %⦄ &lt;b&gt;}»\u2069\n"
)


def hostile_reading():
    """An article that tries to become a page of its own."""
    NAMES["evil"] = ("<img src=x onerror=alert(4)>\u202e", "person", '"><script>alert(5)</script>', ())
    NAMES["long"] = (LONG_NAME, "person", "</title><script>alert(6)</script>", ())
    return reading(
        "../../etc/passwd?<x>", "<b>رسانه</b>\u202e", "2020-12-01", HOSTILE_TEXT,
        (("colon", "say", "evil"), ("quoted", "say", "long")), url="javascript:alert(7)",
    )  # fmt: skip
