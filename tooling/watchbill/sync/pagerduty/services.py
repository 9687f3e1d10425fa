"""Services: `/services`. Of those that are there, only name, text and escalation are changed."""

from collections.abc import Mapping
from typing import Any

from watchbill.pager.objects import Object
from watchbill.sync.http import Api, offset_pages
from watchbill.sync.pagerduty import marks
from watchbill.sync.pagerduty.directory import PREFIX

Json = dict[str, Any]
TYPE = "service"
_PATH = "/services"


def listed(api: Api) -> list[Json]:
    """Read all services, page by page."""
    return list(offset_pages(api, _PATH, "services"))


def show(api: Api, id_: str) -> Json:
    """Read one; raise NotFound where it is gone."""
    found: Json = api.get(f"{_PATH}/{id_}")["service"]
    return found


def neutral(key: str, item: Json, policies: Mapping[str, str]) -> Object:
    """Return a service in the words of all pagers; `policies` are the keys of ours by id."""
    id_ = (item.get("escalation_policy") or {}).get("id", "")
    body = {
        "name": item["name"],
        "description": marks.read(item.get("description")).text,
        "escalation": policies.get(id_, f"escalation/{PREFIX}{id_}"),
    }
    return Object(key, body)


def create(api: Api, item: Object, policy: str) -> str:
    """Make a service with its mark, paged through a policy (id); return its id."""
    body = _body(item.body["name"], marks.write(item.body["description"], item.key), policy)
    return str(api.post(_PATH, {"service": body})["service"]["id"])


def update(api: Api, id_: str, item: Object, policy: str) -> None:
    """Point a service to a policy; of an adopted one, name and description stay."""
    now = show(api, id_)
    text = now.get("description") or ""
    if "description" in item.body:
        text = marks.write(item.body["description"], item.key)
    body = _body(item.body.get("name", now["name"]), text, policy)
    api.put(f"{_PATH}/{id_}", {"service": body})


def rename(api: Api, id_: str, name: str) -> None:
    """Name a service otherwise."""
    now = show(api, id_)
    body = _body(name, now.get("description") or "", now["escalation_policy"]["id"])
    api.put(f"{_PATH}/{id_}", {"service": body})


def _body(name: str, description: str, policy: str) -> Json:
    return {
        "type": "service",
        "name": name,
        "description": description,
        "escalation_policy": {"id": policy, "type": "escalation_policy_reference"},
    }


def delete(api: Api, id_: str) -> None:
    """Delete a service."""
    api.delete(f"{_PATH}/{id_}")
