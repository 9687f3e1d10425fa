"""What Jira Service Management and Opsgenie render: who is on call when, and by whose doing.

There is one timeline a schedule, and nothing in bulk. It begins with the week that holds the date
asked for, and goes as far as the service likes: it is asked again from there on.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from watchbill.pager.jsm import instant, zulu
from watchbill.pager.objects import Stint
from watchbill.pager.timeline import clip, settle

if TYPE_CHECKING:
    from watchbill.sync.http import Api

Json = Mapping[str, Any]
Window = tuple[datetime, datetime]

_WEEK = timedelta(weeks=1)
_AT_ONCE = 26
"""Weeks that are asked for at once."""

_ARRANGED = {"override", "forwarding"}
"""Periods that people arranged: an override, or a forwarding of somebody's notifications."""

_NOBODY = {"none", "noone"}


class Rendered(NamedTuple):
    """A timeline, settled, and the parts of it that people arranged by themselves."""

    stints: tuple[Stint, ...]
    theirs: tuple[Stint, ...]


def rendered(api: "Api", path: str, window: Window, person: Callable[[Json], str]) -> Rendered:
    """Return what a schedule renders in a window (UTC); `person` names a participant."""
    stints: list[Stint] = []
    arranged: list[Stint] = []
    for period in _periods(api, path, window):
        people = tuple(person(one) for one in _participants(period) if one["type"] not in _NOBODY)
        stint = Stint(instant(period["startDate"]), instant(period["endDate"]), people)
        stints.append(stint)
        if period.get("type") in _ARRANGED:
            arranged.append(stint._replace(people=("",)))
    final = clip(settle(stints), *window)
    return Rendered(final, tuple(_under(final, settle(clip(arranged, *window)))))


def _periods(api: "Api", path: str, window: Window) -> Iterator[Json]:
    from watchbill.sync.http import ApiError

    start, end = window
    while start < end:
        weeks = min((end - start) // _WEEK + 1, _AT_ONCE)
        answer = api.get(path, {"date": zulu(start), "interval": weeks, "intervalUnit": "weeks"})
        if not isinstance(answer, Mapping):
            raise ApiError(f"GET {path}: the answer is no timeline")
        answer = answer.get("data", answer)
        for rotation in answer.get("finalTimeline", {}).get("rotations") or ():
            if not rotation.get("deleted"):  # shown with its past
                yield from rotation.get("periods") or ()
        until = instant(answer.get("endDate"))
        if until <= start:
            raise ApiError(f"GET {path}: the timeline does not go beyond {zulu(start)}")
        start = until


def _participants(period: Json) -> Sequence[Json]:
    """Return who is on call in a period: the members of a team, where they are said.

    What Jira Service Management calls responders are recipients in Opsgenie.
    """
    flat = period.get("flattenedResponders") or period.get("flattenedRecipients")
    whole = period.get("responder") or period.get("recipient")
    return flat or ([whole] if whole else [])


def _under(final: Sequence[Stint], arranged: Sequence[Stint]) -> Iterator[Stint]:
    """Yield whoever is on call in what people arranged, nobody included."""
    for start, end, _ in arranged:
        at = start
        for stint in clip(final, start, end):
            if at < stint.start:
                yield Stint(at, stint.start, ())
            yield stint
            at = stint.end
        if at < end:
            yield Stint(at, end, ())
