"""PagerDuty in Terraform: what the resources take, and that they page whom the engine says.

No schema of the provider is at hand: the tables follow its documentation, version 3.33,
https://registry.terraform.io/providers/PagerDuty/pagerduty/latest/docs/resources/schedulev2
(and schedule, escalation_policy, service). They say what types made from the provider's schema say:
pulumi-pagerduty 4.37 and, for all but schedulev2, cdktf-cdktf-provider-pagerduty 14.3.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.pagers.company import AT, FILES, Changes, catalog, edited, override
from tests.unit.emit.made_site import example
from tests.unit.emit.made_terraform import (
    Schema,
    document,
    fits,
    person,
    promised,
    reference,
    together,
    window,
)
from watchbill.errors import WatchbillError
from watchbill.model import Catalog
from watchbill.pager import pagerduty_v2, pagerduty_v3
from watchbill.pager.objects import Stint
from watchbill.pager.timeline import clip

SCHEDULE: Schema = {
    "name": ("string", False),
    "time_zone": ("string", True),
    "description": ("string", False),
    "overflow": ("bool", False),
    "teams": ("list string", False),
    "layer": ("list block", True),
}
LAYER: Schema = {
    "name": ("string", False),
    "start": ("string", True),
    "end": ("string", False),
    "rotation_virtual_start": ("string", True),
    "rotation_turn_length_seconds": ("number", True),
    "users": ("list string", True),
    "restriction": ("list block", False),
}
RESTRICTION: Schema = {
    "type": ("string", True),
    "start_time_of_day": ("string", True),
    "duration_seconds": ("number", True),
    "start_day_of_week": ("number", False),
}
SCHEDULE_V3: Schema = {
    "name": ("string", True),
    "time_zone": ("string", True),
    "description": ("string", False),
    "teams": ("list string", False),
    "rotation": ("list block", True),
}
EVENT: Schema = {
    "name": ("string", True),
    "start_time": ("string", True),
    "end_time": ("string", True),
    "effective_since": ("string", True),
    "effective_until": ("string", False),
    "recurrence": ("list string", True),
    "assignment_strategy": ("list block", True),
}
STRATEGY: Schema = {
    "type": ("string", True),
    "shifts_per_member": ("number", False),
    "member": ("list block", True),
}
MEMBER: Schema = {"type": ("string", True), "user_id": ("string", False)}
POLICY: Schema = {
    "name": ("string", True),
    "description": ("string", False),
    "num_loops": ("number", False),
    "teams": ("list string", False),
    "rule": ("list block", True),
}
RULE: Schema = {"escalation_delay_in_minutes": ("number", True), "target": ("list block", True)}
TARGET: Schema = {"type": ("string", False), "id": ("string", True)}
SERVICE: Schema = {
    "name": ("string", True),
    "description": ("string", False),
    "escalation_policy": ("string", True),
}

CHANGES: dict[str, Changes] = {
    "as it is": {},
    "an override": override("pay", "2026-12-01T12:00", "2026-12-02T15:00", "dee"),
    "an override of a pair": override("ops", "2026-12-01T12:00", "2026-12-02T15:00", "ada"),
    "office hours": edited(
        "rosters/teams/pay.yaml", "role: primary\n", 'role: primary\n    hours: [{days: [mon, tue, '
        'wed, thu, fri], from: "09:00", until: "17:00"}]\n'
    ),
    "months": edited("rosters/teams/ops.yaml", "1 day, at", "1 month, on: 31, at"),
    "another zone": edited(
        "rosters/teams/pay.yaml",
        "  - id: primary\n",
        "  - id: primary\n    timezone: America/New_York\n",
    ),
    "UTC": edited("rosters/teams/pay.yaml", "Europe/London", "UTC"),
    "turns that change": edited(
        "rosters/teams/pay.yaml", "order: [ada, bob, cy]}", "order: [ada, bob, cy]}, {since:"
        " 2026-12-08, order: [dee, ada]}"
    ),
}  # fmt: skip
DATED = {
    "an override": "pay--primary",
    "an override of a pair": "ops--primary, ops--primary--2",
    "months": "ops--primary, ops--primary--2, ops--secondary, ops--secondary--2",
    "turns that change": "pay--secondary",
}
NO_SECONDARY: Changes = edited(
    "policies/escalation/pay.yaml", "{roster: pay, role: secondary}", "{person: dee}"
)
TURNS_ALONE = ("as it is", "office hours", "another zone", "UTC")


def layers(schedule: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the layers as the provider sends them."""
    return [
        {
            **layer,
            "users": [{"user": {"id": person(user)}} for user in layer["users"]],
            "restrictions": layer.get("restriction", []),
        }
        for layer in schedule["layer"]
    ]


