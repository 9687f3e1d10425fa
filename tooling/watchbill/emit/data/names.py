"""What things are called in the site's data, and where their pages are."""

from watchbill.emit.escape import clean, percent
from watchbill.emit.links import SHARED, address, name_of, page_path
from watchbill.model import Catalog


def name(catalog: Catalog, kind: str, id_: str) -> str:
    """Return what a resource is called: its id where it cannot be read."""
    return name_of(catalog, kind, id_) or clean(id_)


def page(kind: str, id_: str) -> str:
    """Return the address of a resource's page below the site; roles and severities share one."""
    fragment = f"#{percent(f'{kind}-{id_}')}" if kind in SHARED else ""
    return percent(address(page_path(kind, id_))) + fragment
