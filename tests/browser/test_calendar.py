"""The calendar of the company: the same with a script and without, right on any clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.clocks import MADE
from tests.browser.conftest import AT, Served
from watchbill.engine.rotation import shifts

pytestmark = pytest.mark.browser

LONDON, YORK = "Europe/London", "America/New_York"
ROWS = """all => all.map((row) => [...row.querySelectorAll('td, .wb-cal-role')].map((cell) =>
  [cell.dataset.wbDays, cell.colSpan, cell.textContent.trim().replace(/\\s+/g, ' ')].join('|')))"""


def shown(page: Page, served: Served, when: datetime) -> None:
    page.clock.set_fixed_time(when)
    page.goto(f"{served.url}calendar/")


def rows(page: Page, week: int = 0) -> list[list[str]]:
    found: list[list[str]] = (
        page.locator(".wb-cal-week").nth(week).locator("tbody tr").evaluate_all(ROWS)
    )
    return found


@pytest.mark.parametrize("which", ["site", "clocks_site"])
def test_the_script_says_what_the_build_said(
    browser: Browser, request: pytest.FixtureRequest, which
):
    served: Served = request.getfixturevalue(which)
    at = AT if which == "site" else MADE
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        shown(page, served, at)
        written = [rows(page, week) for week in range(4)]
        names = page.locator(".wb-cal-week h2").all_inner_texts()
    with browser.new_context(timezone_id=LONDON) as context:
        page = context.new_page()
        shown(page, served, at)
        for week, (name, cells) in enumerate(zip(names, written, strict=True)):
            expect(page.locator(".wb-calendar h2")).to_have_text(name)
            assert rows(page) == cells, week
            page.get_by_role("button", name="The week after").click()


@pytest.mark.parametrize("zone", [LONDON, YORK, "Asia/Kolkata"])
def test_every_day_names_whom_the_engine_names(browser: Browser, clocks_site: Served, zone):
    monday = datetime(2027, 3, 22, tzinfo=ZoneInfo(zone))
    with browser.new_context(timezone_id=zone) as context:
        page = context.new_page()
        shown(page, clocks_site, datetime(2027, 3, 25, 12, tzinfo=UTC))
        for line, roster_id in enumerate(("london", "york")):
            roster = clocks_site.catalog.rosters[roster_id]
            cells = page.locator(".wb-cal tbody tr").nth(line).locator("td")
            named: list[list[str]] = []
            for cell in cells.all():
                names = cell.locator("a").all_inner_texts()
                named += [names] * int(cell.get_attribute("colspan") or 1)
            for day, names in enumerate(named):
                start, end = monday + timedelta(days=day), monday + timedelta(days=day + 1)
                found = shifts(roster_id, roster, start.astimezone(UTC), end.astimezone(UTC))
                people = [clocks_site.catalog.people[p].name for s in found for p in s.people]
                assert names == people, (roster_id, day)


def test_a_handoff_is_on_the_readers_clock_or_the_companys(browser: Browser, clocks_site: Served):
    with browser.new_context(timezone_id=YORK) as context:
        page = context.new_page()
        shown(page, clocks_site, datetime(2027, 3, 25, 12, tzinfo=UTC))
        sunday = page.locator(".wb-cal tbody tr").first.locator("td[data-wb-days='Sun 28']")
        saturday = page.locator(".wb-cal tbody tr").first.locator("td[data-wb-days='Sat 27']")
        expect(saturday).to_contain_text("21:00")
        page.locator("label:has-text('Clock') select").select_option(LONDON)
        expect(sunday).to_contain_text("02:00")


def test_it_is_narrowed_to_a_roster_or_a_person(browser: Browser, site: Served):
    with browser.new_context(timezone_id=LONDON) as context:
        page = context.new_page()
        shown(page, site, AT)
        lines = page.locator(".wb-cal tbody tr")
        before = lines.count()
        page.get_by_label("Roster").select_option(label="Payments")
        expect(lines).to_have_count(2)
        page.get_by_label("Roster").select_option(label="All")
        expect(lines).to_have_count(before)
        page.get_by_label("Person").select_option(label="Chiara Conti")
        expect(lines).to_have_count(1)
        expect(lines.locator(".wb-cal-roster")).to_have_text("Payments")
        page.get_by_label("Person").select_option(label="Ada Obi")
        expect(page.locator(".wb-cal-none")).to_have_text(
            "Ada Obi is not on call in this week. Next: Tue 22 Dec 12:00, Payments, Secondary."
        )


def test_weeks_are_gone_through_and_end_where_the_data_end(browser: Browser, site: Served):
    with browser.new_context(timezone_id=LONDON) as context:
        page = context.new_page()
        shown(page, site, AT + timedelta(weeks=1))
        title = page.locator(".wb-calendar h2")
        expect(title).to_have_text("23 Nov – 29 Nov 2026")
        page.locator(".wb-cal-box").focus()
        page.keyboard.press("ArrowLeft")
        expect(title).to_have_text("16 Nov – 22 Nov 2026")
        expect(page.get_by_role("button", name="The week before")).to_be_disabled()
        for _ in range(13):
            page.get_by_role("button", name="The week after").click()
        expect(title).to_have_text("15 Feb – 21 Feb 2027")
        expect(page.get_by_role("button", name="The week after")).to_be_disabled()
        expect(page.locator(".wb-cal-unknown").first).to_have_text("not planned yet")
        page.get_by_role("button", name="Today").click()
        expect(title).to_have_text("23 Nov – 29 Nov 2026")


def test_an_open_page_goes_on_with_the_day_and_the_keys(browser: Browser, site: Served):
    with browser.new_context(timezone_id=LONDON) as context:
        page = context.new_page()
        shown(page, site, AT)
        title, today = page.locator(".wb-calendar h2"), page.locator(".wb-cal thead .wb-cal-now")
        for days in (1, 7, 20 * 7):
            page.clock.set_fixed_time(AT + timedelta(days=days))
            page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
            there = AT + timedelta(days=days)
            if days < 13 * 7:
                expect(today).to_have_text(f"{there:%a} {there.day}")
        expect(today).to_have_count(0)
        expect(page.locator("[data-wb-about]")).to_contain_text("knows nothing after")
        shown(page, site, AT)
        page.locator(".wb-cal-box").focus()
        before = title.inner_text()
        for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "ArrowLeft"):
            page.keyboard.press(key)
        expect(title).to_have_text(before)
        expect(page.locator(".wb-cal-box")).to_be_focused()


def test_of_a_day_known_in_part_nothing_is_not_nobody(browser: Browser, site: Served):
    with browser.new_context(timezone_id=LONDON) as context:
        page = context.new_page()
        shown(page, site, AT)
        for _ in range(13):
            page.get_by_role("button", name="The week after").click()
        cells = page.locator(".wb-cal tbody td").all_inner_texts()
        last = f"{AT + timedelta(weeks=13):%a}"
        days = page.locator(".wb-cal tbody td").evaluate_all(
            "all => all.map((e) => e.dataset.wbDays)"
        )
        assert [c for c, d in zip(cells, days, strict=True) if last in d and c == "nobody"] == []


def test_what_is_over_is_said(browser: Browser, site: Served):
    with browser.new_context(timezone_id=LONDON) as context:
        page = context.new_page()
        shown(page, site, AT + timedelta(weeks=20))
        expect(page.locator("[data-wb-about]")).to_contain_text("knows nothing after")
        expect(page.locator("[data-wb-about]")).to_have_class("wb-lead wb-cal-about wb-stale")


@pytest.mark.parametrize("script", [True, False])
def test_a_phone_has_a_list_and_nothing_is_cut_off(browser: Browser, site: Served, script):
    with browser.new_context(
        viewport={"width": 320, "height": 640}, java_script_enabled=script, timezone_id=LONDON
    ) as context:
        page = context.new_page()
        shown(page, site, AT)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        wide = page.locator(".wb-cal td").evaluate_all(
            "all => all.filter((e) => e.getBoundingClientRect().right > 320).length"
        )
        assert wide == 0
