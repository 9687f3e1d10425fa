"""When two objects are the same, however a pager spells them; and what a plan's digest covers.

A pager may add fields, write text in another Unicode form, trim it, or leave out what is null.
None of this is a difference: only fields that we set are compared.
"""

import json
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any

from watchbill.pager.objects import Change, Object, Watch
from watchbill.pager.timeline import differences, lasts, settle


def same(before: Object, after: Object) -> bool:
    """Say whether a pager that holds `before` needs no change to hold `after`."""
    return not fields(before, after)


def fields(before: Object, after: Object) -> tuple[str, ...]:
    """Return the names of what differs: fields of the body, and `shifts` for the timeline."""
    names = [
        name
        for name, value in after.body.items()
        if normal(before.body.get(name), value) != normal(value, value)
    ]
    return (*names, "shifts") if _shifts_differ(before.watch, after.watch) else tuple(names)


def _shifts_differ(before: Watch | None, after: Watch | None) -> bool:
    """Say whether timelines differ: wholly, or from `since` on in a pager that keeps its past.

    What ends within minutes of it has been written meanwhile, or will be over before it could be.
    """
    if before is None or after is None or after.since is None:
        return _timeline(before) != _timeline(after)
    found = differences(settle(before.stints), settle(after.stints), after.since, after.until)
    return any(lasts(one) and one.end > after.since + _MOMENT for one in found)


_MOMENT = timedelta(minutes=10)


def normal(value: Any, like: Any) -> Any:
    """Return the normal form of a value, with only those fields that `like` sets."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", "\n".join(value.splitlines())).strip()
    if isinstance(value, Mapping):
        shape = like if isinstance(like, Mapping) else {}
        inner = {key: normal(value.get(key), want) for key, want in shape.items()}
        return {key: item for key, item in inner.items() if item is not None}
    if isinstance(value, list | tuple):
        shapes = like if isinstance(like, list | tuple) and len(like) == len(value) else value
        return [normal(item, want) for item, want in zip(value, shapes, strict=True)]
    return value


def signature(change: Change) -> str:
    """Return the name of a change by what it does; other fields of the pager do not count."""
    like = (change.after or change.before or Object("", {})).body
    said = [change.key, _plain(change.before, like), _plain(change.after, like)]
    return _hash(json.dumps(said, sort_keys=True, default=str))


def digest(pager: str, changes: Iterable[Change]) -> str:
    """Return what binds a plan that was reviewed to its apply: 16 hexadecimal digits."""
    return _hash("\n".join([pager, *map(signature, changes)]))[:16]


def _plain(item: Object | None, like: Mapping[str, Any]) -> object:
    return None if item is None else [normal(item.body, like), _timeline(item.watch)]


def _timeline(watch: Watch | None) -> object:
    """Return what has to agree in a timeline; its name and zone are in the body."""
    return watch and (watch.until, settle(watch.stints))


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
