"""The full text: every word leads to its page, in small pieces, and to a heading that is there."""

import json
import re
from collections.abc import Mapping
from itertools import pairwise

import pytest
from markdown import Markdown

from tests.browser.hostile import FILES
from tests.unit.emit.made_site import catalog, example
from watchbill.emit.data.markdown import plain, read
from watchbill.emit.data.text import FullText, documents, full_text
from watchbill.engine.words import humps, stem, words
from watchbill.model import Catalog

CATALOGS = [example(), catalog(FILES), catalog({})]


def pieces(found: FullText, kind: str) -> list:
    """Return the pieces of a kind: Text for the index, Pages for the texts."""
    said = [re.fullmatch(rf"window\.watchbill{kind}\((\d+),(.*)\);\n", a.text)
            for a in found.artifacts]  # fmt: skip
    rows = [(int(match[1]), json.loads(match[2])) for match in said if match]
    assert [number for number, _ in rows] == list(range(len(rows)))
    return [row for _, row in rows]


def postings(found: FullText) -> dict[str, dict[int, int]]:
    """Return the pages and weights of every stem, read as a browser does."""
    whole: dict[str, dict[int, int]] = {}
    for piece in pieces(found, "Text"):
        for root, said in piece.items():
            page = 0
            whole[root] = {}
            for part in said.split(" "):
                page += int(part[:-1], 36)
                whole[root][page] = int(part[-1], 36)
    return whole


def many(count: int, changed: Mapping[int, str] | None = None) -> Catalog:
    """Return runbooks that share half of their words."""
    body = "## Meaning\n\n" + " ".join(f"common{n} shared{n % 7}" for n in range(60)) + "\n"
    return catalog(
        {"watchbill.yaml": "name: Many\ntimezone: UTC\n"}
        | {
            f"runbooks/r{n:04}.md": body
            + " ".join(f"own{n}x{m}" for m in range(60))
            + (changed or {}).get(n, "")
            for n in range(count)
        }
    )


@pytest.mark.parametrize("of", CATALOGS)
def test_every_word_leads_to_its_page(of):
    found = full_text(of)
    known = postings(found)
    for number, document in enumerate(documents(of)):
        text = " ".join(part for section in document.text.sections for part in section)
        for word in {*words(document.title), *words(humps(document.title))}:
            assert number in known[stem(word)]
        bodies = " ".join(section.text for section in document.text.sections)
        for word in words(bodies):
            assert number in known[stem(word)], (word, text[:80])
    assert found.size == len(of.runbooks) + len(of.pages)


@pytest.mark.parametrize("of", CATALOGS)
def test_pieces_are_found_by_their_first_stem_and_page(of):
    found = full_text(of)
    index, texts = pieces(found, "Text"), pieces(found, "Pages")
    assert [next(iter(piece)) for piece in index] == list(found.stems)
    roots = [root.encode("utf-16-be") for piece in index for root in piece]
    assert all(one < other for one, other in pairwise(roots))
    assert len(found.texts) == len(texts)
    bounds = pairwise((*found.texts, found.size))
    assert [len(piece) for piece in texts] == [end - start for start, end in bounds]


def test_pieces_stay_small():
    found = full_text(many(1500))
    assert len(found.stems) > 5
    assert max(len(artifact.text) for artifact in found.artifacts) <= 60_000


def test_an_edit_changes_few_pieces():
    before = {a.path: a.text for a in full_text(many(400)).artifacts}
    after = {a.path: a.text for a in full_text(many(400, {200: " own200x61"})).artifacts}
    changed = [path for path in after if before.get(path) != after[path]]
    assert 1 < len(changed) < len(after) / 2


def test_titles_weigh_more_than_headings_and_those_more_than_text():
    body = "Some text about other things. "
    of = catalog(
        {
            "watchbill.yaml": "name: W\ntimezone: UTC\n",
            "runbooks/a.md": f"---\ntitle: Zebra\n---\n{body}\n",
            "runbooks/b.md": f"## Zebra\n\n{body}\n",
            "runbooks/c.md": f"{body} A zebra.\n",
            "runbooks/d.md": f"{body} A zebra, zebras and a zebra.\n",
        }
    )
    weights = postings(full_text(of))[stem("zebra")]
    assert weights[0] > weights[1] > weights[3] > weights[2]


@pytest.mark.parametrize("of", [example(), catalog(FILES)])
def test_anchors_are_those_of_the_page(of):
    bodies = [*(r.body for r in of.runbooks.values()), *(p.body for p in of.pages.values())]
    for body in bodies:
        if "<" in re.sub(r"(?s)```.*?```|`[^`]*`", "", body):
            continue  # whether HTML is text or not is another test's
        extensions = ["toc", "admonition", "tables", "sane_lists", "pymdownx.superfences"]
        page = Markdown(extensions=extensions).convert(body)
        there = re.findall(r'<h[1-6] id="([^"]*)"', page)
        assert [section.anchor for section in read(body).sections if section.anchor] == there


@pytest.mark.parametrize(
    ("body", "steps"),
    [
        ("1. Do `a`.\n2. Then [b](c.md).\n3. See.\n4. More.\n", ("Do a.", "Then b.", "See.")),
        ("- **One**\n- two\n", ("One", "two")),
        ("**1. Who?** On it.\n\n- item\n", ("Who? On it.",)),
        ("```\n1. code\n```\nJust prose.\n", ("1. code Just prose.",)),
        ("", ()),
    ],
)  # fmt: skip
def test_first_steps(body: str, steps: tuple[str, ...]):
    assert read(body).steps == steps


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("**Bold** and _slanted_ `code_name` *x*", "Bold and slanted code_name x"),
        ("| a | b_c |", "a b_c"),
        ("|---|:-:|", ""),
        ('!!! danger "Careful"', '"Careful"'),
        ("See [the docs](https://a.example/x_y) now", "See the docs now"),
        ("<!-- hidden --> shown", "shown"),
        ("---", ""),
    ],
)
def test_plain_text_is_what_a_reader_sees(line: str, said: str):
    assert plain(line) == said
