"""New repositories: what they hold, and that a folder is filled at once or not at all."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from watchbill.emit.schemas import artifacts
from watchbill.errors import WatchbillError
from watchbill.rules import judge
from watchbill.source.founding import found
from watchbill.source.load import Loaded, load
from watchbill.source.starter import WRITTEN_FOR, starter
from watchbill.source.tree import Files

DAY = date(2031, 5, 7)
WEEK = [DAY + timedelta(days=day) for day in range(7)]
AROUND = {"README.md", ".gitignore", ".github/workflows/watchbill.yml"}


def loaded_of(files: dict[str, str]) -> Loaded:
    data = {path: text.encode() for path, text in files.items() if path not in AROUND}
    return load(Files(data))


def files_of(folder: Path) -> set[str]:
    return {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}


@pytest.mark.wheel
@pytest.mark.parametrize("preset", ["starter", "recommended", "strict"])
@pytest.mark.parametrize("day", WEEK)
def test_the_minimal_one_has_no_findings(day: date, preset):
    files = starter("Ünï: co", day, example=False)
    loaded = loaded_of(files)
    at = datetime.combine(day, time(1), UTC)
    assert list(judge(loaded.catalog, loaded.problems, at, preset)) == []
    assert loaded.catalog.settings.name == "Ünï: co"
    assert set(files) > AROUND
    assert WRITTEN_FOR not in "".join(files.values())


def test_the_minimal_one_begins_on_the_monday_before():
    files = starter(None, DAY, example=False)
    assert "since: 2031-04-28" in files["rosters/teams/website.yaml"]
    assert "last_reviewed: 2031-04-28" in files["runbooks/website/WebsiteDown.md"]


@pytest.mark.wheel
def test_the_example_is_whole_and_dated_as_it_is():
    files = starter(None, DAY, example=True)
    loaded = loaded_of(files)
    assert loaded.problems == ()
    assert len(loaded.catalog.people) >= 35
    assert set(files) > AROUND
    assert {path.partition("/")[0] for path in set(files) - AROUND} == {
        "rosters", "policies", "runbooks", "watchbill.yaml",
    }  # fmt: skip


@pytest.mark.wheel
def test_every_schema_that_is_named_is_written():
    known = {artifact.path for artifact in artifacts()}
    for path, text in starter(None, DAY, example=False).items():
        for line in text.splitlines():
            if line.startswith("# yaml-language-server: $schema="):
                named = line.partition("=")[2]
                assert "../" * path.count("/") + "schemas" == named.rpartition("/")[0]
                assert f"schemas/{named.rpartition('/')[2]}" in known


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "\x1b[0m"])
def test_names_that_are_none(name: str):
    with pytest.raises(WatchbillError):
        starter(name, DAY, example=False)


FILES = {"watchbill.yaml": "name: A\n", "rosters/people/ada.yaml": "name: Ada\n", ".gitignore": "x"}


def test_a_new_folder(tmp_path: Path):
    found(tmp_path / "a" / "b", FILES)
    assert files_of(tmp_path) == {f"a/b/{path}" for path in FILES}
    assert (tmp_path / "a" / "b").stat().st_mode & 0o055 == 0o055


def test_an_empty_folder(tmp_path: Path):
    found(tmp_path, FILES)
    assert files_of(tmp_path) == set(FILES)


def test_an_empty_git_repository(tmp_path: Path):
    (tmp_path / ".git").mkdir()
    found(tmp_path, FILES)
    assert files_of(tmp_path) == set(FILES)


def test_a_folder_that_holds_something(tmp_path: Path):
    (tmp_path / "notes").write_text("mine")
    with pytest.raises(WatchbillError, match="holds notes"):
        found(tmp_path, FILES)
    assert files_of(tmp_path) == {"notes"}


@pytest.mark.parametrize("kind", ["file", "dangling", "below a file"])
def test_no_folder(tmp_path: Path, kind: str):
    target = tmp_path / "target"
    if kind == "dangling":
        target.symlink_to(tmp_path / "nowhere")
    else:
        target.write_text("mine")
    with pytest.raises(WatchbillError):
        found(target / "sub" if kind == "below a file" else target, FILES)
    assert [entry.name for entry in tmp_path.iterdir()] == ["target"]


@pytest.mark.parametrize("new", [True, False])
def test_nothing_is_left_half_made(tmp_path: Path, monkeypatch, new: bool):
    folder = tmp_path / "new" if new else tmp_path
    calls = []
    rename = Path.rename

    def broken(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == (1 if new else 2):
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", broken)
    with pytest.raises(WatchbillError, match="No space left"):
        found(folder, FILES)
    assert list(tmp_path.iterdir()) == []
