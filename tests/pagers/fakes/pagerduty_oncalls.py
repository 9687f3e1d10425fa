"""Who is on call for an escalation policy, level by level: `/oncalls`."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.pagers.fakes import pagerduty_v2_render, pagerduty_v3_render
from tests.pagers.fakes.pagerduty_account import (
    ACCOUNT_ZONE,
    Account,
    Routes,
    asked,
    moment,
    page,
    reference,
    refused,
    truly,
    user_reference,
    zone,
)
from tests.pagers.fakes.pagerduty_policies import target_reference
from tests.pagers.fakes.pagerduty_wall import Stretch, overflowing, shown
from tests.pagers.fakes.server import Request, Response

Thing = dict[str, Any]
AHEAD = timedelta(days=90)


def drawn(fake: Account, noun: str, name: str, *window: datetime) -> list[Stretch[str]]:
    """Return who is on call in a window by a schedule of either kind."""
    since, until = window
    if noun == "schedules":
        return pagerduty_v2_render.final(fake.schedules[name], since, until)
    return pagerduty_v3_render.people(fake.schedules_v3[name], since, until)


def listed(fake: Account, request: Request) -> Response:
    """Answer the on-calls that touch a window, which is now where none is asked for."""
    since = moment(asked(request, "since") or fake.now.isoformat(), "since")
    until = moment(asked(request, "until") or max(since, fake.now).isoformat(), "until")
    if until < since:
        raise refused("until cannot be before since")
    since, until = (min(at, fake.now + AHEAD) for at in (since, until))
    until = max(until, since + timedelta(seconds=1))
    found = [item for item in _oncalls(fake, request, since, until) if _wanted(request, item)]
    if truly(request, "earliest"):
        found = _earliest(found)
    return page(request, "oncalls", found)


def _oncalls(fake: Account, request: Request, since: datetime, until: datetime) -> Iterator[Thing]:
    place = ZoneInfo(zone(asked(request, "time_zone") or str(ACCOUNT_ZONE)))
    for key, policy in sorted(fake.listed("escalation_policies").items()):
        for level, rule in enumerate(policy["rules"], 1):
            common = {
                "escalation_policy": reference(
                    fake, "escalation_policy", "escalation_policies", key
                ),
                "escalation_level": level,
            }
            for noun, name in rule["targets"]:
                yield from (
                    common | item for item in _of_target(fake, noun, name, (since, until), place)
                )


def _of_target(
    fake: Account, noun: str, name: str, window: tuple[datetime, datetime], place: ZoneInfo
) -> Iterator[Thing]:
    """Yield a target's on-calls; a person as a target is always on call."""
    if noun == "users":
        always = {"schedule": None, "start": None, "end": None}
        yield {"user": user_reference(fake, name)} | always
        return
    entries = overflowing(lambda *around: drawn(fake, noun, name, *around), *window)
    for start, end, user in entries:
        yield {
            "user": user_reference(fake, user),
            "schedule": target_reference(fake, noun, name),
            "start": shown(start, place),
            "end": shown(end, place),
        }


def _wanted(request: Request, item: Thing) -> bool:
    """Say whether an on-call passes the filters; `null` among schedules means none."""
    schedule = (item["schedule"] or {"id": "null"})["id"]
    values = {
        "user_ids[]": item["user"]["id"],
        "escalation_policy_ids[]": item["escalation_policy"]["id"],
        "schedule_ids[]": schedule,
    }
    return all(value in request.query.get(name, [value]) for name, value in values.items())


def _earliest(found: list[Thing]) -> list[Thing]:
    """Return the first on-call of each policy, level and person."""
    first: dict[tuple[str, int, str], Thing] = {}
    for item in sorted(found, key=lambda item: item["start"] or ""):
        key = (item["escalation_policy"]["id"], item["escalation_level"], item["user"]["id"])
        first.setdefault(key, item)
    return list(first.values())


ROUTES: Routes = {("GET", "/oncalls"): listed}
