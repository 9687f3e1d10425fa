"""Print how soon the ask box answers, beside Material's own search. Asserts nothing.

All in one run, with 5,000 runbooks: a fresh browser context opens a page, a question is typed, and
the first answer is awaited; CPU seconds are those of the renderer, since a phone has little else.
Right is an answer whose first line leads to the page that a colleague would name: the example has
it, among runbooks that are made up (see made_runbooks). Material is given the runbooks as they were
written, since its search stops at our cards (see bench_site).

Needs a Chromium: WATCHBILL_CHROMIUM, or one on the path.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bench_site import PAGES_ONLY, TOP, bare
from made_runbooks import runbooks
from playwright.sync_api import Browser, sync_playwright

SIZE = 5_000
PATIENCE = 180_000
QUESTIONS = {
    "who is our database expert?": "topics/database/",
    "postgres replication lag": "LedgerDatabaseReplicationLag/",
    "payments escalation": "escalation/payments/",
    "postgress replicaton lag": "LedgerDatabaseReplicationLag/",
    "paymnets escalation": "escalation/payments/",
    "pg lag": "LedgerDatabaseReplicationLag/",
    "k8s crash loop": "PodCrashLooping/",
    "kubernetes expert": "topics/kubernetes/",
    "cert expired": "CertificateExpiringSoon/",
}
TICKS = os.sysconf("SC_CLK_TCK")


class Engine(NamedTuple):
    """A search: where one types, and the link of the first answer."""

    name: str
    box: str
    first: str


OURS = Engine("ask box", "#wb-ask-input", ".wb-answer-link")
THEIRS = Engine("Material", "[data-md-component=search-query]", ".md-search-result__link")


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its name there
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a page that is closed may still be loading."""


def renderers() -> dict[int, float]:
    """Return the CPU seconds of each renderer below this process."""
    stats = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                command = (folder / "cmdline").read_bytes()
            except OSError:
                continue  # it has ended meanwhile
            ticks = int(fields[11]) + int(fields[12])
            stats[int(folder.name)] = (int(fields[1]), ticks, b"--type=renderer" in command)
    return {p: t / TICKS for p, (_, t, is_one) in stats.items() if is_one and _ours(stats, p)}


def _ours(stats: dict[int, tuple[int, int, bool]], process: int) -> bool:
    while process in stats and process != os.getpid():
        process = stats[process][0]
    return process == os.getpid()


def asked(browser: Browser, url: str, engine: Engine, question: str) -> tuple[float, float, str]:
    """Ask on a cold page; return CPU seconds, wall seconds, and where the first answer leads."""
    with browser.new_context(service_workers="block") as context:
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        before, began = renderers(), time.perf_counter()
        page.goto(url)
        page.locator(engine.box).fill(question, force=True)
        page.locator(engine.first).first.wait_for(state="attached")
        page.wait_for_timeout(1)
        link = page.locator(engine.first).first.evaluate("link => link.href")
        wall = time.perf_counter() - began
        # One that has ended in between is that of the page before.
        cpu = sum(seconds - before.get(p, 0) for p, seconds in renderers().items())
        return cpu, wall, str(link)


def repository(root: Path, size: int) -> Path:
    """Write the example with as many runbooks as asked for: its own, and made-up ones."""
    for name in ("rosters", "policies"):
        shutil.copytree(TOP / name, root / name)
    shutil.copy(TOP / "watchbill.yaml", root)
    files = sorted((TOP / "runbooks").rglob("*.md"))
    own = {str(file.relative_to(TOP)): file.read_text(encoding="utf-8") for file in files}
    for path, text in runbooks(own, size):
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root


def compare(sites: dict[Engine, Path]) -> None:
    """Ask everything everywhere, and print."""
    named = os.environ.get("WATCHBILL_CHROMIUM") or os.environ.get("WATCHBILL_BROWSER")
    path = named or next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    took: dict[str, list[tuple[float, float]]] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for engine, folder in sites.items():
            handler = partial(_Quiet, directory=str(folder))
            with _Server(("127.0.0.1", 0), handler) as server:
                threading.Thread(target=server.serve_forever, daemon=True).start()
                url = f"http://127.0.0.1:{server.server_address[1]}/"
                right = 0
                for question, page in QUESTIONS.items():
                    cpu, wall, link = asked(browser, url, engine, question)
                    good = link.partition("?")[0].partition("#")[0].endswith(page)
                    right += good
                    took.setdefault(engine.name, []).append((cpu, wall))
                    mark = "right" if good else f"wrong: {link.removeprefix(url)[:60]}"
                    print(f"  {engine.name:9} {cpu:6.2f} s CPU {wall:6.2f} s  {question}: {mark}")
                print(f"  {engine.name:9} {right} of {len(QUESTIONS)} right")
                server.shutdown()
        browser.close()
    for place, what in enumerate(("CPU", "wall")):
        theirs, ours = (median(one[place] for one in took[e.name]) for e in (THEIRS, OURS))
        print(f"  first answer: {theirs / ours:.0f} times sooner ({what}; target: 20 times)")


def main(size: int = SIZE) -> None:
    """Build both sites, ask, and print."""
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        root = repository(top / "repository", size)
        build = [sys.executable, "-m", "watchbill", "-C", str(root), "site", "build", "--out"]
        subprocess.run([*build, str(top / "ours")], check=True, capture_output=True)
        pages = [sys.executable, "-c", PAGES_ONLY, str(root), str(top / "pages")]
        subprocess.run(pages, check=True)
        config = bare(top / "pages", root, top / "theirs", search=True)
        mkdocs = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(config)]
        subprocess.run(mkdocs, check=True, capture_output=True)
        print(f"{size} runbooks")
        compare({OURS: top / "ours/site", THEIRS: top / "theirs/site"})


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
