"""Token → lemma: the finite forms and participles of the verbs that carry a report, conjugated from two stems each."""

from __future__ import annotations

from functools import cache

from naql.lexicon import read_table
from naql.sentences.words import fold

_PERSONS = ("م", "ی", "", "یم", "ید", "ند")
_PRESENT_PERSONS = ("م", "ی", "د", "یم", "ید", "ند")
_PERFECT = ("ه", "ه‌ام", "ه‌ای", "ه‌است", "ه‌ایم", "ه‌اید", "ه‌اند")
# Channel posts write as people speak: «میگه», «گفتن», «میکنه».
_SPOKEN_PRESENT = {"گو": "گ", "خواه": "خوا", "ده": "د", "شو": "ش"}
# Forms that are commoner as another word: «نزد», «شدید», «بدهی», «میان».
_NOT_VERBS = frozenset(("نزد", "شدید", "بدهی", "میان", "دید", "دارا"))
_PREVERBS = ("بر", "فرا", "در", "باز")


@cache
def forms() -> dict[str, str]:
    """Folded form → infinitive, for every verb of `data/verbs.tsv`.

    >>> forms()[fold("می‌گوید")], forms()[fold("نکرده‌اند")]
    ('گفتن', 'کردن')
    """
    found: dict[str, str] = {}
    for row in read_table("verbs"):
        past, present = row["class"].split("/")
        for form in _conjugate(past, present):
            found.setdefault(fold(form), row["entry"])
    found.update({"است": "بودن", "هست": "بودن", "هستند": "بودن", "نیست": "بودن", "نیستند": "بودن"})
    return found


@cache
def is_negated(key: str) -> bool:
    """Is the folded word a negated form of a verb that carries a report?

    >>> is_negated(fold("نکرده‌اند")), is_negated(fold("نوشت")), is_negated(fold("نمی‌گوید"))
    (True, False, True)
    """
    infinitive = forms().get(key)
    bare = key.removeprefix("نی") if key.startswith("نی") else key.removeprefix("ن")
    return bool(infinitive) and bare != key and infinitive in (forms().get(bare), forms().get("ا" + bare))


def _conjugate(past: str, present: str) -> list[str]:
    stem = present + "ی" if present[-1] in "اآو" and present not in ("شو", "رو") else present
    spoken = _SPOKEN_PRESENT.get(present, present)
    made = [prefix + past + person for prefix in ("", "ن", "می", "نمی") for person in _PERSONS]
    made += [prefix + past + ending for prefix in ("", "ن", "می") for ending in _PERFECT]
    made += [prefix + stem + person for prefix in ("می", "نمی", "ب", "ن", "") for person in _PRESENT_PERSONS]
    made += [prefix + spoken + ending for prefix in ("می", "نمی") for ending in ("ه", "ن")] + [past + "ن"]
    # The bare present stem is a noun or a particle more often than a verb («دار», «بر», «گو»).
    for preverb in _PREVERBS:  # «برمی‌شمرد», «فرا می‌خواند»: the prefix of the tense stands after the preverb
        if past.startswith(preverb) and present.startswith(preverb) and len(present) > len(preverb) + 1:
            inner = _conjugate(past.removeprefix(preverb), present.removeprefix(preverb))
            made += [preverb + form for form in inner]
            break
    if past[0] in "آا":  # a vowel takes ی after ن and ب: «نیاورد», «بیفزاید»
        made += [prefix + past[1:] + person for prefix in ("نی", "نیا") for person in _PERSONS]
        made += [prefix + stem[1:] + person for prefix in ("بی", "بیا", "نی", "نیا") for person in _PRESENT_PERSONS]
    return [form for form in made if form not in (stem, present, *_NOT_VERBS) and len(form) > 1]
