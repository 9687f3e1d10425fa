"""Print what the site costs beside MkDocs, for 1,000 runbooks. Asserts nothing.

CPU seconds of whole processes, all in one run. Plain is MkDocs Material alone on the very same
Markdown with the same settings, without our extension; bare is the same without our header boxes,
just the runbooks as they were written.
"""

import re
import resource
import shutil
import subprocess
import sys
import tempfile
from os import environ
from pathlib import Path

SIZE, ROUNDS = 1_000, 2
TOP = Path(__file__).parents[2]
PAGES_ONLY = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from watchbill.cli import site
site._write(Path(sys.argv[1]), Path(sys.argv[2]), datetime(2026, 11, 21, 13, tzinfo=UTC))
"""


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


def bare(built: Path, root: Path, out: Path) -> Path:
    """Put the runbooks as they were written in the place of our pages of them."""
    config = plain(built, out)
    shutil.copytree(root / "runbooks", out / "docs" / "runbooks", dirs_exist_ok=True)
    return config


def main(size: int = SIZE, rounds: int = ROUNDS) -> None:
    """Measure and print."""
    python = sys.executable
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        root = repository(top / "repository", size)
        whole = (python, "-m", "watchbill", "-C", str(root), "site", "build", "--out")
        pages = (python, "-c", PAGES_ONLY, str(root))
        cpu(*whole, str(top / "first"))
        mkdocs = (python, "-m", "mkdocs", "build", "-q", "-f")
        same = str(plain(top / "first", top / "plain"))
        raw = str(bare(top / "first", root, top / "bare"))
        times: dict[str, list[float]] = {}
        for n in range(rounds):
            times.setdefault("plain", []).append(cpu(*mkdocs, same))
            times.setdefault("bare", []).append(cpu(*mkdocs, raw))
            times.setdefault("pages", []).append(cpu(*pages, str(top / f"pages{n}")))
            times.setdefault("whole", []).append(cpu(*whole, str(top / f"whole{n}")))
    best = {name: min(found) for name, found in times.items()}
    for name, seconds in best.items():
        print(f"{name:6} {seconds:6.1f} s CPU")
    print(f"pages / plain  {best['pages'] / best['plain']:6.1%}  (target: below 15 %)")
    print(f"whole / plain  {best['whole'] / best['plain']:6.2f}  (target: at most 1.1)")
    print(f"whole / bare   {best['whole'] / best['bare']:6.2f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
