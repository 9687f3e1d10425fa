"""Names: PagerDuty takes each once, so that one of ours may have to give way to another."""

from collections.abc import Mapping
from types import ModuleType

from watchbill.errors import WatchbillError
from watchbill.pager.objects import Object, kind_of
from watchbill.sync.directory import Directory
from watchbill.sync.http import Api
from watchbill.sync.pagerduty import policies, services
from watchbill.sync.pagerduty.kinds import kind_named
from watchbill.sync.pagerduty.marks import cut
from watchbill.sync.pagerduty.snapshot import Ours
from watchbill.sync.pagerduty.there import Window
from watchbill.sync.pagerduty.wanted import LONGEST_NAME

MODULES: Mapping[str, ModuleType] = {"escalation": policies, "service": services}
"""What is no schedule, by kind."""


def in_the_way(ours: Mapping[str, Ours], item: Object) -> Ours | None:
    """Return the object of ours that has the name which another of its kind is to get."""
    name, kind = item.body.get("name"), kind_of(item.key)
    return next(
        (
            one
            for key, one in ours.items()
            if key != item.key and kind_of(key) == kind and _name(one) == name
        ),
        None,
    )


def _name(one: Ours) -> str:
    """Return what an object is named; what is wanted of an adopted schedule does not say so."""
    return str(one.item.body.get("name") or (one.there.name if one.there else ""))


def may_give_way(one: Ours, wanted: Object | None, ids: Mapping[str, str]) -> None:
    """Raise WatchbillError for an object that keeps its name: as an adopted one, or as wanted."""
    key, name = one.item.key, _name(one)
    why = f"PagerDuty takes a name once, and {key} is named {name!r}"
    if key in ids:
        raise WatchbillError(why, "it was adopted: rename it in PagerDuty, or name ours otherwise")
    if wanted and wanted.body.get("name") == name:
        raise WatchbillError(why, "name one of them anew")


def given_way(api: Api, one: Ours, window: Window, who: Directory) -> Ours:
    """Rename an object until it gets a name of its own, or goes.

    Its new name says its key, which nothing else can be named.
    """
    key, name = one.item.key, _name(one)
    mark = f" ({key})"
    new = f"{cut(name, LONGEST_NAME - len(mark))}{mark}"
    if one.there:
        kind_named(one.type).rename(api, one.there, new, window, who)
    else:
        MODULES[kind_of(key)].rename(api, one.id, new)
    item = one.item._replace(body={**one.item.body, "name": new})
    return one._replace(item=item, there=one.there and one.there._replace(name=new))
