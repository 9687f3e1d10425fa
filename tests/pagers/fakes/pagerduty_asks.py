"""Asking the fake PagerDuty over HTTP, and what to send it."""

import json
from datetime import UTC, datetime
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from tests.pagers.fakes.pagerduty import PagerDuty

NOW = datetime(2026, 10, 5, 10, tzinfo=UTC)  # a Monday; clocks go back on 25 October in London
ROUND = "rotating_member_assignment_strategy"
EVERY = "every_member_assignment_strategy"


def ask(
    pager: PagerDuty, method: str, path: str, body: Any = None, **options: Any
) -> tuple[int, Any, dict[str, str]]:
    """Send a request; return status, body and headers (small letters)."""
    headers = {
        "Authorization": f"Token token={options.pop('token', pager.token)}",
        "Accept": "application/vnd.pagerduty+json;version=2",
        "Content-Type": "application/json",
    }
    query = f"?{urlencode(options, doseq=True)}" if options else ""
    data = None if body is None else json.dumps(body).encode()
    request = Request(f"{pager.url}{path}{query}", data, headers, method=method)  # noqa: S310  # our own
    try:
        with urlopen(request) as answer:  # noqa: S310  # our own
            return answer.status, _body(answer.read()), _small(answer.headers)
    except HTTPError as error:
        with error:
            return error.code, _body(error.read()), _small(error.headers)


def _body(text: bytes) -> Any:
    return json.loads(text) if text else None


def _small(headers: Any) -> dict[str, str]:
    return {name.lower(): text for name, text in headers.items()}


def reference(user: str, kind: str = "user") -> dict[str, str]:
    return {"id": user, "type": f"{kind}_reference"}


def layer(*people: str, **more: Any) -> dict[str, Any]:
    usual = {
        "start": "2026-10-05T00:00:00Z",
        "rotation_virtual_start": "2026-10-06T12:00:00+01:00",
        "rotation_turn_length_seconds": 604800,
        "users": [{"user": reference(user)} for user in people],
    }
    return usual | more


def event(*people: str, **more: Any) -> dict[str, Any]:
    members = [{"type": "user_member", "user_id": user} for user in people]
    usual = {
        "name": "Event",
        "start_time": local("2026-10-06T12:00:00+01:00"),
        "end_time": local("2026-10-13T12:00:00+01:00"),
        "effective_since": "2026-10-06T11:00:00Z",
        "recurrence": ["RRULE:FREQ=WEEKLY"],
        "assignment_strategy": {"type": ROUND, "shifts_per_member": 1, "members": members},
    }
    return usual | more


def local(text: str, zone: str = "Europe/London") -> dict[str, str]:
    return {"date_time": text, "time_zone": zone}


def drawn(pager: PagerDuty, schedule: str, since: str, until: str) -> list[str]:
    """Return who is on call as `10-06 11:00 bob`: the starts, in UTC."""
    window = [datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (since, until)]
    rendered = pager.rendered(schedule, *window)
    return sorted(f"{start:%m-%d %H:%M} {pager.users[user]['name']}" for start, _, user in rendered)


def three(pager: PagerDuty) -> list[str]:
    return [pager.user(name) for name in ("ada", "bob", "cy")]


WEEKLY = ["10-19 00:00 bob", "10-20 11:00 cy", "10-27 12:00 ada"]
