"""`watchbill pager plan` and `apply` with a live pager: rollout, saved plans, dry runs."""

import json
from datetime import datetime

import pytest

from tests.pagers import toy
from tests.pagers.company import FILES, edited
from watchbill.cli import run
from watchbill.findings import Problem
from watchbill.model import Ref
from watchbill.pager.objects import Stint
from watchbill.sync import provider

AT = ("--at", "2026-11-21T10:00Z")
PAY = "rosters/teams/pay.yaml"
OTHER = edited(PAY, "order: [ada, bob, cy]", "order: [bob, cy, ada]")
PAGERS = "pagers:\n  toy: {provider: toy}\n  files: {provider: folder}\n"


@pytest.fixture
def root(tmp_path, monkeypatch):
    toy.reset()
    known = {**provider.BUILT_IN, "toy": "tests.pagers.toy:PROVIDER"}
    monkeypatch.setattr(provider, "BUILT_IN", known)
    write(tmp_path, {**FILES, "watchbill.yaml": FILES["watchbill.yaml"] + PAGERS})
    return tmp_path


@pytest.fixture
def call(root, capsys):
    def run_it(*args, pager=("--pager", "toy")):
        code = run(["-C", str(root), "pager", *args, *pager, *AT])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run_it


@pytest.fixture
def applied(call):
    assert call("apply", "--yes")[0] == 0
    return call


def write(root, files):
    for path, text in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")


def arranged(who="dee"):
    first, last = (datetime.fromisoformat(f"2026-11-{day}T12:00Z") for day in (25, 26))
    toy.STATE.theirs = {"schedule/pay--primary": (Stint(first, last, (who,)),)}


def test_who_is_on_call_now_stays_until_the_handoff(applied, root):
    write(root, OTHER)
    code, out, _ = applied("plan")
    lines = out.splitlines()
    assert code == 1
    place = lines.index("From the next handoff on:")
    assert lines[place + 1 : place + 3] == [
        ("  Pay: Primary: still ada instead of bob until Tue 24 Nov 12:00 Europe/London, then cy"
        " (at once: --rollout now)"),
        ("  Pay: Secondary: still cy instead of ada until Tue 24 Nov 12:00 Europe/London, then bob"
        " (at once: --rollout now)"),
    ]  # fmt: skip
    said = json.loads(applied("plan", "--format", "json")[1])
    assert said["deferred"][0] == {
        "schedule": "schedule/pay--primary",
        "until": "2026-11-24T12:00:00+00:00",
        "stays": ["ada"],
        "follows": ["cy"],
    }
    text = applied("plan", "--format", "markdown")[1]
    assert (
        "**From the next handoff on**\n\n- Pay: Primary: still ada instead of bob until Tue 24 Nov"
        in text
    )
    assert applied("apply", "--yes")[0] == 0
    assert applied("plan")[0] == 0


def test_at_once_needs_force(applied, root):
    write(root, OTHER)
    code, out, err = applied("apply", "--rollout", "now", "--yes")
    assert code == 1
    assert "From the next handoff on" not in out
    assert "Pay: Primary, on call now: ada → bob  (needs --force)" in err
    assert applied("apply", "--rollout", "now", "--yes", "--force")[0] == 0
    assert applied("plan", "--rollout", "now")[0] == 0


def test_what_people_arranged_is_kept_and_said(applied):
    arranged()
    code, out, _ = applied("plan")
    assert (code, out.splitlines()) == (
        0,
        [
            "Pager toy agrees with the repository: 8 objects.",
            "",
            "Overrides made in the pager, kept:",
            ("  Pay: Primary: dee instead of bob, Wed 25 Nov 12:00 Europe/London until"
            " Thu 26 Nov 12:00 Europe/London"),
        ],
    )  # fmt: skip
    (kept,) = json.loads(applied("plan", "--format", "json")[1])["theirs"]
    assert (kept["before"], kept["after"]) == (["bob"], ["dee"])


def test_hostile_users_do_no_harm(applied, root):
    arranged("toy:<b>\x1b[31m|`\n# x")
    hostile = FILES[PAY].replace("name: Pay", 'name: "[x](y)|\\n# \\e[31m"')
    write(root, {PAY: hostile})
    assert applied("apply", "--yes", "--force")[0] == 0
    write(root, {PAY: hostile.replace("order: [ada, bob, cy]", "order: [bob, cy, ada]")})
    for command in ("plan", "drift"):
        for style in ("text", "markdown"):
            out = applied(command, "--format", style)[1]
            assert "\x1b" not in out
            assert not any(line.startswith("#") and "###" not in line for line in out.splitlines())
        assert "<b>" not in out
        assert "[x](y)" not in out


def test_a_saved_plan_is_applied_as_it_was_saved(applied, root):
    write(root, OTHER)
    (root / "rosters/services/net.yaml").unlink()
    file = root / "plan.json"
    for options in (("--rollout", "now"), ("--prune",), ()):
        file.write_text(applied("plan", "--format", "json", *options)[1])
    file.write_text(applied("plan", "--format", "json", "--prune", "--rollout", "now")[1])
    code, out, err = applied("apply", "--plan", str(file), "--force", pager=())
    assert (code, "- service/net" in out) == (0, True), err
    assert "service/net" not in toy.STATE.objects
    assert applied("plan", "--rollout", "now")[0] == 0


def test_a_saved_plan_is_refused_once_something_has_changed(applied, root):
    write(root, OTHER)
    file = root / "plan.json"
    file.write_text(applied("plan", "--format", "json")[1])
    arranged()
    code, _, err = applied("apply", "--plan", str(file))
    assert (code, "review it again" in err) == (1, True)


