"""What people write is what a browser makes of it: nothing outside the list, whatever the soup."""

import json
import random

import markdown
import pytest
from playwright.sync_api import Browser

from tests.unit.emit.test_pages_untrusted import EXTENSIONS
from watchbill.emit.allowed import BLOCKS, INLINE
from watchbill.emit.pages.book import below

pytestmark = pytest.mark.browser

CASES, LONGEST = 600, 24
# What Markdown itself makes, with the attributes that its extensions give it.
MARKDOWN = {
    "blockquote", "code", "dd", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "p", "pre",
    "em", "strong", "ul", "ol", "li", "sup", "input", "label",
}  # fmt: skip
MADE = {
    "id",
    "class",
    "for",
    "name",
    "type",
    "checked",
    "disabled",
    "title",
    "href",
    "start",
    "align",
}
PIECES = [
    "<b>", "</b>", "<i>", "</i>", "<p>", "</p>", "<div>", "</div>", "<details>", "</details>",
    "<summary>", "</summary>", "<table>", "</table>", "<tr>", "</tr>", "<td>", "</td>", "<th>",
    "<tbody>", "</tbody>", "<caption>", "<ul>", "</ul>", "<ol start=2>", "</ol>", "<li>",
    "</li>", "<pre>", "</pre>", "<a href='x'>", "</a>", "<span>", "</span>", "<br>", "<hr/>",
    "<kbd>", "<a href=javascript:pwned(1)>", "<a href='java\nscript:pwned(1)'>",
    "<a href=&#106;avascript:pwned(1)>", "<img src=x onerror=pwned(1)>",
    "<img src='//tracker.example/x' alt=x>", "<img alt='<b>' src=y.png>",
    "<img src=data:image/svg+xml,x>", "<b onclick=pwned(1)>",
    "<div style='color:red' class=md-header>", "<script>", "</script>", "<style>", "</style>",
    "<svg>", "</svg>", "<math>", "<mtext>", "<mglyph>", "<svg onload=pwned(1)>",
    "<iframe src=x>", "<form>", "</form>", "<button formaction=javascript:pwned(1)>",
    "<template>", "</template>", "<select>", "<noscript>", "<textarea>", "</textarea>",
    "<title>", "</title>", "<xmp>", "<plaintext>", "<base href=//tracker.example>",
    "<meta http-equiv=refresh>", "</section>", "</article>", "</body>",
    "<body onload=pwned(1)>", "<!--", "-->", "<![CDATA[", "]]>", "<?x", "?>", "<!doctype html>",
    "<b", "<a href='", '<a title="', "'>", '">', "<", ">", "&lt;", "&#60;", "\x00",
    "\x02wzxhzdk:0\x03", "\x02amp\x03", "`", "``", "```\n", "\n```\n", "~~~\n", "**", "*", "_",
    "\\", "\n\n", "\n\n", "\n", "\n    ", "\n- ", "\n1. ", "\n> ", "\n# ", "\n## ",
    "\n| a | b |\n|---|---|\n| ", '\n!!! note "', "\n??? tip\n    ", "[x](",
    "](javascript:pwned(1))", "![", ")", "[^1]", "\n[^1]: ", "\n[r]: javascript:pwned(1)\n",
    "[r]", "\n: ", "- [ ] ", "word ", "word ", "a", " ", '="', "/",
]  # fmt: skip
LOOK = """([allowed, markdown, made]) => {
  const bad = [];
  const cases = [...document.body.children];
  for (const one of cases) {
    if (one.tagName !== 'SECTION' || !one.dataset.case) bad.push(['outside', one.tagName]);
    for (const e of one.querySelectorAll('*')) {
      const name = e.localName;
      if (e.namespaceURI !== 'http://www.w3.org/1999/xhtml') bad.push([one.dataset.case, name]);
      if (!(name in allowed) && !markdown.includes(name)) bad.push([one.dataset.case, name]);
      for (const a of e.attributes) {
        const listed = (allowed[name] ?? []).includes(a.name);
        if (!listed && !made.includes(a.name)) bad.push([one.dataset.case, name, a.name]);
      }
      const runs = name === 'a' && /^(javascript|data|vbscript):/.test(e.protocol);
      const leaves = name === 'img' && !e.src.startsWith(location.origin);
      if (runs || leaves) bad.push([one.dataset.case, name, e.href ?? e.src]);
    }
  }
  return {bad, count: cases.length, hits: window.hits, body: document.body.attributes.length};
}"""


def soup(chance: random.Random) -> str:
    """Return some pieces of text, most of which mean something to somebody."""
    return "".join(chance.choices(PIECES, k=chance.randint(1, LONGEST)))


@pytest.mark.parametrize("seed", range(3))
def test_a_browser_finds_only_what_is_allowed(browser: Browser, seed: int):
    chance = random.Random(seed)  # the same soup every time
    bodies = [soup(chance) for _ in range(CASES)]
    extensions = [name for name in EXTENSIONS if name != "pymdownx.tabbed"]
    page_text = "".join(
        f'<section data-case="{n}">'
        + markdown.markdown(str(below(body)), extensions=extensions)
        + "</section>"
        for n, body in enumerate(bodies)
    )
    allowed = {name: sorted(kept) for name, kept in {**INLINE, **BLOCKS}.items()}
    with browser.new_context() as context:
        page = context.new_page()
        page.add_init_script("window.hits = []; window.pwned = (n) => window.hits.push(n);")
        requests: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        whole = (
            f"<!doctype html><html><head><meta charset=utf-8></head><body>{page_text}</body></html>"
        )
        kind = "text/html; charset=utf-8"
        page.route("**", lambda route: route.fulfill(body=whole, content_type=kind))
        page.route("**/*.png", lambda route: route.fulfill(body=""))
        page.goto("http://soup.example/", wait_until="load")
        seen = page.evaluate(LOOK, [allowed, sorted(MARKDOWN), sorted(MADE)])
    blamed = [(what, bodies[int(what[0])]) for what in seen["bad"] if what[0].isdigit()]
    assert seen["bad"] == [], json.dumps(blamed[:3], ensure_ascii=False, indent=1)
    assert seen["count"] == CASES
    assert seen["hits"] == []
    assert seen["body"] == 0
    assert [url for url in requests if not url.startswith("http://soup.example/")] == []
