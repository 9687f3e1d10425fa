"""`watchbill schemas`."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from watchbill.cli import FINDINGS, FINE
from watchbill.cli.context import root_of
from watchbill.emit.schemas import artifacts


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 unless all are fresh.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder; the repository's schemas/ unless said.",
)
@click.pass_context
def command(ctx: click.Context, check: bool, out: Path | None) -> int:
    """Write the JSON Schemas: of files, for editors, and of the site's data."""
    from watchbill.sync import files

    folder = out or root_of(ctx) / "schemas"
    texts = {artifact.path.rpartition("/")[2]: artifact.text for artifact in artifacts()}
    if not check:
        changed = files.write_all(folder, texts.items())
        for name in changed:
            click.echo(f"wrote {folder / name}")
        click.echo(f"{len(texts)} schemas, {len(changed)} written")
    faults = list(_faults(folder, texts))
    for fault in faults:
        click.echo(fault, err=not check)
    if check:
        click.echo(f"{len(texts)} schemas, {'not fresh: watchbill schemas' if faults else 'fresh'}")
    return FINDINGS if check and faults else FINE


def _faults(folder: Path, texts: Mapping[str, str]) -> Iterator[str]:
    """Say what is missing, stale or foreign in a folder of schemas."""
    from watchbill.sync import files

    for name in files.differing(folder, texts.items()):
        kind = "stale" if (folder / name).exists() else "missing"
        yield f"{kind}: {folder / name}"
    there = sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else []
    yield from (f"foreign: {folder / name}" for name in there if name not in texts)
