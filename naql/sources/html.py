"""HTML page → Article: title, lead and body a line each, outlet, address and date as the page declares them.

The body is found by trafilatura, which deletes every half-space (U+200C is not "printable" for Python; private-use
characters are not either). So each half-space, however it is written, stands as a letter that the page does not hold
while it is parsed, and comes back after.
"""

from __future__ import annotations

import codecs
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

from naql.errors import SourceError
from naql.records import Article, Note
from naql.sources.dates import iso_date
from naql.sources.encodings import Decoded, decode, without_surrogates

HtmlElement = Any  # lxml is loaded when the first page is read, and has no types

logging.getLogger("trafilatura").addHandler(logging.NullHandler())  # else its warnings reach the user's terminal

_DECLARED = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.IGNORECASE)
_HALFSPACE = re.compile(r"\u200c|&zwnj;|&#0*8204;|&#x0*200c;|(?<!\\)\\u200c", re.IGNORECASE)
_JOINER = re.compile(r"\u200d|&zwj;|&#0*8205;|&#x0*200d;|(?<!\\)\\u200d", re.IGNORECASE)
_SPARE = range(0xAC00, 0xD7A4)  # Hangul syllables: letters no Persian page is full of, and more than any page holds
_LETTERS = re.compile(r"[\W_]+")
_BLANKS = re.compile(r"\s+")
_LEAD_HEAD = 40  # letters by which a description is found again among the page's own words
_LEAD_TAGS = "p|div|h2|h3|h4|span|section|header|strong"

# Where a page says what it is, the best place first; `ld:` is a key of its JSON-LD, the rest are XPaths.
_DECLARATIONS = {
    "title": ("ld:headline", "//meta[@property='og:title']/@content", "//h1", "//title"),
    "lead": (
        "ld:description",
        "//meta[@property='og:description']/@content",
        "//meta[@name='description']/@content",
    ),
    "outlet": (
        "ld:publisher",
        "//meta[@property='og:site_name']/@content",
        "//meta[@name='application-name']/@content",
    ),
    "url": ("//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content", "ld:url"),
    "published": (
        "ld:datePublished",
        "//meta[@property='article:published_time']/@content",
        "//meta[@itemprop='datePublished']/@content",
        "//*[@itemprop='datePublished']/@datetime",
        "//meta[@name='pubdate' or @name='dc.date' or @name='DC.date.issued' or @name='date']/@content",
        "//article//time/@datetime",
        "//time/@datetime",
    ),
}


def read_page(data: bytes, id: str | None = None) -> Article:
    """The article of a page's bytes. Raises SourceError for binary data.

    >>> page = "<h1>نامه&zwnj;ها</h1><article><p>" + "شهردار گفت نامه&#8204;ها را می‌خواند. " * 9 + "</p></article>"
    >>> read_page(page.encode()).text[:30]
    'نامه‌ها\\nشهردار گفت نامه‌ها را '
    """
    decoded = _decode_page(data)
    source, stand_ins = _protected(decoded.text)
    notes = list(decoded.notes)
    root = _parsed(source)
    if root is None:
        return Article("", id, notes=(*notes, Note("sources", "an empty page")))
    told = {name: next(_declared(root, places), None) for name, places in _DECLARATIONS.items()}
    title = _without_outlet(told["title"], told["outlet"])
    body = _body(source, root)
    if not body:
        notes.append(Note("sources", "no article text was found on the page"))
    lines = _lines(title, _lead(root, told["lead"], body), body)
    text, title, outlet, url = (
        value and value.translate(stand_ins) for value in ("\n".join(lines), title, told["outlet"], told["url"])
    )
    return Article(text or "", id, title, url, outlet, iso_date(told["published"] or ""), tuple(notes))


def _decode_page(data: bytes) -> Decoded:
    declared = _DECLARED.search(data[:4096])
    name = declared[1].decode().lower() if declared else "utf-8"
    try:
        known = codecs.lookup(name).name
        data.decode("utf-8")
    except LookupError:
        known = "utf-8"
    except UnicodeDecodeError:
        if known != "utf-8" and b"\x00" not in data:
            return Decoded(
                data.decode(known, errors="replace"), name, (Note("sources", f"read as {name}, as the page says"),)
            )
    return decode(data)


