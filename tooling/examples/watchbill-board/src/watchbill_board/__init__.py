"""The board: a screen on the wall that shows who is on call, from one CSV file for each role.

The smallest complete pager for watchbill. It knows schedules and nothing else, holds the published
weeks only, and never puts more than two names beside each other.
"""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from watchbill.errors import WatchbillError
from watchbill.findings import Problem
from watchbill.model import Catalog, Ref
from watchbill.model.settings import Pager
from watchbill.pager.desired import desired as everything
from watchbill.pager.objects import Actual, Change, Desired, Object, Stint, Watch, id_of, kind_of
from watchbill.rules.pagers import INEXPRESSIBLE
from watchbill.sync import files
from watchbill.sync.provider import Errand, Provider

MARK = "kept by watchbill"
HEAD = ["roster", "role", "title", "zone", "until", MARK]
MOST = 2


def desired(catalog: Catalog, pager: Pager, at: datetime) -> Desired:
    """Return the schedules of the repository; the board has no use for anything else."""
    whole = everything(catalog, pager, at)
    schedules = {k: item for k, item in whole.objects.items() if kind_of(k) == "schedule"}
    return whole._replace(objects={key: _bare(item) for key, item in schedules.items()})


def _bare(item: Object) -> Object:
    """Return a schedule whose timeline is all there is to compare."""
    return Object(item.key, {}, item.watch)


class Board:
    """The board at hand: says what it shows, and shows something else when told."""

    def __init__(self, folder: Path) -> None:
        """Take the folder in which its files are; it need not exist."""
        self._folder = folder

    def actual(self) -> Actual:
        """Return what the board shows, and the files there that are somebody else's."""
        there = {f"schedule/{file.stem}": file for file in sorted(self._folder.glob("*.csv"))}
        read = {key: parse(key, file.read_text(encoding="utf-8")) for key, file in there.items()}
        return Actual(
            {key: item for key, item in read.items() if item is not None},
            foreign={key: "the file has no mark" for key, item in read.items() if item is None},
        )

    def apply(self, change: Change) -> None:
        """Write or remove one file, wholly or not at all."""
        if change.key in self.actual().foreign:
            raise WatchbillError(f"{change.key} is not watchbill's: the file has no mark")
        name = f"{id_of(change.key)}.csv"
        if change.after is None or change.after.watch is None:
            files.remove(self._folder, name)
        else:
            self._folder.mkdir(parents=True, exist_ok=True)
            files.write(self._folder, name, text(change.after.watch))


def text(watch: Watch) -> str:
    """Return the file of a schedule: a line about it, then a line for each stint."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(HEAD)
    rows.writerow([watch.roster, watch.role, watch.title, watch.zone, watch.until.isoformat()])
    rows.writerows([s.start.isoformat(), s.end.isoformat(), *s.people] for s in watch.stints)
    return out.getvalue()


def parse(key: str, said: str) -> Object | None:
    """Return the schedule in a file; None where it is not ours."""
    head, *rows = csv.reader(io.StringIO(said)) if said else [[]]
    if head != HEAD or not rows:
        return None
    roster, role, title, zone, until = rows[0]
    stints = tuple(Stint(_at(start), _at(end), tuple(people)) for start, end, *people in rows[1:])
    return Object(key, {}, Watch(roster, role, title, zone, _at(until), stints))


def _at(said: str) -> datetime:
    return datetime.fromisoformat(said).astimezone(UTC)


def accept(pager: Pager) -> None:
    """Raise WatchbillError for settings that make no sense."""
    if set(pager.settings) != {"folder"} or not isinstance(pager.settings["folder"], str):
        raise WatchbillError("the board needs one setting: folder", "such as build/board")


def limits(catalog: Catalog, pager: Pager, at: datetime) -> Iterator[Problem]:  # noqa: ARG001  # a provider's signature
    """Yield a problem for every group that is too large; `check` shows its line."""
    for id_, roster in catalog.rosters.items():
        for n, rotation in enumerate(roster.rotations):
            for m, turns in enumerate(rotation.turns):
                for k, who in enumerate(turns.order):
                    if not isinstance(who, str) and len(who) > MOST:
                        place = ("rotations", n, "turns", m, "order", k)
                        message = f"the board shows {MOST} names at most, not {len(who)}"
                        yield Problem(INEXPRESSIBLE.code, Ref("roster", id_), place, message)


def connect(errand: Errand) -> Board:
    """Return the board that the settings name; nothing is written."""
    accept(errand.pager)
    return Board(files.place(errand.root, errand.pager.settings["folder"]))


PROVIDER = Provider("board", desired, connect, accept=accept, limits=limits)
