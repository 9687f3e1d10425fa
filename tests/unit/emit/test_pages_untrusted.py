"""Runbooks are Markdown only: HTML in them is shown, links and pictures lead nowhere bad."""

import html
import re
from html.parser import HTMLParser

import markdown
import pytest

from tests.browser.hostile import BODY
from watchbill.emit.pages.book import below
from watchbill.emit.untrusted import MARKER, is_good, is_local

EXTENSIONS = [
    "admonition", "def_list", "footnotes", "sane_lists", "tables", "toc",
    "pymdownx.details", "pymdownx.highlight", "pymdownx.superfences", "pymdownx.tabbed",
    "pymdownx.tasklist", "watchbill.emit.untrusted",
]  # fmt: skip


def render(body: str, head: str = "") -> str:
    return markdown.markdown(head + str(below(body)), extensions=EXTENSIONS)


def test_own_html_stays_and_that_of_people_is_text():
    page = render("<b>bold</b>\n\n<div>\n\nx", '<div class="wb-facts"><p>ours</p></div>\n')
    assert '<div class="wb-facts"><p>ours</p></div>' in page
    assert "&lt;b&gt;bold&lt;/b&gt;" in page
    assert "&lt;div&gt;" in page


def test_the_first_marker_counts():
    page = render(f"{MARKER}\n\n<i>x</i>\n")
    assert "<i>" not in page


class Tags(HTMLParser):
    """Collects the tags of a page, as a browser would find them."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def test_nothing_of_a_hostile_runbook_is_alive():
    tags = Tags()
    tags.feed(render(BODY))
    assert tags.found
    for tag, attributes in tags.found:
        assert tag not in {"script", "svg", "style", "iframe", "object", "form"}
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert is_good(attributes.get("href", "")), attributes
        assert is_local(attributes.get("src", "")), attributes


def test_code_is_shown_as_it_is():
    page = render("```html\n<script>x</script>\n```\n\n`<b>`\n\n    <i>\n")
    text = html.unescape(re.sub(r"<[^>]*>", "", page))
    assert "<script>x</script>" in text
    assert "<b>" in text
    assert "<i>" in text


@pytest.mark.parametrize(
    "text", ["{{ 7*7 }}", "{% raw %}", '--8<-- "/etc/passwd"', "{{< hint info >}}", "{: .x }"]
)
def test_what_means_something_elsewhere_is_text_here(text):
    assert text in html.unescape(render(f"a {text} b"))


@pytest.mark.parametrize(
    ("url", "good", "local"),
    [
        ("https://a.example/x", True, False),
        ("mailto:a@b.example", True, False),
        ("tel:+123", True, False),
        ("../other.md#x", True, True),
        ("#x", True, True),
        ("", True, True),
        ("a?b:c", True, True),
        ("//a.example/x", True, False),
        ("javascript:x", False, False),
        ("JAVASCRIPT:x", False, False),
        (" java\tscript:x", False, False),
        ("java&#115;cript:x", False, False),
        ("data:text/html,x", False, False),
        ("vbscript:x", False, False),
        ("http://[bad", False, False),
        ("//[bad", False, True),
        (r"\\a.example\x", True, False),
        ("\x02wzxhzdk:0\x03", False, False),
    ],
)
def test_urls(url, good, local):
    assert is_good(url) is good
    assert is_local(url) is (local and not url.startswith("//"))


def test_a_picture_from_elsewhere_is_a_link_that_nobody_follows_unasked():
    page = render("![graph](https://tracker.example/x.png) ![here](x.png)")
    assert '<a href="https://tracker.example/x.png">graph</a>' in page
    assert '<img alt="here" src="x.png" />' in page
