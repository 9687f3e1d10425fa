"""`watchbill check`."""

import os
import shutil
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Literal

import click

from watchbill.cli import FINDINGS, FINE
from watchbill.cli.context import root_of
from watchbill.cli.when import at_option, instant_of
from watchbill.errors import WatchbillError
from watchbill.findings import Finding, Problem, in_order, locate
from watchbill.model import Catalog
from watchbill.model.scalars import Preset
from watchbill.report.summary import Summary
from watchbill.rules import BY_CODE, judge
from watchbill.source.load import load
from watchbill.source.tree import Folder, Tree

_GRAVE = {"error": ("error",), "warning": ("error", "warning")}


@click.command()
@click.option("--preset", type=click.Choice(["starter", "recommended", "strict"]))
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "github", "sarif"]),
    default="text",
    help="How findings are written.",
)
@click.option("--select", multiple=True, metavar="CODE", help="Only these rules, such as WB1.")
@click.option("--ignore", multiple=True, metavar="CODE", help="Not these rules.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning"]),
    default="error",
    help="The lowest level that makes the exit code 1.",
)
@click.option("--cache/--no-cache", "cached", default=True, help="Take what has not changed.")
@at_option("The instant taken for now.")
@click.pass_context
def command(
    ctx: click.Context,
    *,
    preset: Preset | None,
    style: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fail_on: Literal["error", "warning"],
    cached: bool,
    at: datetime | None,
) -> int:
    """Check rosters, policies and runbooks.

    Exits with 1 when there are findings at the level of --fail-on or above.
    """
    started = time.perf_counter()
    wanted = _codes(select or ("WB",)) - _codes(ignore)
    root = root_of(ctx)
    findings, files = check(root, instant_of(at, None), preset, cached=cached)
    kept = tuple(finding for finding in findings if finding.code in wanted)
    way = _from_here(root)
    shown = tuple(finding._replace(path=way + finding.path) for finding in kept) if way else kept
    summary = Summary(shown, files, time.perf_counter() - started)
    # All at once: `echo` looks at the terminal, and flushes, at every call.
    click.echo("".join(f"{line}\n" for line in _written(summary, style)), nl=False)
    return FINDINGS if any(f.level in _GRAVE[fail_on] for f in kept) else FINE


def _from_here(root: Path) -> str:
    """Return the way to the root from the current folder: editors and GitHub look from there."""
    here = Path.cwd().resolve()
    target = root.resolve()
    if target == here or not target.is_relative_to(here):
        return ""
    return f"{target.relative_to(here).as_posix()}/"


def check(
    root: Path, at: datetime, preset: Preset | None = None, *, cached: bool = False
) -> tuple[tuple[Finding, ...], int]:
    """Return the findings of a repository, and how many files were read.

    Rosters are looked at from the midnight (UTC) before `at`, so that a day's checks agree. When
    `cached`, the findings of the last check are taken where nothing has changed since.
    """
    day = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    if not cached:
        return _checked(Folder(root), day, preset)
    from watchbill.source import cache

    file, asked = cache.place(root, "check"), (day.isoformat(), preset or "")
    last = cache.checked(file)
    if last and last.key == cache.Hashing(Folder(root)).key(*asked):
        return last.findings, last.files
    tree = cache.Hashing(Folder(root))
    findings, files = _checked(tree, day, preset)
    cache.keep(file, cache.Checked(tree.key(*asked), files, findings))
    return findings, files


def _checked(tree: Tree, at: datetime, preset: Preset | None) -> tuple[tuple[Finding, ...], int]:
    loaded = load(tree)
    resources = loaded.catalog.resources
    before = (*loaded.problems, *_pager_problems(loaded.catalog, at))
    # File by file, so that each is read only once more to see where its findings stand.
    judged = sorted(
        judge(loaded.catalog, before, at, preset), key=lambda each: resources[each.problem.ref].path
    )
    read = lru_cache(maxsize=1)(loaded.document)
    found = (locate(problem, level, resources[problem.ref], read) for problem, level in judged)
    return in_order(found), len({resource.path for resource in resources.values()})


def _pager_problems(catalog: Catalog, at: datetime) -> Iterator[Problem]:
    if catalog.settings.pagers:
        from watchbill.sync.provider import problems

        yield from problems(catalog, at)


def _codes(prefixes: Iterable[str]) -> set[str]:
    """Return the codes that begin with one of the prefixes."""
    found = set()
    for prefix in (part.strip() for each in prefixes for part in each.split(",")):
        codes = {code for code in BY_CODE if code.startswith(prefix.upper())}
        if not prefix or not codes:
            raise WatchbillError(f"no rule begins with {prefix!r}", "see them: watchbill explain")
        found |= codes
    return found


def _written(summary: Summary, style: str) -> Iterator[str]:
    if style == "json":
        from watchbill.report import machine

        return machine.write(summary)
    if style == "sarif":
        from watchbill.report import sarif

        return sarif.write(summary)
    if style == "github":
        return _github(summary)
    from watchbill.report import text

    if sys.stdout is None or not sys.stdout.isatty():
        return text.write(summary, colour=False)
    colour = not os.environ.get("NO_COLOR")
    return text.write(summary, colour, shutil.get_terminal_size().columns)


def _github(summary: Summary) -> Iterator[str]:
    from watchbill.report import github

    target = os.environ.get("GITHUB_STEP_SUMMARY")
    if target:
        try:
            with Path(target).open("a", encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in github.job_summary(summary))
        except OSError as error:
            hint = "unset GITHUB_STEP_SUMMARY, or name a file that can be written"
            raise WatchbillError(f"{target}: {error.strerror}", hint) from error
    return github.write(summary)
