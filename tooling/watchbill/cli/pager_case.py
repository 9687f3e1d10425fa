"""A pager at hand: which one is meant, what it should hold, and how it is opened."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from watchbill.cli.context import catalog_of, root_of
from watchbill.cli.when import instant_of
from watchbill.errors import WatchbillError
from watchbill.findings import Problem
from watchbill.model import Catalog
from watchbill.model.settings import Pager
from watchbill.pager.objects import Desired
from watchbill.sync.journal import FileJournal
from watchbill.sync.plan import Plan, beyond, make_plan
from watchbill.sync.provider import Errand, Target, provider
from watchbill.sync.rollout import Rollout

if TYPE_CHECKING:
    from watchbill.sync.http import Script

DEFAULT = ("folder", Pager(provider="folder"))
_PRODUCTS = {
    "folder": "the folder",
    "pagerduty": "PagerDuty",
    "grafana": "Grafana OnCall",
    "jsm": "JSM Operations",
    "opsgenie": "Opsgenie",
}


def product(provider_name: str) -> str:
    """Return what people call what a provider speaks with."""
    return _PRODUCTS.get(provider_name, provider_name)


class Case(NamedTuple):
    """A pager: its name, what should be there, where it is, and who writes an apply down.

    `script` has the requests of a dry run.
    """

    name: str
    kind: str
    root: Path
    catalog: Catalog
    desired: Desired
    target: Target
    journal: FileJournal
    at: datetime
    script: "Script | None" = None
    limits: Callable[[], Iterable[Problem]] = tuple

    def plan(self, rollout: Rollout, *, prune: bool = False) -> Plan:
        """Look at the pager, and return the plan that makes it agree."""
        actual = self.target.actual()
        plan = make_plan(self.name, self.desired, actual, self.at, prune=prune, rollout=rollout)
        return beyond(plan, self.limits()) if plan.changes else plan


def case_of(
    ctx: click.Context, name: str | None, at: datetime | None, *, dry_run: bool = False
) -> Case:
    """Open the pager that is meant; in a dry run nothing is written to it."""
    root = root_of(ctx)
    catalog, when = catalog_of(root), instant_of(at, None)
    chosen, pager = _chosen(catalog, name)
    kind = provider(pager.provider)
    script = None
    if dry_run and kind.echo is None:
        raise WatchbillError(
            f"the provider {kind.name!r} knows no dry run", "see: watchbill pager plan"
        )
    if dry_run:
        from watchbill.sync.http import Script

        script = Script(kind.echo)
    desired = kind.desired(catalog, pager, when)
    target = kind.connect(Errand(root, pager, catalog.people, when, script, desired))
    journal = FileJournal(root, chosen)
    limits = partial(kind.limits, catalog, pager, when)
    return Case(chosen, kind.name, root, catalog, desired, target, journal, when, script, limits)


def _chosen(catalog: Catalog, name: str | None) -> tuple[str, Pager]:
    """Return the pager that is meant: the named one, the only one, or the embedded one."""
    pagers = catalog.settings.pagers
    if name is None and len(pagers) <= 1:
        return next(iter(pagers.items()), DEFAULT)
    if name is None:
        raise WatchbillError("there are several pagers", f"add --pager: {', '.join(pagers)}")
    if name not in (pagers or DEFAULT[:1]):
        known = ", ".join(pagers) or DEFAULT[0]
        raise WatchbillError(f"there is no pager named {name!r}", f"there are: {known}")
    return name, pagers.get(name, DEFAULT[1])
