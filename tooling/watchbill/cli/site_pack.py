"""watchbill site pack: the site and a page for paper in one archive, for when nothing works."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from watchbill.cli.context import catalog_of, root_of
from watchbill.cli.site_steps import AT, FINDINGS, built, engine_option, progress, templates_of
from watchbill.cli.when import at_option, instant_of

NAME = "on-call.zip"


@click.command("pack")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help=f"The archive; build/{NAME} in the repository unless said.",
)
@at_option(AT)
@engine_option()
@click.option("--pdf", is_flag=True, help="Also print the break-glass page, with a Chromium.")
@click.pass_context
def pack(ctx: click.Context, out: Path | None, at: datetime | None, engine: str, pdf: bool) -> int:
    """Build the site, and pack it with a break-glass page: it opens from its files.

    breakglass.html has who is on call, contacts, escalation and all runbooks on one page. Ends
    with 1 where a file could not be read: the archive is there, and lacks what is in it.
    """
    from watchbill.sync.site import SITE
    from watchbill.sync.site.pack import every, packed, write_archive
    from watchbill.sync.site.paper import browser

    root, moment = root_of(ctx), instant_of(at, None)
    if pdf:
        browser()
    site = built(root, root / "build", moment, engine, strict=False)
    if site is None:
        return FINDINGS
    out = out or root / "build" / NAME
    entries = every(packed(root / "build" / SITE), _paper(root, moment, pdf=pdf))
    progress(f"packing {len(entries)} files")
    write_archive(out, out.stem, entries)
    click.echo(f"{out}: {len(entries)} files, {out.stat().st_size / 1e6:.1f} MB")
    return site.code


def _paper(root: Path, at: datetime, *, pdf: bool) -> Iterator[tuple[str, bytes]]:
    """Yield what lies beside the site: what this is, and the page that prints."""
    from watchbill.emit.breakglass import breakglass
    from watchbill.emit.times import clock
    from watchbill.sync.site.pack import README
    from watchbill.sync.site.paper import printed

    catalog = catalog_of(root)
    with templates_of(root) as templates:
        page = breakglass(catalog, templates, at)
    said = README.format(at=clock(at, catalog.settings.timezone))
    yield "README.txt", said.encode()
    yield page.path, page.text.encode()
    if pdf:
        yield page.path.replace(".html", ".pdf"), printed(page.text)
