"""Grafana OnCall in Terraform: checked with the provider's own schema, where that is at hand."""

import json
import os
from datetime import datetime
from typing import Any

import pytest

from tests.conftest import TOP
from tests.pagers.company import AT, FILES, Changes, catalog, edited
from tests.unit.emit.made_site import example
from tests.unit.emit.made_terraform import (
    Schema,
    document,
    fits,
    person,
    promised,
    reference,
    window,
)
from tests.unit.emit.test_terraform_pagerduty import CHANGES
from watchbill.model import Catalog
from watchbill.pager import oncall
from watchbill.pager.objects import Stint
from watchbill.pager.oncall_fields import shift
from watchbill.pager.timeline import clip

SPECS = TOP.parent / "shared" / "specs"
SHIFT, SCHEDULE = "grafana_oncall_on_call_shift", "grafana_oncall_schedule"
CHAIN, STEP = "grafana_oncall_escalation_chain", "grafana_oncall_escalation"


@pytest.fixture(scope="module")
def schemas() -> dict[str, Any]:
    file = SPECS / "grafana-oncall.terraform-schema.json"
    if not file.is_file():
        if os.environ.get("CI") and SPECS.is_dir():
            pytest.fail(f"{file} has gone")
        pytest.skip("the schema of Grafana's Terraform provider is not here")
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def arguments(schema: dict[str, Any]) -> Schema:
    """Return the arguments of a resource; those that are only computed are none."""
    block = schema["block"]
    given = {
        name: (_type(said["type"]), said.get("required", False))
        for name, said in block["attributes"].items()
        if said.get("required") or said.get("optional")
    }
    return given | dict.fromkeys(block.get("block_types", ()), ("list block", False))


def _type(said: str | list[Any]) -> str:
    return said if isinstance(said, str) else f"{said[0]} {_type(said[1])}"


@pytest.mark.parametrize("known", [example(), *map(catalog, CHANGES.values())])
def test_the_schema_takes_it(known: Catalog, schemas: dict[str, Any]):
    found = document(known, "grafana")
    assert set(found["resource"]) <= set(schemas["resource_schemas"])
    for kind, rows in found["resource"].items():
        for made in rows.values():
            fits(made, arguments(schemas["resource_schemas"][kind]))
    assert set(found["data"]) == {"grafana_oncall_users"} <= set(schemas["data_source_schemas"])
    users = schemas["data_source_schemas"]["grafana_oncall_users"]["block"]["attributes"]["users"]
    assert {"email", "id"} <= users["type"][1][1].keys(), "what the local value reads"


@pytest.mark.parametrize("known", [example(), *map(catalog, CHANGES.values())])
def test_what_the_provider_checks_beyond_its_schema(known: Catalog):
    resources = document(known, "grafana")["resource"]
    for made in resources[SHIFT].values():
        assert ("frequency" in made) == ("interval" in made)
        assert datetime.fromisoformat(made["start"]).tzinfo is None
        if made["type"] == "single_event":
            assert made["users"]
            assert not {"frequency", "until", "by_day", "week_start", "rolling_users"} & set(made)
        else:
            assert made["type"] == "rolling_users"
            assert all(made["rolling_users"]), "no empty group"
    for made in resources[STEP].values():
        assert made["type"] in {"wait", "notify_persons", "notify_on_call_from_schedule"}
        assert made["type"] != "wait" or 60 <= made["duration"] <= 86_400


def paged(known: Catalog, at: datetime = AT) -> dict[str, tuple[Stint, ...]]:
    resources = document(known, "grafana", at=at)["resource"]
    found: dict[str, tuple[Stint, ...]] = {}
    for name, schedule in resources[SCHEDULE].items():
        rows = [resources[SHIFT][reference(one)[1]] for one in schedule["shifts"]]
        made = [shift(row, schedule["time_zone"], person) for row in rows]
        found[name] = oncall.rendered([one for one in made if one], *window(known, at))
        assert None not in made
    return found


@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES)
def test_shifts_page_whom_the_engine_says(changes: Changes):
    known = catalog(changes)
    assert paged(known) == promised(known)


def test_shifts_of_the_example_page_whom_the_engine_says():
    known = example()
    assert paged(known) == promised(known)


def test_every_shift_is_in_one_schedule():
    resources = document(example(), "grafana")["resource"]
    listed = [reference(one)[1] for made in resources[SCHEDULE].values() for one in made["shifts"]]
    assert sorted(listed) == sorted(resources[SHIFT])


def test_a_dated_shift_is_named_by_its_start():
    shifts = document(catalog(CHANGES["an override"]), "grafana")["resource"][SHIFT]
    assert shifts["pay_primary_20261201t1200z"] == {
        "name": "Pay: Primary, 2026-12-01 12:00 UTC",
        "type": "single_event",
        "start": "2026-12-01T12:00:00",
        "duration": 27 * 3600,
        "level": 9,
        "time_zone": "UTC",
        "users": ['${local.watchbill_users[local.watchbill_emails["dee"]]}'],
    }


def test_chains_page_in_order_and_again():
    changes = edited("policies/escalation/ops.yaml", "name: Ops", "name: Ops\nrepeat: 1")
    changes = {path: str(text).replace("5 minutes", "48 hours") for path, text in changes.items()}
    found = document(catalog(changes), "grafana")["resource"]
    assert found[CHAIN]["ops"] == {"name": "Ops"}
    steps = sorted(
        (
            made
            for made in found[STEP].values()
            if reference(made["escalation_chain_id"])[1] == "ops"
        ),
        key=lambda made: made["position"],
    )
    once = ["notify_on_call_from_schedule", "notify_persons", "wait", "wait"]
    assert [made["type"] for made in steps] == once * 2
    assert [made["position"] for made in steps] == list(range(8))
    assert [made.get("duration") for made in steps[2:4]] == [86_400, 86_400]
    assert reference(steps[0]["notify_on_call_from_schedule"]) == (SCHEDULE, "ops_primary")
    assert [person(one) for one in steps[1]["persons_to_notify"]] == ["dee"]


def test_users_are_found_by_their_addresses_unless_their_id_or_username_is_said():
    path = "rosters/people/dee.yaml"
    text = FILES[path].replace("dee@", "Dee@") + "pager_ids: {grafana: 'dee.${login}'}\n"
    ada = {"rosters/people/ada.yaml": FILES["rosters/people/ada.yaml"].replace("ada@", "Ada@")}
    found = document(catalog({path: text, **ada}), "grafana")
    assert found["locals"]["watchbill_emails"] == {
        name: f"{name}@small.example" for name in ("ada", "bob", "cy")
    }
    assert "lower(user.email) => user.id" in found["locals"]["watchbill_users"]
    persons = [made.get("persons_to_notify") for made in found["resource"][STEP].values()]
    assert ['${local.watchbill_named["dee"]}'] in persons
    assert found["locals"]["watchbill_names"] == {"dee": "dee.$${login}"}
    assert "user.id == name || user.username == name" in found["locals"]["watchbill_named"]


def test_nothing_to_page():
    empty = {path: None for path in FILES if not path.startswith(("watchbill", "policies/roles"))}
    assert set(document(catalog(empty), "grafana")) == {"//", "terraform"}
    assert set(document(catalog(empty), "pagerduty")) == {"//", "terraform"}


def test_a_window_over_a_change_of_the_clocks():
    known = catalog()
    at = AT.replace(month=2, day=1, year=2027)
    assert (
        clip(paged(known, at)["pay_primary"], *window(known, at))
        == promised(known, at)["pay_primary"]
    )
