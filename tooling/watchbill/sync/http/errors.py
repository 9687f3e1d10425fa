"""What can go wrong with a service, in words without secrets."""

from watchbill.errors import WatchbillError
from watchbill.sync.http.exchange import Answer, Call, Failed

_DONE, _OTHERWISE, _NOT_FOUND, _TOO_MANY, _BROKEN = 200, 300, 404, 429, 500


class ApiError(WatchbillError):
    """A service that did not do what was asked; `status` 0 where it did not answer."""

    def __init__(self, message: str, hint: str = "", *, status: int = 0) -> None:
        """Take what is wrong, what to do about it, and the status of the answer."""
        super().__init__(message, hint)
        self.status = status


class NotFound(ApiError):  # noqa: N818  # what the service says
    """What was asked for is not there (404)."""


class Unclear(ApiError):  # noqa: N818  # a state to find out about
    """A write without a clear answer: nobody knows whether it was done."""


def good(outcome: Answer | Failed) -> bool:
    """Say whether a service did as it was asked."""
    return isinstance(outcome, Answer) and _DONE <= outcome.status < _OTHERWISE


def absent(outcome: Answer | Failed) -> bool:
    """Say whether a service knows no such thing."""
    return isinstance(outcome, Answer) and outcome.status == _NOT_FOUND


def refusal(outcome: Answer | Failed) -> bool:
    """Say whether a service answered clearly that it did not do it."""
    return (
        isinstance(outcome, Answer)
        and _OTHERWISE <= outcome.status < _BROKEN
        and outcome.status != _TOO_MANY
    )


def lost(outcome: Answer | Failed) -> bool:
    """Say whether nobody knows what an attempt did: no answer after it was sent, or a 5xx."""
    return outcome.sent if isinstance(outcome, Failed) else outcome.status >= _BROKEN


def kind(call: Call, outcome: Answer | Failed, unclear: bool) -> type[ApiError]:
    """Return the error that fits; `unclear` where an attempt may have done it unheard."""
    if absent(outcome):
        return NotFound
    doubtful = (unclear or good(outcome)) and not refusal(outcome)
    return Unclear if call.writes and doubtful else ApiError


UNCLEAR = "nobody knows whether it was done: plan again, which finds what is there"


def hint(outcome: Answer | Failed, found: type[ApiError], token_from: str) -> str:
    """Return what to do about an error."""
    if isinstance(outcome, Failed) and outcome.hint:
        return outcome.hint
    if found is Unclear:
        return UNCLEAR
    source = f"the token from {token_from}" if token_from else "the token"
    hints = {
        401: f"{source} is not accepted: is it complete, still valid, and for this service?",
        403: f"{source} may not do this: give it the rights, or use another",
    }
    return hints.get(outcome.status, "") if isinstance(outcome, Answer) else ""
