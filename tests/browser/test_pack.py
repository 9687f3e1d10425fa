"""The archive: everything works from its files, with every network shut, and prints."""

import re
import shutil
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import hostile
from tests.browser.conftest import AT, ROOT, executable, watchbill
from tests.browser.test_site import watched
from watchbill.source.load import load
from watchbill.source.tree import Folder

pytestmark = pytest.mark.browser

PAGES = {
    "index.html": "On call now",
    "people/ada/index.html": "Ada Obi",
    "rosters/payments/index.html": "Payments",
    "topics/database/index.html": "Databases experts",
    "escalation/payments/index.html": "Payments escalation",
    "services/checkout/index.html": "Checkout",
    "runbooks/payments/CheckoutHighErrorRate/index.html": "CheckoutHighErrorRate",
}


def pack(root: Path, file: Path, *more: str) -> Path:
    watchbill("-C", str(root), "site", "pack", "--out", str(file), "--at", AT.isoformat(), *more)
    return file


def company(root: Path, **settings: str) -> Path:
    """Copy the example into a folder, so that its own build is left alone."""
    for path in ("rosters", "policies", "runbooks"):
        shutil.copytree(ROOT / path, root / path)
    text = (ROOT / "watchbill.yaml").read_text(encoding="utf-8")
    for name, value in settings.items():
        text, count = re.subn(rf"^  {name}: .*$", f"  {name}: {value}", text, flags=re.MULTILINE)
        assert count == 1
    (root / "watchbill.yaml").write_text(text, encoding="utf-8")
    return root


def unpacked(file: Path, folder: Path) -> Path:
    with zipfile.ZipFile(file) as archive:
        archive.extractall(folder)
    return folder / file.stem


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory, a_copy: Path) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WATCHBILL_BROWSER", executable())
        return pack(a_copy, tmp_path_factory.mktemp("pack") / "on-call.zip", "--pdf")


@pytest.fixture(scope="module")
def a_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return company(tmp_path_factory.mktemp("example"))


