"""`watchbill pager import`: an account of a pager becomes a repository."""

import shlex
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from watchbill.cli import FINDINGS, FINE
from watchbill.cli.context import catalog_of, root_of
from watchbill.cli.output import safe, say
from watchbill.cli.pager_case import product
from watchbill.cli.when import at_option, instant_of
from watchbill.errors import WatchbillError
from watchbill.model.settings import Pager
from watchbill.sync.provider import Errand, Provider, provider

if TYPE_CHECKING:
    from watchbill.source.importing import Imported

_COUNTED = (
    ("person", "person", "people"),
    ("roster", "roster", "rosters"),
    ("override", "override", "overrides"),
    ("escalation", "escalation policy", "escalation policies"),
    ("service", "service", "services"),
)
_SHOWN = 30


class Source(NamedTuple):
    """Where to import from: the pager's name and settings, and where its program is run."""

    root: Path
    name: str
    pager: Pager


@click.command("import")
@click.argument("name")
@click.option(
    "--into",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default="oncall",
    show_default=True,
    help="The new repository: a folder that does not exist or is empty.",
)
@click.option("--set", "said", metavar="KEY=VALUE", multiple=True, help="A setting of the pager.")
@at_option()
@click.pass_context
def import_(
    ctx: click.Context, *, name: str, into: Path, said: tuple[str, ...], at: datetime | None
) -> int:
    """Read a whole account, and write a repository that says the same.

    NAME is a pager of this repository's watchbill.yaml, or a provider: pagerduty, grafana, jsm,
    opsgenie. Its token comes from the environment. Nothing is written to the pager. Exits with 1
    when a schedule came out with other people on call than the pager shows.
    """
    from watchbill.emit.schemas import artifacts
    from watchbill.source.founding import demand_empty, found
    from watchbill.source.importing import imported
    from watchbill.source.starter import around

    demand_empty(into)
    source = _source(ctx, name, _settings(said))
    kind = provider(source.pager.provider)
    when = instant_of(at, None)
    account = _reader(kind)(Errand(source.root, source.pager, {}, when))
    pagers = {} if kind.read_only else {source.name: source.pager}
    made = imported(account, pagers, product(kind.name), when)
    schemas = {artifact.path: artifact.text for artifact in artifacts()}
    found(into, around() | schemas | dict(made.files))
    for line in _told(made, into, product(kind.name)):
        say(safe(line))
    say(safe(_next(into, kind)))
    return FINDINGS if made.unequal else FINE


def _reader(kind: Provider) -> Any:
    if kind.account is None:
        raise WatchbillError(f"nothing can be imported from {product(kind.name)}")
    return kind.account


def _source(ctx: click.Context, name: str, settings: dict[str, Any]) -> Source:
    """Return the pager of the repository at hand that has this name, or the provider's."""
    root, pagers = Path.cwd(), {}
    try:
        root = root_of(ctx)
        pagers = dict(catalog_of(root).settings.pagers)
    except WatchbillError:
        if ctx.find_root().obj:
            raise
    own = pagers.get(name, Pager(provider=name))
    kept = {key: value for key, value in own.settings.items() if key != "ids"}
    pager = Pager(own.provider, own.weeks, kept | settings)
    provider(pager.provider).accept(pager)
    return Source(root, name, pager)


def _settings(said: Sequence[str]) -> dict[str, Any]:
    """Return settings as they would be read from a file: true is no word, [a, b] is a list."""
    from watchbill.source.yaml import read

    found: dict[str, Any] = {}
    for each in said:
        key, equals, value = each.partition("=")
        if not equals or not key.isidentifier():
            raise WatchbillError(f"--set {each!r} is no setting", "write it as key=value")
        data = read(value)
        found[key] = value if data.troubles or data.data is None else data.data
    return found


def _told(made: "Imported", into: Path, source: str) -> Iterator[str]:
    """Yield what was written, what could not be, and how to go on."""
    counts = [
        f"{made.counts[kind]} {one if made.counts[kind] == 1 else many}"
        for kind, one, many in _COUNTED
        if made.counts[kind]
    ]
    yield f"{into} holds what is in {source}: {', '.join(counts) or 'nobody and nothing'}"
    for title, lines in (
        ("Other people on call than in the pager", made.unequal),
        ("Could not be carried", made.lost),
    ):
        if lines:
            yield f"{title}:"
            yield from (f"  {line}" for line in lines[:_SHOWN])
        if lines[_SHOWN:]:
            yield f"  and {len(lines) - _SHOWN} more"


def _next(into: Path, kind: Provider) -> str:
    check = f"next: cd {shlex.quote(str(into))} && watchbill check"
    if kind.read_only:
        return f"{check}, then name the pager to push to in watchbill.yaml"
    return f"{check} && watchbill pager plan"
