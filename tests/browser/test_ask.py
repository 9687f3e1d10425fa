"""The ask box: answers are right, said as they should be, and reached without a mouse."""

import functools
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from tests.browser.clocks import stopped
from tests.browser.conftest import AT, Served
from tests.browser.test_site import EVERY_KIND, watched
from watchbill.cli.answers import facts
from watchbill.engine.index import index
from watchbill.engine.reach import reach
from watchbill.engine.rotation import on_call
from watchbill.model import Catalog

pytestmark = pytest.mark.browser

# The plain questions of which a general search gets most wrong, and the page that answers each.
QUESTIONS = [
    ("who is our database expert?", "topics/database/"),
    ("postgres replication lag", "runbooks/payments/LedgerDatabaseReplicationLag/"),
    ("payments escalation", "escalation/payments/"),
    ("postgress replicaton lag", "runbooks/payments/LedgerDatabaseReplicationLag/"),
    ("paymnets escalation", "escalation/payments/"),
    ("pg lag", "runbooks/payments/LedgerDatabaseReplicationLag/"),
    ("k8s crash loop", "runbooks/platform/PodCrashLooping/"),
    ("kubernetes expert", "topics/kubernetes/"),
    ("cert expired", "runbooks/sre/CertificateExpiringSoon/"),
]
NIGHT = datetime(2026, 11, 25, 3, tzinfo=UTC)
INSTANTS = [
    AT,
    NIGHT,
    datetime(2026, 11, 23, 10, tzinfo=UTC),
    datetime(2026, 12, 25, 4, tzinfo=UTC),
]


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A visit that keeps nothing: what is kept is tested elsewhere, and takes its time."""
    with browser.new_context(timezone_id="Europe/London", service_workers="block") as opened:
        yield opened


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def ask(page: Page, site: Served, question: str, at: datetime = AT, path: str = "") -> Locator:
    """Ask on a page at an instant, and return the first answer."""
    page.clock.set_fixed_time(at)
    page.goto(f"{site.url}{path}")
    page.locator("#wb-ask-input").fill(question)
    card = page.locator(".wb-answer").first
    expect(card).to_be_visible()
    return card


def box(page: Page) -> Locator:
    return page.locator("#wb-ask-input")


@functools.cache
def known(site: Served) -> Catalog:
    return site.catalog


def experts(catalog: Catalog, topic: str, at: datetime) -> list[dict]:
    """Return the experts of a topic in the order of `watchbill who`."""
    entry = next(e for e in index(catalog) if (e.kind, e.id) == ("topic", topic))
    found: list[dict] = facts(catalog, entry, at)["experts"]
    return found


@pytest.mark.parametrize(("question", "path"), QUESTIONS)
def test_the_plain_questions_are_answered_right(page: Page, site: Served, question, path):
    first = ask(page, site, question).locator(".wb-answer-link").first
    assert first.get_attribute("href") == f"{site.url}{path}"


@pytest.mark.parametrize("path", EVERY_KIND)
def test_the_box_is_on_every_page_and_slash_comes_to_it(page: Page, site: Served, path: str):
    page.goto(site.url + path)
    assert page.get_by_label("Ask", exact=True).count() >= 1
    page.evaluate("document.body.append(document.createElement('textarea'))")
    page.locator("textarea").last.press("/")
    assert page.locator("textarea").last.input_value() == "/"
    page.locator("textarea").last.evaluate("area => area.remove()")
    page.keyboard.press("/")
    expect(box(page)).to_be_focused()
    assert box(page).input_value() == ""


def test_keys_move_open_and_leave(page: Page, site: Served):
    ask(page, site, "payments", path="services/")
    links = page.locator(".wb-answer-link")
    box(page).press("ArrowDown")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(box(page)).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(box(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".wb-ask-region")).to_be_hidden()
    assert box(page).input_value() == ""
    box(page).fill("checkout")
    box(page).press("Enter")
    page.wait_for_url("**/services/checkout/")


def test_the_question_is_in_the_address_and_survives_a_reload(page: Page, site: Served):
    ask(page, site, "who is our database expert?", path="people/ada/")
    page.wait_for_url("**/people/ada/#ask=*")
    page.reload()
    expect(page.locator(".wb-answer-link").first).to_have_text("Databases")
    assert box(page).input_value() == "who is our database expert?"
    page.goto(site.url + "roles/#ask=%E0%A4%A")  # written by hand, and badly
    expect(box(page)).to_have_value("%E0%A4%A")
    page.evaluate("location.hash = '#ask=ada'")
    expect(page.locator(".wb-answer-link").first).to_have_text("Ada Obi")
    page.mouse.click(5, 650)
    expect(page.locator(".wb-ask-region")).to_be_hidden()
    assert page.url == site.url + "roles/"


@pytest.mark.parametrize("at", INSTANTS)
def test_a_person_is_as_the_engine_says(page: Page, site: Served, at: datetime):
    said = {"working": "At work", "awake": "Awake", "asleep": "Asleep", "away": "Away"}
    for who in ("ada", "jana", "chiara"):
        name, found = known(site).people[who].name, reach(known(site), who, at)
        card = ask(page, site, name, at)
        expect(card.locator(".wb-answer-link")).to_have_text(name)
        state = card.locator(".wb-state")
        expect(state).to_contain_text(said[found.state])
        expect(state).to_contain_text(found.local.strftime("%a %H:%M there"))
        rosters = known(site).rosters.items()
        duties = [s for id_, r in rosters for s in on_call(id_, r, at) if who in s.people]
        assert state.locator(".wb-on-call").count() == len(duties)
    assert card.locator("a[href^='mailto:']").count() == 1


@pytest.mark.parametrize("at", INSTANTS)
def test_experts_come_in_the_order_of_watchbill_who(page: Page, site: Served, at: datetime):
    for topic_id, topic in known(site).topics.items():
        card = ask(page, site, f"{topic.name} expert", at)
        expect(card.locator(".wb-answer-link")).to_have_text(topic.name)
        names = card.locator(".wb-people > li > b").all_inner_texts()
        assert names == [one["name"] for one in experts(known(site), topic_id, at)]


def test_when_all_experts_sleep_the_fallback_comes_first(page: Page, site: Served):
    catalog = known(site)
    hours = [AT + timedelta(hours=hour) for hour in range(24 * 7)]
    asleep = (
        (topic_id, at)
        for topic_id, topic in catalog.topics.items()
        if topic.fallback
        for at in hours
        if all(
            one["state"] in {"asleep", "away"} and not one["on_call"]
            for one in experts(catalog, topic_id, at)
        )
    )
    topic_id, at = next(asleep)
    topic = catalog.topics[topic_id]
    card = ask(page, site, f"{topic.name} expert", at)
    order = card.locator(".wb-fallback, .wb-people").evaluate_all(
        "all => all.map(e => e.className)"
    )
    assert order == ["wb-fallback wb-fallback-now", "wb-people"]
    assert topic.fallback
    roster, role = topic.fallback.roster, topic.fallback.role
    names = [catalog.people[p].name for s in on_call(roster, catalog.rosters[roster], at, role)
             for p in s.people]  # fmt: skip
    said = card.locator(".wb-fallback .wb-person > a:first-child").all_inner_texts()
    assert said == names


def test_a_roster_says_who_is_on_call_and_who_is_next(page: Page, site: Served):
    card = ask(page, site, "payments roster")
    assert card.locator(".wb-answer-kind").inner_text() == "Roster"
    first = card.locator("dd").first
    expect(first).to_contain_text("Chiara Conti")
    expect(first).to_contain_text("until Tue 24 Nov 12:00 (in 2 d 23 h)")
    expect(first).to_contain_text("then Dele Akande, from Tue 24 Nov 12:00")


def test_an_answer_changes_at_the_handoff(page: Page, site: Served):
    stopped(page, datetime(2026, 11, 24, 11, 59, 50, tzinfo=UTC))
    page.goto(f"{site.url}services/#ask=payments%20roster")
    name = page.locator(".wb-answer dd").first.locator(".wb-person a").first
    expect(name).to_have_text("Chiara Conti")
    page.clock.run_for(45_000)
    expect(name).to_have_text("Dele Akande")


def test_the_place_of_a_keyboard_stays_while_time_passes(page: Page, site: Served):
    stopped(page, AT)
    page.goto(f"{site.url}services/#ask=payments%20roster")
    mail = page.locator(".wb-answer dd").last.get_by_role("link", name="Mail")
    mail.focus()
    page.evaluate("document.activeElement.dataset.old = 'yes'")
    page.clock.run_for(31_000)
    expect(mail).to_be_focused()
    assert mail.get_attribute("data-old") is None


def test_an_escalation_has_minutes_and_todays_names(page: Page, site: Served):
    steps = ask(page, site, "checkout escalation").locator(".wb-path > li")
    assert [" ".join(step.split()) for step in steps.all_inner_texts()] == [
        "at once Payments, Primary: Chiara Conti Site reliability, Primary: Jana Krause",
        "after 5 min Payments, Secondary: Bram de Wit",
        "after 15 min Grace Whitlock",
        "after 30 min Eleanor Marsh",
    ]


def test_a_service_has_owner_escalation_and_runbooks(page: Page, site: Served):
    card = ask(page, site, "checkout")
    expect(card.locator("dd").first).to_contain_text("Chiara Conti")
    expect(card.locator(".wb-path > li").first).to_contain_text("at once")
    expect(card.locator(".wb-books a").first).to_have_text("CheckoutHighErrorRate")


def test_a_runbook_shows_its_first_steps(page: Page, site: Served):
    card = ask(page, site, "postgres replication lag")
    expect(card.locator(".wb-first-steps li").first).to_contain_text("Who is behind")
    assert card.locator(".wb-first-steps li").count() == 3


@pytest.mark.parametrize(
    ("question", "page_of", "heading"),
    [
        ("patronictl reinit", "LedgerDatabaseReplicationLag", "rebuild-the-replica"),
        ("pg_drop_replication_slot", "LedgerDatabaseReplicationLag", "save-the-primarys-disk"),
        ("half a night is worse for two people", "swaps-and-overrides", "how-a-swap-is-written"),
        ("replcation slots", "LedgerDatabaseReplicationLag", ""),
    ],
)
def test_the_full_text_leads_to_the_section(page: Page, site: Served, question, page_of, heading):
    page.goto(site.url)
    box(page).fill(question)
    hits = page.locator(".wb-texts-list a")
    expect(hits.first).to_be_visible()
    links = [link.get_attribute("href") or "" for link in hits.all()]
    best = next(link for link in links if page_of in link)
    assert best.endswith(f"#{heading}") or not heading
    assert page.locator(".wb-texts mark").count() > 0
    page.goto(best)
    assert page.evaluate("!location.hash || Boolean(document.querySelector(':target'))")


def test_cards_do_not_wait_for_the_full_text(page: Page, site: Served):
    page.route("**/watchbill/text/*", lambda route: route.abort())
    card = ask(page, site, "postgres replication lag")
    expect(card.locator(".wb-answer-link")).to_have_text("LedgerDatabaseReplicationLag")
    expect(page.locator(".wb-texts")).to_contain_text("cannot be loaded without a network")


def test_without_an_index_it_says_so(page: Page, site: Served):
    page.route("**/watchbill/ask.js*", lambda route: route.abort())
    page.goto(site.url)
    box(page).fill("ada")
    expect(page.locator(".wb-ask-said")).to_contain_text("cannot be loaded")


def test_what_was_found_is_announced_once_nobody_types(page: Page, site: Served):
    ask(page, site, "ada obi")
    said = page.locator(".wb-ask-region [role=status]")
    expect(said).to_have_text("1 answer, first: Ada Obi (Person)")
    box(page).fill("zork")
    expect(said).to_have_text("No card answers this.")


@pytest.mark.parametrize("weeks", [-1, 14])
def test_beyond_the_data_nobody_is_named(page: Page, site: Served, weeks: int):
    card = ask(page, site, "payments roster", AT + timedelta(weeks=weeks))
    expect(card.locator("dd").first).to_contain_text("Unknown")
    assert card.locator(".wb-person").count() == 0
    card = ask(page, site, "payments escalation", AT + timedelta(weeks=weeks))
    expect(card.locator(".wb-path > li").first).to_contain_text("unknown")
    assert "Chiara" not in card.inner_text()
    card = ask(page, site, "chiara conti", AT + timedelta(weeks=weeks))
    expect(card.locator(".wb-state")).to_contain_text("on call or not: unknown")


def test_first_steps_of_another_page_are_left_out(page: Page, site: Served):
    """A host that has the next build serves that to a page of the last one."""

    def renumbered(route: Route) -> None:
        text = route.fetch().text()
        body = text.replace("[[", '[["Another","runbooks/another/",["Do not."],[]],[', 1)
        route.fulfill(body=body, content_type="text/javascript")

    page.route("**/watchbill/text/p*", renumbered)
    with page.expect_response("**/watchbill/text/p*"):
        card = ask(page, site, "postgres replication lag")
    expect(page.locator(".wb-texts-list li").first).to_be_visible()
    expect(card.locator(".wb-first-steps")).to_be_hidden()


@pytest.mark.parametrize(
    "question",
    ["payments " * 1200, "x" * 10_000, " ".join(f"zq{n}" for n in range(2000)), "postgres \ud83d",
     "postgres \U0001f525", ".*+?^${}()|[\\]", "constructor __proto__", "CamelCase" * 1000],
)  # fmt: skip
def test_whatever_is_pasted_is_answered_and_fails_nothing(page: Page, site: Served, question: str):
    _, errors = watched(page)
    page.goto(site.url)
    page.evaluate(
        """text => {
          const input = document.querySelector("#wb-ask-input");
          input.value = text;
          input.dispatchEvent(new InputEvent("input", { bubbles: true }));
        }""",
        question,
    )
    page.wait_for_url("**#ask=*")
    expect(page.locator(".wb-ask-said")).to_have_text(re.compile("answer"))
    page.reload()
    expect(page.locator(".wb-ask-said")).to_have_text(re.compile("answer"))
    assert errors == []


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    with browser.new_context(
        viewport={"width": 320, "height": 640},
        has_touch=True,
        is_mobile=True,
        service_workers="block",
    ) as context:
        yield context.new_page()


@pytest.mark.parametrize("path", ["", "people/ada/"])
@pytest.mark.parametrize(
    "question", ["who is our database expert", "checkout", "postgres replication lag", "payments"]
)
def test_on_the_narrowest_phone_it_is_a_sheet(phone: Page, site: Served, path: str, question: str):
    ask(phone, site, question, path=path)
    sheet = phone.locator(".wb-ask").bounding_box()
    assert sheet == {"x": 0, "y": 0, "width": 320, "height": 640}
    expect(phone.locator(".wb-texts li").first).to_be_attached()
    assert phone.evaluate(
        "(() => { const region = document.querySelector('.wb-ask-region');"
        "return region.scrollWidth <= region.clientWidth; })()"
    )
    targets = phone.locator(
        ".wb-ask-region a.wb-answer-link, .wb-ask-region a.wb-way, .wb-ask-close"
    )
    small = [
        link.inner_text()
        for link in targets.all()
        if (size := link.bounding_box()) and (size["height"] < 44 or size["width"] < 44)
    ]
    assert small == []
    phone.locator(".wb-ask-close").tap()
    expect(phone.locator(".wb-ask-region")).to_be_hidden()
    closed = phone.locator(".wb-ask").bounding_box()
    assert closed
    assert closed["height"] < 100


def test_nothing_leaves_the_site_and_nothing_fails(page: Page, site: Served):
    requests, errors = watched(page)
    for question in ("who is our database expert?", "patronictl", "日本", "<script>", "\\"):
        page.goto(site.url)
        box(page).fill(question)
        page.wait_for_url("**#ask=*")
    assert [url for url in requests if not url.startswith(site.url)] == []
    assert [error for error in errors if "404" not in error] == []


def test_from_a_file_it_answers_just_so(page: Page, site: Served):
    page.clock.set_fixed_time(AT)
    page.goto((site.folder / "services" / "index.html").as_uri())
    box(page).fill("patronictl reinit")
    expect(page.locator(".wb-texts-list a").first).to_be_visible()
    box(page).fill("who is our database expert")
    first = page.locator(".wb-answer-link").first
    expect(first).to_have_text("Databases")
    assert first.get_attribute("href") == (site.folder / "topics/database/index.html").as_uri()
    first.click()
    expect(page.locator("h1")).to_contain_text("Databases")
