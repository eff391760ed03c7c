"""`naql serve`: the reading room on this machine, or, with a token, for others."""

from __future__ import annotations

import ipaddress
import secrets
from pathlib import Path

import click

from naql.errors import StoreError

PORT = 8710
_SHORTEST = 16  # characters of a token that may be passed; a generated one has 32


@click.command("serve")
@click.option("--db", type=click.Path(path_type=Path), default=Path("naql.db"), show_default=True, help="The store.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="Port to listen on.")
@click.option("--token", envvar="NAQL_TOKEN", help="What every request must carry; made up where HOST is not loopback.")
def serve_command(db: Path, host: str, port: int, token: str | None) -> None:
    """Show the store in a browser: search, articles, actors, topics and pictures.

    It answers this machine alone. Another --host makes it answer others: then every visitor needs the token, which
    is printed at the start (or give one with --token or NAQL_TOKEN).

    \b
    Example:
      naql serve --db naql.db --port 8710
    """
    import uvicorn  # here, so that `naql read` does not wait for it

    from naql.serve.app import create_app
    from naql.serve.security import LOOPBACK

    loopback = is_loopback(host)
    token = checked_token(token, loopback)
    try:
        app = create_app(db, token=token, hosts=LOOPBACK if loopback else ())
    except StoreError as error:
        raise click.ClickException(str(error)) from error
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"http://{shown}:{port}/" + (f"?token={token}" if token else ""))
    if not loopback:
        click.echo(
            "Others can reach this address; the token is the only lock, and the connection is not encrypted.", err=True
        )
    uvicorn.run(
        app, host=host, port=port, log_level="warning", access_log=False, server_header=False, limit_concurrency=64
    )


def is_loopback(host: str) -> bool:
    """Whether an address can be reached from this machine alone.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, True, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def checked_token(token: str | None, loopback: bool) -> str | None:
    """The token to ask for: the one given, a made-up one where others can reach the server, or none."""
    if token is None:
        return None if loopback else secrets.token_urlsafe(24)
    if len(token) < _SHORTEST or not (token.isascii() and token.isprintable() and " " not in token):
        raise click.BadParameter(
            f"give at least {_SHORTEST} letters, digits or signs without blanks", param_hint="--token"
        )
    return token
