"""A reading room over invented readings, served on a free port of this machine for the length of a test module."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from contextlib import contextmanager
from html.parser import HTMLParser
from typing import Any, NamedTuple
from urllib.parse import quote

import uvicorn
from serve_readings import READINGS, hostile_reading

from naql.serve.app import create_app
from naql.store import open_store


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: str

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Room(NamedTuple):
    """A served store: `addresses` leads from the names of the readings to the addresses of their articles."""

    port: int
    addresses: dict[str, str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """`path` may hold any characters; those that a request line cannot carry are quoted."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, quote(path, safe="/?&=%+:~*'()!$,;@#[]"), headers=sent)
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, found, response.read().decode())
        finally:
            connection.close()


@contextmanager
def served(db, readings=READINGS, **options):
    """Serves a new store that holds the readings."""
    with open_store(db) as store:
        addresses = {reading.id: store.add(reading).article for reading in readings}
    with running(create_app(db, **options)) as port:
        yield Room(port, addresses)


@contextmanager
def running(app):
    """Runs an application on a free port and gives the port."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="error", lifespan="on", server_header=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()


class Tags(HTMLParser):
    """The start tags of a page, each as (name, attributes), and the text of each element of a class."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(body)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


HOSTILE = hostile_reading()
