"""Districts in which the same rules of a service are in force on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from datetime import date

from ..model.districts import District
from ..model.ruleset import Service


def rule_groups(
    service: Service, districts: Iterable[District], day: date
) -> tuple[tuple[District, ...], ...]:
    """The districts by the rules that hold there, the most usual first.

    Compared are whether the procedure is held, the requirements, the amounts that pages show, the
    windows and the points; not offices, which every district has of its own.
    """
    found: dict[Hashable, list[District]] = defaultdict(list)
    for district in districts:
        found[_rules_in(service, district, day)].append(district)
    return tuple(map(tuple, sorted(found.values(), key=len, reverse=True)))


def _rules_in(service: Service, district: District, day: date) -> Hashable:
    rows = (
        (name, parameter.in_force(district, day))
        for name, parameter in service.parameters.items()
        if parameter.shown
    )
    return (
        any(cover.scope.holds(district, day) for cover in service.covers),
        tuple(
            i
            for i, requirement in service.requirements.items()
            if requirement.scope.holds(district, day)
        ),
        tuple((name, row.value) for name, row in rows if row),
        tuple(window.id for window in service.windows if window.scope.holds(district, day)),
        tuple(table.id for table in service.points if table.scope.holds(district, day)),
    )
