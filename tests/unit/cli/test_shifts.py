import csv
import json

import pytest

from tests.unit.cli.company import FILES, ask, squeezed, written

WEEK = ("--from", "2026-11-20", "--until", "2026-11-25", "--tz", "Europe/London")


def shifts(root, *options: str) -> int:
    return ask(root, "shifts", "payments", *WEEK, *options)


def test_the_table_is_cut_to_the_window_and_notes_overrides(tmp_path, capsys):
    assert shifts(written(tmp_path), "--role", "primary") == 0
    assert squeezed(capsys.readouterr().out) == [
        "Fri 2026-11-20 00:00 GMT – Sat 2026-11-21 12:00 GMT primary Ken Sato",
        "Sat 2026-11-21 12:00 GMT – Sun 2026-11-22 12:00 GMT primary Lin Ødegård swap",
        "Sun 2026-11-22 12:00 GMT – Tue 2026-11-24 12:00 GMT primary Ken Sato",
        "Tue 2026-11-24 12:00 GMT – Wed 2026-11-25 00:00 GMT primary Ada Obi",
    ]


def test_gaps_are_among_the_shifts(tmp_path, capsys):
    assert ask(written(tmp_path), "shifts", "data", *WEEK) == 0
    assert squeezed(capsys.readouterr().out) == [
        "Fri 2026-11-20 00:00 GMT – Mon 2026-11-23 09:00 GMT primary GAP: nobody is on call",
        "Mon 2026-11-23 09:00 GMT – Mon 2026-11-23 17:00 GMT primary Lin Ødegård",
        "Mon 2026-11-23 17:00 GMT – Wed 2026-11-25 00:00 GMT primary GAP: nobody is on call",
    ]


def test_only_a_person(tmp_path, capsys):
    assert shifts(written(tmp_path), "--person", "ada", "--json") == 0
    data = json.loads(capsys.readouterr().out)
    assert [shift["start"] for shift in data["shifts"]] == ["2026-11-24T12:00:00Z"]
    assert data["gaps"] == []


@pytest.mark.parametrize("form", [("--json",), ("--format", "json")])
def test_json(tmp_path, capsys, form):
    assert shifts(written(tmp_path), *form) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["from"] == "2026-11-20T00:00:00Z"
    assert data["shifts"][0] == {
        "rotation": "primary",
        "role": "primary",
        "people": [{"id": "ken", "name": "Ken Sato"}],
        "start": "2026-11-20T00:00:00Z",
        "end": "2026-11-21T12:00:00Z",
        "note": "",
    }


def test_csv_has_a_line_for_each_person_and_quotes(tmp_path, capsys):
    person = FILES["rosters/people/ken.yaml"].replace("Ken Sato", "'Sato, \"Ken\"'")
    pair = FILES["rosters/teams/payments.yaml"].replace("[ada, ken]", "[ada, [ken, ada]]")
    assert shifts(written(tmp_path, ken=person, payments=pair), "--format", "csv") == 0
    rows = list(csv.reader(capsys.readouterr().out.splitlines()))
    head = "start,end,roster,rotation,role,person,name,note"
    assert rows[0] == head.split(",")
    assert [row[5:7] for row in rows[1:3]] == [["ken", 'Sato, "Ken"'], ["ada", "Ada Obi"]]
    assert rows[1][:2] == ["2026-11-20T00:00:00+00:00", "2026-11-21T12:00:00+00:00"]


@pytest.mark.parametrize("person", [(), ("--person", "ken")])
def test_a_calendar_has_whole_shifts(tmp_path, capsysbinary, person):
    pytest.importorskip("markupsafe")
    assert shifts(written(tmp_path), "--format", "ics", *person) == 0
    text = capsysbinary.readouterr().out.decode()
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert "DTSTART:20261117T120000Z" in text


def test_no_shifts(tmp_path, capsys):
    assert ask(written(tmp_path), "shifts", "data", *WEEK, "--person", "ada") == 0
    said = "no shifts from Fri 2026-11-20 00:00 GMT until Wed 2026-11-25 00:00 GMT\n"
    assert capsys.readouterr().out == said


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (("paymnts",), "did you mean `payments`?"),
        (("payments", "--person", "keen"), "did you mean `ken`?"),
        (("payments", "--role", "secundary"), "did you mean `secondary`?"),
        (("payments", "--from", "2026-12-01", "--until", "2026-11-01"), "is not after --from"),
        (("payments", "--until", "2126-11-01"), "longer than ten years"),
        (("payments", "--format", "xml"), "'xml' is not one of"),
    ],
)
def test_mistakes(tmp_path, capsys, asked, message):
    assert ask(written(tmp_path), "shifts", *asked) == 2
    assert message in capsys.readouterr().err


AT = ("--at", "2026-11-21T15:00Z")


def test_explain_shift(tmp_path, capsys):
    assert ask(written(tmp_path), "explain-shift", "payments", "primary", *AT) == 0
    out = capsys.readouterr().out
    assert "lin is on call as primary of Payments" in out
    assert "swap" in out


def test_explain_shift_as_json(tmp_path, capsys):
    assert ask(written(tmp_path), "explain-shift", "payments", "primary", *AT, "--json") == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["at"], data["people"]) == ("2026-11-21T15:00:00Z", ["lin"])
    assert data["reasons"]


def test_explain_shift_of_an_unknown_role(tmp_path, capsys):
    assert ask(written(tmp_path), "explain-shift", "payments", "primry") == 2
    assert "did you mean `primary`?" in capsys.readouterr().err
