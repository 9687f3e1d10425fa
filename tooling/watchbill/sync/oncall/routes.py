"""Services as routes of one integration: a condition on an alert's labels, and the chain it pages.

    {# watchbill service/checkout #}{{ labels.get("service") == "checkout" }}

Routes of others are left alone, and so is the default one, unless it was adopted by its id: then it
is led to another chain, as it has no condition.
"""

from collections.abc import Mapping
from typing import Any

from watchbill.errors import WatchbillError
from watchbill.model.services import Service
from watchbill.pager.objects import Object
from watchbill.pager.oncall_fields import agrees
from watchbill.sync.oncall.desk import Desk
from watchbill.sync.oncall.names import commented, uncommented

_LABELS = "(payload.commonLabels or payload.labels or {})"
"""The labels of an alert as Alertmanager and Grafana send it, or as other integrations do."""

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -_./:@")


def condition(service: str, value: Service) -> str:
    """Return the Jinja2 condition of a service's alerts; of its id, where it names none."""
    matches = [alert.match for alert in value.alerts if alert.match] or [{"service": service}]
    terms = [" and ".join(_term(*pair) for pair in sorted(match.items())) for match in matches]
    return f"{{{{ {' or '.join(dict.fromkeys(terms))} }}}}"


def _term(label: str, value: str) -> str:
    return f"{_LABELS}.get({_quoted(label)}) == {_quoted(value)}"


def _quoted(text: str) -> str:
    """Return a text as a string of Jinja2, which reads the escapes of Python."""
    return '"' + "".join(char if char in _PLAIN else f"\\U{ord(char):08x}" for char in text) + '"'


def found(desk: Desk) -> dict[str, Object]:
    """Return our services as they are there."""
    if not desk.options.integration:
        return {}
    chains = {str(rows[0]["id"]): key for key, rows in desk.ours("escalation").items()}
    return {
        key: Object(
            key,
            {
                "escalation": chains.get(str(rows[0].get("escalation_chain_id"))),
                "condition": uncommented(str(rows[0].get("routing_regex") or ""))[0],
            },
        )
        for key, rows in desk.ours("service").items()
    }


def write(desk: Desk, item: Object) -> None:
    """Make or change the route of a service."""
    chain = desk.one(str(item.body["escalation"]))
    if chain is None:
        raise WatchbillError(f"{item.key} pages {item.body['escalation']}, which is not there")
    route = desk.one(item.key)
    body: dict[str, Any] = {
        "integration_id": desk.options.integration,
        "escalation_chain_id": chain["id"],
        **_condition(item.key, item.body),
    }
    if route is None:
        route = desk.rows.create("routes", body)
    elif not agrees(route, body):
        route = desk.rows.replace("routes", str(route["id"]), body)
    if not agrees(route, body):
        raise WatchbillError(f"Grafana OnCall did not keep the route of {item.key} as it was sent")
    for double in desk.ours("service").get(item.key, ())[1:]:
        desk.rows.remove("routes", str(double["id"]))


def delete(desk: Desk, key: str) -> None:
    """Delete the route of a service; its alerts then take the integration's default route.

    Raise WatchbillError for that one, where it was adopted: Grafana keeps it.
    """
    for route in desk.ours("service").get(key, ()):
        if route.get("is_the_last_route"):
            raise WatchbillError(
                f"{key} is the default route of the integration, which cannot be deleted",
                "lead it elsewhere in Grafana, and take it out of settings.ids",
            )
        desk.rows.remove("routes", str(route["id"]))


def _condition(key: str, body: Mapping[str, Any]) -> dict[str, str]:
    """Return the fields of a condition; none for a route that was adopted with its own."""
    if "condition" not in body:
        return {}
    return {"routing_type": "jinja2", "routing_regex": commented(body["condition"], key)}
