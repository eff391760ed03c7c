"""Request → request, or a refusal: who may ask, by which host, and what a browser may do with the answer."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from urllib.parse import quote, urlencode

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOKEN_COOKIE = "naql_token"
LOOPBACK = ("127.0.0.1", "localhost", "::1")

# Everything comes from this server; no script or style inside a page, no frame around it, no form to elsewhere.
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class SafeHeaders:
    """Adds the headers above to every answer, errors too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_static = scope.get("path", "").startswith("/static/")

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "max-age=3600" if is_static else "private, no-cache")
            await send(message)

        await self.app(scope, receive, send_safely)


Refuse = Callable[[Request, Exception], Awaitable[Response]]


class Guard:
    """Lets a request through only by a known host name and, where there is one, with the token."""

    def __init__(self, app: ASGIApp, *, token: str | None, hosts: tuple[str, ...], refuse: Refuse) -> None:
        self.app, self.token, self.hosts, self.refuse = app, token, hosts, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        answer = await self._answer(request)
        await (answer or self.app)(scope, receive, send)

    async def _answer(self, request: Request) -> Response | None:
        """A refusal, or the way in for who brings the token; None lets the request through."""
        if not is_known_host(request.headers.get("host", ""), self.hosts):
            return await self.refuse(request, HostError("this server does not answer to that host name; see --host"))
        if self.token is None or request.url.path.startswith("/static/") or _carries(request, self.token):
            return None
        given = request.query_params.get("token", "")
        if not _same(given, self.token):
            return await self.refuse(request, TokenError("this server asks for its token"))
        rest = [(name, value) for name, value in request.query_params.multi_items() if name != "token"]
        response = RedirectResponse(quote(request.url.path) + (f"?{urlencode(rest)}" if rest else ""), 303)
        response.set_cookie(TOKEN_COOKIE, given, httponly=True, samesite="strict")
        return response


class HostError(ValueError):
    """The request names a host that this server does not answer to."""


class TokenError(ValueError):
    """The request lacks the token, or has another."""


def is_known_host(host: str, hosts: tuple[str, ...]) -> bool:
    """Whether a Host header names one of `hosts`; none named means any.

    A page elsewhere that points its own name at 127.0.0.1 could otherwise read the store through the user's browser.

    >>> [is_known_host(host, LOOPBACK) for host in ("127.0.0.1:8000", "[::1]", "evil.example")]
    [True, True, False]
    """
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    return not hosts or name.lower() in hosts


def _carries(request: Request, token: str) -> bool:
    bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
    return _same(bearer, token) or _same(request.cookies.get(TOKEN_COOKIE, ""), token)


def _same(given: str, token: str) -> bool:
    """Compared in constant time: how soon the answer comes tells nothing of the token."""
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), token.encode())
