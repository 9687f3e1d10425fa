"""`watchbill pager` and `watchbill export`, as a user calls them."""

import json

import pytest

from tests.pagers.company import FILES, edited, override
from watchbill.cli import run

AT = ("--at", "2026-11-21T10:00Z")


@pytest.fixture
def root(tmp_path):
    write(tmp_path, FILES)
    return tmp_path


def write(root, files):
    for path, text in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")


@pytest.fixture
def call(root, capsys):
    def run_it(*args):
        code = run(["-C", str(root), *args, *(AT if "--at" not in args else ())])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run_it


def test_plan_apply_plan(call, root):
    code, out, _ = call("pager", "plan")
    assert code == 1
    assert out.startswith("Pager folder: 9 to create, 0 unchanged.\n")
    assert "Pay: Primary begins, now ada, to Mon 11 Jan 2027 00:00 Europe/London" in out
    assert not (root / "build").exists()
    code, _, err = call("pager", "apply", "--yes")
    assert (code, err) == (0, "\nApplied 9 changes and read back: the pager agrees.\n")
    assert call("pager", "plan") == (
        0, "Pager folder agrees with the repository: 9 objects.\n", "",
    )  # fmt: skip
    code, out, _ = call("pager", "plan", "--at", "2026-11-28T10:00Z")
    assert code == 1
    assert "→" not in out
    assert "Pay: Primary extends to Mon 18 Jan 2027 00:00 Europe/London" in out


def test_people_and_local_times_come_first(call, root):
    call("pager", "apply", "--yes")
    write(root, override("pay", "2026-11-24T12:00", "2026-11-25T12:00", "dee"))
    code, out, _ = call("pager", "plan")
    assert code == 1
    until = "until Wed 25 Nov 12:00 Europe/London"
    assert out.splitlines()[2:6] == [
        "Who is on call:",
        "  Pay: Primary",
        f"    Tue 24 Nov 12:00 Europe/London: bob → dee, {until}  (override)",
        "",
    ]


LONGER = "roster: pay, role: secondary}], wait: 2 hours"


def test_a_reviewer_sees_what_becomes_of_every_field(call, root):
    call("pager", "apply", "--yes")
    pay = "policies/escalation/pay.yaml"
    write(root, edited(pay, "roster: pay, role: secondary}], wait: 1 hour", LONGER))
    write(root, edited("rosters/people/dee.yaml", "dee@small", "dee.dee@small"))
    write(root, edited("rosters/services/net.yaml", "name: Net", "name: Network"))
    said = [line.strip() for line in call("pager", "plan")[1].splitlines()]
    zone = "timezone Europe/London"
    assert said[3:-2] == [
        "~ users: people",
        f"people: - 4. id dee, name Dee, email dee@small.example, {zone}",
        f"people: + 4. id dee, name Dee, email dee.dee@small.example, {zone}",
        "~ escalation/pay: steps",
        "steps: - 2. notify schedule/pay--secondary, wait_minutes 60",
        "steps: + 2. notify schedule/pay--secondary, wait_minutes 120",
        "~ service/net: name",
        "name: Net → Network",
    ]
    text = call("pager", "plan", "--format", "markdown")[1]
    assert "\n- \\~ service/net: name\n  - name: Net → Network\n" in text
    last = json.loads(call("pager", "plan", "--format", "json")[1])["changes"][-1]
    assert (last["before"], last["after"]) == ({"name": "Net"}, {"name": "Network"})


def test_a_refusal_gives_reasons_and_force_overrules(call, root):
    call("pager", "apply", "--yes")
    write(root, override("pay", "2026-11-21T08:00", "2026-11-21T12:00", "dee"))
    code, out, err = call("pager", "apply", "--yes")
    assert code == 1
    assert "Needs --force:\n  Pay: Primary, on call now: ada → dee" in out
    assert err == "Not applied:\n  Pay: Primary, on call now: ada → dee  (needs --force)\n"
    assert call("pager", "apply", "--yes", "--force")[0] == 0
    assert call("pager", "plan")[0] == 0


def test_the_digest_binds(call, root):
    reviewed = json.loads(call("pager", "plan", "--format", "json")[1])["digest"]
    write(root, edited("rosters/services/net.yaml", "name: Net", "name: Network"))
    code, _, err = call("pager", "apply", "--digest", reviewed)
    assert code == 1
    other = json.loads(call("pager", "plan", "--format", "json")[1])["digest"]
    assert reviewed in err
    assert other in err
    assert call("pager", "apply", "--digest", other)[0] == 0
    assert call("pager", "apply", "--digest", other)[0] == 0  # done already


