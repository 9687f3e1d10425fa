"""A Grafana OnCall that is not there: the public HTTP API, version 1, as OSS and Cloud IRM have it.

Measured on the real engine (OSS, 2025): duplicates of names; deleting a schedule that a chain uses
is 204 and leaves the step with `notify_on_call_from_schedule: null` and the shifts as orphans;
deleting a shift in use is 204; PUT of a shift rewrites the past; see also `oncall_checks` and
`oncall_rendering`. Documented: paths, fields, filters, pages, positions that move the rest,
`final_shifts` (read in the source: `end_date` is left out, shifts are not cut at the window), 300
requests in 5 minutes. Assumed: 403 for a wrong token; a gap stays where a step was deleted; a
position after the end is refused; `X-Grafana-URL` is needed with `Bearer`; 429 has `Retry-After`.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from math import ceil
from typing import Any, NamedTuple

from tests.pagers.fakes import oncall_checks as checks
from tests.pagers.fakes import oncall_lists as lists
from tests.pagers.fakes import oncall_rendering as rendering
from tests.pagers.fakes import oncall_routes as routes
from tests.pagers.fakes.oncall_checks import refuse, refuse_field
from tests.pagers.fakes.oncall_state import Record, State
from tests.pagers.fakes.server import Refused, Request, Response

_PATH = re.compile(r".*/api/v1/(?P<kind>\w+)(?:/(?P<id>\w+))?(?:/(?P<action>\w+))?/?")
_WINDOW = timedelta(minutes=5)


class Kind(NamedTuple):
    """A collection: where it is kept, how its ids begin, what it is asked by, what it accepts."""

    attribute: str
    letter: str
    filters: tuple[str, ...]
    check: checks.Check


KINDS = {
    "users": Kind("users", "U", ("username",), checks.user),
    "teams": Kind("teams", "T", ("name",), checks.user),
    "schedules": Kind("schedules", "S", ("name", "team_id"), checks.schedule),
    "on_call_shifts": Kind("shifts", "O", ("name", "team_id", "schedule_id"), checks.shift),
    "escalation_chains": Kind("chains", "F", ("name", "team_id"), checks.chain),
    "escalation_policies": Kind("steps", "E", ("escalation_chain_id",), checks.step),
    "integrations": Kind("integrations", "C", ("name", "team_id"), checks.integration),
    "routes": Kind("routes", "R", ("integration_id", "routing_regex"), checks.route),
    "shift_swaps": Kind("swaps", "SSR", ("schedule_id", "beneficiary", "benefactor"), checks.swap),
}
_ORDERED = {"escalation_policies": "escalation_chain_id", "routes": "integration_id"}
"""Collections with a `position`, and within what it counts."""


class OnCall(State):
    """The answers; a token goes in `Authorization`, plain or as `Bearer` with `X-Grafana-URL`."""

    def __init__(self, now: datetime, token: str = "oncall-token", page_size: int = 50) -> None:  # noqa: S107  # the fake's
        super().__init__(now)
        self.token = token
        self.page_size = page_size
        self.rate_limit: int | None = None
        """Requests in 5 minutes of `now`; None is no limit, the real one has 300."""
        self._window = (self.now, 0)

    def override(self, schedule: str, user: str, start: datetime, end: datetime) -> str:
        """Add an override as people make it in the web interface; return the id of its shift."""
        identity = self.new_id("O")
        begin = start.astimezone(UTC).replace(tzinfo=None).isoformat()
        body = {"name": f"override {identity}", "type": "override", "start": begin}
        length = int((end - start).total_seconds())
        given = {**body, "duration": length, "time_zone": "UTC", "users": [user]}
        record = checks.shift(self, given, None)
        self.shifts[identity] = {**record, "id": identity, "_schedule": schedule}
        return identity

    def answer(self, request: Request) -> Response:
        """Answer a request of the public API, below any prefix."""
        self._throttle()
        self._authorise(request.headers)
        match = _PATH.fullmatch(request.path)
        if not match or match["kind"] not in KINDS:
            refuse("Not found.", 404)
        name, identity, action = match["kind"], match["id"], match["action"]
        if action:
            return self._action(request, name, identity, action)
        if identity is None:
            return self._collection(request, name)
        return self._one(request, name, self._found(name, identity))

    def _throttle(self) -> None:
        began, count = self._window
        if self.now - began >= _WINDOW:
            began, count = self.now, 0
        self._window = (began, count + 1)
        if self.rate_limit is not None and count >= self.rate_limit:
            left = str(ceil((began + _WINDOW - self.now).total_seconds()))
            body = {"detail": f"Request was throttled. Expected available in {left} seconds."}
            raise Refused(Response(429, body, {"Retry-After": left}))

    def _authorise(self, headers: Mapping[str, str]) -> None:
        given = {name.lower(): value for name, value in headers.items()}
        token = given.get("authorization", "")
        cloud = token.startswith("Bearer ") and "x-grafana-url" in given
        if token.removeprefix("Bearer ") != self.token or token.startswith("Bearer ") != cloud:
            refuse("Invalid token.", 403)

    def _kept(self, name: str) -> dict[str, Record]:
        kept: dict[str, Record] = getattr(self, KINDS[name].attribute)
        return kept

    def _found(self, name: str, identity: str) -> Record:
        if name == "users" and identity == "current":
            identity = next(iter(self.users), "")
        if identity not in self._all(name):
            refuse("Not found.", 404)
        return self._all(name)[identity]

    def _all(self, name: str) -> dict[str, Record]:
        """Return the records of a kind; default routes are kept with their integrations."""
        return self._kept(name) | (routes.defaults(self) if name == "routes" else {})

    def _collection(self, request: Request, name: str) -> Response:
        if request.method == "GET":
            return self._listed(request, name)
        if request.method != "POST":
            refuse("Method not allowed.", 405)
        record = KINDS[name].check(self, _object(request.body), None)
        record["id"] = identity = self.new_id(KINDS[name].letter)
        if name in _ORDERED:
            self._place(name, record, record.pop("position", None))
        self._kept(name)[identity] = record
        if name == "integrations":
            self._complete_integration(record)
        return Response(201, self._shown(name, record))

    def _one(self, request: Request, name: str, record: Record) -> Response:
        if request.method != "GET" and record.get("is_the_last_route"):
            return routes.changed(self, request, record)
        if request.method in {"PUT", "PATCH"}:
            body = _object(request.body)
            new = KINDS[name].check(self, body, record) | {"id": record["id"]}
            if name in _ORDERED and body.get("position", record["position"]) != record["position"]:
                self._place(name, new, body["position"])
            self._kept(name)[record["id"]] = record = new
        elif request.method == "DELETE" and name not in {"users", "teams"}:
            self.forget(record["id"])
            return Response(204)
        elif request.method != "GET":
            refuse("Method not allowed.", 405)
        return Response(200, self._shown(name, record))

    def _listed(self, request: Request, name: str) -> Response:
        query = {key: values[-1] for key, values in request.query.items()}
        asked = {key: query[key] for key in KINDS[name].filters if key in query}
        order = _ORDERED.get(name, "id")
        records = sorted(self._all(name).values(), key=lambda r: (r[order], r.get("position", 0)))
        records = [r for r in records if all(self._is(r, *item) for item in asked.items())]
        address = f"{self.url}{request.path}"
        some, around = lists.page(records, query, address, self.page_size)
        return Response(200, around | {"results": [self._shown(name, record) for record in some]})

    def _is(self, record: Record, field: str, value: str) -> bool:
        if field == "schedule_id" and "swap_start" in record:
            return bool(record["schedule"] == value)
        if field == "schedule_id":
            inside = self.schedules.get(value, {}).get("shifts") or []
            return record["id"] in inside or record.get("_schedule") == value
        return bool(record.get(field) == (value or None))

    def _shown(self, name: str, record: Record) -> Record:
        shown = {key: value for key, value in record.items() if not key.startswith("_")}
        if name == "on_call_shifts":
            hidden = {*checks.hidden(record)}
            return {key: value for key, value in shown.items() if key not in hidden}
        if name == "schedules":
            now = self.rendered(record["id"], self.now, self.now + timedelta(seconds=1))
            return shown | {"on_call_now": sorted(now[0][2]) if now else []}
        return shown

    def _place(self, name: str, record: Record, position: int | None) -> None:
        group = _ORDERED[name]
        others = [other for other in self._kept(name).values() if other["id"] != record["id"]]
        lists.place(record, (o for o in others if o[group] == record[group]), position)

    def _complete_integration(self, record: Record) -> None:
        address = f"{self.url}/integrations/v1/{record['type']}/{record['id']}/"
        record |= {"link": address, "inbound_email": None}
        record["default_route"] = {"id": self.new_id("R"), **record["default_route"]}

    def _action(self, request: Request, name: str, identity: str, action: str) -> Response:
        record = self._found(name, identity)
        if (request.method, name, action) == ("GET", "schedules", "final_shifts"):
            return self._final_shifts(request, record)
        if (request.method, name, action) == ("POST", "shift_swaps", "take"):
            benefactor = _object(request.body).get("benefactor")
            if benefactor not in self.users:
                refuse_field("benefactor", "User does not exist.")
            if record["benefactor"]:
                refuse("Shift swap request is already taken")
            record |= {"benefactor": benefactor, "status": "taken"}
            return Response(200, self._shown(name, record))
        return refuse("Not found.", 404)

    def _final_shifts(self, request: Request, schedule: Record) -> Response:
        first, after = (_day(request, field) for field in ("start_date", "end_date"))
        if after < first:
            refuse("end_date must be greater than or equal to start_date")
        if after - first > timedelta(days=365):
            refuse("The difference between start_date and end_date must be less than one year")
        events = rendering.final(rendering.near(self.events(schedule["id"], after), first, after))
        rows = [
            {
                "user_pk": event.user,
                "user_email": self.users[event.user]["email"],
                "user_username": self.users[event.user]["username"],
                "shift_start": _zulu(event.start),
                "shift_end": _zulu(event.end),
            }
            for event in events
            if event.start < after and event.end > first
        ]
        _, around = lists.page([], {}, "")
        return Response(200, around | {"count": len(rows), "results": rows})


def _object(body: Any) -> Record:
    if not isinstance(body, dict):
        refuse("JSON parse error")
    return {key: value for key, value in body.items() if key not in {"id", "on_call_now"}}


def _day(request: Request, field: str) -> datetime:
    try:
        day = datetime.strptime(request.query[field][-1], "%Y-%m-%d").date()  # noqa: DTZ007  # a day
    except (KeyError, ValueError):
        refuse_field(field, "Date has wrong format. Use one of these formats instead: YYYY-MM-DD.")
    return datetime.combine(day, time(), UTC)


def _zulu(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
