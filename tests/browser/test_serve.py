"""`watchbill site serve`: what is edited is seen in open pages, and what is wrong is said there."""

import os
import re
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from tests.browser.conftest import AT, ROOT

pytestmark = pytest.mark.browser
PATIENT = 60_000  # milliseconds: a whole build on a machine that does much else
RUNBOOK = "payments/CheckoutHighErrorRate"


class Writing(NamedTuple):
    """A repository that is being written, and where its site is served."""

    root: Path
    url: str

    def edit(self, path: str, old: str, new: str) -> None:
        file = self.root / path
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def writing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writing]:
    root = tmp_path_factory.mktemp("writing")
    for name in ("rosters", "policies", "runbooks"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "watchbill.yaml", root)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "watchbill", "-C", str(root), "site", "serve"]
    served = subprocess.Popen(
        [*command, "--port", str(port), "--at", AT.isoformat()],
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=dict(os.environ),
    )
    assert served.stderr
    assert f"http://127.0.0.1:{port}/" in served.stderr.readline()
    yield Writing(root, f"http://127.0.0.1:{port}/")
    served.terminate()
    try:
        rest = served.communicate(timeout=PATIENT / 1000)[1]
    finally:
        served.kill()
    assert served.returncode == 0, rest
    assert "Traceback" not in rest


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page; nothing may go wrong in its console, and nothing may leave the origin."""
    wrong: list[str] = []
    with _looking(browser) as opened:
        opened.on("pageerror", lambda error: wrong.append(str(error)))
        opened.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        yield opened
    assert [line for line in wrong if "404" not in line] == []


@contextmanager
def _looking(browser: Browser) -> Iterator[Page]:
    """A browser's page, which has come to rest when it is closed.

    Chromium forgets that it is to close a page that loads another one in that moment, as a preview
    does by itself, and Playwright waits for that without end.
    """
    with browser.new_context(timezone_id="Europe/London") as context:
        opened = context.new_page()
        opened.set_default_timeout(PATIENT)
        try:
            yield opened
        finally:
            _leave(opened)


def _leave(page: Page) -> None:
    """Go to the empty page, which stays; the preview may be quicker a few times."""
    for _ in range(100):
        try:
            page.goto("about:blank")
        except Error as error:
            assert "interrupted by another navigation" in str(error)  # noqa: PT017  # any other is raised by it
        else:
            return
    pytest.fail(f"{page.url} goes on loading")


def has(page: Page, text: str, selector: str = "article") -> None:
    expect(page.locator(selector)).to_contain_text(text, timeout=PATIENT)


def test_an_edit_shows_in_every_browser_that_looks_at_the_page(writing, page, browser):
    with _looking(browser) as other:
        for each in (page, other):
            each.goto(f"{writing.url}runbooks/{RUNBOOK}/")
            has(each, "Diagnosis")
        writing.edit(f"runbooks/{RUNBOOK}.md", "## Diagnosis", "## Diagnosis by zebrafish")
        for each in (page, other):
            has(each, "Diagnosis by zebrafish")


def test_an_edit_of_a_person_shows_on_every_page_with_the_name(writing, page):
    page.goto(f"{writing.url}people/ada/")
    writing.edit("rosters/people/ada.yaml", "name: Ada Obi", "name: Ada Lovelace")
    expect(page.locator("h1")).to_contain_text("Ada Lovelace", timeout=PATIENT)
    page.goto(f"{writing.url}people/")
    has(page, "Ada Lovelace")
    writing.edit("rosters/people/ada.yaml", "name: Ada Lovelace", "name: Ada Obi")
    has(page, "Ada Obi")


def test_a_broken_file_is_said_in_the_page_which_stays(writing, page):
    page.goto(f"{writing.url}people/ada/")
    writing.edit("rosters/people/ada.yaml", "name: Ada Obi", "name: [<b>Ada")
    box = page.get_by_role("alert")
    expect(box).to_contain_text("rosters/people/ada.yaml:", timeout=PATIENT)
    expect(box).to_contain_text("WB003")
    expect(box.locator("b")).to_have_count(0)
    expect(page.locator("h1")).to_contain_text("Ada Obi")
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("WB003", timeout=PATIENT)
    writing.edit("rosters/people/ada.yaml", "name: [<b>Ada", "name: Ada Obi")
    expect(page.get_by_role("alert")).to_have_count(0, timeout=PATIENT)
    expect(page.locator("h1")).to_contain_text("Ada Obi")


def test_files_come_are_renamed_and_go(writing, page):
    folder = writing.root / "runbooks/payments"
    text = (folder / "PayoutBatchLate.md").read_text(encoding="utf-8")
    fresh, moved = folder / "ZebraDown.md", folder / "ZebraGone.md"
    fresh.write_text(re.sub(r"(?m)^title: .*", "title: Zebra is down", text))
    page.goto(f"{writing.url}runbooks/payments/")
    has(page, "Zebra is down")
    page.goto(f"{writing.url}runbooks/payments/PayoutBatchLate/")
    _until(page, f"{writing.url}runbooks/payments/ZebraDown/", 200)
    fresh.rename(moved)
    _until(page, f"{writing.url}runbooks/payments/ZebraGone/", 200)
    _until(page, f"{writing.url}runbooks/payments/ZebraDown/", 404)
    moved.unlink()
    _until(page, f"{writing.url}runbooks/payments/ZebraGone/", 404)


def _until(page: Page, url: str, status: int) -> None:
    """Wait until an address answers with a status."""
    for _ in range(PATIENT // 50):
        if page.request.get(url).status == status:
            return
        page.wait_for_timeout(50)
    pytest.fail(f"{url} does not answer with {status}")


def test_twenty_edits_in_a_row_end_with_the_last(writing, page):
    page.goto(f"{writing.url}runbooks/{RUNBOOK}/")
    for n in range(20):
        writing.edit(f"runbooks/{RUNBOOK}.md", f"## Impact{n or ''}", f"## Impact{n + 1}")
        page.wait_for_timeout(5)
    has(page, "Impact20")
    page.reload()
    has(page, "Impact20")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_the_page_that_is_not_there_follows_too_and_nothing_is_kept(writing, page):
    page.goto(f"{writing.url}people/nobody/")
    has(page, "404")
    page.goto(writing.url)
    has(page, "On call", "body")
    kept = "navigator.serviceWorker.getRegistrations().then((found) => found.length)"
    assert page.evaluate(kept) == 0
    with urllib.request.urlopen(writing.url) as given:  # noqa: S310  # our own
        assert given.headers["Cache-Control"] == "no-store"
