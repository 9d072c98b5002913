"""Parameters: the closest row in force, and never the nearest amount."""

from datetime import date

from portal.rules.model.districts import Period, Scope
from portal.rules.model.parameters import Parameter, Row
from portal.rules.model.texts import Text
from tests.rules.worlds import requirement, world

GAZETTEER = world(requirement("any", "owns_home == no"), covers="").gazetteer
TOWN = GAZETTEER.districts["town"]
HILL = GAZETTEER.districts["hill"]
D = date


def parameter(*rows: Row) -> Parameter:
    return Parameter(id="p", text=Text("数", "Amount"), unit="months", rows=rows)


def row(value: int, *names: str, since: date | None = None, until: date | None = None) -> Row:
    return Row(value=value, scope=Scope(names, Period(since, until)))


def value(found: Row | None) -> object:
    return found.value if found else None


def test_the_district_wins_over_the_group_over_the_city() -> None:
    p = parameter(row(1), row(2, "centre"), row(3, "town"))
    assert value(p.in_force(TOWN, D(2026, 1, 1))) == 3
    assert value(parameter(row(1), row(2, "centre")).in_force(TOWN, D(2026, 1, 1))) == 2
    assert value(p.in_force(HILL, D(2026, 1, 1))) == 1


def test_outside_every_period_there_is_a_gap_and_not_the_nearest_amount() -> None:
    p = parameter(row(1, since=D(2025, 1, 1), until=D(2025, 12, 31)))
    assert value(p.in_force(TOWN, D(2024, 12, 31))) is None
    assert value(p.in_force(TOWN, D(2025, 12, 31))) == 1
    assert value(p.in_force(TOWN, D(2026, 1, 1))) is None


def test_a_parameter_without_rows_is_a_declared_gap() -> None:
    assert parameter().in_force(TOWN, D(2026, 1, 1)) is None


def test_an_ended_local_row_is_a_gap_unless_it_says_default() -> None:
    ended = row(9, "town", until=D(2025, 12, 31))
    assert value(parameter(row(1), ended).in_force(TOWN, D(2026, 1, 1))) is None
    back = Row(value=9, scope=Scope(("town",), Period(None, D(2025, 12, 31))), then_default=True)
    assert value(parameter(row(1), back).in_force(TOWN, D(2026, 1, 1))) == 1


def test_a_local_row_that_has_not_begun_leaves_the_wider_one_in_force() -> None:
    coming = row(9, "town", since=D(2027, 1, 1))
    p = parameter(row(1), coming)
    assert value(p.in_force(TOWN, D(2026, 12, 31))) == 1
    assert value(p.in_force(TOWN, D(2027, 1, 1))) == 9
