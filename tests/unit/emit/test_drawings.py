"""Drawn strips and ladders: what they say is said whole, on a phone too."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from watchbill.emit.escalation_svg import Rung, ladder
from watchbill.emit.timeline_svg import Bar, Lane, Scale, strip

START = datetime(2026, 11, 21, tzinfo=UTC)
SCALE = Scale(START, START + timedelta(weeks=4), "UTC")


def drawn(text, hours):
    bar = Bar(START, START + timedelta(hours=hours), text, f"{text} in full", 0)
    return strip([Lane("Primary", (bar,))], SCALE)


@pytest.mark.parametrize(
    ("text", "hours", "texts"),
    [
        ("Dele", 168, [("", "Dele")]),
        ("Chiara", 84, [("wb-strip-wide", "Chiara"), ("wb-strip-tight", "C")]),
        ("Elin &#43; Bo", 84, [("wb-strip-wide", "Elin &#43; Bo")]),
        ("Elin &#43; Bo", 72, [("wb-strip-wide", "E &#43; B")]),
        ("Elin", 42, [("wb-strip-wide", "Elin"), ("wb-strip-tight", "E")]),
        ("Elin", 34, [("wb-strip-wide", "E")]),
        ("Elin", 8, []),
    ],
)
def test_a_name_is_whole_or_its_letter(text, hours, texts):
    page = drawn(text.replace("&#43;", "+"), hours)
    assert re.findall(r'<text(?: class="([^"]*)")? x="6" y="19">([^<]*)', page) == texts
    assert " in full</title>" in page


def test_weeks_are_marked_and_named_where_there_is_room():
    page = strip(
        [], SCALE._replace(start=START + timedelta(days=3), end=START + timedelta(days=31))
    )
    assert page.count("wb-strip-week") == 4
    dates = re.findall(r'<tspan class="wb-strip-wide">Mon </tspan>([^<]*)', page)
    assert dates == ["30 Nov", "7 Dec", "14 Dec"]


def test_a_long_target_is_told_in_lines():
    name = "Incident command: Communications coordinator"
    page = ladder([Rung("at once", (name, "Ada"), "5 minutes")], "x", "ends")
    lines = re.findall(r'<text x="98" y="(\d+)">([^<]*)', page)
    assert " ".join(text for _, text in lines) == f"{name} Ada".replace(":", "&#58;")
    assert len({y for y, _ in lines}) == 3
