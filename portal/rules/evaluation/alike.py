"""Which services are the same in the whole city on a day, so that no district need be asked.

Derived from the rules: a service that has no row, requirement, cover, window, paper, step or
place at the counter by district, and no condition that looks at the district one asks about.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..conditions.tree import Condition, Here, InGroup, IsHere, atoms
from ..model.districts import Scope
from ..model.ruleset import Ruleset, Service


def alike_services(ruleset: Ruleset, day: date) -> frozenset[str]:
    """The services that are the same in every district of a day."""
    return frozenset(its.id for its in ruleset.services.values() if is_alike(its, day))


def is_alike(service: Service, day: date) -> bool:
    """Whether nothing in a service differs by district on a day.

    A local amount that has ended counts too: it would be told as last known.
    """
    local = any(scope.names and scope.period.holds(day) for scope in _scopes(service))
    local = local or any(scope.names and _has_begun(scope, day) for scope in _rows(service))
    return not local and not any(
        _looks_at_the_district(condition) for _, condition in service.conditions()
    )


def _has_begun(scope: Scope, day: date) -> bool:
    return scope.period.since is None or scope.period.since <= day


def _rows(service: Service) -> Iterator[Scope]:
    for parameter in service.parameters.values():
        for row in parameter.rows:
            yield row.scope


def _scopes(service: Service) -> Iterator[Scope]:
    yield from (cover.scope for cover in service.covers)
    for requirement in service.requirements.values():
        yield requirement.scope
        yield from (its.scope for its in requirement.contested)
    yield from (its.scope for its in service.windows)
    yield from (its.scope for its in service.papers)
    yield from (its.scope for its in service.steps)
    yield from (its.scope for its in service.particulars)
    yield from (its.scope for its in service.points)


def _looks_at_the_district(condition: Condition) -> bool:
    return any(
        isinstance(atom, IsHere) or (isinstance(atom, InGroup) and isinstance(atom.place, Here))
        for atom in atoms(condition)
    )
