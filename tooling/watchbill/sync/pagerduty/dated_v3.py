"""Custom shifts and overrides of shift-based schedules (v3): listed, whose they are, and as values.

Neither has a text, so that ours are known by their tags in the schedule's mark, as in v2.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from watchbill.pager.pagerduty_v3_dated import Override, Shift, override_json
from watchbill.sync.http import Api, NotFound, offset_pages
from watchbill.sync.pagerduty import marks
from watchbill.sync.pagerduty.there import Dated, instant, written

Json = dict[str, Any]
PATH = "/v3/schedules"
_PARTS = ("custom_shifts", "overrides")


def listed(api: Api, id_: str, start: datetime, end: datetime) -> dict[str, Json]:
    """Return what touches `[start, end)` (UTC) by id, in its full length."""
    query = {"since": written(start), "until": written(end), "overflow": "true"}
    return {
        str(one["id"]): one
        for part in _PARTS
        for one in offset_pages(api, f"{PATH}/{id_}/{part}", part, query)
    }


_APPLY = timedelta(hours=1)
"""How long an apply may last: the start of what is made for now is when it is made."""


def ours(one: Json, tags: frozenset[str], at: datetime) -> bool:
    """Say whether one is ours by the tags of its schedule, at the instant of a plan."""
    return known(plain(one), tags, at)


def known(one: Dated, tags: frozenset[str], at: datetime) -> bool:
    """Say the same of one whose `person` is the id of a user."""
    return marks.ours(one, one.person, tags, at + _APPLY)


def plain(one: Json) -> Dated:
    """Return when it is, and the id of the user who comes on call by it."""
    return Dated(*when(one), user(one), str(one["id"]))


def when(one: Json) -> tuple[datetime, datetime]:
    """Return the start and the end, in UTC."""
    return instant(one["start_time"]), instant(one["end_time"])


def user(one: Json) -> str:
    """Return who comes on call by it; empty for nobody."""
    said = one["assignments"][0]["member"] if "assignments" in one else one["overriding_member"]
    return str(said.get("user_id") or "")


def value(one: Json) -> Shift | Override:
    """Return it as a value."""
    start, end = when(one)
    if "assignments" in one:
        return Shift(start, end, user(one))
    gone = str(one["overridden_member"].get("user_id") or "")
    whose = str(one.get("rotation_id") or ""), str(one.get("custom_shift_id") or "")
    return Override(start, end, user(one), *whose, gone)


def tags(dated: Iterable[Shift | Override]) -> frozenset[str]:
    """Return the tags by which they are known."""
    return frozenset(marks.tag(one.start, one.end, one.user) for one in dated)


def same(known: frozenset[str], dated: Iterable[Shift | Override]) -> frozenset[str]:
    """Return those of known tags that are of dated ones; what runs has another start by now."""
    kept = {tag[:-1] for tag in tags(dated)}
    return frozenset(tag for tag in known if tag[:-1] in kept)


def override(api: Api, id_: str, overrides: Sequence[Override]) -> None:
    """Make overrides, all or none."""
    if overrides:
        body = {"overrides": [override_json(one) for one in overrides]}
        api.post(f"{PATH}/{id_}/overrides", body)


def remove(api: Api, id_: str, dated: Mapping[str, str]) -> None:
    """Remove by id what is there of a noun: custom_shifts or overrides."""
    for own, noun in dated.items():
        gone(api, f"{PATH}/{id_}/{noun}/{own}")


def gone(api: Api, path: str) -> None:
    """Delete what may be gone already."""
    with suppress(NotFound):
        api.delete(path)
