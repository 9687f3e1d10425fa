"""One file of every kind that is right, with every field that it can have."""

from typing import Any

HANDOFF = {"every": "1 week", "at": "12:00", "on": "tuesday"}
WINDOW = {"days": ["mon", "tue"], "from": "09:00", "until": "17:00"}
TURNS = [{"since": "2026-01-06", "order": ["ada", ["grace", "ken"]]}]
TARGET = {"roster": "payments", "role": "primary"}

VALID: dict[str, Any] = {
    "settings": {
        "name": "Tailwind Traders",
        "timezone": "Europe/London",
        "preset": "strict",
        "rules": {"WB202": "off"},
        "frozen_horizon": "48 hours",
        "working_hours": WINDOW,
        "site": {"title": "On call", "url": "https://a.example/", "contacts": "none", "weeks": 13},
        "pagers": {"main": {"provider": "folder", "weeks": 8, "settings": {"path": "build"}}},
    },
    "person": {
        "name": "Ada Obi",
        "email": "ada@a.example",
        "timezone": "Africa/Lagos",
        "working_hours": WINDOW,
        "contacts": {"phone": "+15550100", "slack": "U1", "teams": "ada", "github": "ada"},
        "manager": "grace",
        "trained_for": [{"role": "primary", "on": "2026-01-01"}],
        "time_off": [{"from": "2026-12-21", "until": "2027-01-04", "reason": "leave"}],
        "on_call": {"available": False, "reason": "newborn"},
        "pager_ids": {"pagerduty": "P1"},
    },
    "roster": {
        "name": "Payments",
        "description": "Takes money.",
        "timezone": "Europe/London",
        "channel": "#payments",
        "lead": "grace",
        "members": ["ada", "grace", "ken"],
        "holidays": ["gb"],
        "coverage": [{"role": "primary", "hours": "always"}],
        "rotations": [
            {
                "id": "primary",
                "role": "primary",
                "timezone": "Europe/Paris",
                "hours": [WINDOW, {"from": "fri 17:00", "until": "mon 09:00"}],
                "alongside": True,
                "handoff": HANDOFF,
                "turns": TURNS,
                "special": [
                    {
                        "name": "Christmas",
                        "from": "2026-12-22T12:00",
                        "until": "2027-01-05T12:00",
                        "handoff": {"every": "1 month", "at": "12:00", "on": 31},
                        "order": ["ken"],
                    }
                ],
            },
            {"id": "b", "role": "secondary", "follows": {"rotation": "primary", "turns": 1}},
        ],
        "overrides": [
            {
                "rotation": "primary",
                "from": "2026-10-13T12:00",
                "until": "2026-10-14T12:00",
                "person": "ken",
                "replaces": "ada",
                "reason": "swap",
            }
        ],
    },
    "topic": {
        "name": "Databases",
        "also_known_as": ["db"],
        "experts": [{"person": "ada", "covers": ["failover"], "confirmed": "2026-08-01"}],
        "fallback": TARGET,
        "services": ["ledger"],
    },
    "service": {
        "name": "Checkout",
        "description": "Takes orders.",
        "roster": "payments",
        "escalation": "payments",
        "tier": 1,
        "alerts": [{"match": {"service": "checkout"}, "severity": "sev1"}],
        "depends_on": ["ledger"],
    },
    "calendar": {"name": "Scotland", "days": [{"date": "2026-12-25", "name": "Christmas Day"}]},
    "escalation": {
        "name": "Payments",
        "steps": [
            {"notify": [TARGET, {"person": "grace"}], "wait": "5 minutes"},
            {"notify": [{"person": "ada"}], "wait": "1 hour"},
        ],
        "repeat": 2,
    },
    "expectation": {
        "at": "2026-12-25T03:00",
        "service": "checkout",
        "severity": "sev1",
        "pages": [{"after": "0 minutes", "people": ["ada"]}],
    },
    "severities": {
        "sev1": {
            "name": "Critical",
            "description": "Customers cannot buy.",
            "page": "always",
            "incident_roles": ["incident_commander"],
            "update_every": "30 minutes",
        }
    },
    "roles": {
        "primary": {"name": "P", "summary": "S", "duties": ["D"], "needs_training": True},
    },
    "waivers": [
        {"rule": "WB202", "resource": "roster/a", "reason": "small", "until": "2027-01-01"}
    ],
    "runbook": {
        "title": "HighErrorRate",
        "owner": "payments",
        "services": ["checkout"],
        "alerts": ["HighErrorRate"],
        "severity": "sev1",
        "topics": ["database"],
        "last_reviewed": "2026-09-01",
        "review_every": "180 days",
        "extra": {"weight": 10},
    },
    "page": {"title": "Pay"},
}
