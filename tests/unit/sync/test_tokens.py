"""Where tokens come from, and where they must not stand."""

import sys
from pathlib import Path

import pytest

from watchbill.errors import WatchbillError
from watchbill.sync.tokens import Token, refuse_secrets, token

VARIABLE = "WATCHBILL_TEST_TOKEN"


def program(code):
    return {"token_command": [sys.executable, "-c", code]}


@pytest.mark.parametrize(
    ("settings", "name"), [({}, VARIABLE), ({"token_env": "OTHER_TOKEN", "x": 1}, "OTHER_TOKEN")]
)
def test_a_token_is_taken_from_a_variable(settings, name, monkeypatch):
    monkeypatch.setenv(name, " abc \n")
    assert token(settings, VARIABLE) == Token("abc", f"the environment variable {name}")


def test_a_token_is_taken_from_a_program_run_at_the_root(monkeypatch, tmp_path):
    monkeypatch.setenv(VARIABLE, "from the environment")
    code = "import os; print('  ' + os.path.basename(os.getcwd())); print()"
    root = tmp_path / "here"
    root.mkdir()
    found = token(program(code), VARIABLE, cwd=root)
    assert found.value == "here"
    assert found.source == f"token_command ({sys.executable})"


def test_a_program_is_run_without_a_shell(tmp_path):
    command = [sys.executable, "-c", "import sys; print(sys.argv[1])", "$HOME; `id` *"]
    assert token({"token_command": command}, VARIABLE, cwd=tmp_path).value == "$HOME; `id` *"


@pytest.mark.parametrize("value", ["", "  ", None])
def test_no_token_says_what_to_set(value, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    if value is not None:
        monkeypatch.setenv(VARIABLE, value)
    with pytest.raises(WatchbillError) as caught:
        token({}, VARIABLE)
    assert (
        caught.value.message == f"there is no token: the environment variable {VARIABLE} is empty"
    )
    assert "token_command" in caught.value.hint


@pytest.mark.parametrize("value", ["hush\nhush", "hush\rhush", "hush\x1bhush", "hush\u202ehush"])
def test_a_token_with_line_breaks_is_refused_without_being_shown(value, monkeypatch):
    monkeypatch.setenv(VARIABLE, value)
    by_program = program(f"import sys; sys.stdout.buffer.write({value.encode()!r})")
    settings: dict
    for settings in ({}, by_program):
        with pytest.raises(WatchbillError, match="holds no token") as caught:
            token(settings, VARIABLE)
        assert "hush" not in caught.value.message + caught.value.hint


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("pass", "is empty"),
        ("import sys; sys.exit('one\\ntwo\\x1b[31m')", "ended with 1: two?[31m"),
        ("import sys; print('hush'); sys.exit(3)", "ended with 3:"),
        ("import sys; print('hush'); sys.exit('is hush old?')", "ended with 1: is *** old?"),
        ("import sys; sys.stdout.buffer.write(b'\\xffhush')", "does not print a text"),
        ("import time; time.sleep(60)", "did not end within 0.5 s"),
    ],
)
def test_a_program_that_fails_is_told_without_what_it_printed(code, said):
    seconds = 0.5 if "sleep" in code else 30
    with pytest.raises(WatchbillError) as caught:
        token(program(code), VARIABLE, seconds=seconds)
    assert said in caught.value.message
    assert "one" not in caught.value.message.replace(sys.executable, "")
    assert "hush" not in caught.value.message + caught.value.hint
    assert "by hand" in caught.value.hint


@pytest.mark.parametrize("command", [["watchbill-no-such-program"], [str(Path(__file__).parent)]])
def test_a_program_that_cannot_be_run_is_told(command):
    with pytest.raises(WatchbillError, match="cannot be run"):
        token({"token_command": command}, VARIABLE)


@pytest.mark.parametrize(
    "settings",
    [
        {"token_command": "op read x"},
        {"token_command": []},
        {"token_command": [""]},
        {"token_command": ["op", 1]},
        {"token_command": ["op", "a\0b"]},
        {"token_env": 7},
        {"token_env": ""},
        {"token_env": "A=B"},
        {"token_env": "A\0"},
        {"token_env": "A", "token_command": ["op"]},
    ],
)
def test_settings_that_name_no_source_are_refused(settings):
    with pytest.raises(WatchbillError) as caught:
        token(settings, VARIABLE)
    assert caught.value.hint


@pytest.mark.parametrize(
    "settings",
    [
        {"token": "hush"},
        {"API_KEY": "hush"},
        {"api-key": ""},
        {"password": None},
        {"inner": {"secret": "hush"}},
        {"list": [{"token": "hush"}]},
    ],
)
def test_secrets_in_settings_are_refused_without_being_shown(settings):
    for refuse in (refuse_secrets, lambda held: token(held, VARIABLE)):
        with pytest.raises(WatchbillError, match="settings hold a secret") as caught:
            refuse(settings)
        assert "hush" not in caught.value.message + caught.value.hint


@pytest.mark.parametrize(
    "settings", [{}, {"token_env": "A"}, {"tokens": 3}, {"team": {"secretary": "ann"}}]
)
def test_other_settings_are_let_be(settings):
    refuse_secrets(settings)
    assert "hush" not in str(settings)


def test_a_token_does_not_show_itself():
    assert repr(Token("hush", "x")) == str(Token("hush", "x")) == "Token(***, 'x')"
