"""Escalations of Jira Service Management and Opsgenie: rules, each for one recipient.

    {"condition": "if-not-acked", "notifyType": "default", "delay": 5, "recipient": {"type", "id"}}

A delay counts from the begin of the alert, in minutes (so users understand the form in which rules
are shown; the documentation does not say it). Rules of the same delay are one step, in no order of
their own. The wait after the last step is kept only where the escalation is repeated.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from watchbill.errors import WatchbillError

Json = Mapping[str, Any]

MOST_REPEATS = 20
LONGEST_TEXT = 200
"""Characters in the description of an escalation."""

_PLAIN = {"condition": "if-not-acked", "notifyType": "default"}
_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400, "weeks": 604_800}


class Step(NamedTuple):
    """Who is paged together, in the order of their names, and the wait in minutes after it."""

    notify: tuple[str, ...]
    wait: int


def normal(steps: Sequence[Step], repeat: int) -> tuple[Step, ...]:
    """Return steps as the service can give them back.

    Steps without a wait between them are one; one that pages nobody is but a longer wait, unless it
    is the first. The last one waits only for a repetition.
    """
    found: list[Step] = []
    for notify, wait in steps:
        names = tuple(sorted(set(notify)))
        if found and (not found[-1].wait or not names):
            before = found.pop()
            found.append(Step(tuple(sorted({*before.notify, *names})), before.wait + wait))
        else:
            found.append(Step(names, wait))
    return (*found[:-1], found[-1]._replace(wait=found[-1].wait if repeat else 0)) if found else ()


def steps_of(body: Json) -> tuple[Step, ...]:
    """Return the steps of an escalation's body."""
    return tuple(Step(tuple(one["notify"]), one["wait_minutes"]) for one in body["steps"])


def body_of(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """Return steps as a body has them; the reverse of `steps_of`."""
    return [{"notify": list(step.notify), "wait_minutes": step.wait} for step in steps]


def write(steps: Sequence[Step], repeat: int, recipient: Callable[[str], Json]) -> dict[str, Any]:
    """Return the rules and the repetition of an escalation; `recipient` is whom a key names."""
    repeated = {"waitInterval": steps[-1].wait if repeat and steps else 0, "count": repeat or 1}
    return {
        "rules": [
            {**_PLAIN, "delay": delay, "recipient": dict(recipient(key))}
            for delay, step in _delays(steps)
            for key in step.notify
        ],
        "repeat": {**repeated, "resetRecipientStates": False, "closeAlertAfterAll": False},
    }


def read(record: Json, key: Callable[[Json], str]) -> tuple[tuple[Step, ...], int]:
    """Return the steps and repetitions of an escalation; `key` names the recipient of a rule."""
    at: dict[int, set[str]] = {}
    for rule in record.get("rules") or ():
        at.setdefault(_delay(rule), set()).add(key(rule))
    repeat, last = _repeated(record.get("repeat") or {})
    delays = sorted({0, *at}) if at else []
    waits = [*(end - start for start, end in pairwise(delays)), last]
    steps = [
        Step(tuple(at.get(delay, ())), wait) for delay, wait in zip(delays, waits, strict=False)
    ]
    return normal(steps, repeat), repeat


def plain(rule: Json) -> bool:
    """Say whether a rule pages whoever is on call, unless somebody has acknowledged."""
    return all(rule.get(name, value) == value for name, value in _PLAIN.items())


def _delays(steps: Sequence[Step]) -> Iterator[tuple[int, Step]]:
    delay = 0
    for step in steps:
        yield delay, step
        delay += step.wait


def _delay(rule: Json) -> int:
    """Return minutes: Opsgenie says an amount and its unit, its successor the minutes."""
    delay = rule.get("delay") or 0
    if not isinstance(delay, Mapping):
        return int(delay)
    unit = delay.get("timeUnit") or "minutes"
    if unit not in _SECONDS:
        raise WatchbillError(f"an escalation waits for an unknown unit of time: {unit!r}")
    return int(delay.get("timeAmount") or 0) * _SECONDS[unit] // 60


def _repeated(repeat: Json) -> tuple[int, int]:
    """Return how often more, and after which wait: none is what stands for no repetition."""
    wait, count = int(repeat.get("waitInterval") or 0), int(repeat.get("count") or 0)
    return (count, wait) if wait and count else (0, 0)
