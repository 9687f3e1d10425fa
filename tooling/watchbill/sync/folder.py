"""The folder pager: the state of a pager as JSON files; it needs no account.

    users.json  schedules/<roster>--<role>.json  escalation/<id>.json  services/<id>.json

A file is ours when it says `managed_by: watchbill` and its own key; no other one is touched.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from watchbill.errors import WatchbillError
from watchbill.model.kinds import TOP_FOLDERS
from watchbill.model.settings import Pager
from watchbill.pager.desired import desired
from watchbill.pager.objects import Actual, Change, Object
from watchbill.sync import files, records
from watchbill.sync.provider import Errand, Provider

if TYPE_CHECKING:
    from watchbill.sync.http import Record

DEFAULT_PATH = "build/pager"
_FOLDERS = {"schedule": "schedules", "escalation": "escalation", "service": "services"}

Found = Object | records.Foreign | records.Broken


class Folder:
    """A pager whose objects are files below a folder of the repository."""

    def __init__(self, root: Path, path: str, record: "Record | None" = None) -> None:
        """Take the repository's root and the folder's path below it.

        With a `record`, the paths that would be written go there instead.
        """
        self._root = root
        self._path = path
        self._record = record
        self._swept = False

    def actual(self) -> Actual:
        """Read every file that is where one of ours would be."""
        found = {key: self._read(key) for key in self._keys()}
        return Actual(
            {key: item for key, item in found.items() if isinstance(item, Object)},
            {key: item.reason for key, item in found.items() if isinstance(item, records.Foreign)},
            {key: item.reason for key, item in found.items() if isinstance(item, records.Broken)},
        )

    def apply(self, change: Change) -> None:
        """Write or remove the file of an object; one of somebody else is left alone.

        The caller holds the lock, so half-written files are left from an apply that was killed.
        """
        there = self._read(change.key)
        if isinstance(there, records.Foreign):
            raise WatchbillError(f"{change.key} is not watchbill's: {there.reason}")
        if self._record:
            method = "PUT" if change.after else "DELETE"
            self._record.wrote(method, self._file(change.key), None)
            return
        if not self._swept:
            files.sweep(self._place(""))
            self._swept = True
        if change.after is None:
            files.remove(self._root, self._file(change.key))
        else:
            files.write(self._root, self._file(change.key), records.text(change.after))

    def _read(self, key: str) -> Found | None:
        place = files.place(self._root, self._file(key))
        if place.is_symlink():
            return records.Foreign("it is a link")
        if place.is_dir():
            return records.Foreign("it is a folder")
        data = files.read(self._root, self._file(key))
        return None if data is None else records.parse(key, data)

    def _keys(self) -> Iterator[str]:
        if _is_there(self._place("users.json")):
            yield "users"
        for kind, folder in _FOLDERS.items():
            here = self._place(f"{folder}/any").parent
            yield from (f"{kind}/{name.stem}" for name in sorted(here.glob("[!.]*.json")))

    def _file(self, key: str) -> str:
        kind, _, id_ = key.partition("/")
        return f"{self._path}/{_FOLDERS[kind]}/{id_}.json" if id_ else f"{self._path}/{key}.json"

    def _place(self, name: str) -> Path:
        return files.place(self._root, f"{self._path}/{name}".rstrip("/"))


def connect(errand: Errand) -> Folder:
    """Return the folder that the settings name; raise WatchbillError for one that is not ours."""
    accept(errand.pager)
    path = _path(errand.pager)
    files.place(errand.root, f"{path}/users.json")
    return Folder(errand.root, path, errand.record)


def accept(pager: Pager) -> None:
    """Raise WatchbillError for settings that name no folder of its own."""
    strange = sorted(pager.settings.keys() - {"path"})
    if strange:
        raise WatchbillError(
            f"the folder pager has no setting {strange[0]!r}",
            "it has one: path, such as build/pager",
        )
    _path(pager)


def _path(pager: Pager) -> str:
    path = pager.settings.get("path", DEFAULT_PATH)
    if not isinstance(path, str) or path.startswith(".") or path.split("/")[0] in TOP_FOLDERS:
        raise WatchbillError(
            f"the folder pager cannot be in {path!r}", "name a folder of its own, as build/pager"
        )
    return path.rstrip("/")


def _is_there(place: Path) -> bool:
    return place.is_symlink() or place.exists()


PROVIDER = Provider("folder", desired, connect, accept=accept, echo=lambda *_: None)
