"""What is different in a district: what the rules say there and not in the rest of the city.

Derived from the rules alone: amounts with their figures, conditions, steps, places and windows
that most neighbours do not have, procedures that are held here and not there, offices and homes
that only this district names, and its role in the plans. Nothing is written for a single page.
Neighbours are the other districts of its cluster. What most of them share is no difference of one
district; it may still set the whole cluster apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sized
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ..model.counters import Counter, Offer, in_force
from ..model.districts import District
from ..model.named_amounts import with_amounts
from ..model.parameters import Parameter, Row, Value
from ..model.ruleset import (
    HousingOption,
    Particular,
    PointsTable,
    Requirement,
    Ruleset,
    Service,
    Step,
    Window,
)
from ..model.texts import Text
from .windows import Opening, told_windows

Part = Requirement | Window | Opening | PointsTable | Particular | Step | HousingOption


class Reach(StrEnum):
    """How far a difference reaches: this district with few of its neighbours, or its cluster."""

    HERE = "here"
    CLUSTER = "cluster"


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherAmount:
    """What stands elsewhere: a row and where; ``row`` is None where no amount was found."""

    row: Row | None
    districts: tuple[District, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountDifference:
    """An amount that is not the same everywhere.

    ``others``: what its neighbours have instead (`Reach.HERE`), or the districts outside its
    cluster (`Reach.CLUSTER`), the amount of most districts first; ``shared``: neighbours that have
    the same.
    """

    parameter: Parameter
    row: Row
    reach: Reach
    shared: tuple[District, ...]
    others: tuple[OtherAmount, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartDifference:
    """A condition, step, place or window that holds here and not at most neighbours.

    Of windows of past years it is the opening they let expect.
    """

    part: Part
    shared: tuple[District, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDifference:
    """What is different about one service, all of one reach.

    ``held``: its procedure itself is held here and not there; ``held_like``: neighbours for which
    it is held too.
    """

    service: Service
    reach: Reach
    held: bool
    held_like: tuple[District, ...]
    amounts: tuple[AmountDifference, ...]
    parts: tuple[PartDifference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DistrictDifferences:
    """Everything that sets a district apart on a day, what is closest to it first."""

    district: District
    neighbours: tuple[District, ...]
    here: tuple[ServiceDifference, ...]
    of_cluster: tuple[ServiceDifference, ...]
    counters: tuple[Counter, ...]
    offers: tuple[Offer, ...]
    role: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Region:
    """A district, the others of its cluster, and the districts of the other clusters, on a day."""

    district: District
    neighbours: tuple[District, ...]
    beyond: tuple[District, ...]
    day: date


def district_differences(ruleset: Ruleset, district: District, day: date) -> DistrictDifferences:
    """What sets a district apart on a day on which it exists."""
    others = [its for its in ruleset.gazetteer.on(day) if its.id != district.id]
    region = _Region(
        district=district,
        neighbours=tuple(its for its in others if its.cluster == district.cluster),
        beyond=tuple(its for its in others if its.cluster != district.cluster),
        day=day,
    )
    services = [
        service
        for topic in sorted(ruleset.topics.values(), key=lambda its: its.order)
        for service in ruleset.services_of(topic.id)
    ]
    return DistrictDifferences(
        district=district,
        neighbours=region.neighbours,
        here=tuple(_of_services(services, region, Reach.HERE)),
        of_cluster=tuple(_of_services(services, region, Reach.CLUSTER)),
        counters=tuple(in_force(ruleset.counters.values(), district.id, day)),
        offers=tuple(in_force(ruleset.offers.values(), district.id, day)),
        role=district.role,
    )


def _of_services(
    services: Iterable[Service], region: _Region, reach: Reach
) -> Iterator[ServiceDifference]:
    for service in services:
        found = _of_service(service, region, reach)
        if found.held or found.amounts or found.parts:
            yield found


def _of_service(service: Service, region: _Region, reach: Reach) -> ServiceDifference:
    rows = {
        name: row
        for name, parameter in service.parameters.items()
        if (row := parameter.in_force(region.district, region.day)) is not None
    }
    held_like = tuple(its for its in region.neighbours if _is_held(service, its, region.day))
    amounts = (
        _amount(service.parameters[name], row, region)
        for name, row in rows.items()
        if service.parameters[name].shown
    )
    is_here = reach is Reach.HERE
    return ServiceDifference(
        service=service,
        reach=reach,
        held=_held_reach(service, held_like, region) is reach,
        held_like=held_like,
        amounts=tuple(its for its in amounts if its is not None and its.reach is reach),
        parts=tuple(_parts(with_amounts(service, rows, {}), region)) if is_here else (),
    )


def _is_held(service: Service, district: District, day: date) -> bool:
    return any(its.scope.holds(district, day) for its in service.covers)


def _held_reach(service: Service, held_like: Sized, region: _Region) -> Reach | None:
    """How far it reaches that the procedure is held here; None if most districts have it."""
    if not _is_held(service, region.district, region.day):
        return None
    if not _most(held_like, region.neighbours):
        return Reach.HERE
    beyond = [its for its in region.beyond if _is_held(service, its, region.day)]
    return None if _most(beyond, region.beyond) else Reach.CLUSTER


def _most(some: Sized, of: Sized) -> bool:
    return 2 * len(some) >= len(of)


def _amount(parameter: Parameter, row: Row, region: _Region) -> AmountDifference | None:
    near = _amounts_of(parameter, region.neighbours, region.day)
    shared = _having(row, near)
    if not _most(shared, region.neighbours):
        reach = Reach.HERE
        others = near
    else:
        reach = Reach.CLUSTER
        others = _amounts_of(parameter, region.beyond, region.day)
        if _most(_having(row, others), region.beyond):
            return None
    return AmountDifference(
        parameter=parameter,
        row=row,
        reach=reach,
        shared=shared,
        others=tuple(its for its in others if not _same(its.row, row)),
    )


def _having(row: Row, amounts: Iterable[OtherAmount]) -> tuple[District, ...]:
    return next((its.districts for its in amounts if _same(its.row, row)), ())


def _amounts_of(
    parameter: Parameter, districts: Iterable[District], day: date
) -> tuple[OtherAmount, ...]:
    """The amounts of some districts, the one of most districts first."""
    found: dict[Value | None, tuple[Row | None, list[District]]] = {}
    for district in districts:
        row = parameter.in_force(district, day)
        found.setdefault(row.value if row else None, (row, []))[1].append(district)
    ordered = sorted(found.values(), key=lambda its: -len(its[1]))
    return tuple(OtherAmount(row=row, districts=tuple(where)) for row, where in ordered)


def _same(one: Row | None, other: Row) -> bool:
    return one is not None and one.value == other.value


def _parts(service: Service, region: _Region) -> Iterator[PartDifference]:
    parts: tuple[Part, ...] = (
        *told_windows(service.windows, region.district, region.day),
        *(its for its in service.requirements.values() if its.check != "formality"),
        *service.points,
        *service.particulars,
        *service.steps,
        *service.options,
    )
    for part in parts:
        if not part.scope.names or not part.scope.holds(region.district, region.day):
            continue
        shared = tuple(its for its in region.neighbours if part.scope.rank(its) is not None)
        if not _most(shared, region.neighbours):
            yield PartDifference(part=part, shared=shared)
