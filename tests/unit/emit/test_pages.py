"""Pages say what the engine says, and every page that is linked to is there."""

import html
import json
import posixpath
import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from mkdocs.utils.yaml import yaml_load

from tests.browser.hostile import FILES
from tests.unit.emit.made_site import AT, SMALL, catalog, example, made, templates
from watchbill.emit.links import address
from watchbill.emit.pages import config, pages
from watchbill.emit.untrusted import MARKER
from watchbill.engine.rotation import on_call


def data_of(site: dict[str, str]) -> dict:
    text = site["assets/watchbill/data.js"]
    read: dict = json.loads(text.removeprefix("window.watchbillData = ").removesuffix(";\n"))
    return read


@pytest.mark.parametrize("of", [example(), catalog(SMALL), catalog(FILES), catalog({})])
def test_every_link_leads_to_a_page(of):
    site = made(of)
    there = {"/" + address(path) for path in site if path.endswith(".md")}
    there |= {f"/{path}/" for path in site if path.endswith(".ics")}
    for path, text in site.items():
        if not path.endswith(".md"):
            continue
        ours = html.unescape(text.partition("<!-- watchbill:")[0])
        for url in re.findall(r'href="((?!https?:|mailto:|tel:|webcal:)[^"#]*)', ours):
            target = posixpath.normpath(posixpath.join("/" + address(path), unquote(url)))
            assert target.rstrip("/") + "/" in there, (path, url)


@pytest.mark.parametrize("of", [example(), catalog(FILES)])
def test_the_same_input_gives_the_same_bytes(of):
    once = list(pages(of, templates(), AT))
    assert once == list(pages(of, templates(), AT))
    assert all(text.endswith("\n") for _, text in once)
    assert not [path for path, text in once if "\r" in text and not path.endswith(".ics")]
    assert len({path.casefold() for path, _ in once}) == len(once)


def test_no_path_leaves_the_folder():
    for path in made(catalog(FILES)):
        assert ".." not in path.split("/")
        assert not path.startswith("/")
        assert not set(path) & set("\\:")


def test_every_resource_has_its_page():
    of = example()
    site = made(of)
    for kind, ids in [
        ("people", of.people), ("rosters", of.rosters), ("topics", of.topics),
        ("services", of.services), ("escalation", of.escalations),
        ("runbooks", of.runbooks), ("policies", of.pages),
    ]:  # fmt: skip
        assert {f"{kind}/{id_}.md" for id_ in ids} <= set(site)
        assert f"{kind}/index.md" in site


@pytest.mark.parametrize("hours", range(0, 24 * 8, 7))
def test_the_data_says_what_the_engine_says(hours):
    of = example()
    data = data_of(made(of))
    at = AT + timedelta(hours=hours)
    since = int((at - AT).total_seconds())
    for team in data["rosters"]:
        for role in team["roles"]:
            said = [
                [data["people"][index]["name"] for index in people]
                for start, end, people, _ in role["shifts"]
                if start <= since < end
            ]
            shifts = on_call(team["id"], of.rosters[team["id"]], at, role["id"])
            assert said == [[of.people[p].name for p in shift.people] for shift in shifts]


def test_the_front_page_says_as_of_when():
    page = made(catalog(SMALL))["index.md"]
    assert "as of Sat 21 Nov 13:00 GMT until Sun 22 Nov 09:00 GMT" in page
    assert "then <a" in page


def test_a_roster_page_marks_gaps_and_says_why():
    page = made(catalog(SMALL))["rosters/pay.md"]
    assert "wb-tl-gap" in page
    assert "Nobody: a gap" in page
    assert "swapped with Ben" in page
    assert page.count('<svg class="wb-tl-week"') == 4


def test_a_runbook_keeps_its_body_and_says_that_it_is_old():
    page = made(catalog(SMALL))["runbooks/pay/Down.md"]
    assert page.endswith("\n## Meaning\n\nSee [the other](Slow.md) & `<b>`.\n")
    assert 'data-wb-due="2026-10-28">Not reviewed in time' in page
    assert "https://git.example/edit/main/runbooks/pay/Down.md" in page.replace("&#58;", ":")
    fresh = made(catalog(SMALL), AT.replace(month=6))["runbooks/pay/Down.md"]
    assert 'data-wb-due="2026-10-28" hidden>' in fresh


def test_a_runbook_of_no_service_says_who_of_its_owner_is_on_call():
    text = "---\ntitle: Slow\nowner: pay\n---\n## Meaning\n"
    page = made(catalog({**SMALL, "runbooks/pay/Slow.md": text}))["runbooks/pay/Slow.md"]
    box = page.partition('<section class="wb-next"')[2].partition("</section>")[0]
    assert re.search(r'These are on call in <a href="[^"]*/rosters/pay/">Payments</a>', box)
    assert 'data-wb-roster="pay"' in box


