"""Names: PagerDuty takes each once, so that one of ours may have to give way to another."""

from collections.abc import Mapping
from types import ModuleType

from watchbill.pager.objects import Object, kind_of
from watchbill.sync.directory import Directory
from watchbill.sync.http import Api
from watchbill.sync.pagerduty import policies, services
from watchbill.sync.pagerduty.kinds import kind_named
from watchbill.sync.pagerduty.snapshot import Ours
from watchbill.sync.pagerduty.there import Window

MODULES: Mapping[str, ModuleType] = {"escalation": policies, "service": services}
"""What is no schedule, by kind."""


def renamed(api: Api, one: Ours, item: Object, window: Window, who: Directory) -> Ours:
    """Give an object the name of `item`, and change nothing else."""
    name = str(item.body["name"])
    if one.there:
        kind_named(one.type).rename(api, one.there, name, window, who)
    else:
        MODULES[kind_of(item.key)].rename(api, one.id, name)
    return one._replace(item=item, there=one.there and one.there._replace(name=name))
