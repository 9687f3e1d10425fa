"""The targets that the contract is tried against: each maker puts one on the bench.

A maker takes an empty folder and a stack that ends with the test, on which it leaves its server. A
live pager is its fake over real HTTP; every plan opens a target anew, as every run does.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from copy import deepcopy
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol

from tests.pagers import company
from tests.pagers.company import AT, NOTHING, Changes
from tests.pagers.fakes.pagerduty import PagerDuty
from tests.pagers.oncall_bench import oncall_calendar
from watchbill.model.settings import Pager
from watchbill.pager.objects import Desired, Stint, kind_of
from watchbill.pager.timeline import clip, settle
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
    `shown` draws whom each schedule pages from now until an instant, by key, and `paged` whom each
    step of a service does; `reached` says whom each escalation of ours names, and `state` is all of
    ours, so that two runs can be compared. `meanwhile` says who may be paged while a change lasts:
    those before or those after; both of them at once, since nothing there hides another; or, where
    even the pager's own turns show through for a request, others besides, but never nobody.
    """

    open: Callable[[Desired, datetime], Target]
    wanted: Wanted
    journal: Journal
    claim: Callable[[str], None]
    others: Callable[[], object]
    fake: Any = None
    shown: Callable[[datetime], Mapping[str, tuple[Stint, ...]]] = lambda _: {}
    paged: Callable[[datetime], Mapping[str, tuple[Stint, ...]]] = lambda _: {}
    state: Callable[[datetime], object] = lambda _: None
    meanwhile: Literal["one", "both", "besides"] = "one"
    reached: Callable[[], Mapping[str, frozenset[str]]] = dict

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
    stack.callback(fake.keep_contract)
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
        lambda end: pagerduty_paged(fake, end),
        lambda end: pagerduty_state(fake, end),
        "besides" if settings["schedule_api"] == "v3" else "one",
        reached=lambda: pagerduty_reached(fake),
    )


def pagerduty_api(fake: PagerDuty, **options: Any) -> Api:
    """Return a connection to a fake account that never sleeps."""
    accept = "application/vnd.pagerduty+json;version=2"
    headers = {"Authorization": f"Token token={fake.token}", "Accept": accept}
    return Api(fake.url, headers, **{"sleep": lambda _: None, **options})


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
    return {key: _drawn(repr(thing), fake, thing["id"], end) for key, thing in _ours(fake)}


def pagerduty_reached(fake: PagerDuty) -> Mapping[str, frozenset[str]]:
    """Return whom each of our escalation policies pages; both by what they are called here."""
    return {
        key: frozenset(
            marks.read(target.get("description")).key or target["name"]
            for rule in policy["rules"]
            for target in (fake.kept(noun)[id_] for noun, id_ in rule["targets"])
        )
        for policy in fake.escalation_policies.values()
        if (key := marks.read(policy["description"]).key)
    }


def pagerduty_paged(fake: PagerDuty, end: datetime) -> Mapping[str, tuple[Stint, ...]]:
    """Return whom each step of our services pages from now on, by service and step."""
    return {
        f"{key} step {number}": settle(
            stint for noun, id_ in rule["targets"] for stint in _of_target(fake, noun, id_, end)
        )
        for service in fake.services.values()
        if (key := marks.read(service["description"]).key)
        for number, rule in enumerate(
            fake.escalation_policies[service["escalation_policy"]]["rules"], start=1
        )
    }


def _of_target(fake: PagerDuty, noun: str, id_: str, end: datetime) -> tuple[Stint, ...]:
    if noun == "users":
        return (Stint(fake.now, end, (fake.users[id_]["name"],)),)
    return _drawn(repr(fake.kept(noun)[id_]), fake, id_, end)


_DRAWN: dict[tuple[str, datetime], tuple[Stint, ...]] = {}


def _drawn(said: str, fake: PagerDuty, id_: str, end: datetime) -> tuple[Stint, ...]:
    """Render a schedule once for each state of it: rendering is slow."""
    if (said, end) not in _DRAWN:
        names = {key: user["name"] for key, user in fake.users.items()}
        found = fake.rendered(id_, fake.now, end)
        _DRAWN[said, end] = settle(
            Stint(start, stop, (names[user],)) for start, stop, user in found
        )
    return _DRAWN[said, end]


def pagerduty_state(fake: PagerDuty, end: datetime) -> object:
    """Return everything of ours that counts, without ids and times of changes.

    Of overrides that is whom they page: one may be left that pages whom the layers page.
    """
    soon = fake.now.replace(minute=0, second=0) + timedelta(hours=1)
    shown = {key: clip(made, soon, end) for key, made in pagerduty_shown(fake, end).items()}
    return {
        "schedules": [
            (one["name"], one["time_zone"], marks.read(one["description"])[:2], shown[key])
            for key, one in _ours(fake)
        ],
        "not tagged": [key for key, one in _ours(fake) for _ in _untagged(one)],
        "policies": sorted(
            (one["name"], one["description"], one["num_loops"], _rules(fake, one))
            for one in fake.escalation_policies.values()
        ),
        "services": sorted(
            (
                one["name"],
                one["description"],
                fake.escalation_policies[one["escalation_policy"]]["name"],
            )
            for one in fake.services.values()
        ),
    }


def _ours(fake: PagerDuty) -> list[tuple[str, dict[str, Any]]]:
    things = [*fake.schedules.values(), *fake.schedules_v3.values()]
    keys = ((marks.read(thing["description"]).key, thing) for thing in things)
    return sorted(((key, thing) for key, thing in keys if key), key=lambda pair: pair[0])


def _untagged(schedule: Mapping[str, Any]) -> Iterator[object]:
    """Yield the overrides of layers that nobody would know to be ours."""
    tags = {tag[:-1] for tag in marks.read(schedule["description"]).tags}
    for one in schedule["overrides"] if "schedule_layers" in schedule else ():
        if marks.tag(one["start"], one["end"], one["user"])[:-1] not in tags:
            yield one


def _rules(fake: PagerDuty, policy: Mapping[str, Any]) -> list[tuple[int, list[str]]]:
    return [
        (rule["delay"], sorted(fake.kept(noun)[key]["name"] for noun, key in rule["targets"]))
        for rule in policy["rules"]
    ]


Maker = Callable[[Path, ExitStack], Bench]
MAKERS: tuple[Maker, ...] = (folder, memory, rewriting, pagerduty_v2, pagerduty_v3, oncall_calendar)
