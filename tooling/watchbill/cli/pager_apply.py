"""`watchbill pager apply`: for real, or as a dry run."""

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from watchbill.cli import FINDINGS, FINE
from watchbill.cli.pager_case import Case, case_of
from watchbill.cli.pager_plan import Style, echo, options, written
from watchbill.cli.when import instant_of
from watchbill.errors import WatchbillError
from watchbill.sync.plan import Plan
from watchbill.sync.rollout import Rollout

if TYPE_CHECKING:
    from watchbill.sync.http import Script


class Wish(NamedTuple):
    """Which plan is meant: of which pager, how, and the digest of the reviewed one."""

    name: str | None
    prune: bool
    rollout: Rollout
    digest: str | None = None


_file = click.Path(path_type=Path, dir_okay=False)


@click.command("apply")
@options
@click.option("--force", is_flag=True, help="Apply in spite of the guards.")
@click.option("--digest", help="Apply only the plan that was reviewed, named by its digest.")
@click.option(
    "--plan", "saved", type=_file, help="Apply only the plan that `plan --format json` saved."
)
@click.option("--dry-run", is_flag=True, help="Show the requests instead of sending them.")
@click.option("--record", type=_file, help="Where a dry run writes them, one JSON object a line.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def apply(
    ctx: click.Context,
    *,
    name: str | None,
    style: Style,
    at: datetime | None,
    prune: bool,
    rollout: Rollout,
    force: bool,
    digest: str | None,
    saved: Path | None,
    dry_run: bool,
    record: Path | None,
    yes: bool,
) -> int:
    """Apply the plan, then read the pager back and compare.

    Exits with 1 when it is refused, or when the pager does not say what was written. An apply
    that was interrupted is applied again.
    """
    if record and not dry_run:
        raise WatchbillError("--record is for a dry run", "add --dry-run")
    if dry_run and style == "json" and not record:
        raise WatchbillError("a plan in JSON and requests make no JSON", "add --record FILE")
    wish = Wish(name, prune, rollout, digest)
    wish = _saved(wish, saved) if saved else wish
    case = case_of(ctx, wish.name, at, dry_run=dry_run)
    if case.script:
        return _rehearsed(case, case.script, wish, style, record, force=force)
    with case.journal.locked():
        plan = case.plan(wish.rollout, prune=wish.prune)
        echo(written(plan, style))
        if not plan.changes and not plan.standing(force=force):
            return FINE
        reviewed = wish.digest is not None
        if _refused(case, plan, force, wish.digest) or not _confirmed(yes or reviewed):
            return FINDINGS
        return _applied(case, plan, None if at else lambda: instant_of(None, None))


def _saved(wish: Wish, path: Path) -> Wish:
    """Return the wish that a saved plan was made by; raise WatchbillError for no such file."""
    import json

    if wish.digest is not None:
        raise WatchbillError("--plan and --digest exclude each other", "write one of them")
    try:
        said = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        said = None
    match said:
        case {
            "pager": str(name),
            "digest": str(digest),
            "prune": bool(prune),
            "rollout": ("handoff" | "now") as rollout,
        }:
            if wish.name not in {None, name}:
                raise WatchbillError(f"{path} is a plan of the pager {name!r}", "drop --pager")
            return Wish(name, prune, rollout, digest)
    raise WatchbillError(
        f"{path} is no saved plan", "save one: watchbill pager plan --format json > FILE"
    )


def _refused(case: Case, plan: Plan, force: bool, digest: str | None) -> bool:
    from watchbill.report.plan import refused
    from watchbill.sync.apply import agreed

    if digest is not None and not agreed(plan, digest, case.journal):
        click.echo(f"Not applied: reviewed was {digest}, this plan is {plan.digest}.", err=True)
        click.echo("Somebody changed something, or a week has begun: review it again.", err=True)
        return True
    standing = plan.standing(force=force)
    if standing:
        echo(refused(standing), err=True)
    return bool(standing)


def _confirmed(yes: bool) -> bool:
    if yes:
        return True
    if not sys.stdin.isatty():
        raise WatchbillError("nobody is here to be asked", "add --yes, or --digest of the plan")
    return click.confirm("Apply this plan?", err=True)


def _applied(case: Case, plan: Plan, clock: Callable[[], datetime] | None) -> int:
    from watchbill.report.summary import plural
    from watchbill.sync.apply import apply as apply_it

    outcome = apply_it(plan, case.target, case.journal, clock)
    for key in outcome.mismatches:
        click.echo(f"{key} does not read back as it was written", err=True)
    if outcome.mismatches:
        click.echo("  see: watchbill pager drift; and apply again", err=True)
        return FINDINGS
    done = plural(len(outcome.done), "change")
    click.echo(f"\nApplied {done} and read back: the pager agrees.", err=True)
    return FINE


def _rehearsed(
    case: Case, script: "Script", wish: Wish, style: Style, record: Path | None, *, force: bool
) -> int:
    """Show the plan and the requests of an apply, none of which is sent."""
    from watchbill.report.summary import plural

    plan = case.plan(wish.rollout, prune=wish.prune)
    echo(written(plan, style))
    if _refused(case, plan, force, wish.digest):
        return FINDINGS
    try:
        for change in plan.changes:
            case.target.apply(change)
    finally:
        lines = list(script.lines())
        if record:
            record.write_text("".join(f"{line}\n" for line in lines), encoding="ascii")
        else:
            echo(lines)
    where = f", written to {record}" if record else ""
    click.echo(f"\nDry run: {plural(len(lines), 'request')}{where}; nothing was sent.", err=True)
    return FINE
