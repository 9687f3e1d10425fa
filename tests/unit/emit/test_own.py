"""Blocks of our HTML are put by unread, and a page is the same as if they had been read."""

import markdown
import pytest
from markdown.preprocessors import HtmlBlockPreprocessor

from watchbill.emit.own import put_by
from watchbill.emit.pages.book import below

PLAIN = '<div class="wb-facts">\n<p hidden>a &#43; b</p>\n<div>c<br></div>\n</div>'
READ = [
    '<div id="a">x</div>',
    '<div><a name="a">x</a></div>',
    "<div title='x'>y</div>",
    '<div title="a > b">y</div>',
    "<div><!-- </div> --></div>",
    "<div><script>'</div>'</script></div>",
    "<div><textarea></div></textarea></div>",
    "<div><title></div></title></div>",
    "<div><DIV>x</DIV></div>",
    "<div><div/>x</div>",
    "<div>&nope x</div>",
    "<div>a</div> b",
    "<div>a</div>\nb",
    "<div>a\n\nb",
    "<span>a</span>",
    "<hr>",
    " <div>a</div>",
    "</div>",
]


def kept(text: str) -> tuple[str, list[str]]:
    found: list[str] = []

    def store(block: str) -> str:
        found.append(block)
        return f"({len(found)})"

    return put_by(text, store, lambda name: name not in {"span", "a"}), found


def test_plain_blocks_are_put_by():
    text = f"# a\n\n{PLAIN}\n\n- b\n\n<nav>c</nav>\n\n"
    assert kept(text) == ("# a\n\n(1)\n\n- b\n\n(2)\n\n", [f"{PLAIN}\n", "<nav>c</nav>\n"])


@pytest.mark.parametrize("block", READ)
def test_what_is_not_plain_is_left_and_ends_it(block):
    text = f"a\n\n{block}\n\n<div>b</div>\n\n"
    assert kept(text) == (text, [])


@pytest.mark.parametrize("block", [PLAIN, *READ])
@pytest.mark.parametrize("around", ["{}\n\n", "# a\n\n{}\n\nb\n\n{}\n\n\n", "- a\n\n{}\n\n- b\n\n"])
def test_a_page_is_the_same(block, around, monkeypatch):
    head = around.replace("{}", block)

    def page() -> str:
        extensions = ["tables", "toc", "pymdownx.superfences", "watchbill.emit.untrusted"]
        return markdown.markdown(f"{head}{below('theirs <b>x</b>')}", extensions=extensions)

    quick = page()
    monkeypatch.setattr("watchbill.emit.untrusted.put_by", lambda text, *_: text)
    assert quick == page()


@pytest.mark.parametrize("text", ["<div>" * 20_000, "<div>x</div>\n" * 20_000, "\n\n<p>&" * 20_000])
def test_it_takes_no_time_that_grows_with_its_square(text):
    assert kept(f"\n\n{text}\n\n")[1] == []


def test_our_boxes_are_not_read(monkeypatch):
    read: list[str] = []

    def run(_: HtmlBlockPreprocessor, lines: list[str]) -> list[str]:
        read.extend(lines)
        return lines

    monkeypatch.setattr(HtmlBlockPreprocessor, "run", run)
    page = markdown.markdown(
        f"\n\n{PLAIN}\n\n{below('x')}", extensions=["watchbill.emit.untrusted"]
    )
    assert PLAIN in page
    assert not any("<" in line for line in read)
