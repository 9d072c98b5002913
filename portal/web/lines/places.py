"""Districts as a page shows them: grouped by cluster, with what a search may be typed as."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ...i18n import Wording, gettext
from ...rules.model.districts import District, Gazetteer, Succession
from ...rules.search.place_names import bare_district
from ...store.releases.stored import Derived


@dataclass(frozen=True, slots=True, kw_only=True)
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


def short_name(district: District, wording: Wording) -> str:
    """A district's name without what kind of district it is: ``石柱``, ``Shizhu``."""
    if wording.language.id == "en":
        return (district.name.en or district.name.zh).split(" ")[0]
    return wording.text(district.name)[: len(bare_name(district))]


def bare_name(district: District) -> str:
    """A district's Chinese name without its kind, unless one character would be left."""
    return bare_district(district.name.zh)


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
    for cluster in gazetteer.clusters:
        links = [
            DistrictLink(
                id=district.id,
                name=wording.text(district.name),
                short=short_name(district, wording),
                href=hrefs[district.id],
                keys=_keys(gazetteer, district, derived),
                column=district.column,
                row=district.row,
            )
            for district in gazetteer.on(day)
            if district.cluster == cluster
        ]
        if links:
            clusters.append(
                ClusterList(cluster, cluster_words(gazetteer, cluster, wording), tuple(links))
            )
    return tuple(clusters)


def cluster_words(gazetteer: Gazetteer, cluster: str, wording: Wording) -> str:
    """What a cluster is called; where there are none, all districts stand together."""
    group = gazetteer.groups.get(cluster)
    return wording.text(group.name) if group else gettext("All districts")


@dataclass(frozen=True, slots=True, kw_only=True)
class SuccessorLine:
    """Where part of a district's area belongs: by towns, or the rest of it.

    ``streets``: the streets and towns of the rest, where they are known.
    """

    name: str
    href: str
    towns: tuple[str, ...]
    rest: bool
    streets: tuple[str, ...] = ()


def successor_line(
    other: District,
    succession: Succession,
    wording: Wording,
    href: str,
    streets: Iterable[str] = (),
) -> SuccessorLine:
    """One neighbour in a succession, ahead or back in time."""
    towns = tuple(wording.text(town) for town in succession.towns)
    return SuccessorLine(
        name=wording.text(other.name),
        href=href,
        towns=towns,
        rest=succession.rest,
        streets=tuple(map(wording.chinese, streets)),
    )
