"""Whose rule holds: the district's own, its group's, the city's, or none that was published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import Enum
from typing import Protocol

from ..model.districts import District, Scope
from ..model.ruleset import Ruleset, Service


class Local(Enum):
    """How closely the rules of a service name a district."""

    OWN = "own"
    GROUP = "group"
    CITY = "city"
    UNPUBLISHED = "unpublished"


_BY_RANK = {2: Local.OWN, 1: Local.GROUP, 0: Local.CITY}


def localness(service: Service, district: District, day: date) -> Local:
    """The closest rule of a service that holds in a district on a day, where it is covered."""
    if not any(cover.scope.holds(district, day) for cover in service.covers):
        return Local.UNPUBLISHED
    ranks = [scope.rank(district) for scope in _scopes(service) if scope.period.holds(day)]
    return _BY_RANK[max(rank for rank in [0, *ranks] if rank is not None)]


class _Scoped(Protocol):
    @property
    def scope(self) -> Scope:
        """Where and when it holds."""


def _scopes(service: Service) -> Iterator[Scope]:
    groups: tuple[Iterable[_Scoped], ...] = (
        service.covers,
        service.requirements.values(),
        service.papers,
        service.steps,
        service.particulars,
        service.windows,
        service.options,
        service.points,
        *(parameter.rows for parameter in service.parameters.values()),
    )
    for group in groups:
        for part in group:
            yield part.scope


def picture(ruleset: Ruleset, day: date) -> dict[str, dict[str, Local]]:
    """District → service → whose rule holds, for the districts of a day."""
    return {
        district.id: {
            service.id: localness(service, district, day) for service in ruleset.services.values()
        }
        for district in ruleset.gazetteer.on(day)
    }


def without_own(ruleset: Ruleset, local: Mapping[str, Mapping[str, Local]]) -> tuple[str, ...]:
    """The districts of a picture that no rule, counter or offer names by itself."""
    placed = {its.district for its in ruleset.counters.values()}
    placed |= {its.district for its in ruleset.offers.values()}
    return tuple(
        district
        for district, services in local.items()
        if Local.OWN not in services.values() and district not in placed
    )
