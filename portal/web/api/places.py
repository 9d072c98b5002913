"""Districts as requests name them: on a day, with those that took over where one is gone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from ...rules.districts import District, Gazetteer
from ...rules.near import nearest
from .problems import Fault


def district_on(
    gazetteer: Gazetteer, name: object, day: date, tell: Callable[[Fault], None]
) -> District | None:
    """The district of a name on a day; None, and the fault told, if there is none."""
    if not isinstance(name, str) or name not in gazetteer.districts:
        known = nearest(str(name)[:80], gazetteer.districts)
        tell(Fault("/district", "is not a district" if name else "is missing", known))
        return None
    district = gazetteer.districts[name]
    if district.period.holds(day):
        return district
    after = tuple(s.district for s in gazetteer.successors(district, day))
    others = after or tuple(d.id for d, _ in gazetteer.predecessors(name))
    hint = f"ask about {', '.join(others)}" if others else ""
    tell(Fault("/district", f"{name} does not exist on {day.isoformat()}", hint, others))
    return None
