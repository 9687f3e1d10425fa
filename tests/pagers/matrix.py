"""The fault matrix: an apply that fails, or is killed, at every single request of a scenario.

For each step of a scenario and each request of its apply, the pager's server fails there for good,
and once more after having done it. After every request that could change something, whoever is on
call must be who was before the step, or who will be after it; or both, where a pager cannot do
otherwise. An escalation pages all of those before or all of those after; and a service, of whose
schedules some may have changed, never nobody. Then it is applied again, and everything has to be as
if nothing had happened.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from copy import deepcopy
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from tests.pagers.benches import Bench
from tests.pagers.company import AT
from tests.pagers.fakes.server import Fake, Fault
from watchbill.errors import WatchbillError
from watchbill.pager.objects import Desired, Stint
from watchbill.pager.timeline import people_at

LIMITED = {"ratelimit-limit": "960", "ratelimit-remaining": "0", "ratelimit-reset": "7"}
KINDS: Mapping[str, Fault] = {
    "cut before": Fault(0, "cut_before", times=99),
    "cut after": Fault(0, "cut_after"),
    "broken for good": Fault(0, "status", 500, times=99),
    "too many requests": Fault(0, "status", 429, LIMITED, times=99),
}
"""What goes wrong: for good where nothing is done, or else the client would only ask again."""

UNHEARD = "cut after"

Reached = Mapping[str, frozenset[str]]
Timelines = Mapping[str, tuple[Stint, ...]]
_KEPT = frozenset({"_lock", "after_each", "url", "seen", "faults"})


class Step(NamedTuple):
    """A step of a scenario: what is wanted then, and at which instant."""

    name: str
    wanted: Desired
    at: datetime = AT


class Case(NamedTuple):
    """A step with its apply failing at a request, counted from 0, in one way."""

    step: int
    request: int
    kind: str


class Undisturbed(NamedTuple):
    """A step as it goes without faults: the server before it, who is on call, what it ends in.

    `reached` are those whom escalations page, before and after; `paged` is who is on call for each
    step of a service. `writes` says of each request whether it could change anything.
    """

    before: Mapping[str, Any]
    timelines: tuple[Timelines, Timelines]
    reached: tuple[Reached, Reached]
    paged: tuple[Timelines, Timelines]
    end: object
    others: object
    writes: tuple[bool, ...]


def undisturbed(bench: Bench, steps: Sequence[Step]) -> list[Undisturbed]:
    """Run a scenario once without faults."""
    found = []
    for step in steps:
        fake: Fake = bench.fake
        fake.now = max(fake.now, step.at)
        before, until = _saved(fake), _until(step)
        was, targets, paged = bench.shown(until), bench.reached(), bench.paged(until)
        begun = len(fake.seen)
        assert bench.apply(step.wanted, step.at, prune=True).mismatches == ()
        writes = tuple(seen.writes for seen in fake.seen[begun:])
        assert bench.plan(step.wanted, step.at, prune=True).changes == ()
        timelines, reached = (was, bench.shown(until)), (targets, bench.reached())
        through = paged, bench.paged(until)
        end = bench.state(until), bench.others()
        found.append(Undisturbed(before, timelines, reached, through, *end, writes))
    return found


def cases(runs: Sequence[Undisturbed]) -> Iterator[Case]:
    """Yield every request of every step: a write that is done unheard, and any that is not done.

    The ways in which nothing is done take turns, since they come to the same.
    """
    for step, run in enumerate(runs):
        for request, writes in enumerate(run.writes):
            undone = tuple(kind for kind in KINDS if kind != UNHEARD)
            yield Case(step, request, undone[request % len(undone)])
            if writes:
                yield Case(step, request, UNHEARD)


def disturbed(bench: Bench, steps: Sequence[Step], runs: Sequence[Undisturbed], case: Case) -> None:
    """Run a step with a fault, and again without; compare what was and what is with the rules."""
    step, run, fake = steps[case.step], runs[case.step], bench.fake
    _restore(fake, run.before)
    said: list[str] = []
    fake.after_each = lambda: said.extend(_wrong(bench, run, _until(step)))
    fake.fail(KINDS[case.kind]._replace(at=case.request))
    with suppress(WatchbillError):
        bench.apply(step.wanted, step.at, prune=True)
    fake.faults = []
    assert bench.apply(step.wanted, step.at, prune=True).mismatches == (), case
    assert not said, (case, said[0])
    assert bench.state(_until(step)) == run.end, case
    assert bench.others() == run.others, case
    fake.after_each = lambda: None


def _wrong(bench: Bench, run: Undisturbed, until: datetime) -> Iterator[str]:
    """Yield who is on call, of what was there and stays, and neither was nor will be."""
    yield from _strange(bench, run.timelines, bench.shown(until), until, partial(_allowed, bench))
    yield from _strange(bench, run.paged, bench.paged(until), until, _answered)
    was, will = run.reached
    for key, targets in bench.reached().items():
        if not any(targets >= all_.get(key, targets) for all_ in (was, will)):
            yield f"{key} pages {targets}, not {was[key]} or {will[key]}"


def _strange(
    bench: Bench,
    around: tuple[Timelines, Timelines],
    now: Timelines,
    until: datetime,
    allowed: Callable[[set[str], set[str], set[str]], bool],
) -> Iterator[str]:
    before, after = around
    for key in before.keys() & after.keys():
        drawn = [before[key], now.get(key, ()), after[key]]
        if drawn[1] in (drawn[0], drawn[2]):
            continue
        edges = {edge for stints in drawn for stint in stints for edge in stint[:2]}
        for at in sorted(edge for edge in edges if edge >= bench.fake.now):
            was, shown, will = (people_at(stints, at) for stints in drawn)
            if at < until and not allowed(set(was), set(shown), set(will)):
                request = bench.fake.seen[-1] if bench.fake.seen else None
                yield f"{key} at {at}: {shown}, not {was} or {will}, before {request}"


def _allowed(bench: Bench, was: set[str], shown: set[str], will: set[str]) -> bool:
    """Say whether whoever is paged was or will be; with all of the one or of the other."""
    if bench.meanwhile == "one":
        return shown in (was, will)
    return (was <= shown or will <= shown) and (bench.meanwhile == "besides" or shown <= was | will)


def _answered(was: set[str], shown: set[str], will: set[str]) -> bool:
    """Say whether somebody is paged where somebody was and will be.

    Whom else, the schedules say: an escalation may name other ones a request later.
    """
    return bool(shown) or not (was and will)


def _until(step: Step) -> datetime:
    return max(item.watch.until for item in step.wanted.objects.values() if item.watch)


def _saved(fake: Fake) -> Mapping[str, Any]:
    return {name: deepcopy(value) for name, value in vars(fake).items() if name not in _KEPT}


def _restore(fake: Fake, saved: Mapping[str, Any]) -> None:
    vars(fake).update({name: deepcopy(value) for name, value in saved.items()})
    fake.seen.clear()
    fake.faults = []
