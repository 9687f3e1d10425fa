"""Terraform: what a pager should hold, as a document of Terraform's JSON syntax.

Nothing secret is in it, and no provider is set up: tokens are for the root module's environment.
"""

from datetime import datetime
from typing import Literal

from watchbill.emit.artifact import Artifact
from watchbill.emit.terraform.document import written
from watchbill.emit.terraform.grafana import grafana
from watchbill.emit.terraform.pagerduty import ScheduleApi, pagerduty
from watchbill.emit.terraform.wanted import wanted
from watchbill.model import Catalog

Provider = Literal["pagerduty", "grafana"]

_HEAD = (
    "Made by `watchbill export terraform` from rosters, policies and services. Change those, not"
    " this file. Terraform applies at once and guards nothing: `watchbill pager apply` does."
)


def path(provider: Provider) -> str:
    """Return where the document of a provider lies."""
    return f"terraform/{provider}.tf.json"


def terraform(
    catalog: Catalog, at: datetime, provider: Provider, schedule_api: ScheduleApi = "v2"
) -> tuple[Artifact, ...]:
    """Return the document for a provider, with the shifts of `site.weeks` weeks.

    The same all week, but for layers of PagerDuty that are over at the instant (aware).
    `schedule_api` is PagerDuty's kind of schedules. Raise WatchbillError for what cannot be said.
    """
    made = (
        grafana(wanted(catalog, at, alone=False))
        if provider == "grafana"
        else pagerduty(wanted(catalog, at, alone=True), schedule_api)
    )
    return (Artifact(path(provider), written({"//": _HEAD, **made})),)
