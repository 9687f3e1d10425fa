"""The site without a network: kept after one visit, whole, and never of two builds at once."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import odd
from tests.browser.conftest import AT, ROOT, Served, watchbill
from tests.browser.hosting import Gate, Hosting, hosting
from tests.browser.test_site import watched

pytestmark = pytest.mark.browser

ANSWERS = {
    "": "On call now",
    "people/ada/": "Ada Obi",
    "rosters/payments/": "Payments",
    "topics/database/": "Databases experts",
    "escalation/payments/": "Payments escalation",
    "services/checkout/": "Checkout",
    "runbooks/payments/CheckoutHighErrorRate/": "CheckoutHighErrorRate",
}
LATER = AT + timedelta(days=1)


@pytest.fixture(scope="module")
def next_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same site, built a day later."""
    out = tmp_path_factory.mktemp("next")
    watchbill("-C", str(ROOT), "site", "build", "--out", str(out), "--at", LATER.isoformat())
    return out / "site"


def kept(page: Page, host: Hosting, path: str = "") -> None:
    """Visit a page, and wait until the site is kept."""
    page.clock.set_fixed_time(AT)
    page.goto(host.url + path)
    expect(page.locator(".wb-age-line")).to_contain_text("Kept for offline use")


def version(page: Page) -> str:
    """Return the build of a page's script, once its data has proved to be of the same."""
    found: list[str] = [
        page.evaluate(f"document.querySelector('script[src*=\"{name}\"]').src")
        for name in ("/data.js", "/watchbill.js")
    ]
    versions = {url.partition("?v=")[2] for url in found}
    assert len(versions) == 1
    return versions.pop()


def made(page: Page) -> int:
    seconds: int = page.evaluate("window.watchbillData.made")
    return seconds


def complete(page: Page, build: str) -> None:
    """Wait until all of a build is kept, and nothing but it answers."""
    page.evaluate(
        """async (name) => {
          const done = () => caches.has(name)
            .then((there) => there && caches.open(name))
            .then((cache) => cache && cache.match('/kept-completely'));
          const own = await navigator.serviceWorker.getRegistration();
          while (!await done() || own.installing || own.waiting || own.active.state !== 'activated')
            await new Promise((again) => requestAnimationFrame(again));
        }""",
        f"watchbill-{build}",
    )


def addresses(page: Page) -> set[str]:
    """Return what is kept."""
    found: list[str] = page.evaluate(
        "caches.keys().then((names) => caches.open(names[0])).then((cache) => cache.keys())"
        ".then((keys) => keys.map((key) => key.url))"
    )
    return {*found}


def ask(page: Page, words: str) -> None:
    page.keyboard.press("/")
    page.keyboard.type(words)


def test_after_one_visit_all_answers_are_there_without_a_server(
    context: BrowserContext, site: Served
):
    page = context.new_page()
    with hosting(site.folder) as host:
        kept(page, host)
    for path, heading in ANSWERS.items():
        page.goto(host.url + path)
        expect(page.locator("h1")).to_contain_text(heading)
        expect(page.locator(".wb-age-banner")).to_contain_text("from this device")
    page.goto(host.url)
    ask(page, "who is our database expert")
    expect(page.locator(".wb-ask")).to_contain_text("Ada Obi")
    expect(page.locator(".wb-now .wb-person").first).to_be_visible()


def test_the_front_page_leaves_the_index_to_the_worker_and_to_those_who_ask(
    context: BrowserContext, site: Served
):
    page = context.new_page()
    requests, _ = watched(page)
    with hosting(site.folder) as host:
        kept(page, host)
        page.evaluate("new Promise((done) => requestIdleCallback(done, { timeout: 6000 }))")
        assert [url for url in requests if "/ask.js" in url] == []
        ask(page, "ada")
        expect(page.locator(".wb-ask")).to_contain_text("Ada Obi")
    assert [url for url in requests if "/ask.js" in url] != []


def test_a_page_without_its_slash_is_found(context: BrowserContext, site: Served):
    page = context.new_page()
    with hosting(site.folder) as host:
        kept(page, host)
    page.goto(host.url + "people/ada")
    assert page.url == host.url + "people/ada/"


