"""What every part of a Jira Service Management at hand works with."""

from datetime import datetime
from typing import NamedTuple

from watchbill.errors import WatchbillError
from watchbill.pager.objects import Desired
from watchbill.sync.jsm.directory import Directory
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


def not_ours(key: str) -> WatchbillError:
    """Return the error for an object that may not be touched."""
    return WatchbillError(
        f"{key} is not watchbill's: its mark is gone", "record its id in the pager's settings.ids"
    )
