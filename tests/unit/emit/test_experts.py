"""Experts: whoever can be reached comes first, and what rests on one person is said."""

from datetime import UTC, datetime

import pytest

from tests.unit.emit.made_site import AT, SMALL, catalog, made
from watchbill.engine.rotation import on_call

PEOPLE = {
    f"rosters/people/{id_}.yaml": f"name: {id_}\nemail: {id_}@a.example\ntimezone: {zone}\n{rest}"
    for id_, zone, rest in (
        ("tokyo", "Asia/Tokyo", ""),
        ("oslo", "Europe/Oslo", ""),
        ("off", "Europe/Oslo", "time_off: [{from: 2026-11-01, until: 2026-12-24}]\n"),
        ("york", "America/New_York", ""),
    )
}
MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)


def site(experts, at=MONDAY, more=""):
    """Return the pages with a topic that has some experts, as (id, day of consent)."""
    said = ", ".join(f"{{person: {id_}, confirmed: {day}}}" for id_, day in experts)
    topic = f"name: Databases\nexperts: [{said}]\n{more}"
    return made(catalog({**SMALL, **PEOPLE, "rosters/experts/db.yaml": topic}), at)


def places(page, names):
    return sorted(names, key=lambda name: page.index(f'data-wb-expert="{name}"'))


@pytest.mark.parametrize(
    ("at", "order"),
    [
        (MONDAY, ["oslo", "tokyo", "york", "off"]),
        (MONDAY.replace(hour=1), ["tokyo", "york", "oslo", "off"]),
        (MONDAY.replace(hour=21), ["york", "oslo", "tokyo", "off"]),
    ],
)
@pytest.mark.parametrize("page", ["topics/db.md", "topics/index.md"])
def test_whoever_can_be_reached_comes_first(at, order, page):
    found = site([(id_, "2026-09-01") for id_ in ("off", "york", "tokyo", "oslo")], at)[page]
    assert places(found, order) == order


def test_whoever_is_on_call_comes_before_whoever_is_only_awake():
    of = catalog({**SMALL, **PEOPLE})
    (shift,) = on_call("pay", of.rosters["pay"], AT)
    (held,) = shift.people
    experts = [("oslo", "2026-09-01"), ("ada", "2026-09-01"), ("ben", "2026-09-01")]
    page = site(experts, AT)["topics/db.md"]
    free = ({"ada", "ben"} - {held}).pop()
    assert places(page, ["oslo", "ada", "ben"]) == [held, "oslo", free]


@pytest.mark.parametrize(
    ("experts", "risk"),
    [
        ([], "No expert"),
        ([("nobody", "2026-09-01")], "No expert"),
        ([("oslo", "2026-09-01")], "One expert only"),
        ([("oslo", "2026-09-01"), ("nobody", "2026-09-01")], "One expert only"),
        ([("oslo", "2025-09-01")], "One expert only, not confirmed for a year"),
        ([("oslo", "2025-09-01"), ("york", "2025-09-01")], "Nobody confirmed within a year"),
        ([("oslo", "2026-09-01"), ("york", "2025-09-01")], "One expert confirmed within a year"),
        ([("oslo", "2026-09-01"), ("york", "2025-11-23")], ""),
        ([("oslo", "2026-09-01"), ("york", "2025-11-22")], "One expert confirmed within a year"),
    ],
)
def test_what_rests_on_one_person_is_said_in_words(experts, risk):
    pages = site(experts)
    index, page = pages["topics/index.md"], pages["topics/db.md"]
    assert ("Resting on one person" in index) is bool(risk)
    assert ("Every topic has two experts or more" in index) is not bool(risk)
    if risk:
        assert f"</a>: {risk}" in index
        assert f'<small class="wb-old">{risk}</small>' in index
        assert f'<p class="wb-overdue">{risk}:' in page
    else:
        assert "wb-overdue" not in page


def test_consent_is_shown_with_its_day():
    page = site([("oslo", "2026-09-01"), ("york", "2025-03-01")])["topics/db.md"]
    assert "<small>agreed 2026-09-01</small>" in page
    assert '<small class="wb-old">agreed 2025-03-01, over a year ago</small>' in page


@pytest.mark.parametrize(
    ("hour", "more", "said"),
    [
        (10, "fallback: {roster: pay, role: primary}\n", "When no expert can be reached:"),
        (2, "fallback: {roster: pay, role: primary}\n", "No expert was awake at Mon 23 Nov"),
        (10, "", "When no expert can be reached:"),
        (2, "", "No expert was awake at Mon 23 Nov"),
    ],
)
def test_whom_to_ask_while_all_sleep_comes_first(hour, more, said):
    at = MONDAY.replace(hour=hour)
    page = site([("oslo", "2026-09-01")], at, more)["topics/db.md"].replace("&#58;", ":")
    assert said in page
    assert (page.index("data-wb-fallback") < page.index("data-wb-experts")) is (hour == 2)
    assert ("nobody else is named for this topic" in page) is not more


def test_facets_are_plain_lists():
    page = site([("oslo", "2026-09-01"), ("york", "2026-09-01")], more="services: [shop]\n")[
        "topics/index.md"
    ]
    for facet in ("By topic", "By service", "By zone"):
        assert f"<details><summary>{facet}</summary><ul>\n<li>" in page
    assert "America/New&#95;York" in page or "America/New_York" in page
    assert "Shop</a>: <a" in page
