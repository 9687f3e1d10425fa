"""Escalation policies and services of a fake PagerDuty account, and who is on call for them."""

from collections.abc import Mapping
from typing import Any

from tests.pagers.fakes.pagerduty_account import (
    Account,
    Routes,
    found,
    head,
    ids,
    named,
    page,
    reference,
    refused,
    unique,
)
from tests.pagers.fakes.server import Request, Response

Thing = dict[str, Any]
TARGETS = {
    "user": "users",
    "user_reference": "users",
    "schedule": "schedules",
    "schedule_reference": "schedules",
    "schedule_v3_reference": "schedules_v3",
}
TARGETS_OF_RULE = range(1, 11)
SERVICE = {
    "description": "",
    "auto_resolve_timeout": 14400,
    "acknowledgement_timeout": 1800,
    "status": "active",
    "alert_creation": "create_alerts_and_incidents",
    "incident_urgency_rule": {"type": "constant", "urgency": "high"},
}


def policies_of(fake: Account, schedule: str) -> list[str]:
    """Return the ids of the escalation policies that have a schedule as a target."""
    return sorted(
        name
        for name, policy in fake.escalation_policies.items()
        if any(key == schedule for rule in policy["rules"] for _, key in rule["targets"])
    )


def kept(fake: Account, schedule: str) -> None:
    """Refuse to delete a schedule that pages: also by what an open incident began with."""
    if policies_of(fake, schedule):
        raise refused("Schedule can't be deleted if it's being used by escalation policies")
    rules = [rule for one in fake.incidents.values() for rule in one["rules"]]
    if any(key == schedule for rule in rules for _, key in rule["targets"]):
        raise refused(
            "Schedule can't be deleted if it's being used by an escalation policy snapshot with "
            "open incidents"
        )


def policies(fake: Account, request: Request) -> Response:
    """Answer the escalation policies, by name."""
    people = set(request.query.get("user_ids[]", []))
    items = [
        _shown(fake, policy)
        for policy in named(request, fake.listed("escalation_policies"))
        if not people
        or any(key in people for rule in policy["rules"] for _, key in rule["targets"])
    ]
    return page(request, "escalation_policies", items)


def create_policy(fake: Account, request: Request) -> Response:
    """Add an escalation policy."""
    new: Thing = {"id": fake.new_id(), "description": "", "num_loops": 0, "teams": [], "rules": []}
    new["on_call_handoff_notifications"] = "if_has_services"
    policy = new | _given(fake, request.body["escalation_policy"], new)
    fake.escalation_policies[policy["id"]] = policy
    return Response(201, {"escalation_policy": _shown(fake, policy)})


def policy(fake: Account, request: Request, name: str) -> Response:
    """Answer one escalation policy."""
    return Response(200, {"escalation_policy": _shown(fake, found(fake.escalation_policies, name))})


def update_policy(fake: Account, request: Request, name: str) -> Response:
    """Change an escalation policy; its rules are those that are sent."""
    one = found(fake.escalation_policies, name)
    one.update(_given(fake, request.body["escalation_policy"], one))
    return Response(200, {"escalation_policy": _shown(fake, one)})


def delete_policy(fake: Account, request: Request, name: str) -> Response:
    """Remove an escalation policy, unless a service uses it."""
    found(fake.escalation_policies, name)
    if any(service["escalation_policy"] == name for service in fake.services.values()):
        raise refused("Escalation policy can't be deleted if it's being used by services")
    del fake.escalation_policies[name]
    for tag in fake.tags.values():
        tag["on"] = [on for on in tag["on"] if on[1] != name]
    return Response(204)


def _given(fake: Account, sent: Mapping[str, Any], old: Thing) -> Thing:
    """Return the fields that were sent."""
    teams = {"teams": ids(fake, "teams", sent["teams"])} if "teams" in sent else {}
    if len(teams.get("teams", [])) > 1:
        raise refused("Only one team may be associated with the policy")
    plain = ("description", "num_loops", "on_call_handoff_notifications")
    return {
        "name": unique(fake.escalation_policies, sent.get("name"), old["id"]),
        **{key: sent[key] for key in plain if key in sent},
        **teams,
        "rules": _rules(fake, sent.get("escalation_rules"), {rule["id"] for rule in old["rules"]}),
    }


def _rules(fake: Account, sent: list[Thing] | None, own: set[str]) -> list[Thing]:
    if not sent:
        raise refused("Escalation rules can't be blank")
    return [_rule(fake, rule, own) for rule in sent]


