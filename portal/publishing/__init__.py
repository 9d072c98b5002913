"""The editor's road: draft → check → impact → review → publish → release."""

from .deriving import derive
from .seeding import seed

__all__ = ["derive", "seed"]
