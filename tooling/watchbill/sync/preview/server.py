"""A small web server for one machine: the files of a preview, and news for the pages that are open.

It answers GET and HEAD, lists no folder, and leaves no folder. A name that it was not asked to go
by is refused, so that no other site can read this one by renaming itself (DNS rebinding).
"""

import json
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from queue import Empty
from threading import Thread
from typing import NamedTuple
from urllib.parse import parse_qs, quote, unquote, urlsplit

from watchbill.errors import WatchbillError
from watchbill.sync.preview.hub import Hub
from watchbill.sync.preview.shelf import Shelf
from watchbill.sync.site.html import finished
from watchbill.sync.site.offline import WORKER

OWN = "-/"
"""What is below it is the server's own: no page begins with a hyphen."""
EVENTS = f"{OWN}events"
BEAT = 10.0
"""Seconds of silence after which it is found out whether a browser is still there."""
KINDS: Mapping[str, str] = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "map": "application/json",
    "webmanifest": "application/manifest+json",
    "txt": "text/plain; charset=utf-8",
    "xml": "application/xml",
    "ics": "text/calendar; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "ico": "image/x-icon",
    "woff2": "font/woff2",
}
# A worker that an earlier site left at this address would show its pages in the place of ours.
GOODBYE = b"""self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.registration.unregister()));
"""


class Shown(NamedTuple):
    """What a server shows: files, the open pages, the server's own files, a name that it has."""

    shelf: Shelf
    hub: Hub
    own: Mapping[str, bytes]
    host: str


class Answer(NamedTuple):
    """What is answered: a status, a type, and the bytes; or where to go instead."""

    status: HTTPStatus
    kind: str
    data: bytes = b""
    place: str = ""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    shown: Shown

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a browser that goes away is no error."""


class _Six(_Server):
    address_family = socket.AF_INET6


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 60

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        if self._is_known() and path == f"/{EVENTS}":
            self._tell(query)
        else:
            self._answer(body=True)

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its name there
        """Say nothing: the terminal shows what is wrong with the files."""

    def _is_known(self) -> bool:
        return is_known(self.headers.get("Host", ""), self.server.shown.host)

    def _answer(self, *, body: bool) -> None:
        given = answer(self.server.shown, self.path) if self._is_known() else _REFUSED
        self.send_response(given.status)
        if given.place:
            self.send_header("Location", given.place)
        self._headers(given.kind)
        self.send_header("Content-Length", str(len(given.data)))
        self.end_headers()
        if body:
            self.wfile.write(given.data)

    def _headers(self, kind: str) -> None:
        self.send_header("Content-Type", kind)
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")

    def _tell(self, query: str) -> None:
        """Send a page its news (server-sent events, WHATWG HTML) for as long as it is open."""
        asked = parse_qs(query)
        page = unquote(asked.get("page", [""])[0])
        self.send_response(HTTPStatus.OK)
        self._headers("text/event-stream")
        self.end_headers()
        hub = self.server.shown.hub
        reader = hub.enter(page, asked.get("moment", [""])[0])
        try:
            while True:
                try:
                    note = reader.notes.get(timeout=BEAT)
                except Empty:
                    self.wfile.write(b":\n\n")
                    continue
                if note is None:
                    return
                self.wfile.write(f"data: {json.dumps(note)}\n\n".encode())
        finally:
            hub.leave(reader)


def is_known(asked: str, host: str) -> bool:
    """Say whether a request is for us: addresses are nobody else's; of names, but our own."""
    with suppress(ValueError):
        name = urlsplit(f"//{asked}").hostname or ""
        if name in {"localhost", host.lower()}:
            return True
        ip_address(name)
        return True
    return False


def answer(shown: Shown, target: str) -> Answer:
    """Return what is answered to a target of a request, such as "/people/ada/?x"."""
    path = unquote(target.partition("?")[0]).removeprefix("/")
    if path.startswith(OWN):
        own = shown.own.get(path.removeprefix(OWN))
        return _file(path, own) if own is not None else _missing(shown)
    if path == WORKER:
        return _file(path, GOODBYE)
    file = f"{path}index.html" if not path or path.endswith("/") else path
    moment = shown.hub.moment  # before the file: what changes now is news
    data = _get(shown.shelf, file)
    if data is None and file == path and _get(shown.shelf, f"{path}/index.html") is not None:
        place = "/" + quote(path) + "/"
        return Answer(HTTPStatus.MOVED_PERMANENTLY, KINDS["txt"], place=place)
    if data is None:
        return _missing(shown)
    return _file(file, live(data, moment) if file.endswith(".html") else data)


def live(data: bytes, moment: str) -> bytes:
    """Return a page with the script that follows edits, and nothing that would keep the page."""
    added = f'<link rel="stylesheet" href="/{OWN}preview.css">'
    added += f'<script src="/{OWN}preview.js" data-moment="{moment}" defer></script></head>'
    text = data.decode("utf-8").replace("</head>", added, 1)
    return finished(text, None).text.encode("utf-8")


def _get(shelf: Shelf, path: str) -> bytes | None:
    try:
        return shelf.get(path)
    except (WatchbillError, ValueError, OSError):  # no path below the site, or one with a NUL
        return None


def _file(path: str, data: bytes) -> Answer:
    kind = KINDS.get(path.rpartition(".")[2].lower(), "application/octet-stream")
    return Answer(HTTPStatus.OK, kind, data)


def _missing(shown: Shown) -> Answer:
    page = live(_get(shown.shelf, "404.html") or b"<head></head>Not found", shown.hub.moment)
    return Answer(HTTPStatus.NOT_FOUND, KINDS["html"], page)


_REFUSED = Answer(HTTPStatus.MISDIRECTED_REQUEST, KINDS["txt"], b"This server has another name.\n")


@contextmanager
def serving(shown: Shown, port: int) -> Iterator[int]:
    """Serve until the block ends; give the port. Raise WatchbillError where nobody can listen."""
    kind = _Six if ":" in shown.host else _Server
    try:
        server = kind((shown.host, port), _Handler)
    except OSError as error:
        message = f"{shown.host}:{port} cannot be used: {error.strerror}"
        raise WatchbillError(message, "choose another one: --port") from error
    server.shown = shown
    thread = Thread(target=server.serve_forever, args=(0.1,), daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        shown.hub.close()
        server.shutdown()
        server.server_close()


def check_port(host: str, port: int) -> None:
    """Raise WatchbillError where nobody could listen."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            message = f"{host}:{port} cannot be used: {error.strerror}"
            raise WatchbillError(message, "choose another one: --port") from error
