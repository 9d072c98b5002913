"""Streets, towns and townships, and what people call places: for finding one's district."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from .sources import Citation
from .texts import Text

_ENDING = re.compile(r"(街道|((土家|苗|仡佬)族){0,3}[镇乡])$")
_SHORTEST = 2

PlaceKind = Literal["place", "area"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Street:
    """A subdistrict, town or township with the district that listed it.

    ``code``: nine figures; ``neighbourhoods``: names of its 社区 without that ending;
    ``note``: what is not certain about its district.
    """

    name: str
    code: str
    district: str
    neighbourhoods: tuple[str, ...] = ()
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What people call a place, or an area that is no district, with where it lies.

    ``districts``: those it lies in beside those of its streets; ``basis``: what was read for it.
    """

    id: str
    name: Text
    kind: PlaceKind
    basis: str
    aliases: tuple[str, ...] = ()
    streets: tuple[Street, ...] = ()
    districts: tuple[str, ...] = ()
    note: Text | None = None
    citations: tuple[Citation, ...] = ()


def bare_street(name: str) -> str:
    """A street's name without what it is, unless one character would be left: ``观音桥``."""
    bare = _ENDING.sub("", name)
    return bare if len(bare) >= _SHORTEST else name
