"""The site as one archive that needs no server: unpacked anywhere, opened from a file."""

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from watchbill.errors import WatchbillError
from watchbill.sync.site.finish import paths
from watchbill.sync.site.html import MANIFEST, finished
from watchbill.sync.site.offline import WORKER
from watchbill.sync.site.policy import FILES, policy

_HOSTED = (WORKER, MANIFEST, "404.html", "sitemap.xml", "sitemap.xml.gz", "search.json")
_LINK = re.compile(r"(<a\b[^<>]*?\shref=[\"']?)([^\"'>#?:\s]+)(?=[\"'>#?\s])")
_DATE = (1980, 1, 1, 0, 0, 0)
"""The first date that an archive can hold: the same files make the same archive."""

README = """On call, without a network

Unpack this archive and open index.html in a browser: the pages, the ask box and the calendars
work from the files, without a server. breakglass.html has everything on one page, to print.

As of {at}. Make a new archive when the rosters have changed, and keep it where it can be reached
when nothing else can: a phone, a laptop, a printer.
"""


def packed(site: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a built site as they lie in an archive, by their path."""
    for path in paths(site):
        if path in _HOSTED or path.endswith(".map"):
            continue
        data = (site / path).read_bytes()
        yield path, _opened(data) if path.endswith(".html") else data


def _opened(data: bytes) -> bytes:
    """Return a page that is opened from a file: folders have no index there, nor an origin."""
    text = _LINK.sub(lambda link: link[1] + named(link[2]), data.decode("utf-8"))
    page = finished(text, None, lambda whole: policy(whole, FILES))
    return page.text.encode("utf-8")


def named(url: str) -> str:
    """Return a link to a page by the page's file; links to files stay as they are."""
    last = url.rpartition("/")[2]
    if last not in {"", ".", ".."}:
        return url
    return f"{url}index.html" if url.endswith("/") else f"{url}/index.html"


def write_archive(file: Path, top: str, entries: Mapping[str, bytes]) -> None:
    """Write an archive whose entries lie in one folder; the same entries give the same bytes.

    Raise WatchbillError where it cannot be written. Nobody ever finds half of one.
    """
    fresh = file.with_name(f".{file.name}.{token_hex(6)}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(fresh, "x", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            for path in sorted(entries):
                archive.writestr(_entry(f"{top}/{path}"), entries[path])
        fresh.replace(file)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        message = f"{file} cannot be written: {reason}"
        raise WatchbillError(message, "look at its rights and its disk") from error
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)


def _entry(path: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, _DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    entry.create_system = 3  # Unix, on whatever machine
    return entry


def every(*parts: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """Return the entries of several sources; a later one wins."""
    return {path: data for part in parts for path, data in part}
