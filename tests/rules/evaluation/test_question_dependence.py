"""What a question hangs on is derived from the conditions in which it stands."""

from __future__ import annotations

import pytest

from portal.rules.evaluation.answer_reader import Answer
from portal.rules.evaluation.question_dependence import dependence, uncounted, unknowable
from tests.rules.worlds import requirement, world

CONTRACT = frozenset({"contract"})


@pytest.mark.parametrize(
    ("when", "hangs"),
    [
        ("work == contract and months(work_since) >= 6", {"work": CONTRACT}),
        ("not (work != contract or months(work_since) < 6)", {"work": CONTRACT}),
        ("work != contract or months(work_since) >= 6", {"work": CONTRACT}),
        ("(work == contract or work == none) and months(work_since) >= 6", {"work": "both"}),
        ("work in (contract, none) and months(work_since) >= 6", {"work": "both"}),
        ("work == contract or months(work_since) >= 6", {"work": "others"}),
        ("(work == contract or owns_home == yes) and months(work_since) >= 6", {}),
        ("months(work_since) >= 6", {}),
        ("work in (contract, flexible, none) and months(work_since) >= 6", {}),
        ("work == contract and months(work_since) >= 6 or months(work_since) >= 9", {}),
    ],
)
def test_a_question_hangs_on_what_stands_beside_every_mention_of_it(
    when: str, hangs: dict[str, object]
) -> None:
    rules = world(requirement("one", when))
    every = {option.id for option in rules.questions["work"].options}
    sets = {"both": frozenset({"contract", "none"}), "others": frozenset(every) - CONTRACT}
    wanted = {name: sets.get(str(its), its) for name, its in hangs.items()}
    assert dependence(rules)["work_since"] == wanted


def test_what_a_service_concerns_stands_beside_all_its_requirements() -> None:
    rules = world(
        requirement("one", "months(work_since) >= 6"),
        head='concerns = "work == contract"\n',
    )
    assert dependence(rules)["work_since"] == {"work": CONTRACT}


def test_what_the_counter_judges_matters_where_the_condition_fails() -> None:
    rules = world(
        requirement("one", "owns_home == no", 'judged_when = "insured_district == here"'),
    )
    assert dependence(rules)["insured_district"] == {}
    later = requirement("one", "work == contract", 'judged_when = "insured_district == here"')
    (options,) = dependence(world(later))["insured_district"].values()
    assert "contract" not in options


DEPENDS = {
    "work_since": {"work": CONTRACT},
    "insured_since": {"work_since": frozenset({"x"})},
    "space": {"owns_home": frozenset({"yes"})},
}


@pytest.mark.parametrize(
    ("answers", "idle"),
    [
        ({"work": "none", "space": 3}, {}),
        ({"work": "contract", "work_since": "none"}, {}),
        ({"work": "none", "work_since": "none"}, {"work_since": "work"}),
        ({"work": None, "work_since": "none"}, {}),
        ({"work_since": "none"}, {}),
        ({"owns_home": False, "space": 3}, {"space": "owns_home"}),
        ({"owns_home": True, "space": 3}, {}),
    ],
)
def test_an_answer_counts_only_under_the_options_it_hangs_on(
    answers: dict[str, Answer], idle: dict[str, str]
) -> None:
    assert uncounted(answers, DEPENDS) == idle


def test_what_hangs_on_an_unknown_answer_cannot_be_known_step_by_step() -> None:
    assert unknowable({"work": None}, DEPENDS) == {"work_since", "insured_since"}
    assert unknowable({"work": None, "work_since": "none"}, DEPENDS) == frozenset()
    assert unknowable({}, DEPENDS) == frozenset()
