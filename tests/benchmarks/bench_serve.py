"""Print how soon an edit is seen under `site serve`, beside a whole build. Asserts nothing.

Wall seconds, all in one run, with 1,000 runbooks: from the write of a file until a page that a
browser has open is told to load, and has the new text. A whole build is `watchbill site build`.
"""

import http.client
import json
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from bench_site import repository

SIZE, EDITS = 1_000, 5


@contextmanager
def serving(root: Path, out: Path) -> Iterator[int]:
    """Serve a repository; give the port once the whole site is there."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "watchbill", "-C", str(root), "site", "serve"]
    served = subprocess.Popen(
        [*command, "--out", str(out), "--port", str(port)],
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        for line in served.stderr or ():
            if line.startswith("http://"):
                break
        yield port
    finally:
        served.terminate()
        served.wait(30)


def load(port: int, page: str) -> tuple[str, str]:
    """Return a page, and its moment."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/{page}") as given:
        text = given.read().decode()
    return text, text.partition('data-moment="')[2].partition('"')[0]


def seen(port: int, page: str, file: Path, old: str, new: str) -> float:
    """Edit a file; return the seconds until a browser that has the page open shows the new text."""
    _, moment = load(port, page)
    news = http.client.HTTPConnection("127.0.0.1", port)
    news.request("GET", f"/-/events?page={page}&moment={moment}")
    lines = news.getresponse()
    text = file.read_text(encoding="utf-8")
    began = time.perf_counter()
    file.write_text(text.replace(old, f"{old}{new} ", 1), encoding="utf-8")
    while line := lines.readline():
        note = json.loads(line[6:]) if line.startswith(b"data: ") else {}
        if note.get("reload") and new in load(port, page)[0]:
            break
    seconds = time.perf_counter() - began
    news.close()
    return seconds


def main(size: int = SIZE, edits: int = EDITS) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        root = repository(top / "repository", size)
        build = [sys.executable, "-m", "watchbill", "-C", str(root), "site", "build", "--out"]
        began = time.perf_counter()
        subprocess.run([*build, str(top / "built")], check=True, capture_output=True)
        whole = time.perf_counter() - began
        files = {
            "runbook": (sorted((root / "runbooks").rglob("*.md"))[size // 2], "## "),
            "roster": (root / "rosters/teams/payments.yaml", "description: "),
            "person": (root / "rosters/people/ada.yaml", "name: "),
        }
        print(f"{size} runbooks; a whole build {whole:.1f} s")
        with serving(root, top / "served") as port:
            load(port, "")
            time.sleep(5)  # the process that renders single pages reads its files
            for name, (file, old) in files.items():
                page = f"{file.relative_to(root).with_suffix('')}/".removeprefix("rosters/")
                page = page.replace("teams/", "rosters/")
                mid = median(seen(port, page, file, old, f"Zebra {n}") for n in range(edits))
                ratio = whole / mid
                print(f"  {name:8} {mid:5.2f} s ({ratio:.0f} times sooner; target: 10 times)")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
