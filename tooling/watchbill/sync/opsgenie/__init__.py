"""Opsgenie, as an import reads it: it is sold no more, and its API ends on 2027-04-05."""
