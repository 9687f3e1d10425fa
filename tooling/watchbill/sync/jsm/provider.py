"""Jira Service Management as a provider."""

from watchbill.model.settings import Pager
from watchbill.sync.http import with_id
from watchbill.sync.jsm.account import account
from watchbill.sync.jsm.limits import limits
from watchbill.sync.jsm.setup import setup
from watchbill.sync.jsm.target import Jsm
from watchbill.sync.jsm.wishes import desired
from watchbill.sync.provider import Provider


def accept(pager: Pager) -> None:
    """Raise WatchbillError for settings that make no sense, or hold a secret."""
    setup(pager)


PROVIDER = Provider(
    "jsm", desired, Jsm, accept=accept, limits=limits, account=account, echo=with_id
)
