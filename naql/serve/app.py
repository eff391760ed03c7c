"""route table → Starlette application: every page as HTML, JSON and CSV; every error in one place."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from http import HTTPStatus
from itertools import chain
from pathlib import Path
from urllib.parse import quote

from anyio import to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from naql.errors import StoreError
from naql.serve.drawing import draw, draw_error
from naql.serve.openapi import Problem, describe
from naql.serve.pages import Asked, Page, address
from naql.serve.parameters import RequestError, read_parameters
from naql.serve.pool import SECONDS, Pool
from naql.serve.routes import PAGES
from naql.serve.security import LOOPBACK, Guard, HostError, SafeHeaders, TokenError
from naql.serve.tables import csv_lines
from naql.serve.views import MissingError
from naql.serve.words import LANGUAGES, Language
from naql.store import QueryError, plain

CHOICES = {"lang": ("fa", "en"), "theme": ("light", "dark", "auto")}  # what a visitor may set, kept in cookies
_YEAR = 365 * 24 * 3600

Form = Callable[[Page, Pool, Request], Awaitable[Response]]


def create_app(db: str | Path, *, token: str | None = None, hosts: tuple[str, ...] = LOOPBACK) -> Starlette:
    """The reading room over a store, opened for reading only.

    `hosts` are the names it answers to. With a `token` every request must carry it. Raises StoreError where the store
    cannot be opened.
    """
    pool = Pool(db, seconds=SECONDS)
    routes = [route for page in PAGES for route in _routes(page, pool)]
    static = Mount("/static", StaticFiles(packages=[("naql.serve", "static")]))

    @asynccontextmanager
    async def closing(app: Starlette) -> AsyncIterator[None]:
        yield
        pool.close()

    return Starlette(
        routes=[*routes, Route("/openapi.json", _openapi), static],
        middleware=[
            Middleware(SafeHeaders),
            Middleware(GZipMiddleware),
            Middleware(Guard, token=token, hosts=hosts, refuse=refuse),
        ],
        exception_handlers=dict.fromkeys((HTTPException, *(kind for kind, _ in _STATUS), Exception), refuse),
        lifespan=closing,
    )


def _routes(page: Page, pool: Pool) -> list[Route]:
    # the suffixed addresses first: "/articles/{id}" would take "/articles/7.json" for the article "7.json"
    forms: list[tuple[str, Form]] = [(page.twin("json"), _json), (page.path, _html)]
    if page.rows:
        forms.insert(0, (page.twin("csv"), _csv))
    return [Route(path, partial(form, page, pool), name=f"{page.name}{form.__name__}") for path, form in forms]


async def _html(page: Page, pool: Pool, request: Request) -> Response:
    if any(name in request.query_params for name in CHOICES):
        return _remember(request)
    asked = _read(page, request)
    answer = await pool.run(page.view, asked)
    return Response(draw(page, asked, answer, theme_of(request)), media_type="text/html")


async def _json(page: Page, pool: Pool, request: Request) -> Response:
    return JSONResponse(plain(await pool.run(page.view, _read(page, request))))


async def _csv(page: Page, pool: Pool, request: Request) -> Response:
    lines = pool.stream(partial(csv_lines, page), _read(page, request))
    first = await to_thread.run_sync(next, lines, "")  # a search that is refused is refused before the answer begins
    headers = {"Content-Disposition": f'attachment; filename="naql-{page.name}.csv"'}
    return StreamingResponse(chain([first], lines), media_type="text/csv; charset=utf-8", headers=headers)


async def _openapi(request: Request) -> Response:
    return JSONResponse(describe(PAGES))


def _read(page: Page, request: Request) -> Asked:
    in_path = {name: str(value) for name, value in request.path_params.items()}
    path = page.path.format(**{name: quote(value, safe="") for name, value in in_path.items()})
    values = read_parameters(page.parameters, {**dict(request.query_params), **in_path})
    return Asked(path, values, language_of(request), frozenset(in_path))


def language_of(request: Request) -> Language:
    """The language the visitor has chosen; Persian until then."""
    return LANGUAGES["en"] if request.cookies.get("lang") == "en" else LANGUAGES["fa"]


def theme_of(request: Request) -> str:
    """The colours the visitor has chosen; those of the device until then."""
    theme = request.cookies.get("theme", "auto")
    return theme if theme in CHOICES["theme"] else "auto"


def _remember(request: Request) -> Response:
    """Keeps the visitor's choices in cookies and goes back to the same address without them."""
    chosen = {name: request.query_params[name] for name in CHOICES if name in request.query_params}
    for name, value in chosen.items():
        if value not in CHOICES[name]:
            raise RequestError(f"{name}: {value[:20]!r} is not one of {', '.join(CHOICES[name])}; choose one of these")
    rest = {name: value for name, value in request.query_params.items() if name not in CHOICES}
    response = RedirectResponse(address(quote(request.url.path), rest), 303)
    for name, value in chosen.items():
        response.set_cookie(name, value, max_age=_YEAR, httponly=True, samesite="lax")
    return response


_STATUS: tuple[tuple[type[Exception], int], ...] = (
    (RequestError, 400),
    (QueryError, 400),
    (MissingError, 404),
    (TokenError, 401),
    (HostError, 400),
    (StoreError, 503),
)


async def refuse(request: Request, error: Exception) -> Response:
    """Every error, as HTML or JSON by the address asked for: its status, and one line that says what to do."""
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 500)
    says = str(error) if status != 500 else "something failed on the server; its log says what"
    headers: Mapping[str, str] = {}
    if isinstance(error, HTTPException):
        status, headers = error.status_code, error.headers or {}
        says = f"{HTTPStatus(status).phrase}: nothing answers {request.method} at this address"
    if request.url.path.endswith((".json", ".csv")):
        return JSONResponse(dataclasses.asdict(Problem(status, says)), status, headers)
    page = draw_error(status, says, language_of(request), theme_of(request), quote(request.url.path))
    return HTMLResponse(page, status, headers)
