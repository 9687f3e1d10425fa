"""The built site in a real browser."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.clocks import stopped
from tests.browser.conftest import AT, Served
from watchbill.engine.rotation import on_call

pytestmark = pytest.mark.browser

EVERY_KIND = [
    "",
    "rosters/",
    "rosters/payments/",
    "people/",
    "people/ada/",
    "services/",
    "services/checkout/",
    "topics/",
    "topics/database/",
    "escalation/",
    "escalation/payments/",
    "runbooks/",
    "runbooks/payments/",
    "runbooks/payments/CheckoutHighErrorRate/",
    "calendar/",
    "incident/",
    "policies/",
    "policies/swaps-and-overrides/",
    "roles/",
    "severities/",
    "404.html",
]
# Ada and Bo begin together, each in a rotation of her own.
TOGETHER = {
    "version": 3,
    "made": int(AT.timestamp()),
    "until": int(AT.timestamp()) + 9 * 86400,
    "people": [{"id": name, "name": name, "hours": [], "off": [], "away": [],
                "available": True, "ways": []} for name in ("Ada", "Bo")],
    "rosters": [{"id": "payments", "name": "Payments", "page": "", "zone": "UTC", "members": [],
                 "roles": [{"id": "primary", "name": "Primary", "gaps": [],
                            "shifts": [[86400, 172800, [0], ""], [86400, 99999, [1], ""]]}]}],
    "topics": [], "services": [], "escalations": [], "severities": [], "roles": [],
}  # fmt: skip
# Links in drawings, too, whose address is no text.
PROTOCOLS = "all => all.map((a) => new URL(a.getAttribute('href'), location.href).protocol)"
HANDOFF = datetime.fromisoformat("2026-11-24T12:00:00+00:00")


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A visit that keeps nothing: what is kept is tested elsewhere, and takes its time."""
    with browser.new_context(timezone_id="Europe/London", service_workers="block") as opened:
        yield opened


def watched(page: Page) -> tuple[list[str], list[str]]:
    """Return the requests and the errors of a page, as they come."""
    requests: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    return requests, errors


def at_home(page: Page, site: Served, when: datetime, path: str = "") -> None:
    page.clock.set_fixed_time(when)
    page.goto(site.url + path)
    if page.locator("[data-wb-asof]").count():
        expect(page.locator("[data-wb-asof]")).not_to_contain_text("As of")


def found(page: Page, site: Served, words: str) -> Locator:
    """Type words into the ask box of the front page, and return the first answer."""
    page.goto(site.url)
    page.locator("#wb-ask-input").press_sequentially(words)
    first = page.locator(".wb-answer-link").first
    expect(first).to_be_visible()
    return first


@pytest.mark.parametrize("path", EVERY_KIND)
def test_no_request_leaves_the_site_and_nothing_fails(context: BrowserContext, site: Served, path):
    page = context.new_page()
    requests, errors = watched(page)
    page.goto(site.url + path, wait_until="networkidle")
    assert requests
    assert [url for url in requests if not url.startswith((site.url, "blob:", "data:"))] == []
    assert [error for error in errors if "404" not in error] == []


@pytest.mark.parametrize("path", EVERY_KIND)
def test_every_page_has_one_title_and_named_pictures(context: BrowserContext, site: Served, path):
    page = context.new_page()
    page.goto(site.url + path)
    assert page.locator("h1").count() == 1
    assert page.locator("h1").inner_text().strip()
    assert page.locator("img:not([alt])").count() == 0
    assert page.locator("svg.wb-ladder:not([aria-label])").count() == 0
    assert page.locator("article table:not(:has(th))").count() == 0


@pytest.mark.parametrize(
    ("words", "page_of"),
    [
        ("checkout error rate", "runbooks/payments/CheckoutHighErrorRate/"),
        ("CheckoutHighErrorRate", "runbooks/payments/CheckoutHighErrorRate/"),
        ("who is our database expert?", "topics/database/"),
        ("postgres expert", "topics/database/"),
    ],
)
def test_search_finds(context: BrowserContext, site: Served, words, page_of):
    page = context.new_page()
    first = found(page, site, words)
    assert page_of in (first.get_attribute("href") or "")


