"""What people wrote reads the same in HTML and in Markdown, and is never more than text."""

import html
import re

import markdown
import pytest
import yaml
from jinja2 import DictLoader

from tests.browser.hostile import EVIL
from watchbill.emit.escape import clean, mail, percent, phone, quoted, safe, script, title, web
from watchbill.emit.pages import environment
from watchbill.emit.pages.book import front

NASTY = [
    EVIL,
    "plain",
    "1. not a list",
    "- not a list",
    "# no heading",
    "---",
    "===",
    "> quote",
    "    code",
    "a\n\n    b",
    "`code` **bold** _it_ ~~no~~",
    "[x](y) ![x](y) [x]: y",
    "[x][y] <http://a.example> http://a.example",
    "&amp; &lt; &#60; & <",
    r"\* \_ \\",
    "snake_case_name and 12:30 and a-b and v1.2",
    "{: .x} {#y} {{ z }} {% z %}",
    "*[HTML]: x",
    "[^1]: note",
    "| a | b |",
    "term\n: def",
    ":smile: $x$ ^a^ ==b==",
    "émile 漢字 🦊",
    "a\x00b\u202ec\ud800",
    "!!! note",
]


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("frame", ["a {} b", "{}", "# {}", "- {}", "> {}"])
def test_a_text_is_the_same_text_in_markdown(text, frame):
    rendered = markdown.markdown(
        frame.format(safe(text)),
        extensions=["tables", "attr_list", "footnotes", "abbr", "def_list", "admonition"],
    )
    inside = re.sub(r"</?(p|h1|ul|li|blockquote)>", "", rendered)
    assert "<" not in inside
    said = " ".join(html.unescape(inside).split())
    expected = " ".join(
        frame.removeprefix("# ").removeprefix("- ").removeprefix("> ").format(clean(text)).split()
    )
    assert said == expected


@pytest.mark.parametrize("text", NASTY)
def test_a_text_is_the_same_text_in_html_and_in_attributes(text):
    written = str(safe(text))
    assert not set(written) & set("<>\"'`*[]{}|")
    assert html.unescape(written) == clean(text)


@pytest.mark.parametrize("text", NASTY)
def test_a_title_survives_themes_that_unescape_it(text):
    said = html.unescape(html.unescape(title(text)))
    assert "<" not in title(text)
    assert '"' not in title(text)
    assert "<" not in html.unescape(title(text)) or "&" in text
    assert len(said) > 0 or not clean(text)


@pytest.mark.parametrize("text", NASTY)
def test_front_matter_is_yaml_whatever_the_title(text):
    head = str(front(text, tags=[text], search={"boost": 2}))
    assert head.startswith("---\n")
    read = yaml.safe_load(head.removesuffix("---\n"))
    assert read == {"title": title(text), "tags": [title(text)], "search": {"boost": 2}}


def test_a_script_holds_no_end_of_itself():
    text = script({"a": "</script><!-- \u2028 &"})
    assert not set(text) & set("<>&\u2028")


@pytest.mark.parametrize(
    ("kind", "good"),
    [(web, "https://a.example/x?y=1"), (mail, "a.b+c@d.example"), (phone, "+44 7700 900008")],
)
def test_only_good_urls_become_links(kind, good):
    assert kind(good)
    for bad in ["javascript:pwned(1)", "java\nscript:x", "//a.example", '"><b>', "", EVIL]:
        assert kind(bad) is None


def test_a_path_is_percent_encoded():
    assert percent('a b/é"<#?:%') == "a%20b/%C3%A9%22%3C%23%3F%3A%25"


def test_a_template_escapes_what_it_prints_and_cannot_reach_out():
    bad = ("{{ x.__class__.mro() }}", "{{ all.append(1) }}", "{{ kind.mro() }}")
    env = environment(DictLoader({"a": "{{ x }} <i> {{ all.index(1) }}", **{b: b for b in bad}}))
    values = {"x": "<&>", "all": [1], "kind": str}
    for name in (*bad, *bad):
        assert env.get_template("a").render(values) == "&#60;&#38;&#62; <i> 0"
        with pytest.raises(Exception, match="unsafe"):
            env.get_template(name).render(values)


def test_quoted_is_json():
    assert quoted(["a", "é"]) == '["a", "é"]'
