"""Runbook pages: code that is copied, steps that are ticked off, and who is paged next."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.browser.conftest import AT, Served
from tests.browser.test_site import watched
from watchbill.engine.rotation import on_call
from watchbill.model.policies import Step

pytestmark = pytest.mark.browser

PATH = "runbooks/payments/CheckoutHighErrorRate/"
LISTED = "runbooks/payments/LedgerImbalance/"
WIDE = ViewportSize(width=1280, height=900)
NARROW = ViewportSize(width=320, height=640)
PHONE = ViewportSize(width=390, height=844)


def opened(context: BrowserContext, site: Served, path: str = PATH) -> Page:
    page = context.new_page()
    page.clock.set_fixed_time(AT)
    page.goto(site.url + path)
    page.locator(".wb-progress").wait_for()
    return page


def called(site: Served, step: Step, when: datetime) -> set[str]:
    """Return the names of those whom a step would page at an instant."""
    of, found = site.catalog, [target.person for target in step.notify if target.person]
    for target in step.notify:
        if target.roster:
            shifts = on_call(target.roster, of.rosters[target.roster], when, target.role)
            found += [person for shift in shifts for person in shift.people]
    return {of.people[person].name for person in found}


def test_code_is_copied_by_keyboard_and_says_so(browser: Browser, site: Served):
    with browser.new_context(permissions=["clipboard-read", "clipboard-write"]) as context:
        page = opened(context, site)
        blocks = page.locator("article pre")
        assert blocks.count() == page.locator("article .wb-copy").count() > 5
        button = page.get_by_role("button", name="Copy: kubectl -n payments rollout undo")
        button.focus()
        page.keyboard.press("Enter")
        expect(button).to_have_text("Copied")
        said = page.locator(".wb-copy-place:has(.wb-copied) [role=status]")
        expect(said).to_have_text("Copied")
        text = page.evaluate("navigator.clipboard.readText()")
        assert text == (
            "kubectl -n payments rollout undo deployment/checkout\n"
            "kubectl -n payments rollout status deployment/checkout --timeout=180s"
        )


def test_without_a_clipboard_the_old_way_copies(context: BrowserContext, site: Served):
    page = context.new_page()
    page.add_init_script(
        "Object.defineProperty(navigator, 'clipboard', {value: undefined});"
        "document.addEventListener('copy', () => {"
        " window.copied = document.activeElement.value ?? String(getSelection()); });"
    )
    page.goto(site.url + PATH)
    button = page.locator(".wb-copy").first
    button.click()
    expect(button).to_have_text("Copied")
    assert "http_requests_total" in page.evaluate("window.copied")
    expect(button).to_be_focused()


def test_no_button_lies_on_code(browser: Browser, site: Served):
    for size in (PHONE, WIDE, NARROW):
        with browser.new_context(viewport=size) as context:
            page = opened(context, site)
            for frame in page.locator(".wb-code").all():
                code = frame.locator("pre").bounding_box()
                button = frame.locator(".wb-copy").bounding_box()
                assert code
                assert button
                assert code["x"] + code["width"] <= button["x"] + 1
                assert button["x"] + button["width"] <= size["width"]


@pytest.mark.parametrize(("path", "count"), [(PATH, 4), (LISTED, None)])
def test_ticks_survive_a_reload_and_can_be_cleared(
    context: BrowserContext, site: Served, path: str, count: int | None
):
    page = opened(context, site, path)
    boxes = page.locator(".wb-tick input")
    total = boxes.count()
    assert total == count if count else total > 4
    line = page.locator(".wb-progress")
    expect(line).to_contain_text(f"0 of {total} steps done, on this device only.")
    expect(page.get_by_role("button", name="Clear")).to_be_hidden()
    boxes.nth(1).focus()
    page.keyboard.press("Space")
    expect(line).to_contain_text(f"1 of {total} steps done")
    page.reload()
    expect(boxes.nth(1)).to_be_checked()
    expect(boxes.nth(0)).not_to_be_checked()
    expect(page.locator(".wb-done .wb-tick-time")).to_have_text("done 13:00")
    page.get_by_role("button", name="Clear").click()
    expect(line).to_contain_text(f"0 of {total}")
    page.reload()
    expect(boxes.nth(1)).not_to_be_checked()


def test_ticks_of_one_page_are_not_those_of_another(context: BrowserContext, site: Served):
    opened(context, site).locator(".wb-tick input").first.check()
    other = opened(context, site, LISTED)
    assert other.locator(".wb-tick input:checked").count() == 0


def test_ticks_of_an_earlier_incident_are_said_to_be_old(context: BrowserContext, site: Served):
    page = opened(context, site)
    page.locator(".wb-tick input").first.check()
    page.clock.set_fixed_time(AT + timedelta(days=9))
    page.reload()
    expect(page.locator(".wb-progress-old")).to_contain_text("Last ticked Sat 21 Nov 13:00")


def test_without_storage_ticks_hold_until_the_page_is_closed(context: BrowserContext, site: Served):
    page = context.new_page()
    _, errors = watched(page)
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage',"
        " {get() { throw new DOMException('denied', 'SecurityError'); }});"
    )
    page.goto(site.url + PATH)
    page.locator(".wb-tick input").first.check()
    expect(page.locator(".wb-progress")).to_contain_text("1 of 4 steps done, until this page is")
    assert set(errors) <= {"denied"}  # the theme asks for its own, and minds


def test_a_step_is_known_by_its_text_not_by_its_place(context: BrowserContext, site: Served):
    page = opened(context, site)
    page.locator(".wb-tick input").nth(2).check()
    kept = page.evaluate("JSON.stringify(localStorage)")
    page.evaluate("localStorage.clear()")
    html = page.content()
    assert "3. Are the pods well?" in html
    page.route(
        f"**/{PATH}",
        lambda route: route.fulfill(
            body=route.fetch().text().replace("<strong>1. Was something changed?</strong>", "Look.")
        ),
    )
    page.evaluate("(kept) => Object.assign(localStorage, JSON.parse(kept))", kept)
    page.reload()
    expect(page.locator(".wb-tick input")).to_have_count(3)
    expect(page.locator(".wb-tick input").nth(1)).to_be_checked()


@pytest.mark.parametrize("days", [0, 3.5, 20])
def test_who_is_paged_next_is_what_the_engine_says(
    context: BrowserContext, site: Served, days: float
):
    when = AT + timedelta(days=days)
    page = context.new_page()
    page.clock.set_fixed_time(when)
    page.goto(site.url + PATH)
    page.locator(".wb-next summary").click()
    steps = site.catalog.escalations["payments"].steps
    for row, step in zip(page.locator(".wb-rungs > li").all(), steps, strict=True):
        names = row.locator(".wb-person > a:first-child").all_inner_texts()
        assert {name.strip() for name in names} == called(site, step, when)
    line = page.locator(".wb-next summary").inner_text()
    assert all(name in line for name in called(site, steps[1], when))
    page.clock.set_fixed_time(AT + timedelta(weeks=20))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("[data-wb-next]")).to_have_text("")


def test_the_box_stays_at_the_bottom_and_covers_nothing_at_the_end(browser: Browser, site: Served):
    with browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True) as context:
        page = opened(context, site)
        bar = page.locator(".wb-next")
        box = bar.bounding_box()
        assert box
        assert box["y"] + box["height"] == pytest.approx(PHONE["height"], abs=1)
        assert box["height"] >= 44
        page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
        last = page.locator(".wb-related").bounding_box()
        box = bar.bounding_box()
        assert last
        assert box
        assert last["y"] + last["height"] <= box["y"] + 1
        page.locator(".wb-next summary").tap()
        small = [
            found
            for link in page.locator(".wb-next .wb-call, .wb-next .wb-mail").all()
            if (found := link.bounding_box()) and min(found["width"], found["height"]) < 43.5
        ]
        assert small == []


def test_without_a_script_the_path_and_the_related_are_there(browser: Browser, site: Served):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(site.url + PATH)
        page.locator(".wb-next summary").click()
        expect(page.locator(".wb-rungs > li").nth(1)).to_contain_text("+5 min")
        expect(page.locator(".wb-rungs .wb-person").first).to_be_visible()
        expect(page.locator(".wb-related a").first).to_have_text("CheckoutLatencyHigh")
        assert page.locator(".wb-tick, .wb-copy").count() == 0


def test_nothing_hostile_runs_when_steps_are_ticked(context: BrowserContext, hostile_site: Served):
    page = context.new_page()
    _, errors = watched(page)
    page.add_init_script("window.hits = []; window.pwned = (n) => window.hits.push(n);")
    page.goto(hostile_site.url + "runbooks/evil/Evil/")
    for box in page.locator(".wb-tick input").all():
        box.check()
    page.locator(".wb-next summary").click()
    page.reload()
    assert page.locator(".wb-tick input:checked").count() > 0
    assert page.evaluate("window.hits") == []
    assert page.locator("article script, article svg:not(.wb-ladder), article iframe").count() == 0
    assert [error for error in errors if "404" not in error] == []


def test_no_command_is_cut_off_on_paper(browser: Browser, site: Served):
    for script in (True, False):
        sheet = ViewportSize(width=680, height=960)
        with browser.new_context(viewport=sheet, java_script_enabled=script) as context:
            page = context.new_page()
            page.goto(site.url + PATH)
            page.emulate_media(media="print")
            cut = [
                code.inner_text()
                for code in page.locator("article pre, article pre > code").all()
                if code.evaluate("e => e.scrollWidth > e.clientWidth + 1")
            ]
            assert page.locator("article pre").count() > 5
            assert cut == []
