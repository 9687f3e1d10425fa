"""A whole account of PagerDuty, for an import: read, and changed in nothing."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import available_timezones

from watchbill.engine.clock import HOUR
from watchbill.engine.horizon import monday
from watchbill.pager.account import Account, Escalation, Member, Schedule, Service, Step, Target
from watchbill.sync.http import Api, ApiError, offset_pages
from watchbill.sync.pagerduty import marks, policies, reading_v2, schedules_v3, services, teams
from watchbill.sync.pagerduty.kinds import NOT_HAD
from watchbill.sync.pagerduty.there import Window, zone_of
from watchbill.sync.provider import Errand

Json = Mapping[str, Any]
_WEEKS = 8


def account(api: Api, errand: Errand) -> Account:
    """Return everything that a repository can hold, and what it cannot; eight weeks are rendered.

    Raise WatchbillError where the account cannot be read.
    """
    start = monday(errand.at)
    window = Window(start, start + timedelta(weeks=_WEEKS), errand.at)
    people = list(offset_pages(api, "/users", "users", {"include[]": ["contact_methods"]}))
    layered = reading_v2.listed(api, window.start, window.end)
    escalations, found = policies.listed(api), services.listed(api)
    groups = sorted(teams.by_name(api))
    return Account(
        "pagerduty",
        (window.start, window.end),
        tuple(map(_member, people)),
        (*(reading_v2.schedule(one, window) for one in layered), *_shifted(api, window)),
        tuple(map(_escalation, escalations)),
        tuple(_service(one) for one in found if one.get("escalation_policy")),
        (
            *_lost_people(people),
            *_lost_layers(layered),
            *_lost_rules(escalations),
            *_lost_services(found),
            *(f"team {name}: who is in it is not carried; say it in `members`" for name in groups),
        ),
    )


def _shifted(api: Api, window: Window) -> tuple[Schedule, ...]:
    """Return the schedules of shifts, where an account has them."""
    try:
        return schedules_v3.account(api, window)
    except ApiError as error:
        if error.status in NOT_HAD:
            return ()
        raise


def _member(user: Json) -> Member:
    phones = (
        f"+{way.get('country_code', 1)}{way['address']}"
        for way in user.get("contact_methods") or ()
        if way["type"] == "phone_contact_method" and way.get("address")
    )
    zone = user.get("time_zone")
    known = zone_of(str(zone)) if zone in available_timezones() else "UTC"
    return Member(user["id"], user["name"], user["email"], known, next(phones, None))


def _lost_people(people: list[dict[str, Any]]) -> Iterator[str]:
    for user in people:
        if user.get("time_zone") not in available_timezones():
            yield f"user {user['name']}: time zone {user.get('time_zone')!r} is none; taken as UTC"


def _lost_layers(schedules: list[dict[str, Any]]) -> Iterator[str]:
    for schedule in schedules:
        for layer in schedule["schedule_layers"]:
            if layer["rotation_turn_length_seconds"] % HOUR:
                name = layer.get("name") or layer["id"]
                yield f"schedule {schedule['name']}: turns of {name} are no whole hours; left out"


def _escalation(policy: Json) -> Escalation:
    steps = (
        Step(
            tuple(
                Target("person" if kind == "user" else "schedule", one["id"])
                for one in rule["targets"]
                if (kind := one["type"].removesuffix("_reference")) in _TARGETS
            ),
            rule["escalation_delay_in_minutes"],
        )
        for rule in policy["escalation_rules"]
    )
    text = marks.read(policy.get("description")).text or None
    return Escalation(policy["id"], policy["name"], text, policy["num_loops"], tuple(steps))


_TARGETS = frozenset({"user", "schedule", "schedule_v3"})


def _lost_rules(escalations: list[dict[str, Any]]) -> Iterator[str]:
    for policy in escalations:
        for number, rule in enumerate(policy["escalation_rules"], start=1):
            if rule.get("escalation_rule_assignment_strategy") == "round_robin":
                yield (
                    f"escalation policy {policy['name']}: step {number} pages in turns (round "
                    "robin); carried as all together"
                )


def _service(service: Json) -> Service:
    text = marks.read(service.get("description")).text or None
    return Service(service["id"], service["name"], text, service["escalation_policy"]["id"])


def _lost_services(found: list[dict[str, Any]]) -> Iterator[str]:
    for service in found:
        if service.get("support_hours"):
            yield f"service {service['name']}: support hours are not carried; say it in severities"
        if not service.get("escalation_policy"):
            yield f"service {service['name']}: it has no escalation policy; left out"
