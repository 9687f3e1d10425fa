"""What is desired of Grafana OnCall: neutral objects, as far as it has words for them."""

from datetime import datetime

from watchbill.model import Catalog
from watchbill.model.settings import Pager
from watchbill.pager import desired as neutral
from watchbill.pager.live import live, trimmed
from watchbill.pager.objects import Desired, Object, id_of, kind_of
from watchbill.sync.oncall import chains, routes
from watchbill.sync.oncall.names import title
from watchbill.sync.oncall.options import Options, options

_FIELDS = {
    "schedule": ("name", "type", "timezone", "feed", "unused_shifts"),
    "escalation": ("name", "repeat", "steps"),
    "service": ("escalation", "condition"),
}


def desired(catalog: Catalog, pager: Pager, at: datetime) -> Desired:
    """Return what should be there at an instant (aware).

    Without the setting `integration` there are no services: Grafana knows none but by routes.
    """
    said = options(pager)
    found = live(neutral.desired(catalog, pager, at), at, alone=False)
    objects = (_said(catalog, said, item) for item in found.objects.values())
    kept = {item.key: item for item in objects if item}
    return trimmed(found._replace(objects=kept), _FIELDS, said.ids)


def _said(catalog: Catalog, said: Options, item: Object) -> Object | None:
    kind = kind_of(item.key)
    if kind == "escalation":
        return chains.normal(item._replace(body={**item.body, "name": _title(item)}))
    if kind == "schedule":
        return _schedule(said, item)
    if not said.integration:
        return None
    body = dict(item.body)
    if item.key not in said.ids:
        body["condition"] = routes.condition(id_of(item.key), catalog.services[id_of(item.key)])
    return item._replace(body=body)


def _schedule(said: Options, item: Object) -> Object:
    body = {**item.body, "name": _title(item), "unused_shifts": 0}
    if item.key not in said.ids:  # of an adopted one, a web schedule, the timeline may still agree
        body["type"] = said.mode
    if said.mode == "calendar" or item.watch is None:
        return item._replace(body=body)
    # Grafana fetches the feed when it likes: what it shows is never written, so never compared.
    watch = item.watch._replace(since=item.watch.until)
    body = {name: value for name, value in body.items() if name != "timezone"}
    return item._replace(body={**body, "feed": said.feed(item.key)}, watch=watch, layers=())


def _title(item: Object) -> str:
    return title(str(item.body["name"]), item.key)
