"""What is rare is readable, too: endless words, crowds, rings, and rosters with nobody."""

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser import odd
from tests.browser.conftest import Served
from tests.browser.test_looks import violations

pytestmark = pytest.mark.browser

SIZES = [(320, True), (390, True), (1280, False)]
PAGES = [
    "", "rosters/", "rosters/crowd/", "rosters/twelve/", "rosters/none/", "people/", "people/p0/",
    "people/p1/", "services/hub/", "services/alone/", "escalation/deep/", "topics/", "topics/one/",
    "topics/zero/", "runbooks/odd/Odd/", "calendar/", "incident/",
]  # fmt: skip
# Text beyond the edges, unless it can be brought into sight in a box of its own.
OUT_OF_SIGHT = """() => [...document.querySelectorAll(
    'article :is(a, td, th, p, li, b, h1, h2, h3, span, small, button, input, label, dd, dt)')]
  .filter((e) => e.checkVisibility({visibilityProperty: true}) && !e.closest('svg, pre, .wb-aside'))
  .filter((e) => {
    const {left, right, width, height} = e.getBoundingClientRect();
    const {display, overflowX, textOverflow} = getComputedStyle(e);
    const cut = display !== 'inline' && overflowX !== 'visible' && textOverflow === 'clip'
      && e.scrollWidth > e.clientWidth + 1;
    if (width <= 1 || height <= 1 || (left >= 0 && right <= innerWidth + 0.5 && !cut)) return false;
    for (let up = e.parentElement; up; up = up.parentElement) {
      const scrolls = getComputedStyle(up).overflowX === 'auto';
      if (scrolls && up.scrollWidth > up.clientWidth) return false;
    }
    return true;
  })
  .map((e) => e.outerHTML.slice(0, 150))"""
FIRST_LETTER = """(e) => {
  const texts = document.createTreeWalker(e.closest('li'), NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) if (texts.currentNode.data.trim()) break;
  const range = document.createRange();
  range.selectNodeContents(texts.currentNode);
  return range.getClientRects()[0].left;
}"""


@pytest.fixture(
    scope="module", params=[(320, True), (390, True), (1280, False)], ids=lambda p: p[0]
)
def page(request: pytest.FixtureRequest, browser: Browser):
    """A page as wide as a small phone, a phone, and a desk."""
    width, touched = request.param
    with browser.new_context(
        viewport=ViewportSize(width=width, height=800),
        has_touch=touched,
        is_mobile=touched,
        service_workers="block",
        timezone_id="Europe/London",
    ) as context:
        made = context.new_page()
        made.clock.set_fixed_time(odd.MADE)
        yield made


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_out_of_sight(page: Page, odd_site: Served, path: str):
    page.goto(odd_site.url + path)
    expect(page.locator(".wb-ask-input")).to_be_visible()
    page.evaluate("for (const one of document.querySelectorAll('article details')) one.open = true")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(OUT_OF_SIGHT) == []


@pytest.mark.parametrize("path", ["rosters/twelve/", "rosters/none/", "services/hub/", "topics/"])
def test_everybody_can_use_it(page: Page, odd_site: Served, path: str):
    page.goto(odd_site.url + path)
    expect(page.locator(".wb-ask-input")).to_be_visible()
    assert violations(page) == []


def test_an_order_is_read_from_left_to_right_whatever_the_names_are(page: Page, odd_site: Served):
    page.goto(odd_site.url + "rosters/crowd/")
    begins = "(link) => { const {top, left} = link.getClientRects()[0]; return [top, left]; }"
    links = [page.locator(".wb-order a", has_text=name) for name in odd.NAMES[3:]]
    first, second = [link.evaluate(begins) for link in links]
    assert first < second


def test_a_box_to_tick_lies_beside_its_text(page: Page, odd_site: Served):
    page.goto(odd_site.url + "runbooks/odd/Odd/")
    boxes = page.locator("li.wb-step > label input")
    expect(boxes).to_have_count(4)
    for box in boxes.all():
        place = box.bounding_box()
        text = box.evaluate(FIRST_LETTER)
        assert place
        assert 2 <= text - place["x"] - place["width"] <= 20


def test_a_roster_without_rotations_says_so(page: Page, odd_site: Served):
    for path in ("rosters/none/", "services/alone/"):
        page.goto(odd_site.url + path)
        box = page.locator(".wb-box").first
        expect(box).to_contain_text("Nobody: this roster has no rotation yet.")
    page.goto(odd_site.url + "rosters/none/")
    expect(page.locator("h2")).to_have_text(["Members¶"])
