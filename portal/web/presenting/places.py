"""Districts as a page shows them: grouped by cluster, with what a search may be typed as."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext

from ...i18n import Wording
from ...rules.districts import District, Gazetteer, Succession
from ...store.releases import Derived

CLUSTERS = ("centre", "new_urban", "northeast", "southeast")


@dataclass(frozen=True, slots=True)
class DistrictLink:
    """A district to choose. ``keys``: characters, pinyin, initials, old names and towns."""

    id: str
    name: str
    href: str
    keys: str
    column: int
    row: int
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ClusterList:
    """The districts of one cluster."""

    id: str
    name: str
    districts: tuple[DistrictLink, ...]


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
        keys = _keys(gazetteer, district, derived)
        if district.successions:
            towns = [town.zh for s in district.successions for town in s.towns]
            keys += " " + keys_of(towns, derived)
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
