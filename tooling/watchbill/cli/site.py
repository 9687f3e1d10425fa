"""watchbill site: pages written as Markdown, an engine run on them, and the finish."""

from datetime import datetime
from pathlib import Path

import click

from watchbill.cli.context import root_of
from watchbill.cli.site_pack import pack
from watchbill.cli.site_serve import serve
from watchbill.cli.site_steps import AT, FINDINGS, built, engine_option, out_option
from watchbill.cli.when import at_option, instant_of


@click.group("site")
def command() -> None:
    """Build the site, pack it for the day without a network, or serve it while you write."""


@command.command("build")
@out_option()
@at_option(AT)
@engine_option()
@click.option("--strict", is_flag=True, help="Take warnings, such as broken links, as errors.")
@click.pass_context
def build(
    ctx: click.Context, out: Path | None, at: datetime | None, engine: str, strict: bool
) -> int:
    """Write the pages, and build the site from them.

    Ends with 1 where a file could not be read: the site is there, and lacks what is in it.
    """
    from watchbill.sync.site import SITE

    root = root_of(ctx)
    out, moment = out or root / "build", instant_of(at, None)
    site = built(root, out, moment, engine, strict=strict)
    if site is None:
        return FINDINGS
    click.echo(f"{out / SITE}: {site.pages} pages")
    return site.code


command.add_command(pack)
command.add_command(serve)
