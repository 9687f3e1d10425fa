"""`watchbill init`."""

from datetime import UTC, datetime
from pathlib import Path

import click


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--example", is_flag=True, help="A whole company to look at, instead of a start.")
@click.option("--name", help="The company, or the part of it.")
def command(folder: Path, example: bool, name: str | None) -> None:
    """Start a new repository in a folder that does not exist or is empty."""
    from watchbill.emit.schemas import artifacts
    from watchbill.source.founding import found
    from watchbill.source.starter import starter

    files = starter(name, datetime.now(UTC).date(), example=example)
    found(folder, files | {artifact.path: artifact.text for artifact in artifacts()})
    click.echo(f"{folder} holds a new repository: {len(files)} files, and schemas for your editor")
    click.echo(f"next: cd {folder} && watchbill check, then git init and a first commit")
