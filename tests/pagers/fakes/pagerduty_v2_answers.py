"""How PagerDuty answers a schedule of layers: reversed, re-dated, drawn where a window is asked."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.pagers.fakes import pagerduty_v2_render as render
from tests.pagers.fakes.pagerduty_account import (
    ACCOUNT_ZONE,
    Account,
    asked,
    head,
    moment,
    reference,
    refused,
    truly,
    user_reference,
    zone,
)
from tests.pagers.fakes.pagerduty_policies import policies_of
from tests.pagers.fakes.pagerduty_wall import Drawn, covered, overflowing, shown
from tests.pagers.fakes.server import Request

Thing = dict[str, Any]
FORTNIGHT = timedelta(weeks=2)


def window(fake: Account, request: Request) -> tuple[datetime, datetime] | None:
    """Return what was asked for; one bound alone stands for two weeks, none for nothing."""
    bounds = {name: asked(request, name) for name in ("since", "until")}
    at = {name: moment(text, name) for name, text in bounds.items() if text is not None}
    if not at:
        return None
    since = at.get("since") or at["until"] - FORTNIGHT
    until = at.get("until") or since + FORTNIGHT
    if until <= since:
        raise refused("until must be after since")
    return since, until


def whole(fake: Account, schedule: Thing, request: Request) -> Thing:
    """Return a schedule as it is answered; without entries, if no window was asked."""
    name, rendered = schedule["id"], window(fake, request)
    place = ZoneInfo(zone(asked(request, "time_zone") or schedule["time_zone"]))
    people = sorted({user for layer in schedule["schedule_layers"] for user in layer["users"]})
    return head(fake, "schedule", "schedules", name) | {
        "summary": schedule["name"],
        "name": schedule["name"],
        "time_zone": schedule["time_zone"],
        "description": schedule["description"],
        "escalation_policies": [
            reference(fake, "escalation_policy", "escalation_policies", policy)
            for policy in policies_of(fake, name)
        ],
        "users": [user_reference(fake, user) for user in people],
        "teams": [reference(fake, "team", "teams", team) for team in schedule["teams"]],
        "schedule_layers": [
            _layer(fake, schedule, layer, request)
            for layer in reversed(schedule["schedule_layers"])
        ],
        "overrides_subschedule": {"name": "Overrides"}
        | _entries(fake, request, rendered, place, lambda *w: render.of_overrides(schedule, *w)),
        "final_schedule": {"name": "Final Schedule"}
        | _entries(fake, request, rendered, place, lambda *w: render.final(schedule, *w)),
    }


def _layer(fake: Account, schedule: Thing, layer: Thing, request: Request) -> Thing:
    asked_zone = asked(request, "time_zone")
    place = ZoneInfo(asked_zone or schedule["time_zone"])
    elsewhere = ZoneInfo(asked_zone) if asked_zone else ACCOUNT_ZONE
    return {
        "id": layer["id"],
        "name": layer["name"],
        "start": shown(layer["updated"], place),
        "end": shown(layer["end"], place) if layer["end"] else None,
        "users": [{"user": user_reference(fake, user)} for user in layer["users"]],
        "restrictions": layer["restrictions"],
        "rotation_virtual_start": shown(layer["rotation_virtual_start"], elsewhere),
        "rotation_turn_length_seconds": layer["rotation_turn_length_seconds"],
    } | _entries(
        fake,
        request,
        window(fake, request),
        place,
        lambda *w: render.of_layer(schedule, layer, *w),
    )


def _entries(
    fake: Account,
    request: Request,
    rendered: tuple[datetime, datetime] | None,
    place: ZoneInfo,
    drawn: Drawn[str],
) -> Thing:
    """Return rendered entries; cut at the window's bounds unless `overflow` is true."""
    if rendered is None:
        return {"rendered_schedule_entries": [], "rendered_coverage_percentage": None}
    entries = overflowing(drawn, *rendered) if truly(request, "overflow") else drawn(*rendered)
    return {
        "rendered_schedule_entries": [
            {
                "start": shown(start, place),
                "end": shown(end, place),
                "user": user_reference(fake, user),
            }
            for start, end, user in entries
        ],
        "rendered_coverage_percentage": covered(drawn(*rendered), *rendered),
    }
