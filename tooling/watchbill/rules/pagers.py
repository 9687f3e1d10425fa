"""WB5: what a configured pager cannot do. Found where pagers are known, in `sync`."""

from watchbill.rules.rule import ALWAYS, HINT, Rule

UNKNOWN_PROVIDER = Rule(
    "WB501",
    "unknown-provider",
    ALWAYS,
    """A pager whose provider is not there, or whose settings the provider does not take.

    Without this finding the mistake would come up when CI pushes schedules, and the pager would
    keep the old ones. Mend the name or the settings, or install the provider's package.
    """,
)
INEXPRESSIBLE = Rule(
    "WB502",
    "pager-cannot-say-this",
    ALWAYS,
    """Something that a configured pager has no words for: it would page otherwise than written.

    A pager has limits of its own: how many are paged in one step, how long a step may wait, how
    often an escalation is repeated. What is over a limit would fail when CI pushes it, or be cut
    off in silence. Write it as the message says, or choose another pager.
    """,
)
ROUNDABOUT = Rule(
    "WB503",
    "pager-needs-dated-shifts",
    HINT,
    """Turns that a configured pager cannot repeat by itself: they are pushed shift by shift.

    Nobody is paged wrongly: `watchbill pager apply` lays dated shifts over the pager's own turns,
    as far ahead as the pager's `weeks`. They end there, so apply has to run again before: let CI
    do it every day. Turns that the pager can repeat need no such care; months, idle turns and
    hours in several zones are what most pagers cannot.
    """,
)
RULES = (UNKNOWN_PROVIDER, INEXPRESSIBLE, ROUNDABOUT)
