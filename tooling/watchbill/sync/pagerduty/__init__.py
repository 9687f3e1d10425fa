"""PagerDuty: schedules of layers (v2) and of shifts (v3), escalation policies and services."""
