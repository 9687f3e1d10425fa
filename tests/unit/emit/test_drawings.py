"""Drawn weeks and ladders: what they say is said whole, on a phone too."""

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from watchbill.emit.drawings.looks import HUES, MARKS, Look, initials, looks
from watchbill.emit.drawings.scale import Scale, clock_changes, days, weeks
from watchbill.emit.drawings.timeline import FEW, MANY, Band, Bar, Lane, timeline
from watchbill.emit.escalation_svg import NAMES, Rung, Stop, in_line, ladder

START = datetime(2026, 11, 23, tzinfo=UTC)
WEEK = Scale(START, START + timedelta(weeks=1), "UTC")
TEXTS = ("Chiara Conti", "Chiara", "CC")


def drawn(hours, room=FEW, **changes):
    bar = Bar(START, START + timedelta(hours=hours), TEXTS, "in full", Look(2, 1))
    lane = Lane("Primary", "final", (bar._replace(**changes),))
    return timeline([lane], [WEEK], WEEK.end, room)


def at(year, month, day, hour=0, minute=0):
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "room", "texts"),
    [
        (168, FEW, [("", "Chiara Conti")]),
        (60, FEW, [("", "Chiara")]),
        (24, FEW, [("", "CC")]),
        (6, FEW, []),
        (24, MANY, [("wb-tl-wide", "Chiara"), ("wb-tl-narrow", "Chiara")]),
        (8, MANY, [("wb-tl-wide", "CC"), ("wb-tl-narrow", "CC")]),
        (32, MANY, [("wb-tl-wide", "Chiara"), ("wb-tl-narrow", "Chiara Conti")]),
    ],
)
def test_a_name_is_whole_or_its_letters(hours, room, texts):
    bar = re.search(r'class="wb-tl-bar wb-hue2">.*?</svg>', drawn(hours, room))
    assert bar
    shown = [found for found in texts if room is FEW or texts[0][1] != texts[1][1]]
    said = re.findall(r'<text(?: class="([^"]*)")? x="[^>]*>([^<]*)', bar[0])
    assert said == (shown or [("", texts[0][1])] if texts else [])
    assert "<title>in full</title>" in bar[0]


def test_what_is_special_does_not_need_colours():
    assert 'class="wb-tl-mark1"' in drawn(168)
    assert "wb-tl-dated" not in drawn(168)
    assert 'class="wb-tl-dated"' in drawn(168, dated=True)
    gap = drawn(168, look=None, texts=("nobody: a gap", "gap", "!"))
    assert ">nobody&#58; a gap</text>" in gap
    assert "wb-tl-gap" in gap


def test_special_periods_are_named_below_their_rotation():
    band = Band(START + timedelta(days=1), START + timedelta(days=6), "Christmas")
    page = timeline([Lane("week", "rotation", (), (band,))], [WEEK], WEEK.end, FEW)
    assert re.search(r'class="wb-tl-special"><title>Christmas<.*>Christmas</text>', page)


def test_lanes_are_as_high_in_every_week():
    late = START + timedelta(weeks=1)
    both = (
        Bar(START, late, TEXTS, "one", Look(0, 0)),
        Bar(late, late + timedelta(days=2), TEXTS, "two", Look(1, 0)),
        Bar(late, late + timedelta(days=1), TEXTS, "three", Look(2, 0)),
    )
    shown = weeks(START, START + timedelta(weeks=2), "UTC")
    page = timeline([Lane("Primary", "final", both)], shown, shown[-1].end, FEW)
    assert len(set(re.findall(r'wb-tl-(?:week|names)" width="[^"]*" height="(\d+)"', page))) == 1
    assert page.count('class="wb-tl-bar') == 3


def test_what_is_not_published_is_not_called_empty():
    page = timeline([Lane("Primary", "final", ())], [WEEK], START + timedelta(days=3), FEW)
    assert re.search(r'class="wb-tl-unknown" x="42.86%" width="57.14%".*Not published yet', page)


