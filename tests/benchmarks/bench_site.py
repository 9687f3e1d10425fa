"""Print what the site costs beside MkDocs Material, for 1,000 and 5,000 runbooks. Asserts nothing.

CPU seconds of whole processes, all in one run. Plain is MkDocs Material alone on the very same
Markdown with the same settings, without our extension and without its search. Bare has the runbooks
as they were written, without and with Material's search. Material is plain and what that search
costs: our ask box and full text take its place. Pages and finish are our own parts of the whole.
"""

import re
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from gzip import compress
from os import environ
from pathlib import Path

SIZES, ROUNDS = (1_000, 5_000), 1
TOP = Path(__file__).parents[2]
PAGES_ONLY = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from watchbill.cli.site_steps import texts, write
write(Path(sys.argv[2]), dict(texts(Path(sys.argv[1]), datetime(2026, 11, 21, 13, tzinfo=UTC))))
"""
FINISH_ONLY = """
import sys
from pathlib import Path
from watchbill.cli.site_steps import finished
finished(Path(sys.argv[1]), Path(sys.argv[2]))
"""
SCRIPTS = "assets/watchbill/"
OURS = ("index.html", f"{SCRIPTS}data.js", f"{SCRIPTS}watchbill.js", f"{SCRIPTS}*.css")
"""What the front page loads of our own."""
INDEX = (f"{SCRIPTS}ask.js",)
"""What it loads for those who ask, unless it is kept on the device; full text comes in pieces."""


def cpu(*command: str) -> float:
    """Return the CPU seconds (user and system) that a command and its children took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    quiet = {**environ, "NO_MKDOCS_2_WARNING": "1"}
    none = subprocess.DEVNULL
    subprocess.run(command, check=True, env=quiet, stdout=none, stderr=none)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def repository(root: Path, size: int) -> Path:
    """Write the example with as many runbooks as asked for: copies, in folders of their own."""
    for name in ("rosters", "policies"):
        shutil.copytree(TOP / name, root / name)
    shutil.copy(TOP / "watchbill.yaml", root)
    sources = sorted((TOP / "runbooks").rglob("*.md"))
    for number in range(size):
        copy, place = divmod(number, len(sources))
        text = sources[place].read_text(encoding="utf-8")
        text = re.sub(r"(?m)^title: (.*)$", rf"title: \1 {number}", text, count=1)
        file = root / "runbooks" / f"copy{copy}" / sources[place].relative_to(TOP / "runbooks")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root


def plain(built: Path, out: Path) -> Path:
    """Copy the built pages and their settings, without our extension."""
    shutil.copytree(built / "docs", out / "docs")
    config = (built / "mkdocs.yml").read_text(encoding="utf-8")
    config = re.sub(r"(?m)^ *- watchbill\..*\n", "", config)
    (out / "mkdocs.yml").write_text(config, encoding="utf-8")
    return out / "mkdocs.yml"


def bare(built: Path, root: Path, out: Path, *, search: bool) -> Path:
    """Put the runbooks as they were written in the place of our pages of them.

    The other pages lose their HTML: Material's search stops at headings in items of lists.
    """
    config = plain(built, out)
    for file in (out / "docs").rglob("*.md"):
        file.write_text(re.sub(r"<[^>]*>", "", file.read_text(encoding="utf-8")))
    shutil.copytree(root / "runbooks", out / "docs" / "runbooks", dirs_exist_ok=True)
    if search:
        text = config.read_text(encoding="utf-8")
        config.write_text(re.sub(r"(?m)^  - search:\n +enabled: false.*\n", "  - search\n", text))
    return config


def finish(root: Path, out: Path, settings: str) -> float:
    """Return what the finish costs: MkDocs has built the pages already."""
    env = {**environ, "NO_MKDOCS_2_WARNING": "1", "WATCHBILL_SITE_DIR": "unfinished"}
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", settings]
    subprocess.run(command, check=True, env=env, capture_output=True)
    return cpu(sys.executable, "-c", FINISH_ONLY, str(root), str(out))


def weight(site: Path, patterns: Sequence[str]) -> int:
    """Return the bytes (gzip) of some files of a site."""
    files = [file for pattern in patterns for file in sorted(site.glob(pattern))]
    return sum(len(compress(file.read_bytes(), 6)) for file in files)


def measure(size: int, rounds: int) -> None:
    """Measure one size and print."""
    python = sys.executable
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        root = repository(top / "repository", size)
        first = top / "first"
        whole = (python, "-m", "watchbill", "-C", str(root), "site", "build", "--out")
        cpu(python, "-c", PAGES_ONLY, str(root), str(first))
        mkdocs = (python, "-m", "mkdocs", "build", "-q", "-f")
        configs = {
            "plain": plain(first, top / "plain"),
            "bare": bare(first, root, top / "bare", search=False),
            "bare, searched": bare(first, root, top / "searched", search=True),
        }
        times: dict[str, list[float]] = {}
        for n in range(rounds):
            for name, config in configs.items():
                times.setdefault(name, []).append(cpu(*mkdocs, str(config)))
            times.setdefault("pages", []).append(
                cpu(python, "-c", PAGES_ONLY, str(root), str(top / f"pages{n}"))
            )
            times.setdefault("whole", []).append(cpu(*whole, str(top / f"whole{n}")))
        last = top / f"whole{rounds - 1}"
        times["finish"] = [finish(root, last, str(last / "mkdocs.yml"))]
        page, index = (weight(last / "site", files) for files in (OURS, INDEX))
    best = {name: min(found) for name, found in times.items()}
    print(f"{size} runbooks")
    for name, seconds in best.items():
        print(f"  {name:15} {seconds:6.1f} s CPU")
    material = best["plain"] + best["bare, searched"] - best["bare"]
    print("  A whole build beside MkDocs Material on the same pages, with its own search:")
    print(f"  whole / material        {best['whole'] / material:5.2f}  (target: at most 1.1)")
    print("  The same beside Material without any search; a whole build has our ask box and text:")
    print(f"  whole / plain           {best['whole'] / best['plain']:5.2f}")
    print(f"  pages / material        {best['pages'] / material:5.1%}")
    print(f"  finish / material       {best['finish'] / material:5.1%}  (target: below 3 %)")
    print(f"  front page, our files   {page / 1000:5.1f} KB gzip  (target: below 150)")
    print(f"  index of the ask box    {index / 1000:5.1f} KB gzip")


def main(*sizes: int) -> None:
    """Measure and print."""
    for size in sizes or SIZES:
        measure(size, ROUNDS)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
