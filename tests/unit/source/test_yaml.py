"""Strict YAML: what it reads, what it refuses and where, and that it never falls over."""

import re
import time
from typing import Any

import pytest
import yaml as pyyaml
from hypothesis import given, settings
from hypothesis import strategies as st

from watchbill.source import yaml
from watchbill.source.trouble import Text

READ: list[tuple[str, Any]] = [
    # what YAML 1.1 readers make booleans, sexagesimal numbers, dates and octals of
    ("a: no\nb: yes\non: off\ny: n\n", {"a": "no", "b": "yes", "on": "off", "y": "n"}),
    ("a: true\nb: FALSE\nc: True\n", {"a": True, "b": False, "c": True}),
    (
        "a: 12:30\nb: 09:00\nc: 20:00\nd: 24:00\n",
        {"a": "12:30", "b": "09:00", "c": "20:00", "d": "24:00"},
    ),
    (
        "a: 2026-03-02\nb: 2026-03-02T12:00\nc: 2026-02-30\n",
        {"a": "2026-03-02", "b": "2026-03-02T12:00", "c": "2026-02-30"},
    ),
    (
        "a: 010\nb: 08\nc: 0o10\nd: 0x1F\ne: 0b1\nf: 1_000\n",
        {"a": 10, "b": 8, "c": 8, "d": 31, "e": "0b1", "f": "1_000"},
    ),
    (
        "a: 1\nb: -2\nc: +3\nd: 1.10\ne: 1e3\nf: .5\n",
        {"a": 1, "b": -2, "c": 3, "d": 1.1, "e": 1000.0, "f": 0.5},
    ),
    # no number that is none, and none that Python refuses to read
    (
        "a: .inf\nb: .nan\nc: 1e999\nd: " + "1" * 5000 + "\n",
        {"a": ".inf", "b": ".nan", "c": "1e999", "d": "1" * 5000},
    ),
    # keys are words
    (
        "1: a\ntrue: b\n2026-01-01: c\n1.5: d\n",
        {"1": "a", "true": "b", "2026-01-01": "c", "1.5": "d"},
    ),
    # quotes and blocks
    (
        "a: '12'\nb: \"no\\tx\"\nc: |\n  1\n  2\nd: >-\n  x\n  y\n",
        {"a": "12", "b": "no\tx", "c": "1\n2\n", "d": "x y"},
    ),
    ("a: b\t# a tab before a comment\n", {"a": "b"}),
    ("a: &x [1]\nb: *x\nc: &y text\nd: *y\n", {"a": [1], "b": [1], "c": "text", "d": "text"}),
    ("%YAML 1.1\n---\na: no\n...\n", {"a": "no"}),
    ("a:b\n", "a:b"),
    ("- a\n- [b, {c: d}]\n", ["a", ["b", {"c": "d"}]]),
    ("'~'", "~"),
    ("a: \U0001f469\u200d\U0001f692 é\n", {"a": "\U0001f469\u200d\U0001f692 é"}),
]
REFUSED = [  # text, code, line, column, what the message says
    ("a: 1\nb: 2\na: 3\n", "WB004", 3, 1, "`a` stands here a second time; the first is on line 1"),
    ("{a: [1], b: 2, a: [3]}", "WB004", 1, 16, "`a` stands here a second time"),
    ("1: a\n'1': b\n", "WB004", 2, 1, "`1` stands here a second time"),
    ("a: ~\n", "WB005", 1, 1, "`a` has no value"),
    ("chat: #team\n", "WB005", 1, 1, "`chat` has no value"),
    ("a: [1, null]\n", "WB005", 1, 8, "an empty value"),
    ("~\n", "WB005", 1, 1, "an empty value"),
    ("{a, b: 1}", "WB005", 1, 2, "`a` has no `:`"),
    ("a: &x\n", "WB005", 1, 1, "`a` has no value"),
    ("", "WB005", 1, 1, "the file is empty"),
    ("# only\n\n", "WB005", 1, 1, "the file is empty"),
    ("a: 1\n---\nb: 2\n", "WB006", 2, 1, "a second document"),
    ("a: &x {b: 1}\nc:\n  <<: *x\n", "WB007", 3, 3, "a merge key is not read"),
    ("a: &a [*a]\n", "WB007", 1, 8, "*a, an alias to what it stands in"),
    ("a: &a {b: {c: *a}}\n", "WB007", 1, 15, "*a, an alias to what it stands in"),
    ("a: *nope\n", "WB007", 1, 4, "an alias to the unknown anchor nope"),
    ("? [a]\n: b\n", "WB007", 1, 3, "a key that is not a word"),
    ("&a x: 1\n*a : 2\n", "WB007", 2, 1, "a key that is not a word"),
    ("a: {{ x }}\n", "WB007", 1, 5, "a key that is not a word"),
    ("a: !foo b\n", "WB007", 1, 4, "the tag !foo is not read"),
    ("a: !!set {b}\n", "WB007", 1, 4, "the tag !!set is not read"),
    ("a: !!python/object/apply:os.system [x]\n", "WB007", 1, 4, "the tag !!python/object"),
    ("!!str a: b\n", "WB007", 1, 1, "the tag !!str is not read"),
    ('a: "\\e[31m"\n', "WB001", 1, 4, "control character U+001B"),
    ('"\\0": a\n', "WB001", 1, 1, "control character U+0000"),
    ("a:\n\t- b\n", "WB003", 2, 1, "a tab in the indentation"),
    ("\ta: b\n", "WB003", 1, 1, "a tab in the indentation"),
    ("a: @slack\n", "WB003", 1, 4, "this character cannot begin a value"),
    ("a: %d\n", "WB003", 1, 4, "this character cannot begin a value"),
    ("a: `x`\n", "WB003", 1, 4, "this character cannot begin a value"),
    ("title: payments: disk full\n", "WB003", 1, 16, "a second `:` in one line"),
    ("a: b\n c: d\n", "WB003", 2, 3, "this line continues the one above"),
    ("a\nb: c\n", "WB003", 2, 2, "this line continues the one above"),
    ("a: 'open\nb: 1\n", "WB003", 1, 4, "the quote that opens here is not closed"),
    ('x: 1\na: "open\nb: 1\n', "WB003", 2, 4, "the quote that opens here is not closed"),
    ("a: 'it's'\n", "WB003", 1, 8, "the value ended at the quote before this"),
    ("x: 1\na: [b, c\nd: e\n", "WB003", 2, 4, "the [ that opens here is not closed"),
    ("a: {b: c\n", "WB003", 1, 4, "the { that opens here is not closed"),
    ("a: [b c: d: e]\n", "WB003", 1, 11, "a `,` or the closing bracket is missing here"),
    ("a: [1,,2]\n", "WB003", 1, 7, "a value is missing before this"),
    ("a:\n  - b\n c: d\n", "WB003", 3, 2, "the indentation does not fit"),
    ("- a\nb: c\n", "WB003", 2, 1, "this does not belong to the list above"),
    ("a: - b\n", "WB003", 1, 4, "a list cannot begin here"),
    ("- a\n-b\n", "WB003", 2, 1, "a key without a `:`"),
    ("a: & b\n", "WB003", 1, 5, "a name is missing here"),
    ('a: "\\q"\n', "WB003", 1, 5, "no such escape"),
    ("a: b\n...\nc\n", "WB003", 3, 1, "text after the end of the document"),
    ("a: !b!c d\n", "WB003", 1, 4, "a tag is not read"),
    ("[" * 65 + "]" * 65, "WB002", 1, 65, "nested too deeply"),
    (
        "a:\n" + "".join(" " * n + "- \n" for n in range(1, 70)),
        "WB002",
        65,
        65,
        "nested too deeply",
    ),
]


