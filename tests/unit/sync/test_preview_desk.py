"""From an edit to what is shown: what somebody looks at first, and never half of anything."""

import threading
from types import SimpleNamespace
from typing import Any, cast

import pytest

from watchbill.errors import WatchbillError
from watchbill.sync.preview import Desk, Hub, Shelf, Shop

SITE = {"mkdocs.yml": "nav: 1", "a.md": "A", "b.md": "B", "assets/watchbill/data.js": "1"}


class _Press:
    def html(self, path: str, text: str) -> str:
        if text == "bad":
            raise WatchbillError(f"{path}: bad", "")
        return f"<{text}>"

    def close(self) -> None:
        """Nothing to end."""


@pytest.fixture
def work(tmp_path):
    """A desk on a made-up shop: `texts` may be changed; `built` and `said` say what was done."""
    kept = SimpleNamespace(texts=dict(SITE), built=[], said=[], kinds=[], fails="", shelf=None)

    def texts(first):
        kept.kinds.append(set(first))
        if kept.fails:
            raise WatchbillError(kept.fails, "")
        yield from kept.texts.items()

    def build(files, guard, started):
        with guard:
            kept.built.append(dict(files))
            for path, text in files.items():
                file = tmp_path / path.replace(".md", "/index.html")
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(f"whole {text}")
        if files.get("mkdocs.yml") == "broken" or "refused" in files.values():
            raise WatchbillError("MkDocs did not build the site", "")

    kept.shelf, kept.hub = Shelf(tmp_path), Hub()
    kept.desk = Desk(
        Shop(texts, build, cast("Any", _Press), kept.said.append), kept.shelf, kept.hub
    )
    kept.desk.open()
    yield kept
    kept.desk.close()


def never() -> bool:
    return False


def settled(work) -> None:
    """Wait for what is built in the background."""
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and thread.daemon:
            thread.join(5)
    work.desk.collect()


def shows(work, page: str) -> str:
    found = work.shelf.get(f"{page}/index.html")
    return found.decode() if found else ""


def test_a_changed_page_is_rendered_alone(work):
    work.texts["a.md"] = "A2"
    assert work.desk.revise({"a.md"}, never)
    assert (shows(work, "a"), shows(work, "b")) == ("<A2>", "whole B")
    assert len(work.built) == 1


def test_who_looks_at_a_page_is_told_once_and_nobody_else(work):
    one, other = work.hub.enter("a/", work.hub.moment), work.hub.enter("b/", work.hub.moment)
    work.texts["a.md"] = "A2"
    work.desk.revise((), never)
    assert [one.notes.get(), one.notes.get()] == [{"wrong": ()}, {"reload": True}]
    assert (one.notes.empty(), other.notes.get(), other.notes.empty()) == (
        True,
        {"wrong": ()},
        True,
    )
    work.texts["assets/watchbill/data.js"] = "2"
    work.desk.revise((), never)
    assert other.notes.get() == {"reload": True}


def test_open_pages_and_asked_ones_come_first_and_the_rest_when_there_is_time(work):
    work.hub.enter("b/", work.hub.moment)
    work.texts |= {"a.md": "A2", "b.md": "B2"}
    times = iter([False, True])
    assert not work.desk.revise((), lambda: next(times, True))
    assert not work.desk.revise((), lambda: shows(work, "b") == "<B2>")
    assert (shows(work, "a"), shows(work, "b")) == ("whole A", "<B2>")
    assert work.desk.revise((), never)
    assert shows(work, "a") == "<A2>"
    assert work.kinds[1] == {"home", "b"}


def test_what_is_wrong_keeps_the_old_pages_and_is_taken_back(work):
    reader = work.hub.enter("a/", work.hub.moment)
    work.texts["a.md"] = "A2"
    work.fails = "ada.yaml:1:7 WB003 not closed\nben.yaml:2:1 WB001 what is this"
    assert work.desk.revise({"a.md"}, never)
    assert shows(work, "a") == "whole A"
    work.fails = ""
    assert work.desk.revise({"a.md"}, never)
    notes = [reader.notes.get() for _ in range(4)]
    assert [note.get("wrong", note) for note in notes] == [
        (),
        ("ada.yaml:1:7 WB003 not closed", "ben.yaml:2:1 WB001 what is this"),
        (),
        {"reload": True},
    ]
    assert work.said[-1] == "mended"


def test_a_page_that_cannot_be_rendered_stays_and_the_others_go_on(work):
    work.texts |= {"a.md": "bad", "b.md": "B2"}
    assert work.desk.revise((), never)
    assert (shows(work, "a"), shows(work, "b")) == ("whole A", "<B2>")
    assert work.said == ["a.md: bad"]


def test_new_pages_and_other_settings_build_anew_and_newer_edits_outlast_it(work):
    work.texts |= {"c.md": "C", "mkdocs.yml": "nav: 2"}
    assert work.desk.revise({"c.md"}, never)
    work.texts["a.md"] = "A3"
    assert work.desk.revise({"a.md"}, never)
    settled(work)
    assert (shows(work, "a"), shows(work, "c")) == ("<A3>", "whole C")
    assert len(work.built) == 2


def test_a_page_that_comes_while_the_site_is_built_is_built_next(work):
    work.texts["c.md"] = "C"
    work.desk.revise((), never)
    work.texts["d.md"] = "D"
    work.desk.revise((), never)
    settled(work)
    settled(work)
    assert (shows(work, "c"), shows(work, "d")) == ("whole C", "whole D")
    assert [set(built) - set(SITE) for built in work.built] == [set(), {"c.md"}, {"c.md", "d.md"}]


def test_a_build_that_fails_is_said_and_not_tried_again_until_something_changes(work):
    work.texts["mkdocs.yml"] = "broken"
    work.desk.revise((), never)
    settled(work)
    work.desk.revise((), never)
    settled(work)
    assert len(work.built) == 2
    assert work.said == ["MkDocs did not build the site"]
    work.texts["mkdocs.yml"] = "nav: 3"
    work.desk.revise((), never)
    settled(work)
    assert work.said[-1] == "mended"


def test_a_build_that_fails_is_tried_again_once_a_page_is_mended(work):
    work.texts |= {"b.md": "refused", "c.md": "C"}
    work.desk.revise((), never)
    settled(work)
    work.texts["b.md"] = "B2"
    work.desk.revise((), never)
    settled(work)
    assert work.said == ["MkDocs did not build the site", "mended"]
    assert (shows(work, "b"), shows(work, "c")) == ("whole B2", "whole C")