@pytest.mark.parametrize("zone", ["Europe/London", "America/Los_Angeles", "Asia/Kolkata"])
@pytest.mark.parametrize("offset", [-1, 0, 1, 24 * 3600])
def test_who_is_on_call_now_is_what_the_engine_says(browser: Browser, site: Served, zone, offset):
    when = HANDOFF + timedelta(seconds=offset)
    with browser.new_context(timezone_id=zone) as context:
        page = context.new_page()
        at_home(page, site, when)
        catalog = site.catalog
        for place in page.locator(".wb-now[data-wb-roster]").all():
            roster_id = place.get_attribute("data-wb-roster") or ""
            role = place.get_attribute("data-wb-role")
            names = [
                name.strip()
                for name in place.locator(".wb-person > a:first-child").all_inner_texts()
            ]
            shifts = on_call(roster_id, catalog.rosters[roster_id], when, role)
            assert names == [catalog.people[p].name for s in shifts for p in s.people]


def test_times_are_on_the_readers_clock(browser: Browser, site: Served):
    said = {}
    for zone in ("Europe/London", "America/Los_Angeles"):
        with browser.new_context(timezone_id=zone) as context:
            page = context.new_page()
            at_home(page, site, AT)
            primary = page.locator("[data-wb-roster=payments][data-wb-role=primary]")
            said[zone] = primary.locator("small").first.inner_text()
    assert said["Europe/London"] == "until Tue 24 Nov 12:00 (in 2 d 23 h)"
    assert said["America/Los_Angeles"] == "until Tue 24 Nov 04:00 (in 2 d 23 h)"


def test_an_open_page_follows_the_handoff(context: BrowserContext, site: Served):
    page = context.new_page()
    stopped(page, HANDOFF - timedelta(seconds=30))
    page.goto(site.url)
    place = page.locator("[data-wb-roster=payments][data-wb-role=primary] .wb-person a").first
    expect(place).to_have_text("Chiara Conti")
    page.clock.run_for(40_000)
    expect(place).to_have_text("Dele Akande")


def test_old_data_is_not_called_now(context: BrowserContext, site: Served):
    page = context.new_page()
    at_home(page, site, AT + timedelta(weeks=14))
    expect(page.locator("[data-wb-asof]")).to_contain_text("knows nothing after")
    assert "Unknown" in page.locator(".wb-now").first.inner_text()
    assert page.locator(".wb-now .wb-person").count() == 0


def test_a_clock_before_the_build_is_said(context: BrowserContext, site: Served):
    page = context.new_page()
    at_home(page, site, AT - timedelta(days=3))
    expect(page.locator("[data-wb-asof]")).to_contain_text("before this page was made")
    assert "as of" in page.locator(".wb-now").first.inner_text()
    at_home(page, site, AT - timedelta(days=3), "services/checkout/")
    expect(page.locator(".wb-age-banner")).to_contain_text("Is your clock wrong?")
    assert "as of" in page.locator(".wb-now").first.inner_text()


def test_without_a_script_the_page_says_as_of_when(browser: Browser, site: Served):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(site.url)
        table = page.locator("section.wb-card:has-text('Payments') table.wb-posts")
        said = " ".join(table.inner_text().split())
        assert "Chiara Conti" in said
        assert "as of Sat 21 Nov 13:00 GMT until Tue 24 Nov 12:00 GMT" in said
        assert "then Dele Akande, from Tue 24 Nov 12:00 GMT" in said
        assert "As of Sat 21 Nov 13:00 GMT" in page.locator("[data-wb-asof]").inner_text()


def test_a_runbook_becomes_overdue_in_the_browser(context: BrowserContext, site: Served):
    path = "runbooks/payments/CheckoutHighErrorRate/"
    page = context.new_page()
    page.clock.set_fixed_time(AT)
    page.goto(site.url + path)
    banner = page.locator("[data-wb-due]")
    expect(banner).to_be_hidden()
    page.clock.set_fixed_time(AT + timedelta(days=400))
    page.goto(site.url + path)
    expect(banner).to_be_visible()


