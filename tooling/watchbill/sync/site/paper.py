"""A page as PDF, by the reader's own Chromium: nothing else that prints is needed or bundled."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from watchbill.errors import WatchbillError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_HINT = "install Chromium (apt-get install chromium), or name one: WATCHBILL_BROWSER=/path/to/it"
_PATIENCE = 300  # seconds: a thousand runbooks are some thousands of pages


def browser() -> str:
    """Return a Chromium; raise WatchbillError where none is found."""
    named = os.environ.get("WATCHBILL_BROWSER")
    found = shutil.which(named) if named else next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found:
        raise WatchbillError("no Chromium to make a PDF with", _HINT)
    return found


def printed(page: str) -> bytes:
    """Return a page of HTML as PDF. Raise WatchbillError where the browser does not make one."""
    program = browser()
    with tempfile.TemporaryDirectory(prefix="watchbill-") as folder:
        source, target = Path(folder) / "page.html", Path(folder) / "page.pdf"
        source.write_text(page, encoding="utf-8")
        said = _run(
            [
                program,
                "--headless",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--no-pdf-header-footer",
                f"--user-data-dir={folder}/profile",
                *(["--no-sandbox"] if _is_root() else []),
                f"--print-to-pdf={target}",
                source.as_uri(),
            ]
        )
        if not target.is_file():
            raise WatchbillError(f"{program} made no PDF: {said}", _HINT)
        return target.read_bytes()


def _run(command: list[str]) -> str:
    """Run a browser to its end, and return the last that it said."""
    try:
        ran = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"it did not end within {_PATIENCE} s"
    except OSError as error:
        return error.strerror or type(error).__name__
    lines = ran.stdout.decode("utf-8", "replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "nothing was said")


def _is_root() -> bool:
    """Say whether the browser's sandbox refuses to start, as it does for root."""
    return hasattr(os, "geteuid") and os.geteuid() == 0