@pytest.mark.parametrize(("text", "data"), READ, ids=[repr(text[:30]) for text, _ in READ])
def test_reads(text, data):
    found = yaml.read(text)
    assert found.data == data
    assert repr(found.data) == repr(data), "1 and True are not the same"
    assert found.troubles == ()


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "says"), REFUSED, ids=[repr(row[0][:30]) for row in REFUSED]
)
def test_refuses(text, code, line, column, says):
    trouble = yaml.read(text).troubles[-1]
    mark = Text(text).mark(trouble.index, trouble.index + trouble.length)
    assert (trouble.code, mark.line, mark.column) == (code, line, column)
    assert trouble.message.startswith(says)
    assert len(yaml.read(text).troubles) == 1, "one mistake, one finding"


@pytest.mark.parametrize(
    "text", [row[0] for row in REFUSED], ids=[repr(r[0][:30]) for r in REFUSED]
)
def test_says_how_to_mend(text):
    (trouble,) = yaml.read(text).troubles
    silent = {"WB002", "WB007"}  # there the message says it all
    assert trouble.hint or trouble.code in silent


def test_a_duplicate_keeps_the_first_and_reads_on():
    found = yaml.read("a: 1\na: {b: 2, b: 3}\nc: ~\n")
    assert found.data == {"a": 1, "c": None}
    assert [trouble.code for trouble in found.troubles].count("WB004") == 2
    assert [trouble.code for trouble in found.troubles].count("WB005") == 1


