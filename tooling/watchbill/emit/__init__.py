"""Artifacts from a catalog: pages, calendars, JSON. Pure: values in, texts out."""
