"""Calendars, read back by a library that knows the format."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest

from tests.pagers.company import AT, FILES, catalog, edited, override
from watchbill.emit.calendars import calendars, person_calendar, roster_calendar
from watchbill.emit.ics import Calendar, Event, escape, fold, text
from watchbill.engine.horizon import horizon, monday, whole_shifts

HOSTILE = 'Ada "Nine"; O\\, Bi:\r\nEND:VEVENT\u2028\x07 né日本' * 4
SITE = {"watchbill.yaml": FILES["watchbill.yaml"] + "site: {url: 'https://on.example/x'}\n"}


def made(changes=SITE, at=AT):
    return dict(calendars(catalog(changes), at))


def events(text_):
    found: Any = icalendar.Calendar.from_ical(text_)
    assert not found.errors
    return found.walk("VEVENT")


def test_every_calendar_is_there_and_reads():
    found = made()
    assert list(found) == sorted(found)
    assert list(found)[:1] + list(found)[-3:] == [
        "calendars/people/ada.ics",
        "calendars/rosters/pay.ics",
        "calendars/rosters/pay/primary.ics",
        "calendars/rosters/pay/secondary.ics",
    ]
    for text_ in found.values():
        assert text_.endswith("END:VCALENDAR\r\n")
        assert all(len(line.encode()) <= 75 for line in text_.split("\r\n"))
        assert "\n" not in text_.replace("\r\n", "")
        for event in events(text_):
            assert event.errors == []
            assert event["DTSTART"].dt.utcoffset() == timedelta()
            assert event["DTSTART"].dt < event["DTEND"].dt


def test_what_a_phone_shows():
    first = events(made()["calendars/rosters/pay/primary.ics"])[0]
    assert first["SUMMARY"] == "Cy: Pay primary"
    assert first["DESCRIPTION"].split("\n") == [
        "On call: Pay primary",
        "Tue 10 Nov 12:00 to Tue 17 Nov 12:00 Europe/London",
        "Cy: E-mail cy@small.example",
        "Escalation and runbooks: https://on.example/x/rosters/pay/",
    ]
    assert first["URL"] == "https://on.example/x/rosters/pay/"
    assert first["TRANSP"] == "TRANSPARENT"
    mine = events(made()["calendars/people/dee.ics"])[0]
    assert mine["SUMMARY"] == "On call: Ops secondary"
    assert "Cy: E-mail" in mine["DESCRIPTION"]


def test_what_subscribers_are_told():
    found: Any = icalendar.Calendar.from_ical(made()["calendars/people/ada.ics"])
    assert found["METHOD"] == "PUBLISH"
    assert found["X-WR-CALNAME"] == found["NAME"] == "Ada on call"
    assert found["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    assert found["X-WR-TIMEZONE"] == "Europe/London"


def test_the_shifts_are_those_of_the_engine():
    company = catalog(SITE)
    start, end = horizon(AT, 13)
    whole = whole_shifts("pay", company.rosters["pay"], start, end)
    read = events(made()["calendars/rosters/pay.ics"])
    assert [(e["DTSTART"].dt, e["DTEND"].dt) for e in read] == [s[4:6] for s in whole]
    assert whole[0].start == datetime(2026, 11, 10, 12, tzinfo=UTC)  # before the window, not cut
    assert whole[-1].end > end


def test_all_week_the_same_and_the_week_after_only_the_ends():
    assert made(at=monday(AT)) == made(at=monday(AT) + timedelta(days=7, seconds=-1))
    this, following = (
        {e["UID"]: e.to_ical() for e in events(made(at=at)["calendars/rosters/pay.ics"])}
        for at in (AT, AT + timedelta(days=7))
    )
    assert this != following
    shared = this.keys() & following.keys()
    assert len(shared) > len(this) - 4
    assert {uid: this[uid] for uid in shared} == {uid: following[uid] for uid in shared}


def test_a_uid_does_not_change_with_its_neighbour():
    changed = SITE | override("pay", "2026-12-01T12:00", "2026-12-08T12:00", "dee")
    path = "calendars/rosters/pay/primary.ics"
    before, after = ({e["UID"]: e for e in events(made(c)[path])} for c in (SITE, changed))
    assert before.keys() == after.keys()
    differ = [uid for uid in before if before[uid].to_ical() != after[uid].to_ical()]
    assert differ == ["pay.primary.20261201T120000Z@on.example"]


def test_uids_are_unique():
    for text_ in made().values():
        uids = [event["UID"] for event in events(text_)]
        assert len(set(uids)) == len(uids)


def test_hostile_names_stay_text():
    changes = edited("rosters/people/ada.yaml", "name: Ada", f"name: {json.dumps(HOSTILE)}")
    changes |= edited("rosters/teams/pay.yaml", "name: Pay", f"name: {json.dumps(HOSTILE)}")
    found = made(SITE | changes)
    plain = made()
    assert found.keys() == plain.keys()
    for path, text_ in found.items():
        assert len(events(text_)) == len(events(plain[path]))
    summaries = {event["SUMMARY"] for event in events(found["calendars/rosters/pay.ics"])}
    assert any(text_.startswith('Ada "Nine"; O\\, Bi:\nEND:VEVENT\n né日本') for text_ in summaries)


@pytest.mark.parametrize(
    ("level", "shown"),
    [("full", True), ("work", False), ("none", False)],
)
def test_contacts_follow_the_settings(level, shown):
    person = {
        "rosters/people/ada.yaml": FILES["rosters/people/ada.yaml"]
        + 'contacts: {phone: "+15550100"}\n'
    }
    site = {"watchbill.yaml": FILES["watchbill.yaml"] + f"site: {{contacts: {level}}}\n"}
    whole = "".join(made(person | site).values()).replace("\r\n ", "")
    assert ("+15550100" in whole) == shown
    assert ("ada@small.example" in whole) == (level != "none")


def test_calendars_of_given_shifts():
    company = catalog()
    shifts = whole_shifts("pay", company.rosters["pay"], *horizon(AT, 2))
    both = roster_calendar(company, "pay", None, shifts)
    one = roster_calendar(company, "pay", "secondary", shifts)
    assert both.path == "calendars/rosters/pay.ics"
    assert one.path == "calendars/rosters/pay/secondary.ics"
    assert len(events(both.text)) == 2 * len(events(one.text)) == len(shifts)
    assert events(person_calendar(company, "dee", shifts).text) == []


def test_somebody_without_a_file_is_shown_by_id():
    company = catalog({"rosters/people/ada.yaml": None})
    found = dict(calendars(company, AT))
    assert "calendars/people/ada.ics" not in found
    assert "SUMMARY:ada: Pay primary" in found["calendars/rosters/pay/primary.ics"]


def test_lines_are_folded_between_characters():
    line = "SUMMARY:" + "🧯é" * 60
    folded = fold(line)
    assert folded.replace("\r\n ", "") == line
    assert all(len(piece.encode()) <= 75 for piece in folded.split("\r\n"))
    assert fold("x" * 75) == "x" * 75
    assert fold("x" * 76) == "x" * 75 + "\r\n x"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("a,b;c\\d", r"a\,b\;c\\d"),
        ("a\r\nb\nc\rd\u2028e", r"a\nb\nc\nd\ne"),
        ("a\x00b\x1bc\x7fd\te", "abcd\te"),
        ("a:b\"c'", "a:b\"c'"),
    ],
)
def test_escaping(value, written):
    assert escape(value) == written


def test_a_url_cannot_begin_a_line():
    event = Event("u", AT, AT + timedelta(hours=1), "s", "d", "https://x/\r\nATTENDEE:y")
    assert "\r\nATTENDEE" not in text(Calendar("n", "d", "UTC", (event,)))
