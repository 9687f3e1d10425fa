"""An Opsgenie that is not there: what a migration reads. Writing is answered with 405.

Documented: paths, `GenieKey`, the envelope of `data`, `took` and `requestId`, `paging.next` of
users and services, `expand=rotation`, rules with `delay: {timeAmount, timeUnit}`, `none` for
nobody. Users are named by `username`, their e-mail address. Read in a client's source: the members
of a team as `flattenedRecipients`, beside the `recipient`. Assumed: the statuses 401, 404 and 405;
the facts in `ops_rendering`. A test fills the collections as Opsgenie would show them.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NoReturn

from tests.pagers.fakes import ops_rendering as rendering
from tests.pagers.fakes.ops_rendering import Period, Record, Rendered, Span, zulu
from tests.pagers.fakes.server import Fake, Refused, Request, Response


class Opsgenie(Fake):
    """Each collection is a dict of id to record."""

    def __init__(self, now: datetime, token: str = "genie-key") -> None:  # noqa: S107  # the fake's
        super().__init__(now)
        self.token = token
        self.page_size = 100
        self.users: dict[str, Record] = {}
        self.teams: dict[str, Record] = {}
        self.schedules: dict[str, Record] = {}
        self.overrides: dict[str, list[Record]] = {}
        """By schedule, in the order in which they were made."""
        self.escalations: dict[str, Record] = {}
        self.services: dict[str, Record] = {}
        self.routing_rules: dict[str, list[Record]] = {}
        """By team; a team's default rule is the last one."""
        self._made = 0

    # --- what a test puts there -------------------------------------------------------------------

    def add_user(self, email: str, name: str = "", timezone: str = "UTC") -> str:
        """Add a user; return the id."""
        fields = {"username": email, "fullName": name or email.partition("@")[0]}
        role = {"id": "User", "name": "User"}
        state = {"blocked": False, "verified": True, "role": role, "locale": "en_US"}
        return self._add(self.users, {**fields, **state, "timeZone": timezone})

    def add_team(self, name: str, *members: str) -> str:
        """Add a team of user ids; return the id."""
        people: list[Record] = [{"user": self._user(m), "role": "user"} for m in members]
        identity = self._add(self.teams, {"name": name, "description": "", "members": people})
        self.route(identity, {"type": "none"})
        return identity

    def route(self, team: str, recipient: Record) -> None:
        """Let the default routing rule of a team notify an escalation, a schedule or nobody."""
        rule = {"name": "Default", "isDefault": True, "order": 0, "timezone": "UTC"}
        notify = self._shown(recipient)
        self.routing_rules[team] = [{"id": self._new_id(), **rule, "notify": notify}]

    def add_schedule(
        self, name: str, timezone: str, *rotations: Record, team: str | None = None
    ) -> str:
        """Add a schedule; the participants of rotations are `{"type": "user", "id": …}`."""
        own = [
            {"id": self._new_id(), "name": "", "length": 1, **rotation} for rotation in rotations
        ]
        for rotation in own:
            rotation["participants"] = [self._shown(p) for p in rotation["participants"]]
        fields = {"name": name, "description": "", "timezone": timezone, "enabled": True}
        identity = self._add(self.schedules, {**fields, **self._owner(team), "rotations": own})
        self.overrides[identity] = []
        return identity

    def add_override(
        self, schedule: str, user: str, start: datetime, end: datetime, *rotations: str
    ) -> str:
        """Add an override of the rotations with these ids, or of all; return the alias."""
        alias = self._new_id()
        names = {r["id"]: r["name"] for r in self.schedules[schedule]["rotations"]}
        override: Record = {"alias": alias, "user": self._shown({"type": "user", "id": user})}
        override |= {"startDate": zulu(start), "endDate": zulu(end)}
        override["rotations"] = [{"id": name, "name": names[name]} for name in rotations]
        self.overrides[schedule].append(override)
        return alias

    def add_escalation(self, name: str, *steps: tuple[int, Record], team: str | None = None) -> str:
        """Add an escalation of (minutes, recipient) steps; return the id."""
        rules = [
            {"condition": "if-not-acked", "notifyType": "default"}
            | {"delay": {"timeAmount": minutes, "timeUnit": "minutes"}}
            | {"recipient": self._shown(recipient)}
            for minutes, recipient in steps
        ]
        repeat = {"waitInterval": 0, "count": 0, "resetRecipientStates": False}
        fields = {"name": name, "description": "", **self._owner(team), "rules": rules}
        return self._add(self.escalations, {**fields, "repeat": repeat})

    def add_service(self, name: str, team: str, description: str = "") -> str:
        """Add a service of a team; return the id."""
        fields = {"name": name, "teamId": team, "description": description, "tags": []}
        return self._add(self.services, fields)

    def _add(self, kept: dict[str, Record], fields: Record) -> str:
        identity = self._new_id()
        kept[identity] = {"id": identity, **fields}
        return identity

    def _new_id(self) -> str:
        self._made += 1
        return f"00000000-0000-4000-8000-{self._made:012d}"

    def _user(self, identity: str) -> Record:
        return {"id": identity, "username": self.users[identity]["username"]}

    def _owner(self, team: str | None) -> Record:
        return {"ownerTeam": {"id": team, "name": self.teams[team]["name"]}} if team else {}

    def _shown(self, recipient: Mapping[str, Any]) -> Record:
        kind, identity = recipient["type"], recipient.get("id")
        if kind == "user" and identity:
            return {"type": kind, **self._user(identity)}
        kept = {"team": self.teams, "schedule": self.schedules, "escalation": self.escalations}
        if kind in kept and identity:
            return {"type": kind, "id": identity, "name": kept[kind][identity]["name"]}
        return {"type": "none"}

    # --- who is on call ---------------------------------------------------------------------------

    def rendered(self, schedule_id: str, since: datetime, until: datetime) -> Rendered:
        """Return who is on call from when to when: user ids, UTC, gaps left out."""
        if not self.schedules[schedule_id]["enabled"]:
            return ()
        span = Span(since, until)
        rotations = self._timeline(schedule_id, span).values()
        periods = [period for rotation in rotations for period in rotation]
        return rendering.rendered(periods, span, self._people)

    def _people(self, recipient: Mapping[str, Any]) -> frozenset[str]:
        if recipient["type"] == "team":
            members = self.teams[recipient["id"]]["members"]
            return frozenset(member["user"]["id"] for member in members)
        return frozenset({recipient["id"]} if recipient["type"] == "user" else ())

    def _timeline(self, schedule_id: str, span: Span) -> dict[str, list[Period]]:
        schedule = self.schedules[schedule_id]
        overrides = [
            {**override, "responder": override["user"]}
            | {"rotationIds": [rotation["id"] for rotation in override["rotations"]]}
            for override in self.overrides[schedule_id]
        ]
        return rendering.timeline(schedule["rotations"], overrides, schedule["timezone"], span)

    # --- answers ----------------------------------------------------------------------------------

    def answer(self, request: Request) -> Response:
        """Answer a request for something to read."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        if headers.get("authorization") != f"GenieKey {self.token}":
            _refuse("Could not authenticate", 401)
        if request.method != "GET":
            _refuse("Method not allowed", 405)
        match request.path.strip("/").split("/"):
            case ["v2", "users"]:
                return self._page(request, self.users)
            case ["v1", "services"]:
                return self._page(request, self.services)
            case ["v2", "schedules", *rest]:
                return self._schedules(request, rest)
            case ["v2", "escalations"]:
                return self._data([*self.escalations.values()])
            case ["v2", "teams", *rest]:
                return self._teams(rest)
        return _refuse("No such resource", 404)

    def _teams(self, rest: list[str]) -> Response:
        match rest:
            case []:
                return self._data([_without(team, "members") for team in self.teams.values()])
            case [name] if name in self.teams:
                return self._data(self.teams[name])
            case [name, "routing-rules"] if name in self.teams:
                return self._data(self.routing_rules[name])
        return _refuse("No such resource", 404)

    def _schedules(self, request: Request, rest: list[str]) -> Response:
        match rest:
            case []:
                hidden = () if "rotation" in request.query.get("expand", []) else ("rotations",)
                shown = [_without(s, *hidden) for s in self.schedules.values()]
                return self._data(shown, expandable=["rotation"])
            case [name] if name in self.schedules:
                return self._data(self.schedules[name])
            case [name, "overrides"] if name in self.schedules:
                return self._data(
                    [{**o, "_parent": self._parent(name)} for o in self.overrides[name]]
                )
            case [name, "timeline"] if name in self.schedules:
                return self._timeline_answer(request, name)
        return _refuse("No such resource", 404)

    def _parent(self, schedule: str) -> Record:
        return {key: self.schedules[schedule][key] for key in ("id", "name", "enabled")}

    def _timeline_answer(self, request: Request, name: str) -> Response:
        schedule = self.schedules[name]
        try:
            span = rendering.window(request.query, schedule["timezone"], self.now)
        except ValueError:
            _refuse("Invalid timeline query", 422)
        periods = self._timeline(name, span)
        rotations = [
            {"id": rotation["id"], "name": rotation["name"], "order": order}
            | {"periods": [self._period(period) for period in periods[rotation["id"]]]}
            for order, rotation in enumerate(schedule["rotations"], 1)
        ]
        data = {"_parent": self._parent(name), "startDate": zulu(span.start)}
        data |= {"endDate": zulu(span.end), "finalTimeline": {"rotations": rotations}}
        return self._data(data, expandable=["base", "forwarding", "override"])

    def _period(self, period: Period) -> Record:
        dates = {"startDate": zulu(period.start), "endDate": zulu(period.end)}
        shown = {**dates, "type": period.kind, "recipient": dict(period.responder)}
        if period.responder["type"] != "team":
            return shown
        flat = [self._shown({"type": "user", "id": u}) for u in self._people(period.responder)]
        return shown | {"flattenedRecipients": flat}

    def _data(self, data: Any, **more: Any) -> Response:
        return Response(200, {"data": data, **more, "took": 0.01, "requestId": "request-1"})

    def _page(self, request: Request, kept: Mapping[str, Record]) -> Response:
        query = {name: int(values[-1]) for name, values in request.query.items()}
        offset = query.get("offset", 0)
        limit = min(query.get("limit", self.page_size), self.page_size)
        address = f"{self.url}{request.path}?limit={limit}&offset="
        more = offset + limit < len(kept)
        paging = {"first": f"{address}0"} | ({"next": f"{address}{offset + limit}"} if more else {})
        data = [*kept.values()][offset : offset + limit]
        return self._data(data, paging=paging, totalCount=len(kept))


def _without(record: Mapping[str, Any], *fields: str) -> Record:
    return {key: value for key, value in record.items() if key not in fields}


def _refuse(message: str, status: int) -> NoReturn:
    body = {"message": message, "took": 0.01, "requestId": "request-1"}
    raise Refused(Response(status, body))
