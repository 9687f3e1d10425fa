"""`watchbill export`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from watchbill.cli import FINDINGS, FINE
from watchbill.cli.context import catalog_of, root_of
from watchbill.cli.when import at_option, instant_of
from watchbill.emit.artifact import Artifact
from watchbill.errors import WatchbillError
from watchbill.model import Catalog

Maker = Callable[[Catalog, datetime], Iterable[Artifact]]


def _calendars(catalog: Catalog, at: datetime) -> Iterable[Artifact]:
    from watchbill.emit.calendars import calendars

    return calendars(catalog, at)


def _api(catalog: Catalog, at: datetime) -> Iterable[Artifact]:
    from watchbill.emit.api import api

    return api(catalog, at)


def _feeds(catalog: Catalog, at: datetime) -> Iterable[Artifact]:
    from watchbill.emit.feeds import feeds

    return feeds(catalog, at)


def _alertmanager(catalog: Catalog, at: datetime) -> Iterable[Artifact]:
    from watchbill.emit.alertmanager import alertmanager

    return alertmanager(catalog, at)


def _terraform(catalog: Catalog, at: datetime, **options: Any) -> Iterable[Artifact]:
    from watchbill.emit.terraform import terraform

    return terraform(catalog, at, **options)


def _codeowners(catalog: Catalog, at: datetime) -> Iterable[Artifact]:  # noqa: ARG001  # as all
    from watchbill.emit.codeowners import codeowners

    return codeowners(catalog)


def _runbook_urls(catalog: Catalog, at: datetime) -> Iterable[Artifact]:  # noqa: ARG001  # as all
    from watchbill.emit.runbook_urls import runbook_urls

    return runbook_urls(catalog)


MAKERS: Mapping[str, tuple[Maker, str]] = {
    "calendars": (_calendars, "calendars/**/*.ics"),
    "api": (_api, "api/v1/**/*.json"),
    "feeds": (_feeds, "feeds/*.ics"),
    "alertmanager": (_alertmanager, "alertmanager.yml"),
    "codeowners": (_codeowners, "CODEOWNERS"),
    "runbook-urls": (_runbook_urls, "runbook-urls.json"),
}
"""What can be exported: who makes it, and where files lie that nobody makes any more."""

ALL = ("calendars", "api")
"""What can be published as it is; the others are parts of some other tool's configuration."""

_OUT = click.option("--out", default="build", help="The folder to write to, below the root.")
_CHECK = click.option("--check", is_flag=True, help="Write nothing; exit 1 if a file would differ.")
_PRUNE = click.option("--prune", is_flag=True, help="Remove files that are not made any more.")


@click.group()
def command() -> None:
    """Write what others read: calendars, JSON for programs, parts of other tools' settings.

    What depends on the time counts from the Monday 00:00 UTC at or before --at: made twice in the
    same week, the files are the same. Shifts reach `site.weeks` weeks, holidays a year.
    """


