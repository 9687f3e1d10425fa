"""Drawings of shifts, as SVG that needs no script, no style attribute and no view box."""
