"""Opsgenie as a provider: read for an import, never written."""

from datetime import datetime
from typing import NoReturn

from watchbill.errors import WatchbillError
from watchbill.model import Catalog
from watchbill.model.settings import Pager
from watchbill.pager.objects import Desired
from watchbill.sync.opsgenie.account import accept, account
from watchbill.sync.provider import Errand, Provider


def desired(_catalog: Catalog, _pager: Pager, _at: datetime) -> Desired:
    """Return nothing: nothing is written there."""
    return Desired({})


def connect(_errand: Errand) -> NoReturn:
    """Raise WatchbillError: whatever is applied goes to another pager."""
    raise WatchbillError(
        "Opsgenie is only read: its API ends on 2027-04-05",
        "import it (watchbill pager import), and apply to jsm, pagerduty or grafana",
    )


PROVIDER = Provider("opsgenie", desired, connect, accept=accept, account=account, read_only=True)
