"""What a fake Grafana OnCall holds, and who is on call by it.

Documented: overrides of people count where they are enabled, and then the feed of overrides does
not. Measured: `forget` is all that a DELETE does.
"""

from datetime import datetime
from typing import Any

from tests.pagers.fakes import oncall_rendering as rendering
from tests.pagers.fakes.oncall_feeds import feed_events
from tests.pagers.fakes.oncall_rendering import OVERRIDING, Event, Rendered
from tests.pagers.fakes.server import Fake

Record = dict[str, Any]


class State(Fake):
    """Each collection is a dict of id to record, and may be looked at and written to."""

    def __init__(self, now: datetime) -> None:
        super().__init__(now)
        self.feeds: dict[str, str] = {}
        """Address to iCalendar text: the only feeds that can be fetched."""
        self.users: dict[str, Record] = {}
        self.teams: dict[str, Record] = {}
        self.schedules: dict[str, Record] = {}
        self.shifts: dict[str, Record] = {}
        self.chains: dict[str, Record] = {}
        self.steps: dict[str, Record] = {}
        self.integrations: dict[str, Record] = {}
        self.routes: dict[str, Record] = {}
        self.swaps: dict[str, Record] = {}
        self._made = 0

    # --- what a test puts there -------------------------------------------------------------------

    def add_user(self, username: str, email: str, timezone: str = "UTC") -> str:
        """Add a user, who comes from Grafana; return the id."""
        identity = self.new_id("U")
        self.users[identity] = {
            "id": identity,
            "grafana_id": len(self.users) + 1,
            "email": email,
            "slack": None,
            "username": username,
            "role": "user",
            "is_phone_number_verified": False,
            "timezone": timezone,
            "teams": [],
        }
        return identity

    def add_team(self, name: str, *members: str) -> str:
        """Add a team of user ids, which comes from Grafana; return the id."""
        identity = self.new_id("T")
        number = len(self.teams) + 1
        self.teams[identity] = {"id": identity, "grafana_id": number, "name": name, "email": ""}
        for member in members:
            self.users[member]["teams"].append(identity)
        return identity

    def add_web_schedule(self, name: str, time_zone: str = "UTC") -> str:
        """Add a schedule that people made in the web interface; return the id."""
        identity = self.new_id("S")
        fields = {"name": name, "type": "web", "team_id": None, "time_zone": time_zone}
        self.schedules[identity] = {"id": identity, **fields, "shifts": [], "slack": None}
        return identity

    def new_id(self, letter: str) -> str:
        """Return an id that was not there before."""
        self._made += 1
        return f"{letter}{self._made:012d}"

    def forget(self, identity: str) -> None:
        """Delete a record; nothing keeps one from it, and what refers to it is emptied."""
        kinds = (self.schedules, self.shifts, self.chains, self.integrations)
        for kept in (*kinds, self.steps, self.routes, self.swaps):
            kept.pop(identity, None)
        for kept, field in (
            (self.swaps, "schedule"),
            (self.shifts, "_schedule"),
            (self.steps, "escalation_chain_id"),
            (self.routes, "integration_id"),
        ):
            for other in [key for key, value in kept.items() if value.get(field) == identity]:
                del kept[other]
        defaults = [integration["default_route"] for integration in self.integrations.values()]
        for record in (*self.steps.values(), *self.routes.values(), *defaults):
            for field in ("notify_on_call_from_schedule", "escalation_chain_id"):
                if record.get(field) == identity:
                    record[field] = None
        for schedule in self.schedules.values():
            if identity in (schedule.get("shifts") or []):
                schedule["shifts"].remove(identity)

    # --- who is on call ---------------------------------------------------------------------------

    def rendered(self, schedule_id: str, since: datetime, until: datetime) -> Rendered:
        """Return who is on call from when to when: user ids, UTC, gaps left out."""
        return rendering.rendered(self.events(schedule_id, until), since, until)

    def events(self, schedule_id: str, stop: datetime) -> list[Event]:
        """Return the events of a schedule that begin before `stop`, of every level."""
        schedule = self.schedules[schedule_id]
        events: list[Event] = []
        for identity in schedule.get("shifts") or []:
            zone = schedule.get("time_zone") or "UTC"
            events += rendering.shift_events(self.shifts[identity], zone, stop)
        events += self._feed(schedule.get("ical_url_primary"), stop)
        by_people = [s for s in self.shifts.values() if s.get("_schedule") == schedule_id]
        if schedule.get("enable_web_overrides") or schedule["type"] == "web":
            for shift in by_people:
                events += rendering.shift_events(shift, "UTC", stop)
        else:
            events += self._feed(schedule.get("ical_url_overrides"), stop, OVERRIDING)
        for swap in self.swaps.values():
            if swap["schedule"] == schedule_id:
                events = rendering.swapped(events, swap)
        return events

    def _feed(self, url: str | None, stop: datetime, level: int | None = None) -> list[Event]:
        names = {
            user[field].lower(): identity
            for field in ("email", "username")
            for identity, user in self.users.items()
        }
        return feed_events(self.feeds.get(url or "", ""), names, stop, level)
