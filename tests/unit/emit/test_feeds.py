"""Feeds for pagers, read back by a library that knows the format."""

from typing import Any

import icalendar
import pytest

from tests.pagers.company import AT, FILES, catalog, override
from watchbill.emit.feeds import feeds
from watchbill.engine.horizon import horizon, whole_shifts
from watchbill.errors import WatchbillError
from watchbill.pager.objects import Stint
from watchbill.pager.timeline import settle

LATER = override("ops", "2026-12-01T12:00", "2026-12-02T15:00", "ada")


def made(changes=LATER):
    return dict(feeds(catalog(changes), AT))


def stints(text):
    found: Any = icalendar.Calendar.from_ical(text)
    assert not found.errors
    return settle(
        Stint(e["DTSTART"].dt, e["DTEND"].dt, (str(e["SUMMARY"]).partition("@")[0],))
        for e in found.walk("VEVENT")
    )


def test_a_feed_for_each_role_and_one_for_its_overrides():
    names = [f"{r}--{role}" for r in ("ops", "pay") for role in ("primary", "secondary")]
    assert list(made()) == [
        f"feeds/{name}{kind}.ics" for name in names for kind in ("", ".overrides")
    ]


@pytest.mark.parametrize("role", ["primary", "secondary"])
@pytest.mark.parametrize("roster", ["ops", "pay"])
def test_a_feed_says_what_the_engine_says(roster, role):
    company = catalog(LATER)
    weeks = company.settings.site.weeks
    shifts = whole_shifts(roster, company.rosters[roster], *horizon(AT, weeks))
    wanted = settle(Stint(s.start, s.end, s.people) for s in shifts if s.role == role)
    assert stints(made()[f"feeds/{roster}--{role}.ics"]) == wanted


def test_the_overrides_alone_and_part_of_the_whole():
    alone = stints(made()["feeds/ops--primary.overrides.ics"])
    assert [(str(s.start), str(s.end), s.people) for s in alone] == [
        ("2026-12-01 12:00:00+00:00", "2026-12-02 15:00:00+00:00", ("ada",))
    ]
    assert stints(made()["feeds/pay--primary.overrides.ics"]) == ()
    both = settle([*stints(made()["feeds/ops--primary.ics"]), *alone])
    assert both == stints(made()["feeds/ops--primary.ics"])


def test_nobody_without_an_address():
    gone = {"rosters/people/ada.yaml": None}
    with pytest.raises(WatchbillError, match="'ada'"):
        feeds(catalog(gone), AT)
    assert "ada@small.example" in made({})["feeds/pay--primary.ics"]
    assert FILES["rosters/people/ada.yaml"]


@pytest.mark.parametrize("path", ["rosters/teams/ops.yaml", "rosters/people/dee.yaml"])
def test_no_feeds_while_a_file_that_matters_cannot_be_read(path):
    with pytest.raises(WatchbillError, match=f"are no feeds while files cannot be read: {path}"):
        feeds(catalog({path: "name: ["}), AT)
    assert feeds(catalog({"rosters/services/net.yaml": "name: ["}), AT)
