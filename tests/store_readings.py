"""Invented readings for the tests of the store and of the exports. No person, place or event in them is real."""

from __future__ import annotations

from dataclasses import dataclass

from naql.records import Actor, ActorRef, Addressee, Date, Mention, Note, Passage, Reading, Relay, Statement


@dataclass(frozen=True)
class Said:
    """One statement to be found in a text: its words, who says them, and the rest where it matters."""

    content: str | tuple[str, ...]
    who: str | None = None
    act: str = "say"
    form: str = "colon"
    cue: str | None = None
    speaker: str | None = None
    to: str | None = None
    about: str | None = None


def person(name, *aliases, office=None, country=None, wikidata=None, kind="person"):
    return Actor(name, name, kind, aliases, office, country, wikidata)


def made(text, said, actors=(), **told):
    """The reading of a text; `~` in any of the words stands for a half-space."""
    text = text.replace("~", "\u200c")
    full = tuple(_with_mentions(text, actor) for actor in actors)
    refs = {name: ActorRef(a.id, a.name, a.aliases) for a in full for name in (a.name, *a.aliases)}
    statements = tuple(_statement(number, text, one, refs) for number, one in enumerate(said, 1))
    return Reading(text, actors=full, statements=statements, **told)


def _with_mentions(text, actor):
    found, names = [], sorted({actor.name, *actor.aliases}, key=len, reverse=True)
    for name in names:
        place = text.find(name)
        if place >= 0 and not any(m.start <= place < m.end for m in found):
            found.append(Mention(place, place + len(name), name, "person"))
    return Actor(
        actor.id, actor.name, actor.kind, actor.aliases, actor.office, actor.country, actor.wikidata, tuple(found)
    )


def _statement(number, text, said, refs):
    pieces = (said.content,) if isinstance(said.content, str) else said.content
    to = passage(text, said.to)
    return Statement(
        f"s{number}", tuple(passage(text, piece) for piece in pieces), said.form, passage(text, said.cue), said.act,
        passage(text, said.speaker), refs.get(said.who),
        Addressee(to.start, to.end, to.text, refs.get(said.to)) if to else None,
        None, None, passage(text, said.about), 0.75,
    )  # fmt: skip


def passage(text, words):
    if words is None:
        return None
    words = words.replace("~", "\u200c")
    start = text.index(words)
    return Passage(start, start + len(words), words)


MINISTER = person("هومن سپهری", "سپهری", office="وزیر راه", country="IR")
MAYOR = person("لیلا برومند", "برومند", office="شهردار بندر نو")
UNION = person("اتحادیهٔ ماهیگیران", kind="organisation")

BRIDGE = made(
    "پل بندر نو تا پاییز باز می~شود\n"
    "به گزارش خبرگزاری دریا، هومن سپهری، وزیر راه، در گفت~وگو با خبرنگاران گفت: "
    "پل بندر نو تا پاییز باز می~شود و مسئولان استان باید هر هفته گزارش دهند.\n"
    "وی افزود: ۱۲۰ کارگر تازه به کارگاه می~روند و هیچ روستایی بی~راه نمی~ماند.\n"
    "لیلا برومند خطاب به سپهری هشدار داد که ماهیگیران تا پاییز تاب نمی~آورند.",
    (
        Said("پل بندر نو تا پاییز باز می~شود و مسئولان استان باید هر هفته گزارش دهند", "هومن سپهری", "promise",
             cue="گفت", speaker="هومن سپهری، وزیر راه", about="پل بندر نو"),
        Said(("۱۲۰ کارگر تازه به کارگاه می~روند", "هیچ روستایی بی~راه نمی~ماند"), "هومن سپهری", "add", cue="افزود",
             speaker="وی"),
        Said("ماهیگیران تا پاییز تاب نمی~آورند", "لیلا برومند", "warn", "clause", cue="هشدار داد",
             speaker="لیلا برومند", to="سپهری"),
    ),
    (MINISTER, MAYOR),
    id="d-1", title="پل بندر نو تا پاییز باز می\u200cشود", url="https://darya.example/1", outlet="خبرگزاری دریا",
    published="2020-10-04T18:45:00+03:30", relays=(Relay("خبرگزاری دریا", 40, 53),),
    dates=(Date(14, 19, "پاییز", "2020-10", "jalali"),), notes=(Note("sources", "no author"),),
)  # fmt: skip

COPY_TEXT = (
    BRIDGE.text.replace("\u200c", "")
    .replace("ی", "ي")
    .replace("ک", "ك")
    .replace("۱۲۰ ", "بيش از ۱۰۰ ")
    .replace("گفت:", "تاكيد كرد:")
)
COPY = made(
    COPY_TEXT,
    (
        Said("پل بندر نو تا پاييز باز ميشود و مسئولان استان بايد هر هفته گزارش دهند", "هومن سپهری", "stress",
             cue="تاكيد كرد"),
        Said("بيش از ۱۰۰ كارگر تازه به كارگاه ميروند و هيچ روستايي بيراه نميماند", "هومن سپهری", "add", cue="افزود"),
        Said("خبرگزاري دريا", "هومن سپهری", "announce"),
    ),
    (MINISTER,),
    id="r-9", url="https://rooz.example/9", outlet="روزنامهٔ روز نو", published="2020-10-05T08:10:00+03:30",
)  # fmt: skip

FISH = made(
    "اتحادیهٔ ماهیگیران در نامه~ای از برومند خواست انبار یخ بندر تا ۱۵ مهر تعمیر شود.\n"
    "برومند پاسخ داد: «انبار از فردا باز است و هزینه~اش را شهرداری می~دهد».",
    (
        Said("انبار یخ بندر تا ۱۵ مهر تعمیر شود", "اتحادیهٔ ماهیگیران", "demand", "clause", cue="خواست", to="برومند"),
        Said("انبار از فردا باز است و هزینه~اش را شهرداری می~دهد", "لیلا برومند", "promise", "quoted", cue="پاسخ داد"),
    ),
    (UNION, MAYOR),
    id="d-2", url="https://darya.example/2", outlet="خبرگزاری دریا", published="2020-10-12",
)  # fmt: skip

LATER = made(
    "سپهری: پل تا بهار باز نمی~شود\nهومن سپهری، وزیر راه، گفته~های برومند را رد کرد و گفت: کارگاه تعطیل نیست.",
    (
        Said("پل تا بهار باز نمی~شود", "هومن سپهری", "say", speaker="سپهری"),
        Said("گفته~های برومند", "هومن سپهری", "reject", "phrase", cue="رد کرد"),
        Said("کارگاه تعطیل نیست", "هومن سپهری", "deny", cue="گفت"),
    ),
    (MINISTER, MAYOR),
    id="r-20", url="https://rooz.example/20", outlet="روزنامهٔ روز نو", published="2021-01-13T13:15:00+03:30",
)  # fmt: skip

UNDATED = made("برومند: اسکله شسته شد", (Said("اسکله شسته شد", "لیلا برومند"),), (MAYOR,), id="x-1")

READINGS = (BRIDGE, COPY, FISH, LATER, UNDATED)