def paged_v2(known: Catalog) -> dict[str, tuple[Stint, ...]]:
    found = document(known, "pagerduty")["resource"]["pagerduty_schedule"]
    return together({
        name: pagerduty_v2.simulate(layers(made), made["time_zone"], *window(known))
        for name, made in found.items()
    })  # fmt: skip


def rotations(schedule: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rotations as the provider sends them: times in the zone of the schedule."""
    return [{"events": [*_events(one, schedule["time_zone"])]} for one in schedule["rotation"]]


def _events(rotation: dict[str, Any], zone: str) -> Iterator[dict[str, Any]]:
    for event in rotation["event"]:
        (strategy,) = event["assignment_strategy"]
        members = [
            {**one, "user_id": person(one["user_id"])} if "user_id" in one else one
            for one in strategy["member"]
        ]
        times = {
            name: {"date_time": event[name], "time_zone": zone}
            for name in ("start_time", "end_time")
        }
        yield {**event, **times, "assignment_strategy": {**strategy, "members": members}}


def paged_v3(known: Catalog) -> dict[str, tuple[Stint, ...]]:
    found = document(known, "pagerduty", "v3")["resource"]["pagerduty_schedulev2"]
    return together({
        name: pagerduty_v3.simulate(rotations(made), (), (), *window(known))
        for name, made in found.items()
    })  # fmt: skip


@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES)
def test_layers_page_whom_the_engine_says(changes: Changes):
    known = catalog(changes)
    same_from_now_on(paged_v2(known), known)


def test_layers_of_the_example_page_whom_the_engine_says():
    same_from_now_on(paged_v2(example()), example())


def same_from_now_on(paged: dict[str, tuple[Stint, ...]], known: Catalog) -> None:
    wanted, until = promised(known), window(known)[1]
    assert paged.keys() == wanted.keys()
    for name, stints in wanted.items():
        assert clip(paged[name], AT, until) == clip(stints, AT, until), name


@pytest.mark.parametrize("name", TURNS_ALONE)
def test_rotations_page_whom_the_engine_says(name: str):
    known = catalog(CHANGES[name])
    assert paged_v3(known) == promised(known)


def test_rotations_of_the_past_are_no_matter():
    over = override("pay", "2026-11-18T12:00", "2026-11-18T15:00", "dee")
    same_from_now_on(paged_v3(catalog(over)), catalog(over))
    block = "{since: 2026-11-17, order: [dee, ada]}, {since: 2026-11-24, order: [cy, dee]}"
    path = "rosters/teams/pay.yaml"
    text = FILES[path].replace("order: [ada, bob, cy]}", f"order: [ada, bob, cy]}}, {block}")
    known = catalog({path: text[: text.index("  - id: secondary")], **NO_SECONDARY})
    made = document(known, "pagerduty", "v3")["resource"]["pagerduty_schedulev2"]["pay_primary"]
    untils = [one["event"][0].get("effective_until") for one in made["rotation"]]
    assert untils == ["2026-11-24T12:00:00Z", None]
    same_from_now_on(paged_v3(known), known)


@pytest.mark.parametrize("name", DATED)
def test_what_rotations_cannot_say_names_the_roles(name: str):
    with pytest.raises(WatchbillError, match=f"needed for: {DATED[name]}$") as caught:
        document(catalog(CHANGES[name]), "pagerduty", "v3")
    assert "--schedule-api v2" in caught.value.hint
    assert "watchbill pager apply" in caught.value.hint


def test_dated_shifts_are_layers_on_top_until_they_are_over():
    known = catalog(CHANGES["an override"])
    made = document(known, "pagerduty")["resource"]["pagerduty_schedule"]["pay_primary"]
    assert [(one["start"], one.get("end")) for one in made["layer"]][1:] == [
        ("2026-12-01T12:00:00Z", "2026-12-02T15:00:00Z")
    ]
    later = AT.replace(month=12, day=2, hour=15)
    made = document(known, "pagerduty", at=later)["resource"]["pagerduty_schedule"]["pay_primary"]
    assert len(made["layer"]) == 1


@pytest.mark.parametrize("known", [example(), *map(catalog, CHANGES.values())])
def test_the_resources_take_it(known: Catalog):
    found = document(known, "pagerduty")
    for made in found["resource"]["pagerduty_schedule"].values():
        fits(made, SCHEDULE)
        assert made["time_zone"] != "UTC", "the provider knows Etc/UTC"
        for layer in made["layer"]:
            fits(layer, LAYER)
            assert 3600 <= layer["rotation_turn_length_seconds"] <= 365 * 24 * 3600
            for restriction in layer.get("restriction", ()):
                fits(restriction, RESTRICTION)
                daily = restriction["type"] == "daily_restriction"
                assert daily == ("start_day_of_week" not in restriction)
    referred(found, "pagerduty_schedule", "schedule_reference")


@pytest.mark.parametrize("name", TURNS_ALONE)
def test_the_newer_resources_take_it(name: str):
    found = document(catalog(CHANGES[name]), "pagerduty", "v3")
    for made in found["resource"]["pagerduty_schedulev2"].values():
        fits(made, SCHEDULE_V3)
        assert made["time_zone"] != "UTC", "the service answers Etc/UTC"
        for rotation in made["rotation"]:
            fits(rotation, {"event": ("list block", True)})
            for event in rotation["event"]:
                fits(event, EVENT)
                (strategy,) = event["assignment_strategy"]
                fits(strategy, STRATEGY)
                assert 1 <= len(strategy["member"]) <= 20
                for member in strategy["member"]:
                    fits(member, MEMBER)
                    assert ("user_id" in member) == (member["type"] == "user_member")
    referred(found, "pagerduty_schedulev2", "schedule_v3_reference")


def referred(found: dict[str, Any], schedules: str, kind: str) -> None:
    """Assert that policies and services are whole and refer to what is there."""
    resources = found["resource"]
    for policy in resources["pagerduty_escalation_policy"].values():
        fits(policy, POLICY)
        for rule in policy["rule"]:
            fits(rule, RULE)
            for target in rule["target"]:
                fits(target, TARGET)
                assert target["type"] in {kind, "user_reference"}
                if target["type"] == kind:
                    type_, name = reference(target["id"])
                    assert type_ == schedules
                    assert name in resources[schedules]
    for service in resources["pagerduty_service"].values():
        fits(service, SERVICE)
        assert (
            reference(service["escalation_policy"])[1] in resources["pagerduty_escalation_policy"]
        )


def test_policies():
    found = document(catalog(), "pagerduty")["resource"]["pagerduty_escalation_policy"]["pay"]
    assert found == {
        "name": "Pay",
        "num_loops": 0,
        "rule": [
            {
                "escalation_delay_in_minutes": 5,
                "target": [
                    {"type": "schedule_reference", "id": f"${{pagerduty_schedule.{name}.id}}"}
                    for name in ("pay_primary", "ops_primary", "ops_primary_2")
                ],
            },
            {
                "escalation_delay_in_minutes": 60,
                "target": [
                    {"type": "schedule_reference", "id": "${pagerduty_schedule.pay_secondary.id}"}
                ],
            },
        ],
    }


def test_users_are_looked_up_unless_their_id_is_known():
    path = "rosters/people/dee.yaml"
    known = catalog({path: FILES[path] + "pager_ids: {pagerduty: PDEE1}\n"})
    found = document(known, "pagerduty")
    assert found["data"]["pagerduty_user"] == {
        name: {"email": f"{name}@small.example"} for name in ("ada", "bob", "cy")
    }
    (rule,) = found["resource"]["pagerduty_escalation_policy"]["ops"]["rule"]
    assert {"type": "user_reference", "id": "PDEE1"} in rule["target"]


def test_names_without_what_the_provider_refuses():
    known = catalog(edited("policies/escalation/pay.yaml", "Pay", r'"<Pay> & \\\u0007R/D "'))
    found = document(known, "pagerduty")["resource"]["pagerduty_escalation_policy"]["pay"]
    assert found["name"] == "-Pay- and - R-D"


LIMITS: dict[str, tuple[Changes, str]] = {
    "too many at once": (
        edited("policies/escalation/ops.yaml", "{person: dee}", ", ".join(["{person: dee}"] * 9)),
        "step 1 of escalation/ops has 11: PagerDuty pages at most 10 targets",
    ),
    "no wait": (
        edited("policies/escalation/ops.yaml", "5 minutes", "0 minutes"),
        "step 1 of escalation/ops does not wait",
    ),
    "nobody ever": (
        edited("rosters/teams/ops.yaml", "since: 2026-01-06", "since: 2029-01-06"),
        "nobody is on call in ops--primary",
    ),
}


@pytest.mark.parametrize(("changes", "message"), LIMITS.values(), ids=LIMITS)
@pytest.mark.parametrize("api", ["v2", "v3"])
def test_what_pagerduty_cannot_say(changes: Changes, message: str, api):
    with pytest.raises(WatchbillError, match=message):
        document(catalog(changes), "pagerduty", api)
