"""The finish: every page has its policy, nothing leaves the origin, and the site is whole."""

import json
from pathlib import Path

import pytest

from tests.unit.sync import drawn_icon
from tests.unit.sync.test_site import AT
from watchbill.errors import WatchbillError
from watchbill.sync.site import SITE, UNFINISHED, app, build, finish
from watchbill.sync.site.engine import ENGINES, Engine
from watchbill.sync.site.foreign import in_page, in_style
from watchbill.sync.site.html import finished
from watchbill.sync.site.offline import file, is_worth, version_of, worker
from watchbill.sync.site.pack import named, write_archive
from watchbill.sync.site.paper import browser
from watchbill.sync.site.policy import inline, policy

PAGE = """<!doctype html><html><head>
<meta charset="utf-8">
<link rel="stylesheet" href="../assets/watchbill/watchbill.css">
<script>var a = 1</script>
</head><body><a href="././../people/">x</a> <a href="../././../people/">y</a>
<script src="../assets/watchbill/data.js" defer></script>
<script src="../assets/watchbill/watchbill.js" defer></script>
<script type="application/json">{"no": "script"}</script></body></html>"""
WORKER = "self.x = 1;\n"


def made(out: Path, **files: str) -> Path:
    """Write what an engine would have written."""
    for path, text in files.items():
        place = out / UNFINISHED / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return out


def test_a_page_has_its_policy_and_asks_for_its_build():
    text, foreign = finished(PAGE, "abc")
    assert foreign == ()
    begin = '<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="'
    assert begin in text
    assert text.count("'sha256-") == 1
    assert text.count('.js?v=abc"') == 2
    assert 'watchbill.css?v=abc"' in text
    assert '<link rel="manifest" href="../manifest.webmanifest">' in text
    assert text.count('<a href="../people/">') == 2


def test_a_finished_page_is_finished_again_without_a_trace():
    once = finished(PAGE, "abc").text
    assert finished(once, "abc").text == once
    assert finished(finished(PAGE, "old").text, "abc").text == once
    plain = finished(once, None).text
    assert "?v=" not in plain
    assert "manifest" not in plain.replace("manifest-src", "")


def test_scripts_that_run_are_found():
    text = (
        "<script>one</script><script type=module>two</script>"
        "<script type='application/json'>{}</script><script data-src='x'>three</script>"
        "<script src=x></script><script type=text/javascript>four</script\n><script>five"
    )
    assert list(inline(text)) == ["one", "two", "three", "four", "five"]
    assert policy("<script>alert(1)</script>").count("sha256") == 1
    assert "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='" in policy(
        "<script>alert(1)</script>"
    )


def test_a_script_that_got_into_the_content_gets_no_hash():
    text = (
        "<script>theirs</script><article>1</article><article><script>evil</script></article>"
        "<script>evil, too</script></article><script>their last</script>"
    )
    assert list(inline(text)) == ["theirs", "their last"]


@pytest.mark.parametrize(
    "text",
    [
        '<script src="https://cdn.example/x.js"></script>',
        "<script src=//cdn.example/x.js></script>",
        "<img alt='x' src='http://x.example/x.png'>",
        '<IMG SRC = "HTTPS://x.example/">',
        '<link rel="stylesheet" href="//x.example/x.css">',
        '<link href="https://x.example/" rel="preconnect">',
        '<iframe src="https://x.example/"></iframe>',
        '<use href="https://x.example/#x"/>',
        '<image xlink:href="\\\\x.example/x"/>',
        '<form action="https://x.example/">',
        '<video poster="https://x.example/x.png">',
        "<p style=\"background: url('https://x.example/')\">",
        "<style>@import '//x.example/x.css'</style>",
    ],
)
def test_what_would_leave_the_origin_is_found(text):
    assert len(list(in_page(f"<p>x</p>{text}"))) == 1


@pytest.mark.parametrize(
    "text",
    [
        '<a class="x" href="https://x.example/">x</a>',
        '<link rel="canonical" href="https://x.example/">',
        '<svg xmlns="http://www.w3.org/2000/svg"></svg>',
        "<p>src=https://x.example/ and url(https://x.example/) in a text</p>",
        '<meta property="og:image" content="https://x.example/">',
        '<img src="../x.png"><script src="../../x.js"></script>',
        '<time datetime="2026-11-21T13:00:00Z">x</time>',
    ],
)
def test_what_a_reader_follows_may_lead_anywhere(text):
    assert list(in_page(text)) == []


def test_style_sheets_are_looked_at():
    assert list(in_style("a{background:url(x.png)} @import 'x.css';")) == []
    assert len(list(in_style('a{background:url(//x.example)} @import "https://x.example";'))) == 2


