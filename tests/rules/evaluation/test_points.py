"""Points are counted for display: from least to most, only what is answered, up to a limit."""

from datetime import date

import pytest

from portal.rules.evaluation.answer_reader import read_answers
from portal.rules.evaluation.outcomes import Frame, Outcome
from portal.rules.evaluation.points import Points, points_here
from portal.rules.model.ruleset import Ruleset
from tests.rules.worlds import TODAY, evaluate, requirement, world

TABLE = """
[[points]]
id = "town"
text.zh = "积分"
text.en = "Points"
districts = "town"
since = 2024-01-01
source = "page"
items = [
    { text = { zh = "工作", en = "Work" }, per = "months(work_since)", points = 0.5, most = 6 },
    @INSURED@,
    { text = { zh = "没有房", en = "No home" }, when = "owns_home == no", points = 10 },
]
"""
INSURED = (
    '{ text = { zh = "参保", en = "Insured" }, points = 1, every = 3,'
    ' when = "insured_district == here", per = "months(insured_since)" }'
)
RULES = world(requirement("works", "work == contract"), TABLE.replace("@INSURED@", INSURED))
LAST_DAY = date(2026, 11, 30)


def counted(
    answers: dict[str, object], district: str = "town", day: date = LAST_DAY, rules: Ruleset = RULES
) -> list[Points]:
    read, problems = read_answers(rules.questions, answers, day, rules.gazetteer)
    assert not problems
    frame = Frame(rules, rules.gazetteer.districts[district], day).service("flat")
    return points_here(frame.service.points, frame.place, read)


def test_every_item_counts_and_together_they_are_the_total() -> None:
    (found,) = counted(
        {
            "work_since": "2026-05",
            "insured_district": "town",
            "insured_since": "2026-04",
            "owns_home": False,
        }
    )
    assert [its.points for its in found.items] == [(3, 3), (2, 2), (10, 10)]
    assert (found.total, found.is_complete) == ((15, 15), True)


def test_an_item_gives_no_more_than_its_limit() -> None:
    (found,) = counted({"work_since": "2020-01"})
    assert found.items[0].points == (6, 6)


def test_within_a_month_the_points_lie_between_two_numbers() -> None:
    (found,) = counted({"work_since": "2026-05"}, day=TODAY)
    assert found.items[0].points == (2.5, 3)
    assert found.total == (2.5, 3)


def test_what_is_not_answered_is_not_counted_and_is_named() -> None:
    (found,) = counted({"owns_home": True})
    assert [its.points for its in found.items] == [None, None, (0, 0)]
    assert found.items[1].missing == ("insured_district", "insured_since")
    assert not found.is_complete
    (nothing,) = counted({})
    assert nothing.is_empty


@pytest.mark.parametrize(("district", "day"), [("hill", LAST_DAY), ("town", date(2023, 12, 31))])
def test_a_table_counts_only_where_and_when_it_holds(district: str, day: date) -> None:
    assert counted({"owns_home": False}, district, day) == []


def test_insurance_paid_elsewhere_gives_nothing() -> None:
    (found,) = counted({"insured_district": "hill"})
    assert found.items[1].points == (0, 0)


def test_points_change_no_outcome_and_are_not_asked_for() -> None:
    found = evaluate(RULES, {"work": "contract"})
    assert (found.outcome, found.missing) == (Outcome.MEETS, ())
