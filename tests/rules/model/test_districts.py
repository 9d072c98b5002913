"""Districts on a day, groups, succession; scopes by rank."""

from datetime import date

from portal.rules.model.districts import Period, Scope
from tests.rules.worlds import requirement, world

RULES = world(requirement("any", "owns_home == no"), covers="")
GAZETTEER = RULES.gazetteer
BEFORE = date(2026, 1, 24)
AFTER = date(2026, 1, 25)


def test_a_district_exists_from_its_first_to_its_last_day() -> None:
    assert [d.id for d in GAZETTEER.on(BEFORE)] == ["old", "town", "hill"]
    assert [d.id for d in GAZETTEER.on(AFTER)] == ["new", "town", "hill"]


def test_a_group_holds_only_districts_of_the_day() -> None:
    assert GAZETTEER.members("centre", BEFORE) == {"old", "town"}
    assert GAZETTEER.members("centre", AFTER) == {"new", "town"}
    assert GAZETTEER.members("all_of_it", AFTER) == {"new", "town", "hill"}
    for day in (BEFORE, AFTER):
        for group in GAZETTEER.groups:
            members = {its for its in GAZETTEER.districts if GAZETTEER.is_member(its, group, day)}
            assert members == GAZETTEER.members(group, day)
    assert not GAZETTEER.is_member("nowhere", "centre", AFTER)


def test_an_abolished_district_names_all_who_took_over_and_never_guesses() -> None:
    old = GAZETTEER.districts["old"]
    assert GAZETTEER.successors(old, BEFORE) == ()
    assert [(s.district, s.rest) for s in GAZETTEER.successors(old, AFTER)] == [
        ("new", True),
        ("hill", False),
    ]
    assert [d.id for d, _ in GAZETTEER.predecessors("new")] == ["old"]


def test_a_scope_ranks_the_district_above_a_group_above_the_city() -> None:
    town = GAZETTEER.districts["town"]
    hill = GAZETTEER.districts["hill"]
    assert Scope(("town", "centre")).rank(town) == 2
    assert Scope(("centre",)).rank(town) == 1
    assert Scope(("all_of_it",)).rank(hill) == 1
    assert Scope().rank(hill) == 0
    assert Scope(("centre",)).rank(hill) is None


def test_a_period_includes_both_its_ends() -> None:
    period = Period(date(2026, 1, 1), date(2026, 1, 31))
    assert [period.holds(date(2026, 1, day)) for day in (1, 31)] == [True, True]
    assert not period.holds(date(2025, 12, 31))
    assert not period.holds(date(2026, 2, 1))
    assert period.overlaps(Period(date(2026, 1, 31), None))
    assert not period.overlaps(Period(date(2026, 2, 1), None))
