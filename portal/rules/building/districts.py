"""Districts, groups and succession from their document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..districts import District, Gazetteer, Group, Period, Succession
from ..documents.shapes import DistrictsDocument
from ..texts import Text
from .workbench import Workbench, text_of


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
                bench.known(path, f"groups.{name}", part, document.groups, "group")
        for name, its in document.districts.items():
            districts[name] = _district(bench, path, name, its, groups, document.districts)
    return Gazetteer(districts, groups)


def _group(bench: Workbench, path: str, name: str, shape: Any) -> Group:
    return Group(
        name,
        Text(shape.name.zh, shape.name.en),
        shape.kind,
        tuple(shape.union),
        text_of(shape.note),
        bench.citations(path, f"groups.{name}", shape.source),
    )


def _district(
    bench: Workbench,
    path: str,
    name: str,
    shape: Any,
    groups: Mapping[str, Group],
    all_of: Iterable[str],
) -> District:
    where = f"districts.{name}"
    own = {shape.cluster, *shape.groups}
    for group in sorted(own):
        bench.known(path, where, group, groups, "group")
    unions = {group.id for group in groups.values() if own.intersection(group.union)}
    for place, succession in enumerate(shape.successors):
        at = f"{where}.successors[{place}]"
        bench.known(path, at, succession.district, all_of, "district")
    return District(
        name,
        Text(shape.name.zh, shape.name.en),
        shape.cluster,
        frozenset(own | unions),
        Period(shape.since, shape.until),
        shape.code,
        shape.tile,
        text_of(shape.role),
        text_of(shape.note),
        shape.inferred,
        tuple(shape.aliases),
        tuple(_succession(bench, path, where, s) for s in shape.successors),
        bench.citations(path, where, shape.source),
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
        bench.note(path, f"{where}.successors", "towns differ in number between zh and en")
    return Succession(
        shape.district,
        shape.since,
        towns,
        shape.rest,
        shape.announced,
        bench.citations(path, where, shape.source),
    )