def test_a_redirect_within_the_site_is_followed(context: BrowserContext, site: Served):
    page = context.new_page()
    with hosting(site.folder) as host:
        kept(page, host)
        page.goto(host.url + "people/ada")
        assert page.url == host.url + "people/ada/"
        expect(page.locator(".wb-age-line")).to_contain_text("Kept for offline use")
        expect(page.locator(".wb-age-banner")).to_be_hidden()


LOGIN = "<!doctype html><h1>Who are you?</h1>"


@pytest.mark.parametrize(
    "gate",
    [
        pytest.param(lambda login: Gate(302, f"{login}start"), id="elsewhere"),
        pytest.param(lambda _: Gate(302, "/login.html"), id="a page of the host"),
        pytest.param(lambda _: Gate(200, text=LOGIN), id="200"),
        pytest.param(lambda _: Gate(401, text=LOGIN), id="401"),
        pytest.param(lambda _: Gate(403, text=LOGIN), id="403"),
    ],
)
def test_a_login_that_is_asked_for_takes_no_page_away(
    context: BrowserContext, site: Served, tmp_path: Path, gate: Callable[[str], Gate]
):
    page = context.new_page()
    folder = tmp_path / "with a login"
    shutil.copytree(site.folder, folder)
    (folder / "login.html").write_text(LOGIN)
    with hosting(folder) as host, hosting(tmp_path) as login:
        kept(page, host)
        login.ask_for(Gate(200, text=LOGIN))
        host.ask_for(gate(login.url))
        for path, heading in ANSWERS.items():
            page.goto(host.url + path)
            expect(page.locator("h1")).to_contain_text(heading)
            expect(page.locator(".wb-age-banner")).to_contain_text("asks for a login first")
        page.locator(".wb-age-banner").get_by_role("link", name="Log in").click()
        expect(page.locator("h1")).to_have_text("Who are you?")
        host.ask_for(None)
        page.goto(host.url + "people/ada/?login")
        expect(page.locator(".wb-age-line")).to_contain_text("Kept for offline use")
        expect(page.locator(".wb-age-banner")).to_be_hidden()
    page.reload()
    expect(page.locator("h1")).to_contain_text("Ada Obi")
    expect(page.locator(".wb-age-banner")).to_contain_text("No network")


def test_a_host_that_fails_takes_no_page_away(context: BrowserContext, site: Served):
    page = context.new_page()
    with hosting(site.folder) as host:
        kept(page, host)
        host.ask_for(Gate(502, text="<h1>Bad gateway</h1>"))
        page.goto(host.url + "people/ada/")
        expect(page.locator("h1")).to_contain_text("Ada Obi")
        expect(page.locator(".wb-age-banner")).to_contain_text("answers with an error")


def test_what_is_not_kept_says_what_is(context: BrowserContext, site: Served):
    page = context.new_page()
    with hosting(site.folder) as host:
        kept(page, host)
    page.goto(host.url + "nowhere/")
    expect(page.locator("h1")).to_have_text("Not kept on this device")
    page.get_by_role("link", name="On call now").click()
    expect(page.locator("h1")).to_contain_text("On call now")


def test_whatever_a_runbook_is_called_it_is_kept(context: BrowserContext, odd_site: Served):
    page = context.new_page()
    with hosting(odd_site.folder) as host:
        kept(page, host)
    page.goto(f"{host.url}runbooks/{quote(odd.PATH)}/")
    expect(page.locator("h1")).to_contain_text("Odder")
    page.goto(host.url + "nowhere/")
    page.get_by_role("link", name=odd.PATH).click()
    expect(page.locator("h1")).to_contain_text("Odder")


def test_every_page_of_the_example_is_kept(context: BrowserContext, site: Served):
    page = context.new_page()
    with hosting(site.folder) as host:
        kept(page, host)
        keys = addresses(page)
    pages = [path.relative_to(site.folder).parent for path in site.folder.rglob("index.html")]
    assert len(pages) > 100
    assert {host.url + f"{path.as_posix()}/".removeprefix("./") for path in pages} <= keys


def test_what_cannot_be_kept_whole_is_said(context: BrowserContext, site: Served, tmp_path: Path):
    half = tmp_path / "half"
    shutil.copytree(site.folder, half)
    (half / "people/ada/index.html").unlink()
    page = context.new_page()
    with hosting(half) as host:
        page.goto(host.url)
        expect(page.locator(".wb-age-line")).to_contain_text("not every file came as it was built")


