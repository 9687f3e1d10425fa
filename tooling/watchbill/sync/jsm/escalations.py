"""Escalations of a team of Jira Service Management: read, made, changed and deleted."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from watchbill.errors import WatchbillError
from watchbill.pager import jsm_rules
from watchbill.pager.objects import Object, id_of, kind_of, person_key
from watchbill.sync.jsm.case import Case, ensure_ours
from watchbill.sync.jsm.marks import mark
from watchbill.sync.jsm.setup import PAGE, pages

if TYPE_CHECKING:
    from watchbill.sync.http import Api

Json = Mapping[str, Any]


def listed(case: Case) -> list[Json]:
    """Return every escalation of the team with its `teamId`, and those of others that were adopted.

    Other teams are asked only while one that was adopted is not there.
    """
    own = case.setup.team
    found = [*_of_team(case, own)]
    adopted = {id_ for key, id_ in case.setup.ids.items() if kind_of(key) == "escalation"}
    missing = adopted - {str(one["id"]) for one in found}
    if missing:
        others = (id_ for id_ in teams(case.link.ops) if id_ != own)
        found += [one for id_ in others for one in _of_team(case, id_) if one["id"] in missing]
    return found


def teams(ops: "Api") -> list[str]:
    """Return the ids of all teams of the site."""
    return [str(one["teamId"]) for one in ops.get("/teams").get("platformTeams") or ()]


def _of_team(case: Case, team: str) -> Iterator[Json]:
    for record in pages(case.link.ops, f"/teams/{team}/escalations", {"size": PAGE}):
        yield {**record, "teamId": team}


def read(case: Case, key: str, record: Json, schedules: Mapping[str, Json]) -> Object:
    """Return an escalation of ours; `schedules` are those that are ours by their keys."""
    keys = {str(one["id"]): name for name, one in schedules.items()}
    steps, repeat = jsm_rules.read(record, lambda rule: _key(case, rule, keys))
    body = {
        "name": record["name"],
        "repeat": repeat,
        "steps": jsm_rules.body_of(steps),
        "enabled": bool(record.get("enabled", True)),
    }
    return Object(key, body, steps=tuple(step.notify for step in steps))


def _key(case: Case, rule: Json, schedules: Mapping[str, str]) -> str:
    """Return whom a rule pages; one that is none of ours is named so that it differs."""
    kind, id_ = rule["recipient"].get("type"), str(rule["recipient"].get("id"))
    if kind == "user" and jsm_rules.plain(rule):
        return person_key(case.directory.person(id_))
    if kind == "schedule" and id_ in schedules and jsm_rules.plain(rule):
        return schedules[id_]
    how = "" if jsm_rules.plain(rule) else f"{rule.get('condition')}/{rule.get('notifyType')}/"
    return f"jsm/{how}{kind}/{id_}"


def write(case: Case, item: Object, record: Json | None, schedules: Mapping[str, Json]) -> Json:
    """Make an escalation, or change the one that is there, in one request."""

    def recipient(key: str) -> Json:
        if kind_of(key) == "person":
            return {"type": "user", "id": case.directory.user(id_of(key))}
        if key not in schedules:
            raise WatchbillError(f"{item.key} pages {key}, which is not there")
        return {"type": "schedule", "id": schedules[key]["id"]}

    steps = jsm_rules.steps_of(item.body)
    body = {name: item.body[name] for name in ("name", "enabled") if name in item.body}
    body |= jsm_rules.write(steps, item.body["repeat"], recipient)
    if "name" in body:
        body["description"] = mark(item.key)
    if record is None:
        team = case.setup.team
        return {**case.link.ops.post(f"/teams/{team}/escalations", body), "teamId": team}
    path = _path(record)
    ensure_ours(case, item.key, case.link.ops.get(path))
    case.link.ops.patch(path, body, again=True)
    return {**record, **body}


def delete(case: Case, key: str, record: Json) -> None:
    """Delete an escalation of ours."""
    path = _path(record)
    ensure_ours(case, key, case.link.ops.get(path))
    case.link.ops.delete(path)


def used(records: list[Json], schedule: str) -> list[str]:
    """Return the names of escalations that page a schedule, by its id."""
    return [
        str(record.get("name"))
        for record in records
        for rule in record.get("rules") or ()
        if (rule["recipient"].get("type"), rule["recipient"].get("id")) == ("schedule", schedule)
    ]


def _path(record: Json) -> str:
    return f"/teams/{record['teamId']}/escalations/{record['id']}"
