"""store → folder: the pages of the reading room as files that open from a disk or any server, without scripts.

Every page is the one that `naql serve` would send. Links between written pages are made relative; links to what a folder
can't answer (searches, other languages, JSON) are taken off their words, and forms are left out.
"""

from __future__ import annotations

import asyncio
import html
import posixpath
import re
from collections import deque
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from naql.errors import StoreError
from naql.store.query import Query
from naql.store.sqlite import Store

_SECTIONS = ("/", "/articles", "/actors")
_LINK = re.compile(r'\s(?P<name>href|xlink:href|src)="(?P<url>/[^"]*)"')
_SCRIPT = re.compile(r"<script\b.*?</script>\s*", re.DOTALL)
_FORM = re.compile(r"<form\b.*?</form>\s*", re.DOTALL)
_ALTERNATE = re.compile(r'<link rel="alternate"[^>]*>\s*')
_LIST_PAGE = re.compile(r"page=(\d{1,4})")


def write_site(store: Store, folder: Path, query: Query) -> int:
    """Writes the articles, statements and actors that a query finds, and the lists that lead to them; returns how many pages.

    Raises StoreError where the folder holds anything yet: nothing is overwritten.
    """
    if folder.exists() and any(folder.iterdir()):
        raise StoreError(f"{folder}: not empty; give a folder of its own for the site")
    return asyncio.run(_write(store, folder, query))


async def _write(store: Store, folder: Path, query: Query) -> int:
    from naql.serve.app import create_app

    app = create_app(store.path)
    wanted = {*_SECTIONS, *_addresses(store, query)}
    waiting, seen = deque(wanted), set(wanted)
    count = 0
    while waiting:
        url = waiting.popleft()
        status, body = await _get(app, url)
        if status != 200:
            continue
        page, links = _page(body.decode("utf-8"), url, wanted)
        for link in links - seen:
            seen.add(link)
            waiting.append(link)
        target = folder / _file(url)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(page, encoding="utf-8")
        count += 1
    _write_static(folder / "static")
    return count


def _addresses(store: Store, query: Query) -> Iterator[str]:
    for found in store.each(query):
        article = found.article.address
        yield f"/statements/{found.address}"
        yield f"/articles/{article}"
        yield f"/articles/{article.partition('.')[0]}"
        for actor in (found.actor, found.to, *found.of):
            if actor:
                yield f"/actors/{actor.id}"


def _page(page: str, url: str, wanted: set[str]) -> tuple[str, set[str]]:
    """The page with its links as a folder needs them, and the further list pages it leads to."""
    lists: set[str] = set()

    def turned(match: re.Match[str]) -> str:
        parts = urlsplit(html.unescape(match["url"]))
        if parts.path.startswith("/static/"):
            target = parts.path.lstrip("/")
        elif parts.path in wanted and not parts.query:
            target = _file(parts.path)
        elif parts.path == "/articles" and _LIST_PAGE.fullmatch(parts.query):
            lists.add(f"/articles?{parts.query}")
            target = _file(f"/articles?{parts.query}")
        else:
            return ""
        relative = posixpath.relpath(target, posixpath.dirname(_file(url)) or ".")
        fragment = f"#{parts.fragment}" if parts.fragment else ""
        return f' {match["name"]}="{html.escape(relative + fragment)}"'

    for left_out in (_SCRIPT, _FORM, _ALTERNATE):
        page = left_out.sub("", page)
    return _LINK.sub(turned, page), lists


def _file(url: str) -> str:
    """The file of an address, counted from the folder.

    >>> _file("/"), _file("/articles/k3vqx2m7wabz.1"), _file("/articles?page=2")
    ('index.html', 'articles/k3vqx2m7wabz.1/index.html', 'articles/page-2/index.html')
    """
    path, _, query = url.strip("/").partition("?")
    return posixpath.join(path, query.replace("=", "-"), "index.html").lstrip("/")


async def _get(app: Any, url: str) -> tuple[int, bytes]:
    """Asks the application as a browser on this machine would."""
    path, _, query = url.partition("?")
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": path, "raw_path": path.encode(), "root_path": "", "query_string": query.encode(),
        "headers": [(b"host", b"127.0.0.1")], "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
    }  # fmt: skip
    status, body = 0, bytearray()

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        nonlocal status
        status = message.get("status", status)
        body.extend(message.get("body", b""))

    await app(scope, receive, send)
    return status, bytes(body)


def _write_static(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for source in files("naql.serve").joinpath("static").iterdir():
        if source.is_file() and not source.name.endswith(".js"):
            (folder / source.name).write_bytes(source.read_bytes())
