"""The example of a provider in a package of its own: installed, found, planned, applied."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pagers.company import FILES, edited

PACKAGE = Path(__file__).parents[2] / "tooling" / "examples" / "watchbill-board"
SETTINGS = "pagers: {wall: {provider: board, settings: {folder: build/board}}}\n"
TEAM = "rosters/teams/pay.yaml"


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Return where the package is installed, as pip does it, without anything from elsewhere."""
    place = tmp_path_factory.mktemp("installed")
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--target", place]
    subprocess.run([sys.executable, "-m", "pip", "install", *options, PACKAGE], check=True)
    return place


@pytest.fixture
def run(installed, tmp_path):
    def run(*arguments, **changes):
        for path, text in {**FILES, **changes.get("files", {})}.items():
            place = tmp_path / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text + (SETTINGS if path == "watchbill.yaml" else ""))
        where = os.pathsep.join([str(installed), *filter(None, sys.path)])
        command = [sys.executable, "-m", "watchbill", *arguments]
        env = {**os.environ, "PYTHONPATH": where}
        return subprocess.run(
            command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False
        )

    return run


def test_it_converges(run, tmp_path):
    applied = run("pager", "apply", "--yes", "--at", "2026-11-21T10:00Z")
    assert (applied.returncode, "the pager agrees" in applied.stderr) == (0, True), applied
    board = (tmp_path / "build/board/pay--primary.csv").read_text().splitlines()
    assert board[1].startswith("pay,primary,Pay: Primary,Europe/London,")
    assert board[2] == "2026-11-10T12:00:00+00:00,2026-11-17T12:00:00+00:00,cy"
    planned = run("pager", "plan", "--at", "2026-11-21T10:00Z")
    assert (planned.returncode, "agrees" in planned.stdout) == (0, True), planned


def test_what_it_cannot_show_is_found_in_the_pull_request(run):
    many = edited(TEAM, "[ada, bob, cy]}]", "[[ada, bob, cy]]}]")
    checked = run("check", "--format", "github", files=many)
    assert checked.returncode == 1, checked
    assert f"file={TEAM},line=" in checked.stdout
    assert "the board shows 2 names at most, not 3" in checked.stdout


def test_a_file_of_somebody_else_stands_in_the_way(run, tmp_path):
    theirs = tmp_path / "build/board/pay--primary.csv"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("name\n")
    assert run("pager", "apply", "--yes", "--force").returncode == 1
    assert theirs.read_text() == "name\n"