def test_a_missing_page_is_not_kept(context: BrowserContext, site: Served):
    page = context.new_page()
    with hosting(site.folder) as host:
        kept(page, host)
        page.goto(host.url + "nowhere/")
        assert "Not kept" not in page.content()
        page.goto(host.url)
        keys = addresses(page)
    assert host.url + "people/ada/" in keys
    assert host.url + "nowhere/" not in keys


def test_the_next_visit_gets_the_next_build(context: BrowserContext, site: Served, next_site: Path):
    page = context.new_page()
    with hosting(site.folder) as host:
        kept(page, host)
        before = version(page)
        assert made(page) == AT.timestamp()
        host.show(next_site)
        page.goto(host.url + "people/ada/")
        after = version(page)
        assert after != before
        assert made(page) == LATER.timestamp()
        complete(page, after)
    page.goto(host.url)
    assert version(page) == after
    assert made(page) == LATER.timestamp()


def test_a_page_that_stays_open_keeps_the_data_of_its_build(
    context: BrowserContext, site: Served, next_site: Path
):
    page, other = context.new_page(), context.new_page()
    with hosting(site.folder) as host:
        kept(page, host)
        before = version(page)
        host.show(next_site)
        other.goto(host.url)
        complete(other, version(other))
        for build, at in ((before, AT), (version(other), LATER)):
            data = page.evaluate(
                "v => fetch(`assets/watchbill/data.js?v=${v}`).then((answer) => answer.text())",
                build,
            )
            assert f'"made":{int(at.timestamp())},' in data


@pytest.mark.parametrize(
    "broken",
    [
        ("assets/watchbill/data.js", False),
        ("assets/watchbill/data.js", True),
        ("people/ada/index.html", False),
        ("people/ada/index.html", True),
    ],
    ids=["no data", "old data", "no page", "old page"],
)
def test_half_a_build_does_not_take_the_place_of_a_whole_one(
    context: BrowserContext, site: Served, next_site: Path, tmp_path: Path, broken: tuple[str, bool]
):
    path, old = broken
    half = tmp_path / "half"
    shutil.copytree(next_site, half)
    (half / path).unlink()
    if old:
        shutil.copyfile(site.folder / path, half / path)
    page = context.new_page()
    with hosting(site.folder) as host:
        kept(page, host)
        before = version(page)
        host.show(half)
        state = page.evaluate(
            "navigator.serviceWorker.getRegistration().then((own) => own.update()).then((own) =>"
            " new Promise((done) => { const fresh = own.installing; if (!fresh) done('none');"
            " else fresh.addEventListener('statechange', () => done(fresh.state)); }))"
        )
        assert state == "redundant"
    for path in ("", "people/ada/"):
        page.goto(host.url + path)
        assert version(page) == before
        assert made(page) == AT.timestamp()
    ask(page, "ada")
    expect(page.locator(".wb-ask")).to_contain_text("Ada Obi")


def test_an_old_site_says_so(context: BrowserContext, site: Served):
    page = context.new_page()
    page.clock.set_fixed_time(AT + timedelta(hours=25))
    page.goto(site.url)
    expect(page.locator(".wb-age-banner")).to_be_hidden()
    page.clock.set_fixed_time(AT + timedelta(hours=27))
    page.goto(site.url)
    expect(page.locator(".wb-age-banner")).to_contain_text("Made 1 d 3 h ago")
    expect(page.locator(".wb-age-banner")).to_contain_text("stale")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("Promise.reject(new Error('storage is full'))", "storage is full"),
        ("Promise.resolve(undefined)", "this browser blocks it."),
    ],
)
def test_a_browser_that_cannot_keep_it_says_so(
    context: BrowserContext, site: Served, answer: str, said: str
):
    page = context.new_page()
    page.add_init_script(f"navigator.serviceWorker.register = () => {answer}")
    page.goto(site.url)
    expect(page.locator(".wb-age-line")).to_contain_text(f"Not kept for offline use: {said}")


def test_the_site_can_be_installed(context: BrowserContext, site: Served):
    page = context.new_page()
    page.goto(site.url + "people/ada/")
    session = context.new_cdp_session(page)
    found = session.send("Page.getAppManifest")
    assert found["url"] == site.url + "manifest.webmanifest"
    assert found["errors"] == []
    assert '"display": "standalone"' in found["data"]
    for size in (192, 512):
        icon = page.request.get(f"{site.url}assets/watchbill/icon-{size}.png")
        assert icon.headers["content-type"] == "image/png"
