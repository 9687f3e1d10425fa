"""Runbooks written elsewhere: they come in, the check speaks sense, the site finds them."""

from collections import Counter

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import AT, Served
from tests.browser.test_site import found
from watchbill.cli.check import check

pytestmark = pytest.mark.browser


def test_the_check_says_what_they_lack_and_nothing_else(adopted_site: Served):
    findings, files = check(adopted_site.root, AT)
    assert files > 108
    assert {finding.level for finding in findings} == {"warning", "info"}
    # Nobody has reviewed any of the 108; none says whom to wake, and few lack more than that.
    codes = Counter(finding.code for finding in findings)
    assert codes["WB402"] == codes["WB403"] == codes["WB404"] == 108
    assert set(codes) == {"WB402", "WB403", "WB404", "WB406"}
    unfinished = {finding.path for finding in findings if finding.code == "WB406"}
    assert unfinished == {
        path for path in unfinished if "TODO" in (adopted_site.root / path).read_text()
    }
    assert len(unfinished) == 18  # in a nineteenth an open code block takes it for code


def test_the_site_finds_one_by_its_alert(context: BrowserContext, adopted_site: Served):
    page = context.new_page()
    found(page, adopted_site, "KubePodCrashLooping").click()
    expect(page.locator("h1").first).to_contain_text("KubePodCrashLooping")
    expect(page.locator("body")).to_contain_text("On call now")
