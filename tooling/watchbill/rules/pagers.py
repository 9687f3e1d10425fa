"""WB5: what a configured pager cannot do. Found where pagers are known, in `sync`."""

from watchbill.rules.rule import ALWAYS, Rule

UNKNOWN_PROVIDER = Rule(
    "WB501",
    "unknown-provider",
    ALWAYS,
    """A pager whose provider is not there, or whose settings the provider does not take.

    Without this finding the mistake would come up when CI pushes schedules, and the pager would
    keep the old ones. Mend the name or the settings, or install the provider's package.
    """,
)
RULES = (UNKNOWN_PROVIDER,)
