"""Roster and person pages: weeks that are drawn, calendars, hours, and somebody's clock."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize, expect

from tests.browser.clocks import MADE
from tests.browser.conftest import AT, Served

pytestmark = pytest.mark.browser

PHONE, DESK = ViewportSize(width=390, height=844), ViewportSize(width=1280, height=900)
SIZES = [(PHONE, 1), (DESK, 4)]


def opened(context: BrowserContext, url: str, when: datetime = AT) -> Page:
    page = context.new_page()
    page.clock.set_fixed_time(when)
    page.goto(url)
    return page


def first_week(page: Page) -> float:
    """Return which week is the first one in sight, counted from 0."""
    place: float = page.evaluate(
        "() => { const box = document.querySelector('.wb-tl-weeks');"
        " return box.scrollLeft / box.querySelector('.wb-tl-week').getBoundingClientRect().width; }"
    )
    return place


def at_week(page: Page, week: int) -> None:
    page.wait_for_function(
        "(week) => { const box = document.querySelector('.wb-tl-weeks');"
        " const size = box.querySelector('.wb-tl-week').getBoundingClientRect().width;"
        " return Math.abs(box.scrollLeft / size - week) < 0.02; }",
        arg=week,
    )


@pytest.mark.parametrize(("size", "seen"), SIZES, ids=["phone", "desk"])
def test_weeks_are_gone_through_by_buttons_and_keys(browser: Browser, site: Served, size, seen):
    with browser.new_context(
        viewport=size, timezone_id="Europe/London", reduced_motion="reduce"
    ) as context:
        page = opened(context, f"{site.url}rosters/payments/", AT + timedelta(weeks=2))
        weeks = page.locator(".wb-tl-week")
        assert weeks.count() == 14
        box = page.locator(".wb-tl-weeks").bounding_box()
        week = weeks.first.bounding_box()
        assert box
        assert week
        assert round(box["width"] / week["width"]) == seen
        at_week(page, 2)
        said = page.locator(".wb-tl-span")
        last = "6 Dec 2026" if seen == 1 else "27 Dec 2026"
        expect(said).to_have_text(f"30 Nov – {last}")
        page.get_by_role("button", name="Later").click()
        at_week(page, 3)
        page.get_by_role("button", name="Earlier").click()
        page.get_by_role("button", name="Earlier").click()
        at_week(page, 1)
        page.locator(".wb-tl-weeks").focus()
        page.keyboard.press("ArrowRight")
        at_week(page, 2)
        page.keyboard.press("End")
        at_week(page, 14 - seen)
        expect(page.get_by_role("button", name="Later")).to_be_disabled()
        page.get_by_role("button", name="Today").click()
        at_week(page, 2)


def wipe(page: Page, selector: str) -> None:
    """Draw a finger over something from right to left.

    Its places have times of their own: where a busy machine bunches them, the browser takes the
    finger for a fast one, and a box that is flung goes on for another week.
    """
    page.locator(selector).scroll_into_view_if_needed()
    box = page.locator(selector).bounding_box()
    assert box
    session, y, began = page.context.new_cdp_session(page), box["y"] + 80, AT.timestamp()
    kinds = ["touchStart", *["touchMove"] * 12, "touchEnd"]
    for step, kind in enumerate(kinds):
        points = [{"x": box["x"] + 320 - 22 * step, "y": y}] if kind != "touchEnd" else []
        event = {"type": kind, "touchPoints": points, "timestamp": began + step * 0.04}
        session.send("Input.dispatchTouchEvent", event)


def test_a_finger_wipes_to_the_next_week(browser: Browser, site: Served):
    with browser.new_context(
        viewport=PHONE, timezone_id="Europe/London", has_touch=True, is_mobile=True
    ) as context:
        page = opened(context, f"{site.url}rosters/payments/")
        wipe(page, ".wb-tl-weeks")
        at_week(page, 1)
        page = opened(context, f"{site.url}calendar/")
        expect(page.locator(".wb-calendar h2")).to_have_text("16 Nov – 22 Nov 2026")
        wipe(page, ".wb-cal-box")
        expect(page.locator(".wb-calendar h2")).to_have_text("23 Nov – 29 Nov 2026")


def test_a_phone_sees_half_a_week_of_short_turns_from_today_on(browser: Browser, site: Served):
    with browser.new_context(
        viewport=PHONE, timezone_id="Etc/UTC", reduced_motion="reduce"
    ) as context:
        page = opened(context, f"{site.url}rosters/sre/")
        assert 0.5 < first_week(page) <= 5 / 7
        page.get_by_role("button", name="Later").click()
        at_week(page, 1)


@pytest.mark.parametrize(
    "known",
    [
        ("payments", AT + timedelta(days=13, hours=11), None),
        ("london", datetime(2027, 3, 25, 12, tzinfo=UTC), 84 / 167),
        ("york", datetime(2027, 3, 11, 17, tzinfo=UTC) + timedelta(days=1), 108 / 167),
    ],
)
def test_the_line_of_now_is_where_now_is(
    context: BrowserContext, site: Served, clocks_site: Served, known
):
    roster, when, share = known
    served = site if roster == "payments" else clocks_site
    page = opened(context, f"{served.url}rosters/{roster}/", when)
    line = page.locator(".wb-tl-now")
    expect(line).to_have_count(1)
    wanted = share if share is not None else ((5 * 24) / 168)
    assert float((line.get_attribute("x1") or "").rstrip("%")) == pytest.approx(wanted * 100)
    week = line.locator("xpath=..")
    start = datetime.fromisoformat(week.get_attribute("data-wb-from") or "")
    end = datetime.fromisoformat(week.get_attribute("data-wb-until") or "")
    assert start <= when < end


def test_changes_of_the_clock_are_marked_in_both_zones(
    context: BrowserContext, clocks_site: Served
):
    for roster, monday in (("london", "2027-03-22"), ("york", "2027-03-08")):
        page = opened(context, f"{clocks_site.url}rosters/{roster}/", MADE)
        mark = page.locator("text.wb-tl-clock")
        assert mark.all_text_contents() == ["clocks +1 h"]
        week = page.locator(f".wb-tl-week:has(text.wb-tl-clock)[data-wb-from^='{monday}']")
        expect(week).to_have_count(1)


def test_gaps_and_time_off_are_drawn_with_a_word(context: BrowserContext, clocks_site: Served):
    page = opened(context, f"{clocks_site.url}rosters/york/", MADE)
    gaps = page.locator(".wb-tl-gap")
    assert gaps.count() == 13
    assert {text for text in gaps.locator("text").all_text_contents() if text} <= {"gap", "!"}
    assert "Nobody: Sat 13 Mar" in (gaps.first.locator("title").text_content() or "")
    away = page.locator(".wb-tl-bar:has(title:text('is away'))")
    assert away.first.locator("text").text_content() in {"Ben Bo", "Ben", "BB"}


def test_the_drawing_is_named_and_the_tables_say_the_same(browser: Browser, site: Served):
    with browser.new_context(java_script_enabled=False) as context:
        page = opened(context, f"{site.url}rosters/payments/")
        region = page.get_by_role("region", name=re.compile("Payments: who is on call from"))
        expect(region).to_have_count(1)
        assert page.locator(".wb-tl-tools").count() == 0
        tips = page.locator(".wb-tl-bar title").all_text_contents()
        drawn = {tip.partition(":")[0] for tip in tips if "is away" not in tip}
        names = page.locator("table.wb-shifts td:nth-child(3) a").all_text_contents()
        assert set(names) <= drawn
        assert len(drawn) >= 5
        box = region.bounding_box()
        assert box
        region.evaluate("e => e.scrollTo(e.scrollWidth, 0)")
        assert region.evaluate("e => e.scrollLeft") > box["width"] * 2


@pytest.mark.parametrize("path", ["rosters/payments/", "people/ada/"])
def test_calendars_can_be_subscribed_to(browser: Browser, site: Served, path):
    with browser.new_context(permissions=["clipboard-read", "clipboard-write"]) as context:
        page = opened(context, site.url + path)
        feeds = page.locator(".wb-feeds > .wb-feed-list .wb-feed")
        assert feeds.count() == (3 if "rosters" in path else 1)
        for feed in feeds.all():
            href = feed.locator("a[data-wb-feed]").evaluate("a => a.href")
            body = context.request.get(href).text()
            assert body.startswith("BEGIN:VCALENDAR")
            assert "BEGIN:VEVENT" in body
            webcal = feed.get_by_text("Subscribe").get_attribute("href") or ""
            assert webcal == "webcal://oncall.tailwindtraders.example/" + href[len(site.url) :]
        feeds.first.get_by_role("button", name="Copy address").click()
        expect(feeds.first.get_by_text("Copied")).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith("https://oncall.tailwindtraders.example/calendars/")


def test_without_an_address_of_its_own_a_site_has_files(
    context: BrowserContext, clocks_site: Served
):
    page = opened(context, f"{clocks_site.url}rosters/london/", MADE)
    assert page.locator(".wb-feed a:has-text('Subscribe')").count() == 0
    expect(page.locator(".wb-feeds .wb-words")).to_contain_text("set site.url")
    file = page.locator("a[data-wb-feed]").first
    assert file.get_attribute("download") is not None


def hours_of(cells: Locator) -> list[int]:
    return [int(text.split()[0]) for text in cells.all_inner_texts()]


def test_hours_are_those_of_the_shifts(context: BrowserContext, clocks_site: Served):
    page = opened(context, f"{clocks_site.url}rosters/london/", MADE)
    rows = page.locator(".wb-hours-table tbody tr")
    total = hours_of(rows.locator("[data-wb-name=all]"))
    assert sum(total) == 13 * 7 * 24
    assert abs(total[0] - total[1]) <= 24
    weekends = hours_of(rows.locator("[data-wb-name=weekend]"))
    assert sum(weekends) == pytest.approx(13 * 48, abs=4)
    widths = rows.locator(".wb-hours-total").evaluate_all(
        "all => all.map((e) => parseFloat(e.getAttribute('width')))"
    )
    assert widths[0] == 100
    assert widths[1] == pytest.approx(total[1] / total[0] * 100, abs=0.2)


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (datetime(2027, 3, 15, 12, tzinfo=UTC), "At work"),
        (datetime(2027, 3, 28, 2, tzinfo=UTC), "Asleep · Sun 03:00 there"),
        (datetime(2027, 3, 28, 7, tzinfo=UTC), "Awake · Sun 08:00 there"),
        (datetime(2027, 3, 20, 12, tzinfo=UTC), "Away, back on 2027-03-25"),
    ],
)
def test_a_person_can_be_asked_or_not(context: BrowserContext, clocks_site: Served, when, said):
    page = opened(context, f"{clocks_site.url}people/ben/", when)
    expect(page.locator(".wb-person-now")).to_contain_text(said)


def test_a_person_is_one_tap_away(context: BrowserContext, clocks_site: Served):
    page = opened(context, f"{clocks_site.url}people/ada/", MADE)
    call = page.get_by_role("link", name="Phone +447700900008")
    assert call.get_attribute("href") == "tel:+447700900008"
    box = call.bounding_box()
    assert box
    assert box["height"] >= 44
    expect(page.get_by_role("link", name=re.compile("E-mail"))).to_have_attribute(
        "href", "mailto:ada@a.example"
    )
