"""An account of a pager as a repository: the files, and the proof that they say the same."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from msgspec.structs import replace

from watchbill.errors import WatchbillError
from watchbill.model import Catalog
from watchbill.model.kinds import BY_NAME
from watchbill.model.people import Contacts, Person
from watchbill.model.policies import Role
from watchbill.model.rosters import Roster
from watchbill.model.scalars import Zone
from watchbill.model.settings import Pager, Settings
from watchbill.pager.account import Account, Member
from watchbill.pager.timeline import differences, local
from watchbill.source.importing_names import ids, is_email, phone_of, text_of, zone_of
from watchbill.source.importing_policies import Names, owners_of, policy_of, service_of, usable
from watchbill.source.importing_rosters import ROLE, Around, roster_of, timeline, wanted
from watchbill.source.importing_text import file_of
from watchbill.source.load import load
from watchbill.source.tree import Files

_ROLES = {ROLE: Role("Primary", "Answers the page first, and repairs or gets help.")}
_ADOPTED = """
What is there is adopted: its `ids` below say that it is to be changed in place, and that it keeps
its name and description."""
_NOT_YET = """
Nothing is changed there. To push it elsewhere, name a pager here, such as
pagers: {jsm: {provider: jsm, settings: {…}}}"""

Values = dict[tuple[str, str], object]
"""What files hold, by kind and id."""


class Imported(NamedTuple):
    """The files by path, how many there are of what, and what they do not say, a line each.

    `unequal` are the schedules whose timeline came out otherwise.
    """

    files: Mapping[str, str]
    counts: Mapping[str, int]
    lost: tuple[str, ...]
    unequal: tuple[str, ...]


def imported(account: Account, pagers: Mapping[str, Pager], product: str, at: datetime) -> Imported:
    """Return the repository of an account as of an instant (UTC).

    `product` is what people call the pager.

    `pagers` are the settings of how it is reached, none where nothing is to be written there; the
    ids of what is there are added to them.
    """
    lost = list(account.lost)
    account = usable(account, lost)
    names, zone = _names(account), _common_zone(account)
    around = Around(names.people, account.window, product, zone)
    values: Values = {("settings", ""): _settings(pagers, names, zone, product)}
    sharing = _sharing(account)
    for member in account.members:
        mates = sharing[member.email.lower()]
        person = _person(member, mates, names.people[member.id], zone, lost)
        if len(mates) > 1 or not is_email(member.email):
            person = replace(person, pager_ids={account.provider: member.id})
        values["person", names.people[member.id]] = person
    for schedule in account.schedules:
        made = roster_of(schedule, around)
        values["roster", names.rosters[schedule.id]] = made.roster
        lost += made.lost
    values |= _policies(account, names, zone, lost)
    files = dict(_files(values, product))
    catalog = _read_back(files)
    unequal = tuple(_unequal(catalog, account, names, around, at))
    counts = Counter(kind for kind, _ in values)
    counts["override"] = sum(len(roster.overrides) for roster in catalog.rosters.values())
    return Imported(files, counts, tuple(lost), unequal)


def _names(account: Account) -> Names:
    return Names(
        ids(((m.id, m.name) for m in account.members), "person"),
        ids(((s.id, s.name) for s in account.schedules), "roster"),
        ids(((e.id, e.name) for e in account.escalations), "policy"),
        ids(((s.id, s.name) for s in account.services), "service"),
    )


def _common_zone(account: Account) -> Zone:
    """Return the zone that most schedules and people have."""
    said = [s.zone for s in account.schedules] + [m.zone for m in account.members]
    zones = Counter(zone for zone in map(zone_of, said) if zone)
    return min(zones, key=lambda zone: (-zones[zone], zone), default=Zone("UTC"))


def _settings(pagers: Mapping[str, Pager], names: Names, zone: Zone, product: str) -> Settings:
    known = {"ids": names.adopted(ROLE)}
    adopting = {
        name: Pager(pager.provider, pager.weeks, {**pager.settings, **known})
        for name, pager in pagers.items()
    }
    return Settings(f"On call, from {product}", zone, preset="starter", pagers=adopting)


def _sharing(account: Account) -> Mapping[str, list[str]]:
    """Return the members that have an e-mail address, sorted; pagers do not tell cases apart."""
    found: dict[str, list[str]] = {}
    for member in sorted(account.members, key=lambda member: member.id):
        found.setdefault(member.email.lower(), []).append(member.id)
    return found


def _person(member: Member, mates: list[str], id_: str, zone: Zone, lost: list[str]) -> Person:
    """Return a person; of those who share an address, the first has it."""
    own, phone, name = zone_of(member.zone), phone_of(member.phone), text_of(member.name) or id_
    mine = is_email(member.email) and member.id == mates[0]
    if own is None:
        lost.append(f"person {name}: the zone {member.zone!r}; {zone} is written instead")
    if member.phone and not phone:
        lost.append(f"person {name}: the phone number, which is not an international one")
    if not mine:
        why = "is somebody else's, too" if is_email(member.email) else "is none"
        lost.append(f"person {name}: the e-mail address, which {why}")
    return Person(
        name=name,
        email=member.email if mine else f"{id_}@unknown.invalid",
        timezone=own or zone,
        contacts=Contacts(phone=phone),
    )


def _policies(account: Account, names: Names, zone: Zone, lost: list[str]) -> Values:
    values: Values = {("roles", ""): _ROLES}
    for policy in account.escalations:
        values["escalation", names.escalations[policy.id]] = policy_of(policy, names, ROLE, lost)
    owners = owners_of(account, names, zone)
    values |= {("roster", id_): roster for id_, roster in owners.rosters.items()}
    for service in account.services:
        made = service_of(service, names, owners.by_policy)
        values["service", names.services[service.id]] = made
    return values


def _files(values: Values, product: str) -> Iterator[tuple[str, str]]:
    for (name, id_), value in sorted(values.items(), key=lambda item: item[0]):
        kind = BY_NAME[name]
        path = f"{kind.folder}/{kind.file or f'{id_}.yaml'}".lstrip("/")
        comment = ""
        if isinstance(value, Settings):
            comment = f"Imported from {product}.{_ADOPTED if value.pagers else _NOT_YET}"
        yield path, file_of(name, path, value, comment)


def _read_back(files: Mapping[str, str]) -> Catalog:
    """Return the catalog of the files, as everybody will read them."""
    loaded = load(Files({path: text.encode() for path, text in files.items()}))
    for problem in loaded.problems:
        message = f"the import made a file that cannot be read: {problem.ref}: {problem.message}"
        raise WatchbillError(message, "please report this, with the name that is in it")
    return loaded.catalog


def _unequal(
    catalog: Catalog, account: Account, names: Names, around: Around, at: datetime
) -> Iterator[str]:
    """Yield a line for every schedule that has other people on call than the pager shows.

    What is over, or was begun by a pager to the second just now, does not count.
    """
    for schedule in account.schedules:
        roster: Roster = catalog.rosters[names.rosters[schedule.id]]
        shown = timeline(roster, around.window)
        found = differences(wanted(schedule, around), shown, *around.window)
        if left := [each for each in found if each.start > at or each.end > at + _MOMENT]:
            first = local(left[0].start, roster.timezone)
            yield f"schedule {roster.name}: {_stretches(len(left))}, the first from {first}"


_MOMENT = timedelta(minutes=10)


def _stretches(count: int) -> str:
    return "1 stretch" if count == 1 else f"{count} stretches"
