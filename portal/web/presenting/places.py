"""Districts as a page shows them: grouped by cluster, with what a search may be typed as."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask import url_for

from ...i18n import Wording, gettext
from ...rules.districts import District, Gazetteer, Succession
from ...store.releases import Derived

CLUSTERS = ("centre", "new_urban", "northeast", "southeast")


@dataclass(frozen=True, slots=True)
class DistrictLink:
    """A district to choose. ``keys``: characters, pinyin, initials, old names and towns."""

    id: str
    name: str
    short: str
    href: str
    keys: str
    column: int
    row: int


@dataclass(frozen=True, slots=True)
class ClusterList:
    """The districts of one cluster."""

    id: str
    name: str
    districts: tuple[DistrictLink, ...]


_ENDING = re.compile(r"(新区|经开区|(土家族|苗族){1,4}自治县|[区县])$")


def short_name(district: District, wording: Wording) -> str:
    """A district's name without what kind of district it is: ``石柱``, ``Shizhu``."""
    if wording.language.id == "en":
        return district.name.en.split(" ")[0]
    bare = _ENDING.sub("", district.name.zh)
    return (
        wording.chinese(district.name.zh)
        if len(bare) < 2
        else wording.text(district.name)[: len(bare)]
    )


def keys_of(names: Iterable[str], derived: Derived) -> str:
    """Everything some names may be typed as, separated by spaces."""
    found: dict[str, None] = {}
    for name in names:
        found[name] = None
        found[derived.traditional.get(name, name)] = None
        for key in derived.pinyin.get(name, ()):
            found[key] = None
    return " ".join(found)


def _former_names(gazetteer: Gazetteer, district: District) -> list[str]:
    """Names by which people may look for a district: predecessors and towns that came to it."""
    names: list[str] = []
    for before, succession in gazetteer.predecessors(district.id):
        if succession.rest:
            names.append(before.name.zh)
        names += [town.zh for town in succession.towns]
    return names


def place_keys(gazetteer: Gazetteer, district: District, derived: Derived) -> str:
    """Everything a district may be looked for as, by towns that came to it or left it too."""
    keys = _keys(gazetteer, district, derived)
    towns = [town.zh for s in district.successions for town in s.towns]
    return f"{keys} {keys_of(towns, derived)}" if towns else keys


def _keys(gazetteer: Gazetteer, district: District, derived: Derived) -> str:
    names = [district.name.zh, *district.aliases, *_former_names(gazetteer, district)]
    return f"{keys_of(names, derived)} {district.id} {district.name.en.lower()}"


def district_links(
    gazetteer: Gazetteer, day: date, wording: Wording, derived: Derived, hrefs: dict[str, str]
) -> tuple[ClusterList, ...]:
    """The districts of a day by cluster; ``hrefs``: district → where choosing it leads."""
    clusters = []
    for cluster in CLUSTERS:
        links = [
            DistrictLink(
                district.id,
                wording.text(district.name),
                short_name(district, wording),
                hrefs[district.id],
                _keys(gazetteer, district, derived),
                *district.tile,
            )
            for district in gazetteer.on(day)
            if district.cluster == cluster
        ]
        if links:
            name = wording.text(gazetteer.groups[cluster].name)
            clusters.append(ClusterList(cluster, name, tuple(links)))
    return tuple(clusters)


@dataclass(frozen=True, slots=True)
class PlaceHit:
    """What a typed place leads to: a district, or a district that no longer exists."""

    name: str
    href: str
    hint: str


def find_places(
    query: str, gazetteer: Gazetteer, day: date, wording: Wording, derived: Derived, view: str
) -> tuple[PlaceHit, ...]:
    """The districts a query may mean: every word of it must be among a district's keys."""
    words = query.lower().split()[:5]
    hits = []
    for district in gazetteer.districts.values():
        keys = place_keys(gazetteer, district, derived)
        if words and all(word in keys for word in words):
            exists = district.period.holds(day)
            hint = "" if exists else gettext("now part of other districts")
            name = wording.text(district.name)
            hits.append((exists, PlaceHit(name, url_for(view, district=district.id), hint)))
    return tuple(hit for _, hit in sorted(hits, key=lambda pair: not pair[0]))


@dataclass(frozen=True, slots=True)
class SuccessorLine:
    """Where part of a district's area belongs: by towns, or the rest of it."""

    name: str
    href: str
    towns: tuple[str, ...]
    rest: bool


def successor_line(
    other: District, succession: Succession, wording: Wording, href: str
) -> SuccessorLine:
    """One neighbour in a succession, ahead or back in time."""
    towns = tuple(wording.text(town) for town in succession.towns)
    return SuccessorLine(wording.text(other.name), href, towns, succession.rest)
