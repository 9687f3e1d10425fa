"""A fake Grafana OnCall on the bench, with the small company's people in it."""

from collections.abc import Mapping
from contextlib import ExitStack
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.pagers import company
from tests.pagers.company import AT, PEOPLE
from tests.pagers.fakes.oncall import OnCall as Fake
from watchbill.model.settings import Pager
from watchbill.pager.objects import Desired, Stint, id_of, kind_of
from watchbill.sync.http import Api
from watchbill.sync.journal import FileJournal
from watchbill.sync.oncall import names
from watchbill.sync.oncall.desired import desired
from watchbill.sync.oncall.desk import Desk
from watchbill.sync.oncall.options import options
from watchbill.sync.oncall.rows import Rows
from watchbill.sync.oncall.target import OnCall
from watchbill.sync.provider import Errand

if TYPE_CHECKING:
    from tests.pagers.benches import Bench

FEEDS = "https://oncall.small.example/feeds/{roster}--{role}.ics"


def fake(stack: ExitStack) -> Fake:
    """Return a running fake that knows the company's people, and has an integration."""
    found = Fake(AT)
    stack.enter_context(found.running())
    for who in PEOPLE:
        found.add_user(who, f"{who.title()}@small.example")
    found.integrations["C1"] = {
        "id": "C1",
        "name": "Alerts",
        "type": "alertmanager",
        "team_id": None,
        "default_route": {"id": "R1", "escalation_chain_id": None},
    }
    return found


def pager(there: Fake, **settings: Any) -> Pager:
    """Return the settings of a pager that is a fake."""
    said = {"url": f"{there.url}/oncall", "integration": "C1", **settings}
    return Pager(provider="grafana", weeks=8, settings=said)


def opened(
    there: Fake,
    said: Pager,
    wanted: Desired,
    at: datetime,
    *,
    files: company.Changes = company.NOTHING,
) -> OnCall:
    """Return the fake as a target; what waits for it does not wait."""
    errand = Errand(Path(), said, company.catalog(files).people, at, desired=wanted)
    headers = {"Authorization": there.token}
    api = Api(f"{there.url}/oncall/api/v1", headers, sleep=lambda _: None)
    return OnCall(Desk(Rows(api), options(said), errand))


def bench(there: Fake, said: Pager, root: Path) -> "Bench":
    """Return a fake on the bench."""
    from tests.pagers.benches import Bench  # it has a list of all makers, also these

    claimed: list[tuple[str, str]] = []

    def wanted(changes: company.Changes = company.NOTHING, at: datetime = AT) -> Desired:
        return desired(company.catalog(changes), said, at)

    def claim(key: str) -> None:
        claimed.append(claim_of(there, key, wanted()))

    def others() -> object:
        return [deepcopy(getattr(there, kind).get(id_)) for kind, id_ in claimed]

    return Bench(
        lambda desired, at: opened(there, said, desired, at),
        wanted,
        FileJournal(root, "bench"),
        claim,
        others,
        there,
        lambda end: shown(there, end),
        state=lambda _: state(there),
        reached=lambda: reached(there),
    )


def claim_of(there: Fake, key: str, wanted: Desired) -> tuple[str, str]:
    """Put an object of somebody else where the one of a key would be; return where it is."""
    item = wanted.objects.get(key)
    kind = {"schedule": "schedules", "escalation": "chains", "service": "routes"}[kind_of(key)]
    id_ = f"X{len(getattr(there, kind))}"
    body: Mapping[str, Any] = item.body if item else {"name": id_of(key), "condition": "{{ 1 }}"}
    rows: dict[str, dict[str, Any]] = {
        "schedules": {"name": body.get("name"), "type": "web", "time_zone": "UTC", "shifts": []},
        "chains": {"name": body.get("name"), "team_id": None},
        "routes": {
            "integration_id": "C1",
            "routing_type": "jinja2",
            "routing_regex": body.get("condition"),
            "escalation_chain_id": None,
            "position": len(there.routes),
        },
    }
    getattr(there, kind)[id_] = {"id": id_, "team_id": None, **rows[kind]}
    return kind, id_


def shown(there: Fake, end: datetime) -> Mapping[str, tuple[Stint, ...]]:
    """Return whom each of our schedules pages from the hour on, by key."""
    return {
        key: _drawn(there, id_, end)
        for id_, row in there.schedules.items()
        if (key := names.read(row["name"])[1])
    }


