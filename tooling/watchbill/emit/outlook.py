"""The outlook: everybody's shifts from an instant on, worked out once for all pages."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from watchbill.engine.coverage import Gap, gaps
from watchbill.engine.rotation import on_call, shifts
from watchbill.engine.shift import Shift
from watchbill.engine.shift import reason as reason_of
from watchbill.model import Catalog
from watchbill.model.rosters import Roster

_SECOND = timedelta(seconds=1)


class Standing(NamedTuple):
    """How a role of a roster stands at an instant.

    `now` are the shifts that run, `then` those that begin next, all at the same instant, `gap` a
    promise that is broken.
    """

    roster: str
    role: str
    now: tuple[Shift, ...]
    then: tuple[Shift, ...]
    gap: Gap | None


class Outlook:
    """The shifts and gaps of every roster in `[at, until)`, those at the edges whole."""

    def __init__(self, catalog: Catalog, at: datetime, weeks: int | None = None) -> None:
        """Take the instant; the settings say how many weeks, unless they are given."""
        self.catalog = catalog
        self.at = at.replace(microsecond=0)
        self.weeks = weeks or catalog.settings.site.weeks
        self.until = self.at + timedelta(weeks=self.weeks)
        self._standings: dict[tuple[str, str], Standing] = {}

    def reaching(self, weeks: int) -> "Outlook":
        """Return an outlook from the same instant that reaches so many weeks at least."""
        return self if self.weeks >= weeks else Outlook(self.catalog, self.at, weeks)

    @cached_property
    def shifts(self) -> Mapping[str, tuple[Shift, ...]]:
        """The shifts of each roster, by their start."""
        return {
            roster_id: tuple(sorted(self._whole(roster_id, roster), key=lambda s: s.start))
            for roster_id, roster in self.catalog.rosters.items()
        }

    @cached_property
    def gaps(self) -> Mapping[str, tuple[Gap, ...]]:
        """The gaps of each roster, by their start; those at the edges are cut."""
        return {
            roster_id: gaps(roster_id, roster, self.at, self.until)
            for roster_id, roster in self.catalog.rosters.items()
        }

    @cached_property
    def by_person(self) -> Mapping[str, tuple[Shift, ...]]:
        """The shifts of each person in all rosters, by their start."""
        mine: dict[str, list[Shift]] = {}
        for found in self.shifts.values():
            for shift in found:
                for person in shift.people:
                    mine.setdefault(person, []).append(shift)
        return {who: tuple(sorted(found, key=lambda s: s.start)) for who, found in mine.items()}

    def standing(self, roster_id: str, role: str) -> Standing:
        """Return how a role of a roster stands at the outlook's instant; many pages ask."""
        if (roster_id, role) not in self._standings:
            self._standings[roster_id, role] = self._standing(roster_id, role)
        return self._standings[roster_id, role]

    def _standing(self, roster_id: str, role: str) -> Standing:
        mine = [shift for shift in self.shifts.get(roster_id, ()) if shift.role == role]
        now = tuple(shift for shift in mine if shift.start <= self.at)
        later = [shift for shift in mine if shift.start > self.at]
        then = tuple(shift for shift in later if shift.start == later[0].start)
        broken = (gap for gap in self.gaps.get(roster_id, ()) if gap.role == role)
        gap = next((gap for gap in broken if gap.start <= self.at), None)
        return Standing(roster_id, role, now, then, gap)

    def _whole(self, roster_id: str, roster: Roster) -> Iterator[Shift]:
        yield from on_call(roster_id, roster, self.at)
        for shift in shifts(roster_id, roster, self.at, self.until):
            if self.at < shift.start and shift.end < self.until:
                yield shift
        for shift in on_call(roster_id, roster, self.until - _SECOND):
            if self.at < shift.start:
                yield shift


def roles_of(roster: Roster) -> tuple[str, ...]:
    """Return the roles of a roster in the order of its rotations, then those only promised."""
    named = [rotation.role for rotation in roster.rotations]
    return tuple(dict.fromkeys(named + [promise.role for promise in roster.coverage]))


def reason(catalog: Catalog, shift: Shift) -> str:
    """Return what made a shift other than the ordinary turn: overrides, or a special period."""
    return reason_of(catalog.rosters[shift.roster], shift)
