"""`watchbill export`."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from watchbill.cli import FINDINGS, FINE
from watchbill.cli.context import catalog_of, root_of
from watchbill.cli.when import at_option, instant_of
from watchbill.emit.artifact import Artifact
from watchbill.model import Catalog

Maker = Callable[[Catalog, datetime], Iterable[Artifact]]


def _calendars(catalog: Catalog, at: datetime) -> Iterable[Artifact]:
    from watchbill.emit.calendars import calendars

    return calendars(catalog, at)


def _api(catalog: Catalog, at: datetime) -> Iterable[Artifact]:
    from watchbill.emit.api import api

    return api(catalog, at)


MAKERS: Mapping[str, tuple[Maker, str]] = {
    "calendars": (_calendars, "calendars/**/*.ics"),
    "api": (_api, "api/v1/**/*.json"),
}
"""What can be exported: who makes it, and where files lie that nobody makes any more."""


@click.group()
def command() -> None:
    """Write what others read: calendars to subscribe to, and JSON for programs.

    The files reach `site.weeks` weeks from the Monday 00:00 UTC at or before --at: made twice in
    the same week, they are the same.
    """


def _options(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--out", default="build", help="The folder to write to, below the root."),
        at_option(),
        click.option("--check", is_flag=True, help="Write nothing; exit 1 if a file would differ."),
        click.option("--prune", is_flag=True, help="Remove files that are not made any more."),
        click.pass_context,
    ):
        function = option(function)
    return function


@command.command("calendars")
@_options
def _export_calendars(ctx: click.Context, **options: Any) -> int:
    """Write iCalendar files of rosters, their roles, and people."""
    return _export(ctx, ("calendars",), **options)


@command.command("api")
@_options
def _export_api(ctx: click.Context, **options: Any) -> int:
    """Write the JSON API, as files below api/v1/."""
    return _export(ctx, ("api",), **options)


@command.command("all")
@_options
def _export_all(ctx: click.Context, **options: Any) -> int:
    """Write everything."""
    return _export(ctx, tuple(MAKERS), **options)


def _export(
    ctx: click.Context,
    names: Iterable[str],
    *,
    out: str,
    at: datetime | None,
    check: bool,
    prune: bool,
) -> int:
    from watchbill.sync import files

    root = root_of(ctx)
    catalog, when = catalog_of(root), instant_of(at, None)
    made = [artifact for name in names for artifact in MAKERS[name][0](catalog, when)]
    folder = root / out
    left = _left(folder, names, {artifact.path for artifact in made})
    if check:
        return _differing(files.differing(folder, made), left)
    written = files.write_all(folder, made)
    click.echo(f"{len(made)} files in {out}, {len(written)} of them changed")
    for path in left:
        if prune:
            files.remove(folder, path)
        click.echo(f"{'removed' if prune else 'not made any more, see --prune'}: {out}/{path}")
    return FINE


def _left(folder: Path, names: Iterable[str], made: set[str]) -> list[str]:
    """Return the files that are where ours are and that nobody makes any more."""
    patterns = [MAKERS[name][1] for name in names]
    there = {
        path.relative_to(folder).as_posix() for pattern in patterns for path in folder.glob(pattern)
    }
    return sorted(there - made)


def _differing(differing: Iterable[str], left: Iterable[str]) -> int:
    """Name what differs; return the exit code."""
    lines = [f"differs: {path}" for path in differing]
    lines += [f"not made any more: {path}" for path in left]
    click.echo("\n".join(lines) or "all files are fresh")
    return FINDINGS if lines else FINE
