"""What Jira Service Management should hold: the desired objects in the form it gives them back."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from watchbill.model import Catalog
from watchbill.model.settings import Pager
from watchbill.pager.desired import desired as everything
from watchbill.pager.jsm_rules import body_of, normal, steps_of
from watchbill.pager.live import live, trimmed
from watchbill.pager.objects import Desired, Object, kind_of
from watchbill.sync.jsm.marks import LONGEST_NAME, LONGEST_TEXT, cut
from watchbill.sync.jsm.setup import setup

FIELDS = {
    "schedule": ("name", "description", "timezone", "enabled"),
    "escalation": ("name", "repeat", "steps", "enabled"),
}


def desired(catalog: Catalog, pager: Pager, at: datetime) -> Desired:
    """Return what should be there at an instant: schedules with pairs in them, and escalations."""
    wanted = live(everything(catalog, pager, at), at, alone=False)
    found = {item.key: item for item in _kept(wanted.objects)}
    return trimmed(wanted._replace(objects=found), FIELDS, setup(pager).ids)


def _kept(objects: Mapping[str, Object]) -> Iterator[Object]:
    for key, item in objects.items():
        body = {**item.body, "name": cut(item.body["name"], LONGEST_NAME), "enabled": True}
        if kind_of(key) == "schedule":
            text = cut((body.get("description") or "").strip(), LONGEST_TEXT)
            yield item._replace(body={**body, "description": text})
        elif kind_of(key) == "escalation":
            yield escalation(key, body)


def escalation(key: str, body: Mapping[str, Any]) -> Object:
    """Return an escalation with its steps in their normal form."""
    steps = normal(steps_of(body), body["repeat"])
    return Object(
        key, {**body, "steps": body_of(steps)}, steps=tuple(step.notify for step in steps)
    )
