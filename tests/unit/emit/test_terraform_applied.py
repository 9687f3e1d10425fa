"""Terraform's documents, applied to the fake pagers as the providers send them.

The fakes draw schedules by themselves, so that this shares no arithmetic with what is exported.
"""

from datetime import datetime
from typing import Any

import pytest

from tests.pagers.company import AT, Changes, catalog
from tests.pagers.fakes.pagerduty import PagerDuty
from tests.unit.emit.made_site import example
from tests.unit.emit.made_terraform import document, promised, together, window
from tests.unit.emit.test_terraform_pagerduty import CHANGES, TURNS_ALONE, layers, rotations
from watchbill.model import Catalog
from watchbill.pager.objects import Stint
from watchbill.pager.timeline import clip, settle


class Account(PagerDuty):
    """An account with everybody of a company in it."""

    def __init__(self, known: Catalog) -> None:
        super().__init__(AT)
        self.ids = {id_: self.user(p.name, p.email) for id_, p in known.people.items()}

    def people(self, part: Any) -> Any:
        """Return JSON with the ids of users in place of those of people."""
        if isinstance(part, dict):
            return {name: self.people(inner) for name, inner in part.items()}
        if isinstance(part, list):
            return [self.people(inner) for inner in part]
        return self.ids.get(part, part) if isinstance(part, str) else part

    def drawn(self, schedule: str, until: datetime) -> tuple[Stint, ...]:
        who = {user: id_ for id_, user in self.ids.items()}
        found = self.rendered(schedule, AT, until)
        return settle(Stint(start, end, (who[user],)) for start, end, user in found)


def v2(account: Account, made: dict[str, Any]) -> str:
    """Make a schedule as `pagerduty_schedule` does."""
    sent = [
        {
            **layer,
            "users": [
                {"user": {"id": account.people(one["user"]["id"]), "type": "user"}}
                for one in layer["users"]
            ],
        }
        for layer in layers(made)
    ]
    for layer in sent:
        layer.pop("restriction", None)
    head = {"type": "schedule", "name": made["name"], "time_zone": made["time_zone"]}
    body = {"schedule": {**head, "schedule_layers": sent}}
    return str(account.do("POST", "/schedules", body)["schedule"]["id"])


def v3(account: Account, made: dict[str, Any]) -> str:
    """Make a schedule as `pagerduty_schedulev2` does, request by request."""
    body = {"schedule": {"name": made["name"], "time_zone": made["time_zone"]}}
    schedule = str(account.do("POST", "/v3/schedules", body)["schedule"]["id"])
    path = f"/v3/schedules/{schedule}/rotations"
    for rotation in rotations(made):
        id_ = account.do("POST", path)["rotation"]["id"]
        for event in rotation["events"]:
            account.do("POST", f"{path}/{id_}/events", {"event": account.people(event)})
    return schedule


def paged(known: Catalog, api: Any) -> dict[str, tuple[Stint, ...]]:
    account, until = Account(known), window(known)[1]
    kind, make = {"v2": ("pagerduty_schedule", v2), "v3": ("pagerduty_schedulev2", v3)}[api]
    found = document(known, "pagerduty", api)["resource"][kind]
    return together({
        name: account.drawn(make(account, made), until) for name, made in found.items()
    })  # fmt: skip


def wanted(known: Catalog) -> dict[str, tuple[Stint, ...]]:
    until = window(known)[1]
    return {name: clip(stints, AT, until) for name, stints in promised(known).items()}


@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES)
def test_layers(changes: Changes):
    known = catalog(changes)
    assert paged(known, "v2") == wanted(known)


def test_layers_of_the_example():
    assert paged(example(), "v2") == wanted(example())


@pytest.mark.parametrize("name", TURNS_ALONE)
def test_rotations(name: str):
    known = catalog(CHANGES[name])
    assert paged(known, "v3") == wanted(known)
