"""`watchbill init`."""

from pathlib import Path

import pytest

from watchbill.cli import run


@pytest.mark.wheel
@pytest.mark.parametrize("options", [[], ["--example"], ["--name", "Ünï: co"]])
def test_passes_its_own_checks(tmp_path: Path, options: list[str], capsys):
    new = tmp_path / "a" / "new"
    assert run(["init", str(new), *options]) == 0
    assert "next: cd " in capsys.readouterr().out
    assert run(["-C", str(new), "check"]) == 0, capsys.readouterr().out
    assert run(["-C", str(new), "schemas", "--check"]) == 0
    tops = {entry.name for entry in new.iterdir()}
    assert tops == {
        "watchbill.yaml", "rosters", "policies", "runbooks", "schemas",
        "README.md", ".gitignore", ".github",
    }  # fmt: skip


def test_a_folder_that_holds_something(tmp_path: Path, capsys):
    (tmp_path / "mine").write_text("")
    assert run(["init", str(tmp_path)]) == 2
    assert "is not empty" in capsys.readouterr().err


def test_a_name_that_is_none(tmp_path: Path):
    assert run(["init", str(tmp_path / "new"), "--name", " "]) == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.wheel
def test_the_workflow_installs_the_package_and_checks(tmp_path: Path):
    assert run(["init", str(tmp_path / "new")]) == 0
    workflow = (tmp_path / "new/.github/workflows/watchbill.yml").read_text()
    assert "pip install watchbill\n" in workflow
    assert "watchbill check --format github\n" in workflow
    assert "/build/\n" in (tmp_path / "new/.gitignore").read_text()
