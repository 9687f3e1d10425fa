"""The engines: programs that make HTML of the tree of pages, each run as a process of its own.

All read the same build/docs and build/mkdocs.yml. They write to a folder of unfinished pages; what
lies in build/site has always been through the finish.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from watchbill.errors import WatchbillError
from watchbill.sync.site.pages import CONFIG, UNFINISHED

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
Process = subprocess.Popen[str]
PLACE = "WATCHBILL_SITE_DIR"
"""The variable by which mkdocs.yml is told where to put the pages."""


class Engine(NamedTuple):
    """A site generator: its module, what to install, and how it is told things."""

    name: str
    module: str
    needs: str
    flags: tuple[str, ...] = ()
    strict: str | None = "--strict"
    chatter: tuple[str, ...] = ("INFO ",)


class Built(NamedTuple):
    """What an engine did: its exit code, and what it said."""

    code: int
    said: str


ENGINES: Mapping[str, Engine] = {
    "mkdocs": Engine("MkDocs", "mkdocs", "watchbill"),
    "zensical": Engine(
        "Zensical",
        "zensical",
        "watchbill[site-zensical]",
        # What it keeps between builds does not notice a newer watchbill.
        flags=("--clean",),
        strict=None,  # it has the option, and ends with a traceback then
        chatter=("Build started", "No issues found", "Build finished"),
    ),
    "properdocs": Engine("ProperDocs", "properdocs", "watchbill[site-properdocs]"),
}


def mkdocs(out: Path, *arguments: str) -> list[str]:
    """Return a command of MkDocs."""
    return command(ENGINES["mkdocs"], out, *arguments)


def command(engine: Engine, out: Path, verb: str, *rest: str) -> list[str]:
    """Return a command. `-P` keeps modules of the current folder from being imported."""
    config = str(out.resolve() / CONFIG)
    return [sys.executable, "-P", "-m", engine.module, verb, "-f", config, *rest]


def quiet(at: datetime) -> Mapping[str, str]:
    """Return the environment of an engine: no advertisements, the time of the build as given."""
    return {
        **os.environ,
        "NO_MKDOCS_2_WARNING": "1",
        "DISABLE_MKDOCS_2_WARNING": "true",
        "SOURCE_DATE_EPOCH": str(int(at.timestamp())),
    }


def build(
    out: Path,
    at: datetime,
    *,
    engine: str = "mkdocs",
    strict: bool = False,
    started: Callable[[Process], object] = lambda _: None,
) -> Built:
    """Run an engine on the pages; its own lie in the folder of unfinished ones.

    `started` is given the process: whoever cannot wait may end it. Raise WatchbillError where the
    engine is not installed, or writes somewhere else.
    """
    made = out / UNFINISHED
    shutil.rmtree(made, ignore_errors=True)
    which = _installed(engine)
    code, text = _run(which, out, at, started, strict=strict)
    if code == 0 and not made.is_dir():
        line = f"site_dir: !ENV [{PLACE}, site]"
        raise WatchbillError(f"{CONFIG} has a folder of its own for the site", f"write {line}")
    said = _said(which, text)
    return Built(code or int(strict and which.strict is None and bool(said)), said)


def _run(
    engine: Engine, out: Path, at: datetime, started: Callable[[Process], object], *, strict: bool
) -> tuple[int, str]:
    """Run an engine; return its exit code, and all that it said."""
    flags = [*engine.flags, *([engine.strict] if strict and engine.strict else [])]
    with subprocess.Popen(
        command(engine, out, "build", *flags),
        env={**quiet(at), PLACE: UNFINISHED},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        try:
            started(process)
            text, _ = process.communicate()
        except BaseException:
            process.kill()  # nobody waits for it any longer
            raise
        return process.returncode, text


def _said(engine: Engine, text: str) -> str:
    """Return the warnings; an engine's own -q would hide them, too."""
    lines = _COLOURS.sub("", text).splitlines()
    return "".join(f"{line}\n" for line in lines if not line.startswith(engine.chatter))


def _installed(name: str) -> Engine:
    """Return an engine; raise WatchbillError where its module is not there."""
    engine = ENGINES[name]
    if find_spec(engine.module) is None:
        hint = f"python -m pip install '{engine.needs}'"
        raise WatchbillError(f"{engine.name} is not installed", hint)
    return engine


def missing(folder: Path, paths: Iterable[str]) -> tuple[str, ...]:
    """Return the pages that a folder of HTML does not have; an engine may leave some out."""
    found = (path for path in paths if path.endswith(".md"))
    return tuple(path for path in found if not (folder / built(path)).is_file())


def built(path: str) -> str:
    """Return where an engine puts a page, below its site."""
    folder, slash, name = path.removesuffix(".md").rpartition("/")
    if name in {"index", "README"}:
        return f"{folder}{slash}index.html"
    return f"{folder}{slash}{name}/index.html"
