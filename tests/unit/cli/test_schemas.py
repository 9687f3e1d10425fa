"""`watchbill schemas`."""

from pathlib import Path

from watchbill.cli import run


def schemas(folder: Path, *more: str) -> int:
    return run(["schemas", "--out", str(folder), *more])


def test_writes_them_and_finds_them_fresh(tmp_path: Path, capsys):
    assert schemas(tmp_path) == 0
    assert schemas(tmp_path, "--check") == 0
    assert "15 schemas, fresh" in capsys.readouterr().out
    assert schemas(tmp_path) == 0
    assert "15 schemas, 0 written" in capsys.readouterr().out


def test_names_what_is_not_fresh(tmp_path: Path, capsys):
    schemas(tmp_path)
    capsys.readouterr()
    (tmp_path / "roster.schema.json").write_text("{}")
    (tmp_path / "person.schema.json").unlink()
    (tmp_path / "old.schema.json").write_text("{}")
    assert schemas(tmp_path, "--check") == 1
    out = capsys.readouterr().out.splitlines()
    assert out[:-1] == [
        f"missing: {tmp_path / 'person.schema.json'}",
        f"stale: {tmp_path / 'roster.schema.json'}",
        f"foreign: {tmp_path / 'old.schema.json'}",
    ]
    assert not (tmp_path / "person.schema.json").exists()


def test_writing_keeps_what_is_foreign_and_says_so(tmp_path: Path, capsys):
    (tmp_path / "mine.json").write_text("{}")
    assert schemas(tmp_path) == 0
    assert "foreign" in capsys.readouterr().err
    assert (tmp_path / "mine.json").exists()


def test_no_folder_yet(tmp_path: Path, capsys):
    assert schemas(tmp_path / "schemas", "--check") == 1
    assert capsys.readouterr().out.count("missing: ") == 15
