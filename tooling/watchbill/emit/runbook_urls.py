"""The addresses of runbooks by alert, for `runbook_url` annotations of Prometheus rules."""

import json

from watchbill.emit.artifact import Artifact
from watchbill.emit.escape import percent, web
from watchbill.emit.links import address, page_path
from watchbill.errors import WatchbillError
from watchbill.model import Catalog

PATH = "runbook-urls.json"


def runbook_urls(catalog: Catalog) -> tuple[Artifact, ...]:
    """Return the list, by alert and runbook: an alert of two runbooks is in it twice.

    Raise WatchbillError where the settings do not say where the site is.
    """
    site = _site(catalog)
    rows = [
        {
            "alert": alert,
            "runbook_url": f"{site}/{percent(address(page_path('runbook', id_)))}",
            "services": book.front.services,
            "owner": book.front.owner,
        }
        for alert, id_, book in sorted(
            (alert, id_, book)
            for id_, book in catalog.runbooks.items()
            for alert in set(book.front.alerts)
        )
    ]
    return (Artifact(PATH, json.dumps(rows, ensure_ascii=False, indent=2) + "\n"),)


def _site(catalog: Catalog) -> str:
    """Return where the site is, without the / at the end."""
    hint = "set site: {url: https://oncall.example/} in watchbill.yaml"
    url = catalog.settings.site.url
    if url is None:
        raise WatchbillError("watchbill.yaml does not say where the site is", hint)
    if web(url) is None:
        raise WatchbillError(f"site.url is no web address: {url}", hint)
    return url.rstrip("/")
