"""What every part of a Jira Service Management at hand works with."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from watchbill.errors import WatchbillError
from watchbill.pager.objects import Desired
from watchbill.sync.directory import Directory
from watchbill.sync.jsm.marks import key_of
from watchbill.sync.jsm.setup import Link, Setup
from watchbill.sync.jsm.timeline import Window


class Case(NamedTuple):
    """The services, the settings, who is who, and the window (UTC) that is compared from `at`."""

    link: Link
    setup: Setup
    directory: Directory
    desired: Desired
    window: Window
    at: datetime


def ensure_ours(case: Case, key: str, record: Mapping[str, Any]) -> None:
    """Raise WatchbillError for an object that is neither recorded nor marked as ours."""
    if case.setup.ids.get(key) != record["id"] and key_of(record.get("description")) != key:
        raise WatchbillError(
            f"{key} is not watchbill's: its mark is gone",
            "record its id in the pager's settings.ids",
        )
