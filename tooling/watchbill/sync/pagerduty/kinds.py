"""The two kinds of schedules, which never become each other: of layers (v2), of shifts (v3)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from watchbill.pager.objects import Object
from watchbill.sync.directory import Directory
from watchbill.sync.http import Api
from watchbill.sync.pagerduty import schedules_v2, schedules_v3
from watchbill.sync.pagerduty.there import Kind, There, Window


class Schedules(Protocol):
    """What the module of a kind can do."""

    def read(
        self, api: Api, window: Window, directory: Directory, ids: Mapping[str, str], /
    ) -> tuple[tuple[There, ...], Mapping[str, str]]:
        """Return ours, and the ids of all others by name."""

    def one(
        self, api: Api, id_: str, window: Window, directory: Directory, ids: Mapping[str, str], /
    ) -> There | None:
        """Read one of ours anew; None where it is gone or not ours any more."""

    def create(
        self, api: Api, item: Object, at: datetime, directory: Directory, teams: Sequence[str], /
    ) -> str:
        """Make one; return its id."""

    def update(
        self, api: Api, there: There, item: Object, at: datetime, directory: Directory, /
    ) -> None:
        """Make one page as wanted."""

    def rename(
        self, api: Api, there: There, name: str, window: Window, directory: Directory, /
    ) -> None:
        """Name one of ours otherwise, and change nothing else."""

    def delete(self, api: Api, there: There, /) -> None:
        """Delete one of ours."""


KINDS: Mapping[Kind, Schedules] = {"schedule": schedules_v2, "schedule_v3": schedules_v3}


def kind_named(type_: str) -> Schedules:
    """Return the module of a type."""
    return next(kind for name, kind in KINDS.items() if name == type_)


NOT_HAD = frozenset({402, 403, 404})
"""How an account answers that has no schedules of shifts."""