def _options(*more: Callable[..., Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add --out, --check and more options to a command, which are listed in this order."""

    def add(function: Callable[..., Any]) -> Callable[..., Any]:
        for option in (click.pass_context, *reversed(more), _CHECK, _OUT):
            function = option(function)
        return function

    return add


@command.command("calendars")
@_options(at_option(), _PRUNE)
def _export_calendars(ctx: click.Context, **options: Any) -> int:
    """Write iCalendar files of rosters, their roles, and people."""
    return _export(ctx, ("calendars",), **options)


@command.command("api")
@_options(at_option(), _PRUNE)
def _export_api(ctx: click.Context, **options: Any) -> int:
    """Write the JSON API, as files below api/v1/."""
    return _export(ctx, ("api",), **options)


@command.command("feeds")
@_options(at_option(), _PRUNE)
def _export_feeds(ctx: click.Context, **options: Any) -> int:
    """Write iCalendar feeds that pagers read as schedules, one for each role.

    Events are named by e-mail addresses. Overrides have a feed of their own, for pagers that
    know them apart.
    """
    return _export(ctx, ("feeds",), **options)


@command.command("alertmanager")
@_options(at_option())
def _export_alertmanager(ctx: click.Context, **options: Any) -> int:
    """Write alertmanager.yml: alerts to escalation policies.

    Receivers have names and nothing else: add what they notify in your own configuration.
    """
    return _export(ctx, ("alertmanager",), **options)


@command.command("terraform")
@_options(
    click.option(
        "--provider",
        type=click.Choice(["pagerduty", "grafana"]),
        default="pagerduty",
        show_default=True,
        help="Whose resources: PagerDuty's, or those of Grafana OnCall and IRM.",
    ),
    click.option(
        "--schedule-api",
        type=click.Choice(["v2", "v3"]),
        default="v2",
        show_default=True,
        help="PagerDuty's kind of schedules: v2 has layers, v3 is shift-based.",
    ),
    at_option(),
)
def _export_terraform(ctx: click.Context, provider: str, schedule_api: str, **options: Any) -> int:
    """Write terraform/PROVIDER.tf.json: users are looked up; schedules, escalations, services.

    Terraform applies take effect immediately and know no guards: an edit of turns can change who
    is on call now, and nobody is asked. `watchbill pager apply` is the safe way.

    \b
    v2  pagerduty_schedule; overrides and special periods are layers of their own
    v3  pagerduty_schedulev2; refused where turns alone do not say every shift

    Shifts reach `site.weeks` weeks: write and apply again before, best every day. The file sets up
    no provider and holds no secrets; check it with your own `terraform validate`.
    """
    maker = partial(_terraform, provider=provider, schedule_api=schedule_api)
    made = {"terraform": (maker, f"terraform/{provider}.tf.json")}
    return _export(ctx, made, makers=made, **options)


@command.command("runbook-urls")
@_options()
def _export_runbook_urls(ctx: click.Context, **options: Any) -> int:
    """Write runbook-urls.json: where the runbook of each alert is.

    For `runbook_url` annotations of Prometheus rules. Needs site.url in watchbill.yaml. With the
    yq that wraps jq, this adds them to a file of rules, where there is none yet:

    \b
      yq -y --slurpfile book build/runbook-urls.json '
        INDEX($book[0][]; .alert) as $urls
        | (.groups[].rules[] | select($urls[.alert // ""]))
          |= (.annotations.runbook_url //= $urls[.alert].runbook_url)
      ' rules.yml
    """
    return _export(ctx, ("runbook-urls",), **options)


@command.command("codeowners")
@_options()
def _export_codeowners(ctx: click.Context, out: str, **options: Any) -> int:
    """Write CODEOWNERS: teams review their own files. GitHub reads it in .github.

    A file of that name that somebody wrote by hand is not replaced.
    """
    from watchbill.emit.codeowners import PATH

    folder = out.removesuffix(PATH).rstrip("/") or "." if out.endswith(f"/{PATH}") else out
    if not options["check"]:
        _refuse_handwritten(root_of(ctx) / folder / PATH)
    return _export(ctx, ("codeowners",), out=folder, **options)


@command.command("all")
@_options(at_option(), _PRUNE)
def _export_all(ctx: click.Context, **options: Any) -> int:
    """Write calendars and the JSON API, ready to be published.

    The other exports are parts of some other tool's configuration: ask for them by name.
    """
    return _export(ctx, ALL, **options)


def _refuse_handwritten(file: Path) -> None:
    from watchbill.emit.codeowners import MARK

    if file.is_file() and not file.read_bytes().startswith(MARK.encode()):
        hint = "move what you need of it elsewhere and remove it, or name another --out"
        raise WatchbillError(f"{file} was not made by watchbill", hint)


def _export(
    ctx: click.Context,
    names: Iterable[str],
    *,
    out: str,
    check: bool,
    at: datetime | None = None,
    prune: bool = False,
    makers: Mapping[str, tuple[Maker, str]] = MAKERS,
) -> int:
    from watchbill.sync import files

    root = root_of(ctx)
    catalog, when = catalog_of(root), instant_of(at, None)
    if prune and catalog.unread():
        hint = "mend what this reports: watchbill check"
        raise WatchbillError("nothing is removed while files cannot be read", hint)
    made = [artifact for name in names for artifact in makers[name][0](catalog, when)]
    folder = root / out
    patterns = [makers[name][1] for name in names]
    left = _left(folder, patterns, {artifact.path for artifact in made})
    if check:
        return _differing(files.differing(folder, made), left)
    written = files.write_all(folder, made)
    click.echo(_said(out, made, len(written)))
    for path in left:
        if prune:
            files.remove(folder, path)
        click.echo(f"{'removed' if prune else 'not made any more, see --prune'}: {out}/{path}")
    return FINE


def _said(out: str, made: Sequence[Artifact], written: int) -> str:
    if len(made) == 1:
        return f"{'wrote' if written else 'unchanged:'} {out}/{made[0].path}"
    return f"{len(made)} files in {out}, {written} of them changed"


def _left(folder: Path, patterns: Iterable[str], made: set[str]) -> list[str]:
    """Return the files that are where ours are and that nobody makes any more."""
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
