"""`watchbill diff`."""

import json
from datetime import date
from pathlib import Path

import pytest
from git import Actor, Repo

from watchbill.cli import run
from watchbill.source.founding import found
from watchbill.source.starter import starter

WHO = Actor("Test", "test@tailwindtraders.example")
AT = ["--at", "2026-11-25T12:00Z"]
ROSTER = "rosters/teams/website.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "repo"
    found(folder, starter(None, date(2026, 11, 30), example=False))
    with Repo.init(folder) as repo:
        repo.git.add("--all")
        repo.index.commit("Start", author=WHO, committer=WHO)
    return folder


def edit(root: Path, old: str, new: str) -> None:
    text = (root / ROSTER).read_text()
    assert old in text
    (root / ROSTER).write_text(text.replace(old, new))


def diff(root: Path, *more: str) -> int:
    return run(["-C", str(root), "diff", *AT, *more])


def test_nothing_changed(root: Path, capsys):
    edit(root, "description: Keeps the website up.\n", "")
    assert diff(root) == 0
    assert capsys.readouterr().out == "nobody's shifts change\n"


def test_people_and_local_times(root: Path, capsys):
    block = "      - {since: 2026-11-23, order: [alex, robin, sam]}\n"
    edit(root, block, block + "      - {since: 2026-12-08, order: [alex, robin, sam]}\n")
    assert diff(root, "--weeks", "2") == 1
    assert capsys.readouterr().out.splitlines() == [
        "Website (website), Europe/London time",
        "  Tue 8 Dec 12:00 GMT – Wed 9 Dec 12:00 GMT  primary: Sam Costa → Alex Kim",
        "",
        "Gains and loses",
        "  Alex Kim gains 24 hours",
        "  Sam Costa loses 24 hours",
    ]


def test_who_is_on_call_now(root: Path, capsys):
    edit(root, "[alex, robin, sam]}", "[robin, alex, sam]}")
    assert diff(root) == 1
    out = capsys.readouterr().out
    assert out.splitlines()[0] == "on call NOW: website primary: Alex Kim → Robin Sato"
    assert "In the past or within the frozen horizon, and not by an override" in out


def test_an_override_is_not_too_soon(root: Path, capsys):
    override = "{rotation: primary, from: 2026-11-26T00:00, until: 2026-11-26T06:00, person: sam}"
    with (root / ROSTER).open("a") as file:
        file.write(f"overrides: [{override}]\n")
    assert diff(root) == 1
    out = capsys.readouterr().out
    assert "(override)" in out
    assert "frozen" not in out


def test_a_gap_opens(root: Path, capsys):
    role = "    role: secondary\n"
    edit(root, role, role + "    hours: [{from: '09:00', until: '17:00'}]\n")
    assert diff(root, "--weeks", "1", "--tz", "UTC") == 1
    gap = "GAP: Wed 25 Nov 17:00 UTC – Thu 26 Nov 09:00 UTC  website secondary: nobody"
    assert gap in capsys.readouterr().out


def test_json(root: Path, capsys):
    edit(root, "[alex, robin, sam]}", "[robin, alex, sam]}")
    assert diff(root, "--format", "json", "--weeks", "1") == 1
    data = json.loads(capsys.readouterr().out)
    now = [change for change in data["changes"] if change["now"]]
    assert now
    assert all(change["too_soon"] for change in now)
    assert set(now[0]["before"][0]) == {"id", "name"}
    assert data["from"] == "2026-11-25T12:00:00Z"


def test_markdown_is_only_text(root: Path, capsys):
    person = root / "rosters/people/robin.yaml"
    person.write_text(person.read_text().replace("Robin Sato", '"<img src=x> | [a](b)"'))
    edit(root, "[alex, robin, sam]}", "[robin, alex, sam]}")
    assert diff(root, "--format", "markdown") == 1
    out = capsys.readouterr().out
    assert out.startswith("## Who is on call")
    assert "<img" not in out
    assert "[a](b)" not in out


def test_two_commits(root: Path, capsys):
    edit(root, "[alex, robin, sam]}", "[robin, alex, sam]}")
    with Repo(root) as repo:
        repo.git.add("--all")
        repo.index.commit("Change", author=WHO, committer=WHO)
    assert diff(root) == 0
    assert diff(root, "HEAD~1") == 1
    assert diff(root, "HEAD~1", "HEAD") == 1
    assert diff(root, "HEAD", "HEAD") == 0


def test_a_roster_that_cannot_be_read_is_not_compared(root: Path, capsys):
    (root / ROSTER).write_text("name: [a\n")
    assert diff(root) == 1
    said = capsys.readouterr()
    assert said.out == "nobody's shifts change\n"
    assert "not compared: website" in said.err


def test_an_unknown_revision(root: Path, capsys):
    assert diff(root, "nix") == 2
    assert "git knows no commit `nix`" in capsys.readouterr().err
