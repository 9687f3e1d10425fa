"""What the repository wants in PagerDuty, in the words that it keeps."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from watchbill.model import Catalog
from watchbill.model.settings import Pager
from watchbill.pager import desired as neutral
from watchbill.pager.live import live, trimmed
from watchbill.pager.objects import Desired, Object, id_of, kind_of
from watchbill.sync.pagerduty.marks import cut, room
from watchbill.sync.pagerduty.settings import Settings, settings
from watchbill.sync.pagerduty.there import zone_of

LONGEST_NAME = 255
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "schedule": ("name", "description", "timezone", "team"),
    "escalation": ("name", "repeat", "steps", "tag", "team"),
    "service": ("name", "description", "escalation"),
}


def desired(catalog: Catalog, pager: Pager, at: datetime) -> Desired:
    """Return what should be there at an instant (UTC): one person a schedule at a time."""
    said = settings(pager)
    whole = live(neutral.desired(catalog, pager, at), at, alone=True)
    shaped = {key: _shaped(item, catalog, said) for key, item in whole.objects.items()}
    return trimmed(whole._replace(objects=shaped), _FIELDS, said.ids)


def _shaped(item: Object, catalog: Catalog, said: Settings) -> Object:
    """Return an object with the texts that PagerDuty keeps: names of one line, nothing too long.

    Who is paged together in a step has no order.
    """
    body: dict[str, Any] = {**item.body, "name": cut(line(item.body["name"]), LONGEST_NAME)}
    if item.watch:
        body["timezone"] = zone_of(str(item.body["timezone"]))
    if kind_of(item.key) != "escalation":
        body["description"] = cut((item.body.get("description") or "").strip(), room(item.key))
    else:
        body["steps"] = [{**step, "notify": sorted(step["notify"])} for step in body["steps"]]
        body |= {"tag": said.tag} if said.tag else {}
    if said.teams and (team := _team(item, catalog)):
        body["team"] = team
    return item._replace(body=body, steps=tuple(tuple(sorted(step)) for step in item.steps))


def line(text: str) -> str:
    """Return a name in one line of printable characters."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _team(item: Object, catalog: Catalog) -> str | None:
    """Return the name of the roster that an object is of: of a policy, the first it pages."""
    if item.watch:
        roster = item.watch.roster
    else:
        keys = [key for step in item.steps for key in step if kind_of(key) == "schedule"]
        roster = id_of(keys[0]).partition("--")[0] if keys else ""
    return catalog.rosters[roster].name if roster in catalog.rosters else None
