"""What a fake Jira Service Management holds, and who is on call by it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tests.pagers.fakes import jsm_checks as checks
from tests.pagers.fakes import ops_rendering as rendering
from tests.pagers.fakes.ops_rendering import Period, Record, Rendered, Span
from tests.pagers.fakes.server import Fake


class State(Fake):
    """Each collection is a dict of id to record, and may be looked at and written to."""

    def __init__(self, now: datetime) -> None:
        super().__init__(now)
        self.users: dict[str, Record] = {}
        self.teams: dict[str, Record] = {}
        self.schedules: dict[str, Record] = {}
        self.rotations: dict[str, dict[str, Record]] = {}
        """By schedule; a deleted one stays, marked."""
        self.overrides: dict[str, dict[str, Record]] = {}
        """By schedule, then by alias, in the order in which they were made."""
        self.escalations: dict[str, Record] = {}
        self._made = 0

    # --- what a test puts there -------------------------------------------------------------------

    def add_user(self, email: str, name: str = "", *, shows_email: bool = True) -> str:
        """Add an Atlassian account and return its id; people may hide their address."""
        identity = self.new_id("account")
        self.users[identity] = {
            "accountId": identity,
            "accountType": "atlassian",
            "emailAddress": email if shows_email else "",
            "displayName": name or email.partition("@")[0],
            "active": True,
            "timeZone": "Etc/UTC",
        }
        return identity

    def add_team(self, name: str, *members: str, defaults: bool = False) -> str:
        """Add a team of account ids, on wish with the schedule and escalation that it is given."""
        identity = self.new_id("team")
        self.teams[identity] = {"teamId": identity, "teamName": name, "members": [*members]}
        if defaults:
            body = {"name": f"{name}_schedule", "teamId": identity}
            schedule = self.create_schedule(body)["id"]
            rule = {"delay": 0, "recipient": {"type": "schedule", "id": schedule}}
            self.create_escalation(identity, {"name": f"{name}_escalation", "rules": [rule]})
        return identity

    def new_id(self, kind: str) -> str:
        """Return an id that was not there before."""
        self._made += 1
        return f"{kind}-{self._made:04d}"

    # --- who is on call ---------------------------------------------------------------------------

    def rendered(self, schedule_id: str, since: datetime, until: datetime) -> Rendered:
        """Return who is on call from when to when: account ids, UTC, gaps left out."""
        if not self.schedules[schedule_id]["enabled"]:
            return ()
        span = Span(since, until)
        rotations = self.timeline(schedule_id, span).values()
        periods = [period for rotation in rotations for period in rotation]
        return rendering.rendered(periods, span, self._people)

    def _people(self, responder: Mapping[str, Any]) -> frozenset[str]:
        if responder["type"] == "team":
            return frozenset(self.teams[responder["id"]]["members"])
        return frozenset({responder["id"]} if responder["type"] == "user" else ())

    def timeline(self, schedule_id: str, span: Span) -> dict[str, list[Period]]:
        """Return the periods of each rotation that is not deleted, after overrides."""
        zone = self.schedules[schedule_id]["timezone"]
        overrides = [*self.overrides[schedule_id].values()]
        return rendering.timeline(self.live(schedule_id).values(), overrides, zone, span)

    def live(self, schedule_id: str) -> dict[str, Record]:
        """Return the rotations of a schedule that are not deleted."""
        rotations = self.rotations[schedule_id]
        return {name: r for name, r in rotations.items() if not r.get("_deleted")}

    # --- what is made -----------------------------------------------------------------------------

    def create_schedule(self, body: Record) -> Record:
        """Make a schedule and the rotations that its body has."""
        record = checks.schedule(body, None, self.known)
        given = [checks.rotation(r, None, self.known) for r in body.get("rotations") or []]
        record = {"id": self.new_id("schedule"), **record}
        self.schedules[record["id"]] = record
        rotations = [{"id": self.new_id("rotation"), **rotation} for rotation in given]
        self.rotations[record["id"]] = {rotation["id"]: rotation for rotation in rotations}
        self.overrides[record["id"]] = {}
        return record

    def create_escalation(self, team: str, body: Record) -> Record:
        """Make an escalation of a team."""
        record = checks.escalation(body, None, self.known)
        record = {"id": self.new_id("escalation"), **record, "_team": team}
        self.escalations[record["id"]] = record
        return record

    def known(self, kind: str, identity: Any) -> bool:
        """Say whether there is a user, team, schedule or escalation with an id."""
        kept: Mapping[str, Mapping[str, Record]] = {
            "user": self.users,
            "team": self.teams,
            "schedule": self.schedules,
            "escalation": self.escalations,
        }
        return identity in kept[kind]
