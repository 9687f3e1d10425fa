"""Trees: what is listed and read, and what is behind a link is neither."""

import os
import time

import pytest

from watchbill.errors import WatchbillError
from watchbill.source.load import load
from watchbill.source.tree import MAX_BYTES, Files, Folder


@pytest.fixture
def root(tmp_path):
    (tmp_path / "root" / "rosters" / "people").mkdir(parents=True)
    (tmp_path / "root" / "watchbill.yaml").write_text("name: A\ntimezone: UTC\n")
    (tmp_path / "root" / "rosters" / "people" / "ada.yaml").write_text("name: Ada\n")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.yaml").write_text("name: Secret\n")
    return tmp_path / "root"


def problems(root):
    return [
        (problem.code, problem.ref.id, problem.message) for problem in load(Folder(root)).problems
    ]


def test_lists_files_below_the_top_folders_and_the_settings(root):
    for name in (
        "rosters/.hidden.yaml",
        "other.yaml",
        ".git/x.yaml",
        "docs/a.yaml",
        "runbooks/a/B.md",
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x")
    assert Folder(root).paths() == ["rosters/people/ada.yaml", "runbooks/a/B.md", "watchbill.yaml"]
    assert Folder(root).read("rosters/people/ada.yaml") == b"name: Ada\n"


def test_a_link_to_a_file_is_told_and_not_followed(root):
    (root / "rosters/people/eve.yaml").symlink_to(root.parent / "outside/secret.yaml")
    (root / "rosters/people/gone.yaml").symlink_to("nowhere")
    with pytest.raises(OSError, match="eve"):
        Folder(root).read("rosters/people/eve.yaml")
    told = [row for row in problems(root) if row[0] == "WB008"]
    assert [(code, id_) for code, id_, _ in told] == [("WB008", "eve"), ("WB008", "gone")]


@pytest.mark.parametrize("name", ["rosters/people/more", "rosters/experts", "runbooks", "policies"])
def test_a_link_to_a_folder_is_told_and_not_followed(root, name):
    (root / name).symlink_to(root.parent / "outside")
    assert f"{name}/" in Folder(root).paths()
    assert not any("secret" in path for path in Folder(root).paths())
    assert ("WB008", f"{name}/", "a link to a folder is not followed") in problems(root)


def test_settings_behind_a_link_are_told(root):
    (root / "watchbill.yaml").rename(root.parent / "watchbill.yaml")
    (root / "watchbill.yaml").symlink_to(root.parent / "watchbill.yaml")
    assert ("WB008", "watchbill") in [row[:2] for row in problems(root)]


def test_pipes_and_folders_named_like_files(root):
    os.mkfifo(root / "rosters/people/pipe.yaml")
    (root / "rosters/people/folder.yaml").mkdir()
    (root / "rosters/people/folder.yaml" / "x.yaml").write_text("a: 1\n")
    begin = time.monotonic()
    found = {(code, id_) for code, id_, _ in problems(root)}
    assert time.monotonic() - begin < 5, "nobody waits for whoever writes into a pipe"
    assert {("WB008", "pipe"), ("WB008", "rosters/people/folder.yaml/x.yaml")} <= found


def test_files_and_folders_that_vanish(root, monkeypatch):
    (root / "rosters/teams").mkdir()
    monkeypatch.setattr(os, "scandir", vanishing(os.scandir))
    assert Folder(root).paths() == ["rosters/people/ada.yaml", "watchbill.yaml"]
    (root / "rosters/people/ada.yaml").unlink()
    assert load(Files({})).problems == ()
    with pytest.raises(OSError, match="ada"):
        Folder(root).read("rosters/people/ada.yaml")
    with pytest.raises(FileNotFoundError):
        Files({}).read("rosters/people/ada.yaml")


def vanishing(scandir):
    def scan(folder):
        if folder.endswith("teams"):
            raise FileNotFoundError(folder)
        return scandir(folder)

    return scan


def test_a_folder_that_may_not_be_read_is_a_mistake_to_mend(root, monkeypatch):
    def scan(folder):
        raise PermissionError(13, "Permission denied", folder)

    monkeypatch.setattr(os, "scandir", scan)
    with pytest.raises(WatchbillError, match="cannot be read"):
        Folder(root).paths()


def test_a_file_that_may_not_be_read_is_a_finding(root, monkeypatch):
    def denied(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", denied)
    assert {row[0] for row in problems(root)} == {"WB008"}


def test_only_the_begin_of_a_huge_file_is_read(root):
    with (root / "rosters/people/ada.yaml").open("wb") as file:
        file.truncate(MAX_BYTES * 50)
    assert len(Folder(root).read("rosters/people/ada.yaml")) == MAX_BYTES + 1
    assert ("WB002", "ada") in [row[:2] for row in problems(root)]


def test_names_that_are_no_text(root):
    name = os.fsdecode(b"rosters/people/\xff.yaml")
    (root / name).write_text("a: 1\n")
    assert ("WB008", name) in [row[:2] for row in problems(root)]
