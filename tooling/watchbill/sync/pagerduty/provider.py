"""PagerDuty as a target: what is there, and one change at a time."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from watchbill.engine.horizon import horizon
from watchbill.errors import WatchbillError
from watchbill.pager.objects import Actual, Change, Object, id_of, kind_of
from watchbill.sync.http import Api, NotFound
from watchbill.sync.naming import is_renaming
from watchbill.sync.pagerduty import account, marks, names, policies, services, teams
from watchbill.sync.pagerduty.echo import echo
from watchbill.sync.pagerduty.kinds import kind_named
from watchbill.sync.pagerduty.limits import limits
from watchbill.sync.pagerduty.names import MODULES
from watchbill.sync.pagerduty.settings import VARIABLE, accept, settings
from watchbill.sync.pagerduty.snapshot import Ours, Reader, Snapshot, Written, snapshot
from watchbill.sync.pagerduty.there import Window
from watchbill.sync.pagerduty.wanted import desired
from watchbill.sync.provider import Errand, Provider
from watchbill.sync.tokens import token

_ACCEPT = "application/vnd.pagerduty+json;version=2"


class PagerDuty:
    """An account of PagerDuty."""

    def __init__(self, api: Api, errand: Errand) -> None:
        """Take the connection, and what the account is opened for."""
        self._api = api
        self._errand = errand
        self._said = settings(errand.pager)
        self._window = Window(*horizon(errand.at, errand.pager.weeks), errand.at)
        self._written: dict[str, Written] = {}
        self._seen: Snapshot | None = None
        self._ours: dict[str, Ours] = {}
        self._teams: Mapping[str, str] | None = None

    def actual(self) -> Actual:
        """Read the whole account, page by page; what was written shows, also where lists lag."""
        seen = self._look()
        theirs = {key: one.there.theirs for key, one in seen.ours.items() if one.there}
        return Actual(
            {key: one.item for key, one in seen.ours.items()},
            seen.foreign,
            theirs={key: stints for key, stints in theirs.items() if stints},
            unknown=seen.directory.unknown,
            names=seen.names,
        )

    def _look(self) -> Snapshot:
        written = tuple(self._written.values())
        reader = Reader(self._api, self._errand, self._said, self._window, written)
        with _understood():
            self._seen = snapshot(reader)
        self._ours = dict(self._seen.ours)
        return self._seen

    def apply(self, change: Change) -> None:
        """Make one change; nothing is written before everybody in it is known."""
        seen, key = self._seen or self._look(), change.key
        if key in seen.foreign:
            raise WatchbillError(f"{key} is not watchbill's: {seen.foreign[key]}")
        there, item = self._ours.get(key), change.after
        self._seen = None  # whatever goes wrong, it has to be looked at again
        with _understood():
            if item is not None:
                made = self._renamed(change, seen) or self._made(there, item, seen)
                self._ours[key] = made
                self._written[key] = Written(made.id, made.type, item)
            elif there:
                self._delete(there)
                del self._ours[key]
                self._written[key] = Written(there.id, there.type, None)
        self._seen = seen

    def _renamed(self, change: Change, seen: Snapshot) -> Ours | None:
        """Return what a change names otherwise, if it does nothing else."""
        there = self._ours.get(change.key)
        if there is None or change.after is None or not is_renaming(change):
            return None
        return names.renamed(self._api, there, change.after, self._window, seen.directory)

    def _made(self, there: Ours | None, item: Object, seen: Snapshot) -> Ours:
        seen.directory.needed(item)
        return self._update(there, item, seen) if there else self._create(item, seen)

    def _create(self, item: Object, seen: Snapshot) -> Ours:
        kind = kind_of(item.key)
        if kind == "schedule":
            type_ = "schedule_v3" if self._said.schedule_api == "v3" else "schedule"
            at, team = self._errand.at, self._team(item)
            id_ = kind_named(type_).create(self._api, item, at, seen.directory, team)
            return Ours(id_, type_, item)
        if kind == "escalation":
            id_ = policies.create(self._api, item, self._target(seen), self._team(item))
            return self._tagged(Ours(id_, policies.TYPE, item))
        return Ours(services.create(self._api, item, self._policy(item)), services.TYPE, item)

    def _update(self, there: Ours, item: Object, seen: Snapshot) -> Ours:
        made = there._replace(item=item)
        kind = kind_of(item.key)
        if kind == "schedule":
            module, ids = kind_named(there.type), self._said.ids
            now = there.there or module.one(self._api, there.id, self._window, seen.directory, ids)
            if now is None:
                raise WatchbillError(f"{item.key} is gone from PagerDuty", "plan again")
            module.update(self._api, now, item, self._errand.at, seen.directory)
            return made
        if kind == "escalation":
            policies.update(self._api, there.id, item, self._target(seen))
            return self._tagged(made)
        services.update(self._api, there.id, item, self._policy(item))
        return made

    def _delete(self, there: Ours) -> None:
        """Delete an object that is still ours; one that is gone already is no matter."""
        key = there.item.key
        if there.there:
            kind_named(there.type).delete(self._api, there.there)
            return
        module = MODULES[kind_of(key)]
        try:
            now = module.show(self._api, there.id)
            if key not in self._said.ids and marks.read(now.get("description")).key != key:
                raise WatchbillError(f"{key} is not watchbill's any more: its mark is gone")
            module.delete(self._api, there.id)
        except NotFound:
            return

    def _target(self, seen: Snapshot) -> Callable[[str], dict[str, Any]]:
        """Return what refers to the object of a key, as a target of an escalation policy."""

        def target(key: str) -> dict[str, Any]:
            if kind_of(key) == "person":
                return {"id": seen.directory.user(id_of(key)), "type": "user_reference"}
            one = self._found(key)
            return {"id": one.id, "type": f"{one.type}_reference"}

        return target

    def _policy(self, item: Object) -> str:
        return self._found(str(item.body["escalation"])).id

    def _found(self, key: str) -> Ours:
        if key not in self._ours:
            raise WatchbillError(f"{key} is not in PagerDuty", "apply the whole plan")
        return self._ours[key]

    def _team(self, item: Object) -> tuple[str, ...]:
        """Return the id of the team that a new object gets; none that is not there is made."""
        if "team" not in item.body:
            return ()
        if self._teams is None:
            self._teams = teams.by_name(self._api)
        return tuple(id_ for name, id_ in self._teams.items() if name == item.body["team"])

    def _tagged(self, made: Ours) -> Ours:
        if label := made.item.body.get("tag"):
            teams.tag(self._api, made.id, label)
        return made


@contextmanager
def _understood() -> Iterator[None]:
    """Raise WatchbillError where PagerDuty answers in a shape that nobody knows."""
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        name = f"{type(error).__name__}: {error}"
        raise WatchbillError(f"PagerDuty's answer is not understood ({name})", _REPORT) from error


_REPORT = "is api_url the address of PagerDuty's REST API? If so, please report this"


def connect(errand: Errand, sleep: Callable[[float], None] = time.sleep) -> PagerDuty:
    """Open the account; raise WatchbillError without a token. `sleep` takes seconds."""
    return PagerDuty(opened(errand, sleep), errand)


def opened(errand: Errand, sleep: Callable[[float], None] = time.sleep) -> Api:
    """Return the connection of a pager's settings."""
    said = settings(errand.pager)
    found = token(errand.pager.settings, VARIABLE, cwd=errand.root)
    headers = {"Authorization": f"Token token={found.value}", "Accept": _ACCEPT}
    if said.from_email:
        headers["From"] = said.from_email
    return Api(
        said.api_url,
        headers,
        secrets=(found.value,),
        token_from=found.source,
        sleep=sleep,
        record=errand.record,
    )


PROVIDER = Provider(
    "pagerduty",
    desired,
    connect,
    accept=accept,
    limits=limits,
    account=lambda errand: account.account(opened(errand), errand),
    echo=echo,
)
