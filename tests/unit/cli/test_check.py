"""`watchbill check` and the boundary: what is shown, and with which exit code it ends."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rules.test_rules import BASE
from watchbill import cli
from watchbill.source import load

AT = ("--at", "2026-11-24T12:00Z")
FULL = Path("/dev/full")


@pytest.fixture
def root(tmp_path, monkeypatch):
    for path, data in BASE.files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data or b"")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(root, capsys):
    def call(*args):
        code = cli.run([*args])
        out, err = capsys.readouterr()
        return code, out, err

    return call


def spoil(root):
    """Make an error (WB109) and a warning (WB406, in the preset `recommended`)."""
    path = root / "rosters/people/ada.yaml"
    path.write_text(path.read_text().replace("ada@tailwindtraders.example", "ada"))
    with (root / "runbooks/checkout.md").open("a") as file:
        file.write("TODO\n")


def test_nothing_found(run):
    code, out, err = run("check", *AT)
    assert (code, err) == (0, "")
    assert "nothing found" in out


EXITS = [
    ((), 1),
    (("--fail-on", "error"), 1),
    (("--ignore", "WB109"), 0),
    (("--ignore", "WB109", "--fail-on", "warning"), 1),
    (("--ignore", "wb109,WB406", "--fail-on", "warning"), 0),
    (("--select", "WB4"), 0),
    (("--select", "WB4", "--fail-on", "warning"), 1),
    (("--select", "WB4", "--select", "WB1"), 1),
    (("--select", "WB1,WB4", "--ignore", "WB1", "--fail-on", "warning"), 1),
    (("--select", "WB2", "--fail-on", "warning"), 0),
    (("--preset", "starter"), 1),
    (("--preset", "starter", "--select", "WB406", "--fail-on", "warning"), 0),
    (("--format", "json"), 1),
    (("--format", "github"), 1),
    (("--format", "sarif"), 1),
    (("--no-cache",), 1),
]


@pytest.mark.parametrize(("options", "code"), EXITS, ids=str)
def test_exit_codes(root, run, options, code):
    spoil(root)
    assert run("check", *AT, *options)[0] == code
    assert run("check", *AT, *options)[0] == code, "and again, when the cache is warm"


MISTAKES = [
    (("chek",), "Did you mean check?"),
    (("check", "--formt", "json"), "--format"),
    (("check", "--format", "xml"), "xml"),
    (("check", "--select", "WB8"), "no rule begins with 'WB8'"),
    (("check", "--select", "WB1,E501"), "no rule begins with 'E501'"),
    # An empty variable in CI: nothing ignored is not everything ignored.
    (("check", "--ignore", ""), "no rule begins with ''"),
    (("check", "--ignore", "WB109,"), "no rule begins with ''"),
    (("check", "--select", ""), "no rule begins with ''"),
    (("check", "--at", "noon"), "is no time"),
    (("check", "--at", "9999-12-31T23:59Z"), "9999-12-31"),
    (("check", "--at", "0001-01-01"), "0001-01-01"),
    (("-C", "nowhere", "check"), "watchbill.yaml"),
    (("explain", "WB999"), "no rule WB999"),
    (("explain", "unknown-nam"), "did you mean `unknown-name`?"),
    (("check", "one", "two"), "unexpected extra argument"),
]


@pytest.mark.parametrize(("args", "says"), MISTAKES, ids=lambda each: str(each)[:40])
def test_a_users_mistake_is_2_and_says_what_to_do(run, args, says):
    code, out, err = run(*args)
    assert code == 2
    assert says in err
    assert "Traceback" not in out + err


def test_outside_of_a_repository(run, tmp_path_factory, monkeypatch):
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    code, _, err = run("check")
    assert code == 2
    assert "no watchbill.yaml here or above" in err
    assert "watchbill init" in err


def test_from_a_folder_below_and_by_name(root, run, monkeypatch):
    monkeypatch.chdir(root / "rosters" / "people")
    assert run("check", *AT)[0] == 0
    monkeypatch.chdir("/")
    assert run("-C", str(root), "check", *AT)[0] == 0


def test_a_bug_is_3_with_a_report(run, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError("the answer")

    monkeypatch.setattr(load, "document", broken)
    monkeypatch.setattr("watchbill.cli.check.load", broken)
    code, _, err = run("check", "--no-cache")
    assert code == 3
    assert "Please report this" in err
    assert "ZeroDivisionError: the answer" in err


def test_interrupted(run, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("watchbill.cli.check.load", interrupted)
    assert run("check", "--no-cache")[0] == 130


def test_a_name_whose_file_is_not_read_says_which(root, run):
    path = root / "rosters/people/ken.yaml"
    path.rename(path.with_suffix(".yml"))
    found = json.loads(run("check", *AT, "--select", "WB101", "--format", "json")[1])["findings"]
    assert {each["hint"] for each in found} == {"rosters/people/ken.yml is not read: see there"}


def test_json_is_json_and_github_writes_the_job_summary(root, run, monkeypatch):
    spoil(root)
    found = json.loads(run("check", *AT, "--format", "json")[1])
    assert [each["code"] for each in found["findings"]] == ["WB109", "WB406"]
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(root / "summary.md"))
    assert "::error file=rosters/people/ada.yaml" in run("check", *AT, "--format", "github")[1]
    assert "WB109" in (root / "summary.md").read_text()
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(root / "none" / "summary.md"))
    assert run("check", *AT, "--format", "github")[0] == 2


def test_colours_only_on_a_terminal(root, run, monkeypatch):
    spoil(root)
    assert "\033[" not in run("check", *AT)[1]
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\033[" not in run("check", *AT)[1]
    monkeypatch.setenv("NO_COLOR", "")
    assert "\033[" in run("check", *AT)[1]


def test_one_read_a_file_however_many_findings(root, run, monkeypatch):
    names = ", ".join(f"nobody{n}" for n in range(200))
    roster = root / "rosters/teams/payments.yaml"
    roster.write_text(
        roster.read_text().replace("[ada, grace, ken]\ncov", f"[ada, grace, ken, {names}]\ncov")
    )
    reads = []
    document = load.document

    def counted(tree, path):
        reads.append(path)
        return document(tree, path)

    monkeypatch.setattr(load, "document", counted)
    assert run("check", "--no-cache", *AT)[1].count("WB101") == 200
    assert len(reads) == 1


def process(root, *args, stdout=subprocess.PIPE, **env):
    return subprocess.Popen(
        [sys.executable, "-m", "watchbill", *args],
        cwd=root,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **env},
        stdout=stdout,
        stderr=subprocess.PIPE,
    )


def test_a_closed_pipe_makes_no_noise(root):
    with process(root, "explain") as child:
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.close()
        noise = child.stderr.read()
        assert child.wait(60) in {0, 1}
    assert noise == b""


@pytest.mark.skipif(not FULL.exists(), reason="a device of Linux")
@pytest.mark.parametrize("command", ["check", "oncall", "explain"])
def test_a_full_disk_is_no_bug_of_ours(root, command):
    with FULL.open("w") as full, process(root, command, stdout=full) as child:
        _, noise = child.communicate(timeout=60)
    assert (child.returncode, noise) == (2, b"error: No space left on device\n")


@pytest.mark.parametrize("command", ["check", "oncall", "explain"])
def test_without_an_output(root, monkeypatch, command):
    monkeypatch.setattr(sys, "stdout", None)
    assert cli.run([command]) == 0


def test_a_terminal_of_ascii(root):
    spoil(root)
    path = root / "rosters/people/ada.yaml"
    path.write_text(path.read_text().replace("Ada Obi", "Ádá \U0001f600") + "manager: é→\n")
    with process(
        root, "check", "--no-cache", "--format", "json", PYTHONIOENCODING="ascii"
    ) as child:
        out, err = child.communicate(timeout=60)
    assert (child.returncode, err) == (1, b"")
    json.loads(out)
