"""watchbill: on-call rosters, experts, escalation and runbooks, kept as text in git."""

__version__ = "0.1.0"
