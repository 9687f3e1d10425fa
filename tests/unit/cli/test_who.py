import json

import pytest

from tests.unit.cli.company import FILES, ask, squeezed, written

NIGHT = ("--at", "2026-11-20T03:00", "--tz", "Europe/London")
DAY = ("--at", "2026-11-20T10:00", "--tz", "Europe/London")


def who(root, question: str, *options: str) -> int:
    return ask(root, "who", question, *options)


def test_experts_who_can_be_asked_come_first(tmp_path, capsys):
    assert who(written(tmp_path), "who is our database expert?", *DAY) == 0
    assert squeezed(capsys.readouterr().out) == [
        "Databases topic database",
        "Ken Sato +8100000002 awake, 19:00 in Tokyo failover",
        "ken@tailwindtraders.example",
        "on call as primary of payments until Sat 21 Nov 12:00 GMT",
        "Ada Obi +2340000001 working, 11:00 in Lagos",
        "slack U0ADA · ada@tailwindtraders.example",
        "Fallback Ken Sato +8100000002 on call as primary of payments until Sat 21 Nov 12:00 GMT",
    ]


def test_the_fallback_comes_first_when_the_experts_sleep(tmp_path, capsys):
    topic = FILES["rosters/experts/database.yaml"].replace("person: ken", "person: lin")
    assert who(written(tmp_path, database=topic), "postgres", *NIGHT) == 0
    lines = squeezed(capsys.readouterr().out)
    assert lines[1] == "Nobody of them is awake. Call the fallback."
    assert lines[2].startswith("Fallback Ken Sato +8100000002")
    assert lines[3].startswith("Lin Ødegård no phone asleep, 04:00 in Oslo")


def test_other_answers_follow(tmp_path, capsys):
    assert who(written(tmp_path), "postgres", *DAY) == 0
    lines = squeezed(capsys.readouterr().out)
    assert lines[-2:] == ["See also", "runbook payments/PostgresLag Postgres lag"]


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("payments", ["Payments roster payments", "Payments · #payments", "primary Ken Sato"]),
        ("checkout", ["Checkout service checkout", "Payments · #payments", "primary Ken Sato"]),
        ("payments escalation", ["Payments escalation payments", "+0 min Ken Sato +8100000002"]),
        ("lin", ["Lin Ødegård person lin", "Lin Ødegård no phone asleep, 04:00 in Oslo"]),
        ("postgres lag", ["Postgres lag runbook payments/PostgresLag", "runbooks/payments/Postg"]),
        ("database zork", ["Databases topic database (not found: zork)"]),
        ("who is on call?", ["Data", "primary GAP: nobody is on call"]),
        ("experts", ["topic database Databases"]),
    ],
)
def test_the_first_answer(tmp_path, capsys, question, begins):
    assert who(written(tmp_path), question, *NIGHT) == 0
    lines = squeezed(capsys.readouterr().out)
    for line, begin in zip(lines, begins, strict=False):
        assert line.startswith(begin)


def test_a_question_needs_no_quotes(tmp_path, capsys):
    assert ask(written(tmp_path), "who", "database", "expert", *DAY) == 0
    assert capsys.readouterr().out.startswith("Databases")


def test_json(tmp_path, capsys):
    assert who(written(tmp_path), "database", *DAY, "--json") == 0
    data = json.loads(capsys.readouterr().out)
    first = data["answers"][0]
    assert (data["at"], data["words"]) == ("2026-11-20T10:00:00Z", ["database"])
    assert (first["kind"], first["id"], first["missing"]) == ("topic", "database", [])
    ken = first["experts"][0]
    assert (ken["id"], ken["state"], ken["local_time"]) == (
        "ken",
        "awake",
        "2026-11-20T19:00+09:00",
    )
    assert ken["on_call"] == [
        {"roster": "payments", "role": "primary", "end": "2026-11-21T12:00:00Z"}
    ]
    assert first["fallback"]["people"][0]["id"] == "ken"


def test_every_kind_has_json(tmp_path, capsys):
    root = written(tmp_path)
    for question in ("payments", "ada", "database", "checkout", "escalation payments", "runbook"):
        assert who(root, question, *DAY, "--json") == 0
        assert json.loads(capsys.readouterr().out)["answers"]


def test_nothing_found(tmp_path, capsys):
    assert who(written(tmp_path), "zork") == 1
    assert capsys.readouterr().out.startswith("nothing here is about zork\n")
    assert who(written(tmp_path), "zork", "--json") == 1
    assert json.loads(capsys.readouterr().out)["answers"] == []


def test_odd_questions(tmp_path, capsys):
    root = written(tmp_path)
    assert who(root, "  ?! ") == 2
    assert "this asks for nothing" in capsys.readouterr().err
    assert who(root, "\x1b[31mzork\ud800") == 1
    assert "\x1b" not in capsys.readouterr().out


def test_an_expert_who_could_not_be_read(tmp_path, capsys):
    assert who(written(tmp_path, ken="name: Ken\n"), "database", *DAY) == 0
    assert "ken no phone unknown failover" in squeezed(capsys.readouterr().out)


def test_a_fallback_without_anybody_is_loud(tmp_path, capsys):
    topic = FILES["rosters/experts/database.yaml"].replace("roster: payments", "roster: data")
    assert who(written(tmp_path, database=topic), "database", *NIGHT) == 0
    said = "Fallback NOBODY nobody is on call as primary of data"
    assert said in squeezed(capsys.readouterr().out)
