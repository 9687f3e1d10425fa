"""The steps that building, serving and packing a site share."""

import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from watchbill.cli.context import catalog_of
from watchbill.errors import WatchbillError

if TYPE_CHECKING:
    from jinja2 import Environment

    from watchbill.model import Catalog
    from watchbill.model.settings import Settings

FINDINGS = 1
AT = "What pages say without a script is right at this instant; now unless said."
_TEMPLATES = "templates in site/templates replace the shipped ones of the same name"


def out_option() -> Callable[..., Any]:
    """Return the option that says where everything goes."""
    return click.option(
        "--out",
        type=click.Path(file_okay=False, path_type=Path),
        help="The folder for docs/, mkdocs.yml and site/; build/ in the repository unless said.",
    )


def engine_option() -> Callable[..., Any]:
    """Return the option that chooses the engine."""
    return click.option(
        "--engine",
        type=click.Choice(["mkdocs", "zensical", "properdocs"]),
        default="mkdocs",
        show_default=True,
        help="The program that makes HTML of the pages.",
    )


class Built(NamedTuple):
    """A build: how many pages there are, and whether every file could be read."""

    pages: int
    whole: bool

    @property
    def code(self) -> int:
        """The exit code: what lacks a roster should not take the place of what has it."""
        return 0 if self.whole else FINDINGS


def built(root: Path, out: Path, at: datetime, engine: str, *, strict: bool) -> Built | None:
    """Write the pages, run the engine, finish; return None where that leaves no new site.

    What is wrong has been said. Raise WatchbillError where there is no site to look at.
    """
    from watchbill.sync.site import ENGINES

    catalog = catalog_of(root)
    pages = write(out, dict(texts(root, at, catalog)))
    name = ENGINES[engine].name
    progress(f"{len(pages)} pages written; {name} builds the site")
    if not ran(out, at, pages, engine, strict=strict):
        click.echo("the site has warnings (see above)", err=True)
        return None
    if not finished(root, out, settings=catalog.settings):
        return None
    whole = all(resource.value is not None for resource in catalog.resources.values())
    if not whole:
        click.echo("the site lacks what could not be read: mend that, then publish", err=True)
    return Built(len(pages), whole)


def ran(
    out: Path,
    at: datetime,
    pages: Iterable[str],
    engine: str = "mkdocs",
    *,
    strict: bool = False,
    started: Callable[[Any], object] = lambda _: None,
) -> bool:
    """Run the engine on what was written; return False where strict, and there are warnings.

    Raise WatchbillError where there is no site, or a page is not in it.
    """
    from watchbill.sync.site import ENGINES, UNFINISHED, build, missing

    done = build(out, at, engine=engine, strict=strict, started=started)
    click.echo(done.said, err=True, nl=False)
    if done.code and strict:
        return False
    if done.code:
        name = ENGINES[engine].name
        raise WatchbillError(f"{name} did not build the site", "it says above why")
    if lost := missing(out / UNFINISHED, pages):
        raise WatchbillError(f"not in the site: {', '.join(lost[:5])}", "is their path too odd?")
    return True


def finished(
    root: Path,
    out: Path,
    guard: AbstractContextManager[object] | None = None,
    settings: "Settings | None" = None,
) -> bool:
    """Finish the pages and put them in place; say what keeps them from being published."""
    from watchbill.resources import folder
    from watchbill.sync.site import app, finish

    shipped = folder("site") / "assets"
    source = (shipped / "sw/sw.js").read_text(encoding="utf-8")
    settings = settings or catalog_of(root).settings
    extra = app(settings.site.title or settings.name, shipped / "icons")
    done = finish(out, source, extra, guard or nullcontext())
    for found in done.foreign:
        click.echo(f"loads from elsewhere: {found}", err=True)
    return not done.foreign


def write(out: Path, files: Mapping[str, str]) -> list[str]:
    """Write what the engine reads; return the paths of the pages."""
    from watchbill.sync.site import CONFIG, write_pages

    docs = [(path, text) for path, text in files.items() if path != CONFIG]
    write_pages(out, docs, files[CONFIG])
    return [path for path, _ in docs if path.endswith(".md")]


def texts(
    root: Path, at: datetime, catalog: "Catalog | None" = None, first: Collection[str] = ()
) -> Iterator[tuple[str, str]]:
    """Yield pages (those of some kinds first), data, scripts, style sheets, and mkdocs.yml."""
    from watchbill.emit.bundle import bundled
    from watchbill.emit.pages import config, pages
    from watchbill.resources import folder
    from watchbill.sync.site import assets

    known = catalog or catalog_of(root)
    with templates_of(root) as templates:
        yield from pages(known, templates, at, first)
        yield config(known, templates)
    yield from bundled(assets(folder("site") / "assets"))


@contextmanager
def templates_of(root: Path) -> "Iterator[Environment]":
    """Give the templates of a repository; say which one is wrong where one is."""
    from jinja2 import TemplateError, TemplateSyntaxError

    from watchbill.emit.pages import environment

    try:
        yield environment(loader(root))
    except TemplateSyntaxError as error:
        place = f"{error.filename or error.name}:{error.lineno}"
        raise WatchbillError(f"template {place}: {error.message}", _TEMPLATES) from error
    except TemplateError as error:
        raise WatchbillError(f"a template fails: {error.message}", _TEMPLATES) from error


def loader(root: Path) -> Any:
    """Return where templates are found: the repository's own first, then the shipped ones."""
    from jinja2 import FileSystemLoader

    return FileSystemLoader([path / "templates" for path in _sites(root) if path.is_dir()])


def _sites(root: Path) -> list[Path]:
    from watchbill.resources import folder

    return [root / "site", folder("site")]


def places(root: Path) -> Iterable[Path]:
    """Return what the site is made of: sources, templates and assets."""
    from watchbill.model.kinds import SETTINGS_PATH, TOP_FOLDERS

    names = (*TOP_FOLDERS, SETTINGS_PATH, "site/templates")
    return [*(root / name for name in names), *(path / "templates" for path in _sites(root))]


def progress(line: str) -> None:
    """Say what is going on, to somebody who watches."""
    if sys.stderr.isatty():
        click.echo(line, err=True)
