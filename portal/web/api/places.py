"""Districts as requests name them: on a day, with those that took over where one is gone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from ...problem_words import english
from ...rules.model.districts import District, Gazetteer
from ...rules.suggestions import suggestion
from .problems import Fault


def district_on(
    gazetteer: Gazetteer, name: object, day: date, tell: Callable[[Fault], None]
) -> District | None:
    """The district of a name on a day; None, and the fault told, if there is none."""
    if not isinstance(name, str) or name not in gazetteer.districts:
        known = english(suggestion(name, gazetteer.districts))
        tell(
            Fault(
                pointer="/district",
                message="is not a district" if name else "is missing",
                hint=known,
            )
        )
        return None
    district = gazetteer.districts[name]
    if district.period.holds(day):
        return district
    after = tuple(s.district for s in gazetteer.successors(district, day))
    others = after or tuple(d.id for d, _ in gazetteer.predecessors(name))
    hint = f"ask about {', '.join(others)}" if others else ""
    tell(
        Fault(
            pointer="/district",
            message=f"{name} does not exist on {day.isoformat()}",
            hint=hint,
            successors=others,
        )
    )
    return None
