"""The one HTTP client of all providers: JSON, bounded retries, and no secret in any text."""

from watchbill.sync.http.api import Api
from watchbill.sync.http.errors import ApiError, NotFound, Unclear
from watchbill.sync.http.exchange import Params
from watchbill.sync.http.paging import linked_pages, offset_pages
from watchbill.sync.http.recording import Echo, Record, Script, with_id

__all__ = [
    "Api",
    "ApiError",
    "Echo",
    "NotFound",
    "Params",
    "Record",
    "Script",
    "Unclear",
    "linked_pages",
    "offset_pages",
    "with_id",
]
