"""Found → JSON-LD: schema.org NewsArticle, Quotation and Claim, bound to their words by W3C Web Annotation selectors.

A statement whose words are given (quoted, after a colon, going on) is a Quotation, one told in the outlet's words (a
clause, a phrase) a Claim. Each has an Annotation: its target is the article, by the exact words with those around them
and by code-point positions in the text whose sha256 the article carries. The context stands in the file: nothing is
fetched.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from naql.store.results import ActorBrief, Found, Part, StoredArticle
from naql.store.sqlite import Store

_AROUND = 32  # code points before and after, as annotation clients have them
_KINDS = {
    "quoted": "Quotation",
    "colon": "Quotation",
    "continuation": "Quotation",
    "clause": "Claim",
    "phrase": "Claim",
}
_TYPES = {"person": "Person", "place": "Place"}
_BODIES = frozenset({"organisation", "outlet", "group"})
CONTEXT = {
    "@version": 1.1,
    "@vocab": "https://schema.org/",
    "oa": "http://www.w3.org/ns/oa#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "id": "@id",
    "type": "@type",
    "url": {"@id": "https://schema.org/url", "@type": "@id"},
    "sameAs": {"@id": "https://schema.org/sameAs", "@type": "@id"},
    "datePublished": {"@id": "https://schema.org/datePublished", "@type": "https://schema.org/DateTime"},
    "Annotation": "oa:Annotation",
    "TextQuoteSelector": "oa:TextQuoteSelector",
    "TextPositionSelector": "oa:TextPositionSelector",
    "SpecificResource": "oa:SpecificResource",
    "body": {"@id": "oa:hasBody", "@type": "@id"},
    "target": {"@id": "oa:hasTarget", "@type": "@id"},
    "source": {"@id": "oa:hasSource", "@type": "@id"},
    "selector": {"@id": "oa:hasSelector", "@type": "@id"},
    "motivation": {"@id": "oa:motivatedBy", "@type": "@id"},
    "exact": "oa:exact",
    "prefix": "oa:prefix",
    "suffix": "oa:suffix",
    "start": {"@id": "oa:start", "@type": "xsd:nonNegativeInteger"},
    "end": {"@id": "oa:end", "@type": "xsd:nonNegativeInteger"},
}


def lines(store: Store, items: Iterable[Found], *, base: str = "urn:naql:") -> Iterator[str]:
    """The parts of one JSON-LD document, streamed. `items` of one article follow each other; `base` begins every id."""
    yield json.dumps({"@context": CONTEXT}, ensure_ascii=False)[:-1] + ', "@graph": [\n'
    article: StoredArticle | None = None
    actors: set[str] = set()
    comma = ""
    for found in items:
        nodes: list[dict[str, Any]] = []
        if article is None or article.brief.address != found.article.address:
            article = store.article(found.article.address)
            if article is None:
                continue
            nodes.append(_article(article, base))
        for actor in (found.actor, found.to):
            if actor and actor.id not in actors:
                actors.add(actor.id)
                nodes.append(_actor(actor, base))
        nodes += [_statement(found, base), _annotation(found, article.reading.text, base)]
        for node in nodes:
            yield comma + json.dumps(node, ensure_ascii=False)
            comma = ",\n"
    yield "\n]}\n"


def _article(article: StoredArticle, base: str) -> dict[str, Any]:
    brief, text = article.brief, article.reading.text
    return _known(
        {
            "id": f"{base}{brief.address}",
            "type": "NewsArticle",
            "headline": brief.title,
            "url": brief.url,
            "datePublished": brief.published,
            "inLanguage": "fa",
            "publisher": {"type": "Organization", "name": brief.outlet} if brief.outlet else None,
            "identifier": {
                "type": "PropertyValue",
                "propertyID": "sha256 of the received bytes",
                "value": article.digest,
            },
            "encoding": {
                "id": f"{base}{brief.address}#text",
                "type": "MediaObject",
                "encodingFormat": "text/plain;charset=utf-8",
                "sha256": hashlib.sha256(text.encode("utf-8")).hexdigest(),
            },
        }
    )


def _actor(actor: ActorBrief, base: str) -> dict[str, Any]:
    kind = _TYPES.get(actor.kind, "Organization" if actor.kind in _BODIES else "Thing")
    wikidata = f"http://www.wikidata.org/entity/{actor.wikidata}" if actor.wikidata else None
    return _known({"id": f"{base}actor:{actor.id}", "type": kind, "name": actor.name, "sameAs": wikidata})


def _statement(found: Found, base: str) -> dict[str, Any]:
    kind = _KINDS.get(found.form, "Claim")
    part_of = "isPartOf" if kind == "Quotation" else "appearance"
    repeats = f"{base}{found.first}" if found.first != found.address else None
    return _known(
        {
            "id": f"{base}{found.address}",
            "type": kind,
            "text": found.content,
            "inLanguage": "fa",
            "creator": {"id": f"{base}actor:{found.actor.id}"} if found.actor else None,
            "audience": {"id": f"{base}actor:{found.to.id}"} if found.to else None,
            "about": found.words("about"),
            "additionalType": f"{base}act:{found.act.replace(' ', '-')}",
            part_of: {"id": f"{base}{found.article.address}"},
            "exampleOfWork": {"id": repeats} if repeats else None,
        }
    )


def _annotation(found: Found, text: str, base: str) -> dict[str, Any]:
    pieces = [part for part in found.parts if part.field == "content"]
    return {
        "id": f"{base}{found.address}#annotation",
        "type": "Annotation",
        "motivation": "oa:identifying",
        "body": f"{base}{found.address}",
        "target": [_target(part, text, f"{base}{found.article.address}#text") for part in pieces],
    }


def _target(part: Part, text: str, source: str) -> dict[str, Any]:
    return {
        "type": "SpecificResource",
        "source": source,
        "selector": [
            {
                "type": "TextQuoteSelector",
                "exact": part.text,
                "prefix": text[max(0, part.start - _AROUND) : part.start],
                "suffix": text[part.end : part.end + _AROUND],
            },
            {"type": "TextPositionSelector", "start": part.start, "end": part.end},
        ],
    }


def _known(node: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in node.items() if value is not None}