@pytest.mark.parametrize("policy", [True, False], ids=["policy", "no policy"])
def test_nothing_hostile_runs(browser: Browser, hostile_site: Served, policy: bool):
    """Also without the policy of the pages: what people write is harmless by itself."""
    with browser.new_context(service_workers="block", bypass_csp=not policy) as context:
        nothing_hostile_runs(context.new_page(), hostile_site, policy=policy)


def nothing_hostile_runs(page: Page, hostile_site: Served, *, policy: bool) -> None:
    requests, errors = watched(page)
    page.add_init_script("window.hits = []; window.pwned = (n) => window.hits.push(n);")
    page.goto(hostile_site.url)
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p onclick=pwned(0)>')")
    page.evaluate("document.body.lastElementChild.click()")
    assert page.evaluate("window.hits") == ([] if policy else [0])  # so a hit would be seen
    errors.clear()
    page.clock.set_fixed_time(AT)
    files = sorted(hostile_site.folder.rglob("*.html"))
    assert len(files) > 20
    for file in files:
        page.goto(hostile_site.url + file.relative_to(hostile_site.folder).as_posix())
        page.evaluate(
            "document.querySelectorAll('article a, article [class]').forEach((e) => {"
            "e.dispatchEvent(new MouseEvent('mouseover', {bubbles: true}));})"
        )
        assert page.evaluate("window.hits") == [], file
        links = page.eval_on_selector_all("a[href]", PROTOCOLS)
        bad = [link for link in links if link not in {"http:", "https:", "mailto:", "tel:"}]
        assert bad in ([], ["javascript:"]), file  # the theme's own: javascript:void(0)
    assert [url for url in requests if not url.startswith((hostile_site.url, "blob:"))] == []
    assert [error for error in errors if "404" not in error] == []


def test_a_hostile_title_is_text_in_the_search(context: BrowserContext, hostile_site: Served):
    page = context.new_page()
    page.add_init_script("window.hits = []; window.pwned = (n) => window.hits.push(n);")
    found(page, hostile_site, "script pwned")
    expect(page.locator(".wb-texts li").first).to_be_visible()
    assert page.evaluate("window.hits") == []
    assert page.locator(".wb-ask-region").locator("img, script, svg").count() == 0


@pytest.mark.parametrize(
    "path",
    ["rosters/", "people/", "topics/", "services/", "runbooks/", "escalation/",
     "rosters/payments/", "rosters/sre/", "people/ada/", "escalation/payments/"],
)  # fmt: skip
def test_nothing_is_out_of_sight_on_the_narrowest_phone(browser: Browser, site: Served, path: str):
    for script in (True, False):
        with browser.new_context(
            viewport={"width": 320, "height": 640}, java_script_enabled=script
        ) as context:
            page = context.new_page()
            page.goto(site.url + path)
            wide = [
                box
                for part in page.locator("article th, article td, article dd, article li").all()
                if (box := part.bounding_box()) and box["x"] + box["width"] > 320
            ]
            assert wide == []


def test_a_ladder_keeps_its_size_on_a_wide_screen(browser: Browser, site: Served):
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        page.goto(site.url + "escalation/payments/")
        box = page.locator(".wb-ladder").bounding_box()
        assert box
        assert 320 < box["width"] < 460


def test_everybody_who_comes_next_is_named_in_the_browser(context: BrowserContext, site: Served):
    page = context.new_page()
    page.clock.set_fixed_time(AT)
    body = f"window.watchbillData = {json.dumps(TOGETHER)};"
    page.route("**/watchbill/data.js*", lambda route: route.fulfill(body=body))
    page.goto(site.url)
    then = page.locator(".wb-now[data-wb-roster='payments'][data-wb-role='primary'] .wb-then")
    expect(then).to_have_text("then Ada, Bo, from Sun 22 Nov 13:00")
