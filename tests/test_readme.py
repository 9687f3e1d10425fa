"""The README's commands do what it shows."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from watchbill.cli import cli

TOP = Path(__file__).parents[1]
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
COMMANDS = [
    (command, shown)
    for block in BLOCK.findall((TOP / "README.md").read_text(encoding="utf-8"))
    for command, shown in re.findall(r"^\$ watchbill (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
]


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("rosters", "policies", "runbooks"):
        shutil.copytree(TOP / name, tmp_path / name)
    shutil.copy(TOP / "watchbill.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path


def pattern(shown: str) -> str:
    """`…` alone in a line stands for any lines, within one for anything in it."""
    lines = ["(?:.*\n)*" if line == "…" else part(line) for line in shown.splitlines()]
    return "".join(lines)


def part(line: str) -> str:
    return ".*".join(re.escape(piece) for piece in line.split("…")) + "\n"


def test_the_readme_leads_with_the_two_commands():
    text = (TOP / "README.md").read_text(encoding="utf-8")
    assert text.index("make demo") < text.index("make test") < text.index("## Ten lines")
    assert len(COMMANDS) >= 8


@pytest.mark.wheel
def test_every_command_prints_what_is_shown(company: Path):
    for command, shown in COMMANDS:
        result = CliRunner().invoke(cli, shlex.split(command), standalone_mode=False)
        assert result.exception is None, (command, result.exception)
        assert result.return_value in {0, None}, (command, result.output)
        assert re.fullmatch(pattern(shown), result.output), (command, result.output)
