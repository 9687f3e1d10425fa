"""When a call is sent again, and after how long."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from watchbill.sync.http.exchange import Answer, Call, Failed

ATTEMPTS = 5
PATIENCE = 120.0
"""The longest that one call waits between its attempts, all in all, in seconds, unless said."""

_FIRST = 0.5
_TOO_MANY = 429
_PASSING = frozenset({500, 502, 503, 504})
_SECONDS = re.compile(r"[0-9]+(\.[0-9]+)?")


def worth_it(call: Call, outcome: Answer | Failed) -> bool:
    """Say whether a call may be sent again: a write only while it surely was not done.

    A call that is the same twice as once (`again`) also after a lost answer.
    """
    if isinstance(outcome, Failed):
        return outcome.passing and (call.again or not outcome.sent)
    return outcome.status == _TOO_MANY or (call.again and outcome.status in _PASSING)


def pause(outcome: Answer | Failed, attempt: int) -> float:
    """Return the seconds to wait after an attempt, counted from 0: what the service asks, or more
    each time.

    `Retry-After` is RFC 9110, 10.2.3; `ratelimit-reset` counts seconds, as PagerDuty sends it.
    """
    asked = _asked(outcome) if isinstance(outcome, Answer) else None
    return _FIRST * 2**attempt if asked is None else max(asked, _FIRST)


def _asked(answer: Answer) -> float | None:
    after = answer.headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(after):
        return float(after)
    until, now = _instant(after), _instant(answer.headers.get("date", ""))
    if until and now:
        return (until - now).total_seconds()
    reset = answer.headers.get("ratelimit-reset", "").strip()
    return float(reset) if answer.status == _TOO_MANY and _SECONDS.fullmatch(reset) else None


def _instant(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