@pytest.mark.parametrize(
    ("zone", "when", "change", "hours"),
    [
        ("Europe/London", (2027, 3, 24), ((2027, 3, 28, 1), 1), 167),
        ("Europe/London", (2026, 10, 21), ((2026, 10, 25, 1), -1), 169),
        ("America/New_York", (2026, 10, 28), ((2026, 11, 1, 6), -1), 169),
        ("Australia/Lord_Howe", (2026, 9, 30), ((2026, 10, 3, 15, 30), 0.5), 167.5),
        ("Asia/Kolkata", (2026, 10, 21), None, 168),
    ],
)
def test_a_change_of_the_clock_is_found_and_marked(zone, when, change, hours):
    (week,) = weeks(at(*when), at(*when) + timedelta(hours=1), zone)
    assert (week.end - week.start) / timedelta(hours=1) == hours
    found = list(clock_changes(week))
    assert found == ([(at(*change[0]), timedelta(hours=change[1]))] if change else [])
    page = timeline([Lane("Primary", "final", ())], [week], week.end, FEW)
    assert page.count('<line class="wb-tl-clock"') == len(found)
    assert len(list(days(week))) == 7
    assert page.count("wb-tl-weekend") == 2


def test_weeks_begin_on_local_mondays():
    shown = weeks(at(2026, 11, 22, 23), at(2026, 12, 1), "Australia/Sydney")
    assert [f"{week.start:%a %d %H:%M}" for week in shown] == ["Sun 22 13:00", "Sun 29 13:00"]


def test_people_look_alike_everywhere_and_differ_in_a_team():
    team = [f"person{number}" for number in range(HUES * MARKS)]
    found = looks(team)
    assert len(set(found.values())) == len(team)
    assert len({look.hue for look in looks(team[:HUES]).values()}) == HUES
    assert looks(["ada"])["ada"] == looks(["ada", "ada"])["ada"]
    assert set(looks([*team, *"xyz"])) == {*team, *"xyz"}


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Chiara Conti", "CC"), ("Ben", "B"), ("Bram de Wit", "BW"), ("Élin Öz", "ÉÖ"), ("", "")],
)
def test_initials_are_of_the_first_and_the_last_word(name, letters):
    assert initials(name) == letters


def test_a_ladder_says_who_holds_which_role_in_lines_that_fit():
    role = "Incident command for all of Europe: Communications coordinator"
    stops = (Stop(("Chiara Conti",), role, ("command", "comms")), Stop(("Ada",)))
    page = ladder([Rung("at once", stops, "5 minutes")], "x", "ends")
    lines = re.findall(r'<text class="wb-ladder-(who|role)"([^>]*) y="(\d+)">([^<]*)', page)
    assert [kind for kind, *_ in lines] == ["who", "role", "role", "who"]
    assert " ".join(text for kind, _, _, text in lines if kind == "role") == role.replace(
        ":", "&#58;"
    )
    tops = [int(top) for _, _, top, _ in lines]
    assert all(late - early >= 16 for early, late in pairwise(tops))
    assert 'data-wb-step="1" data-wb-roster="command" data-wb-role="comms"' in lines[0][1]
    assert "data-wb" not in lines[3][1]


def test_a_step_that_reaches_nobody_says_so():
    page = ladder([Rung("at once", (Stop((), "A: B", ("a", "b")),), "5 minutes")], "x", "ends")
    assert '<text class="wb-ladder-who wb-ladder-nobody"' in page
    assert ">Nobody</text>" in page


@pytest.mark.parametrize(
    ("names", "line"),
    [
        ([], "Nobody"),
        (["Ada Obi"], "Ada Obi"),
        (["Ada Obi", "Ken Li"], "Ada Obi, Ken Li"),
        (["Chiara Conti", "Bartholomew Ng", "Ada"], "Chiara Conti + 2 more"),
        (["A" * 40], "A" * 29 + "…"),
        (["A" * 40, "B"], "A" * 20 + "… + 1 more"),
    ],
)
def test_names_fit_into_a_line_and_those_left_out_are_counted(names, line):
    assert in_line(names) == line
    assert len(line) <= NAMES
