"""Atomic files that stay below their root."""

import os
from pathlib import Path

import pytest

from watchbill.errors import WatchbillError
from watchbill.sync import files


def test_writes_only_what_changed(tmp_path):
    assert files.write(tmp_path, "a/b.txt", "héllo\r\n")
    before = (tmp_path / "a/b.txt").stat().st_mtime_ns
    assert not files.write(tmp_path, "a/b.txt", "héllo\r\n")
    assert (tmp_path / "a/b.txt").stat().st_mtime_ns == before
    assert (tmp_path / "a/b.txt").read_bytes() == "héllo\r\n".encode()
    assert [p.name for p in (tmp_path / "a").iterdir()] == ["b.txt"]


def test_many(tmp_path):
    items = [("a.txt", "1"), ("b.txt", "2")]
    assert files.differing(tmp_path, items) == ("a.txt", "b.txt")
    assert files.write_all(tmp_path, items) == ("a.txt", "b.txt")
    assert files.differing(tmp_path, items) == ()
    assert files.write_all(tmp_path, [("a.txt", "1"), ("b.txt", "3")]) == ("b.txt",)


@pytest.mark.parametrize(
    "path", ["", "..", "../x", "a/../../x", "/etc/x", "a//b", "./a", "a\\..\\b", "c:x", "a/"]
)
def test_paths_that_leave_are_refused(tmp_path, path):
    for act in (files.read, files.remove):
        with pytest.raises(WatchbillError):
            act(tmp_path, path)
    with pytest.raises(WatchbillError):
        files.write(tmp_path, path, "x")


def test_a_linked_folder_is_no_way_out(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "a").symlink_to(tmp_path / "out")
    with pytest.raises(WatchbillError, match="through a link"):
        files.write(tmp_path / "root", "a/b.txt", "x")
    with pytest.raises(WatchbillError, match="through a link"):
        files.write(tmp_path / "root", "a/deep/b.txt", "x")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_linked_file_is_replaced_and_its_target_kept(tmp_path):
    other = tmp_path / "other.txt"
    other.write_text("theirs")
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "a.txt").symlink_to(other)
    assert files.read(tmp_path / "root", "a.txt") is None
    assert files.write(tmp_path / "root", "a.txt", "ours")
    assert other.read_text() == "theirs"
    assert not (tmp_path / "root" / "a.txt").is_symlink()


def test_the_root_may_be_a_link_and_a_link_inside_stays_inside(tmp_path):
    (tmp_path / "real" / "b").mkdir(parents=True)
    (tmp_path / "real" / "a").symlink_to(tmp_path / "real" / "b")
    (tmp_path / "root").symlink_to(tmp_path / "real")
    assert files.write(tmp_path / "root", "a/x.txt", "x")
    assert (tmp_path / "real/b/x.txt").read_text() == "x"


@pytest.mark.parametrize("moment", ["fsync", "replace"])
def test_a_failure_keeps_the_old_text_and_leaves_nothing(tmp_path, monkeypatch, moment):
    files.write(tmp_path, "a.txt", "old")

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(*((os, "fsync") if moment == "fsync" else (Path, "replace")), fail)
    with pytest.raises(WatchbillError, match="No space left"):
        files.write(tmp_path, "a.txt", "new")
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]
    assert (tmp_path / "a.txt").read_text() == "old"


def test_a_folder_where_the_file_should_be(tmp_path):
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(WatchbillError, match=r"a\.txt cannot be"):
        files.write(tmp_path, "a.txt", "x")


def test_a_file_where_a_folder_should_be(tmp_path):
    (tmp_path / "a").write_text("x")
    assert files.read(tmp_path, "a/b.txt") is None
    assert not files.remove(tmp_path, "a/b.txt")
    with pytest.raises(WatchbillError, match="cannot be written"):
        files.write(tmp_path, "a/b.txt", "x")


def test_remove(tmp_path):
    files.write(tmp_path, "a.txt", "x")
    assert files.remove(tmp_path, "a.txt")
    assert not files.remove(tmp_path, "a.txt")


def test_sweep_takes_only_unfinished_files(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / ".b.txt.1234.watchbill-tmp").write_text("half")
    (tmp_path / "a" / "b.txt").write_text("whole")
    files.sweep(tmp_path)
    assert [p.name for p in (tmp_path / "a").iterdir()] == ["b.txt"]
