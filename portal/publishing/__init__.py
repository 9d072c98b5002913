"""The editor's road: draft → check → impact → review → publish → release."""

from .derived_texts import derive
from .seed import seed

__all__ = ["derive", "seed"]
