"""A web server for one test: it shows a folder, another one when told to, and can go away."""

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    folder = Path()


class _Handler(http.server.SimpleHTTPRequestHandler):
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
