"""The catalog: every resource of a repository, immutable; the only truth."""

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import NamedTuple, TypeVar

from watchbill.model.people import Person
from watchbill.model.policies import (
    EscalationPolicy,
    Expectation,
    HolidayCalendar,
    PolicyPage,
    Role,
    Severity,
    Waiver,
)
from watchbill.model.rosters import Roster
from watchbill.model.runbooks import Runbook
from watchbill.model.scalars import Zone
from watchbill.model.services import Service
from watchbill.model.settings import Settings
from watchbill.model.topics import Topic
from watchbill.places import Pointer

T = TypeVar("T")


class Ref(NamedTuple):
    """The name of a resource: its kind and its id."""

    kind: str
    id: str

    def __str__(self) -> str:
        """Return kind/id, as waivers write it."""
        return f"{self.kind}/{self.id}"


class Resource(NamedTuple):
    """A resource and where it is written; `value` is None where it could not be read."""

    ref: Ref
    path: str
    value: object | None
    at: Pointer = ()


class Catalog:
    """All resources by name; never changed once made."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        """Take the resources in any order; they are kept sorted by kind and id."""
        self.resources: Mapping[Ref, Resource] = {
            resource.ref: resource for resource in sorted(resources, key=lambda r: r.ref)
        }

    @cached_property
    def _by_kind(self) -> Mapping[str, Mapping[str, object | None]]:
        found: dict[str, dict[str, object | None]] = {}
        for (kind, id_), resource in self.resources.items():
            found.setdefault(kind, {})[id_] = resource.value
        return found

    def _values(self, kind: str, type_: type[T]) -> Mapping[str, T]:
        values = self._by_kind.get(kind, {})
        return {id_: value for id_, value in values.items() if isinstance(value, type_)}

    def ids(self, kind: str) -> tuple[str, ...]:
        """Return the ids of a kind, those of unreadable files among them."""
        return tuple(self._by_kind.get(kind, ()))

    def unread(self, kinds: Collection[str] | None = None) -> tuple[str, ...]:
        """Return the paths, each once, of what could not be read; of some kinds, or of all."""
        found = (one for one in self.resources.values() if one.value is None)
        return tuple(sorted({one.path for one in found if kinds is None or one.ref.kind in kinds}))

    @cached_property
    def settings(self) -> Settings:
        """The settings, or the defaults where watchbill.yaml could not be read."""
        default = Settings(name="watchbill", timezone=Zone("UTC"))
        return self._values("settings", Settings).get("watchbill", default)

    @cached_property
    def people(self) -> Mapping[str, Person]:
        """People by id."""
        return self._values("person", Person)

    @cached_property
    def rosters(self) -> Mapping[str, Roster]:
        """Rosters by id."""
        return self._values("roster", Roster)

    @cached_property
    def topics(self) -> Mapping[str, Topic]:
        """Topics by id."""
        return self._values("topic", Topic)

    @cached_property
    def services(self) -> Mapping[str, Service]:
        """Services by id."""
        return self._values("service", Service)

    @cached_property
    def calendars(self) -> Mapping[str, HolidayCalendar]:
        """Holiday calendars by id."""
        return self._values("calendar", HolidayCalendar)

    @cached_property
    def escalations(self) -> Mapping[str, EscalationPolicy]:
        """Escalation policies by id."""
        return self._values("escalation", EscalationPolicy)

    @cached_property
    def severities(self) -> Mapping[str, Severity]:
        """Severities by id."""
        return self._values("severity", Severity)

    @cached_property
    def roles(self) -> Mapping[str, Role]:
        """Roles by id."""
        return self._values("role", Role)

    @cached_property
    def waivers(self) -> Mapping[str, Waiver]:
        """Waivers by their position in the file."""
        return self._values("waiver", Waiver)

    @cached_property
    def expectations(self) -> Mapping[str, Expectation]:
        """Expectations by id."""
        return self._values("expectation", Expectation)

    @cached_property
    def runbooks(self) -> Mapping[str, Runbook]:
        """Runbooks by their path below runbooks/, without the ending."""
        return self._values("runbook", Runbook)

    @cached_property
    def pages(self) -> Mapping[str, PolicyPage]:
        """Policies for people by their path below policies/, without the ending."""
        return self._values("page", PolicyPage)
