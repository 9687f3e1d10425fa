"""The site's scripts in Node.js, against what Python says of the same things."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.site.given import AT, HERE, example, node, odd, reaches, searches, texts, word_rows
from tests.site.given_escalations import escalations
from watchbill.emit.data import site_data, text
from watchbill.emit.data.ask import site_ask
from watchbill.emit.data.text import full_text
from watchbill.emit.outlook import Outlook
from watchbill.engine.index import KINDS


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write what the tests of Node.js read, and return the folder."""
    folder = tmp_path_factory.mktemp("given")
    for name, value in {
        "search.json": searches(example()),
        "odd.json": searches(odd()),
        "words.json": word_rows(),
        "reach.json": reaches(),
        "escalations.json": escalations(),
        "directory.json": {"data": json.loads(text(site_data(Outlook(example(), AT))))},
        "text.json": texts(),
    }.items():
        (folder / name).write_text(json.dumps(value), encoding="utf-8")
    return folder


def test_the_scripts_do_as_python_does(given: Path):
    tests = sorted(str(file) for file in HERE.glob("*.test.js"))
    assert len(tests) >= 3
    ran = subprocess.run(
        [node(), "--test", *tests],
        env={**os.environ, "WATCHBILL_GIVEN": str(given), "FORCE_COLOR": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "# fail 0" in ran.stdout
    assert "# pass 0" not in ran.stdout


def test_the_kinds_are_those_of_the_contract():
    ask = site_ask(example(), full_text(example()))
    assert ask.kinds == KINDS
