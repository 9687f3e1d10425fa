"""`watchbill pager plan`, and what apply shares with it."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Literal, get_args

import click

from watchbill.cli import FINDINGS, FINE
from watchbill.cli.pager_case import case_of
from watchbill.cli.when import at_option
from watchbill.sync.plan import Plan
from watchbill.sync.rollout import Rollout

Style = Literal["text", "json", "markdown"]


def options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add what plan and apply share."""
    chosen = (
        click.option("--pager", "name", metavar="NAME", help="Which one, if there are several."),
        click.option("--prune", is_flag=True, help="Delete what the repository has no more."),
        click.option(
            "--rollout",
            type=click.Choice(get_args(Rollout)),
            default="handoff",
            show_default=True,
            help="When whoever is on call now is relieved. Dated overrides count at once.",
        ),
        click.option(
            "--format",
            "style",
            type=click.Choice(get_args(Style)),
            default="text",
            help="How the plan is written.",
        ),
        at_option(),
        click.pass_context,
    )
    for option in reversed(chosen):
        function = option(function)
    return function


@click.command("plan")
@options
@click.option("--force", is_flag=True, help="Exit as if --force were given to apply.")
def plan(
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

    Exits with 1 when there are differences. `--format json > FILE` saves the plan for apply.
    """
    found = case_of(ctx, name, at).plan(rollout, prune=prune)
    echo(written(found, style))
    return FINDINGS if found.changes or found.standing(force=force) else FINE


def written(plan: Plan, style: Style) -> Iterable[str]:
    """Return the lines of a plan in a style."""
    from watchbill.report import plan as report

    if style == "json":
        return [report.machine(plan)]
    return report.markdown(plan) if style == "markdown" else report.text(plan)


def echo(lines: Iterable[str], *, err: bool = False) -> None:
    """Print lines."""
    for line in lines:
        click.echo(line, err=err)
