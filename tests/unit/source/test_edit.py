"""Edits in place: what changes, and that nothing else does."""

from collections.abc import Callable
from difflib import unified_diff

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchbill.errors import WatchbillError
from watchbill.source import yaml
from watchbill.source.edit import add_field, insert, remove, replace
from watchbill.source.words import Plain, flow, word

FILE = """\
# top
name: Payments   # a name
members: [ada, ben]  # who
order:
  - ada   # lead
  - [ben, cleo]
  # tail
turns:
  - {since: 2026-01-06, order: [ada, ben]}
  # why
  - {since: 2026-02-06, order: [ada, ben]}   # new

lines: [
  ada,  # one
  ben   # two
  ]
deep:
    - since: 2026-01-06
      order:
      - ada
      - ben
  # end
tight:
- ada
- ben
"""
BLOCK = {"since": Plain("2026-03-03"), "order": ["ben", ["ada", "cleo"]]}

CASES: dict[str, tuple[Callable[..., str], tuple, list[str]]] = {
    "flow, at the end": (
        insert,
        (("members",), 2, "dan"),
        ["-members: [ada, ben]  # who", "+members: [ada, ben, dan]  # who"],
    ),
    "flow, in front": (
        insert,
        (("members",), 0, "dan"),
        ["-members: [ada, ben]  # who", "+members: [dan, ada, ben]  # who"],
    ),
    "flow, between": (
        insert,
        (("members",), 1, "dan"),
        ["-members: [ada, ben]  # who", "+members: [ada, dan, ben]  # who"],
    ),
    "block, at the end": (insert, (("order",), 2, "dan"), ["+  - dan"]),
    "block, between, behind a comment": (insert, (("order",), 1, "dan"), ["+  - dan"]),
    "block, in front": (insert, (("order",), 0, "dan"), ["+  - dan"]),
    "block without indentation": (insert, (("tight",), 2, "dan"), ["+- dan"]),
    "mapping as its neighbour": (
        insert,
        (("turns",), 2, BLOCK),
        ["+  - {since: 2026-03-03, order: [ben, [ada, cleo]]}"],
    ),
    "mapping in lines as its neighbour": (
        insert,
        (("deep",), 1, BLOCK),
        ["+    - since: 2026-03-03", "+      order:", "+        - ben", "+        - [ada, cleo]"],
    ),
    "one a line, at the end": (
        insert,
        (("lines",), 2, "dan"),
        ["-  ben   # two", "+  ben,   # two", "+  dan"],
    ),
    "one a line, between": (insert, (("lines",), 1, "dan"), ["+  dan,"]),
    "out of a flow": (
        remove,
        (("members", 0),),
        ["-members: [ada, ben]  # who", "+members: [ben]  # who"],
    ),
    "the last out of a flow": (
        remove,
        (("members", 1),),
        ["-members: [ada, ben]  # who", "+members: [ada]  # who"],
    ),
    "out of a block": (remove, (("order", 0),), ["-  - ada   # lead"]),
    "a group out of a block": (remove, (("order", 1),), ["-  - [ben, cleo]"]),
    "out of a group": (remove, (("order", 1, 1),), ["-  - [ben, cleo]", "+  - [ben]"]),
    "its own line": (remove, (("lines", 0),), ["-  ada,  # one"]),
    "a value": (
        replace,
        (("name",), "Ä: b"),
        ["-name: Payments   # a name", '+name: "Ä: b"   # a name'],
    ),
    "a group": (replace, (("order", 1), "ben"), ["-  - [ben, cleo]", "+  - ben"]),
    "a field": (
        add_field,
        ("overrides", [{"person": "ada"}]),
        ["+overrides:", "+  - {person: ada}"],
    ),
}


def changed(before: str, after: str) -> list[str]:
    lines = unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in list(lines)[2:] if not line.startswith("@@")]


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_changes_these_lines_and_no_others(name: str, eol: str):
    edit, arguments, expected = CASES[name]
    text = FILE.replace("\n", eol)
    after = edit(text, *arguments)
    assert changed(text, after) == expected
    assert after.count("\r") == (after.count("\n") if eol == "\r\n" else 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: []\n", "a: [x]\n"),
        ("a: [ ]  # none\n", "a: [x]  # none\n"),
        ("a:\n  - b", "a:\n  - b\n  - x"),
        ("a:\n  - b  # c", "a:\n  - b  # c\n  - x"),
        ("{a: [b]}", "{a: [b, x]}"),
        ('{"a": ["b",]}', '{"a": ["b", x,]}'),
        ("a:\n  - >-\n    b\n\n\nc: d\n", "a:\n  - >-\n    b\n  - x\n\n\nc: d\n"),
        ("a: [b,\n    c]\n", "a: [b,\n    c, x]\n"),
        ("é: 😀\na: [😀]\n", "é: 😀\na: [😀, x]\n"),
    ],
)
def test_finds_the_end_of_a_list(text: str, expected: str):
    at = len(yaml.read(text).data["a"])
    assert insert(text, ("a",), at, "x") == expected


@pytest.mark.parametrize(
    "text",
    [
        "b: &all [ada]\na: *all\n",  # an alias cannot be edited, nor what it would change
        "a: &all [ada]\nb: *all\n",
        "a: ada\n",
        "a: [ada\n",
        "a: [ada]\na: [ben]\n",
        "- a\n",
        "",
    ],
)
def test_refuses_what_it_cannot_edit_safely(text: str):
    with pytest.raises(WatchbillError):
        insert(text, ("a",), 1, "x")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{a: b}\n", "{a: b, c: [d]}\n"),
        ("a: b\n# end\n\n", "a: b\n# end\nc: [d]\n\n"),
        ("a: b  # end", "a: b  # end\nc: [d]"),
        ("---\na: b\n...\n", "---\na: b\nc: [d]\n...\n"),
        ("a: |\n  b\n", "a: |\n  b\nc: [d]\n"),
    ],
)
def test_a_field_comes_last(text: str, expected: str):
    assert add_field(text, "c", ["d"]) == expected


def test_the_only_item_leaves_an_empty_list():
    assert remove("a:\n  - b  # c\nd: e\n", ("a", 0)) == "a:\n  []  # c\nd: e\n"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("ada", "ada"),
        ("Kube Pod Crash", "Kube Pod Crash"),
        ("yes", '"yes"'),
        ("Off", '"Off"'),
        ("n", '"n"'),
        ("null", '"null"'),
        ("1e3", '"1e3"'),
        ("0x1f", '"0x1f"'),
        ("12:30", '"12:30"'),
        ("2026-01-06", '"2026-01-06"'),
        ("a: b", '"a: b"'),
        ("a #b", '"a #b"'),
        ("[a", '"[a"'),
        ("", '""'),
        (" a", '" a"'),
        ("a ", '"a "'),
        ("a\nb", '"a\\nb"'),
        ("=", '"="'),
        ("<<", '"<<"'),
        ("+1", '"+1"'),
        (".5", '".5"'),
        ("*a", '"*a"'),
        (True, "true"),
        (20, "20"),
        (2.5, "2.5"),
        (Plain("2026-01-06"), "2026-01-06"),
    ],
)
def test_quotes_what_others_would_misread(value: object, expected: str):
    assert word(value) == expected


_words = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp", "Cn", "Co"]))


@given(st.lists(_words | st.lists(_words)))
def test_reads_back_what_it_writes(values: list[object]):
    assert yaml.read(f"a: {flow(values)}\n") == yaml.Yaml({"a": values}, ())


@given(_words)
def test_other_readers_agree(value: str):
    from yaml import safe_load

    assert safe_load(f"a: {word(value)}") == {"a": value}