_DRAWN: dict[str, tuple[Stint, ...]] = {}


def _drawn(there: Fake, id_: str, end: datetime) -> tuple[Stint, ...]:
    """Render a schedule once for each state of it: rendering is slow."""
    start = there.now.replace(minute=0, second=0)
    called = {user: row["username"] for user, row in there.users.items()}
    shifts = [there.shifts[one] for one in there.schedules[id_].get("shifts") or ()]
    said = repr((shifts, called, start, end, there.feeds, there.schedules[id_]))
    if said not in _DRAWN:
        found = there.rendered(id_, start, end)
        _DRAWN[said] = tuple(
            Stint(s, e, tuple(sorted(called[u] for u in who))) for s, e, who in found
        )
    return _DRAWN[said]


def reached(there: Fake) -> Mapping[str, frozenset[str]]:
    """Return whom the steps of each of our chains page, by their ids."""
    steps = there.steps.values()
    return {
        chain: frozenset(one for step in steps for one in _targets(step, chain))
        for chain, row in there.chains.items()
        if names.read(row["name"])[1]
    }


def _targets(step: Mapping[str, Any], chain: str) -> list[str]:
    if step["escalation_chain_id"] != chain:
        return []
    schedule = step.get("notify_on_call_from_schedule")
    return [*(step.get("persons_to_notify") or ()), *([schedule] if schedule else ())]


def state(there: Fake) -> object:
    """Return everything of ours that counts, without ids."""
    said = {key: row["name"] for kind in _NAMED for key, row in getattr(there, kind).items()}
    said |= {key: row["username"] for key, row in there.users.items()}
    steps = sorted(there.steps.values(), key=lambda row: row["position"])
    return {
        "schedules": sorted(
            repr(
                (
                    row["name"],
                    row.get("time_zone"),
                    sorted(said[id_] for id_ in row.get("shifts", ())),
                )
            )
            for row in there.schedules.values()
        ),
        "shifts": sorted(row["name"] for row in there.shifts.values()),
        "chains": {
            row["name"]: [
                [said.get(value, value) for value in _flat(step) if value not in {id_, step["id"]}]
                for step in steps
                if step["escalation_chain_id"] == id_
            ]
            for id_, row in there.chains.items()
        },
        "routes": sorted(
            (row["routing_regex"], said.get(row["escalation_chain_id"], ""))
            for row in there.routes.values()
        ),
    }


_NAMED = ("schedules", "shifts", "chains")


def _flat(step: Mapping[str, Any]) -> list[Any]:
    values = (value for name, value in sorted(step.items()) if name != "position")
    return [one for value in values for one in (value if isinstance(value, list) else [value])]


def oncall_calendar(root: Path, stack: ExitStack) -> "Bench":
    """Return Grafana OnCall whose shifts are pushed."""
    there = fake(stack)
    return bench(there, pager(there), root)


def oncall_ical(root: Path, stack: ExitStack) -> "Bench":
    """Return Grafana OnCall that fetches feeds, published as soon as they are wanted."""
    there = fake(stack)
    said = pager(there, mode="ical", ical_url=FEEDS)
    plain = bench(there, said, root)

    def open_(wanted: Desired, at: datetime) -> OnCall:
        publish(there, wanted)
        return opened(there, said, wanted, at)

    return plain._replace(open=open_)


def publish(there: Fake, wanted: Desired) -> None:
    """Publish a feed for every schedule that is wanted."""
    for key, item in wanted.objects.items():
        if item.watch:
            roster, _, role = id_of(key).partition("--")
            url = FEEDS.replace("{roster}", roster).replace("{role}", role)
            there.feeds[url] = feed(item.watch.stints)


def feed(stints: tuple[Stint, ...]) -> str:
    """Return a timeline as a feed."""
    events = (
        f"BEGIN:VEVENT\r\nUID:{start:%Y%m%d%H%M}{who}\r\nDTSTART:{_utc(start)}\r\nDTEND:{_utc(end)}\r\n"
        f"SUMMARY:{who}@small.example\r\nEND:VEVENT\r\n"
        for start, end, people in stints
        for who in people
    )
    return f"BEGIN:VCALENDAR\r\n{''.join(events)}END:VCALENDAR\r\n"


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