BYTES = [  # bytes, code (none: it is text), line, column
    (b"name: A\r\nb: 1\r\n", "", 0, 0),
    (b"\xef\xbb\xbfa: 1\n", "", 0, 0),
    (b"a: 1\t# x\n", "", 0, 0),
    ("a: \U0001f469\u200d\U0001f692\n".encode(), "", 0, 0),
    (b"a: 1\nname: Ren\xe9\n", "WB001", 2, 10),
    (b"a\x00b", "WB001", 1, 2),
    (b"a: \x1b[2J", "WB001", 1, 4),
    (b"a\x0c", "WB001", 1, 2),
    ("# x\x85a: 1\n".encode(), "WB001", 1, 4),
    ("é\n\u2028".encode(), "WB001", 2, 1),
    ("a: \u202eb\u202c\n".encode(), "WB001", 1, 4),
    (b"a: \xef\xbb\xbf", "WB001", 1, 4),
    ("a: 1\n".encode("utf-16"), "WB001", 1, 1),
    ("a: 1\n".encode("utf-16-le"), "WB001", 1, 2),
    ("a: 1\n".encode("utf-32"), "WB001", 1, 1),
    (b"a: \xed\xa0\x80", "WB001", 1, 4),
    (b"a" * (yaml.MAX_BYTES + 1), "WB002", 1, 1),
    (b"a" * yaml.MAX_BYTES, "", 0, 0),
]


@pytest.mark.parametrize(
    ("data", "code", "line", "column"), BYTES, ids=[repr(b[0][:20]) for b in BYTES]
)
def test_decodes(data, code, line, column):
    text, troubles = yaml.decode(data)
    assert [trouble.code for trouble in troubles] == ([code] if code else [])
    for trouble in troubles:
        mark = Text(text).mark(trouble.index, trouble.index + 1)
        assert (mark.line, mark.column) == (line, column)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 200_000,
        "{a: " * 100_000,
        "- " * 200_000,
        "".join(f"{' ' * n}a:\n" for n in range(1000)),
        "a: " + "x" * 900_000,
        "a: [" + "x, " * 90_000 + "]",
        "a: &a [x" + ", x" * 999 + "]\nb: &b [*a" + ", *a" * 999 + "]\nc: [*b" + ", *b" * 999 + "]",
        "? " * 100_000,
        "&a " * 100_000,
        "'" * 200_001,
        "!" * 200_000,
        "a: |" + "\n" * 200_000,
    ],
    ids=lambda text: f"{text[:12]!r} {len(text)}",
)
def test_what_is_absurd_ends_soon(text):
    begin = time.process_time()
    found = yaml.read(text)
    assert time.process_time() - begin < 3
    assert found.data is not None or found.troubles


