"""Names in a pager that takes each once a kind: one of ours gives way where another gets its name.

It is renamed by a step of the plan, ahead of the one that needs the name, so that an apply writes
nothing that nobody reviewed.
"""

from collections.abc import Iterable, Iterator

from watchbill.pager.objects import Actual, Change, Object, kind_of

_KEPT = 100
"""How much of a name stays beside the key; the pagers take 255 characters for both."""


def giving_way(changes: Iterable[Change], actual: Actual) -> Iterator[Change]:
    """Yield changes in their order, each behind the renaming of whatever has its name."""
    if actual.names is None:
        yield from changes
        return
    there = dict(actual.objects)
    names = dict(actual.names)
    holders = {(kind_of(key), name): key for key, name in names.items()}
    for change in changes:
        key, kind = change.key, kind_of(change.key)
        name = str(change.after.body.get("name", "")) if change.after else ""
        holder = holders.get((kind, name), key) if name else key
        if holder != key and holder in there:  # a guard speaks of what stays as it is
            renamed = _away(there[holder], name)
            yield Change(holder, there[holder], renamed)
            there[holder], names[holder] = renamed, renamed.body["name"]
        yield change._replace(before=there.get(key))
        if change.after and name:
            holders.pop((kind, names.get(key, "")), None)
            holders[kind, name] = key
            names[key], there[key] = name, change.after


def is_renaming(change: Change) -> bool:
    """Say whether a change is nothing but another name."""
    before, after = change.before, change.after
    if before is None or after is None or "name" not in after.body:
        return False
    return before._replace(body={**before.body, "name": after.body["name"]}) == after


def _away(item: Object, name: str) -> Object:
    """Return an object under a name that nothing else can have, since it says the key."""
    short = name if len(name) <= _KEPT else f"{name[: _KEPT - 1].rstrip()}…"
    return item._replace(body={**item.body, "name": f"{short} ({item.key})"})
