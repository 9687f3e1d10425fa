"""`watchbill explain`."""

from textwrap import dedent

import click

from watchbill.errors import WatchbillError
from watchbill.rules import BY_CODE, RULES
from watchbill.rules.rule import Rule
from watchbill.shape.faults import suggest


@click.command()
@click.argument("code", required=False)
def command(code: str | None) -> None:
    """Explain a rule by its code or name; list all of them without one."""
    if code is None:
        for rule in RULES:
            click.echo(f"{rule.code}  {rule.name:22} {_first_line(rule)}")
        return
    found = BY_CODE.get(code.upper()) or next((r for r in RULES if r.name == code), None)
    if found is None:
        known = [*BY_CODE, *(rule.name for rule in RULES)]
        raise WatchbillError(f"no rule {code}", suggest(code, known) or "see: watchbill explain")
    click.echo(f"{found.code} {found.name}\n\n{_page(found)}\n")
    for preset, level in found.levels._asdict().items():
        click.echo(f"  {preset:12} {level}")


def _first_line(rule: Rule) -> str:
    return rule.text.strip().splitlines()[0]


def _page(rule: Rule) -> str:
    first, _, rest = rule.text.strip().partition("\n")
    return f"{first}\n{dedent(rest)}".rstrip()
