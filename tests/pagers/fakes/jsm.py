"""A Jira Service Management (Operations) that is not there, and the users of its Jira.

Documented: the paths below /jsm/ops/api/{cloudId}/v1 (escalations stand below a team), fields,
`values` with a relative `links.next`, `platformTeams`, schedules that show rotations only with
`expand=rotation`, overrides in a list only while they run or are to come, timelines from a year ago
to two years ahead; Jira's user search; no alias of a client's own (Atlassian's JSDCLOUD-18644: the
server makes it and ignores what is sent; `client_aliases` switches to what Opsgenie does). Seen by
users: new teams have a schedule and an escalation; a timeline begins with the unit that holds
`date`, and shows deleted rotations with `deleted`. Assumed: a schedule needs a team; the wording of
errors and the statuses 401, 404, 409 and 422; the other facts in `ops_rendering`.
"""

import re
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta

from tests.pagers.fakes import jsm_checks as checks
from tests.pagers.fakes import ops_rendering as rendering
from tests.pagers.fakes.jsm_checks import refuse
from tests.pagers.fakes.jsm_state import State
from tests.pagers.fakes.ops_rendering import Period, Record, zulu
from tests.pagers.fakes.server import Request, Response

_OPS = re.compile(r".*/jsm/ops/api/(?P<cloud>[^/]+)/v1/(?P<rest>.+?)/?")
_JIRA = re.compile(r".*/rest/api/3/(?P<rest>users?/search)/?")


