"""Service and escalation pages: whom a page reaches, now and at any time, and what needs what."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.browser.clocks import stopped
from tests.browser.conftest import AT, Served
from watchbill.engine.escalation import pages

pytestmark = pytest.mark.browser

PHONE, NARROW = ViewportSize(width=390, height=844), ViewportSize(width=320, height=640)
LONDON, KOLKATA = "Europe/London", "Asia/Kolkata"
FIRST = "[data-wb-steps] > .wb-step"
HANDOFF = datetime(2026, 11, 24, 12, tzinfo=UTC)


def opened(context: BrowserContext, url: str, when: datetime = AT) -> Page:
    page = context.new_page()
    page.clock.set_fixed_time(when)
    page.goto(url)
    page.wait_for_selector("[data-wb-said]", state="attached")
    return page


def told(page: Page) -> list[list[str]]:
    """Return the names of each step, sorted."""
    return [
        sorted(step.locator(".wb-person > a:first-child").all_inner_texts())
        for step in page.locator(FIRST).all()
    ]


def paged(site: Served, service: str, when: datetime) -> list[list[str]]:
    """Return what the engine says of the first round, in the same form."""
    catalog = site.catalog
    steps = pages(catalog, service, "sev1", when).steps
    return [
        sorted(catalog.people[person].name for one in step.reached for person in one.people)
        for step in steps
        if step.round == 1
    ]


@pytest.mark.parametrize("zone", [LONDON, KOLKATA])
@pytest.mark.parametrize("minutes", [-11, -6, -1, 0, 600, 60 * 24 * 40])
def test_steps_reach_whom_the_engine_pages(browser: Browser, site: Served, zone, minutes):
    when = HANDOFF + timedelta(minutes=minutes)
    with browser.new_context(timezone_id=zone) as context:
        for path in ("services/checkout/", "escalation/payments/"):
            page = opened(context, site.url + path, when)
            assert told(page) == paged(site, "checkout", when)
            drawn = page.locator(".wb-ladder .wb-ladder-who").all_text_contents()
            names = [name for step in told(page) for name in step]
            assert sorted(drawn) == sorted(names)


@pytest.mark.parametrize(
    ("zone", "field", "when"),
    [
        (LONDON, "2026-11-24T11:56", HANDOFF - timedelta(minutes=4)),
        ("Asia/Tokyo", "2026-11-24T20:59", HANDOFF - timedelta(minutes=1)),
        ("America/New_York", "2026-12-25T03:00", datetime(2026, 12, 25, 8, tzinfo=UTC)),
    ],
)
def test_a_reader_picks_a_time_on_their_own_clock(
    browser: Browser, site: Served, zone, field, when
):
    with browser.new_context(timezone_id=zone) as context:
        page = opened(context, f"{site.url}escalation/payments/")
        page.get_by_label("At another time").fill(field)
        said = page.locator("[data-wb-escalation-when]")
        expect(said).to_contain_text(f"on your clock ({zone})")
        expect(said).to_contain_text(field[-5:])
        assert told(page) == paged(site, "checkout", when)
        expect(page.get_by_role("button", name="Now")).to_have_attribute("aria-pressed", "false")
        page.get_by_role("button", name="Now").click()
        assert told(page) == paged(site, "checkout", AT)


@pytest.mark.parametrize(
    ("name", "field", "when"),
    [
        ("Tonight 03:00", "2026-11-22T03:00", datetime(2026, 11, 22, 3, tzinfo=UTC)),
        ("Next Sunday", "2026-11-22T12:00", datetime(2026, 11, 22, 12, tzinfo=UTC)),
    ],
)
def test_buttons_pick_the_times_that_people_ask_for(
    browser: Browser, site: Served, name, field, when
):
    with browser.new_context(timezone_id=LONDON) as context:
        page = opened(context, f"{site.url}escalation/payments/")
        page.get_by_role("button", name=name).focus()
        page.keyboard.press("Enter")
        expect(page.get_by_label("At another time")).to_have_value(field)
        expect(page.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")
        assert told(page) == paged(site, "checkout", when)
        expect(page.locator(".wb-step-head small").first).to_contain_text(field[-5:])


def test_beyond_the_end_of_the_data_nobody_is_named(browser: Browser, site: Served):
    with browser.new_context(timezone_id=LONDON) as context:
        page = opened(context, f"{site.url}escalation/payments/")
        for field, said in (
            ("2030-01-01T00:00", "Unknown: the rosters on this page ended Sat 20 Feb 13:00"),
            ("2020-01-01T00:00", "Unknown: this page knows nothing before Sat 21 Nov 13:00"),
        ):
            page.get_by_label("At another time").fill(field)
            expect(page.locator(f"{FIRST} .wb-stale").first).to_have_text(said)
            assert told(page)[:2] == [[], []]
            drawn = page.locator(".wb-ladder [data-wb-step]").all_text_contents()
            assert set(drawn) == {"Unknown"}


def test_a_round_with_other_people_is_told_step_by_step(browser: Browser, site: Served):
    with browser.new_context(timezone_id=LONDON) as context:
        page = opened(context, f"{site.url}escalation/payments/", HANDOFF - timedelta(minutes=44))
        rounds = page.locator(".wb-round")
        expect(rounds.first).to_have_text("Round 2, +45 min: others, since a shift ends")
        expect(rounds.last).to_have_text("Round 3, +1 h 30 min: the same people")
        assert page.locator(".wb-rounds .wb-step").count() == 4


def test_an_open_page_follows_the_handoff_but_not_under_a_thumb(browser: Browser, site: Served):
    with browser.new_context(timezone_id=LONDON) as context:
        page = context.new_page()
        stopped(page, HANDOFF - timedelta(seconds=30))
        page.goto(f"{site.url}services/checkout/")
        page.wait_for_selector("[data-wb-said]")
        before = told(page)
        link = page.locator(f"{FIRST} .wb-person > a").first
        link.evaluate("one => { one.mark = true; }")
        page.clock.run_for(20_000)
        assert link.evaluate("one => one.mark") is True
        page.clock.run_for(40_000)
        assert told(page) == paged(site, "checkout", HANDOFF + timedelta(seconds=30)) != before


def test_a_service_is_in_the_middle_of_what_it_needs(browser: Browser, site: Served):
    with browser.new_context(viewport=PHONE) as context:
        page = opened(context, f"{site.url}services/ledger/")
        places = {
            one.locator("title").text_content(): box["x"]
            for one in page.locator(".wb-graph a").all()
            if (box := one.bounding_box())
        }
        box = page.locator(".wb-graph-middle").bounding_box()
        assert box
        assert 100 < box["x"] + box["width"] / 2 < 290
        assert {name for name, x in places.items() if x < box["x"]} == {"Event bus", "Kubernetes"}
        assert {"Checkout", "Data warehouse", "Payouts to sellers"} < set(places)
        page.get_by_role("link", name="Kubernetes").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/services/kubernetes/")


def test_without_a_script_the_build_says_as_of_when(browser: Browser, site: Served):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{site.url}escalation/payments/")
        assert told(page) == paged(site, "checkout", AT)
        said = "goes out at Sat 21 Nov 13:00 GMT, as of the build"
        expect(page.locator("[data-wb-escalation-when]")).to_contain_text(said)
        assert page.locator("input[type=datetime-local]").count() == 0


@pytest.mark.parametrize("path", ["services/mobile-api/", "escalation/payments/", "services/"])
def test_it_fits_the_narrowest_phone_and_a_thumb(browser: Browser, site: Served, path):
    with browser.new_context(viewport=NARROW, has_touch=True, is_mobile=True) as context:
        page = context.new_page()
        page.clock.set_fixed_time(AT)
        page.goto(site.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
        targets = page.locator(".wb-goal a, .wb-when-tools button, .wb-when-field, .wb-graph a")
        for one in targets.all():
            box = one.bounding_box()
            assert box
            assert box["height"] >= (44 if "wb-goal-role" not in one.evaluate(
                "e => e.parentElement.className") else 36)  # fmt: skip


def test_hostile_names_are_text_in_drawings(context: BrowserContext, hostile_site: Served):
    page = context.new_page()
    page.add_init_script("window.hits = []; window.pwned = (n) => window.hits.push(n);")
    page.clock.set_fixed_time(AT)
    for path in ("services/s/", "escalation/p/"):
        page.goto(hostile_site.url + path)
        page.wait_for_selector("[data-wb-said]", state="attached")
        assert page.locator("article img, article script, svg script").count() == 0
        for part in (page.locator(".wb-ladder-role").first, page.locator(".wb-ladder-who").nth(1)):
            expect(part).to_contain_text("</title></div><script")
        assert page.evaluate("window.hits") == []
