"""The cache gives back what was kept for the same files, and nothing else."""

from pathlib import Path

import pytest

from watchbill.source import cache
from watchbill.source.load import load
from watchbill.source.tree import Files, Folder

TOP = Path(__file__).parents[3]
SMALL = {"watchbill.yaml": b"name: One\ntimezone: UTC\n"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "watchbill" / "catalog-0"


def kept(file: Path, tree: Files) -> None:
    hashing = cache.Hashing(tree)
    cache.keep_catalog(file, load(hashing).catalog, hashing.key())


def test_the_whole_example_comes_back_as_it_was(file: Path):
    hashing = cache.Hashing(Folder(TOP))
    loaded = load(hashing)
    cache.keep_catalog(file, loaded.catalog, hashing.key())
    again = cache.catalog(file, Folder(TOP))
    assert again is not None
    assert again.resources == loaded.catalog.resources


@pytest.mark.parametrize(
    "files",
    [
        {"watchbill.yaml": b"name: Two\ntimezone: UTC\n"},
        {**SMALL, "rosters/people/ada.yaml": b"name: Ada\n"},
        {**SMALL, "rosters/unread.yml": b""},
        {},
    ],
)
def test_other_files_are_a_miss(file: Path, files: dict[str, bytes]):
    kept(file, Files(SMALL))
    assert cache.catalog(file, Files(SMALL)) is not None
    assert cache.catalog(file, Files(files)) is None


@pytest.mark.parametrize("what", ["__version__", "tzdata"])
def test_another_version_is_a_miss(file: Path, monkeypatch: pytest.MonkeyPatch, what: str):
    kept(file, Files(SMALL))
    other = "0" if what == "__version__" else type("tzdata", (), {"IANA_VERSION": "1999a"})
    monkeypatch.setattr(cache, what, other)
    assert cache.catalog(file, Files(SMALL)) is None


@pytest.mark.parametrize("junk", [b"", b"\x00", b"\x93\xa1a", b"{}", b"\xdc\xff" * 40])
def test_a_broken_file_is_a_miss_and_is_mended(file: Path, junk: bytes):
    file.parent.mkdir(parents=True)
    file.write_bytes(junk)
    assert cache.catalog(file, Files(SMALL)) is None
    assert cache.checked(file) is None
    kept(file, Files(SMALL))
    assert cache.catalog(file, Files(SMALL)) is not None


def test_what_is_kept_is_for_the_user_alone(file: Path):
    kept(file, Files(SMALL))
    assert file.stat().st_mode & 0o077 == 0
    assert [each.name for each in file.parent.iterdir()] == [file.name]


def test_where_nothing_can_be_kept_nothing_is_said(tmp_path: Path):
    (tmp_path / "watchbill").write_text("in the way")
    cache.keep(tmp_path / "watchbill" / "check-0", ("key", 1, ()))
    assert cache.checked(tmp_path / "watchbill" / "check-0") is None
