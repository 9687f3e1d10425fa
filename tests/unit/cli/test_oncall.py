import json

import pytest

from tests.unit.cli.company import FILES, ask, squeezed, written

NIGHT = ("--at", "2026-11-20T03:00", "--tz", "Europe/London")
PAYMENTS = [
    "On call at Fri 20 Nov 2026 03:00 GMT",
    "Payments · #payments",
    "primary Ken Sato +8100000002 until Sat 21 Nov 12:00 GMT (1 d 9 h)",
    "ken@tailwindtraders.example",
    "next: Lin Ødegård, from Sat 21 Nov 12:00 GMT",
    "secondary nobody, outside its hours",
    "next: Lin Ødegård, from Fri 20 Nov 09:00 GMT",
]


@pytest.mark.parametrize("named", [("payments",), ("--roster", "payments")])
def test_now_and_next(tmp_path, capsys, named):
    assert ask(written(tmp_path), "oncall", *named, *NIGHT) == 0
    assert squeezed(capsys.readouterr().out) == PAYMENTS


def test_a_gap_is_loud(tmp_path, capsys):
    assert ask(written(tmp_path), "oncall", "data", *NIGHT) == 0
    assert "primary GAP: nobody is on call" in squeezed(capsys.readouterr().out)


def test_nobody_is_a_gap_where_nothing_is_promised(tmp_path, capsys):
    roster = FILES["rosters/teams/data.yaml"].replace("coverage", "# coverage")
    assert ask(written(tmp_path, data=roster), "oncall", "data", *NIGHT) == 0
    assert "GAP" in capsys.readouterr().out


def test_until_spans_shifts_that_follow_with_the_same_person(tmp_path, capsys):
    turns = FILES["rosters/teams/payments.yaml"].replace("[ada, ken]", "[ken, ken, ada]")
    at = ("--at", "2026-10-28T12:00Z", "--json", "--role", "primary")
    assert ask(written(tmp_path, payments=turns), "oncall", "payments", *at) == 0
    now = json.loads(capsys.readouterr().out)["rosters"][0]["roles"][0]["now"][0]
    assert (now["start"], now["end"]) == ("2026-10-27T12:00:00Z", "2026-11-10T12:00:00Z")


@pytest.mark.parametrize(
    ("at", "role", "expected"),
    [
        # Ken from Tuesday, Lin for a day, then Ken again: another person is next.
        ("2026-11-20T03:00Z", "primary", ("2026-11-21T12:00:00Z", "2026-11-21T12:00:00Z")),
        # Lin every day: who comes back after a night with nobody is next, as she is at night.
        ("2026-11-20T10:00Z", "secondary", ("2026-11-20T17:00:00Z", "2026-11-21T09:00:00Z")),
        ("2026-11-20T20:00Z", "secondary", (None, "2026-11-21T09:00:00Z")),
    ],
)
def test_next_is_whoever_comes_after_a_stretch_with_nobody(tmp_path, capsys, at, role, expected):
    asked = ("payments", "--at", at, "--role", role, "--json")
    assert ask(written(tmp_path), "oncall", *asked) == 0
    found = json.loads(capsys.readouterr().out)["rosters"][0]["roles"][0]
    ends = next((one["end"] for one in found["now"]), None)
    assert (ends, found["next"]["start"]) == expected


def test_without_a_roster_it_says_what_to_write(tmp_path, capsys):
    (tmp_path / "watchbill.yaml").write_text(FILES["watchbill.yaml"])
    assert ask(tmp_path, "oncall") == 0
    assert "no rosters: write rosters/teams/<id>.yaml" in capsys.readouterr().out
    assert ask(tmp_path, "oncall", "--json") == 0
    assert json.loads(capsys.readouterr().out)["rosters"] == []


def test_a_roster_named_twice_is_shown_once(tmp_path, capsys):
    assert ask(written(tmp_path), "oncall", "data", "--roster", "data", *NIGHT) == 0
    assert capsys.readouterr().out.count("Data") == 1


def test_the_readers_zone(tmp_path, capsys):
    at = ("--at", "2026-11-20T12:00", "--tz", "Asia/Tokyo")
    assert ask(written(tmp_path), "oncall", "payments", *at) == 0
    lines = squeezed(capsys.readouterr().out)
    assert lines[0] == "On call at Fri 20 Nov 2026 12:00 JST"
    assert lines[2].endswith("until Sat 21 Nov 21:00 JST (1 d 9 h)")


