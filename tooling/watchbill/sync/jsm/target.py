"""A Jira Service Management at hand."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from watchbill.engine.horizon import horizon
from watchbill.errors import WatchbillError
from watchbill.pager.objects import Actual, Change, Desired, Object, Stint, kind_of
from watchbill.sync.jsm import escalations, schedules
from watchbill.sync.jsm.case import Case
from watchbill.sync.jsm.directory import accounts, directory
from watchbill.sync.jsm.marks import in_the_way, owned
from watchbill.sync.jsm.setup import NEEDED, Link, link, setup

if TYPE_CHECKING:
    from watchbill.sync.provider import Errand

Json = Mapping[str, Any]


class _There(NamedTuple):
    """What is there: our schedules and escalations by keys, and what stands in their way."""

    ours: dict[str, Json]
    foreign: Mapping[str, str]


class Jsm:
    """Reads and writes the schedules and escalations of a team.

    Read are: the users, the schedules, the escalations, each by pages, and a timeline for each
    schedule of ours, since the service has none in bulk. For one thread.
    """

    def __init__(self, errand: "Errand", services: Link | None = None) -> None:
        """Take the errand, and the services unless they are those of its settings."""
        self._errand = errand
        self._link = services or link(errand)
        self._setup = setup(errand.pager)
        self._held: Case | None = None
        self._there: _There | None = None
        self._theirs: Mapping[str, tuple[Stint, ...]] = {}

    def actual(self) -> Actual:
        """Return what is there; the timelines as they are rendered."""
        from watchbill.sync.http import ApiError

        case = self._case()
        self._there = there = _there(case)
        objects: dict[str, Object] = {}
        broken: dict[str, str] = {}
        theirs: dict[str, tuple[Stint, ...]] = {}
        for key, record in there.ours.items():
            try:
                objects[key], mine = self._read(case, there, key, record)
                theirs |= {key: mine} if mine else {}
            except ApiError:
                raise
            except (WatchbillError, KeyError, TypeError, ValueError, AttributeError) as error:
                broken[key] = f"it cannot be understood: {error!r}"
        self._theirs = theirs
        known = dict(sorted(objects.items()))
        return Actual(known, there.foreign, broken, theirs, case.directory.unknown)

    def apply(self, change: Change) -> None:
        """Make one change; look again at what is there after one that failed."""
        if self._there is None:
            self.actual()
        try:
            self._apply(self._case(), change)
        except WatchbillError:
            self._there = None
            raise

    def _read(
        self, case: Case, there: _There, key: str, record: Json
    ) -> tuple[Object, tuple[Stint, ...]]:
        if kind_of(key) == "escalation":
            return escalations.read(case, key, record, there.ours), ()
        item, found = schedules.read(case, key, record)
        return item, tuple(stint for stint in found.theirs if stint.end > case.at)

    def _apply(self, case: Case, change: Change) -> None:
        there, key = self._there, change.key
        assert there is not None  # noqa: S101  # looked at by the caller
        if key in there.foreign:
            raise WatchbillError(f"{key} is not watchbill's: {there.foreign[key]}")
        record = there.ours.get(key)
        match kind_of(key), change.after:
            case "schedule", Object() as item:
                theirs = self._theirs.get(key, ())
                there.ours[key] = schedules.write(case, item, record, theirs)
            case "escalation", Object() as item:
                there.ours[key] = escalations.write(case, item, record, there.ours)
            case "schedule" | "escalation" as kind, None:
                self._delete(case, there, kind, key)
            case _:
                raise WatchbillError(f"{key}: Jira Service Management has no such thing of ours")

    def _delete(self, case: Case, there: _There, kind: str, key: str) -> None:
        record = there.ours.get(key)
        if record is None:
            raise WatchbillError(f"{key} is not watchbill's, or not there any more")
        delete = escalations.delete if kind == "escalation" else schedules.delete
        delete(case, key, record)
        del there.ours[key]

    def _case(self) -> Case:
        if self._held is None:
            errand = self._errand
            who = directory(accounts(self._link.jira), errand.people)
            window = horizon(errand.at, errand.pager.weeks)
            wanted = errand.desired
            self._held = Case(self._link, self._setup, who, wanted, window, errand.at)
        return self._held


def _there(case: Case) -> _There:
    found = {
        "schedule": _listed(schedules.listed, case, "cloud_id"),
        "escalation": _listed(escalations.listed, case, "team"),
    }
    mine = {kind: owned(records, kind, case.setup.ids) for kind, records in found.items()}
    foreign = {
        key: why
        for kind, records in found.items()
        for key, why in in_the_way(dict(_names(case.desired, kind)), records, mine[kind]).items()
    }
    ours = {**mine["schedule"], **mine["escalation"]}
    return _There(ours, foreign)


def _listed(listed: Callable[[Case], list[Json]], case: Case, setting: str) -> list[Json]:
    """Return all objects of a kind; raise WatchbillError where a setting names nothing."""
    from watchbill.sync.http import NotFound

    try:
        return listed(case)
    except NotFound as error:
        said = getattr(case.setup, setting)
        message = f"Jira Service Management knows no {setting} {said!r}: {error.message}"
        raise WatchbillError(message, NEEDED[setting]) from None


def _names(desired: Desired, kind: str) -> Iterator[tuple[str, str]]:
    for key, item in desired.objects.items():
        if kind_of(key) == kind and "name" in item.body:
            yield key, item.body["name"]