def _protected(source: str) -> tuple[str, dict[int, str]]:
    """The page with two letters it does not hold in place of U+200C and U+200D, and the way back."""
    used = set(source)
    spare = [letter for letter in map(chr, _SPARE) if letter not in used][:2]
    if len(spare) < 2:
        raise SourceError("every letter of Unicode's Hangul block stands on this page; no Persian article does that")
    source = _JOINER.sub(spare[1], _HALFSPACE.sub(spare[0], source))
    return without_surrogates(source)[0], {ord(spare[0]): "\u200c", ord(spare[1]): "\u200d"}


def _parsed(source: str) -> HtmlElement | None:
    from lxml import etree, html

    try:  # as bytes: lxml refuses a str that declares its own encoding
        return html.document_fromstring(source.encode(), parser=html.HTMLParser(encoding="utf-8", remove_comments=True))
    except (etree.ParserError, ValueError):
        return None


def _declared(root: HtmlElement, places: tuple[str, ...]) -> Iterator[str]:
    linked = _json_ld(root)
    for place in places:
        found = [linked.get(place[3:])] if place.startswith("ld:") else root.xpath(place)
        for value in found if len(found) == 1 or place != "//h1" else []:  # several h1: one is the site's own name
            if text := _clean(value if isinstance(value, str) else _words(value)):
                yield text


def _words(value: Any) -> str:
    if hasattr(value, "text_content"):
        return str(value.text_content())
    if isinstance(value, dict):  # JSON-LD's publisher
        return _words(value.get("name"))
    return value if isinstance(value, str) else ""


def _json_ld(root: HtmlElement) -> dict[str, Any]:
    """What the page's JSON-LD says of its article; broken JSON-LD says nothing."""
    for script in root.xpath("//script[@type='application/ld+json']"):
        try:
            linked = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        items = linked.get("@graph", [linked]) if isinstance(linked, dict) else linked
        for item in items if isinstance(items, list) else []:
            if isinstance(item, dict) and str(item.get("@type", "")).endswith(("Article", "Posting")):
                return item
    return {}


def _body(source: str, root: HtmlElement) -> list[str]:
    """The lines of the article's body; where trafilatura finds none, the paragraphs of the page."""
    import trafilatura

    try:
        found = trafilatura.extract(source, include_comments=False, include_tables=False, with_metadata=False)
    except Exception:  # it raises whatever its parsers raise; a page is only lost to us when no paragraph can be read
        found = None
    lines = found.split("\n") if found else [element.text_content() for element in root.xpath("//p")]
    return [line for line in map(_clean, lines) if line]


def _lead(root: HtmlElement, description: str | None, body: list[str]) -> str | None:
    """The lead, where the page shows it outside the body. A description nobody sees on the page is no part of it."""
    head = _folded(description or "")[:_LEAD_HEAD]
    if not head or any(_folded(line).startswith(head) for line in body):
        return None
    shown = (_clean(element.text_content()) for element in root.xpath(f"//body//*[{_tag_test()}]"))
    return min((line for line in shown if _folded(line).startswith(head)), key=len, default=None)


def _tag_test() -> str:
    return " or ".join(f"self::{tag}" for tag in _LEAD_TAGS.split("|"))


def _lines(title: str | None, lead: str | None, body: list[str]) -> list[str]:
    """Title, lead, body; the title once, though the body may begin with it."""
    opening = [line for line in (title, lead) if line]
    told = {_folded(line) for line in opening}
    return opening + [line for at, line in enumerate(body) if at > 2 or _folded(line) not in told]


def _without_outlet(title: str | None, outlet: str | None) -> str | None:
    """The title without «| outlet» at its end."""
    if title and outlet and title.endswith(outlet):
        return title.removesuffix(outlet).rstrip(" |-–—:•»\u200f") or title
    return title


def _folded(line: str) -> str:
    return _LETTERS.sub("", line)


def _clean(line: str) -> str:
    return _BLANKS.sub(" ", line).strip()
