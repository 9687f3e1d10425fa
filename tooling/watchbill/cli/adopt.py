"""`watchbill adopt`."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

import click

from watchbill.cli import FINDINGS, FINE
from watchbill.cli.context import catalog_of, root_of
from watchbill.cli.names import find_roster
from watchbill.cli.output import safe, say
from watchbill.errors import WatchbillError
from watchbill.model import Catalog

Fate = Literal["new", "there", "kept", "skipped", "broken"]
_SAY: dict[Fate, str] = {
    "new": "adopted",
    "there": "already there",
    "kept": "kept, since the file here differs",
    "skipped": "no runbooks",
    "broken": "not read, to be mended first",
}
_MARKS: dict[Fate, str] = {"new": "+", "there": "=", "kept": "!", "skipped": "-", "broken": "x"}


class Outcome(NamedTuple):
    """What became of a file: where it is now, or why it is not taken."""

    path: str
    fate: Fate
    note: str


class Order(NamedTuple):
    """What is asked for: files owned by a roster, in a folder below the root."""

    root: Path
    owner: str
    folder: str
    dry_run: bool


@click.group()
def command() -> None:
    """Bring in what was written elsewhere."""


@command.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--owner", required=True, metavar="ROSTER", help="The roster that owns them.")
@click.option("--into", metavar="FOLDER", help="The folder below runbooks/; the owner's id.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and write nothing.")
@click.pass_context
def runbooks(ctx: click.Context, path: Path, owner: str, into: str | None, dry_run: bool) -> int:
    """Bring in the runbooks of a folder, or a single one.

    Bodies stay as they are, front matter becomes ours, and nothing that is here is overwritten.
    Exits with 1 when a file could not be read.
    """
    root = root_of(ctx)
    catalog = catalog_of(root)
    find_roster(catalog, owner)
    _demand_outside(root, path)
    order = Order(root, owner, _folder(into or owner), dry_run)
    outcomes = []
    for outcome in _adopted(path, order, catalog):
        say(_line(outcome))
        outcomes.append(outcome)
    _sum_up(outcomes, dry_run)
    return FINDINGS if any(o.fate == "broken" for o in outcomes) else FINE


def _folder(name: str) -> str:
    """Return the folder below the root; one that would not be read as runbooks is refused."""
    parts = name.strip("/").split("/")
    if name.startswith("/") or any(part.startswith(".") or not part.strip() for part in parts):
        raise WatchbillError(f"`{name}` is no folder below runbooks/", "write it as kubernetes")
    return "/".join(["runbooks", *parts])


def _demand_outside(root: Path, path: Path) -> None:
    here, there = root.resolve(), path.resolve()
    if there.is_relative_to(here / "runbooks") or here.is_relative_to(there):
        raise WatchbillError(f"{path} is in the repository already", "name a folder elsewhere")


def _adopted(top: Path, order: Order, catalog: Catalog) -> Iterator[Outcome]:
    from watchbill.source.adopt import Skipped, adopt
    from watchbill.source.outside import runbooks_below

    for path, data in runbooks_below(top):
        done = data if isinstance(data, Skipped) else adopt(path, data, order.owner, catalog)
        if isinstance(done, Skipped):
            yield Outcome(path, "broken" if done.broken else "skipped", done.reason)
        else:
            target = f"{order.folder}/{path}"
            yield Outcome(target, _put(order, target, done.text), ", ".join(done.alerts))


def _put(order: Order, target: str, text: str) -> Fate:
    """Write a file that is not there yet."""
    from watchbill.sync import files

    whole = files.place(order.root, target)
    if whole.is_symlink() or whole.is_dir():
        return "kept"
    there = files.read(order.root, target)
    if there is not None:
        return "there" if there == text.encode() else "kept"
    if not order.dry_run:
        files.write(order.root, target, text)
    return "new"


def _line(outcome: Outcome) -> str:
    note = outcome.note
    if outcome.fate == "new" and note:
        note = f"alert {note}"
    elif outcome.fate in {"there", "kept"}:
        note = "already there" if outcome.fate == "there" else "kept: the file here differs"
    return safe(f"{_MARKS[outcome.fate]} {outcome.path}" + (f": {note}" if note else ""))


def _sum_up(outcomes: list[Outcome], dry_run: bool) -> None:
    counts = Counter(outcome.fate for outcome in outcomes)
    parts = [f"{counts[fate]} {say}" for fate, say in _SAY.items() if counts[fate]]
    say(f"{'dry run: ' if dry_run else ''}{'; '.join(parts) or 'no files'}")
    if counts["new"] and not dry_run:
        say("next: watchbill check says what they still lack, such as a day of review")
