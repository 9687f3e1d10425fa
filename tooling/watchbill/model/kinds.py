"""Which file holds what: the layout of a repository as one table."""

import re
from functools import cache
from typing import NamedTuple

from watchbill.model.people import Person
from watchbill.model.policies import (
    EscalationPolicy,
    Expectation,
    HolidayCalendar,
    PageFront,
    Role,
    Severity,
    Waiver,
)
from watchbill.model.rosters import Roster
from watchbill.model.runbooks import FrontMatter
from watchbill.model.scalars import ID_PATTERN, Id
from watchbill.model.services import Service
from watchbill.model.settings import Settings
from watchbill.model.topics import Topic

SETTINGS_PATH = "watchbill.yaml"
_ID = re.compile(ID_PATTERN)


class FileKind(NamedTuple):
    """A kind of file: the type of its data, where it is, and the kind of the resources in it."""

    name: str
    type: object
    folder: str
    resource: str
    file: str = ""
    markdown: bool = False


FILE_KINDS = (
    FileKind("settings", Settings, "", "settings", file=SETTINGS_PATH),
    FileKind("person", Person, "rosters/people", "person"),
    FileKind("roster", Roster, "rosters/teams", "roster"),
    FileKind("topic", Topic, "rosters/experts", "topic"),
    FileKind("service", Service, "rosters/services", "service"),
    FileKind("calendar", HolidayCalendar, "rosters/calendars", "calendar"),
    FileKind("escalation", EscalationPolicy, "policies/escalation", "escalation"),
    FileKind("expectation", Expectation, "policies/expectations", "expectation"),
    FileKind("severities", dict[Id, Severity], "policies", "severity", file="severities.yaml"),
    FileKind("roles", dict[Id, Role], "policies", "role", file="roles.yaml"),
    FileKind("waivers", tuple[Waiver, ...], "policies", "waiver", file="waivers.yaml"),
    FileKind("runbook", FrontMatter, "runbooks", "runbook", markdown=True),
    FileKind("page", PageFront, "policies", "page", markdown=True),
)
"""Files with a fixed name hold several resources; the others hold one, named by the file."""

BY_NAME = {kind.name: kind for kind in FILE_KINDS}
TOP_FOLDERS = ("rosters", "policies", "runbooks")


@cache
def _folders() -> dict[str, FileKind]:
    return {kind.folder: kind for kind in FILE_KINDS if not kind.file and not kind.markdown}


@cache
def _files() -> dict[str, FileKind]:
    return {f"{k.folder}/{k.file}".lstrip("/"): k for k in FILE_KINDS if k.file}


def file_kind(path: str) -> tuple[FileKind, str] | None:
    """Return the kind of a file and its id, by its path below the root; None for no kind."""
    named = _files().get(path)
    if named is not None:
        return named, path.rpartition("/")[2].removesuffix(".yaml")
    folder, _, name = path.rpartition("/")
    if name.endswith(".yaml"):
        kind = _folders().get(folder)
        return (kind, name.removesuffix(".yaml")) if kind else None
    if name.endswith(".md"):
        top, _, rest = path.partition("/")
        for kind in (BY_NAME["runbook"], BY_NAME["page"]):
            if top == kind.folder and rest:
                return kind, rest.removesuffix(".md")
    return None


def is_id(text: str) -> bool:
    """Say whether a file name (without ending) can be the id of a YAML resource."""
    return _ID.search(text) is not None
