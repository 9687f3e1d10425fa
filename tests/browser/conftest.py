"""A browser, and the sites that it looks at: the example's and a hostile one, built once."""

import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from tests import real_input
from tests.browser import clocks, hostile, odd
from watchbill.model import Catalog
from watchbill.source.load import load
from watchbill.source.tree import Folder

ROOT = Path(__file__).parents[2]
AT = datetime(2026, 11, 21, 13, tzinfo=UTC)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
]
PATIENCE = 30_000  # milliseconds: a machine that does much else is slow, and nothing is wrong
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


def executable() -> str:
    """Return a browser; a missing one is a failure, since a skipped test proves nothing."""
    named = os.environ.get("WATCHBILL_CHROMIUM") or os.environ.get("WATCHBILL_BROWSER")
    found = named or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        pytest.fail("no browser: run tests/browser/install.sh, or set WATCHBILL_CHROMIUM")
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        yield opened
        opened.close()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its name there
        """Say nothing."""


class _Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a page that was closed while it was loading."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Served:
    """A built site and where it is served."""

    def __init__(self, folder: Path, root: Path, url: str) -> None:
        self.folder, self.root, self.url = folder, root, url

    @property
    def catalog(self) -> Catalog:
        return load(Folder(self.root)).catalog


def watchbill(*args: str) -> None:
    """Run a command of the installed package, as a user would."""
    command = [sys.executable, "-m", "watchbill", *args]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def _built(root: Path, out: Path, at: datetime = AT) -> Path:
    watchbill("-C", str(root), "site", "build", "--out", str(out), "--at", at.isoformat())
    return out / "site"


def _serve(folder: Path, root: Path) -> Iterator[Served]:
    handler = functools.partial(_Quiet, directory=str(folder))
    with _Server(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Served(folder, root, f"http://127.0.0.1:{server.server_address[1]}/")
        server.shutdown()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    yield from _serve(_built(ROOT, tmp_path_factory.mktemp("example")), ROOT)


@pytest.fixture(scope="session")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    root = hostile.write(tmp_path_factory.mktemp("hostile"))
    yield from _serve(_built(root, tmp_path_factory.mktemp("built")), root)


@pytest.fixture(scope="session")
def clocks_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site whose handoffs lie at changes of the clock."""
    root = clocks.write(tmp_path_factory.mktemp("clocks"))
    yield from _serve(_built(root, tmp_path_factory.mktemp("ticking"), clocks.MADE), root)


@pytest.fixture(scope="session")
def odd_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site of what is rare."""
    root = odd.write(tmp_path_factory.mktemp("odd"))
    yield from _serve(_built(root, tmp_path_factory.mktemp("oddly"), odd.MADE), root)


@pytest.fixture(scope="session")
def adopted_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A new repository's site, with runbooks that were written elsewhere."""
    runbooks, root = str(real_input.runbooks()), tmp_path_factory.mktemp("new") / "oncall"
    watchbill("init", str(root))
    watchbill("-C", str(root), "adopt", "runbooks", runbooks, "--owner", "website")
    yield from _serve(_built(root, tmp_path_factory.mktemp("adopted")), root)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(timezone_id="Europe/London")
    yield opened
    opened.close()
