"""Where no amount is in force although one is needed."""

from __future__ import annotations

from datetime import date

from ..conditions.tree import parameters_of
from ..model.districts import District
from ..model.parameters import Parameter, Row
from ..model.ruleset import Requirement, Ruleset, Service


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
