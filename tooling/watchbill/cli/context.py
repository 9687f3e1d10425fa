"""What commands share: the repository at hand, and its catalog."""

from pathlib import Path

import click

from watchbill.errors import WatchbillError
from watchbill.model import Catalog
from watchbill.model.kinds import SETTINGS_PATH


def root_of(ctx: click.Context) -> Path:
    """Return the root of the repository: the option's, else the nearest one upwards."""
    if ctx.find_root().obj:
        root = Path(ctx.find_root().obj)
        if not (root / SETTINGS_PATH).is_file():
            raise WatchbillError(f"{root} has no {SETTINGS_PATH}", "name the repository's root")
        return root
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / SETTINGS_PATH).is_file():
            return folder
    raise WatchbillError(
        f"no {SETTINGS_PATH} here or above", "go to the repository, or make one: watchbill init DIR"
    )


def catalog_of(root: Path) -> Catalog:
    """Return the repository's catalog; say on stderr when files could not be read."""
    from watchbill.source import cache
    from watchbill.source.tree import Folder

    file, tree = cache.place(root, "catalog"), Folder(root)
    kept = cache.catalog(file, tree)
    if kept is not None:
        return kept
    from watchbill.source.load import load

    hashing = cache.Hashing(tree)
    loaded = load(hashing)
    unread = loaded.catalog.unread()
    if unread:
        names = ", ".join(unread[:3]) + (", …" if unread[3:] else "")
        click.echo(f"warning: not read: {names}. See: watchbill check", err=True)
    else:
        cache.keep_catalog(file, loaded.catalog, hashing.key())
    return loaded.catalog
