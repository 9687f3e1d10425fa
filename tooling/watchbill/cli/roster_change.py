"""A change of a roster's file on its way: computed, shown, confirmed, written."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from difflib import unified_diff
from pathlib import Path
from typing import NamedTuple

import click
import msgspec

from watchbill.cli import FINDINGS, FINE, names
from watchbill.cli.diff import told
from watchbill.cli.output import safe, say
from watchbill.engine.clock import elapsed, wall, zone_info
from watchbill.engine.membership import Block, first_day
from watchbill.errors import WatchbillError
from watchbill.model import Catalog, Ref, Resource
from watchbill.model.rosters import Override, Roster, Rotation
from watchbill.report.changes import local
from watchbill.report.changes import text as story_text
from watchbill.source import roster as edits
from watchbill.sync import files

_SHOWN = timedelta(weeks=8)
_BOM = "\ufeff"
_FIRST = "the first day that can be written is --since {}; or say --force"


class Wish(NamedTuple):
    """How the user wants it: now, the zone of times, and whether to ask or to write at all."""

    at: datetime
    zone: tzinfo | None
    yes: bool
    dry_run: bool


class Change(NamedTuple):
    """A roster's file as it was and as it is to be; `mark` is what stands before its text."""

    root: Path
    path: str
    id: str
    catalog: Catalog
    wish: Wish
    mark: str
    before: str
    text: str

    @property
    def roster(self) -> Roster:
        """The roster as it is to be."""
        return edits.read(self.text)

    def clock(self, at: datetime) -> str:
        """Return an instant on the reader's clock, or else on the roster's."""
        return local(at, self.wish.zone or zone_info(self.roster.timezone), self.wish.at)

    def block(self, rotation: str, block: Block, person: str) -> "Change":
        """Return the change with a block of a rotation in which a person joins or leaves."""
        position = [found.id for found in self.roster.rotations].index(rotation)
        return self._replace(text=edits.with_block(self.text, position, block, person))

    def member(self, person: str) -> "Change":
        """Return the change with a member more."""
        return self._replace(text=edits.with_member(self.text, person))

    def no_member(self, person: str) -> "Change":
        """Return the change with a member less."""
        return self._replace(text=edits.without_member(self.text, person))

    def overridden(self, overrides: Iterable[Override], reasons: Mapping[str, str]) -> "Change":
        """Return the change with overrides more, each with a reason that names who is replaced."""
        told_ = [
            msgspec.structs.replace(override, reason=reasons[override.replaces or override.person])
            for override in overrides
        ]
        return self._replace(text=edits.with_overrides(self.text, told_))

    def stood_in(self, overrides: Iterable[Override]) -> "Change":
        """Return the change with overrides more, as they are."""
        return self._replace(text=edits.with_overrides(self.text, overrides))

    def head(self) -> Catalog:
        """Return the catalog as it is to be."""
        ref = Ref("roster", self.id)
        fresh = Resource(ref, self.path, self.roster)
        return Catalog({**self.catalog.resources, ref: fresh}.values())


def begin(root: Path, roster_id: str, wish: Wish) -> Change:
    """Return a change of a roster in which nothing has changed yet."""
    from watchbill.cli.context import catalog_of
    from watchbill.source.yaml import decode

    catalog = catalog_of(root)
    names.find_roster(catalog, roster_id)
    path = catalog.resources[Ref("roster", roster_id)].path
    data = files.read(root, path)
    if data is None:
        raise WatchbillError(f"{path} cannot be read", "a link is not followed")
    text, troubles = decode(data)
    if troubles:
        raise WatchbillError(f"{path}: {troubles[0].message}", "see: watchbill check")
    mark = _BOM if data.startswith(_BOM.encode()) else ""
    return Change(root, path, roster_id, catalog, wish, mark, text, text)


def allowed(
    change: Change, rotation: Rotation, since: date, make: Callable[[], Block], *, force: bool
) -> Block:
    """Return the block that is made; unless forced, refuse one in the past or frozen horizon."""
    if not force:
        _demand_not_past(change, rotation, since)
    block = make()
    if not force:
        _demand_not_frozen(change, rotation, block)
    return block


def _demand_not_past(change: Change, rotation: Rotation, since: date) -> None:
    """Refuse a day in the past, before anything is said about blocks that began since."""
    zone = rotation.timezone or change.roster.timezone
    if rotation.turns and since < wall(zone, change.wish.at).date():
        limit = change.wish.at + elapsed(change.catalog.settings.frozen_horizon)
        first = first_day(change.roster, rotation, limit)
        raise WatchbillError(f"{since} is past", _FIRST.format(first))


def _demand_not_frozen(change: Change, rotation: Rotation, block: Block) -> None:
    """Refuse a block that begins in the past or within the frozen horizon."""
    horizon = change.catalog.settings.frozen_horizon
    limit = change.wish.at + elapsed(horizon)
    if block.start >= limit:
        return
    begins = change.clock(block.start)
    where = f"within the frozen horizon of {horizon}" if block.start >= change.wish.at else "past"
    first = first_day(change.roster, rotation, limit)
    raise WatchbillError(
        f"the handoff of {begins} in `{rotation.id}` is {where}",
        _FIRST.format(first),
    )


def settle(change: Change, notes: Sequence[str]) -> int:
    """Show a change, ask where that is possible, and write it; return the exit code."""
    say("\n".join(_shown(change, notes)))
    if change.wish.dry_run:
        say("dry run: nothing is written")
        return FINE
    if not change.wish.yes:
        if not sys.stdin.isatty():
            raise WatchbillError("nobody can be asked here, so nothing is written", "add --yes")
        if not click.confirm(f"Write {safe(change.path)}?"):
            say("nothing is written")
            return FINDINGS
    save(change)
    say(f"wrote {safe(change.path)}")
    return FINE


def save(change: Change) -> None:
    """Write a changed file; raise WatchbillError where somebody else has changed it meanwhile."""
    if files.read(change.root, change.path) != (change.mark + change.before).encode():
        raise WatchbillError(f"{change.path} has changed meanwhile", "run the command again")
    files.write(change.root, change.path, change.mark + change.text)


def _shown(change: Change, notes: Sequence[str]) -> Iterator[str]:
    """Yield what changes for people, then what changes in the file."""
    story = told(change.catalog, change.head(), change.wish.at, _SHOWN, change.wish.zone)
    yield f"The next {_SHOWN.days // 7} weeks:"
    yield from story_text(story)
    yield from (f"note: {safe(note)}" for note in notes)
    yield ""
    yield f"{safe(change.path)}:"
    before, after = change.before.splitlines(), change.text.splitlines()
    changed = list(unified_diff(before, after, lineterm="", n=0))[2:]
    yield from (f"  {safe(line)}" for line in changed if not line.startswith("@@"))
