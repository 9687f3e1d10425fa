"""The incident guide is made of the company's own roles and severities, and of texts to replace."""

import html
import re

from jinja2 import ChoiceLoader, DictLoader, FileSystemLoader

from tests.browser.hostile import FILES
from tests.unit.emit.made_site import AT, SMALL, catalog, example, made
from watchbill.emit.pages import environment, pages
from watchbill.emit.pages.incident import MESSAGES
from watchbill.resources import folder

OWN = {
    **SMALL,
    "policies/roles.yaml": "primary: {name: Primary, summary: First.}\n"
    "chief: {name: Chief, summary: Leads., duties: [Decide.]}\n"
    "clerk: {name: Clerk, summary: Writes.}\n",
    "policies/severities.yaml": "bad: {name: Bad, description: Very., page: always,"
    " incident_roles: [primary], update_every: 1 hour}\n"
    "odd: {name: Odd, description: A bit., page: never}\n",
}


def messages(page: str) -> dict[str, str]:
    found = re.findall(r'data-wb-message="(\w+)">(.*?)</textarea>', page)
    return {name: html.unescape(text) for name, text in found}


def test_roles_are_those_of_the_company():
    page = made(catalog(OWN))["incident.md"]
    heads = re.findall(r"<section class=\"wb-card wb-station\".*?<h3>(.*?)</h3>", page, re.DOTALL)
    assert heads == ["Primary", "Chief", "Clerk"]
    assert 'data-wb-roster="pay" data-wb-role="primary"' in page
    assert page.count("Given out during the incident.") == 2
    assert "<li>Decide.</li>" in html.unescape(page)


def test_severities_say_their_rhythm():
    page = made(catalog(OWN))["incident.md"]
    assert "every hour" in page
    assert "no fixed rhythm" in page
    assert "pages at any hour" in page


def test_nothing_of_the_example_is_written_into_it():
    page = made(catalog({}))["incident.md"]
    assert set(messages(page)) == set(MESSAGES)
    assert "There are no severities yet" in page
    names = {person.name for person in example().people.values()}
    assert not [name for name in names if name in page]


def test_messages_are_templates_that_a_repository_replaces():
    own = DictLoader({"messages/update.txt.j2": "Ours & [service]\n\n</textarea>{{ 6 * 7 }}\n"})
    shipped = FileSystemLoader(folder("site") / "templates")
    site = dict(pages(catalog(OWN), environment(ChoiceLoader([own, shipped])), AT))
    said = messages(site["incident.md"])
    assert said["update"] == "Ours & [service]\n\n</textarea>42"
    assert said["handover"].startswith("Handover at [now]")
    assert site["incident.md"].count("</textarea>") == len(MESSAGES)


def test_hostile_texts_stay_texts():
    page = made(catalog(FILES))["incident.md"]
    assert "<script" not in page
    assert "onerror=" not in page


def test_home_leads_there():
    assert "Incident guide" in made(catalog(OWN))["index.md"]
