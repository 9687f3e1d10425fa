"""A PagerDuty account that is not there: real HTTP, as documented, also where that hurts."""

from collections.abc import Sequence
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

from tests.pagers.fakes import pagerduty_oncalls
from tests.pagers.fakes.pagerduty_server import Server


class PagerDuty(Server):
    """The server, and what a test puts into it and asks of it."""

    def user(self, name: str, email: str = "", time_zone: str = "Europe/London") -> str:
        """Add a person; return the id."""
        key = self.new_id()
        email = email or f"{name.lower().replace(' ', '.')}@small.example"
        self.users[key] = {
            "id": key,
            "name": name,
            "email": email,
            "time_zone": time_zone,
            "role": "user",
            "contact_methods": [
                {
                    "id": self.new_id(),
                    "type": "email_contact_method",
                    "label": "Default",
                    "address": email,
                }
            ],
        }
        return key

    def schedule(self, name: str, people: Sequence[str], **layer: Any) -> str:
        """Add a schedule of weekly turns from a month ago on; return the id."""
        since = (self.now - timedelta(weeks=4)).replace(hour=9, minute=0, second=0, microsecond=0)
        usual = {
            "name": "Layer 1",
            "start": since.isoformat(),
            "rotation_virtual_start": since.isoformat(),
            "rotation_turn_length_seconds": 604800,
            "users": [{"user": _user_reference(user)} for user in people],
        }
        sent = {"type": "schedule", "name": name, "time_zone": "Europe/London"}
        body = {"schedule": sent | {"schedule_layers": [usual | layer]}}
        return str(self.do("POST", "/schedules", body)["schedule"]["id"])

    def schedule_v3(self, name: str, people: Sequence[str], **event: Any) -> str:
        """Add a shift-based schedule of weekly turns from now on; return the id."""
        body = {"schedule": {"name": name, "time_zone": "Europe/London"}}
        schedule = self.do("POST", "/v3/schedules", body)["schedule"]["id"]
        path = f"/v3/schedules/{schedule}/rotations"
        rotation = self.do("POST", path)["rotation"]["id"]
        first = self.now.replace(hour=9, minute=0, second=0, microsecond=0, tzinfo=None)
        members = [{"type": "user_member", "user_id": user} for user in people]
        usual = {
            "name": "Event 1",
            "start_time": _utc(first),
            "end_time": _utc(first + timedelta(weeks=1)),
            "effective_since": self.now.isoformat(),
            "recurrence": ["RRULE:FREQ=WEEKLY"],
            "assignment_strategy": {
                "type": "rotating_member_assignment_strategy",
                "shifts_per_member": 1,
                "members": members,
            },
        }
        self.do("POST", f"{path}/{rotation}/events", {"event": usual | event})
        return str(schedule)

    def policy(self, name: str, *levels: Sequence[str]) -> str:
        """Add an escalation policy: each level is ids of people and schedules; return the id."""
        rules = [
            {
                "escalation_delay_in_minutes": 30,
                "targets": [{"id": key, "type": self._type(key)} for key in level],
            }
            for level in levels
        ]
        sent = {"type": "escalation_policy", "name": name, "escalation_rules": rules}
        body = self.do("POST", "/escalation_policies", {"escalation_policy": sent})
        return str(body["escalation_policy"]["id"])

    def service(self, name: str, policy: str) -> str:
        """Add a service that pages through an escalation policy; return the id."""
        target = {"id": policy, "type": "escalation_policy_reference"}
        sent = {"type": "service", "name": name, "escalation_policy": target}
        return str(self.do("POST", "/services", {"service": sent})["service"]["id"])

    def incident(self, service: str) -> str:
        """Open an incident of a service; return the id. It keeps the policy as it is now."""
        key = self.new_id()
        policy = self.escalation_policies[self.services[service]["escalation_policy"]]
        self.incidents[key] = {"id": key, "service": service, "rules": deepcopy(policy["rules"])}
        return key

    def override(self, schedule: str, user: str, start: datetime, end: datetime) -> str:
        """Add an override to a schedule of layers, as people do in the web app; return the id."""
        one = {"start": start.isoformat(), "end": end.isoformat(), "user": _user_reference(user)}
        answers = self.do("POST", f"/schedules/{schedule}/overrides", {"overrides": [one]})
        return str(answers[0]["override"]["id"])

    def strangers(self) -> dict[str, str]:
        """Add one of everything that is somebody else's; return the ids by noun."""
        user = self.user("Mallory Stranger")
        layers, shifts = self.schedule("Theirs", [user]), self.schedule_v3("Theirs too", [user])
        policy = self.policy("Theirs", [layers, shifts], [user])
        team = self.do("POST", "/teams", {"team": {"type": "team", "name": "Theirs"}})["team"]["id"]
        label = {"add": [{"type": "tag", "label": "theirs"}]}
        self.do("POST", f"/escalation_policies/{policy}/change_tags", label)
        return {
            "users": user,
            "schedules": layers,
            "schedules_v3": shifts,
            "escalation_policies": policy,
            "services": self.service("Theirs", policy),
            "teams": str(team),
        }

    def rendered(
        self, schedule: str, since: datetime, until: datetime
    ) -> tuple[tuple[datetime, datetime, str], ...]:
        """Return who is on call in a window by a schedule of either kind, in UTC."""
        noun = "schedules" if schedule in self.schedules else "schedules_v3"
        return tuple(pagerduty_oncalls.drawn(self, noun, schedule, since, until))

    def on_call(self, policy_or_schedule: str, at: datetime) -> tuple[frozenset[str], ...]:
        """Return who is on call at an instant, level by level; a schedule is one level."""
        policy = self.escalation_policies.get(policy_or_schedule)
        if policy is None:
            found = self.rendered(policy_or_schedule, at, at + timedelta(seconds=1))
            return (frozenset(user for start, _, user in found if start <= at),)
        return tuple(
            frozenset[str]().union(
                *(
                    [key] if noun == "users" else self.on_call(key, at)[0]
                    for noun, key in rule["targets"]
                )
            )
            for rule in policy["rules"]
        )

    def _type(self, key: str) -> str:
        kinds = {"users": "user", "schedules": "schedule", "schedules_v3": "schedule_v3"}
        return next(f"{kind}_reference" for noun, kind in kinds.items() if key in self.kept(noun))


def _user_reference(user: str) -> dict[str, str]:
    return {"id": user, "type": "user_reference"}


def _utc(clock: datetime) -> dict[str, str]:
    return {"date_time": f"{clock.isoformat()}Z", "time_zone": "Etc/UTC"}
