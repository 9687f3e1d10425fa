"""watchbill site serve: the site while it is written."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from watchbill.cli.context import root_of
from watchbill.cli.site_steps import AT, finished, out_option, places, progress, ran, texts, write
from watchbill.cli.when import at_option, instant_of
from watchbill.errors import WatchbillError

if TYPE_CHECKING:
    from watchbill.source.load import Loaded
    from watchbill.sync.preview import Shop, Shown
    from watchbill.sync.preview.desk import Started

MOST = 20
"""How many findings are shown."""


@click.command("serve")
@out_option()
@at_option(AT)
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.pass_context
def serve(ctx: click.Context, out: Path | None, at: datetime | None, host: str, port: int) -> None:
    """Serve the site on this machine, and show every edit in open pages, until Ctrl-C.

    A page that is there is shown anew at once. One that is new or gone makes a new site in the
    background. While a file cannot be read, the last good pages stay, and say what is wrong.
    """
    import signal

    from watchbill.sync import preview

    root = root_of(ctx)
    out, moment = out or root / "build", instant_of(at, None)
    preview.check_port(host, port)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    shown = _shown(out, host)
    desk = preview.Desk(_shop(root, out, moment), shown.shelf, shown.hub)
    try:
        progress("building the site")
        before = preview.seen(places(root))
        desk.open()
        with preview.serving(shown, port):
            name = f"[{host}]" if ":" in host else host
            click.echo(f"http://{name}:{port}/ (Ctrl-C ends it)", err=True)
            preview.follow(
                desk, lambda: preview.seen(places(root)), partial(_pages_of, root), before
            )
    except KeyboardInterrupt:
        return  # this is how one stops it
    finally:
        desk.close()


def _shown(out: Path, host: str) -> "Shown":
    from watchbill.resources import folder
    from watchbill.sync.preview import Hub, Shelf, Shown
    from watchbill.sync.site import SITE

    own = sorted((folder("site") / "assets/preview").iterdir())
    return Shown(Shelf(out / SITE), Hub(), {file.name: file.read_bytes() for file in own}, host)


def _shop(root: Path, out: Path, at: datetime) -> "Shop":
    """Return how the things that are shown are made."""
    from watchbill.source.load import load
    from watchbill.source.tree import Folder
    from watchbill.sync.preview import Press, Shop

    def made(first: Collection[str]) -> Iterator[tuple[str, str]]:
        loaded = load(Folder(root))
        if first and loaded.problems:  # the first build goes on without what it cannot read
            raise WatchbillError("\n".join(_findings(loaded)), "mend the files")
        return texts(root, at, loaded.catalog, first)

    def build(
        files: Mapping[str, str], guard: AbstractContextManager[object], started: "Started"
    ) -> None:
        ran(out, at, write(out, files), started=started)
        if not finished(root, out, guard):
            raise WatchbillError("the site would load something from elsewhere", "see the terminal")

    return Shop(made, build, lambda: Press(out, at), lambda text: click.echo(text, err=True))


def _findings(loaded: "Loaded") -> Iterator[str]:
    """Yield what is wrong with the files, a line each."""
    from watchbill.findings import in_order, locate

    resources = loaded.catalog.resources
    found = [locate(p, "error", resources[p.ref], loaded.document) for p in loaded.problems[:MOST]]
    for each in in_order(found):
        yield f"{each.path}:{each.line}:{each.column} {each.code} {each.message}"
    if len(loaded.problems) > MOST:
        yield f"and {len(loaded.problems) - MOST} more: see watchbill check"


def _pages_of(root: Path, files: Collection[str]) -> frozenset[str]:
    """Return the pages that somebody waits for who edited these files."""
    from watchbill.emit.links import FOLDERS, page_path
    from watchbill.model.kinds import file_kind

    paths = (Path(file).relative_to(root).as_posix() for file in files if _is_below(root, file))
    found = (known for path in paths if (known := file_kind(path)))
    return frozenset(page_path(kind.name, id_) for kind, id_ in found if kind.name in FOLDERS)


def _is_below(root: Path, file: str) -> bool:
    return Path(file).is_relative_to(root)
