"""Districts, groups and succession from their document; streets and places from theirs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from ..documents.shapes import DistrictsDocument, PlacesDocument
from ..model.districts import District, Gazetteer, Group, Period, Succession
from ..model.streets import Place, Street
from ..model.texts import Text
from ..problem_codes import EntryCode, Noun
from ..problems import say
from .build_context import Workbench, text_of


def build_gazetteer(bench: Workbench, documents: Mapping[str, object]) -> Gazetteer:
    """All districts and groups; unions are resolved into each district's groups."""
    groups: dict[str, Group] = {}
    districts: dict[str, District] = {}
    for path, document in documents.items():
        if not isinstance(document, DistrictsDocument):
            continue
        for name, shape in document.groups.items():
            groups[name] = _group(bench, path, name, shape)
            for part in shape.union:
                bench.known(path, f"groups.{name}", part, document.groups, Noun.GROUP)
        for name, its in document.districts.items():
            districts[name] = _district(bench, path, name, its, groups, document.districts)
    return Gazetteer(districts=districts, groups=groups)


def with_streets(
    bench: Workbench, documents: Mapping[str, object], gazetteer: Gazetteer
) -> Gazetteer:
    """The districts with their streets, and what people call places."""
    streets: dict[str, Street] = {}
    places: dict[str, Place] = {}
    for path, document in documents.items():
        if not isinstance(document, PlacesDocument):
            continue
        for district, its in document.streets.items():
            where = f"streets.{district}"
            if bench.known(path, where, district, gazetteer.districts, Noun.DISTRICT):
                streets |= _streets(bench, path, district, its)
            bench.citations(path, where, its.source)
        for name, shape in document.places.items():
            places[name] = _place(bench, path, name, shape, streets, gazetteer)
        _find_towns(bench, gazetteer, streets)
    return replace(gazetteer, streets=tuple(streets.values()), places=places)


def _streets(bench: Workbench, path: str, district: str, shape: Any) -> dict[str, Street]:
    """The streets of a district: how a place names one → the street."""
    around = dict(line.split(maxsplit=1) for line in shape.neighbourhoods if " " in line)
    found: dict[str, Street] = {}
    for line in shape.names:
        (code, name) = line.split(" ")
        key = f"{district} {name}"
        if key in found:
            where = f"streets.{district}.names"
            bench.note(path, where, say(EntryCode.STREET_TWICE, name=name))
        found[key] = Street(
            name=name,
            code=shape.code + code,
            district=district,
            neighbourhoods=tuple(around.get(name, "").split()),
            note=text_of(shape.note),
        )
    known = [street.name for street in found.values()]
    for line in shape.neighbourhoods:
        where = f"streets.{district}.neighbourhoods"
        bench.known(path, where, line.partition(" ")[0], known, Noun.STREET)
    return found


def _place(
    bench: Workbench,
    path: str,
    name: str,
    shape: Any,
    streets: Mapping[str, Street],
    gazetteer: Gazetteer,
) -> Place:
    where = f"places.{name}"
    if not shape.streets and not shape.districts:
        bench.note(path, where, say(EntryCode.PLACE_NOWHERE))
    for district in shape.districts:
        bench.known(path, f"{where}.districts", district, gazetteer.districts, Noun.DISTRICT)
    known = [
        street
        for street in shape.streets
        if bench.known(path, f"{where}.streets", street, streets, Noun.STREET)
    ]
    return Place(
        id=name,
        name=Text(shape.name.zh, shape.name.en),
        kind=shape.kind,
        basis=shape.basis,
        aliases=tuple(shape.aliases),
        streets=tuple(streets[street] for street in known),
        districts=tuple(shape.districts),
        note=text_of(shape.note),
        citations=bench.citations(path, where, shape.source),
    )


def _find_towns(bench: Workbench, gazetteer: Gazetteer, streets: Mapping[str, Street]) -> None:
    """Each town of a succession is a street of its district; a misspelt one would never move."""
    for district in gazetteer.districts.values():
        if not district.successions:
            continue
        known = [street.name for street in streets.values() if street.district == district.id]
        for number, succession in enumerate(district.successions):
            for town in succession.towns:
                at = f"districts.{district.id}.successors[{number}].towns"
                bench.known("districts.toml", at, town.zh, known, Noun.STREET)


def _group(bench: Workbench, path: str, name: str, shape: Any) -> Group:
    return Group(
        id=name,
        name=Text(shape.name.zh, shape.name.en),
        kind=shape.kind,
        union=tuple(shape.union),
        note=text_of(shape.note),
        citations=bench.citations(path, f"groups.{name}", shape.source),
    )


def _district(
    bench: Workbench,
    path: str,
    name: str,
    shape: Any,
    groups: Mapping[str, Group],
    all_of: Collection[str],
) -> District:
    where = f"districts.{name}"
    own = {*filter(None, [shape.cluster]), *shape.groups}
    for group in sorted(own):
        bench.known(path, where, group, groups, Noun.GROUP)
    unions = {group.id for group in groups.values() if own.intersection(group.union)}
    for place, succession in enumerate(shape.successors):
        at = f"{where}.successors[{place}]"
        bench.known(path, at, succession.district, all_of, Noun.DISTRICT)
    return District(
        id=name,
        name=Text(shape.name.zh, shape.name.en),
        cluster=shape.cluster or "",
        groups=frozenset(own | unions),
        period=Period(shape.since, shape.until),
        code=shape.code,
        tile=shape.tile,
        role=text_of(shape.role),
        note=text_of(shape.note),
        inferred=shape.inferred,
        site=shape.site,
        aliases=tuple(shape.aliases),
        successions=tuple(_succession(bench, path, where, s) for s in shape.successors),
        citations=bench.citations(path, where, shape.source),
    )


def _succession(bench: Workbench, path: str, where: str, shape: Any) -> Succession:
    towns = tuple(
        Text(zh, en)
        for zh, en in zip(
            shape.towns.zh if shape.towns else (),
            shape.towns.en if shape.towns else (),
            strict=False,
        )
    )
    if shape.towns and len(shape.towns.zh) != len(shape.towns.en):
        bench.note(path, f"{where}.successors", say(EntryCode.TOWNS_DIFFER))
    return Succession(
        district=shape.district,
        since=shape.since,
        towns=towns,
        rest=shape.rest,
        announced=shape.announced,
        citations=bench.citations(path, where, shape.source),
    )
