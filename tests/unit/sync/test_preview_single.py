"""A page rendered alone is the page of a whole build, byte for byte."""

from pathlib import Path

import pytest

from tests.unit.emit.made_site import AT, SMALL
from watchbill.cli.site_steps import texts, write
from watchbill.errors import WatchbillError
from watchbill.sync.preview import Press
from watchbill.sync.site import UNFINISHED, build
from watchbill.sync.site.engine import built


@pytest.fixture
def whole(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A built site, and the texts of its pages."""
    for path, text in SMALL.items():
        file = tmp_path / "repository" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    files = dict(texts(tmp_path / "repository", AT))
    write(tmp_path, files)
    assert build(tmp_path, AT).code == 0
    return tmp_path, {path: text for path, text in files.items() if path.endswith(".md")}


def test_alone_or_with_all_others_a_page_is_the_same(whole):
    out, pages = whole
    press = Press(out, AT)
    try:
        for path, text in [*pages.items(), *reversed(pages.items())]:
            file = out / UNFINISHED / built(path)
            assert press.html(path, text) == file.read_text(encoding="utf-8"), path
        assert "<h1" in press.html("index.md", "# Another\n")
        with pytest.raises(WatchbillError, match=r"gone\.md"):
            press.html("gone.md", "# Gone\n")
    finally:
        press.close()
    with pytest.raises(WatchbillError, match="MkDocs is gone"):
        press.html("index.md", "# After the end\n")