def test_as_many_values_as_there_may_be():
    assert yaml.read("[" + "1," * 99_990 + "]").troubles == ()
    assert yaml.read("[" + "1," * 100_001 + "]").troubles[0].code == "WB002"


SCALARS = st.one_of(
    # PyYAML leaves bare what only YAML 1.2 calls a number, such as 0E0.
    st.text(max_size=12).filter(lambda t: t.isprintable() and not re.match("[-+.]?[0-9]", t)),
    st.integers(-(10**9), 10**9),
    st.booleans(),
    st.sampled_from(
        ["no", "12:30", "2026-03-02", "#a", "a: b", "~", "null", "1.0", "é \U0001f600"]
    ),
)
DATA = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abc é", max_size=4), inner)
    ),
    max_leaves=20,
)
LAYOUTS = st.fixed_dictionaries(
    {
        "default_flow_style": st.sampled_from([True, False, None]),
        "indent": st.integers(2, 4),
        "allow_unicode": st.booleans(),
        "line_break": st.sampled_from(["\n", "\r\n"]),
    }
)


@given(DATA, LAYOUTS)
@settings(derandomize=True, deadline=None, max_examples=150)
def test_what_is_written_is_read_and_stands_where_pyyaml_says(data, layout):
    text = pyyaml.safe_dump(data, **layout)
    spans: yaml.Spans = {}
    found = yaml.read(text, spans)
    assert not found.troubles
    assert same(found.data, data)
    nodes = dict(composed(pyyaml.compose(text), (), None))
    assert {pointer: (span.key[0], span.value) for pointer, span in spans.items()} == nodes


def same(found: Any, data: Any) -> bool:
    if isinstance(data, dict):
        return found.keys() == data.keys() and all(same(found[key], data[key]) for key in data)
    if isinstance(data, list):
        return len(found) == len(data) and all(map(same, found, data))
    return type(found) is type(data) and found == data


def composed(node, pointer, key):
    """Yield pointer → (start of key, (start, end) of value) as PyYAML's composer has them."""
    begin = key.start_mark.index if key else node.start_mark.index
    yield pointer, (begin, (node.start_mark.index, node.end_mark.index))
    if isinstance(node, pyyaml.MappingNode):
        for name, value in node.value:
            yield from composed(value, (*pointer, name.value), name)
    elif isinstance(node, pyyaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from composed(value, (*pointer, index), None)


@pytest.mark.parametrize("text", [*(row[0] for row in READ), *(r[0] for r in REFUSED)], ids=repr)
def test_without_libyaml_the_same_is_read(text, monkeypatch):
    if "\t#" in text:
        pytest.skip("PyYAML's own parser refuses a tab before a comment")
    fast = yaml.read(text)
    monkeypatch.setattr(yaml, "_parser", lambda: pyyaml.SafeLoader)
    slow = yaml.read(text)
    assert repr(slow.data) == repr(fast.data)
    assert {trouble.code for trouble in slow.troubles} == {t.code for t in fast.troubles}


def test_without_libyaml_half_characters_are_refused_too(monkeypatch):
    monkeypatch.setattr(yaml, "_parser", lambda: pyyaml.SafeLoader)
    assert yaml.read('a: "\\ud800"').troubles[0].code == "WB001"


def test_marks_are_counted_as_editors_do():
    text = Text("a\r\n\U0001f600é: x\n")
    assert text.mark(3, 5) == (2, 1, 3)
    assert text.mark(7, 8) == (2, 5, 6)
    assert text.mark(0, 99) == (1, 1, 2), "a mark ends with its line"
    assert text.mark(99, 100)[0] == 3
    assert text.lines == ["a", "\U0001f600é: x", ""]
