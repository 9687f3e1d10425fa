"""The types of everything that a repository keeps; frozen values, no behaviour."""

from watchbill.model.catalog import Catalog, Ref, Resource

__all__ = ["Catalog", "Ref", "Resource"]