def test_somebody_away_is_said(tmp_path, capsys):
    away = FILES["rosters/people/ken.yaml"] + "time_off: [{from: 2026-11-20, until: 2026-11-23}]\n"
    assert ask(written(tmp_path, ken=away), "oncall", "payments", *NIGHT) == 0
    assert "Ken Sato is AWAY, back on 2026-11-23" in squeezed(capsys.readouterr().out)


def test_only_a_role(tmp_path, capsys):
    assert ask(written(tmp_path), "oncall", "--role", "secondary", *NIGHT, "--json") == 0
    data = json.loads(capsys.readouterr().out)
    assert [board["roster"] for board in data["rosters"]] == ["payments"]
    assert [role["role"] for role in data["rosters"][0]["roles"]] == ["secondary"]


def test_json(tmp_path, capsys):
    assert ask(written(tmp_path), "oncall", "payments", *NIGHT, "--json") == 0
    data = json.loads(capsys.readouterr().out)
    primary, secondary = data["rosters"][0]["roles"]
    assert data["at"] == "2026-11-20T03:00:00Z"
    assert primary["now"] == [
        {
            "id": "ken",
            "name": "Ken Sato",
            "phone": "+8100000002",
            "slack": None,
            "teams": None,
            "github": None,
            "email": "ken@tailwindtraders.example",
            "timezone": "Asia/Tokyo",
            "away_until": None,
            "rotation": "primary",
            "start": "2026-11-17T12:00:00Z",
            "end": "2026-11-21T12:00:00Z",
        }
    ]
    assert primary["next"]["start"] == "2026-11-21T12:00:00Z"
    assert (secondary["now"], secondary["gap"]) == ([], False)


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        (("paymets",), "did you mean `payments`?"),
        (("checkout",), "`checkout` is a service; its roster is `payments`"),
        (("--role", "primry"), "did you mean `primary`?"),
        (("data", "--role", "secondary"), "there are: primary"),
        (("--at", "soon"), "is no time"),
        (("--tz", "Mars/Base"), "no time zone named"),
        (("--tz", "london"), "no time zone named 'london'; write Europe/London"),
        (("--tz", "Europe/Londn"), "did you mean `Europe/London`?"),
        (("--tz", "+01:00"), "write the name of a place"),
    ],
)
def test_mistakes(tmp_path, capsys, asked, hint):
    assert ask(written(tmp_path), "oncall", *asked) == 2
    assert hint in capsys.readouterr().err


def test_control_characters_are_written_out(tmp_path, capsys):
    person = FILES["rosters/people/ken.yaml"].replace("Ken Sato", '"Ken\\e[31m\\u202e"')
    root = written(tmp_path, ken=person)
    for form in ((), ("--json",)):
        assert ask(root, "oncall", "payments", *NIGHT, *form) == 0
        out = capsys.readouterr().out
        assert "\\u001b[31m\\u202e" in out
        assert "\x1b" not in out


def test_a_person_who_could_not_be_read_is_named_by_id(tmp_path, capsys):
    assert ask(written(tmp_path, ken="name: Ken\n"), "oncall", "payments", *NIGHT) == 0
    captured = capsys.readouterr()
    assert "primary ken no phone" in squeezed(captured.out)[2]
    assert "not read: rosters/people/ken.yaml" in captured.err


def test_everybody_who_comes_next_is_named(tmp_path, capsys):
    path = "rosters/teams/payments.yaml"
    buddy = """  - id: buddy
    role: primary
    alongside: true
    handoff: {every: 1 week, on: tuesday, at: "12:00"}
    turns: [{since: 2026-01-06, order: [ada]}, {since: 2026-11-17, order: [lin]}]
overrides: []
"""
    text = FILES[path].partition("overrides:")[0] + buddy
    written(tmp_path).joinpath(path).write_text(text, encoding="utf-8")
    assert ask(tmp_path, "oncall", "payments", *NIGHT) == 0
    lines = squeezed(capsys.readouterr().out)
    assert "next: Ada Obi, Lin Ødegård, from Tue 24 Nov 12:00 GMT" in lines
