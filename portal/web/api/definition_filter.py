"""Filters a definition by day and district."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from flask import request

from ...rules.model.districts import District, Scope
from ...rules.model.parameters import Parameter, Row
from ...rules.model.ruleset import Service
from ..http import request_context
from .json_fields import Cited, read_day
from .places import district_on
from .problems import Fault, Refused

Part = TypeVar("Part", bound=Cited)


class Filter:
    """Filters the parts of a definition by day and district; None filters nothing."""

    def __init__(self, district: District | None, day: date | None) -> None:
        self.district = district
        self.day = day

    def kept(self, parts: Iterable[Part]) -> list[Part]:
        """The parts in force."""
        return [part for part in parts if self._holds(part.scope)]

    def rows(self, parameter: Parameter) -> list[Row]:
        """The rows in force; in one district the closest one alone."""
        if self.district is None or self.day is None:
            return self.kept(parameter.rows)
        row = parameter.in_force(self.district, self.day)
        return [] if row is None else [row]

    def in_force(self, service: Service) -> dict[str, Row]:
        """The amounts of a service in the district on the day; none where it is not narrowed."""
        if self.district is None or self.day is None:
            return {}
        rows = {n: its.in_force(self.district, self.day) for n, its in service.parameters.items()}
        return {name: row for name, row in rows.items() if row is not None}

    def _holds(self, scope: Scope) -> bool:
        if self.day is not None and not scope.period.holds(self.day):
            return False
        return self.district is None or scope.rank(self.district) is not None


def filter_asked() -> Filter:
    """The filter of ``?on=&district=``. Raises Refused."""
    on = request.args.get("on")
    name = request.args.get("district")
    if on is None and name is None:
        return Filter(None, None)
    day = read_day(on)
    if name is None:
        return Filter(None, day)
    faults: list[Fault] = []
    district = district_on(request_context.release().ruleset.gazetteer, name, day, faults.append)
    if district is None:
        raise Refused(faults)
    return Filter(district, day)
