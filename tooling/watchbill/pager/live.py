"""What is desired of a pager that pages by itself: its turns recur, and its past is written.

Unlike files, such a pager knows shifts without end, shows them cut to the window that is asked
for, and cannot be told who was on call yesterday.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from watchbill.engine.horizon import monday
from watchbill.engine.spans import unite
from watchbill.pager.fit import dealt
from watchbill.pager.lanes import lanes
from watchbill.pager.layers import Layer, expand
from watchbill.pager.objects import Desired, Object, Stint, Watch, kind_of
from watchbill.pager.timeline import clip, settle


def live(desired: Desired, at: datetime, *, alone: bool) -> Desired:
    """Return what is desired of a live pager at an instant (UTC), without its users.

    Timelines are cut to the published weeks and hold from the instant on. `alone`: a schedule has
    one person on call at a time, so that whoever is on call together gets schedules of their own:
    schedule/ops--primary, schedule/ops--primary--2. Steps that name the first name them all.
    """
    found: dict[str, Object] = {}
    split: dict[str, tuple[str, ...]] = {}
    for key, item in desired.objects.items():
        if item.watch:
            mine = list(_schedules(item, item.watch, at, alone))
            split[key] = tuple(one.key for one in mine)
            found |= {one.key: one for one in mine}
        elif kind_of(key) != "users":
            found[key] = item
    steps = {key: _named(item, split) for key, item in found.items() if item.steps}
    return Desired(dict(sorted((found | steps).items())), desired.people, desired.dangling)


def base(layers: Sequence[Layer], start: datetime, end: datetime) -> tuple[Stint, ...]:
    """Return the timeline of layers in `[start, end)` (UTC) as the engine means them.

    The last layer that pages at an instant counts, and those alongside it from there on.
    """
    found: list[Stint] = []
    hidden: list[tuple[datetime, datetime]] = []
    for layer in reversed(layers):
        turns = [Stint(*turn) for turn in expand(layer, start, end)]
        found += outside(turns, hidden)
        if not layer.alongside:
            hidden = unite([*hidden, *((turn.start, turn.end) for turn in turns)])
    return settle(found)


def outside(stints: Iterable[Stint], spans: Sequence[tuple[datetime, datetime]]) -> Iterator[Stint]:
    """Yield what of disjoint stints in order is in none of the united spans."""
    place = 0
    for start, end, people in stints:
        while place < len(spans) and spans[place][1] <= start:
            place += 1
        at, rest = place, start
        while at < len(spans) and spans[at][0] < end:
            if rest < spans[at][0]:
                yield Stint(rest, spans[at][0], people)
            rest, at = spans[at][1], at + 1
        if rest < end:
            yield Stint(rest, end, people)


def _schedules(item: Object, watch: Watch, at: datetime, alone: bool) -> Iterator[Object]:
    window = monday(at), watch.until
    whole = clip(watch.stints, *window)
    if not alone:
        yield item._replace(watch=watch._replace(stints=whole, since=at))
        return
    dealt_layers = [
        tuple(layer for layer in lane if not layer.end or layer.end > window[0])
        for lane in lanes(item.layers)
    ]
    timelines = dealt(whole, [base(lane, *window) for lane in dealt_layers]) or ((),)
    for place, stints in enumerate(timelines):
        mark = f" ({place + 1})" if place else ""
        title = f"{watch.title}{mark}"
        yield Object(
            f"{item.key}--{place + 1}" if place else item.key,
            {**item.body, "name": title},
            watch._replace(title=title, stints=stints, since=at),
            layers=dealt_layers[place] if place < len(dealt_layers) else (),
        )


def _named(item: Object, split: Mapping[str, tuple[str, ...]]) -> Object:
    """Return an escalation whose steps name every schedule of those that were split."""
    steps = tuple(
        tuple(one for key in step for one in split.get(key, (key,))) for step in item.steps
    )
    body: dict[str, Any] = dict(item.body)
    body["steps"] = [
        {**said, "notify": list(keys)} for said, keys in zip(body["steps"], steps, strict=True)
    ]
    return item._replace(body=body, steps=steps)


def trimmed(
    desired: Desired, fields: Mapping[str, Sequence[str]], ids: Mapping[str, str]
) -> Desired:
    """Return what is desired with those fields of bodies only that a provider keeps, by kind.

    Names and descriptions of objects that were adopted (`ids` has their key) are left as they are.
    """
    kept = {
        key: item._replace(
            body={name: item.body[name] for name in _kept(key, fields, ids) if name in item.body}
        )
        for key, item in desired.objects.items()
    }
    return desired._replace(objects=kept)


def _kept(key: str, fields: Mapping[str, Sequence[str]], ids: Mapping[str, str]) -> tuple[str, ...]:
    adopted = ("name", "description") if key in ids else ()
    return tuple(name for name in fields.get(kind_of(key), ()) if name not in adopted)
