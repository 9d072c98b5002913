"""Where and when conditions are compiled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from ..model.districts import District, Gazetteer
from ..model.parameters import Parameter, Row
from ..model.ruleset import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where and when conditions are compiled: what they look up.

    ``asks_for_year``: a cut-off is that of the year of the child's last grade; where stage and
    grade do not say which year that is, next year's counts too (semantics.md, *Months*).
    """

    district: District
    day: date
    gazetteer: Gazetteer
    questions: Mapping[str, Question]
    parameters: Mapping[str, Parameter]
    asks_for_year: bool = False
    _rows: dict[str, Row | None] = field(default_factory=dict, init=False, compare=False)

    def row(self, parameter: str) -> Row | None:
        """The amount of a parameter in force, looked up once."""
        if parameter not in self._rows:
            found = self.parameters[parameter].in_force(self.district, self.day)
            self._rows[parameter] = found
        return self._rows[parameter]

    def with_parameters(self, changed: Mapping[str, Parameter]) -> Place:
        """The same place with other rows of some parameters; what is looked up stays so."""
        found = replace(self, parameters={**self.parameters, **changed})
        found._rows.update((name, row) for name, row in self._rows.items() if name not in changed)
        return found