def test_pages_take_their_places_and_what_is_stale_goes(tmp_path):
    made(tmp_path, **{"old/index.html": PAGE, "x/old.css": ""})
    finish(tmp_path, WORKER, {})
    made(tmp_path, **{"index.html": PAGE, "a/index.html": PAGE})
    done = finish(tmp_path, WORKER, {"x.bin": b"\xff"})
    assert done.pages == 2
    found = {str(f.relative_to(tmp_path / SITE)) for f in (tmp_path / SITE).rglob("*")}
    assert found == {"index.html", "a", "a/index.html", "x.bin", "sw.js"}
    assert not (tmp_path / UNFINISHED).exists()
    assert (tmp_path / SITE / "sw.js").read_text().endswith(WORKER)


def test_a_page_that_loads_from_elsewhere_is_not_published(tmp_path):
    made(tmp_path, **{"index.html": PAGE})
    first = finish(tmp_path, WORKER, {})
    bad = PAGE.replace("<body>", '<body><img src="https://x.example/x.png">')
    made(tmp_path, **{"index.html": bad, "x.css": "@import '//x.example/'"})
    done = finish(tmp_path, WORKER, {})
    assert done.foreign == (
        "index.html: https://x.example/x.png",
        "x.css: @import '//x.example/",
    )
    assert first.version in (tmp_path / SITE / "sw.js").read_text()
    assert "x.example" not in (tmp_path / SITE / "index.html").read_text()


def test_a_build_is_named_by_all_that_is_in_it():
    files = [file("a", b"1"), file("b", b"2")]
    assert version_of(files) == version_of(reversed(files))
    assert version_of(files) != version_of([file("a", b"2"), file("b", b"2")])


def test_runbooks_are_kept_while_they_fit_and_all_else_always():
    files = [
        file("index.html", b"x" * 10),
        file("runbooks/a/index.html", b"x" * 60),
        file("runbooks/b/index.html", b"x" * 60),
        file("people/ada/index.html", b"x" * 50),
        file("calendars/a.ics", b"x" * 10),
        file("calendars/b.ics", b"x" * 10),
    ]
    kept = json.loads(worker("", "v1", files, 75).partition(" = ")[2].strip().rstrip(";"))
    assert kept["version"] == "v1"
    listed = [path for path, _ in kept["files"]]
    assert listed == ["", "people/ada/", "runbooks/a/", "calendars/a.ics"]


@pytest.mark.parametrize(
    "path",
    ["assets/javascripts/lunr/x.js", "assets/x.js.map", "sitemap.xml", "sw.js", "404.html"],
)
def test_what_no_page_needs_is_not_kept(path):
    assert not is_worth(path)
    assert is_worth("assets/watchbill/ask.js")


def test_an_engine_that_is_not_there_is_said(tmp_path, monkeypatch):
    gone = Engine("Zensical", "no_such_module", "watchbill[site-zensical]")
    monkeypatch.setitem(ENGINES, "zensical", gone)
    with pytest.raises(WatchbillError, match="Zensical is not installed") as raised:
        build(tmp_path, AT, engine="zensical")
    assert "pip install 'watchbill[site-zensical]'" in str(raised.value.hint)


def test_the_icons_are_what_is_drawn():
    for size in drawn_icon.SIZES:
        kept = (drawn_icon.FOLDER / f"icon-{size}.png").read_bytes()
        if size < 512:  # a third of a second each; the largest is drawn by the same lines
            assert drawn_icon.pixels(kept) == b"".join(b"\0" + row for row in drawn_icon.rows(size))
        assert kept[16:24] == size.to_bytes(4, "big") * 2


def test_the_app_is_named_and_has_its_icons():
    files = app("Ada & <Co>", drawn_icon.FOLDER)
    manifest = json.loads(files["manifest.webmanifest"])
    assert manifest["name"] == "Ada & <Co>"
    assert {icon["src"] for icon in manifest["icons"]} <= files.keys()
    assert manifest["start_url"] == "./"


@pytest.mark.parametrize(
    ("url", "file_of_it"),
    [
        ("../people/ada/", "../people/ada/index.html"),
        ("..", "../index.html"),
        (".", "./index.html"),
        ("../..", "../../index.html"),
        ("x/y.ics", "x/y.ics"),
        ("index.html", "index.html"),
    ],
)
def test_links_in_an_archive_name_files(url, file_of_it):
    assert named(url) == file_of_it


def test_an_archive_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(WatchbillError, match="cannot be written"):
        write_archive(tmp_path / "file" / "x.zip", "x", {"a": b"1"})
    write_archive(tmp_path / "x.zip", "x", {"a": b"1"})
    assert [path.name for path in tmp_path.iterdir()] == ["file", "x.zip"]


def test_a_missing_browser_is_said(monkeypatch):
    monkeypatch.setenv("WATCHBILL_BROWSER", "no-such-browser")
    with pytest.raises(WatchbillError, match="no Chromium") as raised:
        browser()
    assert "WATCHBILL_BROWSER" in str(raised.value.hint)
