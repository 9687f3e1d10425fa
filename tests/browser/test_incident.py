"""The incident guide: who holds which role now, and messages that are filled in."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import AT, Served
from tests.browser.test_site import watched
from watchbill.engine.rotation import on_call

pytestmark = pytest.mark.browser

MESSAGES = ("first_notice", "update", "all_clear", "handover", "stakeholder_summary")


def opened(context: BrowserContext, site: Served) -> Page:
    page = context.new_page()
    page.clock.set_fixed_time(AT)
    page.goto(site.url)
    page.locator(".wb-guide").click()
    page.locator(".wb-question").first.wait_for()
    return page


def message(page: Page, name: str) -> str:
    return page.locator(f"[data-wb-message={name}]").input_value()


def commander(site: Served) -> str:
    """Return who is incident commander at the instant of the tests."""
    found = [
        site.catalog.people[person].name
        for roster_id, roster in site.catalog.rosters.items()
        for shift in on_call(roster_id, roster, AT, "incident_commander")
        for person in shift.people
    ]
    assert found
    return ", ".join(dict.fromkeys(found))


def test_roles_say_who_holds_them_now(context: BrowserContext, site: Served):
    page = opened(context, site)
    first = page.locator(".wb-station").first
    expect(first.locator("h3")).to_have_text("Incident commander")
    expect(first.locator(".wb-person > a").first).to_have_text(commander(site))
    said = page.locator(".wb-station h3").all_inner_texts()
    assert set(said) == {
        "Incident commander", "Communications coordinator", "Scribe", "Technical lead",
    }  # fmt: skip
    expect(page.locator(".wb-levels tbody tr")).to_have_count(len(site.catalog.severities))
    expect(page.locator(".wb-phases h3")).to_have_text(
        ["Detection", "Response", "Remediation", "Analysis", "Readiness"]
    )


def test_messages_are_filled_with_what_is_known(context: BrowserContext, site: Served):
    page = opened(context, site)
    page.get_by_label("Service").select_option("checkout")
    page.get_by_label("Severity").select_option("sev1")
    page.get_by_label("What people notice").fill("nobody can pay")
    for name in MESSAGES:
        assert "[service]" not in message(page, name)
    notice = message(page, "first_notice")
    assert notice.startswith("Checkout: we are looking into a problem")
    assert "Since Sat 21 Nov 13:00 Europe/London (13:00 UTC), nobody can pay." in notice
    assert "Next update: Sat 21 Nov 13:30 Europe/London (13:30 UTC)" in notice
    handover = message(page, "handover")
    assert f"Incident commander until now: {commander(site)}" in handover
    assert "Checkout, sev1 (Critical)" in handover
    assert "Channel: #payments-oncall" in handover
    assert "Takes over now: [name]" in handover
    page.get_by_label("Severity").select_option("sev2")
    assert "Next update: Sat 21 Nov 14:00" in message(page, "first_notice")


def test_times_follow_the_clock_but_not_the_beginning(context: BrowserContext, site: Served):
    page = opened(context, site)
    page.get_by_label("Service").select_option("checkout")
    page.clock.set_fixed_time(AT + timedelta(hours=2))
    page.reload()
    expect(page.get_by_label("Service")).to_have_value("checkout")
    update = message(page, "update")
    assert update.startswith("Checkout: update, Sat 21 Nov 15:00")
    assert "Since Sat 21 Nov 13:00" in update
    page.get_by_label("Since").fill("2026-11-21T12:40")
    assert "Since Sat 21 Nov 12:40 Europe/London (12:40 UTC)" in message(page, "update")


def test_what_the_reader_wrote_is_kept_and_copied(browser: Browser, site: Served):
    with browser.new_context(permissions=["clipboard-read", "clipboard-write"]) as context:
        page = opened(context, site)
        field = page.get_by_role("textbox", name="First notice")
        field.fill("Ours: [service]")
        page.get_by_label("Service").select_option("checkout")
        expect(field).to_have_value("Ours: [service]")
        button = page.get_by_role("button", name="Copy: First notice")
        button.click()
        expect(button).to_have_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()") == "Ours: [service]"
        page.get_by_role("button", name="Fill in anew").click()
        assert message(page, "first_notice").startswith("Checkout: ")


def test_beyond_the_data_nobody_is_named(context: BrowserContext, site: Served):
    page = opened(context, site)
    page.clock.set_fixed_time(AT + timedelta(weeks=14))
    page.reload()
    page.get_by_label("Service").select_option("checkout")
    assert "until now: [incident commander]" in message(page, "handover")
    assert "On call for Checkout: [on call]" in message(page, "handover")
    expect(page.locator(".wb-station .wb-now").first).to_contain_text("Unknown")


def test_without_a_script_there_are_templates_with_blanks(browser: Browser, site: Served):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(site.url + "incident/")
        for name in MESSAGES:
            assert "[service]" in message(page, name)
        expect(page.locator(".wb-station .wb-person > a").first).to_have_text(commander(site))
        expect(page.locator(".wb-chooser")).to_contain_text("[brackets]")


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_is_out_of_sight(browser: Browser, site: Served, width: int):
    with browser.new_context(viewport={"width": width, "height": 800}) as context:
        page = opened(context, site)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        small = [
            box
            for field in page.locator(".wb-field, .wb-message .wb-copy").all()
            if (box := field.bounding_box()) and box["height"] < 43.5
        ]
        assert small == []


def test_hostile_names_are_text_in_messages(context: BrowserContext, hostile_site: Served):
    page = context.new_page()
    _, errors = watched(page)
    page.add_init_script("window.hits = []; window.pwned = (n) => window.hits.push(n);")
    page.clock.set_fixed_time(AT)
    page.goto(hostile_site.url + "incident/")
    page.get_by_label("Service").select_option("s")
    page.get_by_label("Severity").select_option("sev1")
    page.get_by_label("What people notice").fill("</textarea><script>pwned(99)</script> [service]")
    assert "<script>pwned(1)</script>" in message(page, "first_notice")
    assert page.evaluate("window.hits") == []
    assert page.locator("article script").count() == 0
    assert [error for error in errors if "404" not in error] == []
