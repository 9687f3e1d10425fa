"""What the fake pagers have in common: real HTTP on 127.0.0.1, a clock of its own, and faults.

A fake is a `Fake` whose `answer` returns a `Response`; it keeps its state in plain attributes, so
that a test can look at it and put things into it. Every request is recorded in `seen`.
"""

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal, NamedTuple
from urllib.parse import parse_qs, urlsplit

Kind = Literal["cut_before", "cut_after", "status", "slow"]


class Request(NamedTuple):
    """What was asked: `query` has a list for each name, `body` is the JSON or None."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    body: Any
    headers: Mapping[str, str]


class Response(NamedTuple):
    """What is answered; a body of None is no body at all."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = {}


class Fault(NamedTuple):
    """What goes wrong at request number `at`, counted from 0; `times` in a row.

    `cut_before`: the connection ends, nothing was done. `cut_after`: it was done, and the
    connection ends without an answer. `status`: nothing was done, and this is answered.
    `slow`: nothing is answered for `seconds`, then it is done as usual.
    """

    at: int
    kind: Kind
    status: int = 500
    headers: Mapping[str, str] = {}
    seconds: float = 0.0
    times: int = 1


class Seen(NamedTuple):
    """A request as it came, and the status that was answered; 0 where the connection was cut."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    body: Any
    status: int

    @property
    def writes(self) -> bool:
        """Say whether it could change anything."""
        return self.method not in {"GET", "HEAD"}


class Refused(Exception):  # noqa: N818  # it ends an answer, and is no error
    """Raised in `answer` to end it with a response."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status)
        self.response = response


class Fake:
    """A pager that is not there: subclasses say what it answers."""

    def __init__(self, now: datetime) -> None:
        self.now = now.astimezone(UTC)
        self.seen: list[Seen] = []
        self.faults: list[Fault] = []
        self.after_each = lambda: None
        """Called after each request that was done: where a test looks at the state."""
        self.url = ""
        self._lock = threading.Lock()

    def answer(self, request: Request) -> Response:
        """Do what is asked; called by one thread at a time."""
        raise NotImplementedError

    def fail(self, *faults: Fault) -> None:
        """Plan faults, counted from the next request on."""
        self.faults = [fault._replace(at=fault.at + len(self.seen)) for fault in faults]

    def counted(self, method: str, path: str) -> int:
        """Return how many requests of a method went to a path."""
        return sum((seen.method, seen.path) == (method, path) for seen in self.seen)

    @contextmanager
    def running(self) -> Iterator["Fake"]:
        """Listen on a free port of 127.0.0.1 while the block runs; `url` says where."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        self.url = f"http://127.0.0.1:{server.server_address[1]}"
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    def take(self, request: Request) -> Response | None:
        """Record a request and answer it, or fail as planned; None cuts the connection."""
        with self._lock:
            number = len(self.seen)
            fault = next((f for f in self.faults if f.at <= number < f.at + f.times), None)
            self.now += timedelta(seconds=1)
            response = self._failed(fault, request) if fault else self._done(request)
            status = response.status if response else 0
            self.seen.append(Seen(*request[:4], status))
        return response

    def _failed(self, fault: Fault, request: Request) -> Response | None:
        if fault.kind == "status":
            return Response(fault.status, {"error": {"message": "planned"}}, fault.headers)
        if fault.kind == "slow":
            time.sleep(fault.seconds)
            return self._done(request)
        if fault.kind == "cut_after":
            self._done(request)
        return None

    def _done(self, request: Request) -> Response:
        try:
            response = self.answer(request)
        except Refused as refused:
            response = refused.response
        self.after_each()
        return response


def _handler(fake: Fake) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            self._do()

        do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815  # named by http.server

        def _do(self) -> None:
            url = urlsplit(self.path)
            text = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            query = parse_qs(url.query, keep_blank_values=True)
            body = json.loads(text) if text else None
            response = fake.take(
                Request(self.command, url.path, query, body, dict(self.headers.items()))
            )
            if response is None:
                self.close_connection = True
                return
            with suppress(ConnectionError):
                self._send(response)

        def _send(self, response: Response) -> None:
            data = b"" if response.body is None else json.dumps(response.body).encode()
            self.send_response(response.status)
            for name, value in response.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: object) -> None:
            """Say nothing: what was asked is in `seen`."""

    return Handler
