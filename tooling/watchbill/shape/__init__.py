"""The faces of a type: its JSON Schema, its values, their plain form, and what they refer to.

Each is imported from its own module: a question in a hurry needs only the values.
"""
