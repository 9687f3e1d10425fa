"""Runbooks are Markdown only: HTML in them is shown, links and pictures lead nowhere bad."""

import html
import re
from html.parser import HTMLParser

import markdown
import pytest

from tests.browser.hostile import BODY
from watchbill.emit.pages.book import below
from watchbill.emit.untrusted import FOOT, MARKER, is_good, is_local

EXTENSIONS = [
    "admonition", "def_list", "footnotes", "sane_lists", "tables", "toc",
    "pymdownx.details", "pymdownx.highlight", "pymdownx.superfences", "pymdownx.tabbed",
    "pymdownx.tasklist", "watchbill.emit.untrusted",
]  # fmt: skip


def render(body: str, head: str = "") -> str:
    return markdown.markdown(head + str(below(body)), extensions=EXTENSIONS)


def test_own_html_stays_and_that_of_people_is_text():
    page = render("<u>line</u>\n\n<div>\n\nx", '<div class="wb-facts"><p>ours</p></div>\n')
    assert '<div class="wb-facts"><p>ours</p></div>' in page
    assert "&lt;u&gt;line&lt;/u&gt;" in page
    assert "&lt;div&gt;" in page


def test_the_first_marker_counts():
    page = render(f"{MARKER}\n\n<u>x</u>\n")
    assert "<u>" not in page


def test_our_foot_stands_behind_what_people_wrote():
    foot = f'{FOOT}\n\n<footer class="wb-foot">ours</footer>\n'
    page = render(f"theirs\n\n{FOOT}\n\n<footer>not ours</footer>\n{MARKER}\n- x", foot)
    assert page.endswith('<footer class="wb-foot">ours</footer>')
    assert page.count("<footer") == 1
    assert page.index("theirs") < page.index("&lt;footer&gt;") < page.index('"wb-foot"')


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("press <kbd>Ctrl</kbd>+<kbd>C</kbd>", "<p>press <kbd>Ctrl</kbd>+<kbd>C</kbd></p>"),
        ("a<br>b<BR/>c", "<p>a<br />\nb<br />\nc</p>"),
        ("<B>x</B >", "<p><b>x</b></p>"),
        ("<b class=x id='y' style=z>x</b>", "<p><b>x</b></p>"),
        ("<b onclick=x>x</b>", "<p>&lt;b onclick=x&gt;x&lt;/b&gt;</p>"),
        ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>"),
        ("<svg><b>x</b></svg>", "<p>&lt;svg&gt;<b>x</b>&lt;/svg&gt;</p>"),
        ("<b>x", "<p>&lt;b&gt;x</p>"),
        ("x</b></div>", "<p>x&lt;/b&gt;</p>\n<p>&lt;/div&gt;</p>"),
        ("<i><b>x</i></b>", "<p><i>&lt;b&gt;x</i>&lt;/b&gt;</p>"),
        ("**x <b>y** z</b>", "<p><strong>x &lt;b&gt;y</strong> z&lt;/b&gt;</p>"),
        ("<a href='x.md'>x</a>", '<p><a href="x.md">x</a></p>'),
        ("<a href='javascript:x'>x</a>", "<p><span>x</span></p>"),
        ("<a name='x'></a>y", "<p><span></span>y</p>"),
        ("<a title='t'>x</a>", '<p><span title="t">x</span></p>'),
        ("<img alt='x' title='t'>", "<p><span>x</span></p>"),
        ("<img>", "<p><span></span></p>"),
        ("<a href='java&#115;cript:x'>x</a>", "<p><span>x</span></p>"),
        ("<a href='java&amp;#115;cript:x'>x</a>", "<p><span>x</span></p>"),
        ("<img src=a/b.png>", '<p><img alt="b.png" src="a/b.png" /></p>'),
        ("<img src=//a.example/b.png alt=c>", '<p><a href="//a.example/b.png">c</a></p>'),
        ("<img src=data:x alt=c>", "<p><span>c</span></p>"),
        ("<img alt='<b>' src=x width=9 height=9px>",
         '<p><img alt="&lt;b&gt;" src="x" width="9" /></p>'),
        ("<abbr title='a \"b\"'>x</abbr>", '<p><abbr title="a &quot;b&quot;">x</abbr></p>'),
        ("## a <sub>b</sub> <hr>", '<h2 id="a-b-hr">a <sub>b</sub> &lt;hr&gt;</h2>'),
        ("`<b>` \\`<b>", "<p><code>&lt;b&gt;</code> `&lt;b&gt;</p>"),
        ("<td>x</td>", "<div>x</div>"),
        ("<p>a<div>b</div></p>", "<div>a<div>\n<p>b</p>\n</div>\n</div>"),
        ("<pre>a\n\n  <i>b</i> <u> &lt;</pre>", "<pre>a\n\n  <i>b</i> &lt;u&gt; &lt;</pre>"),
        ("<pre><a href=x>b</a>", '<p>&lt;pre&gt;<a href="x">b</a></p>'),
        ("<pre><a href=x>b</a></pre>", "<pre>&lt;a href=x&gt;b&lt;/a&gt;</pre>"),
    ],
)  # fmt: skip
def test_html_of_people(body, said):
    assert render(body).strip() == said


def test_what_folds_holds_markdown():
    page = render("<details>\n<summary>More</summary>\n\n- a\n\n```\n<b>\n```\n\n</details>\n\nb")
    tags = Tags()
    tags.feed(page)
    assert [tag for tag, _ in tags.found] == [
        "details", "summary", "ul", "li", "div", "pre", "span", "code", "p",
    ]  # fmt: skip
    assert page.index("</details>") < page.index("<p>b</p>")


def test_a_table_of_html_is_one():
    page = render("<table>\n <tr><th scope=row>a</th>\n  <td colspan=2>**b**</td></tr>\n</table>")
    assert "".join(page.split("\n")) == (
        '<table><tr><th scope="row">a</th><td colspan="2"><strong>b</strong></td></tr></table>'
    )


@pytest.mark.parametrize(
    "body",
    ["<b>" * 3000 + "x" + "</b>" * 3000, "<div>\n\n" * 400, "<b a='" * 3000, "<pre>\n" * 3000],
)
def test_too_much_of_it_is_text_soon(body):
    assert "&lt;" in render(body)


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
