"""A whole account of Jira Service Management, for an import; the parts serve Opsgenie as well."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from watchbill.engine.horizon import horizon
from watchbill.pager import jsm, jsm_rules
from watchbill.pager.account import Account, Escalation, Member, Schedule, Step, Target
from watchbill.sync.jsm.directory import accounts
from watchbill.sync.jsm.escalations import teams
from watchbill.sync.jsm.marks import text_of
from watchbill.sync.jsm.setup import PAGE, link, pages
from watchbill.sync.jsm.timeline import Rendered, rendered

if TYPE_CHECKING:
    from watchbill.sync.provider import Errand

Json = Mapping[str, Any]

_NOBODY = {"none", "noone"}


T = TypeVar("T")


class Found(NamedTuple, Generic[T]):
    """Something that was read, and what of it has no place in a repository."""

    value: T
    lost: tuple[str, ...]


def account(errand: "Errand") -> Account:
    """Read the schedules of a site, the escalations of its teams, and everybody in them.

    There is a request for each schedule's timeline and for each team's escalations: the service
    has neither in bulk.
    """
    api = link(errand)
    window = horizon(errand.at, errand.pager.weeks)
    listed = list(pages(api.ops, "/schedules", {"size": PAGE, "expand": "rotation"}))
    drawn = [
        rendered(api.ops, f"/schedules/{one['id']}/timeline", window, _participant)
        for one in listed
    ]
    schedules = [schedule(*pair) for pair in zip(listed, drawn, strict=True)]
    escalations = [
        escalation(record)
        for team in teams(api.ops)
        for record in pages(api.ops, f"/teams/{team}/escalations", {"size": PAGE})
    ]
    named = people_of([one.value for one in schedules], [one.value for one in escalations])
    members = [_member(user) for user in accounts(api.jira) if user["accountId"] in named]
    return Account(
        "jsm",
        window,
        tuple(one.value for one in members),
        tuple(one.value for one in schedules),
        tuple(one.value for one in escalations),
        (),
        (*lost_of(members), *lost_of(schedules), *lost_of(escalations)),
    )


def lost_of(found: Iterable[Found[T]]) -> Iterator[str]:
    """Yield what was lost of all that was read."""
    return (line for one in found for line in one.lost)


def schedule(record: Json, drawn: Rendered) -> Found[Schedule]:
    """Return a schedule with its rotations as layers alongside each other."""
    name, zone = record["name"], record.get("timezone") or "UTC"
    lost = [f"schedule {name!r} is disabled there"] if record.get("enabled") is False else []
    kept = []
    for rotation in record.get("rotations") or ():
        people, gone = _participants(rotation.get("participants") or ())
        lost += [f"schedule {name!r}: {rotation.get('name')!r} has turns of {one}" for one in gone]
        kept.append(jsm.read({**rotation, "participants": people}, zone, _participant))
    return Found(
        Schedule(
            str(record["id"]),
            name,
            text_of(record.get("description")) or None,
            zone,
            tuple(kept),
            drawn.stints,
            tuple(stint for stint in drawn.theirs if stint.people),
        ),
        tuple(lost),
    )


def _participants(given: Sequence[Json]) -> tuple[list[Json], list[str]]:
    """Return participants with nobody in place of teams and escalations, and those."""
    plain: list[Json] = []
    lost: list[str] = []
    for one in given:
        if one["type"] in {"user", *_NOBODY}:
            plain.append(one)
        else:
            plain.append({"type": "noone"})
            lost.append(f"the {one['type']} {one.get('name') or one.get('id')}")
    return plain, lost


def _participant(one: Json) -> str:
    return str(one.get("id"))


def escalation(record: Json) -> Found[Escalation]:
    """Return an escalation; rules that page teams, or in another way than ours, are lost."""
    name, kept, lost = record["name"], [], []
    for rule in record.get("rules") or ():
        to = rule.get("recipient") or {"type": "none"}
        if to["type"] in {"user", "schedule"}:
            kept.append(rule)
        elif to["type"] in _NOBODY:
            lost.append(f"escalation {name!r} has a rule that pages nobody")
        else:
            lost.append(
                f"escalation {name!r} pages the {to['type']} {to.get('name') or to.get('id')}"
            )
        if not jsm_rules.plain(rule):
            how = f"{rule.get('condition')}, {rule.get('notifyType')}"
            lost.append(f"escalation {name!r} pages {to.get('type')} {to.get('id')} {how}")
    steps, repeat = jsm_rules.read({**record, "rules": kept}, lambda rule: _key(rule["recipient"]))
    made = tuple(Step(tuple(map(_target, step.notify)), step.wait) for step in steps)
    text = text_of(record.get("description")) or None
    return Found(Escalation(str(record["id"]), name, text, repeat, made), tuple(lost))


def _key(recipient: Json) -> str:
    return f"{recipient['type']} {recipient['id']}"


def _target(key: str) -> Target:
    kind, _, id_ = key.partition(" ")
    return Target("person" if kind == "user" else "schedule", id_)


def people_of(schedules: Iterable[Schedule], escalations: Iterable[Escalation]) -> set[str]:
    """Return the ids of everybody who has turns, stands in for somebody, or is paged."""
    return {*_on_call(schedules), *_paged(escalations)}


def _on_call(schedules: Iterable[Schedule]) -> Iterator[str]:
    for one in schedules:
        for layer in one.layers:
            for people in layer.order:
                yield from people
        for stint in one.stints:
            yield from stint.people


def _paged(escalations: Iterable[Escalation]) -> Iterator[str]:
    for one in escalations:
        yield from (to.id for step in one.steps for to in step.notify if to.kind == "person")


def _member(user: Json) -> Found[Member]:
    email = str(user.get("emailAddress") or "")
    id_, name = str(user["accountId"]), str(user.get("displayName") or user["accountId"])
    lost = () if email else (f"{name} ({id_}) hides the e-mail address",)
    return Found(Member(id_, name, email, str(user.get("timeZone") or "UTC")), lost)