@pytest.fixture(scope="module")
def files(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unpacked(archive, tmp_path_factory.mktemp("unpacked"))


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a browser without any network."""
    with browser.new_context(offline=True, timezone_id="Europe/London") as context:
        opened = context.new_page()
        opened.clock.set_fixed_time(AT)
        yield opened


@pytest.mark.parametrize(("path", "heading"), PAGES.items())
def test_pages_open_from_their_files(page: Page, files: Path, path: str, heading: str):
    requests, errors = watched(page)
    page.goto((files / path).as_uri(), wait_until="load")
    expect(page.locator("h1")).to_contain_text(heading)
    expect(page.locator(".wb-age-line")).to_contain_text("Made")
    assert errors == []
    assert [url for url in requests if not url.startswith(files.as_uri())] == []


def test_questions_are_answered_from_the_files(page: Page, files: Path):
    _, errors = watched(page)
    page.goto((files / "people/ada/index.html").as_uri())
    page.keyboard.press("/")
    page.keyboard.type("who is our database expert")
    answer = page.locator(".wb-ask a", has_text="Databases").first
    expect(answer).to_be_visible()
    answer.click()
    expect(page.locator("h1")).to_contain_text("Databases experts")
    assert page.url == (files / "topics/database/index.html").as_uri()
    assert errors == []


def test_every_link_leads_to_a_file(page: Page, files: Path):
    there = {file.as_uri() for file in files.rglob("*") if file.is_file()}
    for file in sorted(files.rglob("*.html")):
        page.goto(file.as_uri(), wait_until="commit")
        page.wait_for_load_state("domcontentloaded")
        links = page.eval_on_selector_all(
            "a[href]",
            "all => all.map((a) => new URL(a.getAttribute('href'), location.href).href)"
            ".filter((a) => a.startsWith('file:')).map((a) => a.split('#')[0])",
        )
        assert set(links) <= there, file


def test_the_archive_is_the_same_every_time(archive: Path, a_copy: Path, tmp_path: Path):
    def content(file: Path) -> dict[str, bytes]:
        with zipfile.ZipFile(file) as one:
            return {name: one.read(name) for name in one.namelist() if ".pdf" not in name}

    once, again = (pack(a_copy, tmp_path / name / "on-call.zip") for name in ("once", "again"))
    assert once.read_bytes() == again.read_bytes()
    assert content(archive) == content(once)
    assert "on-call/README.txt" in content(once)
    assert "As of Sat 21 Nov 13:00 GMT" in content(once)["on-call/README.txt"].decode()


def test_break_glass_has_everybody_and_everything(page: Page, files: Path):
    requests, errors = watched(page)
    page.goto((files / "breakglass.html").as_uri())
    said = " ".join(page.locator("body").inner_text().split())
    catalog = load(Folder(ROOT)).catalog
    for person in catalog.people.values():
        assert person.name in said
        assert person.email in said
    for policy in catalog.escalations.values():
        assert policy.name in said
    for runbook in catalog.runbooks.values():
        assert (runbook.title or "?") in said
    assert "As of Sat 21 Nov 13:00 GMT 2026" in said
    assert "until Sat 5 Dec 13:00 GMT 2026" in said
    assert page.locator(".runbook").count() == len(catalog.runbooks)
    assert requests == [(files / "breakglass.html").as_uri()]
    assert errors == []


def test_break_glass_prints(page: Page, files: Path):
    page.goto((files / "breakglass.html").as_uri())
    printed = page.pdf()
    assert printed.startswith(b"%PDF-")
    assert printed.count(b"/Type /Page\n") > len(load(Folder(ROOT)).catalog.runbooks)
    assert (files / "breakglass.pdf").read_bytes().count(b"/Type /Page\n") > 25


def said(folder: Path) -> str:
    """Return all that the files of a folder say, however it is written there."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    assert files
    text = b"".join(file.read_bytes() for file in files).decode("utf-8", "replace")
    for old, new in (("\r\n ", ""), ("\\u002d", "-"), ("\\u0040", "@")):  # folded, and in scripts
        text = text.replace(old, new)
    return unquote(unescape(text)).casefold()


def digits(text: str) -> str:
    """Return a text without what stands between the digits of a number."""
    return re.sub(r"[\s().+/-]", "", text)


@pytest.mark.parametrize("allowed", ["full", "work", "none"])
def test_withheld_contacts_are_nowhere(tmp_path: Path, allowed: str):
    root = company(tmp_path / "company", contacts=allowed)
    for number, file in enumerate(sorted((root / "rosters/people").glob("*.yaml"))):
        text = file.read_text(encoding="utf-8")  # a name is in addresses: this one is nobody's
        file.write_text(re.sub(r"github: .*", f"github: zz-hub-{number:02}", text))
    files = unpacked(pack(root, tmp_path / "on-call.zip"), tmp_path / "unpacked")
    people = load(Folder(root)).catalog.people.values()
    ways = [person.contacts for person in people]
    work = {person.email for person in people}
    work |= {way for c in ways for way in (c.slack, c.teams, c.github) if way}
    phones = {digits(c.phone)[-9:] for c in ways if c.phone}
    never = {id_ for person in people for id_ in person.pager_ids.values()}
    assert (len(phones), len(work), len(never)) > (10, 60, 0)
    for text in (said(root / "build"), said(files)):
        numbers = digits(text)
        assert {phone in numbers for phone in phones} == {allowed == "full"}
        assert {way.casefold() in text for way in work} == {allowed != "none"}
        assert [id_ for id_ in never if id_.casefold() in text] == []


def test_nothing_hostile_runs_from_the_files(page: Page, tmp_path: Path):
    root = hostile.write(tmp_path / "company")
    files = unpacked(pack(root, tmp_path / "on-call.zip"), tmp_path / "unpacked")
    requests, errors = watched(page)
    page.add_init_script("window.hits = []; window.pwned = (n) => window.hits.push(n);")
    for file in sorted(files.rglob("*.html")):
        page.goto(file.as_uri())
        assert page.evaluate("window.hits") == [], file
    page.goto((files / "breakglass.html").as_uri())
    assert page.locator("script, img, iframe, [onclick], [onerror], [onload]").count() == 0
    assert [url for url in requests if not url.startswith(files.as_uri())] == []
    assert errors == []
