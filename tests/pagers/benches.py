"""The targets that the contract is tried against: each maker puts one on the bench.

A maker takes an empty folder and a stack that ends with the test, on which it leaves its server. A
live pager is its fake over real HTTP; every plan opens a target anew, as every run does.
"""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from copy import deepcopy
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from tests.pagers import company
from tests.pagers.company import AT, NOTHING, Changes
from tests.pagers.fakes.pagerduty import PagerDuty
from watchbill.model.settings import Pager
from watchbill.pager.objects import Desired, Stint, kind_of
from watchbill.pager.timeline import settle
from watchbill.sync.apply import Outcome, apply
from watchbill.sync.canonical import same
from watchbill.sync.folder import Folder
from watchbill.sync.http import Api
from watchbill.sync.journal import FileJournal, Journal
from watchbill.sync.memory import Memory, MemoryJournal, Rewriting
from watchbill.sync.pagerduty import marks, provider, wanted
from watchbill.sync.plan import Plan, make_plan
from watchbill.sync.provider import Errand, Target


class Wanted(Protocol):
    """What the company of `tests.pagers.company`, changed, wants in the pager."""

    def __call__(self, changes: Changes = NOTHING, at: datetime = AT) -> Desired: ...


class Bench(NamedTuple):
    """A pager: how it is opened for what is desired at an instant, and what is wanted in it.

    `claim` puts an object of somebody else where the one of a key would be; `others` shows
    everything in it that is not ours. `fake` is the server of a live pager;
    `shown` draws whom each schedule pages from now until an instant, by key, and `state` is all of
    ours, so that two runs can be compared.
    """

    open: Callable[[Desired, datetime], Target]
    wanted: Wanted
    journal: Journal
    claim: Callable[[str], None]
    others: Callable[[], object]
    fake: Any = None
    shown: Callable[[datetime], Mapping[str, tuple[Stint, ...]]] = lambda _: {}
    state: Callable[[], object] = lambda: None

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


def pagerduty_v3(root: Path, stack: ExitStack) -> Bench:
    """Return an account of PagerDuty, with schedules of shifts."""
    return _pagerduty(root, stack, {"schedule_api": "v3"})


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
        lambda end: pagerduty_shown(fake, end),
        lambda: pagerduty_state(fake),
    )


def pagerduty_api(fake: PagerDuty, **options: Any) -> Api:
    """Return a connection to a fake account that never sleeps."""
    accept = "application/vnd.pagerduty+json;version=2"
    headers = {"Authorization": f"Token token={fake.token}", "Accept": accept}
    return Api(fake.url, headers, sleep=lambda _: None, **options)


def claimed_in(fake: PagerDuty, kind: str, name: str) -> tuple[str, str]:
    """Make an object of somebody else in an account; return its noun and id."""
    user = next(iter(fake.users))
    if kind == "schedule":
        return "schedules", fake.schedule(name, [user])
    if kind == "escalation":
        return "escalation_policies", fake.policy(name, [user])
    return "services", fake.service(name, fake.policy(f"Of {name}", [user]))


def pagerduty_shown(fake: PagerDuty, end: datetime) -> Mapping[str, tuple[Stint, ...]]:
    """Return whom each of our schedules pages from now on, by key."""
    return {
        key: _drawn(noun, repr(thing), fake, id_, end)
        for noun in ("schedules", "schedules_v3")
        for id_, thing in fake.kept(noun).items()
        if (key := marks.read(thing["description"]).key)
    }


_DRAWN: dict[tuple[str, str], tuple[Stint, ...]] = {}


def _drawn(noun: str, said: str, fake: PagerDuty, id_: str, end: datetime) -> tuple[Stint, ...]:
    """Render a schedule once for each state of it: rendering is slow."""
    if (noun, said) not in _DRAWN:
        names = {key: user["name"] for key, user in fake.users.items()}
        found = fake.rendered(id_, fake.now, end)
        _DRAWN[noun, said] = settle(
            Stint(start, stop, (names[user],)) for start, stop, user in found
        )
    return _DRAWN[noun, said]


def pagerduty_state(fake: PagerDuty) -> object:
    """Return everything of ours that counts, without ids and times of changes."""
    names = {
        key: thing["name"]
        for noun in ("users", "schedules", "schedules_v3", "escalation_policies")
        for key, thing in fake.kept(noun).items()
    }
    return {
        "schedules": sorted(
            (
                one["name"],
                one["time_zone"],
                one["description"],
                sorted((str(o["end"]), names[o["user"]]) for o in one.get("overrides", ())),
                [
                    (layer["name"], [names[user] for user in layer["users"]], layer["restrictions"])
                    for layer in one.get("schedule_layers", ())
                    if not layer["end"] or layer["end"] > fake.now
                ],
            )
            for noun in ("schedules", "schedules_v3")
            for one in fake.kept(noun).values()
            if "watchbill" in one["description"]
        ),
        "policies": sorted(
            (
                one["name"],
                one["description"],
                one["num_loops"],
                [
                    (rule["delay"], sorted(names[key] for _, key in rule["targets"]))
                    for rule in one["rules"]
                ],
            )
            for one in fake.escalation_policies.values()
        ),
        "services": sorted(
            (one["name"], one["description"], names[one["escalation_policy"]])
            for one in fake.services.values()
        ),
    }


Maker = Callable[[Path, ExitStack], Bench]
MAKERS: tuple[Maker, ...] = (folder, memory, rewriting, pagerduty_v2, pagerduty_v3)
