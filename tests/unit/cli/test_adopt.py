"""`watchbill adopt runbooks`."""

from datetime import date
from pathlib import Path

import pytest

from watchbill.cli import run
from watchbill.source.founding import found
from watchbill.source.starter import starter


@pytest.fixture
def root(tmp_path: Path) -> Path:
    found(tmp_path / "repo", starter(None, date(2026, 11, 30), example=False))
    return tmp_path / "repo"


@pytest.fixture
def top(tmp_path: Path) -> Path:
    folder = tmp_path / "elsewhere"
    (folder / "disks").mkdir(parents=True)
    (folder / "disks" / "DiskFull.md").write_bytes(b"---\nweight: 1\n---\n# DiskFull\r\nno end")
    (folder / "_index.md").write_text("---\ntitle: All\n---\n")
    (folder / "Broken.md").write_text("---\na: [b\n---\n")
    return folder


def adopt(root: Path, top: Path, *more: str) -> int:
    return run(["-C", str(root), "adopt", "runbooks", str(top), "--owner", "website", *more])


def test_brings_them_in_and_names_the_rest(root: Path, top: Path, capsys):
    assert adopt(root, top) == 1  # one needs mending
    out = capsys.readouterr().out
    assert "+ runbooks/website/disks/DiskFull.md: alert DiskFull\n" in out
    assert "- _index.md: not a runbook by its name\n" in out
    assert "x Broken.md: line " in out
    assert "1 adopted; 1 no runbooks; 1 not read, to be mended first" in out
    written = (root / "runbooks/website/disks/DiskFull.md").read_bytes()
    assert written.endswith(b"---\n# DiskFull\r\nno end")
    assert run(["-C", str(root), "check", "--at", "2026-11-30T12:00Z"]) == 0


def test_a_second_run_finds_them_there(root: Path, top: Path, capsys):
    (top / "Broken.md").unlink()
    assert adopt(root, top) == 0
    assert adopt(root, top) == 0
    assert "1 already there; 1 no runbooks" in capsys.readouterr().out


def test_never_overwrites(root: Path, top: Path, capsys):
    mine = root / "runbooks/website/disks/DiskFull.md"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    adopt(root, top)
    assert mine.read_text() == "mine"
    assert "! runbooks/website/disks/DiskFull.md: kept" in capsys.readouterr().out


def test_writes_through_no_link(root: Path, top: Path, tmp_path: Path, capsys):
    (tmp_path / "out").mkdir()
    (root / "runbooks" / "website" / "disks").symlink_to(tmp_path / "out")
    assert adopt(root, top) == 2
    assert list((tmp_path / "out").iterdir()) == []


def test_dry_run_writes_nothing(root: Path, top: Path, capsys):
    before = sorted(root.rglob("*"))
    adopt(root, top, "--dry-run")
    assert sorted(root.rglob("*")) == before
    assert "dry run: 1 adopted" in capsys.readouterr().out


def test_into_a_folder_and_a_single_file(root: Path, top: Path):
    assert adopt(root, top / "disks" / "DiskFull.md", "--into", "linux/disks") == 0
    assert (root / "runbooks/linux/disks/DiskFull.md").is_file()


@pytest.mark.parametrize("folder", ["../x", "/x", ".x", "a//b", "a/../b", " "])
def test_folders_that_are_none(root: Path, top: Path, folder: str, capsys):
    assert adopt(root, top, "--into", folder) == 2
    assert "is no folder below runbooks/" in capsys.readouterr().err


def test_an_unknown_owner(root: Path, top: Path, capsys):
    assert adopt(root, top, "--owner", "websit") == 2
    assert "did you mean `website`?" in capsys.readouterr().err


def test_the_repository_itself(root: Path, capsys):
    assert adopt(root, root / "runbooks") == 2
    assert adopt(root, root.parent) == 2


def test_names_do_not_reach_the_terminal_as_they_are(root: Path, top: Path, capsys):
    (top / "a\x1b[31m.md").write_text("# A\n")
    adopt(root, top)
    assert "\x1b" not in capsys.readouterr().out
