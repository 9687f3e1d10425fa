"""`watchbill pager`."""

import click

from watchbill.cli.pager_apply import apply
from watchbill.cli.pager_drift import drift
from watchbill.cli.pager_import import import_
from watchbill.cli.pager_plan import plan


@click.group()
def command() -> None:
    """Make a pager say the same as the repository.

    Without pagers in watchbill.yaml, it is a folder of JSON files: build/pager.
    """


for _each in (plan, apply, drift, import_):
    command.add_command(_each)
