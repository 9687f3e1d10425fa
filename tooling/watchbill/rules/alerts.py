"""WB4, continued: which service an alert belongs to."""

from collections.abc import Iterator

from watchbill.findings import Problem
from watchbill.model import Catalog, Ref
from watchbill.model.services import Alert
from watchbill.rules.rule import ADVICE, Survey, rule


def matched_twice(survey: Survey) -> Iterator[Problem]:
    """Two entries under `alerts` match exactly the same labels.

    Only the first one counts: within a service the one written first, among services the one whose
    id comes first. What the other says of severity, roster and policy is without effect, and nobody
    notices until the wrong team is paged. Keep the match in one of them, or add the label that
    tells them apart, as in `match: {alertname: QueueFull, service: ledger}`.
    """
    first: dict[frozenset[tuple[str, str]], tuple[str, int]] = {}
    for id_, n, alert in _alerts(survey.catalog):
        holder, place = first.setdefault(frozenset(alert.match.items()), (id_, n))
        if (holder, place) != (id_, n):
            whose = "this service" if holder == id_ else f"service {holder}"
            message = f"alerts with {_said(alert)} are matched by {whose} already"
            hint = f"entry {place + 1} of its alerts has them: keep one of the two, or add a label"
            yield Problem("WB412", Ref("service", id_), ("alerts", n, "match"), message, hint)


def _alerts(catalog: Catalog) -> Iterator[tuple[str, int, Alert]]:
    for id_, service in sorted(catalog.services.items()):
        for n, alert in enumerate(service.alerts):
            yield id_, n, alert


def _said(alert: Alert) -> str:
    return ", ".join(f"{name}={value}" for name, value in sorted(alert.match.items())) or "anything"


RULES = (rule("WB412", "alert-matched-twice", ADVICE, matched_twice),)
