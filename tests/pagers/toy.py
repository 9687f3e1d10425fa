"""A live pager in memory that the command line can open: an account, and what people did in it."""

from types import SimpleNamespace
from typing import Any

from watchbill.pager.account import Account
from watchbill.pager.desired import desired as neutral
from watchbill.pager.live import live, trimmed
from watchbill.pager.objects import Actual, Object, Stint, Watch, id_of, kind_of
from watchbill.pager.timeline import clip, settle
from watchbill.sync.memory import Memory
from watchbill.sync.provider import Errand, Provider

FIELDS = {
    "schedule": ("name", "description", "timezone"),
    "escalation": ("name", "repeat", "steps"),
    "service": ("name", "description", "escalation"),
}
STATE = SimpleNamespace(objects={}, theirs={}, unknown={}, account=None, writes=[])


def reset() -> None:
    """Forget everything."""
    vars(STATE).update(objects={}, theirs={}, unknown={}, account=None, writes=[])


class Toy(Memory):
    """Keeps what it is told; people lay overrides over its timelines, and have an account."""

    def __init__(self, errand: Errand) -> None:
        super().__init__()
        self.errand, self.objects = errand, STATE.objects

    def actual(self) -> Actual:
        found = {key: self._laid(item) for key, item in self.objects.items()}
        if STATE.account:
            found |= adopted(STATE.account, self.errand)
        return Actual(dict(sorted(found.items())), {}, {}, STATE.theirs, STATE.unknown)

    def apply(self, change) -> None:
        if self.errand.record:
            body = change.after and {"thing": dict(change.after.body)}
            answer = self.errand.record.wrote("POST", f"/{change.key}", body)
            STATE.writes.append(answer)
            return
        super().apply(change)

    def _laid(self, item: Object) -> Object:
        if item.key not in STATE.theirs or not item.watch:
            return item
        stints = item.watch.stints
        for stint in STATE.theirs[item.key]:
            stints = over(stints, stint)
        return item._replace(watch=item.watch._replace(stints=stints))


def over(stints, stint):
    """Return a timeline with a stint in place of what was there."""
    first, last = min(s.start for s in (*stints, stint)), max(s.end for s in (*stints, stint))
    return settle((*clip(stints, first, stint.start), *clip(stints, stint.end, last), stint))


def adopted(account: Account, errand: Errand) -> dict[str, Object]:
    """Return an account's objects whose ids are recorded, as the repository would say them."""
    ids = errand.pager.settings.get("ids", {})
    keys = {(kind_of(key), id_): key for key, id_ in ids.items()}
    people = {person.email.lower(): id_ for id_, person in errand.people.items()}
    named = {p.pager_ids.get("toy"): id_ for id_, p in errand.people.items()}
    who = {m.id: named.get(m.id) or people.get(m.email.lower()) for m in account.members}
    found = {}
    for schedule in account.schedules:
        if key := keys.get(("schedule", schedule.id)):
            roster, _, role = id_of(key).partition("--")
            stints = settle(
                Stint(s.start, s.end, tuple(who[p] or f"toy:{p}" for p in s.people))
                for s in schedule.stints
            )
            watch = Watch(
                roster, role, schedule.name, schedule.zone, account.window[1], stints, errand.at
            )
            about = {
                "name": schedule.name,
                "description": schedule.description,
                "timezone": schedule.zone,
            }
            found[key] = Object(key, about, watch)
    for policy in account.escalations:
        if key := keys.get(("escalation", policy.id)):
            steps = tuple(
                tuple(
                    keys[t.kind, t.id] if t.kind == "schedule" else f"person/{who.get(t.id)}"
                    for t in step.notify
                )
                for step in policy.steps
            )
            said = [
                {"notify": list(keys_), "wait_minutes": step.wait_minutes}
                for keys_, step in zip(steps, policy.steps, strict=True)
            ]
            body: dict[str, Any] = {"name": policy.name, "repeat": policy.repeat, "steps": said}
            found[key] = Object(key, body, steps=steps)
    for service in account.services:
        if key := keys.get(("service", service.id)):
            body = {"name": service.name, "escalation": keys["escalation", service.escalation]}
            found[key] = Object(key, body)
    return found


def _desired(catalog, pager, at):
    alone = bool(pager.settings.get("alone"))
    wanted = live(neutral(catalog, pager, at), at, alone=alone)
    return trimmed(wanted, FIELDS, pager.settings.get("ids", {}))


def _account(_errand):
    return STATE.account


def _wrapped(_method, _path, body, number):
    return {"thing": {**(body or {}).get("thing", {}), "id": f"T{number}"}}


PROVIDER = Provider("toy", _desired, Toy, account=_account, echo=_wrapped)
