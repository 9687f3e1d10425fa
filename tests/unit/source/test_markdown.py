"""Markdown with front matter: where it ends, and that its lines count as in the file."""

import pytest

from watchbill.source import yaml
from watchbill.source.markdown import split
from watchbill.source.trouble import Text

WITH = [  # text, what the front matter says, body
    ("---\na: 1\n---\nbody\n", {"a": 1}, "body\n"),
    ("---\r\na: 1\r\n---\r\nbody\r\n", {"a": 1}, "body\r\n"),
    ("--- \t\na: 1\n---  \nbody", {"a": 1}, "body"),
    ("---\na: 1\n...\nbody", {"a": 1}, "body"),
    ("---\na: 1\n---", {"a": 1}, ""),
    ("---\na: |\n  ---\n---\n---\n", {"a": "---\n"}, "---\n"),
    ("---\na: [1,\n  2]\n---\n# x\n---\ny\n", {"a": [1, 2]}, "# x\n---\ny\n"),
]
WITHOUT = [  # text, body
    ("", ""),
    ("body\n", "body\n"),
    ("# x\n---\na: 1\n---\n", "# x\n---\na: 1\n---\n"),
    ("---\n---\nbody\n", "body\n"),
    ("---\n\n# nothing yet\n---\nbody\n", "body\n"),
    ("----\na: 1\n---\n", "----\na: 1\n---\n"),
    (" ---\na: 1\n---\n", " ---\na: 1\n---\n"),
    ("---", "---"),
    ("---\n\nA line across the page.\n", "---\n\nA line across the page.\n"),
    ("+++\na = 1\n+++\n", "+++\na = 1\n+++\n"),
]


@pytest.mark.parametrize(("text", "data", "body"), WITH, ids=[repr(row[0]) for row in WITH])
def test_front_matter(text, data, body):
    parts = split(text)
    assert parts.front is not None
    assert (yaml.read(parts.front).data, parts.body) == (data, body)


@pytest.mark.parametrize(("text", "body"), WITHOUT, ids=[repr(row[0]) for row in WITHOUT])
def test_no_front_matter(text, body):
    assert split(text) == (None, body, 0, ())


@pytest.mark.parametrize("text", ["---\na: 1\nb: 2\n", "---\r\ntitle:\r\n", "---\na: 1\n ---\n"])
def test_front_matter_that_is_not_closed_is_told(text):
    (trouble,) = split(text).troubles
    assert (trouble.code, trouble.index) == ("WB003", 0)


@pytest.mark.parametrize("text", ["---\nx: 1\na: 2\n---\n", "---\r\nx: 1\r\na: 2\r\n---\r\n"])
def test_places_count_as_in_the_file(text):
    parts = split(text)
    spans: yaml.Spans = {}
    yaml.read(parts.front or "", spans)
    start = spans[("a",)].value[0] + parts.offset
    assert text[start] == "2"
    assert Text(text).mark(start, start + 1) == (3, 4, 5)
