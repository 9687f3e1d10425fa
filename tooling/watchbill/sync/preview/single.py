"""One page at a time: a process that has MkDocs, its settings and the list of files in memory.

`python -m watchbill.sync.preview.single mkdocs.yml` reads lines of JSON, [path, text], from its
input, and answers each with the page as a whole build would make it: {"html": …} or {"error": …}.
The calls of MkDocs 1.6 are those of its own `build`, for a page instead of all.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

Render = Callable[[str, str], str]


def renderer(config_file: str) -> Render:
    """Return the function that makes HTML of a page, by its path among the pages and its text."""
    from mkdocs.commands.build import get_context
    from mkdocs.config import load_config
    from mkdocs.structure.files import get_files, set_exclusions
    from mkdocs.structure.nav import get_navigation
    from mkdocs.structure.pages import Page

    config: Any = load_config(config_file)
    config = config.plugins.on_config(config)
    files = get_files(config)
    env = config.theme.get_env()
    files.add_files_from_theme(env, config)
    files = config.plugins.on_files(files, config=config)
    set_exclusions(files, config)
    nav = config.plugins.on_nav(get_navigation(files, config), config=config, files=files)
    pages = files.documentation_pages()
    for file in pages:
        file.page = file.page or Page(None, file, config)
    for page in nav.pages:
        page.read_source(config)  # the navigation shows its title
    env = config.plugins.on_env(env, config=config, files=files)

    def render(path: str, text: str) -> str:
        file = files.get_file_from_path(path)
        if file is None or file.page is None:
            raise KeyError(path)
        page = file.page
        file.content_string = text
        page.read_source(config)
        page.render(config, files)
        page.active = True
        try:
            template = env.get_template(page.meta.get("template", "main.html"))
            return str(template.render(get_context(nav, pages, config, page)))
        finally:
            page.active = False

    return render


def main(config_file: str) -> None:
    """Answer until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this ends it
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what anybody prints is no answer
    render = renderer(config_file)
    for line in sys.stdin:
        path, text = json.loads(line)
        try:
            said = {"html": render(path, text)}
        except Exception as error:  # noqa: BLE001  # whatever a page does, the next one may do well
            said = {"error": f"{path}: {type(error).__name__}: {error}"}
        out.write(json.dumps(said) + "\n")
        out.flush()


if __name__ == "__main__":
    main(sys.argv[1])