def _rule(fake: Account, sent: Thing, own: set[str]) -> Thing:
    """Read a rule; an id that is not one of this policy's is replaced by a new one."""
    if len(sent["targets"]) not in TARGETS_OF_RULE:
        raise refused("A rule needs 1 to 10 targets")
    if sent["escalation_delay_in_minutes"] < 1:
        raise refused("Escalation delay must be at least 1 minute")
    for target in sent["targets"]:
        if target["id"] not in fake.kept(TARGETS[target["type"]]):
            raise refused(f"Target {target['id']} is no {target['type']}")
    return {
        "id": sent["id"] if sent.get("id") in own else fake.new_id(),
        "delay": sent["escalation_delay_in_minutes"],
        "targets": [(TARGETS[target["type"]], target["id"]) for target in sent["targets"]],
        "strategy": sent.get("escalation_rule_assignment_strategy", "assign_to_everyone"),
    }


def target_reference(fake: Account, noun: str, name: str) -> Thing:
    """Return the reference of a person or of either kind of schedule."""
    kind = {"users": "user", "schedules": "schedule", "schedules_v3": "schedule_v3"}[noun]
    return reference(fake, kind, noun, name)


def _shown(fake: Account, policy: Thing) -> Thing:
    name = policy["id"]
    users = [key for key, one in fake.services.items() if one["escalation_policy"] == name]
    plain = ("name", "description", "num_loops", "on_call_handoff_notifications")
    return head(fake, "escalation_policy", "escalation_policies", name) | {
        **{key: policy[key] for key in plain},
        "escalation_rules": [
            {
                "id": rule["id"],
                "escalation_delay_in_minutes": rule["delay"],
                "targets": [target_reference(fake, *target) for target in rule["targets"]],
                "escalation_rule_assignment_strategy": rule["strategy"],
            }
            for rule in policy["rules"]
        ],
        "services": [reference(fake, "service", "services", key) for key in users],
        "teams": [reference(fake, "team", "teams", team) for team in policy["teams"]],
    }


def services(fake: Account, request: Request) -> Response:
    """Answer the services; `name` is exact, `query` is not."""
    exact = request.query.get("name", [])
    items = [
        _service(fake, service)
        for service in named(request, fake.listed("services"))
        if not exact or service["name"] in exact
    ]
    return page(request, "services", items)


def create_service(fake: Account, request: Request) -> Response:
    """Add a service: it needs an escalation policy."""
    sent = request.body["service"]
    if "escalation_policy" not in sent:
        raise refused("Escalation policy can't be blank")
    service: Thing = {"id": fake.new_id(), "teams": []} | SERVICE | _of_service(fake, sent, "")
    fake.services[service["id"]] = service
    return Response(201, {"service": _service(fake, service)})


def service(fake: Account, request: Request, name: str) -> Response:
    """Answer one service."""
    return Response(200, {"service": _service(fake, found(fake.services, name))})


def update_service(fake: Account, request: Request, name: str) -> Response:
    """Change what is sent of a service."""
    one = found(fake.services, name)
    one.update(_of_service(fake, {"name": one["name"]} | request.body["service"], name))
    return Response(200, {"service": _service(fake, one)})


def delete_service(fake: Account, request: Request, name: str) -> Response:
    """Remove a service."""
    found(fake.services, name)
    del fake.services[name]
    return Response(204)


def _of_service(fake: Account, sent: Mapping[str, Any], own: str) -> Thing:
    known = {key: value for key, value in sent.items() if key in SERVICE}
    policy = {
        key: ids(fake, "escalation_policies", [sent[key]])[0]
        for key in ("escalation_policy",)
        if key in sent
    }
    teams = {"teams": ids(fake, "teams", sent["teams"])} if "teams" in sent else {}
    return known | policy | teams | {"name": unique(fake.services, sent.get("name"), own)}


def _service(fake: Account, service: Thing) -> Thing:
    policy = service["escalation_policy"]
    return head(fake, "service", "services", service["id"]) | {
        "name": service["name"],
        **{key: service[key] for key in SERVICE},
        "escalation_policy": reference(fake, "escalation_policy", "escalation_policies", policy),
        "teams": [reference(fake, "team", "teams", team) for team in service["teams"]],
        "integrations": [],
    }


ROUTES: Routes = {
    ("GET", "/escalation_policies"): policies,
    ("POST", "/escalation_policies"): create_policy,
    ("GET", "/escalation_policies/{id}"): policy,
    ("PUT", "/escalation_policies/{id}"): update_policy,
    ("DELETE", "/escalation_policies/{id}"): delete_policy,
    ("GET", "/services"): services,
    ("POST", "/services"): create_service,
    ("GET", "/services/{id}"): service,
    ("PUT", "/services/{id}"): update_service,
    ("DELETE", "/services/{id}"): delete_service,
}
