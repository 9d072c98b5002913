"""The month of retirement: the values of the national measures, and three-valued conditions."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.problem_words import english
from portal.rules.building import load_with_problems
from portal.rules.conditions.text_form import ConditionError, read, write
from portal.rules.conditions.tree import Not, Retirement, parameters_of, questions_of
from portal.rules.conditions.verdict import Verdict
from portal.rules.evaluation.answer_reader import Answer
from portal.rules.evaluation.findings import Finding, Reason
from portal.rules.evaluation.outcomes import Frame
from portal.rules.evaluation.question_dependence import dependence
from portal.rules.model.months import Month, Span
from portal.rules.model.retirement import PARAMETERS, Schedule
from portal.rules.model.ruleset import Ruleset
from tests.rules.worlds import TODAY, files_of, requirement, world

MEN = Schedule(first=date(2025, 1, 1), age=60, step=4, cap=36)
FIFTY_FIVE = Schedule(first=date(2025, 1, 1), age=55, step=4, cap=36)
FIFTY = Schedule(first=date(2025, 1, 1), age=50, step=2, cap=60)

QUESTIONS = """
[questions.sex]
kind = "choice"
text.zh = "性别？"
text.en = "Sex?"
short.zh = "性别"
short.en = "Sex"
options.male.text.zh = "男"
options.male.text.en = "Man"
options.female.text.zh = "女"
options.female.text.en = "Woman"
[questions.post]
kind = "choice"
text.zh = "岗位？"
text.en = "Post?"
short.zh = "岗位"
short.en = "Post"
options.fifty.text.zh = "五十"
options.fifty.text.en = "Fifty"
options.fifty_five.text.zh = "五十五"
options.fifty_five.text.en = "Fifty-five"
"""
REACHED = "retirement(work_since, sex, post)"


def amounts(schedules: dict[str, Schedule], leave_out: str = "") -> str:
    values: dict[str, object] = {"retirement_rises_from": date(2025, 1, 1)}
    for kind, its in schedules.items():
        values |= {f"retirement_age_{kind}": its.age, f"retirement_step_{kind}": its.step}
        values |= {f"retirement_cap_{kind}": its.cap}
    return "".join(
        f"""
