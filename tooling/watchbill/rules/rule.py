"""What a rule is, and what it looks at."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from watchbill.engine.coverage import timeline
from watchbill.engine.shift import Shift
from watchbill.findings import Problem
from watchbill.model import Catalog
from watchbill.model.scalars import Level

HORIZON = timedelta(weeks=13)
"""How far ahead rosters are looked at: a published horizon of three months is the norm
(Ministry of Justice, out-of-hours guidance)."""


class Survey:
    """A catalog at an instant, with the shifts of the coming weeks."""

    def __init__(self, catalog: Catalog, at: datetime, horizon: timedelta = HORIZON) -> None:
        """Take the catalog and the instant (UTC) from which on shifts are looked at."""
        self.catalog = catalog
        self.at = at
        self.until = at + horizon

    @cached_property
    def shifts(self) -> tuple[Shift, ...]:
        """The shifts of every roster from the instant to the horizon."""
        return timeline(self.catalog, self.at, self.until)

    @cached_property
    def by_roster(self) -> Mapping[str, Sequence[Shift]]:
        """The same shifts by roster."""
        found: dict[str, list[Shift]] = {}
        for shift in self.shifts:
            found.setdefault(shift.roster, []).append(shift)
        return found


Check = Callable[[Survey], Iterator[Problem]]


class Levels(NamedTuple):
    """The level of a rule in each preset."""

    starter: Level
    recommended: Level
    strict: Level


ALWAYS = Levels("error", "error", "error")
FIRM = Levels("warning", "error", "error")
ADVICE = Levels("info", "warning", "error")
HABIT = Levels("off", "warning", "warning")
HINT = Levels("off", "info", "warning")


class Rule(NamedTuple):
    """One named check. Rules without a check are reported by the reading itself."""

    code: str
    name: str
    levels: Levels
    text: str
    check: Check | None = None


def rule(code: str, name: str, levels: Levels, check: Check) -> Rule:
    """Return the rule of a check; the check's docstring is its documentation."""
    return Rule(code, name, levels, check.__doc__ or "", check)
