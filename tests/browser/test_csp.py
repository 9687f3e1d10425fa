"""The policy of the pages, as a browser keeps it: nothing is refused that a page needs."""

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import Served
from tests.browser.test_site import EVERY_KIND, watched

pytestmark = pytest.mark.browser

REFUSALS = """
window.refused = [];
document.addEventListener("securitypolicyviolation",
  (event) => window.refused.push(`${event.violatedDirective} ${event.blockedURI}`));
"""


def refusing(context: BrowserContext) -> Page:
    """Return a page that notes what its policy refuses."""
    page = context.new_page()
    page.add_init_script(REFUSALS)
    return page


@pytest.mark.parametrize("path", EVERY_KIND)
def test_a_page_needs_nothing_that_its_policy_refuses(
    context: BrowserContext, site: Served, path: str
):
    page = refusing(context)
    _, errors = watched(page)
    page.goto(site.url + path, wait_until="networkidle")
    assert page.evaluate("window.refused") == []
    assert [error for error in errors if "404" not in error] == []


@pytest.mark.parametrize("path", ["", "runbooks/payments/CheckoutHighErrorRate/"])
def test_asking_and_the_dark_are_not_refused(context: BrowserContext, site: Served, path: str):
    page = refusing(context)
    _, errors = watched(page)
    page.goto(site.url + path, wait_until="networkidle")
    page.keyboard.press("/")
    page.keyboard.type("postgres lag")
    page.locator(".wb-ask a").first.wait_for()
    page.keyboard.press("Escape")
    page.locator("label[for^=__palette]:visible").first.click()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.refused") == []
    assert errors == []


def test_every_page_has_the_policy_before_anything_loads(site: Served):
    files = sorted(site.folder.rglob("*.html"))
    assert len(files) > 100
    for file in files:
        head = file.read_text(encoding="utf-8").partition("<head>")[2].lstrip()
        first = head.removeprefix('<meta charset="utf-8">').lstrip()
        assert first.startswith('<meta http-equiv="Content-Security-Policy"'), file
        assert "unsafe" not in first.partition(">")[0], file
        # Browsers look for the encoding in the first 1,024 bytes.
        assert file.read_bytes()[:1024].count(b"charset=") == 1, file


MADE = "document.body.append(Object.assign(document.createElement({}), {}))"
ATTEMPTS = [
    ("script-src-elem", MADE.format("'script'", "{textContent: 'window.ran = 1'}")),
    ("img-src", MADE.format("'img'", "{src: 'https://tracker.example/x.png'}")),
    ("frame-src", MADE.format("'iframe'", "{src: 'https://tracker.example/'}")),
    ("connect-src", "fetch('https://tracker.example/').catch(() => 0)"),
    ("script-src-attr", "document.body.setAttribute('onclick', 'window.ran = 1')"),
    ("script-src-elem", "location.href = 'javascript:window.ran = 1'"),
    ("script-src", "setTimeout('window.ran = 1')"),
]


@pytest.mark.parametrize(("directive", "attempt"), ATTEMPTS)
def test_what_gets_into_a_page_does_nothing(
    context: BrowserContext, site: Served, directive: str, attempt: str
):
    page = context.new_page()
    page.goto(site.url, wait_until="networkidle")
    # Later, since what a test evaluates itself is not held to the policy.
    refused = page.evaluate(
        f"""() => new Promise((done) => {{
          document.addEventListener("securitypolicyviolation",
            (event) => done(event.violatedDirective), {{ once: true }});
          setTimeout(() => {{ {attempt}; }});
        }})"""
    )
    assert refused == directive
    assert page.evaluate("window.ran") is None
