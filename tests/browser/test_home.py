"""The front page: who is on call, around handoffs and changes of the clock, on any clock."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.browser.clocks import MADE, stopped
from tests.browser.conftest import Served
from watchbill.engine.rotation import on_call

pytestmark = pytest.mark.browser

PHONE, DESK = ViewportSize(width=390, height=844), ViewportSize(width=1280, height=900)
LONDON, YORK = "Europe/London", "America/New_York"
# Handoffs on the days on which the clock changes, and who comes.
SPRING = datetime(2027, 3, 28, 1, tzinfo=UTC)  # 02:00 in London, which is shown at once after 00:59
SKIPPED = datetime(2027, 3, 14, 7, tzinfo=UTC)  # 02:30 in New York, which that day leaves out


def place(page: Page, roster: str) -> Locator:
    return page.locator(f"[data-wb-roster={roster}][data-wb-role=primary]")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("zone", [LONDON, YORK])
@pytest.mark.parametrize(
    "handoff",
    [
        ("london", SPRING, "Ada Obi", "Ben Bo"),
        ("york", SKIPPED, "Nobody: a gap", "Cy Poe"),
    ],
)
def test_an_open_page_follows_a_handoff_where_the_clock_changes(
    browser: Browser, clocks_site: Served, size, zone, handoff
):
    roster, when, before, after = handoff
    with browser.new_context(timezone_id=zone, viewport=size) as context:
        page = context.new_page()
        stopped(page, when - timedelta(seconds=30))
        page.goto(clocks_site.url)
        first = place(page, roster).locator(".wb-duty").first
        expect(first).to_contain_text(before)
        page.clock.run_for(40_000)
        expect(first).to_contain_text(after)


@pytest.mark.parametrize("zone", [LONDON, YORK])
def test_every_hour_has_the_engines_people(browser: Browser, clocks_site: Served, zone):
    catalog = clocks_site.catalog
    with browser.new_context(timezone_id=zone) as context:
        page = context.new_page()
        for hours in range(0, 24 * 21, 29):
            when = MADE + timedelta(hours=hours)
            page.clock.set_fixed_time(when)
            page.goto(clocks_site.url)
            for roster_id, roster in catalog.rosters.items():
                shifts = on_call(roster_id, roster, when)
                names = [catalog.people[person].name for s in shifts for person in s.people]
                links = place(page, roster_id).locator(".wb-person > a:first-child")
                expect(links).to_have_text(names)


@pytest.mark.parametrize(
    ("zone", "until", "there"),
    [
        (LONDON, "until Sun 28 Mar 02:00 (in 13 h)", []),
        (YORK, "until Sat 27 Mar 21:00 (in 13 h)", ["Sun 28 Mar 02:00 in Europe/London"]),
        ("Asia/Kolkata", "until Sun 28 Mar 06:30 (in 13 h)", ["Sun 28 Mar 02:00 in Europe/London"]),
    ],
)
def test_the_rosters_clock_stands_beside_the_readers(
    browser: Browser, clocks_site: Served, zone, until, there
):
    with browser.new_context(timezone_id=zone) as context:
        page = context.new_page()
        page.clock.set_fixed_time(SPRING - timedelta(hours=13))
        page.goto(clocks_site.url)
        london = place(page, "london")
        expect(london.locator(".wb-duty small").first).to_have_text(until)
        assert london.locator(".wb-there").all_inner_texts() == there


def test_a_gap_is_told_in_words_and_in_red(browser: Browser, clocks_site: Served):
    with browser.new_context(timezone_id=YORK, color_scheme="light") as context:
        page = context.new_page()
        page.clock.set_fixed_time(datetime(2027, 3, 13, 12, tzinfo=UTC))
        page.goto(clocks_site.url)
        gap = place(page, "york").locator(".wb-gap")
        expect(gap).to_have_text("Nobody: a gap")
        assert gap.evaluate("e => getComputedStyle(e).color") == "rgb(179, 38, 30)"
        expect(place(page, "york").locator(".wb-then")).to_contain_text("then Cy Poe, from Sun 14")


def test_what_has_ended_names_nobody(browser: Browser, clocks_site: Served):
    with browser.new_context(timezone_id=LONDON) as context:
        page = context.new_page()
        stopped(page, MADE + timedelta(weeks=13, seconds=-20))
        page.goto(clocks_site.url)
        expect(place(page, "london").locator(".wb-person")).not_to_have_count(0)
        page.clock.run_for(30_000)
        expect(page.locator(".wb-now .wb-person")).to_have_count(0)
        expect(place(page, "london")).to_contain_text("Unknown: the rosters on this page ended")
        expect(page.locator("[data-wb-asof]")).to_have_class("wb-asof wb-stale")


def test_a_page_that_slept_over_a_handoff_is_right_when_it_is_seen(browser, clocks_site):
    with browser.new_context(timezone_id=LONDON) as context:
        page = context.new_page()
        page.clock.set_fixed_time(SPRING - timedelta(hours=2))
        page.goto(clocks_site.url)
        first = place(page, "london").locator(".wb-duty").first
        expect(first).to_contain_text("Ada Obi")
        page.clock.set_fixed_time(SPRING + timedelta(hours=5))  # and no timer runs
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(first).to_contain_text("Ben Bo")


def test_a_clock_that_is_set_right_sets_the_page_right(browser: Browser, clocks_site: Served):
    with browser.new_context(timezone_id=LONDON) as context:
        page = context.new_page()
        stopped(page, MADE - timedelta(days=400))
        page.goto(clocks_site.url)
        london, asof = place(page, "london"), page.locator("[data-wb-asof]")
        expect(asof).to_contain_text("before this page was made")
        as_built = london.inner_html()
        assert "as of Fri 12 Mar 12:00" in as_built
        for when, said in (
            (SPRING + timedelta(hours=5), "Ben Bo"),
            (MADE + timedelta(weeks=14), "Unknown: the rosters on this page ended"),
            (SPRING - timedelta(hours=5), "Ada Obi"),
        ):
            page.clock.set_system_time(when)
            page.clock.run_for(61_000)
            expect(london.locator(".wb-duty").first).to_contain_text(said)
        page.clock.set_system_time(MADE - timedelta(days=400))
        page.clock.run_for(61_000)
        expect(asof).to_contain_text("before this page was made")
        assert london.inner_html() == as_built


def test_the_place_of_a_keyboard_stays_while_time_passes(browser: Browser, clocks_site: Served):
    with browser.new_context(timezone_id=LONDON) as context:
        page = context.new_page()
        stopped(page, SPRING - timedelta(seconds=90))
        page.goto(clocks_site.url)
        call = place(page, "london").get_by_role("link", name="Call")
        call.focus()
        until = place(page, "london").locator("small").first
        expect(until).to_contain_text("in 2 min")
        page.clock.run_for(61_000)
        expect(until).to_contain_text("in 1 min")
        expect(call).to_be_focused()


def test_the_way_to_everything_is_on_it(browser: Browser, site: Served):
    with browser.new_context(viewport=PHONE, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(site.url)
        links = page.eval_on_selector_all(
            "article a", "all => all.map((a) => a.pathname.replace(/^\\//, ''))"
        )
        catalog = site.catalog
        wanted = {f"rosters/{one}/" for one in catalog.rosters}
        wanted |= {f"topics/{one}/" for one in catalog.topics}
        wanted |= {f"services/{one}/" for one in catalog.services}
        wanted |= {"calendar/", "people/", "runbooks/", "severities/", "roles/"}
        assert wanted <= set(links)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
