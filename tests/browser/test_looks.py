"""Every kind of page on a phone and on a desk, by day and by night: can it be used, and a picture.

The pictures are artifacts of the run: they lie in build/screenshots, for people to look at.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.browser.conftest import AT, ROOT, Served
from tests.browser.test_site import EVERY_KIND

pytestmark = pytest.mark.browser

AXE = ROOT / "build/tools/site/node_modules/axe-core/axe.min.js"
PICTURES = ROOT / "build/screenshots"
THUMB, TALLEST = 44, 9000  # pixels


class Look(NamedTuple):
    """How a page is looked at."""

    name: str
    width: int
    height: int
    scheme: Literal["light", "dark"]

    @property
    def phone(self) -> bool:
        """Whether it is touched."""
        return self.width < 600  # pixels


LOOKS = [
    Look("phone", 390, 844, "light"),
    Look("phone-dark", 390, 844, "dark"),
    Look("desk", 1280, 900, "light"),
    Look("desk-dark", 1280, 900, "dark"),
]
VIOLATIONS = """() => axe.run(document, {resultTypes: ['violations']}).then(({violations}) =>
  violations.flatMap(({id, nodes}) => nodes.map(({html, target, failureSummary}) =>
    [id, target.join(' '), html.slice(0, 160), failureSummary])))"""
# What is touched and stands alone. A link in a sentence stays in its line, and so do those in the
# second line of a row, below the link that names it.
SMALL = """(thumb) => {
  const words = (node) => node.nodeName !== 'A' && /[\\p{L}\\p{N}]/u.test(node.textContent);
  const inLine = (e) => e.closest('p:not(.wb-ways), small, .wb-lines td, .wb-stack td')
    || [...e.parentNode.childNodes].some(words);
  const shown = (e) => e.checkVisibility({opacityProperty: true, visibilityProperty: true});
  return [...document.querySelectorAll('a[href], button, select, summary, textarea, input, label')]
    .filter((e) => shown(e) && !(e.matches('a') && inLine(e)) && !e.matches('label input'))
    .filter((e) => e.tagName !== 'LABEL' || e.matches('.md-icon') || e.querySelector('input'))
    .map((e) => [e.outerHTML.slice(0, 120), e.getBoundingClientRect()])
    .filter(([, {width, height, right, left}]) => width > 1 && right > 0 && left < innerWidth
      && (height < thumb - 0.5 || width < thumb - 0.5))
    .map(([html, {width, height}]) => `${Math.round(width)} x ${Math.round(height)}: ${html}`);
}"""


@pytest.fixture(scope="module", params=LOOKS, ids=lambda look: look.name)
def looked(request: pytest.FixtureRequest, browser: Browser) -> Iterator[tuple[Look, Page]]:
    """A page that is looked at in one way after the other."""
    look: Look = request.param
    with browser.new_context(
        viewport=ViewportSize(width=look.width, height=look.height),
        color_scheme=look.scheme,
        has_touch=look.phone,
        is_mobile=look.phone,
        reduced_motion="reduce",
        service_workers="block",
        timezone_id="Europe/London",
    ) as context:
        page = context.new_page()
        page.clock.set_fixed_time(AT)
        yield look, page


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A phone that is touched."""
    with browser.new_context(
        viewport=ViewportSize(width=390, height=844),
        has_touch=True,
        is_mobile=True,
        reduced_motion="reduce",
        service_workers="block",
    ) as opened:
        yield opened


def violations(page: Page) -> list[str]:
    """Return what axe-core has against a page as it stands."""
    if not AXE.exists():
        pytest.fail("no axe-core: run tests/site/install.sh")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(VIOLATIONS)
    return found


def picture(page: Page, look: Look, path: str) -> Path:
    """Keep a picture of a whole page; a browser that takes one by itself forgets the fingers."""
    tall = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size(ViewportSize(width=look.width, height=min(tall, TALLEST)))
    file = PICTURES / f"{re.sub(r'[^A-Za-z0-9]+', '-', path).strip('-') or 'home'}.{look.name}.png"
    page.screenshot(path=file)
    page.set_viewport_size(ViewportSize(width=look.width, height=look.height))
    return file


@pytest.mark.parametrize("path", EVERY_KIND)
def test_everybody_can_use_a_page(looked: tuple[Look, Page], site: Served, path: str):
    look, page = looked
    page.goto(site.url + path)
    expect(page.locator(".wb-ask-input")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= look.width
    assert picture(page, look, path).stat().st_size
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    assert violations(page) == []


def test_everybody_can_use_answers_and_the_menu(looked: tuple[Look, Page], site: Served):
    look, page = looked
    page.goto(site.url)
    page.locator(".wb-ask-input").fill("who is our database expert?")
    expect(page.locator(".wb-answer").first).to_be_visible()
    assert violations(page) == []
    picture(page, look, "answers")
    if look.phone:
        page.goto(site.url + "rosters/payments/")
        page.locator(".md-header__button[for=__drawer]").click()
        expect(page.locator(".md-sidebar--primary").get_by_text("People")).to_be_visible()
        assert violations(page) == []
        page.screenshot(path=PICTURES / f"menu.{look.name}.png")


@pytest.mark.parametrize("path", EVERY_KIND)
def test_a_thumb_hits_what_it_is_meant_to_hit(phone: BrowserContext, site: Served, path: str):
    page = phone.new_page()
    page.clock.set_fixed_time(AT)
    page.goto(site.url + path)
    expect(page.locator(".wb-ask-input")).to_be_visible()
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    assert page.evaluate(SMALL, THUMB) == []
