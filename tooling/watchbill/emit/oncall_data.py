"""The data of "on call now": every shift and gap as a script that a page can load from anywhere.

A script and not JSON, since a page that was opened from a file may load scripts only. Times are
whole seconds, since 1970 in `from` and `until`, and since `from` in the lists.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from watchbill.emit.artifact import Artifact
from watchbill.emit.contacts import contacts
from watchbill.emit.escape import clean, percent, script
from watchbill.emit.links import address, name_of, page_path
from watchbill.emit.outlook import Outlook, roles_of

PATH = "assets/watchbill/oncall-data.js"
VERSION = 1


def oncall_data(outlook: Outlook) -> Artifact:
    """Return the script that sets `watchbillOnCall`."""
    who = {person: index for index, person in enumerate(sorted(outlook.by_person))}
    data = {
        "version": VERSION,
        "from": _second(outlook.at),
        "until": _second(outlook.until),
        "people": [_person(outlook, person) for person in who],
        "rosters": {
            roster_id: dict(_roles(outlook, roster_id, who))
            for roster_id in sorted(outlook.catalog.rosters)
        },
    }
    return Artifact(PATH, f"window.watchbillOnCall = {script(data)};\n")


def _person(outlook: Outlook, person: str) -> dict[str, Any]:
    """Return a name, the address below the site where there is a page, and links to reach them."""
    name = name_of(outlook.catalog, "person", person)
    found: dict[str, Any] = {"name": name or clean(person)}
    if name:
        found["page"] = percent(address(page_path("person", person)))
    links = {way.label: way.link.href for way in contacts(outlook.catalog, person)}
    call, write = links.get("Phone"), links.get("E-mail")
    return found | ({"call": call} if call else {}) | ({"mail": write} if write else {})


def _roles(
    outlook: Outlook, roster_id: str, who: Mapping[str, int]
) -> Iterator[tuple[str, dict[str, Any]]]:
    start = outlook.at
    for role in roles_of(outlook.catalog.rosters[roster_id]):
        shifts = [
            [_since(shift.start, start), _since(shift.end, start), [who[p] for p in shift.people]]
            for shift in outlook.shifts[roster_id]
            if shift.role == role
        ]
        gaps = [
            [_since(gap.start, start), _since(gap.end, start)]
            for gap in outlook.gaps[roster_id]
            if gap.role == role
        ]
        yield role, {"shifts": shifts, "gaps": gaps}


def _second(at: datetime) -> int:
    return int(at.timestamp())


def _since(at: datetime, start: datetime) -> int:
    return int((at - start).total_seconds())
