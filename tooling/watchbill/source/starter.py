"""The files of a new repository, as values; what cannot be read of a starter is a bug."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from watchbill import resources
from watchbill.errors import WatchbillError
from watchbill.model.kinds import SETTINGS_PATH
from watchbill.source.edit import replace
from watchbill.source.tree import Folder

WRITTEN_FOR = "2026-01-05"
"""The Monday that stands in the minimal starter where a new repository has one of its own."""

_AROUND = ("README.md", ".gitignore", ".github/workflows/watchbill.yml")
"""What the minimal starter has beside its data; the example is given the same."""


def starter(name: str | None, day: date, *, example: bool) -> dict[str, str]:
    """Return path and text of every file of a new repository founded on a day.

    The minimal one begins in the week before that day, so that somebody is on call already; the
    example is dated as it is.
    """
    data = dict(_data(resources.starter("example" if example else "minimal")))
    if not example:
        monday = day - timedelta(days=day.weekday() + 7)
        data = {path: text.replace(WRITTEN_FOR, str(monday)) for path, text in data.items()}
    if name is not None:
        data[SETTINGS_PATH] = _named(data[SETTINGS_PATH], name)
    return around() | data


def around() -> dict[str, str]:
    """Return path and text of what every new repository has beside its data."""
    minimal = resources.starter("minimal")
    return {path: _text(minimal, path) for path in _AROUND}


def _data(top: Path) -> Iterator[tuple[str, str]]:
    for path in Folder(top).paths():
        yield path, _text(top, path)


def _text(top: Path, path: str) -> str:
    # Not read_text: it would turn CRLF of a checkout on Windows into something else than git has.
    return (top / path).read_bytes().decode("utf-8").replace("\r\n", "\n")


def _named(settings: str, name: str) -> str:
    if not name.strip() or not name.isprintable():
        raise WatchbillError("a name needs letters", 'write it as --name "Tailwind Traders"')
    return replace(settings, ("name",), name.strip())
