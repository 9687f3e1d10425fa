"""The targets that the contract is tried against: each maker puts one on the bench.

A maker takes an empty folder and a stack that ends with the test, on which it leaves its server. A
live pager is its fake over real HTTP; every plan opens a target anew, as every run does.
"""

from collections.abc import Callable
from contextlib import ExitStack
from copy import deepcopy
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from tests.pagers import company
from tests.pagers.company import AT, NOTHING, Changes
from tests.pagers.fakes.pagerduty import PagerDuty
from watchbill.model.settings import Pager
from watchbill.pager.objects import Desired, kind_of
from watchbill.sync.apply import Outcome, apply
from watchbill.sync.canonical import same
from watchbill.sync.folder import Folder
from watchbill.sync.http import Api
from watchbill.sync.journal import FileJournal, Journal
from watchbill.sync.memory import Memory, MemoryJournal, Rewriting
from watchbill.sync.pagerduty import provider, wanted
from watchbill.sync.plan import Plan, make_plan
from watchbill.sync.provider import Errand, Target


class Wanted(Protocol):
    """What the company of `tests.pagers.company`, changed, wants in the pager."""

    def __call__(self, changes: Changes = NOTHING, at: datetime = AT) -> Desired: ...


class Bench(NamedTuple):
    """A pager: how it is opened for what is desired at an instant, and what is wanted in it.

    `claim` puts an object of somebody else where the one of a key would be; `others` shows
    everything in it that is not ours. `fake` is the server of a live pager.
    """

    open: Callable[[Desired, datetime], Target]
    wanted: Wanted
    journal: Journal
    claim: Callable[[str], None]
    others: Callable[[], object]
    fake: Any = None

    def plan(self, desired: Desired, at: datetime = AT, **options) -> Plan:
        return make_plan("bench", desired, self.open(desired, at).actual(), at, **options)

    def apply(
        self,
        desired: Desired,
        at: datetime = AT,
        through: Callable[[Target], Target] = lambda target: target,
        **options,
    ) -> Outcome:
        target = self.open(desired, at)
        plan = make_plan("bench", desired, target.actual(), at, **options)
        return apply(plan, through(target), self.journal)

    def holds(self, desired: Desired, at: datetime = AT) -> bool:
        found = self.open(desired, at).actual().objects
        return found.keys() == desired.objects.keys() and all(
            same(found[key], item) for key, item in desired.objects.items()
        )


def folder(root: Path, _: ExitStack) -> Bench:
    """Return files below a folder."""
    place = {"escalation": "escalation", "schedule": "schedules", "service": "services"}
    claimed: list[Path] = []

    def claim(key: str) -> None:
        kind, _, id_ = key.partition("/")
        path = root / "build" / "pager" / place[kind] / f"{id_}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('{"name": "theirs"}')
        claimed.append(path)

    return Bench(
        lambda desired, at: Folder(root, "build/pager"),
        company.wanted,
        FileJournal(root, "bench"),
        claim,
        lambda: [path.read_text() for path in claimed],
    )


def memory(_: Path, __: ExitStack) -> Bench:
    """Return a pager that does what it is told."""
    inner = Memory()
    return _in_memory(inner, inner)


def rewriting(_: Path, __: ExitStack) -> Bench:
    """Return a pager that spells things its own way."""
    inner = Memory()
    return _in_memory(Rewriting(inner), inner)


def _in_memory(target: Target, inner: Memory) -> Bench:
    return Bench(
        lambda desired, at: target,
        company.wanted,
        MemoryJournal(),
        lambda key: inner.foreign.update({key: "of others"}),
        lambda: dict(inner.foreign),
    )


def schedules(desired: Desired) -> tuple[str, ...]:
    """Return the keys of the schedules that are wanted, in their order."""
    return tuple(key for key in desired.objects if kind_of(key) == "schedule")


def pagerduty_v2(root: Path, stack: ExitStack) -> Bench:
    """Return an account of PagerDuty, with schedules of layers."""
    return _pagerduty(root, stack, {"schedule_api": "v2"})


def _pagerduty(root: Path, stack: ExitStack, settings: dict[str, Any]) -> Bench:
    fake = stack.enter_context(PagerDuty(AT).running())
    assert isinstance(fake, PagerDuty)
    for person in company.PEOPLE:
        fake.user(person.title())
    pager = Pager(provider="pagerduty", settings=settings)
    claimed: list[tuple[str, str]] = []

    def opened(desired: Desired, at: datetime) -> Target:
        errand = Errand(root, pager, company.catalog().people, at, desired=desired)
        return provider.PagerDuty(pagerduty_api(fake), errand)

    def claim(key: str) -> None:
        name = {"service/net": "Net", "escalation/net": "Net"}.get(key, key.partition("/")[2])
        claimed.append(claimed_in(fake, kind_of(key), name))

    return Bench(
        opened,
        lambda changes=NOTHING, at=AT: wanted.desired(company.catalog(changes), pager, at),
        FileJournal(root, "bench"),
        claim,
        lambda: [deepcopy(fake.kept(noun)[id_]) for noun, id_ in claimed],
        fake,
    )


def pagerduty_api(fake: PagerDuty, **options: Any) -> Api:
    """Return a connection to a fake account that never sleeps."""
    accept = "application/vnd.pagerduty+json;version=2"
    headers = {"Authorization": f"Token token={fake.token}", "Accept": accept}
    return Api(fake.url, headers, sleep=lambda _: None, **options)


def claimed_in(fake: PagerDuty, kind: str, name: str) -> tuple[str, str]:
    """Make an object of somebody else in an account; return its noun and id."""
    user = {"id": next(iter(fake.users)), "type": "user_reference"}
    rules = [{"escalation_delay_in_minutes": 30, "targets": [user]}]
    policy: dict[str, Any] = {
        "type": "escalation_policy",
        "name": f"Of {name}",
        "escalation_rules": rules,
    }
    if kind == "schedule":
        body: dict[str, Any] = {"type": "schedule", "name": name, "time_zone": "Europe/London"}
        return "schedules", fake.do("POST", "/schedules", {"schedule": body})["schedule"]["id"]
    if kind == "escalation":
        policy["name"] = name
    made = fake.do("POST", "/escalation_policies", {"escalation_policy": policy})
    id_ = made["escalation_policy"]["id"]
    if kind == "escalation":
        return "escalation_policies", id_
    reference = {"id": id_, "type": "escalation_policy_reference"}
    body = {"type": "service", "name": name, "escalation_policy": reference}
    return "services", fake.do("POST", "/services", {"service": body})["service"]["id"]


Maker = Callable[[Path, ExitStack], Bench]
MAKERS: tuple[Maker, ...] = (folder, memory, rewriting, pagerduty_v2)
