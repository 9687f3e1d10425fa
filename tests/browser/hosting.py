"""A web server for one test: it shows a folder, another one when told to, and can go away."""

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    folder = Path()
    gate: "Gate | None" = None


class Gate(NamedTuple):
    """What a proxy answers to those who have not logged in, whatever they ask for."""

    status: int
    place: str = ""
    text: str = ""


class _Handler(http.server.SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, _Server)
        gate = self.server.gate
        if gate is None or self.path == gate.place:
            super().do_GET()
            return
        body = gate.text.encode()
        self.send_response(gate.status)
        if gate.place:
            self.send_header("Location", gate.place)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def translate_path(self, path: str) -> str:
        assert isinstance(self.server, _Server)
        self.directory = str(self.server.folder)
        return super().translate_path(path)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its name there
        """Say nothing."""


class Hosting:
    """A server whose folder can be changed, and which can be stopped."""

    def __init__(self, folder: Path) -> None:
        self._server = _Server(("127.0.0.1", 0), functools.partial(_Handler))
        self._server.folder = folder
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def show(self, folder: Path) -> None:
        """Show another folder from now on."""
        self._server.folder = folder

    def ask_for(self, gate: Gate | None) -> None:
        """Let nobody in who has not logged in; None lets everybody."""
        self._server.gate = gate

    def stop(self) -> None:
        """Go away: whoever connects is refused."""
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def hosting(folder: Path) -> Iterator[Hosting]:
    """Show a folder until the block ends."""
    server = Hosting(folder)
    try:
        yield server
    finally:
        server.stop()
