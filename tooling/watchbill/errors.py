"""The one exception that is shown to a user without a report: it says what to do."""


class WatchbillError(Exception):
    """Something that the user can mend: a message, and a hint that says how."""

    def __init__(self, message: str, hint: str = "") -> None:
        """Take what is wrong, and what to do about it."""
        super().__init__(message)
        self.message = message
        self.hint = hint


class Exposed(WatchbillError):  # noqa: N818  # what has happened to a secret
    """Settings that hold a secret: where they stand is told, and what stands there is not."""
