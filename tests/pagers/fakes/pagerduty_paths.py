"""Finding the template of a path, such as `/schedules/{id}`: the one with most words as written."""

from collections.abc import Iterable

Match = tuple[str, tuple[str, ...]]


def matched(templates: Iterable[str], path: str) -> Match | None:
    """Return the template of a path and what stands in its braces; None where there is none."""
    found = [(template, _holes(template, path)) for template in templates]
    fitting = [(template, holes) for template, holes in found if holes is not None]
    return min(fitting, key=lambda match: (len(match[1]), match[0]), default=None)


def _holes(template: str, path: str) -> tuple[str, ...] | None:
    words, parts = template.split("/"), path.split("/")
    if len(words) != len(parts):
        return None
    pairs = list(zip(words, parts, strict=True))
    if any(word != part for word, part in pairs if not word.startswith("{")):
        return None
    return tuple(part for word, part in pairs if word.startswith("{"))
