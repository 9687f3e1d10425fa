"""Tokens of services: from the environment or from a program, never from files of a repository."""

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from watchbill.errors import Exposed, WatchbillError
from watchbill.sync.http.words import shown

_SECRETS = frozenset({"token", "api_key", "password", "secret"})


class Token(NamedTuple):
    """A token, and where it comes from, in words for a hint."""

    value: str
    source: str

    def __repr__(self) -> str:
        """Return it without its value."""
        return f"Token(***, {self.source!r})"


def token(
    settings: Mapping[str, Any], variable: str, *, cwd: Path | None = None, seconds: float = 30
) -> Token:
    """Return the token of a pager: what `token_command` prints, or what a variable holds.

    `token_env` names another variable. The command is run in `cwd`, the repository's root, without
    a shell and for so many seconds at most. Raise WatchbillError where there is no token, or one
    that cannot be, and for settings that hold secrets.
    """
    refuse_secrets(settings)
    if "token_command" in settings and "token_env" in settings:
        raise WatchbillError("settings have both token_command and token_env", "keep one of them")
    if "token_command" in settings:
        command = _command(settings["token_command"])
        return _checked(_printed(command, cwd, seconds), f"token_command ({command[0]})")
    name = settings.get("token_env", variable)
    if not isinstance(name, str) or not name.isprintable() or not name.strip() or "=" in name:
        raise WatchbillError("token_env is not the name of a variable", f"token_env: {variable}")
    return _checked(os.environ.get(name, "").strip(), f"the environment variable {name}")


def refuse_secrets(settings: Mapping[str, Any]) -> None:
    """Raise Exposed for settings that hold a secret, at whatever depth; never show it."""
    for name in _names(settings):
        if name.lower().replace("-", "_") in _SECRETS:
            raise Exposed(
                f"settings hold a secret: {name!r}",
                "remove it, have it replaced, and name a variable in token_env, or token_command",
            )


def _names(value: object) -> Iterator[str]:
    """Yield the names of settings, also of those within others."""
    if isinstance(value, Mapping):
        yield from map(str, value)
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _names(inner)


def _command(value: object) -> Sequence[str]:
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        command: list[str] = value
        if command[0] and not any("\0" in part for part in command):
            return command
    raise WatchbillError(
        "token_command is not a list of a program and its arguments",
        'write it as token_command: ["op", "read", "op://ops/pager/token"]',
    )


def _printed(command: Sequence[str], cwd: Path | None, seconds: float) -> str:
    """Return what a command prints, without the white space around it."""
    name = f"token_command ({shown(command[0], ())})"
    hint = f"run it by hand: it has to print the token within {seconds:g} s"
    try:
        ran = subprocess.run(
            command,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise WatchbillError(f"{name} did not end within {seconds:g} s", hint) from None
    except OSError as error:
        raise WatchbillError(f"{name} cannot be run: {error.strerror}", hint) from None
    if ran.returncode:
        printed = ran.stdout.decode("utf-8", "replace").split()
        last = ran.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise WatchbillError(shown(f"{name} ended with {ran.returncode}: {last}", printed), hint)
    try:
        return ran.stdout.decode().strip()
    except UnicodeDecodeError:
        raise WatchbillError(f"{name} does not print a text", hint) from None


def _checked(value: str, source: str) -> Token:
    if not value:
        raise WatchbillError(f"there is no token: {source} is empty", _hint(source))
    if not value.isprintable():
        raise WatchbillError(
            f"{source} holds no token: there are line breaks or control characters in it",
            "is it the token alone?",
        )
    return Token(value, source)


def _hint(source: str) -> str:
    if source.startswith("token_command"):
        return "run it by hand: it has to print the token"
    return "set it, or name a program that prints the token in token_command"
