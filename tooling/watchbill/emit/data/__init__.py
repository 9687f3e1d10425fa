"""The site's data: what its scripts know, as scripts that a page can load from anywhere.

Scripts and not JSON, since a page that was opened from a file may load scripts only.
"""

from collections.abc import Iterator

import msgspec

from watchbill.emit.artifact import Artifact
from watchbill.emit.data.ask import site_ask
from watchbill.emit.data.people import human, order
from watchbill.emit.data.policies import duties, ladders, levels
from watchbill.emit.data.rosters import teams
from watchbill.emit.data.services import systems
from watchbill.emit.data.text import full_text
from watchbill.emit.data.topics import fields
from watchbill.emit.data.types import VERSION, Row, SiteData
from watchbill.emit.escape import clean, script
from watchbill.emit.outlook import Outlook

__all__ = ["data", "site_data"]

FOLDER = "assets/watchbill"
WEEKS = 13
"""How far ahead the data reach at least, whatever the pages show."""


def data(outlook: Outlook) -> Iterator[Artifact]:
    """Yield the scripts of data."""
    yield Artifact(f"{FOLDER}/data.js", f"window.watchbillData = {text(site_data(outlook))};\n")
    whole = full_text(outlook.catalog)
    ask = text(site_ask(outlook.catalog, whole))
    yield Artifact(f"{FOLDER}/ask.js", f"window.watchbillAsk = {ask};\n")
    yield from whole.artifacts


def text(value: Row) -> str:
    """Return a value of the contract as compact JSON that may stand in a script."""
    # Ids, zones and links are kinds of str, which msgspec leaves to us.
    return script(msgspec.to_builtins(value, enc_hook=str.__str__))


def site_data(outlook: Outlook) -> SiteData:
    """Return what `watchbillData` holds; the same outlook gives the same data."""
    far = outlook.reaching(WEEKS)
    catalog, who = far.catalog, order(far)
    return SiteData(
        version=VERSION,
        made=int(far.at.timestamp()),
        until=int(far.until.timestamp()),
        name=clean(catalog.settings.name),
        zone=catalog.settings.timezone,
        people=tuple(human(far, person) for person in who),
        rosters=teams(far, who),
        topics=fields(catalog, who),
        services=systems(catalog),
        escalations=ladders(catalog, who),
        severities=levels(catalog),
        roles=duties(catalog),
    )
