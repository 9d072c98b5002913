"""What a household's outcomes are composed of: one adult and one child at a time."""

from __future__ import annotations

from portal.rules.evaluation.household_outcomes import (
    evaluate_household,
    household_of,
    proposed_size,
    size_differs,
)
from portal.rules.evaluation.outcomes import Frame, Outcome
from portal.rules.model.households import THE_HOUSEHOLD, Household, Subject
from portal.rules.model.ruleset import Ruleset
from tests.conftest import TODAY

ADULT_1, ADULT_2 = (Subject("adult", number) for number in (1, 2))
CHILD_1, CHILD_2 = (Subject("child", number) for number in (1, 2))


def frame_of(ruleset: Ruleset, district: str = "shapingba") -> Frame:
    return Frame(ruleset, ruleset.gazetteer.districts[district], TODAY)


def test_a_subject_is_written_and_read_as_text() -> None:
    assert [str(its) for its in (THE_HOUSEHOLD, ADULT_2, CHILD_1)] == [
        "household",
        "adult:2",
        "child:1",
    ]
    for subject in (THE_HOUSEHOLD, ADULT_1, ADULT_2, CHILD_1, Subject("child", 6)):
        assert Subject.read(str(subject)) == subject
    for text in ("", "adult", "adult:0", "adult:3", "child:7", "child:01", "household:1"):
        assert Subject.read(text) is None


def test_a_household_always_has_an_adult() -> None:
    household = Household(adults=())
    assert household.adults == ({},)
    assert household.subjects() == (THE_HOUSEHOLD, ADULT_1)


def test_answers_of_one_subject_are_changed_alone() -> None:
    household = Household(household={"home": "owned"}, adults=({}, {}), children=({},))
    changed = household.with_answers(ADULT_2, {"work": "contract"})
    assert changed.of(ADULT_2) == {"work": "contract"}
    assert changed.flat(1, 1) == {"home": "owned"}
    assert changed.flat(2, None) == {"home": "owned", "work": "contract"}


def test_flat_answers_are_one_adult_and_one_child(shipped: Ruleset) -> None:
    flat = {"home": "owned", "work": "contract", "child_stage": "primary"}
    household = household_of(flat, shipped.questions)
    assert household.household == {"home": "owned"}
    assert household.adults == ({"work": "contract"},)
    assert household.children == ({"child_stage": "primary"},)
    assert household_of({}, shipped.questions).children == ({},)
    assert household_of({"child_stage": "none"}, shipped.questions).children == ()


def test_without_a_child_services_for_children_concern_nobody(shipped: Ruleset) -> None:
    found = evaluate_household(frame_of(shipped), Household(), "college-entrance", TODAY)
    assert [(its.subject, its.outcome) for its in found] == [
        (THE_HOUSEHOLD, Outcome.DOES_NOT_CONCERN)
    ]


def test_the_size_of_the_household_is_compared_with_who_was_told_of() -> None:
    told = Household(adults=({}, {}), children=({},))
    assert proposed_size(told) == 3
    assert size_differs(told) is None
    assert size_differs(told.with_answers(THE_HOUSEHOLD, {"household_size": 3})) is None
    assert size_differs(told.with_answers(THE_HOUSEHOLD, {"household_size": None})) is None
    assert size_differs(told.with_answers(THE_HOUSEHOLD, {"household_size": 4})) == (4, 3)
