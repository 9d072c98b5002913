"""Whatever is said of a month holds for every day of it: all conditions, both kinds of counting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.rules.conditions.compiler import compile_condition
from portal.rules.conditions.grammar import OPERATORS
from portal.rules.conditions.place import Place
from portal.rules.conditions.tree import (
    All,
    Amount,
    AnyOf,
    Compare,
    Condition,
    Elapsed,
    Is,
    Literal,
    Not,
    Term,
    atoms,
    questions_of,
)
from portal.rules.conditions.verdict import Verdict, verdict_of
from portal.rules.evaluation.answer_reader import Answer
from portal.rules.model.months import NONE, Month, Span
from tests.rules.exact import days_of, exact_months, exact_verdict
from tests.rules.worlds import TODAY, requirement, world

MIDDLE = """
[parameters.middle]
text.zh = "截止日"
text.en = "Cut-off"
unit = "day"
[[parameters.middle.rows]]
value = 2026-09-15
source = "law"
"""
RULES = world(requirement("a", "months(work_since, middle) >= work_months") + MIDDLE)
MONTH_QUESTIONS = ("work_since", "insured_since")
CUTOFFS = {"cut_off": date(2026, 9, 30), "middle": date(2026, 9, 15)}

DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31)) | st.just(date(2026, 11, 30))
ELAPSED = st.builds(
    Elapsed,
    st.sampled_from(MONTH_QUESTIONS),
    st.sampled_from(["months", "years"]),
    st.sampled_from([None, None, *CUTOFFS]),
)
BOUNDS: st.SearchStrategy[Term] = (
    st.builds(Literal, st.integers(0, 15)) | st.just(Amount("work_months")) | ELAPSED
)
COMPARISONS = st.builds(Compare, ELAPSED, st.sampled_from(OPERATORS), BOUNDS)
MIRRORED = st.builds(Compare, BOUNDS, st.sampled_from(OPERATORS), ELAPSED)
ATOMS: st.SearchStrategy[Condition] = (
    COMPARISONS | MIRRORED | st.builds(Is, st.just("owns_home"), st.just("yes"), st.booleans())
)
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    ATOMS,
    lambda parts: (
        st.builds(Not, parts)
        | st.builds(All, st.lists(parts, min_size=2, max_size=3).map(tuple))
        | st.builds(AnyOf, st.lists(parts, min_size=2, max_size=3).map(tuple))
    ),
    max_leaves=4,
)
MONTHS = st.builds(Month.of, st.integers(2024, 2026), st.integers(1, 12))
SPANS = st.builds(lambda month, more: Span(month, month.later(more)), MONTHS, st.integers(1, 15))
ANSWERS = st.fixed_dictionaries(
    {name: MONTHS | MONTHS | SPANS | st.just(NONE) for name in MONTH_QUESTIONS},
    optional={"owns_home": st.sampled_from([True, False, None])},
)


def placed(day: date) -> Place:
    """The town on a day."""
    gazetteer = RULES.gazetteer
    parameters = RULES.services["flat"].parameters
    return Place(
        district=gazetteer.districts["town"],
        day=day,
        gazetteer=gazetteer,
        questions=RULES.questions,
        parameters=parameters,
    )


def beginnings(answers: Mapping[str, Answer], day: date) -> Iterator[dict[str, date]]:
    """Every way the months answered can have begun, but one for each that counts alike."""
    ways: dict[str, dict[object, date]] = {}
    for name, answer in answers.items():
        if not isinstance(answer, Month | Span):
            continue
        first, last = (
            (answer.earliest, answer.latest) if isinstance(answer, Span) else (answer, answer)
        )
        for month in range(first, last + 1):
            for begun in days_of(Month(month)):
                counts = tuple(exact_months(begun, it) for it in (day, *CUTOFFS.values()))
                ways.setdefault(name, {}).setdefault((month, *counts), begun)
    for chosen in product(*(its.values() for its in ways.values())):
        yield dict(zip(ways, chosen, strict=True))


@settings(max_examples=200, deadline=None)
@given(CONDITIONS, ANSWERS, DAYS)
def test_a_verdict_for_a_month_never_contradicts_the_verdict_for_a_day_of_it(
    condition: Condition, answers: dict[str, Answer], day: date
) -> None:
    place = placed(day)
    verdict = verdict_of(compile_condition(condition, place)(answers).outlook)
    exact = {exact_verdict(condition, place, answers, its) for its in beginnings(answers, day)}
    if verdict is not Verdict.UNKNOWN:
        assert exact == {verdict}


@settings(max_examples=150, deadline=None)
@given(CONDITIONS, ANSWERS, DAYS)
def test_what_every_day_decides_alike_is_decided_where_each_question_stands_once(
    condition: Condition, answers: dict[str, Answer], day: date
) -> None:
    place = placed(day)
    asked = [name for atom in atoms(condition) for name in questions_of(atom)]
    long_enough = all(
        isinstance(its, str) or its is None or len(list(days_of(its))) == 31
        for its in answers.values()
        if not isinstance(its, bool | Span)
    )
    spans = any(isinstance(its, Span) for its in answers.values())
    both_sides = any(
        isinstance(its, Compare)
        and isinstance(its.left, Elapsed)
        and isinstance(its.right, Elapsed)
        for its in atoms(condition)
    )
    if len(asked) != len(set(asked)) or both_sides or spans or not long_enough:
        return
    exact = {exact_verdict(condition, place, answers, its) for its in beginnings(answers, day)}
    if len(exact) == 1:
        trace = compile_condition(condition, place)(answers)
        assert {verdict_of(trace.outlook)} == exact


def test_on_every_day_of_the_month_the_threshold_is_named_open_until_its_last() -> None:
    condition = Compare(Elapsed("work_since", "months"), ">=", Literal(6))
    answers: dict[str, Answer] = {"work_since": Month.read("2026-05")}
    for day in days_of(Month.on(TODAY)):
        verdict = verdict_of(compile_condition(condition, placed(day))(answers).outlook)
        assert verdict is (Verdict.YES if day.day == 30 else Verdict.UNKNOWN), day
