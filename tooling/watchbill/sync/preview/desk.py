"""From an edit to what is shown: pages that somebody looks at first, then the rest.

A page that is there already is rendered alone. A page that is new or gone, and other settings,
change the navigation of all: the whole site is built anew in the background, and takes the place
of the old one at once. Whatever is wrong, what was shown before stays.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager
from threading import Thread
from typing import NamedTuple

from watchbill.errors import WatchbillError
from watchbill.sync.preview.hub import EVERYWHERE, Hub
from watchbill.sync.preview.press import Press
from watchbill.sync.preview.shelf import Shelf
from watchbill.sync.site.engine import Process
from watchbill.sync.site.engine import built as place_of
from watchbill.sync.site.offline import address
from watchbill.sync.site.pages import CONFIG

Texts = Mapping[str, str]
Started = Callable[[Process], object]
SHARED = frozenset(f"assets/watchbill/{name}" for name in ("data.js", "watchbill.js"))
SHARED |= {"assets/watchbill/watchbill.css"}
"""What every page has loaded; indexes are loaded by those who ask."""
FILES, PAGES = "files", "pages"
"""What can be wrong beside single pages and the whole build: files as read, and what they make."""


class Shop(NamedTuple):
    """How things are made: texts of pages (of some kinds first), a whole build, single pages."""

    texts: Callable[[Collection[str]], Iterator[tuple[str, str]]]
    build: Callable[[Texts, AbstractContextManager[object], Started], None]
    press: Callable[[], Press]
    say: Callable[[str], None]


class Desk:
    """What is shown, what it was made of, and what is being built."""

    def __init__(self, shop: Shop, shelf: Shelf, hub: Hub) -> None:
        """Take what a preview works with; `open` comes next."""
        self._shop, self._shelf, self._hub = shop, shelf, hub
        self._shown: dict[str, str] = {}
        self._latest: Texts = {}
        self._tried: Texts = {}
        self._wrong: dict[str, str] = {}
        self._press: Press | None = None
        self._building: _Building | None = None
        self._failed = False

    def open(self) -> None:
        """Build the whole site, and wait for it. Raise WatchbillError where that fails."""
        self._latest = self._tried = dict(self._shop.texts(()))
        self._shop.build(self._latest, self._shelf.lock, lambda _: None)
        self._placed(self._latest)

    def close(self) -> None:
        """End the processes that work for this desk."""
        if self._building:
            self._building.stop()
        if self._press:
            self._press.close()

    def revise(self, asked: Collection[str], interrupted: Callable[[], bool]) -> bool:
        """Show what is new, and `asked` pages first; say whether there was time for everything."""
        open_pages = self._hub.open_pages()
        fresh: dict[str, str] = {}
        kinds = {"home", *(page.partition("/")[0] for page in (*open_pages, *asked))}
        try:
            for path, text in self._shop.texts(kinds):
                if not fresh:
                    self._report(FILES, None)
                fresh[path] = text
                if path in asked or address(place_of(path)) in open_pages:
                    self._show(path, text)
                if interrupted():
                    return False
        except (WatchbillError, OSError) as error:
            self._report(PAGES if fresh else FILES, str(error))
            return True
        self._report(PAGES, None)
        self._latest = fresh
        return self._catch_up(interrupted)

    def collect(self) -> None:
        """Take a whole build that has ended."""
        done = self._building
        if done is None or done.is_alive():
            return
        self._building = None
        self._report(CONFIG, done.failure)
        self._failed = bool(done.failure)
        if not done.failure:
            self._placed(done.texts)
            self._hub.changed({EVERYWHERE})
        self._catch_up(lambda: False)

    def _catch_up(self, interrupted: Callable[[], bool]) -> bool:
        """Show everything that is not what it should be; return whether there was time for it."""
        for path, text in self._latest.items():
            if interrupted():
                return False
            self._show(path, text)
        gone = [path for path in self._shown if path not in self._latest]
        self._shelf.drop(path for path in gone if not path.endswith(".md"))
        # A build that failed is tried again with whatever has been mended since.
        again = self._failed and self._latest != self._tried
        if self._building is None and (again or _outline(self._latest) != _outline(self._tried)):
            self._tried = self._latest
            self._building = _Building(self._shop.build, self._latest, self._shelf)
            self._building.start()
        return True

    def _show(self, path: str, text: str) -> None:
        """Show a file if it is another one than before; a page that is new has to wait."""
        known = self._shown.get(path)
        if known == text or path == CONFIG or self._press is None:
            return
        page = path.endswith(".md")
        if page and known is None:
            return
        try:
            data = self._press.html(path, text) if page else text
        except WatchbillError as error:
            self._report(path, str(error))
            return
        self._report(path, None)
        self._shelf.put(place_of(path) if page else path, data.encode())
        self._shown[path] = text
        if page or path in SHARED:
            self._hub.changed({address(place_of(path)) if page else EVERYWHERE})

    def _placed(self, texts: Texts) -> None:
        """Go on from a whole build: of what was shown alone, only what is newer stays."""
        newer = {p: t for p, t in self._shown.items() if p in texts and t != texts[p]}
        self._shelf.drop(
            place_of(path) if path.endswith(".md") else path
            for path in {**self._shown, **texts}
            if path not in newer
        )
        self._shown = {**texts, **newer}
        if self._press:
            self._press.close()
        self._press = self._shop.press()

    def _report(self, source: str, message: str | None) -> None:
        """Say what is wrong with something, or that nothing is any longer."""
        self._wrong.pop(source, None)
        if message:
            self._wrong[source] = message
        lines = [line for text in self._wrong.values() for line in text.splitlines()]
        if self._hub.wrong(lines):
            self._shop.say("\n".join(lines) or "mended")


class _Building(Thread):
    """A whole build in the background."""

    def __init__(self, build: Callable[..., None], texts: Texts, shelf: Shelf) -> None:
        super().__init__(daemon=True)
        self._build, self._shelf = build, shelf
        self._process: Process | None = None
        self._stopped = False
        self.texts = texts
        self.failure = "the whole site could not be built"

    def run(self) -> None:
        try:
            self._build(self.texts, self._shelf.lock, self._take)
            self.failure = ""
        except (WatchbillError, OSError) as error:
            self.failure = str(error)

    def stop(self) -> None:
        """End the build, and wait for that."""
        self._stopped = True
        if self._process:
            self._process.terminate()
        self.join(timeout=10)

    def _take(self, process: Process) -> None:
        self._process = process
        if self._stopped:
            process.terminate()


def _outline(texts: Texts) -> tuple[frozenset[str], str]:
    """Return what only a whole build can change: which pages there are, and the settings."""
    return frozenset(path for path in texts if path.endswith(".md")), texts.get(CONFIG, "")
