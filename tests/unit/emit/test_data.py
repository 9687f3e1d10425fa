"""The site's data: what scripts know of people, and that nothing withheld is in them."""

import json
from datetime import timedelta

import pytest

from tests.browser.hostile import FILES
from tests.unit.emit.made_site import AT, SMALL, catalog, example, made
from watchbill.emit.data import data, site_data
from watchbill.emit.data.types import SiteData, Team
from watchbill.emit.outlook import Outlook
from watchbill.model import Catalog

SECRETS = {
    "full": (),
    "work": ("7700900008", "7700 900008"),
    "none": ("7700900008", "7700 900008", "ada.lovelace", "a.example", "UHANDLE7", "octo-countess",
             "octo", "ada@teams", "lovelace"),
}  # fmt: skip
SHOWN = {"full": "7700900008", "work": "UHANDLE7", "none": "Ada Obi"}
ADA = """name: Ada Obi
email: ada.lovelace@a.example
timezone: Africa/Lagos
working_hours: {days: [sun, mon], from: "20:00", until: "04:00"}
contacts: {phone: "+447700900008", slack: UHANDLE7, teams: ada@teams.example, github: octo-countess}
time_off:
  - {from: 2026-10-01, until: 2026-10-05, reason: a private reason}
  - {from: 2026-11-20, until: 2026-11-22, reason: a private reason}
  - {from: 2027-02-19, until: 2027-03-01}
  - {from: 2027-03-01, until: 2027-03-02}
  - {from: 2027-06-01, until: 2027-06-02}
on_call: {available: false, reason: a private reason}
pager_ids: {pagerduty: PSECRET1}
"""
HOLIDAYS = "name: H\ndays: [{date: 2026-12-25, name: C}, {date: 2026-01-01, name: N}]\n"


def repository(contacts: str = "full") -> Catalog:
    """Return the small catalog with an Ada who has something of everything."""
    settings = SMALL["watchbill.yaml"].replace("contacts: full", f"contacts: {contacts}")
    team = SMALL["rosters/teams/pay.yaml"].replace("coverage:", "holidays: [h]\ncoverage:")
    lost = "name: Lost\nexperts: [{person: gone, confirmed: 2026-01-01}]\n"
    return catalog(
        SMALL
        | {
            "watchbill.yaml": settings,
            "rosters/people/ada.yaml": ADA,
            "rosters/teams/pay.yaml": team,
            "rosters/calendars/h.yaml": HOLIDAYS,
            "rosters/experts/lost.yaml": lost,
        }
    )


def of(found: Catalog) -> SiteData:
    return site_data(Outlook(found, AT))


def team(found: SiteData) -> Team:
    return found.rosters[0]


def test_a_person_works_is_off_and_away_on_their_own_clock():
    ada = next(person for person in of(repository()).people if person.id == "ada")
    assert ada.zone == "Africa/Lagos"
    assert ada.hours == ((1200, 1680), (6 * 1440 + 1200, 6 * 1440 + 1680))
    assert ada.off == ("2026-12-25",)
    assert ada.away == (
        ("2026-11-20", "2026-11-22"), ("2027-02-19", "2027-03-01"), ("2027-03-01", "2027-03-02"),
    )  # fmt: skip
    assert not ada.available
    assert [way.kind for way in ada.ways] == ["phone", "email", "slack", "teams", "github"]
    assert ada.ways[0].href == "tel:+447700900008"
    assert ada.page == "people/ada/"


def test_whose_file_is_not_there_has_a_name_and_no_page():
    gone = next(person for person in of(repository()).people if person.id == "gone")
    assert (gone.name, gone.page, gone.zone, gone.ways) == ("gone", None, None, ())


def test_the_data_reach_thirteen_weeks_even_where_pages_show_three():
    found = of(repository())
    assert found.until - found.made == timedelta(weeks=13).total_seconds()
    (role,) = team(found).roles
    assert role.shifts[0].start < 0
    assert role.shifts[-1].end >= found.until - found.made - 7 * 86400


def test_what_is_no_ordinary_turn_says_why():
    (role,) = team(of(repository())).roles
    assert {shift.note for shift in role.shifts} == {"", "swapped with Ben"}
    assert all(start < end for start, end in role.gaps)
    assert role.gaps


@pytest.mark.parametrize("contacts", SECRETS)
def test_nothing_that_is_withheld_reaches_pages_or_data(contacts: str):
    site = made(repository(contacts))
    whole = "\n".join(site.values())
    assert SHOWN[contacts] in whole
    private = ("a private reason", "PSECRET1", *SECRETS[contacts])
    found = [
        (path, secret)
        for path, text in site.items()
        for secret in private
        if secret.casefold() in text.casefold()
    ]
    assert found == []


@pytest.mark.parametrize("of_", [example(), catalog(FILES), catalog({})])
def test_scripts_of_data_are_ascii_and_hold_no_markup(of_):
    paths = []
    for path, text in data(Outlook(of_, AT)):
        assert text.isascii()
        assert not set("<>&") & set(text), path
        assert text.startswith("window.watchbill")
        assert text.endswith(";\n")
        paths.append(path)
    assert paths[:2] == ["assets/watchbill/data.js", "assets/watchbill/ask.js"]
    assert len(set(paths)) == len(paths)


def test_runbooks_are_known_with_their_place_in_the_full_text():
    scripts = dict(data(Outlook(repository(), AT)))
    said = scripts["assets/watchbill/ask.js"].removeprefix("window.watchbillAsk = ")
    ask = json.loads(said.removesuffix(";\n"))
    assert [entry[1] for entry in ask["entries"][-2:]] == ["pay/Down", "pay/Slow"]
    assert [ask["fronts"][place] for place in ask["books"]] == [["pay", "sev1"], ["", ""]]
    assert ask["services"] == {"shop": [0]}
    assert ask["pages"] == 3