NO_PLANS = {
    "no file": (None, "nix.json: No such file"),
    "no JSON": ("x", "is no saved plan"),
    "something else": ('{"digest": 1}', "is no saved plan"),
    "another pager": ('{"pager": "files"}', "a plan of the pager 'files'"),
}


@pytest.mark.parametrize(("fields", "why"), NO_PLANS.values(), ids=NO_PLANS)
def test_what_is_no_saved_plan(applied, root, fields, why):
    file = root / "nix.json"
    if fields:
        whole = applied("plan", "--format", "json")[1]
        file.write_text(
            json.dumps(json.loads(whole) | json.loads(fields)) if "pager" in fields else fields
        )
    code, _, err = applied("apply", "--plan", str(file))
    assert (code, why in err) == (2, True), err


MISTAKES = {
    "both": (("--plan", "x", "--digest", "y"), "exclude each other"),
    "a record without a dry run": (("--record", "x"), "add --dry-run"),
    "two kinds of JSON": (("--dry-run", "--format", "json"), "add --record FILE"),
}


@pytest.mark.parametrize(("args", "why"), MISTAKES.values(), ids=MISTAKES)
def test_options_that_do_not_go_together(call, args, why):
    code, _, err = call("apply", *args)
    assert (code, why in err) == (2, True)


def test_a_dry_run_of_the_folder_names_the_files(call, root):
    code, out, err = call("apply", "--dry-run", pager=("--pager", "files"))
    assert (code, err) == (0, "\nDry run: 9 requests; nothing was sent.\n")
    lines = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    assert lines[0] == {"method": "PUT", "path": "build/pager/users.json", "body": None}
    assert {line["path"] for line in lines} >= {"build/pager/schedules/pay--primary.json"}
    assert not (root / "build/pager").exists()


def test_no_dry_run_of_a_provider_that_would_write(call, monkeypatch):
    monkeypatch.setattr(toy, "PROVIDER", toy.PROVIDER._replace(echo=None))
    code, _, err = call("apply", "--dry-run")
    assert (code, "knows no dry run" in err, toy.STATE.objects) == (2, True, {})


EXPOSED = {
    "a token": "{token: s3cret}",
    "a password in an address": "{api_url: 'https://me:s3cret@pager.example'}",
    "a query in an address": "{api_url: 'https://pager.example/?key=s3cret'}",
}


@pytest.mark.parametrize("settings", EXPOSED.values(), ids=EXPOSED)
def test_a_secret_in_settings_is_found_and_not_shown(root, capsys, settings):
    pagers = f"pagers: {{live: {{provider: pagerduty, settings: {settings}}}}}\n"
    write(root, {"watchbill.yaml": FILES["watchbill.yaml"] + pagers})
    for style in ("text", "json", "github", "sarif"):
        assert run(["-C", str(root), "check", "--select", "WB501", "--format", style, *AT]) == 1
        said = capsys.readouterr()
        assert ("WB501" in said.out, "s3cret" in said.out + said.err) == (True, False)


def test_what_the_pager_cannot_express_is_refused_before_anything_is_written(
    applied, root, monkeypatch
):
    far = Problem("WB502", Ref("roster", "pay"), ("name",), "more than 150 dated shifts")
    monkeypatch.setattr(toy, "PROVIDER", toy.PROVIDER._replace(limits=lambda *_: [far]))
    assert applied("plan")[0] == 0
    write(root, edited("rosters/services/net.yaml", "name: Net", "name: Network"))
    assert applied("apply", "--yes")[0] == 0
    write(root, OTHER)
    code, _, err = applied("apply", "--yes")
    assert (code, "roster pay: more than 150 dated shifts  (needs --force)" in err) == (1, True)
    assert applied("apply", "--yes", "--force")[0] == 0


def test_a_provider_that_reports_by_a_code_of_its_own(root, monkeypatch, capsys):
    """Levels, waivers and explanations are those of the written list of rules."""
    own = Problem("WB599", Ref("roster", "pay"), ("name",), "strange")
    monkeypatch.setattr(toy, "PROVIDER", toy.PROVIDER._replace(limits=lambda *_: [own]))
    assert run(["-C", str(root), "check", *AT]) == 2
    assert "reports WB599" in capsys.readouterr().err


def test_a_dry_run_of_what_is_refused_shows_no_requests(applied, root):
    write(root, OTHER)
    code, out, err = applied("apply", "--dry-run", "--rollout", "now")
    assert (code, "Not applied:" in err, "{" in out) == (1, True, False)


def test_what_does_not_read_back_is_a_failure(applied, root, monkeypatch):
    wrote = toy.Toy.apply

    def forgetful(self, change):
        kept = change.key == "service/net"
        wrote(self, change._replace(after=change.before) if kept else change)

    write(root, edited("rosters/services/net.yaml", "name: Net", "name: Network"))
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(toy.Toy, "apply", forgetful)
        code, _, err = applied("apply", "--yes")
    assert (code, err.splitlines()[0]) == (1, "service/net does not read back as it was written")
    assert "pager drift" in err
    assert applied("drift")[0] == 1
    assert applied("apply", "--yes")[0] == 0
    assert applied("drift")[0] == 0


def test_a_dry_run_that_stops_shows_what_came_before(call, root, monkeypatch):
    from watchbill.errors import WatchbillError

    wrote = toy.Toy.apply

    def failing(self, change):
        if change.key == "escalation/pay":
            raise WatchbillError("the policy is locked")
        wrote(self, change)

    monkeypatch.setattr(toy.Toy, "apply", failing)
    code, out, err = call("apply", "--dry-run")
    assert (code, "the policy is locked" in err) == (2, True)
    assert len([line for line in out.splitlines() if line.startswith("{")]) == 5
