"""What a pager holds, as values: objects, their materialised timelines, and changes of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple


class Stint(NamedTuple):
    """A stretch `[start, end)` in UTC with everybody who is on call in it, sorted."""

    start: datetime
    end: datetime
    people: tuple[str, ...]


class Watch(NamedTuple):
    """The timeline of a schedule: the contract with a pager.

    `stints` are disjoint and in order; where there is none, nobody is on call. `until` (UTC) is
    how far it was planned: behind it nothing is known. `zone` is where its people's times are
    shown, an IANA name.
    """

    roster: str
    role: str
    title: str
    zone: str
    until: datetime
    stints: tuple[Stint, ...]


class Object(NamedTuple):
    """A thing in a pager; `key` is its kind and id: schedule/payments--primary.

    `body` is plain data without the timeline. `steps` are those of an escalation, each with the
    keys of its targets (schedule/… or person/…).
    """

    key: str
    body: Mapping[str, Any]
    watch: Watch | None = None
    steps: tuple[tuple[str, ...], ...] = ()


class Desired(NamedTuple):
    """What should be in the pager, by key."""

    objects: Mapping[str, Object]


class Actual(NamedTuple):
    """What is in the pager: our objects by key; of the others, those that stand in our way.

    `foreign` are keys taken by somebody else, `broken` are keys whose object cannot be read;
    both with the reason.
    """

    objects: Mapping[str, Object]
    foreign: Mapping[str, str] = {}
    broken: Mapping[str, str] = {}


class Change(NamedTuple):
    """One step of a plan: an object made (no `before`), changed, or deleted (no `after`)."""

    key: str
    before: Object | None
    after: Object | None

    @property
    def action(self) -> str:
        """One word for it: create, update or delete."""
        if self.before is None:
            return "create"
        return "delete" if self.after is None else "update"


def kind_of(key: str) -> str:
    """Return the kind that a key begins with."""
    return key.partition("/")[0]
