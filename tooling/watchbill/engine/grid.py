"""Handoffs as a formula on the wall clock, and how many turns lie before one."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from itertools import accumulate
from math import gcd
from typing import NamedTuple, get_args

from watchbill.engine.clock import DAY, END, HOUR, LAST_DAY, WEEK, length, time_of_day, touches
from watchbill.model.rosters import Handoff, Hours
from watchbill.model.scalars import WeekdayName

_STEPS = {"hour": HOUR, "day": DAY, "week": WEEK}
_WEEKDAYS: tuple[str, ...] = get_args(WeekdayName)


class Grid(NamedTuple):
    """The handoffs of a block: number k is at `origin + k * step`, or every so many months.

    `origin` and `step` are local seconds; with months `step` is 0, `month` counts the origin's
    month from year 0, and `day` is the day asked for, taken anew in each month.
    """

    origin: int
    step: int
    months: int = 0
    month: int = 0
    day: int = 1


@lru_cache(maxsize=1 << 14)
def grid(handoff: Handoff, since: date) -> Grid:
    """Return the handoffs whose first is at or after local midnight of a day.

    An `on` of the wrong kind for the unit is as if it were not there.
    """
    count, unit = length(handoff.every)
    if unit == "month":
        return _monthly(handoff, since, count)
    day = since.toordinal() - 1
    if unit == "week" and isinstance(handoff.on, str):
        day += (_WEEKDAYS.index(handoff.on) - day) % 7
    return Grid(day * DAY + time_of_day(handoff.at), count * _STEPS[unit])


def once(start: int) -> Grid:
    """Return handoffs of which none follows the first, at a local second."""
    return Grid(start, (END // WEEK + 1) * WEEK)


def _monthly(handoff: Handoff, since: date, count: int) -> Grid:
    day = handoff.on if isinstance(handoff.on, int) else since.day
    month = since.year * 12 + since.month - 1
    if min(day, monthrange(since.year, since.month)[1]) < since.day:
        month += 1
    return Grid(_in_month(month, day) + time_of_day(handoff.at), 0, count, month, day)


def _in_month(month: int, day: int) -> int:
    """Return the begin of a day of a month, or of the month's last day, in local seconds."""
    year, index = divmod(month, 12)
    if year > date.max.year:
        return END
    last = monthrange(year, index + 1)[1]
    return (date(year, index + 1, min(day, last)).toordinal() - 1) * DAY


def handoff_at(grid: Grid, k: int) -> int:
    """Return handoff number k (from 0) in local seconds."""
    if grid.step:
        return grid.origin + k * grid.step
    return min(_in_month(grid.month + k * grid.months, grid.day) + grid.origin % DAY, END)


def handoffs(grid: Grid, first: int, stop: int) -> Iterable[int]:
    """Return the handoffs numbered from `first` until `stop`, not included, in local seconds."""
    if grid.step:
        return range(handoff_at(grid, first), handoff_at(grid, stop), grid.step)
    return (handoff_at(grid, k) for k in range(first, stop))


def last_handoff(grid: Grid, local: int) -> int:
    """Return the number of the last handoff at or before a local second; -1 before the first."""
    if local < grid.origin:
        return -1
    if grid.step:
        return (local - grid.origin) // grid.step
    day = date.fromordinal(min(local // DAY, LAST_DAY) + 1)
    k = (day.year * 12 + day.month - 1 - grid.month) // grid.months
    return k if handoff_at(grid, k) <= local else k - 1


@lru_cache(maxsize=4096)
def rhythm(hours: Hours, grid_phase: int, step: int) -> tuple[int, ...]:
    """Return how many of a grid's first 0, 1, … turns are not idle, until they repeat.

    A turn is idle when the weekly hours leave it empty on the wall clock. Since hours repeat every
    week, so do idle turns, after the least common multiple of a turn and a week. `grid_phase` is
    the first handoff in local seconds of a week; a `step` of 0 stands for months: never idle.
    """
    if not step or isinstance(hours, str):
        return (0, 1)
    turns = WEEK // gcd(step, WEEK)
    starts = range(grid_phase, grid_phase + turns * step, step)
    return tuple(accumulate((int(touches(hours, at, at + step)) for at in starts), initial=0))


def counted(rhythm: tuple[int, ...], turns: int) -> int:
    """Return how many of a grid's first turns are not idle."""
    whole, rest = divmod(turns, len(rhythm) - 1)
    return whole * rhythm[-1] + rhythm[rest]
