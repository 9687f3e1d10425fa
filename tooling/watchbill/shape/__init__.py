"""The faces of a type: its JSON Schema, its values, their plain form, and what they refer to."""

from watchbill.shape.build import Invalid, build, plain
from watchbill.shape.faults import Fault, faults
from watchbill.shape.references import Reference, references
from watchbill.shape.schema import schema

__all__ = ["Fault", "Invalid", "Reference", "build", "faults", "plain", "references", "schema"]
