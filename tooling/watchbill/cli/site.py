"""watchbill site: pages written as Markdown, an engine run on them, and the finish."""

import sys
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from watchbill.cli.context import catalog_of, root_of
from watchbill.cli.when import at_option, instant_of
from watchbill.errors import WatchbillError

if TYPE_CHECKING:
    from watchbill.emit.artifact import Artifact

_FINDINGS = 1
_TEMPLATES = "templates in site/templates replace the shipped ones of the same name"


@click.group("site")
def command() -> None:
    """Build the site, or serve it while you write."""


def _out_option() -> Callable[..., Any]:
    return click.option(
        "--out",
        type=click.Path(file_okay=False, path_type=Path),
        help="The folder for docs/, mkdocs.yml and site/; build/ in the repository unless said.",
    )


@command.command("build")
@_out_option()
@at_option("What pages say without a script is right at this instant; now unless said.")
@click.option(
    "--engine",
    type=click.Choice(["mkdocs", "zensical", "properdocs"]),
    default="mkdocs",
    show_default=True,
    help="The program that makes HTML of the pages.",
)
@click.option("--strict", is_flag=True, help="Take warnings, such as broken links, as errors.")
@click.pass_context
def build(
    ctx: click.Context, out: Path | None, at: datetime | None, engine: str, strict: bool
) -> int:
    """Write the pages, and build the site from them."""
    from watchbill.sync.site import ENGINES, SITE, UNFINISHED, missing
    from watchbill.sync.site import build as run

    root = root_of(ctx)
    out, moment = out or root / "build", instant_of(at, None)
    pages = _write(root, out, moment)
    name = ENGINES[engine].name
    _progress(f"{len(pages)} pages written; {name} builds the site")
    built = run(out, moment, engine=engine, strict=strict)
    click.echo(built.said, err=True, nl=False)
    if built.code:
        if strict:
            click.echo("the site has warnings (see above)", err=True)
            return _FINDINGS
        raise WatchbillError(f"{name} did not build the site", "it says above why")
    if lost := missing(out / UNFINISHED, pages):
        raise WatchbillError(f"not in the site: {', '.join(lost[:5])}", "is their path too odd?")
    if not _finish(root, out):
        return _FINDINGS
    click.echo(f"{out / SITE}: {len(pages)} pages")
    return 0


def _finish(root: Path, out: Path) -> bool:
    """Finish the pages and put them in place; say what keeps them from being published."""
    from watchbill.resources import folder
    from watchbill.sync.site import app, finish

    shipped = folder("site") / "assets"
    source = (shipped / "sw/sw.js").read_text(encoding="utf-8")
    settings = catalog_of(root).settings
    done = finish(out, source, app(settings.site.title or settings.name, shipped / "icons"))
    for found in done.foreign:
        click.echo(f"loads from elsewhere: {found}", err=True)
    return not done.foreign


@command.command("serve")
@_out_option()
@at_option("What pages say without a script is right at this instant; now unless said.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.pass_context
def serve(ctx: click.Context, out: Path | None, at: datetime | None, host: str, port: int) -> None:
    """Serve the site on this machine, and follow every edit, until Ctrl-C."""
    import signal
    import subprocess

    from watchbill.sync import preview
    from watchbill.sync.site import mkdocs, quiet

    root = root_of(ctx)
    out, moment = out or root / "build", instant_of(at, None)
    preview.check_port(host, port)
    _write(root, out, moment)
    listen = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    arguments = mkdocs(out, "serve", "--livereload", "-a", listen)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        code = preview.serve(
            lambda: subprocess.Popen(arguments, env=dict(quiet(moment))),
            lambda: _places(root),
            lambda: _again(root, out, moment),
        )
    except KeyboardInterrupt:
        return  # this is how one stops it
    raise WatchbillError(f"MkDocs ended by itself ({code})", "it says above why")


def _write(root: Path, out: Path, at: datetime) -> list[str]:
    """Write pages, assets and settings; return the paths of the pages."""
    from watchbill.emit.bundle import bundled
    from watchbill.resources import folder
    from watchbill.sync.site import assets, write_pages

    made, config = _artifacts(root, at)
    write_pages(out, [*made, *bundled(assets(folder("site") / "assets"))], config)
    return [artifact.path for artifact in made if artifact.path.endswith(".md")]


def _artifacts(root: Path, at: datetime) -> "tuple[list[Artifact], str]":
    """Return the pages and mkdocs.yml; say which template is wrong where one is."""
    from jinja2 import TemplateError, TemplateSyntaxError

    from watchbill.emit.pages import config, environment, pages

    catalog = catalog_of(root)
    templates = environment(_loader(root))
    try:
        return list(pages(catalog, templates, at)), config(catalog, templates).text
    except TemplateSyntaxError as error:
        place = f"{error.filename or error.name}:{error.lineno}"
        raise WatchbillError(f"template {place}: {error.message}", _TEMPLATES) from error
    except TemplateError as error:
        raise WatchbillError(f"a template fails: {error.message}", _TEMPLATES) from error


def _loader(root: Path) -> Any:
    """Return where templates are found: the repository's own first, then the shipped ones."""
    from jinja2 import FileSystemLoader

    return FileSystemLoader([path / "templates" for path in _sites(root) if path.is_dir()])


def _sites(root: Path) -> list[Path]:
    from watchbill.resources import folder

    return [root / "site", folder("site")]


def _places(root: Path) -> Iterable[Path]:
    """Return what the site is made of: sources, templates and assets."""
    from watchbill.model.kinds import SETTINGS_PATH, TOP_FOLDERS

    names = (*TOP_FOLDERS, SETTINGS_PATH, "site/templates")
    return [*(root / name for name in names), *(path / "templates" for path in _sites(root))]


def _again(root: Path, out: Path, at: datetime) -> None:
    """Write what an edit changed; say what is wrong and go on, since it is being edited."""
    try:
        _write(root, out, at)
    except (WatchbillError, OSError) as error:
        click.echo(f"not rewritten: {error}", err=True)


def _progress(line: str) -> None:
    if sys.stderr.isatty():
        click.echo(line, err=True)
