"""Servers for the tests of the client: one that echoes, and one that says what it is told to."""

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.pagers.fakes.server import Fake, Request, Response
from watchbill.sync.http import Api

CERTIFICATE = Path(__file__).with_name("loopback.pem")
"""For 127.0.0.1, with its key; nobody trusts it."""

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SECRET = "s3cr3t-t0k3n"  # noqa: S105  # made up


class Echo(Fake):
    """Answers with what was asked; what it has done stands in `done`."""

    def __init__(self) -> None:
        super().__init__(NOW)
        self.done: list[str] = []
        self.headers: list[dict[str, str]] = []

    def answer(self, request: Request) -> Response:
        self.headers.append(dict(request.headers))
        if request.method == "DELETE":
            known = "DELETE" not in self.done
            self.done.append("DELETE")
            return Response(204 if known else 404)
        self.done.append(request.method)
        return Response(200, {"query": dict(request.query), "body": request.body})


class Pauses(list[float]):
    """The seconds that were waited, without waiting them."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def api(base: str, **options: Any) -> Api:
    """Return a client with a token, which waits no time."""
    options.setdefault("sleep", Pauses())
    return Api(base, {"Authorization": f"Token token={SECRET}"}, **options)


@contextmanager
def echo() -> Iterator[tuple[Echo, Api, Pauses]]:
    """Run an Echo; yield it, a client for it, and what that waits."""
    fake, pauses = Echo(), Pauses()
    with fake.running():
        yield fake, api(fake.url, sleep=pauses), pauses


class Told:
    """A server that was told what to say: `got` is what it was asked, byte for byte."""

    def __init__(self, answers: tuple[bytes, ...], scheme: str) -> None:
        self.answers = answers
        self.scheme = scheme
        self.got: list[bytes] = []
        self.url = ""
        self.closed = threading.Semaphore(0)
        """Released whenever a connection has been closed."""

    def reply(self, asked: bytes) -> bytes:
        number = min(len(self.got), len(self.answers) - 1)
        self.got.append(asked)
        return self.answers[number]


@contextmanager
def told(*answers: bytes, tls: bool = False) -> Iterator[Told]:
    """Run a server that gives these answers, the last one again and again, a connection each."""
    server = Told(answers, "https" if tls else "http")
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _handler(server)) as tcp:
        tcp.daemon_threads = True
        thread = threading.Thread(target=tcp.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        server.url = f"{server.scheme}://127.0.0.1:{tcp.server_address[1]}"
        try:
            yield server
        finally:
            tcp.shutdown()
            thread.join()


def _handler(server: Told) -> type[socketserver.BaseRequestHandler]:
    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                wire = _encrypted(self.request) if server.scheme == "https" else self.request
                with wire:
                    wire.sendall(server.reply(_whole(wire)))
            server.closed.release()

    return Handler


def _encrypted(wire: Any) -> ssl.SSLSocket:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context.wrap_socket(wire, server_side=True)


def _whole(wire: Any) -> bytes:
    """Read a request with its body; of an encrypted one the beginning."""
    data = b""
    while b"\r\n\r\n" not in data and not data.startswith(b"\x16"):
        data += wire.recv(65536) or b"\r\n\r\n"
    head, _, body = data.partition(b"\r\n\r\n")
    length = next((int(v) for k, v in _fields(head) if k == b"content-length"), 0)
    while len(body) < length:
        body += wire.recv(65536) or b" " * length
    return head + b"\r\n\r\n" + body


def _fields(head: bytes) -> Iterator[tuple[bytes, bytes]]:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        yield name.strip().lower(), value.strip()


def http(status: int, body: bytes = b"", *headers: str) -> bytes:
    """Return an answer as it goes over the wire."""
    lines = (f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", "Connection: close", *headers)
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