def test_an_empty_digest_is_that_of_no_plan(call, root):
    """A pipeline whose variable is not set has reviewed nothing."""
    code, _, err = call("pager", "apply", "--digest", "", "--yes")
    assert (code, "review it again" in err) == (1, True)
    saved = root / "plan.json"
    plan = json.loads(call("pager", "plan", "--format", "json")[1])
    saved.write_text(json.dumps({**plan, "digest": ""}))
    assert call("pager", "apply", "--plan", str(saved), "--yes")[0] == 1
    assert call("pager", "apply", "--plan", str(saved), "--digest", "")[0] == 2
    assert not (root / "build/pager").exists()


def test_nobody_to_ask(call, root):
    code, _, err = call("pager", "apply")
    assert code == 2
    assert "--yes" in err
    assert not (root / "build/pager").exists()


def test_markdown_is_safe(call, root):
    call("pager", "apply", "--yes")
    write(root, override("pay", "2026-11-24T12:00", "2026-11-25T12:00", "dee"))
    text = (root / "rosters/teams/pay.yaml").read_text()
    hostile = text.replace("name: Pay", 'name: "<b>|`x`\\n# \\u001b[31m"')
    write(root, {"rosters/teams/pay.yaml": hostile})
    out = call("pager", "plan", "--format", "markdown")[1]
    assert "| from | until | before | after |" in out
    assert "\x1b" not in out
    assert "\x1b" not in call("pager", "plan")[1]


def test_prune(call, root):
    call("pager", "apply", "--yes")
    (root / "rosters/services/net.yaml").unlink()
    code, out, _ = call("pager", "plan")
    assert (code, "service/net: not in the repository; --prune deletes it" in out) == (0, True)
    assert call("pager", "plan", "--prune")[0] == 1
    assert call("pager", "apply", "--prune", "--yes")[0] == 0
    assert not (root / "build/pager/services/net.json").exists()


def test_an_empty_repository_is_refused(call, root):
    call("pager", "apply", "--yes")
    for path in FILES:
        if "/teams/" in path or "/escalation/" in path or "/services/" in path:
            (root / path).unlink()
    for args in ((), ("--prune",)):
        assert call("pager", "plan", *args)[0] == 1
        code, _, err = call("pager", "apply", "--yes", *args)
        assert code == 1
        assert "wants nothing at all" in err
    assert len(list((root / "build/pager").rglob("*.json"))) == 9


def test_which_pager(call, root):
    assert call("pager", "plan", "--pager", "nix")[0] == 2
    pagers = (
        "pagers:\n  a: {provider: folder, settings: {path: build/a}}\n  b: {provider: folder}\n"
    )
    write(root, {"watchbill.yaml": FILES["watchbill.yaml"] + pagers})
    code, _, err = call("pager", "plan")
    assert (code, "--pager: a, b" in err) == (2, True)
    assert call("pager", "apply", "--yes", "--pager", "a")[0] == 0
    assert (root / "build/a/users.json").exists()
    write(root, {"watchbill.yaml": FILES["watchbill.yaml"] + "pagers: {c: {provider: no}}\n"})
    code, _, err = call("pager", "plan")
    assert (code, "there are: folder" in err) == (2, True)


def test_half_a_repository(call, root):
    write(root, {"rosters/teams/pay.yaml": "nome: x\n"})
    code, _, err = call("pager", "plan")
    assert code == 2
    assert "rosters/teams/pay.yaml" in err


def test_export_and_check(call, root):
    assert call("export", "all", "--check")[0] == 1
    assert not (root / "build").exists()
    code, out, _ = call("export", "all")
    assert (code, "of them changed" in out) == (0, True)
    assert call("export", "all", "--check", "--at", "2026-11-22T23:59Z")[:2] == (
        0, "all files are fresh\n",
    )  # fmt: skip
    (root / "build/calendars/people/ada.ics").write_text("x")
    (root / "build/api/v1/topics.json").unlink()
    code, out, _ = call("export", "all", "--check")
    assert code == 1
    assert out == "differs: calendars/people/ada.ics\ndiffers: api/v1/topics.json\n"
    assert call("export", "calendars")[1].endswith("1 of them changed\n")
    assert call("export", "calendars", "--check")[0] == 0


def test_who_has_left_leaves_no_calendar(call, root):
    call("export", "calendars", "--out", "public")
    place = root / "public/calendars/people/left.ics"
    place.write_text("old")
    assert call("export", "calendars", "--out", "public", "--check")[0] == 1
    assert "see --prune" in call("export", "calendars", "--out", "public")[1]
    assert place.exists()
    call("export", "calendars", "--out", "public", "--prune")
    assert not place.exists()


def test_export_removes_nothing_while_a_file_cannot_be_read(call, root):
    assert call("export", "calendars")[0] == 0
    made = sorted((root / "build/calendars").rglob("*.ics"))
    (root / "rosters/teams/pay.yaml").write_text("name: [")
    assert call("export", "calendars", "--prune")[0] == 2
    assert made
    assert sorted((root / "build/calendars").rglob("*.ics")) == made
