"""What changes in files is seen, and seen once it has come to rest."""

import os

from watchbill.sync.preview.watch import edited, rested, seen


def test_a_changed_file_is_seen(tmp_path):
    file = tmp_path / "a" / "b.yaml"
    file.parent.mkdir()
    file.write_text("x")
    before = seen([tmp_path, tmp_path / "gone"])
    assert list(before) == [str(file)]
    os.utime(file, ns=(1, 1))
    assert edited(before, seen([tmp_path])) == {str(file)}


def test_links_are_not_followed(tmp_path):
    """A folder that links to itself would be walked again and again."""
    (tmp_path / "a.md").write_text("x")
    for name in ("self", "again"):
        (tmp_path / name).symlink_to(tmp_path, target_is_directory=True)
    assert sorted(seen([tmp_path])) == [str(tmp_path / name) for name in ("a.md", "again", "self")]


def test_what_is_new_and_what_is_gone_are_edits():
    before = {"same": (1, 1), "gone": (1, 1), "other": (1, 1)}
    now = {"same": (1, 1), "new": (1, 1), "other": (1, 2)}
    assert edited(before, now) == {"gone", "new", "other"}


def test_an_edit_in_several_steps_is_one():
    states = iter([{"a": (2, 0)}, {"a": (3, 0)}, {"a": (3, 9)}, {"a": (3, 9)}, {"a": (4, 4)}])
    assert rested(lambda: next(states), {"a": (1, 1)}) == {"a": (3, 9)}
