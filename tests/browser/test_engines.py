"""The same pages through every engine: the same files, the same text, nothing hostile in any."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser import hostile
from tests.browser.conftest import AT, ROOT, Served, watchbill
from tests.browser.hosting import hosting
from tests.browser.test_site import EVERY_KIND, PROTOCOLS, watched

pytestmark = pytest.mark.browser

OTHERS = ["zensical", "properdocs"]
VOID = {"br", "hr", "img", "input", "wbr"}
# What an engine's theme adds to a page's text.
THEIRS = {("a", "__skip"), ("nav", "md-tags"), ("a", "headerlink")}


class Article(HTMLParser):
    """The content of a page: its elements with what matters of their attributes, and its text."""

    KEPT = ("class", "href", "id", "src", "d", "points", "scope", "datetime")

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if not self._open and tag != "article":
            return
        names = {given.get("id", ""), *given.get("class", "").split()}
        skip = self._skips or any((tag, name) in THEIRS for name in names)
        if tag not in VOID:
            self._open.append((tag, skip))
        if not skip:
            kept = [f"{name}={given[name]}" for name in self.KEPT if name in given]
            self.found.append(" ".join((tag, *kept)))

    def handle_endtag(self, tag: str) -> None:
        if self._open and tag not in VOID:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if self._open and text and not self._skips:
            self.found.append(text)

    @property
    def _skips(self) -> bool:
        return bool(self._open) and self._open[-1][1]


def article(file: Path) -> list[str]:
    reader = Article()
    reader.feed(file.read_text(encoding="utf-8"))
    return reader.found


def pages(site: Path) -> dict[str, Path]:
    return {file.relative_to(site).as_posix(): file for file in site.rglob("*.html")}


def built(root: Path, out: Path, engine: str) -> Path:
    watchbill(
        "-C", str(root), "site", "build", "--engine", engine, "--out", str(out),
        "--at", AT.isoformat(),
    )  # fmt: skip
    return out / "site"


@pytest.fixture(scope="module", params=OTHERS)
def other(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, built with another engine."""
    return built(ROOT, tmp_path_factory.mktemp("other"), request.param)


@pytest.fixture(scope="module", params=OTHERS)
def other_hostile(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, str]]:
    root = hostile.write(tmp_path_factory.mktemp("hostile"))
    site = built(root, tmp_path_factory.mktemp("other"), request.param)
    with hosting(site) as host:
        yield site, host.url


def test_the_tree_is_the_same_for_every_engine(site: Served, other: Path):
    def tree(built_site: Path) -> dict[str, bytes]:
        out = built_site.parent
        files = [*(out / "docs").rglob("*"), out / "mkdocs.yml"]
        return {str(f.relative_to(out)): f.read_bytes() for f in files if f.is_file()}

    assert tree(site.folder) == tree(other)


def test_the_pages_are_the_same(site: Served, other: Path):
    ours, theirs = pages(site.folder), pages(other)
    assert sorted(theirs) == sorted(ours)
    assert len(ours) > 100
    for path in ours.keys() - {"404.html"}:  # the theme's own words
        assert article(theirs[path]) == article(ours[path]), path


def test_files_beside_the_pages_are_the_same(site: Served, other: Path):
    beside = [
        file.relative_to(site.folder)
        for folder in ("assets/watchbill", "calendars", "manifest.webmanifest")
        for file in [site.folder / folder, *(site.folder / folder).rglob("*")]
        if file.is_file()
    ]
    assert len(beside) > 10
    for file in beside:
        assert (other / file).read_bytes() == (site.folder / file).read_bytes(), file


def test_pages_of_other_engines_need_nothing_that_is_refused(context: BrowserContext, other: Path):
    page = context.new_page()
    page.clock.set_fixed_time(AT)
    requests, errors = watched(page)
    with hosting(other) as host:
        for path in EVERY_KIND:
            page.goto(host.url + path, wait_until="networkidle")
        page.goto(host.url)
        page.keyboard.press("/")
        page.keyboard.type("who is our database expert")
        page.locator(".wb-ask a", has_text="Databases").first.wait_for()
    assert [error for error in errors if "404" not in error] == []
    assert [url for url in requests if not url.startswith((host.url, "data:", "blob:"))] == []


# Whether what is in the middle of an element is the element, as an eye sees it.
SEEN = """one => {
  const box = one.getBoundingClientRect();
  const there = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return one === there || one.contains(there);
}"""


@pytest.mark.parametrize("size", [(320, 640), (1280, 900)], ids=["phone", "desk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_ask_box_is_seen_in_other_engines(browser: Browser, other: Path, size, scheme):
    width, height = size
    with (
        browser.new_context(
            viewport={"width": width, "height": height},
            is_mobile=width < height,
            color_scheme=scheme,
            service_workers="block",
        ) as context,
        hosting(other) as host,
    ):
        page = context.new_page()
        page.clock.set_fixed_time(AT)
        page.goto(host.url + "people/ada/")
        box, first = page.locator("#wb-ask-input"), page.locator(".wb-answer-link").first
        header = page.locator(".md-header").evaluate("one => getComputedStyle(one).backgroundColor")
        assert header in {"rgb(28, 42, 65)", "rgb(19, 27, 41)"}
        assert box.evaluate("one => getComputedStyle(one).color") == "rgb(255, 255, 255)"
        box.fill("who is our database expert")
        expect(first).to_have_text("Databases")
        assert box.evaluate(SEEN)
        assert first.evaluate(SEEN)
        if width < height:
            sheet = page.locator(".wb-ask").bounding_box()
            assert sheet == {"x": 0, "y": 0, "width": width, "height": height}


def test_nothing_hostile_runs_in_other_engines(
    context: BrowserContext, other_hostile: tuple[Path, str]
):
    site, url = other_hostile
    page = context.new_page()
    requests, errors = watched(page)
    page.add_init_script("window.hits = []; window.pwned = (n) => window.hits.push(n);")
    files = pages(site)
    assert len(files) > 20
    for path in files:
        page.goto(url + path)
        assert page.evaluate("window.hits") == [], path
        links = page.eval_on_selector_all("a[href]", PROTOCOLS)
        assert set(links) <= {"http:", "https:", "mailto:", "tel:", "webcal:"}, path
        bad = "article script, article iframe, article [onclick], article [onerror], [onmouseover]"
        assert page.locator(bad).count() == 0, path
    assert [request for request in requests if not request.startswith((url, "blob:"))] == []
    assert [error for error in errors if "404" not in error] == []


def test_hostile_pages_are_the_same(hostile_site: Served, other_hostile: tuple[Path, str]):
    ours, theirs = pages(hostile_site.folder), pages(other_hostile[0])
    assert sorted(theirs) == sorted(ours)
    for path in ours.keys() - {"404.html"}:
        elements = [part.split(" ")[0] for part in article(ours[path]) if "<" not in part]
        assert [p.split(" ")[0] for p in article(theirs[path]) if "<" not in p] == elements, path
    titles = [re.search(r"<title>(.*?)</title>", f.read_text(), re.DOTALL) for f in theirs.values()]
    assert all(title and "<" not in title[1] for title in titles)
