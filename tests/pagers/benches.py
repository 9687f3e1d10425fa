"""The targets that the contract is tried against: each maker puts one on the bench.

A maker takes an empty folder and a stack that ends with the test, on which it leaves its server. A
live pager is its fake over real HTTP; every plan opens a target anew, as every run does.
"""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol

from tests.pagers import company
from tests.pagers.company import AT, NOTHING, Changes
from watchbill.pager.objects import Desired, kind_of
from watchbill.sync.apply import Outcome, apply
from watchbill.sync.canonical import same
from watchbill.sync.folder import Folder
from watchbill.sync.journal import FileJournal, Journal
from watchbill.sync.memory import Memory, MemoryJournal, Rewriting
from watchbill.sync.plan import Plan, make_plan
from watchbill.sync.provider import Target


class Wanted(Protocol):
    """What the company of `tests.pagers.company`, changed, wants in the pager."""

    def __call__(self, changes: Changes = NOTHING, at: datetime = AT) -> Desired: ...


class Bench(NamedTuple):
    """A pager: how it is opened for what is desired at an instant, and what is wanted in it.

    `claim` puts an object of somebody else where the one of a key would be; `others` shows
    everything in it that is not ours.
    """

    open: Callable[[Desired, datetime], Target]
    wanted: Wanted
    journal: Journal
    claim: Callable[[str], None]
    others: Callable[[], object]

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


Maker = Callable[[Path, ExitStack], Bench]
MAKERS: tuple[Maker, ...] = (folder, memory, rewriting)
