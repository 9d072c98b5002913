"""The questions by which one person joins another, and what a settlement gives a family."""

from __future__ import annotations

from dataclasses import dataclass

from ..conditions.tree import Condition
from .sources import Citation

JOINS = "joins"
JOINS_DISTRICT = "joins_district"
JOINS_RURAL = "joins_rural"

AS_SPOUSE = "spouse"
AS_CHILD = "parent"
"""Options of `JOINS`: whom an adult joins as a spouse, and whom a child joins."""

OF_A_CHILD = {
    "hukou_place": "child_hukou_place",
    "hukou_district": "child_hukou_district",
    "birth_month": "child_birth_month",
}
"""What is asked of whoever moves, and the question that asks the same of a child."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyGrant:
    """What a settlement gives the others of a household: someone to join, registered here.

    ``joins``: as whom they join, options of the question `JOINS`; ``rural``: whether the person
    joined is registered in a village then, None where that is left open; ``when``: the route of the
    settlement that gives it, None: every route. Nobody's own registration changes by it.
    """

    joins: tuple[str, ...]
    citations: tuple[Citation, ...]
    rural: bool | None = None
    when: Condition | None = None
