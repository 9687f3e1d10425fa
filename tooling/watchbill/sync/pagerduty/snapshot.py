"""What is in an account, read once: our objects by key, and what stands in their way."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from watchbill.pager.objects import Object, Watch, id_of, kind_of
from watchbill.sync.canonical import same
from watchbill.sync.directory import Directory
from watchbill.sync.http import Api, ApiError, NotFound
from watchbill.sync.pagerduty import directory as people
from watchbill.sync.pagerduty import marks, policies, services, teams
from watchbill.sync.pagerduty.directory import PREFIX
from watchbill.sync.pagerduty.kinds import KINDS, NOT_HAD, Schedules
from watchbill.sync.pagerduty.settings import Settings
from watchbill.sync.pagerduty.there import There, Window, by_name
from watchbill.sync.provider import Errand

Json = dict[str, Any]
Names = Mapping[str, str]


class Ours(NamedTuple):
    """An object of ours: its id and type in PagerDuty, and how all pagers would say it."""

    id: str
    type: str
    item: Object
    there: There | None = None

    @property
    def name(self) -> str:
        """What it is named; what is wanted of an adopted schedule does not say so."""
        return str(self.item.body.get("name") or (self.there.name if self.there else ""))


class Written(NamedTuple):
    """What this run wrote: what is there since; None is nothing any more."""

    id: str
    type: str
    after: Object | None


class Snapshot(NamedTuple):
    """An account: our objects by key, why keys cannot be used, and all names that are taken."""

    window: Window
    directory: Directory
    ours: Mapping[str, Ours]
    foreign: Mapping[str, str]
    names: Names


class Reader(NamedTuple):
    """Whatever is needed to read an account. Lists may show late what was `written`."""

    api: Api
    errand: Errand
    said: Settings
    window: Window
    written: Sequence[Written] = ()

    def ids(self, kind: str) -> Mapping[str, str]:
        """Return the recorded ids of a kind by key."""
        return {key: id_ for key, id_ in self.said.ids.items() if kind_of(key) == kind}


def snapshot(reader: Reader) -> Snapshot:
    """Read a whole account: each collection once, page by page."""
    directory = people.read(reader.api, reader.errand.people)
    schedules, names, denied = _schedules(reader, directory)
    escalations, escalation_names = _policies(reader, directory, _keys(schedules), denied)
    found, service_names = _services(reader, _keys(escalations))
    ours, twins = _alone([*schedules, *escalations, *found], reader.said.ids)
    taken = {"schedule": names, "escalation": escalation_names, "service": service_names}
    foreign = {**dict(_taken(reader, ours, taken)), **twins}
    return Snapshot(reader.window, directory, ours, foreign, dict(_names(reader, ours, taken)))


def _keys(found: Iterable[Ours]) -> Mapping[str, str]:
    return {one.id: one.item.key for one in found}


def _schedules(reader: Reader, directory: Directory) -> tuple[list[Ours], Names, ApiError | None]:
    """Return ours of both kinds, the ids of others by name, and why there is none of shifts."""
    found: list[Ours] = []
    names: dict[str, str] = {}
    denied: ApiError | None = None
    for type_, kind in KINDS.items():  # whatever new ones are made of, both may be there
        try:
            mine, others = _of_kind(reader, type_, kind, directory)
        except ApiError as error:
            if type_ == "schedule" or error.status not in NOT_HAD:
                raise
            denied = error
            continue
        found += mine
        names |= others
    return found, names, denied


def _of_kind(
    reader: Reader, type_: str, kind: Schedules, directory: Directory
) -> tuple[list[Ours], Names]:
    ids = reader.ids("schedule")
    there, others = kind.read(reader.api, reader.window, directory, ids)

    def show(id_: str) -> Ours | None:
        again = kind.one(reader.api, id_, reader.window, directory, ids)
        return _schedule(again, reader) if again else None

    return _fresh([_schedule(one, reader) for one in there], reader, type_, show), others


def _schedule(there: There, reader: Reader) -> Ours:
    wanted = reader.errand.desired.objects.get(there.key)
    roster, _, role = id_of(there.key).partition("--")
    watch = Watch(
        wanted.watch.roster if wanted and wanted.watch else roster,
        wanted.watch.role if wanted and wanted.watch else role.partition("--")[0],
        there.name,
        there.zone,
        reader.window.end,
        there.stints,
        reader.window.at,
    )
    body = {"name": there.name, "description": there.description, "timezone": there.zone}
    return Ours(there.id, there.kind, Object(there.key, {**body, **_team(wanted)}, watch), there)


def _team(wanted: Object | None) -> Mapping[str, Any]:
    """Return the team that is wanted: it is set when an object is made, and left alone then."""
    return {"team": wanted.body["team"]} if wanted and "team" in wanted.body else {}


def _policies(
    reader: Reader,
    directory: Directory,
    schedules: Mapping[str, str],
    denied: ApiError | None,
) -> tuple[list[Ours], Names]:
    """Return policies; raise `denied` where one of ours pages what could not be read."""
    label = reader.said.tag
    tagged = teams.tagged(reader.api, label) if label else frozenset()

    def ours(key: str, found: Json) -> Ours:
        if denied and policies.of_shifts(found):
            raise denied
        item = policies.neutral(key, found, directory, schedules)
        tag = {"tag": label} if found["id"] in tagged else {}
        body = {**item.body, **_team(reader.errand.desired.objects.get(key)), **tag}
        return Ours(found["id"], "escalation_policy", item._replace(body=body))

    return _kept(reader, "escalation", policies, ours)


def _services(reader: Reader, escalations: Mapping[str, str]) -> tuple[list[Ours], Names]:
    def ours(key: str, found: Json) -> Ours:
        return Ours(found["id"], "service", services.neutral(key, found, escalations))

    return _kept(reader, "service", services, ours)


def _kept(
    reader: Reader, kind: str, module: Any, said: Callable[[str, Json], Ours]
) -> tuple[list[Ours], Names]:
    """Return ours of a collection, and the ids of the others by name."""
    recorded = {id_: key for key, id_ in reader.ids(kind).items()}
    found: list[Ours] = []
    others: list[Json] = []

    def key(item: Json) -> str | None:
        return recorded.get(item["id"]) or marks.key(item.get("description"), kind)

    def show(id_: str) -> Ours | None:
        try:
            item = module.show(reader.api, id_)
        except NotFound:
            return None
        known = key(item)
        return said(known, item) if known else None

    for item in module.listed(reader.api):
        known = key(item)
        if known:
            found.append(said(known, item))
        else:
            others.append(item)
    return _fresh(found, reader, module.TYPE, show), by_name(others)


def _fresh(
    found: Iterable[Ours], reader: Reader, type_: str, show: Callable[[str], Ours | None]
) -> list[Ours]:
    """Return objects of a list; those that do not show what was written are asked for again."""
    by_id = {one.id: one for one in found}
    for id_, _, after in (one for one in reader.written if one.type == type_):
        there = by_id.pop(id_, None)
        if there is None and after is None:
            continue
        if there is None or after is None or not same(there.item, after):
            there = show(id_)
        if there:
            by_id[id_] = there
    return list(by_id.values())


def _alone(
    found: Iterable[Ours], ids: Mapping[str, str]
) -> tuple[Mapping[str, Ours], Mapping[str, str]]:
    """Return objects by key; a key that several say they are, and none is recorded, is a riddle."""
    by_key: dict[str, list[Ours]] = defaultdict(list)
    for one in found:
        by_key[one.item.key].append(one)
    ours: dict[str, Ours] = {}
    twins: dict[str, str] = {}
    for key, several in sorted(by_key.items()):
        chosen = [one for one in several if one.id == ids.get(key)] or several
        if len(chosen) == 1:
            ours[key] = chosen[0]
        else:
            names = " and ".join(sorted(one.id for one in chosen))
            twins[key] = f"{names} both say so; take the mark out of one's description"
    return ours, twins


def _taken(
    reader: Reader, ours: Mapping[str, Ours], names: Mapping[str, Names]
) -> Iterator[tuple[str, str]]:
    """Yield wanted keys whose name others have, or whose recorded id is not there."""
    for key, item in reader.errand.desired.objects.items():
        kind, name = kind_of(key), str(item.body.get("name"))
        if key in ours or kind not in names:
            continue
        if key in reader.said.ids:
            yield key, f"settings.ids says that it is {reader.said.ids[key]}, which is not there"
        elif id_ := names[kind].get(name):
            adopt = f"to adopt it, add `{key}: {id_}` to the pager's settings.ids"
            yield key, f"{_NOUN[kind]} named {name!r} is there and not ours; {adopt}"


def _names(
    reader: Reader, ours: Mapping[str, Ours], names: Mapping[str, Names]
) -> Iterator[tuple[str, str]]:
    """Yield what everything is named; what keeps its name, since it is not ours, by its id."""
    for kind, others in names.items():
        yield from ((f"{kind}/{PREFIX}{id_}", name) for name, id_ in others.items())
    for key, one in ours.items():
        left = key in reader.said.ids and key not in reader.errand.desired.objects
        yield f"{kind_of(key)}/{PREFIX}{one.id}" if left else key, one.name


_NOUN = {
    "schedule": "a schedule",
    "escalation": "an escalation policy",
    "service": "a service",
}
