"""What can be wrong with rules that load."""

import pytest

from portal.rules.checking import check

from .worlds import COMMON, requirement, service

FLAT = "services/housing/flat.toml"

SOUND = """
[[examples]]
name = "Enough months"
day = 2026-11-24
district = "town"
answers = { work = "contract", work_since = "2026-04" }
expect = "meets"
[[examples]]
name = "A month less"
day = 2026-11-24
district = "town"
answers = { work = "contract", work_since = "2026-05" }
expect = "does_not_meet"
"""
WORK = requirement("works", "work == contract and months(work_since) >= work_months")


def found(text: str, **changed: str) -> list[str]:
    files = {
        **COMMON,
        FLAT: text,
        **{k.replace("__", "/") + ".toml": v for k, v in changed.items()},
    }
    _, problems = check(files)
    return [str(p) for p in problems if "is asked by no requirement" not in p.message]


def test_sound_rules_have_no_problem() -> None:
    assert found(service(WORK) + SOUND) == []


def test_both_sides_of_a_threshold_need_an_example() -> None:
    only_one = SOUND.replace('"2026-05"', '"2026-06"')
    assert "no example one step below work_months = 6" in found(service(WORK) + only_one)[0]


def test_an_example_that_comes_out_otherwise_says_what_decided() -> None:
    wrong = SOUND.replace('expect = "meets"', 'expect = "ask_the_counter"')
    problems = found(service(WORK) + wrong)
    assert "is meets, not ask_the_counter (all yes)" in problems[0]


def test_a_literal_that_law_may_change_is_refused() -> None:
    text = service(requirement("works", "work == contract and months(work_since) >= 6")) + SOUND
    assert any("6 is a literal" in problem for problem in found(text))


def test_classes_of_a_household_may_be_literals() -> None:
    text = service(WORK, requirement("alone", "persons == 1 or persons > 0")) + SOUND
    assert not any("literal" in problem for problem in found(text))


@pytest.mark.parametrize(
    ("zh", "en", "expected"),
    [
        ("请看 website", "See", "holds 'website'"),
        ("请看", "See 窗口", "English text holds Chinese"),
        ("您好,请看", "See", "half-width"),
        ("See", "See", "no Chinese"),
        ("满6个月", "Long enough", "written in figures"),
        ("满规定月数", "has work_months", "machine word"),
    ],
)
def test_wording_stays_in_its_language(zh: str, en: str, expected: str) -> None:
    text = (service(WORK) + SOUND).replace('text.zh = "条件"', f'text.zh = "{zh}"')
    text = text.replace('text.en = "A requirement"', f'text.en = "{en}"')
    assert any(expected in problem for problem in found(text)), found(text)


def test_a_chinese_name_may_stand_in_brackets() -> None:
    text = (service(WORK) + SOUND).replace('"A requirement"', '"At the police station (派出所)"')
    assert found(text) == []


ROWS = """
[parameters.extra]
text.zh = "数"
text.en = "Extra"
unit = "months"
[[parameters.extra.rows]]
since = 2025-01-01
until = 2025-06-30
value = 1
source = "law"
[[parameters.extra.rows]]
since = {since}
districts = [{names}]
value = 2
source = "law"
"""


@pytest.mark.parametrize(
    ("since", "names", "expected"),
    [
        ("2025-06-30", "", "in force together in old"),
        ("2025-09-01", "", "no amount between 2025-06-30 and 2025-09-01"),
        ("2025-07-01", "", None),
        ("2025-06-01", '"centre"', None),
    ],
)
def test_rows_neither_overlap_nor_leave_holes(since: str, names: str, expected: str | None) -> None:
    problems = found(service(WORK) + SOUND + ROWS.format(since=since, names=names))
    assert (expected is None and problems == []) or any(str(expected) in p for p in problems)


def test_two_groups_of_one_rank_in_force_together_are_a_problem() -> None:
    rows = ROWS.replace("until = 2025-06-30", 'districts = "all_of_it"')
    problems = found(service(WORK) + SOUND + rows.format(since="2025-07-01", names='"centre"'))
    assert any("in force together in old" in problem for problem in problems)


def test_a_covered_district_where_nothing_decides_is_a_problem() -> None:
    local = WORK.replace('source = "law"', 'source = "law"\ndistricts = "centre"')
    assert any("no requirement is in force" in p for p in found(service(local) + SOUND))


def test_a_question_that_no_requirement_asks_is_a_problem() -> None:
    _, problems = check({**COMMON, FLAT: service(WORK) + SOUND})
    idle = {p.place for p in problems if "is asked by no requirement" in p.message}
    assert "questions.income" in idle
    assert "questions.work" not in idle


COVERAGE = """
[facts.A-1]
carried_by = ["requirement:flat/works", "source:law"]
[facts.A-2]
left_out = "low_confidence"
why = "A single weak page."
[facts.A-3]
carried_by = ["requirement:flat/workz"]
[facts.A-4]
[facts.A-5]
carried_by = ["policy:nothing"]
[facts.A-6]
left_out = "superseded"
"""


def test_every_fact_is_carried_or_says_why_not() -> None:
    problems = found(service(WORK) + SOUND, coverage=COVERAGE)
    assert len(problems) == 4
    for name, words in {
        "A-3": "is not there (did you mean works?)",
        "A-4": "needs either",
        "A-5": "is not there",
        "A-6": "why: is missing",
    }.items():
        assert any(name in problem and words in problem for problem in problems), problems
