"""`watchbill pager drift`: what people changed in the pager, and the way back into the rosters."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from typing import get_args

import click
from msgspec.structs import replace

from watchbill.cli import FINDINGS, FINE
from watchbill.cli.output import safe, say
from watchbill.cli.pager_case import Case, case_of, product
from watchbill.cli.pager_plan import Style, echo
from watchbill.cli.roster_change import Change, Wish, begin, save
from watchbill.cli.when import at_option
from watchbill.errors import WatchbillError
from watchbill.sync.drift import as_overrides, drifted, in_turn
from watchbill.sync.plan import Plan
from watchbill.sync.rollout import Kept


@click.command("drift")
@click.option("--pager", "name", metavar="NAME", help="Which one, if there are several.")
@click.option(
    "--format",
    "style",
    type=click.Choice(get_args(Style)),
    default="text",
    help="How the drift is written.",
)
@click.option("--write", is_flag=True, help="Put overrides made in the pager into the rosters.")
@at_option()
@click.pass_context
def drift(
    ctx: click.Context, *, name: str | None, style: Style, write: bool, at: datetime | None
) -> int:
    """Show what the pager says that the repository does not.

    Overrides that people made there, edits of what watchbill wrote, objects that are missing,
    and people whom the pager does not know. Exits with 1 when there is any. The pager is left as
    it is; after --write only what could not be written counts.
    """
    case = case_of(ctx, name, at)
    plan = case.plan("now")
    echo(_written(plan, style))
    if write:
        plan = plan._replace(theirs=tuple(_taken_over(case, plan.theirs)))
    return FINDINGS if drifted(plan) else FINE


def _written(plan: Plan, style: Style) -> Iterable[str]:
    from watchbill.report import drift as report

    if style == "json":
        return [report.machine(plan)]
    return report.markdown(plan) if style == "markdown" else report.text(plan)


def _taken_over(case: Case, found: Iterable[Kept]) -> Iterator[Kept]:
    """Write overrides into the rosters, and yield those that cannot be written."""
    by_roster = groupby(sorted(found, key=lambda k: k.watch.roster), key=lambda k: k.watch.roster)
    for roster_id, group in by_roster:
        change = begin(case.root, roster_id, Wish(case.at, None, yes=True, dry_run=False))
        for kept in in_turn(group):
            try:
                change = _with(change, kept, f"made in {product(case.kind)}")
            except WatchbillError as error:
                hint = f"; {error.hint}" if error.hint else ""
                start = change.clock(kept.difference.start)
                say(safe(f"not written: {roster_id} from {start}: {error}{hint}"), err=True)
                yield kept
        if change.text != change.before:
            save(change)
            say(f"wrote {safe(change.path)}", err=True)


def _with(change: Change, kept: Kept, reason: str) -> Change:
    overrides = as_overrides(change.roster, change.catalog, kept)
    return change.stood_in(replace(override, reason=reason) for override in overrides)
