"""The output is written where it differs, cleaned of what is stale, and never somebody else's."""

import subprocess
from datetime import UTC, datetime

import pytest

from watchbill.errors import WatchbillError
from watchbill.sync.site import MANIFEST, assets, build, missing, mkdocs, quiet, write_pages

AT = datetime(2026, 11, 21, 13, tzinfo=UTC)
PAGES = [("index.md", "# Hi\n"), ("a/b.md", "# B\n")]


def test_only_what_differs_is_written(tmp_path):
    first = write_pages(tmp_path, PAGES, "site_name: x\n")
    assert set(first.changed) == {"docs/index.md", "docs/a/b.md", "mkdocs.yml"}
    again = write_pages(tmp_path, [("index.md", "# Ho\n"), PAGES[1]], "site_name: x\n")
    assert again.changed == ("docs/index.md",)


def test_a_page_of_somebody_else_is_not_published(tmp_path):
    write_pages(tmp_path, PAGES, "x\n")
    (tmp_path / "docs" / "theirs.html").write_text("<script>")
    with pytest.raises(WatchbillError, match=r"theirs\.html is not one of the site's pages"):
        write_pages(tmp_path, PAGES, "x\n")


def test_stale_pages_go(tmp_path):
    write_pages(tmp_path, PAGES, "x\n")
    gone = write_pages(tmp_path, PAGES[:1], "x\n")
    assert gone.removed == ("docs/a/b.md",)
    assert not (tmp_path / "docs" / "a").exists()
    assert (tmp_path / MANIFEST).exists()


@pytest.mark.parametrize("name", ["docs", "site", "unfinished"])
def test_what_is_not_ours_is_not_touched(tmp_path, name):
    (tmp_path / name).mkdir()
    (tmp_path / name / "precious").write_text("x")
    with pytest.raises(WatchbillError, match="not from an earlier run"):
        write_pages(tmp_path, PAGES, "x\n")
    assert {path.name for path in tmp_path.rglob("*")} == {name, "precious"}


@pytest.mark.parametrize("path", ["../x.md", "/etc/x.md", "a/../../x.md", "a\\..\\x.md"])
def test_no_path_leaves_the_output(tmp_path, path):
    with pytest.raises(WatchbillError):
        write_pages(tmp_path / "out", [(path, "x")], "x\n")
    assert not (tmp_path / "x.md").exists()


def test_a_broken_manifest_removes_nothing(tmp_path):
    write_pages(tmp_path, PAGES, "x\n")
    (tmp_path / MANIFEST).write_text('["../outside.md", 3, "docs/a/b.md"')
    (tmp_path / "outside.md").write_text("x")
    write_pages(tmp_path, PAGES, "x\n")
    assert (tmp_path / "outside.md").exists()


def test_a_link_in_the_output_is_not_followed(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    write_pages(tmp_path / "out", PAGES[:1], "x\n")
    (tmp_path / "out" / "docs" / "a").symlink_to(elsewhere, target_is_directory=True)
    with pytest.raises(WatchbillError):
        write_pages(tmp_path / "out", PAGES, "x\n")
    assert not list(elsewhere.iterdir())


def test_mkdocs_builds_the_pages_and_says_what_is_broken(tmp_path):
    place = "docs_dir: docs\nsite_dir: !ENV [WATCHBILL_SITE_DIR, site]\n"
    config = f"site_name: x\n{place}theme: {{name: material, font: false}}\n"
    write_pages(tmp_path, [*PAGES, ("c.md", "[x](gone.md)\n")], config)
    built = build(tmp_path, AT)
    assert built.code == 0
    assert "gone.md" in built.said
    assert "INFO" not in built.said
    assert missing(tmp_path / "unfinished", ["index.md", "a/b.md"]) == ()
    assert missing(tmp_path / "unfinished", ["other.md", "x.js"]) == ("other.md",)
    assert build(tmp_path, AT, strict=True).code == 1


def test_modules_of_the_current_folder_are_not_imported(tmp_path):
    (tmp_path / "mkdocs.py").write_text("raise SystemExit('taken over')")
    ran = subprocess.run(
        [*mkdocs(tmp_path, "build")[:4], "--version"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env=dict(quiet(AT)),
        check=False,
    )
    assert ran.stdout.startswith("python -m mkdocs, version 1.")


def test_assets_keep_their_place(tmp_path):
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor" / "x.js").write_text("1")
    (tmp_path / "y.css").write_text("2")
    assert dict(assets(tmp_path)) == {"assets/vendor/x.js": "1", "assets/watchbill/y.css": "2"}
