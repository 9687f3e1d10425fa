"""The process that renders single pages, as its user sees it."""

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from watchbill.errors import WatchbillError
from watchbill.sync.site.engine import quiet
from watchbill.sync.site.pages import CONFIG


class Press:
    """Renders pages for the settings and files of the last whole build."""

    def __init__(self, out: Path, at: datetime) -> None:
        """Start the process; it reads its files while others go on."""
        command = [sys.executable, "-P", "-m", "watchbill.sync.preview.single"]
        self._process = subprocess.Popen(
            [*command, str(out.resolve() / CONFIG)],
            env=dict(quiet(at)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def html(self, path: str, text: str) -> str:
        """Return a page as HTML. Raise WatchbillError where it cannot be rendered."""
        process = self._process
        said = {}
        try:
            if process.stdin and process.stdout:
                process.stdin.write(json.dumps([path, text]) + "\n")
                process.stdin.flush()
                said = json.loads(process.stdout.readline() or "{}")
        except (OSError, ValueError):
            said = {}
        if "html" in said:
            return str(said["html"])
        raise WatchbillError(str(said.get("error", f"{path}: MkDocs is gone")), "see the terminal")

    def close(self) -> None:
        """End the process."""
        process = self._process
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                try:
                    pipe.close()
                except OSError:
                    continue  # what was not sent is not wanted
        process.wait()
