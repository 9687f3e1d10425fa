"""A Jira Service Management on the bench: its fake with the company's people in it."""

import os
from collections.abc import Mapping
from contextlib import ExitStack
from copy import deepcopy
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from tests.pagers.benches import Bench
from tests.pagers.company import AT, NOTHING, PEOPLE, Changes, catalog
from tests.pagers.fakes.jsm import Jsm as Fake
from tests.pagers.fakes.jsm_state import State
from watchbill.model.settings import Pager
from watchbill.pager.objects import Desired, Stint
from watchbill.sync.jsm.marks import key_of
from watchbill.sync.jsm.provider import PROVIDER
from watchbill.sync.jsm.setup import link
from watchbill.sync.jsm.target import Jsm
from watchbill.sync.memory import MemoryJournal
from watchbill.sync.provider import Errand, Target

BOT = "bot@small.example"


class Site(NamedTuple):
    """A fake that runs, the accounts of its people by their ids, its team, and its settings."""

    fake: Fake
    accounts: dict[str, str]
    team: str
    settings: dict[str, Any]

    def pager(self, **settings: Any) -> Pager:
        return Pager(provider="jsm", weeks=8, settings={**self.settings, **settings})

    def wanted(self, changes: Changes = NOTHING, at: datetime = AT, **settings: Any) -> Desired:
        return PROVIDER.desired(catalog(changes), self.pager(**settings), at)

    def open(self, desired: Desired, at: datetime = AT, **settings: Any) -> Jsm:
        people = catalog().people
        errand = Errand(Path(), self.pager(**settings), people, at, None, desired)
        return Jsm(errand, link(errand, sleep=lambda _: None))


def site(stack: ExitStack, people: tuple[str, ...] = PEOPLE) -> Site:
    """Return a site with a team that has the schedule and the escalation of every new team."""
    fake = Fake(AT, email=BOT)
    stack.enter_context(fake.running())
    stack.enter_context(patch.dict(os.environ, {"JSM_TOKEN": "jsm-token"}))
    accounts = {who: fake.add_user(f"{who.title()}@Small.example") for who in people}
    team = fake.add_team("SRE", *accounts.values(), defaults=True)
    ids = {"cloud_id": fake.cloud_id, "team": team, "email": BOT}
    return Site(fake, accounts, team, {**ids, "api_url": fake.url, "site_url": fake.url})


def jsm(_: Path, stack: ExitStack) -> Bench:
    """Return a Jira Service Management."""
    here = site(stack)
    before = _all(here.fake)

    def claim(key: str) -> None:
        kind, name = key.partition("/")[0], _named(here, key)
        if kind == "escalation":
            before[here.fake.create_escalation(here.team, _rules(here, name))["id"]] = None
        else:
            before[here.fake.create_schedule({"name": name, "teamId": here.team})["id"]] = None

    def open_(desired: Desired, at: datetime) -> Target:
        return here.open(desired, at)

    def others() -> object:
        return {id_: deepcopy(one) for id_, one in _all(here.fake).items() if id_ in before}

    return Bench(
        open_,
        here.wanted,
        MemoryJournal(),
        claim,
        others,
        here.fake,
        lambda end: shown(here, end),
        state=lambda end: state(here, end),
        meanwhile="both",
        reached=lambda: {
            id_: frozenset(rule["recipient"]["id"] for rule in one["rules"])
            for id_, one in here.fake.escalations.items()
            if key_of(one["description"])
        },
    )


def shown(here: Site, end: datetime) -> Mapping[str, tuple[Stint, ...]]:
    """Return whom each of our schedules pages from the hour on, by key."""
    return {key: _drawn(here, one["id"], end) for key, one in _ours(here.fake.schedules)}


_DRAWN: dict[str, tuple[Stint, ...]] = {}


def _drawn(here: Site, id_: str, end: datetime) -> tuple[Stint, ...]:
    """Render a schedule once for each state of it: rendering is slow."""
    fake = here.fake
    start = fake.now.replace(minute=0, second=0)
    said = repr((fake.schedules[id_], fake.live(id_), fake.overrides[id_], start, end))
    if said not in _DRAWN:
        who = {account: person for person, account in here.accounts.items()}
        _DRAWN[said] = tuple(
            Stint(start, stop, tuple(sorted(who[one] for one in people)))
            for start, stop, people in fake.rendered(id_, start, end)
        )
    return _DRAWN[said]


def state(here: Site, end: datetime) -> object:
    """Return everything of ours that counts, without ids."""
    names = {id_: one["name"] for id_, one in here.fake.schedules.items()}
    fields = ("name", "description", "timezone", "enabled", "teamId")
    return {
        "timelines": shown(here, end),
        "schedules": [[one[f] for f in fields] for _, one in _ours(here.fake.schedules)],
        "escalations": [
            (one["name"], one["repeat"], [_rule(rule, names) for rule in one["rules"]])
            for _, one in _ours(here.fake.escalations)
        ],
    }


def _rule(rule: Mapping[str, Any], names: Mapping[str, str]) -> tuple[int, str]:
    id_ = rule["recipient"]["id"]
    return rule["delay"], names.get(id_, id_)


def _ours(kept: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, Mapping[str, Any]]]:
    keys = ((key_of(one["description"]), one) for one in kept.values())
    return sorted(((key, one) for key, one in keys if key), key=lambda pair: pair[0])


def _all(fake: State) -> dict[str, Any]:
    return {**fake.schedules, **fake.escalations}


def _named(here: Site, key: str) -> str:
    item = here.wanted().objects.get(key)
    return item.body["name"] if item else key


def _rules(here: Site, name: str) -> dict[str, Any]:
    recipient = {"type": "user", "id": here.accounts["ada"]}
    return {"name": name, "rules": [{"delay": 0, "recipient": recipient}]}