[parameters.{name}]
text.zh = "数"
text.en = "Amount"
unit = "{"day" if "from" in name else "years" if "_age_" in name else "months"}"
shown = false
[[parameters.{name}.rows]]
value = {value}
source = "law"
"""
        for name, value in values.items()
        if name != leave_out
    )


AMOUNTS = amounts({"man": MEN, "woman_fifty_five": FIFTY_FIVE, "woman_fifty": FIFTY})


def retiring(condition: str = REACHED, parameters: str = AMOUNTS) -> Ruleset:
    return world(requirement("retired", condition), parameters, more_questions=QUESTIONS)


RULES = retiring()


def find(answers: dict[str, Answer], day: date = TODAY, rules: Ruleset = RULES) -> Finding:
    frame = Frame(rules, rules.gazetteer.districts["town"], day).service("flat")
    (finding,) = frame.evaluate(answers, TODAY).findings
    return finding


def born(month: str, sex: str | None = "male", **more: Answer) -> dict[str, Answer]:
    return {"work_since": Month.read(month), "sex": sex, **more}


@pytest.mark.parametrize(
    ("schedule", "birth", "month"),
    [
        (MEN, "1964-12", "2024-12"),
        (MEN, "1965-01", "2025-02"),
        (MEN, "1965-04", "2025-05"),
        (MEN, "1965-05", "2025-07"),
        (MEN, "1966-09", "2027-03"),
        (MEN, "1976-08", "2039-07"),
        (MEN, "1976-09", "2039-09"),
        (MEN, "1990-01", "2053-01"),
        (FIFTY_FIVE, "1970-01", "2025-02"),
        (FIFTY_FIVE, "1975-06", "2031-11"),
        (FIFTY_FIVE, "1981-09", "2039-09"),
        (FIFTY, "1975-01", "2025-02"),
        (FIFTY, "1975-02", "2025-03"),
        (FIFTY, "1975-03", "2025-05"),
        (FIFTY, "1980-01", "2032-08"),
        (FIFTY, "1984-11", "2039-11"),
    ],
)
def test_the_month_of_retirement_is_that_of_the_national_measures(
    schedule: Schedule, birth: str, month: str
) -> None:
    assert str(schedule.month_of(Month.read(birth))) == month


@given(st.integers(Month.of(1900, 1), Month.of(2030, 1)), st.sampled_from([MEN, FIFTY_FIVE, FIFTY]))
def test_who_is_born_later_never_retires_earlier(birth: int, schedule: Schedule) -> None:
    assert schedule.month_of(Month(birth)) < schedule.month_of(Month(birth + 1))


@pytest.mark.parametrize(
    ("birth", "sex", "post", "verdict"),
    [
        ("1966-06", "male", None, Verdict.UNKNOWN),
        ("1966-05", "male", None, Verdict.YES),
        ("1966-07", "male", None, Verdict.NO),
        ("1971-07", "female", "fifty_five", Verdict.NO),
        ("1971-05", "female", "fifty_five", Verdict.YES),
        ("1976-04", "female", "fifty", Verdict.NO),
        ("1975-12", "female", "fifty", Verdict.YES),
    ],
)
def test_before_the_month_it_is_not_reached_and_after_it_it_is(
    birth: str, sex: str, post: str | None, verdict: Verdict
) -> None:
    assert find(born(birth, sex, post=post)).verdict is verdict


@given(
    st.integers(Month.of(1950, 1), Month.of(1995, 12)),
    st.dates(date(2025, 1, 1), date(2045, 12, 31)),
    st.sampled_from([(MEN, "male", None), (FIFTY, "female", "fifty")]),
)
def test_on_every_day_it_is_what_the_month_of_retirement_says(
    birth: int, day: date, who: tuple[Schedule, str, str | None]
) -> None:
    schedule, sex, post = who
    month = schedule.month_of(Month(birth))
    if day.replace(day=1) == month.first_day:
        expected = Verdict.YES if day == month.last_day else Verdict.UNKNOWN
    else:
        expected = Verdict.YES if day > month.last_day else Verdict.NO
    assert find(born(str(Month(birth)), sex, post=post), day).verdict is expected


def test_within_the_month_the_day_decides_and_on_the_last_day_it_is_reached() -> None:
    month = MEN.month_of(Month.read("1966-06"))
    within = find(born("1966-06"), month.first_day)
    assert (within.verdict, within.reasons) == (Verdict.UNKNOWN, (Reason.DAY,))
    assert within.by_day == ("work_since",)
    assert find(born("1966-06"), month.last_day).verdict is Verdict.YES
    assert find(born("1966-06"), month.later(-1).last_day).verdict is Verdict.NO


def test_what_all_classes_agree_on_is_decided_without_asking_who_it_is() -> None:
    young = find({"work_since": Month.read("1990-01")})
    assert (young.verdict, young.answers, young.missing) == (Verdict.NO, ("work_since",), ())
    assert find({"work_since": Month.read("1950-01")}).verdict is Verdict.YES


def test_a_man_is_never_asked_for_the_post_of_women() -> None:
    assert find({"sex": "male"}).missing == ("work_since",)
    assert find({"work_since": Month.read("1970-01"), "sex": "male"}).verdict is Verdict.NO
    open_yet = find({"work_since": Month.read("1970-01")})
    assert open_yet.missing == ("sex", "post")
    woman = find(born("1974-01", "female"))
    assert (woman.verdict, woman.missing) == (Verdict.UNKNOWN, ("post",))
    assert woman.reasons == (Reason.UNANSWERED,)


def test_who_does_not_know_the_post_is_asked_to_find_out_only_between_the_months() -> None:
    unsure = find(born("1974-01", "female", post=None))
    assert (unsure.verdict, unsure.reasons) == (Verdict.UNKNOWN, (Reason.DONT_KNOW,))
    assert unsure.unclear == ("post",)
    assert find(born("1990-01", "female", post=None)).verdict is Verdict.NO


def test_a_span_of_months_is_decided_where_both_ends_agree() -> None:
    span = Span(Month.read("1950-01"), Month.read("1951-01"))
    assert find({"work_since": span, "sex": "male"}).verdict is Verdict.YES
    wide = find({"work_since": Span(Month.read("1950-01"), Month.read("1990-01")), "sex": "male"})
    assert (wide.verdict, wide.missing) == (Verdict.UNKNOWN, ("work_since",))


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "work_since": st.none()
        | st.builds(Month, st.integers(Month.of(1940, 1), Month.of(2000, 1)))
        | st.builds(
            lambda first, length: Span(Month(first), Month(first + length)),
            st.integers(Month.of(1940, 1), Month.of(1999, 1)),
            st.integers(1, 40),
        ),
        "sex": st.sampled_from(["male", "female", None]),
        "post": st.sampled_from(["fifty", "fifty_five", None]),
    },
)


@given(ANSWERS, ANSWERS, st.dates(date(2020, 1, 1), date(2045, 12, 31)))
def test_a_known_verdict_survives_every_further_answer(
    answers: dict[str, Answer], more: dict[str, Answer], day: date
) -> None:
    before = find(answers, day)
    after = find({**more, **answers}, day)
    if before.verdict is not Verdict.UNKNOWN or not before.missing:
        assert after.verdict is before.verdict
    assert set(before.missing).isdisjoint(
        {name for name, value in answers.items() if not isinstance(value, Span)}
    )


def test_the_text_of_a_condition_is_read_back_and_names_what_it_uses() -> None:
    condition = RULES.services["flat"].requirements["retired"].when
    assert isinstance(condition, Retirement)
    assert write(condition) == REACHED
    assert write(Not(condition)) == f"not {REACHED}"
    assert questions_of(condition) == ("work_since", "sex", "post")
    assert parameters_of(condition) == PARAMETERS


class Words:
    question_kinds = {"born": "month", "sex": "choice", "post": "choice", "work": "choice"}
    question_units: dict[str, str] = {}
    options = {"sex": ("male", "female"), "post": ("fifty", "fifty_five"), "work": ("none",)}
    parameter_units: dict[str, str] = {}
    groups = ()


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("retirement(sex, sex, post)", 12),
        ("retirement(born, work, post)", 18),
        ("retirement(born, sex, work)", 23),
        ("retirement(born, sex)", 21),
        ("retirement", 11),
    ],
)
def test_each_of_the_three_questions_must_fit(text: str, column: int) -> None:
    with pytest.raises(ConditionError) as fault:
        read(text, Words())
    assert fault.value.column == column


def test_the_post_hangs_on_the_sex() -> None:
    assert dependence(RULES)["post"] == {"sex": frozenset({"female"})}


def problems(parameters: str) -> list[str]:
    files = world_files(parameters)
    return [f"{its.place}: {english(its.message)}" for its in load_with_problems(files).problems]


def world_files(parameters: str) -> dict[str, str]:
    return files_of(requirement("retired", REACHED), parameters, more_questions=QUESTIONS)


def test_without_its_amounts_a_service_may_not_ask_for_retirement() -> None:
    assert problems("") == ["requirements.retired.when: no service holds the amounts of retirement"]


def test_the_amounts_of_retirement_go_together() -> None:
    some = amounts({"man": MEN, "woman_fifty_five": FIFTY_FIVE}, "retirement_step_man")
    found = problems(some)
    assert "parameters.retirement_step_man: is missing" in found
    assert "parameters.retirement_cap_woman_fifty: is missing" in found
    assert problems(AMOUNTS.replace('"years"', '"months"', 1)) == [
        "parameters.retirement_age_man.unit: must be years"
    ]


def test_a_gap_among_the_amounts_leaves_it_open() -> None:
    ended = AMOUNTS.replace("value = 60", "until = 2025-12-31\nvalue = 60", 1)
    found = find(born("1950-01"), rules=retiring(parameters=ended))
    assert (found.verdict, found.reason) == (Verdict.UNKNOWN, Reason.GAP)
    assert found.gaps == ("retirement_age_man",)
