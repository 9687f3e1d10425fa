"""A folder filled at once: complete, or as it was before."""

import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from watchbill.errors import WatchbillError

_MAY_BE_THERE = frozenset((".git",))
"""What an empty repository holds: `git init` and `watchbill init` go in either order."""


def found(folder: Path, files: Mapping[str, str]) -> None:
    """Write files into a folder that does not exist or is empty, all of them or none.

    Raise WatchbillError where the folder holds something, or cannot be written.
    """
    demand_empty(folder)
    try:
        _fill(folder, files, new=_what_is_there(folder) is None)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise WatchbillError(f"{folder} cannot be made: {reason}", "name another place") from error


def demand_empty(folder: Path) -> None:
    """Raise WatchbillError for a folder that holds something; one that does not exist is fine."""
    there = _what_is_there(folder) or ()
    if stranger := next((name for name in there if name not in _MAY_BE_THERE), None):
        raise WatchbillError(f"{folder} is not empty: it holds {stranger}", "name a new folder")


def _what_is_there(folder: Path) -> list[str] | None:
    """Return the names in a folder, sorted; None where there is nothing at all."""
    if not folder.exists() and not folder.is_symlink():
        return None
    if not folder.is_dir():
        raise WatchbillError(f"{folder} is no folder", "name a new one")
    return sorted(entry.name for entry in folder.iterdir())


def _fill(folder: Path, files: Mapping[str, str], *, new: bool) -> None:
    beside = folder.absolute().parent if new else folder.absolute()
    beside.mkdir(parents=True, exist_ok=True)
    stage = Path(tempfile.mkdtemp(prefix=".watchbill-init-", dir=beside))
    try:
        for path, text in files.items():
            target = stage / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
        if new:
            stage.chmod(0o777 & ~_umask())
            stage.rename(folder.absolute())
        else:
            _move(stage, folder, sorted({path.partition("/")[0] for path in files}))
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _move(stage: Path, folder: Path, names: Iterable[str]) -> None:
    """Move what is ready into a folder that is there; take it back where that fails."""
    moved: list[str] = []
    try:
        for name in names:
            (stage / name).rename(folder / name)
            moved.append(name)
    except BaseException:
        for name in moved:
            (folder / name).rename(stage / name)
        raise


def _umask() -> int:
    """Return the mask that new folders get; a temporary folder is closed to others instead."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
