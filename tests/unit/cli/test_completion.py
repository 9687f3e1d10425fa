import pytest

from tests.unit.cli.company import written
from watchbill.cli import run


@pytest.mark.parametrize(
    ("shell", "mark"),
    [("bash", "complete -o"), ("zsh", "#compdef"), ("fish", "complete --no-files")],
)
def test_every_shell(capsys, shell, mark):
    assert run(["completion", shell]) == 0
    out = capsys.readouterr().out
    assert mark in out
    assert "_WATCHBILL_COMPLETE" in out


def test_unknown_shells_are_refused(capsys):
    assert run(["completion", "tcsh"]) == 2
    assert "'tcsh' is not one of" in capsys.readouterr().err


def complete(monkeypatch, capsys, line: str) -> list[str]:
    words = line.split(" ")
    monkeypatch.setenv("COMP_WORDS", " ".join(words))
    monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
    monkeypatch.setenv("_WATCHBILL_COMPLETE", "bash_complete")
    with pytest.raises(SystemExit):
        run([])
    return [item.partition(",")[2] for item in capsys.readouterr().out.split()]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("watchbill onc", ["oncall"]),
        ("watchbill oncall p", ["payments"]),
        ("watchbill oncall --roster ", ["data", "payments"]),
        ("watchbill shifts payments --person k", ["ken"]),
        ("watchbill page c", ["checkout"]),
    ],
)
def test_names_are_completed(tmp_path, monkeypatch, capsys, line, expected):
    monkeypatch.chdir(written(tmp_path))
    assert complete(monkeypatch, capsys, line) == expected


def test_outside_of_a_repository_no_name_is_completed(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert complete(monkeypatch, capsys, "watchbill oncall p") == []
