"""Live accounts on the bench of the contract, where the environment names one.

`WATCHBILL_E2E_<PROVIDER>_URL` and `…_TOKEN` say where the account is; `…_USERS` are the e-mail
addresses of four of its users, separated by commas; `…_SETTINGS` (JSON) is whatever else the
provider needs. Everything that a test makes is deleted when it ends.
"""

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.pagers import company
from tests.pagers.benches import Bench, Maker
from tests.pagers.company import AT, NOTHING, Changes
from watchbill.model import Catalog
from watchbill.model.settings import Pager
from watchbill.pager.objects import Desired
from watchbill.sync.journal import FileJournal
from watchbill.sync.provider import Errand, Target, provider

_ADDRESS = {"pagerduty": "api_url", "grafana": "url", "jsm": "api_url"}
"""The setting that says where a provider's API is."""


def makers() -> Iterator[Maker]:
    """Yield a maker for each account that the environment names."""
    for name in _ADDRESS:
        if os.environ.get(_variable(name, "URL")):
            yield _maker(name)


def _variable(name: str, what: str) -> str:
    return f"WATCHBILL_E2E_{name.upper()}_{what}"


def _maker(name: str) -> Maker:
    def maker(root: Path, stack: ExitStack) -> Bench:
        return _bench(name, root, stack)

    maker.__name__ = f"live_{name}"
    return maker


def _bench(name: str, root: Path, stack: ExitStack) -> Bench:
    kind, pager = provider(name), Pager(provider=name, settings=_settings(name))

    def opened(desired: Desired, at: datetime) -> Target:
        people = _catalog(name, NOTHING).people
        return kind.connect(Errand(root, pager, people, at, desired=desired))

    def wanted(changes: Changes = NOTHING, at: datetime = AT) -> Desired:
        now = datetime.now(UTC)  # noqa: TID251  # what has passed cannot be written any more
        return kind.desired(_catalog(name, changes), pager, max(at, now))

    def claim(key: str) -> None:
        pytest.skip(f"nothing of somebody else is put into a live account: {key}")

    bench = Bench(opened, wanted, FileJournal(root, "live"), claim, lambda: None)
    stack.callback(lambda: bench.apply(Desired({}, wanted().people), prune=True))
    return bench


def _settings(name: str) -> dict[str, Any]:
    more = json.loads(os.environ.get(_variable(name, "SETTINGS"), "{}"))
    where = {_ADDRESS[name]: os.environ[_variable(name, "URL")]}
    return {**where, "token_env": _variable(name, "TOKEN"), **more}


def _catalog(name: str, changes: Changes) -> Catalog:
    """Return the company, with the addresses of the account's users."""
    users = os.environ[_variable(name, "USERS")].split(",")
    texts = {**company.FILES, **changes}
    for who, address in zip(company.PEOPLE, users, strict=True):
        path = f"rosters/people/{who}.yaml"
        text = texts[path] or ""
        texts[path] = text.replace(f"{who}@small.example", address.strip())
    return company.catalog(texts)
