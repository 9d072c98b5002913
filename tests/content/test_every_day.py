"""The shipped rules on every day of a month: no verdict contradicts that of a day it began on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.content import SHIPPED, read_folder
from portal.rules.building import load
from portal.rules.conditions.place import Place
from portal.rules.conditions.tree import questions_of
from portal.rules.conditions.verdict import Verdict
from portal.rules.evaluation.answer_reader import Answers, read_answers
from portal.rules.evaluation.findings import RequirementFrame
from portal.rules.evaluation.outcomes import Frame
from portal.rules.model.months import Month
from tests.content.situations import CLUSTERS, completions
from tests.rules.exact import days_of, exact_finding, exact_months

RULES = load(read_folder(SHIPPED))
TODAY = date(2026, 11, 24)
MONTH = Month.of(2026, 11)
MONTH_QUESTIONS = sorted(its.id for its in RULES.questions.values() if its.kind == "month")


@cache
def counting(district: str, day: date) -> list[tuple[Place, RequirementFrame, tuple[str, ...]]]:
    """The requirements that count months, with the month questions of each."""
    frame = Frame(RULES, RULES.gazetteer.districts[district], day)
    found = []
    for service in map(frame.service, RULES.services):
        for its in service.requirements:
            conditions = (c for c in (its.requirement.when, its.requirement.judged_when) if c)
            names = (name for condition in conditions for name in questions_of(condition))
            asked = tuple(dict.fromkeys(name for name in names if name in MONTH_QUESTIONS))
            if asked:
                found.append((service.place, its, asked))
    return found


def thresholds() -> tuple[int, ...]:
    """Every number of months that the shipped rules hold."""
    found = {
        (12 if parameter.unit == "years" else 1) * int(row.value)
        for service in RULES.services.values()
        for parameter in service.parameters.values()
        for row in parameter.rows
        if parameter.unit in ("months", "years") and isinstance(row.value, int | float)
    }
    return tuple(sorted(found))


NEAR = st.sampled_from(thresholds()).flatmap(lambda n: st.sampled_from((n - 1, n, n, n, n + 1)))
"""Months since a beginning, mostly such that a day of this month decides."""
BEGUN = st.fixed_dictionaries(
    {name: NEAR.map(lambda n: str(Month(MONTH - max(0, n)))) for name in MONTH_QUESTIONS}
)


def beginnings(
    its: RequirementFrame, asked: tuple[str, ...], answers: Answers, day: date
) -> Iterator[Mapping[str, date]]:
    """Days on which what a requirement asks can have begun, one of those that count alike."""
    until = [day, *(row.value for row in its.rows.values() if isinstance(row.value, date))]
    ways: list[list[tuple[str, date]]] = []
    for name in asked:
        answer = answers.get(name)
        if isinstance(answer, Month):
            counted = {
                tuple(exact_months(begun, end) for end in until): (name, begun)
                for begun in days_of(answer)
            }
            ways.append(list(counted.values()))
    yield from map(dict, product(*ways))


@settings(max_examples=60, deadline=None)
@given(completions(RULES), BEGUN, st.sampled_from(sorted(CLUSTERS.values())))
def test_no_verdict_of_any_day_contradicts_that_of_a_day_it_can_have_begun_on(
    completion: dict[str, object], months: dict[str, object], district: str
) -> None:
    raw = {**completion, **months}
    for day in days_of(MONTH):
        answers, problems = read_answers(RULES.questions, raw, day, RULES.gazetteer)
        assert not problems
        for place, its, asked in counting(district, day):
            finding = its.find(answers, TODAY)
            assert not finding.by_day or day < MONTH.last_day
            if finding.verdict is not Verdict.UNKNOWN:
                ways = beginnings(its, asked, answers, day)
                exact = {exact_finding(its, place, answers, begun) for begun in ways}
                assert exact == {finding.verdict}, (its.requirement.id, day)
