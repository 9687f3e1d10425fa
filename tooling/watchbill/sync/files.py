"""Files written whole or not at all, and never outside the folder that they belong to."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from watchbill.errors import WatchbillError

_UNFINISHED = ".watchbill-tmp"


def place(root: Path, path: str) -> Path:
    """Return where a path (with forward slashes) is below the root.

    Raise WatchbillError where it would leave the root, also through a link on the way. The last
    part may be a link: writing replaces the link itself, not what it points to.
    """
    parts = path.split("/")
    if any(part in {"", ".", ".."} or "\\" in part or ":" in part for part in parts):
        raise WatchbillError(f"{path!r} is no path below {root}", "write it as folder/file")
    whole = root.joinpath(*parts)
    if not whole.parent.resolve().is_relative_to(root.resolve()):
        raise WatchbillError(f"{whole} leaves {root} through a link", "remove the link")
    return whole


def read(root: Path, path: str) -> bytes | None:
    """Return the bytes of a file below the root; None where there is none, or a link instead."""
    return _read(place(root, path))


def _read(whole: Path) -> bytes | None:
    if whole.is_symlink():
        return None
    try:
        return whole.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise _trouble("read", whole, error) from error


def write(root: Path, path: str, text: str, *, durable: bool = True) -> bool:
    """Write a text as UTF-8, atomically; return whether anything changed.

    Whoever reads the file meanwhile finds the old text or the new one; if `durable`, after a
    crash of the machine, too, which takes milliseconds.
    Raise WatchbillError where the file cannot be written.
    """
    data = text.encode("utf-8")
    whole = place(root, path)
    if _read(whole) == data:
        return False
    try:
        whole.parent.mkdir(parents=True, exist_ok=True)
        _replace(whole, data, durable=durable)
    except OSError as error:
        raise _trouble("written", whole, error) from error
    return True


def remove(root: Path, path: str) -> bool:
    """Remove a file below the root; return whether it was there."""
    whole = place(root, path)
    try:
        whole.unlink()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise _trouble("removed", whole, error) from error
    return True


def write_all(root: Path, items: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Write (path, text) pairs; return the paths of those that changed."""
    return tuple(path for path, text in items if write(root, path, text))


def differing(root: Path, items: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return the paths whose file is missing or does not hold the text; writes nothing."""
    return tuple(path for path, text in items if read(root, path) != text.encode("utf-8"))


def sweep(folder: Path) -> None:
    """Remove what a killed writer left in a folder; for those who know that nobody writes now."""
    with suppress(OSError):
        for left in folder.rglob(f".*{_UNFINISHED}"):
            left.unlink(missing_ok=True)


def _replace(whole: Path, data: bytes, *, durable: bool) -> None:
    fresh = whole.with_name(f".{whole.name}.{token_hex(6)}{_UNFINISHED}")
    try:
        with fresh.open("xb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        fresh.replace(whole)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def _trouble(verb: str, whole: Path, error: OSError) -> WatchbillError:
    reason = error.strerror or type(error).__name__
    return WatchbillError(f"{whole} cannot be {verb}: {reason}", "look at its rights and its disk")
