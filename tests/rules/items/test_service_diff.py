"""What changed between two releases of a service, part by part."""

from dataclasses import replace

from portal.rules.items.service_diff import Kind, differences
from portal.rules.model.family import FamilyGrant
from tests.rules.worlds import requirement, world

BEFORE = world(requirement("a", "owns_home == no"), requirement("b", "persons == 1"))
SAME = world(requirement("a", "owns_home == no"), requirement("b", "persons == 1"))
AFTER = world(
    requirement("a", "owns_home == yes"),
    requirement("c", "persons == 1"),
    head='concerns = "persons < 9"\n',
)


def test_nothing_changed_is_no_difference() -> None:
    assert differences(BEFORE.services["flat"], SAME.services["flat"]) == ()


def test_parts_that_came_went_or_changed_are_named() -> None:
    found = differences(BEFORE.services["flat"], AFTER.services["flat"])
    assert [(its.kind, its.part, its.id) for its in found] == [
        (Kind.CHANGED, "service", "flat"),
        (Kind.CHANGED, "requirement", "a"),
        (Kind.REMOVED, "requirement", "b"),
        (Kind.ADDED, "requirement", "c"),
    ]


def test_a_service_that_came_or_went_is_one_difference() -> None:
    flat = BEFORE.services["flat"]
    assert [its.kind for its in differences(None, flat)] == [Kind.ADDED]
    assert [its.kind for its in differences(flat, None)] == [Kind.REMOVED]
    assert differences(None, None) == ()


def test_for_whom_a_service_is_and_what_it_lets_the_family_do_are_part_of_it() -> None:
    flat = BEFORE.services["flat"]
    grant = FamilyGrant(joins=("spouse",), citations=())
    for changed in (replace(flat, is_for="household"), replace(flat, grants_family=grant)):
        assert [its.part for its in differences(flat, changed)] == ["service"]
