"""The city that the rules are about: its names, its clock, its hotline, what its districts are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from .sources import Citation
from .texts import Text

DistrictAttribute = Literal["code", "cluster", "tile", "role", "site"]
"""What a district may have beside its name, and a city may ask of each of its districts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """A city. ``id`` is also the option by which people say that they are registered in it.

    ``short_name``: its name inside a sentence; ``aliases``: what people type for it; ``hotline``:
    the number of a contact; ``area_code``: what stands before its telephone numbers, empty where it
    has none; ``district_name``: what its parts are called; ``attributes``: what each of them has;
    ``stands_in``: the rules say nothing of a city and this one is taken.
    """

    id: str
    name: Text
    short_name: Text
    zone: str
    hotline: str
    district_name: Text
    aliases: tuple[str, ...] = ()
    area_code: str = ""
    attributes: tuple[DistrictAttribute, ...] = ()
    citations: tuple[Citation, ...] = ()
    stands_in: bool = False

    @property
    def clock(self) -> ZoneInfo:
        """The time zone by which its days begin."""
        return ZoneInfo(self.zone)
