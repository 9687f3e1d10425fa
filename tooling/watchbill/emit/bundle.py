"""The site's scripts and style sheets as one file each: modules joined, and nothing else done.

A page that was opened from a file cannot load modules. So `import` and `export` are taken away,
and all modules that `main.js` needs stand in one function, each behind those that it imports.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

FOLDER = "assets/watchbill"
MODULES, STYLES = f"{FOLDER}/modules/", f"{FOLDER}/css/"
MAIN = "main.js"
_IMPORT = re.compile(r'import \{ (\w+(?:, \w+)*) \} from "\./([\w-]+\.js)";')
_EXPORT = re.compile(r"export (?=(?:async )?function\b|const |class )")
_NAMED = re.compile(r"(?:export )?(?:async )?(?:function\*?|const|let|class) (\w+)")
_STATEMENT = re.compile(r"(import|export|const|let|var)\b")


def bundled(files: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield (path, text) pairs with modules and style sheets joined, the others as they are.

    Raises ValueError for modules that cannot be joined.
    """
    modules: dict[str, str] = {}
    styles: dict[str, str] = {}
    for path, text in files:
        if path.startswith(MODULES):
            modules[path.removeprefix(MODULES)] = text
        elif path.startswith(STYLES):
            styles[path] = text
        else:
            yield path, text
    yield f"{FOLDER}/watchbill.css", "\n".join(styles[path] for path in sorted(styles))
    yield f"{FOLDER}/watchbill.js", script(modules)


def script(modules: Mapping[str, str]) -> str:
    """Return the modules that main.js needs as one classic script."""
    order = _order(modules)
    _check(modules, order)
    parts = [f"// {name}\n{_plain(modules[name])}" for name in order]
    return '(() => {\n"use strict";\n\n' + "\n".join(parts) + "})();\n"


def _order(modules: Mapping[str, str]) -> list[str]:
    """Return what main.js needs, each behind its imports; raise ValueError for a circle."""
    done: list[str] = []

    def visit(name: str, above: tuple[str, ...]) -> None:
        if name in above:
            raise ValueError(f"modules import each other: {' → '.join((*above, name))}")
        if name not in modules:
            raise ValueError(f"{above[-1] if above else 'nothing'} needs {name}: not there")
        if name in done:
            return
        for _, needed in _imports(modules[name]):
            visit(needed, (*above, name))
        done.append(name)

    visit(MAIN, ())
    return done


def _imports(text: str) -> list[tuple[list[str], str]]:
    """Return the names that a module imports, and from where."""
    return [(names.split(", "), source) for names, source in _IMPORT.findall(text)]


def _check(modules: Mapping[str, str], order: Iterable[str]) -> None:
    """Raise ValueError for two things of one name, unknown names, and what is not understood."""
    owner: dict[str, str] = {}
    for name in order:
        for names, source in _imports(modules[name]):
            missing = set(names) - set(_declared(modules[source], exported=True))
            if missing:
                raise ValueError(f"{source} does not export {', '.join(sorted(missing))}: {name}")
        for thing in _declared(modules[name]):
            if thing in owner:
                raise ValueError(f"{thing} is both in {owner[thing]} and in {name}")
            owner[thing] = name


def _declared(text: str, *, exported: bool = False) -> Iterator[str]:
    """Yield the names at the top of a module; raise ValueError for a line that hides one."""
    for line in text.splitlines():
        if _IMPORT.fullmatch(line):
            continue
        named = _NAMED.match(line)
        if named:
            if not exported or line.startswith("export "):
                yield named[1]
        elif _STATEMENT.match(line):
            raise ValueError(f"this line cannot be joined: {line}")


def _plain(text: str) -> str:
    """Return a module without its imports, and without the word export."""
    lines = (line for line in text.splitlines() if not _IMPORT.fullmatch(line))
    return "\n".join(_EXPORT.sub("", line, count=1) for line in lines).strip("\n") + "\n"
