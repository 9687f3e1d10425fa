import json

import pytest

from tests.unit.cli.company import ask, squeezed, written

PRIMARY = "primary of payments"
AT = ("--at", "2026-11-20T23:50", "--tz", "Europe/London")


def test_step_by_step(tmp_path, capsys):
    assert ask(written(tmp_path), "page", "checkout", "--severity", "sev1", *AT) == 0
    assert squeezed(capsys.readouterr().out) == [
        "Checkout · sev1 (Critical) · Fri 20 Nov 2026 23:50 GMT",
        f"+0 min 23:50 Ken Sato +8100000002 on call as {PRIMARY} until Sat 21 Nov 12:00 GMT",
        "+5 min 23:55 NOBODY nobody is on call as primary of data",
        "Ada Obi +2340000001 named in the escalation policy",
        "Then the 2 steps again, at +15 min, +30 min.",
        "After +45 min (Sat 21 Nov 00:35 GMT) nobody is paged any more.",
    ]


def test_a_round_with_other_people_is_written_out(tmp_path, capsys):
    at = ("--at", "2026-11-21T11:50", "--tz", "Europe/London")
    assert ask(written(tmp_path), "page", "checkout", "--severity", "sev1", *at) == 0
    lines = squeezed(capsys.readouterr().out)
    assert [line[:27] for line in lines if "primary of payments" in line] == [
        "+0 min 11:50 Ken Sato +8100",
        "+15 min 12:05 Lin Ødegård n",
        "+30 min 12:20 Lin Ødegård n",
    ]


def test_working_hours_are_waited_for(tmp_path, capsys):
    assert ask(written(tmp_path), "page", "checkout", "--severity", "sev3", *AT) == 0
    lines = squeezed(capsys.readouterr().out)
    wait = "it waits until Mon 23 Nov 09:00 GMT (2 d 9 h)."
    assert lines[1] == f"This severity pages in working hours only: {wait}"
    assert lines[2].startswith("+0 min 09:00 Ken Sato")


def test_working_hours_may_be_now(tmp_path, capsys):
    at = ("--at", "2026-11-20T10:00Z")
    assert ask(written(tmp_path), "page", "checkout", "--severity", "sev3", *at) == 0
    assert "working hours only, which it is now." in capsys.readouterr().out


def test_never(tmp_path, capsys):
    assert ask(written(tmp_path), "page", "checkout", "--severity", "sev4", *AT) == 0
    assert "never pages anybody" in capsys.readouterr().out


def test_json(tmp_path, capsys):
    assert ask(written(tmp_path), "page", "checkout", "--severity", "sev1", *AT, "--json") == 0
    data = json.loads(capsys.readouterr().out)
    assert {key: data[key] for key in ("service", "severity", "escalation", "page", "starts")} == {
        "service": "checkout",
        "severity": "sev1",
        "escalation": "payments",
        "page": "always",
        "starts": "2026-11-20T23:50:00Z",
    }
    second = data["steps"][1]
    assert (second["after_minutes"], second["at"]) == (5, "2026-11-20T23:55:00Z")
    assert [target["people"] for target in second["targets"]] == [[], ["ada"]]
    assert len(data["steps"]) == 6


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (("chekout", "--severity", "sev1"), "did you mean `checkout`?"),
        (("checkout", "--severity", "critical"), "write `sev1`"),
        (("checkout", "--severity", "sev9"), "did you mean `sev"),
        (("checkout",), "there are: sev1 (Critical), sev3 (Minor), sev4 (Note)"),
    ],
)
def test_mistakes(tmp_path, capsys, asked, message):
    assert ask(written(tmp_path), "page", *asked) == 2
    assert message in capsys.readouterr().err


def test_a_policy_that_could_not_be_read(tmp_path, capsys):
    root = written(tmp_path)
    (root / "policies/escalation/payments.yaml").write_text("name: Payments\n")
    assert ask(root, "page", "checkout", "--severity", "sev1") == 2
    assert "no escalation policy named 'payments'" in capsys.readouterr().err
