"""Escalation policies: `/escalation_policies`, in neutral words and back."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from watchbill.errors import WatchbillError
from watchbill.pager.objects import Object, person_key
from watchbill.sync.directory import Directory
from watchbill.sync.http import Api, offset_pages
from watchbill.sync.pagerduty import marks
from watchbill.sync.pagerduty.directory import PREFIX

Json = dict[str, Any]
MOST_TARGETS = 10
"""How many targets a rule has at most."""

TYPE = "escalation_policy"
_PATH = "/escalation_policies"


def listed(api: Api) -> list[Json]:
    """Read all escalation policies, page by page."""
    return list(offset_pages(api, _PATH, "escalation_policies"))


def show(api: Api, id_: str) -> Json:
    """Read one; raise NotFound where it is gone."""
    found: Json = api.get(f"{_PATH}/{id_}")["escalation_policy"]
    return found


def neutral(key: str, item: Json, directory: Directory, schedules: Mapping[str, str]) -> Object:
    """Return a policy in the words of all pagers; `schedules` are the keys of ours by id.

    A schedule of others has a key that is nobody's.
    """
    steps = [
        {
            "notify": sorted(_key(one, directory, schedules) for one in rule["targets"]),
            "wait_minutes": rule["escalation_delay_in_minutes"],
        }
        for rule in item["escalation_rules"]
    ]
    body = {"name": item["name"], "repeat": item["num_loops"], "steps": steps}
    return Object(key, body, steps=tuple(tuple(step["notify"]) for step in steps))


def _key(target: Json, directory: Directory, schedules: Mapping[str, str]) -> str:
    if target["type"].removesuffix("_reference") == "user":
        return person_key(directory.person(target["id"]))
    return schedules.get(target["id"], f"schedule/{PREFIX}{target['id']}")


def of_shifts(item: Json) -> bool:
    """Say whether a policy pages a shift-based schedule (v3)."""
    targets = (one for rule in item["escalation_rules"] for one in rule["targets"])
    return any(one["type"].startswith("schedule_v3") for one in targets)


def create(api: Api, item: Object, target: Callable[[str], Json], teams: Sequence[str] = ()) -> str:
    """Make a policy with its mark; return its id. `target` refers to the object of a key."""
    body = _body(item, item.body["name"], marks.write("", item.key), target, ())
    if teams:
        body["teams"] = [{"id": team, "type": "team_reference"} for team in teams[:1]]
    return str(api.post(_PATH, {"escalation_policy": body})["escalation_policy"]["id"])


def update(api: Api, id_: str, item: Object, target: Callable[[str], Json]) -> None:
    """Change what we say of a policy; the rest of it stays as it is."""
    now = show(api, id_)
    name = item.body.get("name", now["name"])
    text = now.get("description") or ""
    if "name" in item.body:
        text = marks.write(marks.read(text).text, item.key)
    body = _body(item, name, text, target, now["escalation_rules"])
    api.put(f"{_PATH}/{id_}", {"escalation_policy": body})


def rename(api: Api, id_: str, name: str) -> None:
    """Name a policy otherwise; its rules are sent as they are."""
    now = show(api, id_)
    kept = {field: now[field] for field in ("description", "num_loops", "escalation_rules")}
    body = {"type": TYPE, "name": name, **kept}
    api.put(f"{_PATH}/{id_}", {"escalation_policy": body})


def _body(
    item: Object,
    name: str,
    description: str,
    target: Callable[[str], Json],
    there: Sequence[Mapping[str, Any]],
) -> Json:
    return {
        "type": "escalation_policy",
        "name": name,
        "description": description,
        "num_loops": item.body["repeat"],
        "escalation_rules": [
            _rule(item.key, step, target, there[place] if place < len(there) else {})
            for place, step in enumerate(item.body["steps"])
        ],
    }


def _rule(
    key: str, step: Mapping[str, Any], target: Callable[[str], Json], there: Mapping[str, Any]
) -> Json:
    """Return a rule; it goes on being the one in its place, with how that one is assigned."""
    if not step["notify"]:
        raise WatchbillError(f"{key} has a step without a target, which PagerDuty does not take")
    kept = {name: there[name] for name in _KEPT if there.get(name)}
    return kept | {
        "escalation_delay_in_minutes": step["wait_minutes"],
        "targets": [target(one) for one in step["notify"]],
    }


_KEPT = ("id", "escalation_rule_assignment_strategy")


def delete(api: Api, id_: str) -> None:
    """Delete a policy; PagerDuty refuses where a service uses it."""
    api.delete(f"{_PATH}/{id_}")