def test_a_runbook_without_front_matter_is_a_page_too():
    page = made(catalog(SMALL))["runbooks/pay/Slow.md"]
    assert "# Slow" in page
    assert page.count("\n# ") == 1
    assert "Nobody has said when" in page


@pytest.mark.parametrize(
    ("body", "first", "left"),
    [
        ("# My own words\n\nx\n", "# My own words\n", "\nx\n"),
        ("\n\n# My own words", "# My own words\n", ""),
        ("x\n\n# My own words\n", "# My own words\n", "x\n\n# My own words\n"),
        ("# My `own` words\nx\n", '<div class="wb-facts wb-runbook">', "# My `own` words\nx\n"),
        ("    # no title\nx\n", "# Slow\n", "    # no title\nx\n"),
        ("## Meaning\nx\n", "# Slow\n", "## Meaning\nx\n"),
        ("# <b>\nx\n", '<div class="wb-facts wb-runbook">', "# <b>\nx\n"),
    ],
)
def test_a_title_of_their_own_words_stands_above_who_is_on_call(body, first, left):
    page = made(catalog({**SMALL, "runbooks/pay/Slow.md": body}))["runbooks/pay/Slow.md"]
    ours, _, theirs = page.partition(f"{MARKER}\n\n")
    assert ours.partition("---\n")[2].partition("---\n")[2].lstrip().startswith(first)
    assert theirs == left


@pytest.mark.parametrize(
    ("allowed", "phone", "email"),
    [("full", True, True), ("work", False, True), ("none", False, False)],
)
def test_contacts_are_published_as_far_as_allowed(allowed, phone, email):
    settings = SMALL["watchbill.yaml"].replace("contacts: full", f"contacts: {allowed}")
    site = made(catalog({**SMALL, "watchbill.yaml": settings}))
    everything = "".join(site.values())
    assert ("447700900008" in everything) is phone
    assert ("ada@a.example" in everything) is email
    assert ("ada&#45;obi" in everything or "ada-obi" in everything) is email


def test_a_ladder_is_drawn_with_its_times():
    page = made(catalog(SMALL))["escalation/pay.md"]
    assert '<svg class="wb-ladder"' in page
    assert "at once" in page
    assert "&#43;5 min" in page
    assert "then from the top, once more" in page


@pytest.mark.parametrize("of", [example(), catalog(SMALL), catalog(FILES), catalog({})])
def test_the_settings_are_yaml_and_name_pages_that_are_there(of):
    read = yaml_load(config(of, templates()).text)
    assert read["theme"]["font"] is False
    assert "navigation.prune" in read["theme"]["features"]
    assert "repo_url" not in read
    assert read["plugins"] == [{"search": {"enabled": False}}]
    site = made(of)

    def leaves(entry):
        if isinstance(entry, str):
            yield entry
        for item in (
            entry.values() if isinstance(entry, dict) else entry if isinstance(entry, list) else ()
        ):
            yield from leaves(item)

    assert set(leaves(read["nav"])) <= set(site)


def test_too_many_runbooks_are_left_to_their_index():
    many = {f"runbooks/a/R{n}.md": f"# R{n}\n" for n in range(301)}
    read = yaml_load(config(catalog({**SMALL, **many}), templates()).text)
    assert {"Runbooks": "runbooks/index.md"} in read["nav"]
    index = made(catalog({**SMALL, **many}))["runbooks/index.md"]
    assert index.count('scope="row"') == 303


def test_lists_are_in_the_order_of_what_they_show():
    site = made(example())
    for path in ("services/index.md", "topics/index.md", "escalation/index.md", "rosters/index.md"):
        names = re.findall(r'<th scope="row"><a[^>]*>([^<]*)', site[path])
        assert len(names) > 5
        assert names == sorted(names, key=str.casefold), path
    cards = re.findall(r"<h2><a[^>]*>([^<]*)", site["index.md"])
    assert cards == sorted(cards, key=str.casefold)


def test_everybody_who_comes_next_is_named():
    roster = SMALL["rosters/teams/pay.yaml"].partition("overrides:")[0]
    roster = roster.replace("    hours: [{from: mon 09:00, until: sun 09:00}]\n", "")
    buddy = """  - id: buddy
    role: primary
    alongside: true
    handoff: {every: 1 week, on: tuesday, at: "12:00"}
    turns: [{since: 2026-01-06, order: [ben, ada]}]
"""
    site = made(catalog({**SMALL, "rosters/teams/pay.yaml": roster + buddy}))
    then = re.search(r'class="wb-then">(.*?)</small>', site["rosters/pay.md"])
    assert then
    assert sorted(re.findall(r">([^<]+)</a>", then[1])) == ["Ada Obi", "Ben"]
