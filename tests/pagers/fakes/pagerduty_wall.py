"""Wall clocks, instants as text, and who is on between edges: what both kinds of schedules need."""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TypeVar
from zoneinfo import ZoneInfo

Key = TypeVar("Key")
Stretch = tuple[datetime, datetime, Key]
Drawn = Callable[[datetime, datetime], list[Stretch[Key]]]
BEYOND = timedelta(days=60)


def wall(at: datetime, zone: ZoneInfo) -> datetime:
    """Return what the clock on the wall shows at an instant: without a zone."""
    return at.astimezone(zone).replace(tzinfo=None)


@lru_cache(maxsize=1 << 16)
def instant(clock: datetime, zone: ZoneInfo) -> datetime:
    """Return the first instant (UTC) at which the wall's clock shows a time, or has passed it."""
    first, second = (clock.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if wall(first, zone) == clock:
        return first
    seconds = range(int((first - second).total_seconds()) + 1)  # in a gap, the second is earlier
    passed = bisect_left(
        seconds, True, key=lambda n: wall(second + timedelta(seconds=n), zone) >= clock
    )
    return second + timedelta(seconds=passed)


def parsed(text: object) -> datetime | None:
    """Read an RFC 3339 instant; None for anything else, also for one without an offset."""
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else None


def shown(at: datetime, zone: ZoneInfo) -> str:
    """Write an instant in a zone, as PagerDuty does: `Z` where the offset is none."""
    return at.astimezone(zone).isoformat(timespec="seconds").replace("+00:00", "Z")


def stretches(
    edges: Iterable[datetime],
    since: datetime,
    until: datetime,
    who: Callable[[datetime], Iterable[Key]],
) -> list[Stretch[Key]]:
    """Ask who is on at every edge of a window, and join what goes on without a break."""
    began: dict[Key, datetime] = {}
    ended: list[Stretch[Key]] = []
    for cut in sorted({since, until, *(edge for edge in edges if since < edge < until)}):
        on = set(who(cut)) if cut < until else set()
        ended += [(began.pop(key), cut, key) for key in began.keys() - on]
        began = dict.fromkeys(on, cut) | began
    return sorted(ended, key=lambda stretch: (*stretch[:2], str(stretch[2])))


def overflowing(drawn: Drawn[Key], since: datetime, until: datetime) -> list[Stretch[Key]]:
    """Return what touches a window, with its own bounds up to 60 days beyond it."""
    entries = drawn(since - BEYOND, until + BEYOND)
    return [entry for entry in entries if entry[0] < until and entry[1] > since]


def covered(found: Iterable[Stretch[Key]], since: datetime, until: datetime) -> float:
    """Return the per cent of a window in which somebody is on."""
    total, reached = timedelta(), since
    for start, end, _ in sorted(found, key=lambda stretch: stretch[:2]):
        begin, stop = max(start, reached), min(end, until)
        total += max(stop - begin, timedelta())
        reached = max(reached, stop)
    return round(100 * total / (until - since), 3) if until > since else 0.0
