"""`watchbill diff`."""

from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import click

from watchbill.cli import FINDINGS, FINE
from watchbill.cli.context import root_of
from watchbill.cli.output import loud, safe, say, say_json
from watchbill.cli.when import at_option, instant_of, zone_option
from watchbill.engine.effects import effects
from watchbill.model import Catalog
from watchbill.report.changes import Story


@click.command()
@click.argument("base", default="HEAD")
@click.argument("head", required=False)
@click.option(
    "--weeks",
    type=click.IntRange(1, 104),
    default=8,
    show_default=True,
    help="How far to look ahead, and as far back.",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    help="How changes are written; Markdown is for a comment on a pull request.",
)
@at_option()
@zone_option()
@click.pass_context
def command(
    ctx: click.Context,
    *,
    base: str,
    head: str | None,
    weeks: int,
    style: str,
    at: datetime | None,
    zone: tzinfo | None,
) -> int:
    """Show whose shifts a change moves, from BASE to HEAD.

    Both are commits. BASE is the last commit unless said (in CI, say origin/main), and HEAD is
    the working tree. Times are those of each roster unless --tz says otherwise. Exits with 1
    when anybody's shifts differ.
    """
    root, now = root_of(ctx), instant_of(at, zone)
    sides = _catalog(root, base), _catalog(root, head)
    unread = sorted(set().union(*map(_unread, sides)))
    old, new = (_without(side, unread) for side in sides)
    story = told(old, new, now, timedelta(weeks=weeks), zone)
    for roster in unread:
        say(loud(f"not compared: {safe(roster)}, whose file cannot be read"), err=True)
    _write(story, style)
    return FINDINGS if unread or any(story.effects) else FINE


def told(
    base: Catalog, head: Catalog, at: datetime, length: timedelta, zone: tzinfo | None
) -> Story:
    """Return the story of a change, with the frozen horizon of head."""
    from watchbill.engine.clock import elapsed

    frozen = at + elapsed(head.settings.frozen_horizon)
    return Story(effects(base, head, at, length), base, head, at, frozen, at + length, zone)


def _catalog(root: Path, revision: str | None) -> Catalog:
    from watchbill.source.git import commit_tree
    from watchbill.source.load import load
    from watchbill.source.tree import Folder

    return load(commit_tree(root, revision) if revision else Folder(root)).catalog


def _unread(catalog: Catalog) -> set[str]:
    return set(catalog.ids("roster")) - set(catalog.rosters)


def _without(catalog: Catalog, rosters: list[str]) -> Catalog:
    resources = catalog.resources.values()
    return Catalog(r for r in resources if r.ref.kind != "roster" or r.ref.id not in rosters)


def _write(story: Story, style: str) -> None:
    from watchbill.report import changes

    if style == "json":
        say_json(changes.data(story))
        return
    lines = changes.markdown(story) if style == "markdown" else changes.text(story)
    say("\n".join(lines).rstrip())
