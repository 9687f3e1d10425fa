"""`watchbill pager`."""

import sys
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Literal, NamedTuple

import click

from watchbill.cli import FINDINGS, FINE
from watchbill.cli.context import catalog_of, root_of
from watchbill.cli.when import at_option, instant_of
from watchbill.errors import WatchbillError
from watchbill.model import Catalog
from watchbill.model.settings import Pager
from watchbill.pager.objects import Desired
from watchbill.sync.journal import FileJournal
from watchbill.sync.plan import Plan, make_plan
from watchbill.sync.provider import Errand, Target, provider
from watchbill.sync.rollout import Rollout

DEFAULT = ("folder", Pager(provider="folder"))
Style = Literal["text", "json", "markdown"]


class Case(NamedTuple):
    """A pager at hand: its name, what should be there, where it is, and who writes it down."""

    name: str
    desired: Desired
    target: Target
    journal: FileJournal
    at: datetime


@click.group()
def command() -> None:
    """Make a pager say the same as the repository.

    Without pagers in watchbill.yaml, it is a folder of JSON files: build/pager.
    """


def _options(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--pager", "name", metavar="NAME", help="Which one, if there are several."),
        click.option("--prune", is_flag=True, help="Delete what the repository has no more."),
        click.option(
            "--rollout",
            type=click.Choice(["handoff", "now"]),
            default="handoff",
            help="When whoever is on call now is relieved. Dated overrides count at once.",
        ),
        click.option(
            "--format",
            "style",
            type=click.Choice(["text", "json", "markdown"]),
            default="text",
            help="How the plan is written.",
        ),
        at_option(),
        click.pass_context,
    ):
        function = option(function)
    return function


@command.command("plan")
@_options
@click.option("--force", is_flag=True, help="Exit as if --force were given to apply.")
def _plan(
    ctx: click.Context,
    *,
    name: str | None,
    style: Style,
    at: datetime | None,
    prune: bool,
    rollout: Rollout,
    force: bool,
) -> int:
    """Show who is concerned and what would change; write nothing.

    Exits with 1 when there are differences.
    """
    case = _case(ctx, name, at)
    plan = _planned(case, prune, rollout)
    _echo(_written(plan, style))
    return FINDINGS if plan.changes or plan.standing(force=force) else FINE


@command.command("apply")
@_options
@click.option("--force", is_flag=True, help="Apply in spite of the guards.")
@click.option("--digest", help="Apply only the plan that was reviewed, named by its digest.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def _apply(
    ctx: click.Context,
    *,
    name: str | None,
    style: Style,
    at: datetime | None,
    prune: bool,
    rollout: Rollout,
    force: bool,
    digest: str | None,
    yes: bool,
) -> int:
    """Apply the plan, then read the pager back and compare.

    Exits with 1 when it is refused, or when the pager does not say what was written. An apply
    that was interrupted is applied again.
    """
    case = _case(ctx, name, at)
    with case.journal.locked():
        plan = _planned(case, prune, rollout)
        _echo(_written(plan, style))
        if not plan.changes and not plan.standing(force=force):
            return FINE
        if _refused(case, plan, force, digest) or not _confirmed(yes or bool(digest)):
            return FINDINGS
        return _applied(case, plan)


def _case(ctx: click.Context, name: str | None, at: datetime | None) -> Case:
    root = root_of(ctx)
    catalog, when = catalog_of(root), instant_of(at, None)
    chosen, pager = _chosen(catalog, name)
    kind = provider(pager.provider)
    desired = kind.desired(catalog, pager, when)
    target = kind.connect(Errand(root, pager, catalog.people, when, desired=desired))
    return Case(chosen, desired, target, FileJournal(root, chosen), when)


def _chosen(catalog: Catalog, name: str | None) -> tuple[str, Pager]:
    """Return the pager that is meant: the named one, the only one, or the embedded one."""
    pagers = catalog.settings.pagers
    if name is None and len(pagers) <= 1:
        return next(iter(pagers.items()), DEFAULT)
    if name is None:
        raise WatchbillError("there are several pagers", f"add --pager: {', '.join(pagers)}")
    if name not in (pagers or DEFAULT[:1]):
        known = ", ".join(pagers) or DEFAULT[0]
        raise WatchbillError(f"there is no pager named {name!r}", f"there are: {known}")
    return name, pagers.get(name, DEFAULT[1])


def _planned(case: Case, prune: bool, rollout: Rollout) -> Plan:
    actual = case.target.actual()
    return make_plan(case.name, case.desired, actual, case.at, prune=prune, rollout=rollout)


def _written(plan: Plan, style: Style) -> Iterable[str]:
    from watchbill.report import plan as report

    if style == "json":
        return [report.machine(plan)]
    return report.markdown(plan) if style == "markdown" else report.text(plan)


def _refused(case: Case, plan: Plan, force: bool, digest: str | None) -> bool:
    from watchbill.report.plan import refused
    from watchbill.sync.apply import agreed

    if digest and not agreed(plan, digest, case.journal):
        click.echo(f"Not applied: reviewed was {digest}, this plan is {plan.digest}.", err=True)
        click.echo("Somebody changed something, or a week has begun: review it again.", err=True)
        return True
    standing = plan.standing(force=force)
    if standing:
        _echo(refused(standing), err=True)
    return bool(standing)


def _confirmed(yes: bool) -> bool:
    if yes:
        return True
    if not sys.stdin.isatty():
        raise WatchbillError("nobody is here to be asked", "add --yes, or --digest of the plan")
    return click.confirm("Apply this plan?", err=True)


def _applied(case: Case, plan: Plan) -> int:
    from watchbill.report.summary import plural
    from watchbill.sync.apply import apply

    outcome = apply(plan, case.target, case.journal)
    for key in outcome.mismatches:
        click.echo(f"{key} does not read back as it was written", err=True)
    if outcome.mismatches:
        return FINDINGS
    done = plural(len(outcome.done), "change")
    click.echo(f"\nApplied {done} and read back: the pager agrees.", err=True)
    return FINE


def _echo(lines: Iterable[str], *, err: bool = False) -> None:
    for line in lines:
        click.echo(line, err=err)
