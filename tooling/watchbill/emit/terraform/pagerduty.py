"""PagerDuty in Terraform: users that are there, schedules of either kind, policies, services.

Arguments are those of https://registry.terraform.io/providers/PagerDuty/pagerduty, 3.33.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Literal

from watchbill.emit.terraform.document import Block, Expression, names, value
from watchbill.emit.terraform.pagerduty_schedules import layered, rotating
from watchbill.emit.terraform.wanted import Wanted, steps
from watchbill.errors import WatchbillError
from watchbill.pager.objects import Object, kind_of, person_key

ScheduleApi = Literal["v2", "v3"]

_RESOURCE = {"v2": "pagerduty_schedule", "v3": "pagerduty_schedulev2"}
_TARGET = {"v2": "schedule_reference", "v3": "schedule_v3_reference"}
# Escalation policies refer to shift-based schedules since 3.33 (the provider's issue 1125).
_VERSION = {"v2": "~> 3.32", "v3": "~> 3.33"}
_MOST_TARGETS = 10
_REFUSED = re.compile(r"[\\/<>]")


def pagerduty(wanted: Wanted, schedule_api: ScheduleApi) -> Block:
    """Return the document; raise WatchbillError for what PagerDuty or its resources cannot say."""
    ids = names([*wanted.objects, *map(person_key, wanted.people)])
    users = _users(wanted, ids)
    make = layered if schedule_api == "v2" else rotating
    targets = users | {
        key: value(_RESOURCE[schedule_api], ids[key]) for key, _ in wanted.of("schedule")
    }
    resources = {
        _RESOURCE[schedule_api]: dict(make(wanted, ids, users)),
        "pagerduty_escalation_policy": {
            ids[key]: _policy(key, item, targets, schedule_api)
            for key, item in wanted.of("escalation")
        },
        "pagerduty_service": {ids[key]: _service(item, ids) for key, item in wanted.of("service")},
    }
    source = {"source": "PagerDuty/pagerduty", "version": _VERSION[schedule_api]}
    return {
        "terraform": {"required_providers": {"pagerduty": source}},
        "data": _data(wanted, ids),
        "resource": {kind: found for kind, found in resources.items() if found},
    }


def _data(wanted: Wanted, ids: Mapping[str, str]) -> Block:
    """Return the users that Terraform looks up: all whose id the repository does not say."""
    found = {
        ids[person_key(id_)]: {"email": person.email}
        for id_, person in wanted.people.items()
        if "pagerduty" not in person.pager_ids
    }
    return {"pagerduty_user": found} if found else {}


def _users(wanted: Wanted, ids: Mapping[str, str]) -> dict[str, str]:
    """Return the ids of users by the keys of people."""
    return {
        (key := person_key(id_)): person.pager_ids.get("pagerduty")
        or value("data.pagerduty_user", ids[key])
        for id_, person in wanted.people.items()
    }


def _policy(key: str, item: Object, targets: Mapping[str, str], api: ScheduleApi) -> Block:
    return {
        "name": _plain(item.body["name"]),
        "num_loops": item.body["repeat"],
        "rule": [
            {
                "escalation_delay_in_minutes": wait,
                "target": [{"type": _type(one, api), "id": targets[one]} for one in notify],
            }
            for notify, wait in _rules(key, item)
        ],
    }


def _rules(key: str, item: Object) -> Iterator[tuple[tuple[str, ...], int]]:
    for number, (notify, wait) in enumerate(steps(key, item), 1):
        if len(notify) > _MOST_TARGETS:
            say = f"PagerDuty pages at most {_MOST_TARGETS} targets in a step"
            raise WatchbillError(f"step {number} of {key} has {len(notify)}: {say}")
        if wait < 1:
            hint = "page these people together with those of the next step, or wait: 1 minute"
            raise WatchbillError(f"step {number} of {key} does not wait", hint)
        yield notify, wait


def _type(key: str, api: ScheduleApi) -> str:
    return "user_reference" if kind_of(key) == "person" else _TARGET[api]


def _service(item: Object, ids: Mapping[str, str]) -> Block:
    policy: Expression = value("pagerduty_escalation_policy", ids[item.body["escalation"]])
    said = {"name": _plain(item.body["name"]), "escalation_policy": policy}
    about = item.body.get("description")
    return said | {"description": about} if about else said


def _plain(name: str) -> str:
    r"""Return a name without what policies and services cannot have in theirs: \ / & < >."""
    spelt = _REFUSED.sub("-", name.replace("&", "and"))
    return "".join(char if char.isprintable() else " " for char in spelt).strip() or "-"
