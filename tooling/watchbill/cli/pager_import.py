"""`watchbill pager import`."""

import click


@click.command("import")
def import_() -> int:
    """Import."""
    return 0