class Jsm(State):
    """The answers; a token goes with an address in `Authorization: Basic`, or alone as `Bearer`."""

    def __init__(
        self,
        now: datetime,
        cloud_id: str = "cloud-1",
        email: str = "bot@example.com",
        token: str = "jsm-token",  # noqa: S107  # the fake's
    ) -> None:
        super().__init__(now)
        self.cloud_id = cloud_id
        basic = b64encode(f"{email}:{token}".encode()).decode()
        self.accepted = {f"Basic {basic}", f"Bearer {token}"}
        self.page_size = 25
        self.client_aliases = False
        """Whether an `alias` that is sent is taken: not by the real one."""

    def answer(self, request: Request) -> Response:
        """Answer a request of the operations API, or for users of Jira."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        if headers.get("authorization") not in self.accepted:
            refuse("Unauthorized", 401)
        if jira := _JIRA.fullmatch(request.path):
            return self._jira_users(request, jira["rest"])
        match = _OPS.fullmatch(request.path)
        if not match or match["cloud"] != self.cloud_id:
            refuse("Not found", 404)
        match match["rest"].split("/"):
            case ["teams"] if request.method == "GET":
                return self._teams()
            case ["teams", team, "escalations", *rest] if team in self.teams:
                return self._escalations(request, team, rest)
            case ["schedules", *rest]:
                return self._schedules(request, rest)
        return refuse("Not found", 404)

    def _jira_users(self, request: Request, path: str) -> Response:
        query = {name: values[-1] for name, values in request.query.items()}
        found = [*self.users.values()]
        if path == "user/search":
            asked = query.get("query", "").lower()
            fields = ("emailAddress", "displayName")
            found = [u for u in found if any(asked in u[field].lower() for field in fields)]
        start, size = int(query.get("startAt", 0)), int(query.get("maxResults", 50))
        return Response(200, found[start : start + size])

    def _teams(self) -> Response:
        shown = [{key: t[key] for key in ("teamId", "teamName")} for t in self.teams.values()]
        return Response(200, {"platformTeams": shown})

    def _page(self, request: Request, records: list[Record]) -> Response:
        query = {name: values[-1] for name, values in request.query.items()}
        offset, size = int(query.get("offset", 0)), int(query.get("size", self.page_size))
        size = min(size, self.page_size)
        links: Record = {}
        if offset + size < len(records):
            path = request.path.partition(f"/{self.cloud_id}")[2]
            others = "".join(f"{k}={v}&" for k, v in query.items() if k not in {"offset", "size"})
            links["next"] = f"{path}?{others}offset={offset + size}&size={size}"
        return Response(200, {"values": records[offset : offset + size], "links": links})

    # --- schedules --------------------------------------------------------------------------------

    def _schedules(self, request: Request, rest: list[str]) -> Response:
        method, body = request.method, request.body or {}
        match rest:
            case [] if method == "GET":
                asked = request.query.get("query", [""])[-1].lower()
                found = [s for s in self.schedules.values() if asked in s["name"].lower()]
                return self._page(request, [self._schedule(s, request) for s in found])
            case [] if method == "POST":
                return Response(201, self._schedule(self.create_schedule(body)))
            case [name, *below] if name in self.schedules:
                return self._below_schedule(request, name, below)
        return refuse("Not found", 404)

    def _below_schedule(self, request: Request, name: str, below: list[str]) -> Response:
        match below:
            case []:
                return self._one_schedule(request, name)
            case ["timeline"] if request.method == "GET":
                return self._timeline_answer(request, name)
            case ["rotations", *rest]:
                return self._rotations(request, name, rest)
            case ["overrides", *rest]:
                return self._overrides(request, name, rest)
        return refuse("Not found", 404)

    def _schedule(self, record: Record, request: Request | None = None) -> Record:
        expand = request is None or "rotation" in ",".join(request.query.get("expand", []))
        rotations = [*self.live(record["id"]).values()]
        return record | ({"rotations": rotations} if expand else {})

    def _one_schedule(self, request: Request, name: str) -> Response:
        record = self.schedules[name]
        if request.method == "PATCH":
            record = record | checks.schedule(request.body or {}, record, self.known)
            self.schedules[name] = record
        elif request.method == "DELETE":
            recipients = [r["recipient"] for e in self.escalations.values() for r in e["rules"]]
            if any(r["type"] == "schedule" and r["id"] == name for r in recipients):
                refuse("Schedule is used in an escalation", 422)
            del self.schedules[name], self.rotations[name], self.overrides[name]
            return Response(204)
        elif request.method != "GET":
            refuse("Method not allowed", 405)
        return Response(200, self._schedule(record, request))

    def _rotations(self, request: Request, schedule: str, rest: list[str]) -> Response:
        live, body = self.live(schedule), request.body or {}
        match request.method, rest:
            case "GET", []:
                return self._page(request, [*live.values()])
            case "POST", []:
                record = checks.rotation(body, None, self.known)
                record = {"id": self.new_id("rotation"), **record}
                self.rotations[schedule][record["id"]] = record
                return Response(201, record)
            case "GET", [name] if name in live:
                return Response(200, live[name])
            case "PATCH", [name] if name in live:
                record = checks.rotation(body, live[name], self.known)
                self.rotations[schedule][name] = record
                return Response(200, record)
            case "DELETE", [name] if name in live:
                self.rotations[schedule][name] = live[name] | {"_deleted": True}
                return Response(204)
        return refuse("Not found", 404)

    def _overrides(self, request: Request, schedule: str, rest: list[str]) -> Response:
        kept, body = self.overrides[schedule], request.body or {}
        match request.method, rest:
            case "GET", []:
                to_come = [o for o in kept.values() if rendering.moment(o["endDate"]) > self.now]
                return self._page(request, to_come)
            case "POST", []:
                record = checks.override(body, self.known, self.live(schedule))
                alias = self._alias(body, kept)
                kept[alias] = {"alias": alias, **record}
                return Response(201, kept[alias])
            case "GET", [alias] if alias in kept:
                return Response(200, kept[alias])
            case "PUT", [alias] if alias in kept:
                record = checks.override(body, self.known, self.live(schedule))
                kept[alias] = {"alias": alias, **record}
                return Response(200, kept[alias])
            case "DELETE", [alias] if alias in kept:
                del kept[alias]
                return Response(204)
        return refuse("Not found", 404)

    def _alias(self, body: Record, kept: Mapping[str, Record]) -> str:
        alias = body.get("alias") if self.client_aliases else None
        if alias in kept:
            refuse(f"There is an override with this alias: {alias}", 409)
        return alias or self.new_id("alias")

    def _timeline_answer(self, request: Request, schedule: str) -> Response:
        try:
            span = rendering.window(request.query, self.schedules[schedule]["timezone"], self.now)
        except ValueError:
            refuse("Invalid timeline query")
        year = timedelta(days=366)
        if span.start < self.now - year or span.end > self.now + 2 * year:
            refuse("The timeline goes from one year ago to two years ahead", 422)
        periods = self.timeline(schedule, span)
        rotations = [
            {"id": name, "name": rotation["name"], "order": order}
            | ({"deleted": True} if rotation.get("_deleted") else {})
            | {"periods": [self._period(period) for period in periods.get(name, [])]}
            for order, (name, rotation) in enumerate(self.rotations[schedule].items(), 1)
        ]
        final = {"finalTimeline": {"rotations": rotations}}
        return Response(200, {"startDate": zulu(span.start), "endDate": zulu(span.end)} | final)

    def _period(self, period: Period) -> Record:
        dates = {"startDate": zulu(period.start), "endDate": zulu(period.end)}
        shown = {**dates, "type": period.kind, "responder": dict(period.responder)}
        if period.responder["type"] != "team":
            return shown
        members = sorted(self._people(period.responder))
        return shown | {"flattenedResponders": [{"type": "user", "id": u} for u in members]}

    # --- escalations ------------------------------------------------------------------------------

    def _escalations(self, request: Request, team: str, rest: list[str]) -> Response:
        own = {name: e for name, e in self.escalations.items() if e["_team"] == team}
        match request.method, rest:
            case "GET", []:
                return self._page(request, [_shown(record) for record in own.values()])
            case "POST", []:
                return Response(201, _shown(self.create_escalation(team, request.body or {})))
            case "GET", [name] if name in own:
                return Response(200, _shown(own[name]))
            case "PATCH", [name] if name in own:
                record = checks.escalation(request.body or {}, own[name], self.known)
                self.escalations[name] = record
                return Response(200, _shown(record))
            case "DELETE", [name] if name in own:
                del self.escalations[name]
                return Response(204)
        return refuse("Not found", 404)


def _shown(record: Record) -> Record:
    return {key: value for key, value in record.items() if not key.startswith("_")}
