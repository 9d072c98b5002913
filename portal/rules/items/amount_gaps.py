"""Where no amount is in force although one is needed, and which amounts end soon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from ..conditions.tree import parameters_of
from ..model.districts import District
from ..model.parameters import Parameter, Row
from ..model.ruleset import Requirement, Ruleset, Service


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """A row after whose last day the districts named have no amount."""

    service: str
    parameter: str
    row: Row
    until: date
    districts: frozenset[str]


def lacking(ruleset: Ruleset, service: Service, parameter: Parameter, day: date) -> frozenset[str]:
    """The districts of a day in which a parameter is needed and has no amount."""
    users = [r for r in service.requirements.values() if _compares(r, parameter.id)]
    return frozenset(
        district.id
        for district in ruleset.gazetteer.on(day)
        if parameter.in_force(district, day) is None
        and _needed(service, parameter, users, district, day)
    )


def _compares(requirement: Requirement, parameter: str) -> bool:
    conditions = (requirement.when, requirement.judged_when)
    return any(parameter in parameters_of(c) for c in conditions if c is not None)


def _needed(
    service: Service, parameter: Parameter, users: list[Requirement], district: District, day: date
) -> bool:
    """A declared gap, an amount that has ended, or one that a requirement in force asks for."""
    if not parameter.rows:
        return True
    if any(row.scope.rank(district) is not None and _ended(row, day) for row in parameter.rows):
        return True
    covered = any(cover.scope.holds(district, day) for cover in service.covers)
    return covered and any(requirement.scope.holds(district, day) for requirement in users)


def _ended(row: Row, day: date) -> bool:
    until = row.scope.period.until
    return until is not None and until < day


def endings(ruleset: Ruleset, day: date, days: int) -> tuple[Ending, ...]:
    """The rows whose last day lies within so many days and that nothing follows, soonest first."""
    found = [
        ending
        for service in ruleset.services.values()
        for parameter in service.parameters.values()
        for row in parameter.rows
        if (ending := _ending(ruleset, service, parameter, row, day, days))
    ]
    return tuple(sorted(found, key=lambda its: (its.until, its.service, its.parameter)))


def _ending(
    ruleset: Ruleset, service: Service, parameter: Parameter, row: Row, day: date, days: int
) -> Ending | None:
    until = row.scope.period.until
    if until is None or not day <= until <= day + timedelta(days=days):
        return None
    after = until + timedelta(days=1)
    districts = frozenset(
        district.id
        for district in ruleset.gazetteer.on(after)
        if parameter.in_force(district, until) is row
        and parameter.in_force(district, after) is None
    )
    return (
        Ending(
            service=service.id, parameter=parameter.id, row=row, until=until, districts=districts
        )
        if districts
        else None
    )
