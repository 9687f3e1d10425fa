"""The directory of experts: who comes first, facets, what is kept in the address, and night."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.browser.clocks import stopped
from tests.browser.conftest import AT, Served
from watchbill.engine.reach import reach

pytestmark = pytest.mark.browser

PHONE, NARROW = ViewportSize(width=390, height=844), ViewportSize(width=320, height=640)
NIGHT = datetime(2026, 11, 24, 3, 30, tzinfo=UTC)
CARDS = "[data-wb-experts] > [data-wb-expert]"


def opened(context: BrowserContext, url: str, when: datetime = AT) -> Page:
    page = context.new_page()
    page.clock.set_fixed_time(when)
    page.goto(url)
    return page


def shown(page: Page) -> list[str]:
    """Return the ids of the experts that are to be seen, in their order."""
    ids: list[str] = page.locator(f"{CARDS}:visible").evaluate_all(
        "all => all.map((one) => one.dataset.wbExpert)"
    )
    return ids


def ranks(site: Served, page: Page, when: datetime) -> list[int]:
    """Return where Python has those that are shown: 0 on call or working to 3 away."""
    catalog = site.catalog
    found = []
    for person in shown(page):
        state = reach(catalog, person, when).state
        card = page.locator(f'[data-wb-expert="{person}"]')
        busy = state == "working" or card.locator(".wb-on-call").count() > 0
        rank = {"working": 0, "awake": 1, "asleep": 2, "away": 3}[state]
        found.append(3 if state == "away" else 0 if busy else rank)
    return found


@pytest.mark.parametrize("hours", [0, 9, 14.5, 63, 70, 30 * 24 + 3])
def test_whoever_can_be_reached_now_comes_first(browser: Browser, site: Served, hours):
    when = AT + timedelta(hours=hours)
    with browser.new_context(timezone_id="Asia/Kolkata") as context:
        page = opened(context, f"{site.url}topics/", when)
        expect(page.locator(".wb-state-working, .wb-state-awake").first).to_be_visible()
        found = ranks(site, page, when)
        assert len(found) == len(
            {e.person for topic in site.catalog.topics.values() for e in topic.experts}
        )
        assert found == sorted(found)
        assert len(set(found)) > 1


def test_facets_narrow_it_down_and_stand_in_the_address(context: BrowserContext, site: Served):
    page = opened(context, f"{site.url}topics/", NIGHT)
    said = page.locator(".wb-facet-said")
    expect(said).to_contain_text("All 28 experts")
    page.get_by_label("Topic").select_option("database")
    expect(said).to_have_text("3 of 28 experts, 0 awake now")
    assert sorted(shown(page)) == ["ada", "jana", "ruth"]
    page.get_by_label("Zone").select_option("Africa/Lagos")
    assert shown(page) == ["ada"]
    page.get_by_label("Awake now").check()
    expect(said).to_have_text("Nobody like that.")
    assert page.url.endswith("#topic=database&zone=Africa%2FLagos&awake=1")
    again = opened(context, page.url, NIGHT.replace(hour=12))
    expect(again.get_by_label("Awake now")).to_be_checked()
    expect(again.get_by_label("Topic")).to_have_value("database")
    assert shown(again) == ["ada"]
    again.get_by_role("button", name="Clear").click()
    assert len(shown(again)) == 28
    assert "#" not in again.url
    expect(again.get_by_label("Find")).to_be_focused()


def test_awake_is_who_is_awake(context: BrowserContext, site: Served):
    page = opened(context, f"{site.url}topics/", NIGHT)
    page.get_by_label("Awake now").check()
    awake = {
        expert.person
        for topic in site.catalog.topics.values()
        for expert in topic.experts
        if reach(site.catalog, expert.person, NIGHT).state in {"awake", "working"}
    }
    assert awake
    assert set(shown(page)) == awake


def test_it_is_all_done_by_keys(context: BrowserContext, site: Served):
    page = opened(context, f"{site.url}topics/")
    page.get_by_label("Find").focus()
    page.keyboard.type("postgres failo")
    assert shown(page) == ["ada"]
    for name in ("Topic", "Service", "Zone"):
        page.keyboard.press("Tab")
        expect(page.get_by_role("combobox", name=name)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_label("Awake now")).to_be_checked()
    expect(page.locator(".wb-facet-said")).to_have_attribute("role", "status")


def test_while_all_sleep_the_fallback_comes_first(context: BrowserContext, site: Served):
    page = opened(context, f"{site.url}topics/database/", NIGHT)
    box = page.locator("[data-wb-fallback]")
    expect(box).to_contain_text("No expert is awake now: ask Site reliability, Primary")
    expect(box.locator(".wb-person > a").first).to_be_visible()
    assert page.locator("[data-wb-topic] > div + [data-wb-experts]").count() == 1
    day = opened(context, f"{site.url}topics/database/", NIGHT.replace(hour=12))
    expect(day.locator("[data-wb-fallback]")).to_contain_text("When no expert can be reached:")
    assert day.locator("[data-wb-experts] + [data-wb-fallback]").count() == 1


def test_a_page_left_open_follows_the_night(context: BrowserContext, site: Served):
    page = context.new_page()
    stopped(page, datetime(2026, 11, 23, 21, 59, 30, tzinfo=UTC))
    page.goto(f"{site.url}topics/database/")
    expect(page.locator("[data-wb-fallback]")).to_contain_text("When no expert can be reached:")
    page.clock.run_for(60_000)
    expect(page.locator("[data-wb-fallback]")).to_contain_text("No expert is awake now")


def test_without_a_script_the_lists_of_the_build_remain(browser: Browser, site: Served):
    with browser.new_context(viewport=PHONE, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{site.url}topics/")
        assert len(shown(page)) == 28
        expect(
            page.get_by_text("Whoever could be reached first at Sat 21 Nov 13:00")
        ).to_be_visible()
        page.get_by_text("By zone").click()
        expect(page.get_by_role("link", name="Idris Mensah").first).to_be_visible()
        assert page.get_by_text("now", exact=True).count() == 0


@pytest.mark.parametrize("path", ["topics/", "topics/database/"])
def test_it_fits_the_narrowest_phone_and_a_thumb(browser: Browser, site: Served, path):
    with browser.new_context(viewport=NARROW, has_touch=True, is_mobile=True) as context:
        page = opened(context, site.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
        targets = page.locator(".wb-facets-live select, .wb-facets-live input, .wb-expert .wb-tool")
        for one in targets.all()[:30]:
            box = (
                one if one.get_attribute("type") != "checkbox" else one.locator("..")
            ).bounding_box()
            assert box
            assert box["height"] >= 44


def test_a_hostile_directory_is_text(context: BrowserContext, hostile_site: Served):
    page = context.new_page()
    page.add_init_script("window.hits = []; window.pwned = (n) => window.hits.push(n);")
    page.clock.set_fixed_time(AT)
    evil = "#topic=%3Cimg%20src%3Dx%20onerror%3Dpwned(1)%3E&q=%3Cscript%3Epwned(2)%3C/script%3E"
    page.goto(f"{hostile_site.url}topics/{evil}")
    expect(page.locator(".wb-facet-said")).to_have_text("Nobody like that.")
    page.get_by_role("button", name="Clear").click()
    assert shown(page) == ["eve"]
    assert page.locator("article img, article script").count() == 0
    assert page.evaluate("window.hits") == []
