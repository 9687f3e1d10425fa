"""Grafana OnCall and Grafana Cloud IRM, which speak the same API."""
