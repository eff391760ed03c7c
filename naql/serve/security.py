"""Request → request, or a refusal: who may ask, by which host, and what a browser may do with the answer."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from http.cookies import SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
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
        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store" if headers.get("set-cookie") else "no-cache")
            await send(message)

        await self.app(scope, receive, send_safely)


def host_of(scope: Scope) -> str:
    """The name by which the server was addressed, without its port: «[::1]:8000» gives «::1»."""
    host = Headers(scope=scope).get("host", "")
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host


def is_known_host(scope: Scope, hosts: Iterable[str]) -> bool:
    """Whether the request names a host this server answers to.

    A page elsewhere that points its own name at 127.0.0.1 could otherwise read the store through the user's browser.
    """
    return host_of(scope).lower() in hosts


def holds_token(scope: Scope, token: str) -> bool:
    """Whether the request carries the token: in `Authorization: Bearer`, in the cookie, or once in `?token=`."""
    headers = Headers(scope=scope)
    cookies = SimpleCookie()
    cookies.load(headers.get("cookie", ""))
    bearer = headers.get("authorization", "").removeprefix("Bearer ")
    query = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
    cookie = cookies[TOKEN_COOKIE].value if TOKEN_COOKIE in cookies else ""
    # every one is compared, in constant time, so that an answer's delay tells nothing
    return any([hmac.compare_digest(given.encode(), token.encode()) for given in (bearer, query, cookie)])
