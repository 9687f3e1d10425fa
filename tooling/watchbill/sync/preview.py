"""The site while somebody writes: watches files, and keeps MkDocs serving until it is stopped."""

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from watchbill.errors import WatchbillError

Seen = Mapping[str, tuple[int, int]]
PAUSE = 0.4
"""Seconds between two looks at the files."""


def seen(places: Iterable[Path]) -> Seen:
    """Return the time of change and the size of every file in some places, links not followed."""
    found: dict[str, tuple[int, int]] = {}
    pending = [str(place) for place in places]
    while pending:
        path = pending.pop()
        try:
            state = os.stat(path, follow_symlinks=False)  # noqa: PTH116  # thousands, often
            if os.path.isdir(path):  # noqa: PTH112
                pending += [entry.path for entry in os.scandir(path)]
            else:
                found[path] = (state.st_mtime_ns, state.st_size)
        except OSError:
            continue  # gone while we looked, or not there at all
    return found


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


def serve(
    start: Callable[[], "subprocess.Popen[bytes]"],
    places: Callable[[], Iterable[Path]],
    changed: Callable[[], None],
) -> int:
    """Run a server, and say `changed` whenever a file in the places changes.

    Returns the server's exit code when it ends by itself. However this ends, the server ends too.
    """
    before = seen(places())
    server = start()
    try:
        while server.poll() is None:
            time.sleep(PAUSE)
            now = seen(places())
            if now != before:
                before = now
                changed()
        return server.returncode
    finally:
        stop(server)


def stop(server: "subprocess.Popen[bytes]") -> None:
    """End a server: ask, wait, insist."""
    server.terminate()
    try:
        server.wait(timeout=5)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
