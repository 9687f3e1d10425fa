"""Where the shipped files are: in the installed package, or at the top of a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).parent
_SHIPPED = _PACKAGE / "shipped"
_CHECKOUT = _PACKAGE.parent.parent


def folder(name: str) -> Path:
    """Return a shipped folder: `site`, `schemas` or `starter`, wheel first."""
    shipped = _SHIPPED / name
    if shipped.is_dir():
        return shipped
    places = {"starter": _CHECKOUT / "tooling" / "starter"}
    return places.get(name, _CHECKOUT / name)


def starter(name: str) -> Path:
    """Return the folder of a starter, `minimal` or `example`.

    In a checkout the example is the repository itself, so its folder holds other things too.
    """
    inside = folder("starter") / name
    return _CHECKOUT if name == "example" and not inside.is_dir() else inside
