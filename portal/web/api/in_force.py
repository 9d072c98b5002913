"""What of a definition is in force: everywhere or in one district, on a day or on any."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from flask import request

from ...rules.districts import District, Scope
from ...rules.parameters import Parameter, Row
from .. import surroundings
from .parts import Cited, read_day
from .places import district_on
from .problems import Fault, Refused

Part = TypeVar("Part", bound=Cited)


class Filter:
    """Keeps what is in force: everywhere or in one district, on a day or on any."""

    def __init__(self, district: District | None, day: date | None) -> None:
        self.district, self.day = district, day

    def kept(self, parts: Iterable[Part]) -> list[Part]:
        """The parts that hold."""
        return [part for part in parts if self._holds(part.scope)]

    def rows(self, parameter: Parameter) -> list[Row]:
        """The rows in force; in one district the closest one alone."""
        if self.district is None or self.day is None:
            return self.kept(parameter.rows)
        row = parameter.in_force(self.district, self.day)
        return [] if row is None else [row]

    def _holds(self, scope: Scope) -> bool:
        if self.day is not None and not scope.period.holds(self.day):
            return False
        return self.district is None or scope.rank(self.district) is not None


def filter_asked() -> Filter:
    """What ``?on=&district=`` narrows a definition to. Raises Refused."""
    on, name = request.args.get("on"), request.args.get("district")
    if on is None and name is None:
        return Filter(None, None)
    day = read_day(on)
    if name is None:
        return Filter(None, day)
    faults: list[Fault] = []
    district = district_on(surroundings.release().ruleset.gazetteer, name, day, faults.append)
    if district is None:
        raise Refused(faults)
    return Filter(district, day)
