"""Impact for any rules: every row is true of its samples, a district speaks for its like."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.rules.conditions.tree import All, AnyOf, Condition, Not
from portal.rules.evaluation.answer_reader import read_answers
from portal.rules.evaluation.outcomes import Frame, Outcome, Strength
from portal.rules.impact import Impact, ImpactRow, impact
from portal.rules.impact.contrast import Contrast, Sides
from portal.rules.model.ruleset import Requirement, Ruleset
from tests.rules.evaluation.test_outcomes import PLACES, SITUATIONS
from tests.rules.worlds import TODAY, requirement, world

Result = tuple[Outcome, Strength | None]


def result(
    rules: Ruleset,
    service: str,
    district: str,
    day: date,
    answers: Mapping[str, object],
    today: date = TODAY,
) -> Result:
    """What readable answers come to."""
    read, problems = read_answers(rules.questions, answers, day, rules.gazetteer)
    assert not problems
    place = rules.gazetteer.districts[district]
    assert place.period.holds(day)
    found = Frame(rules, place, day).service(service).evaluate(read, today)
    return found.outcome, found.strength


def holds(before: Ruleset, after: Ruleset, row: ImpactRow, today: date = TODAY) -> None:
    """Every sample changes as its row says."""
    for its in row.samples:
        where = (row.service, its.district, its.day, its.answers, today)
        assert result(before, *where) == (row.outcome_before, row.strength_before)
        assert result(after, *where) == (row.outcome_after, row.strength_after)


@pytest.mark.parametrize("day", [TODAY, date(2026, 1, 1), date(2016, 2, 29)])
def test_the_shipped_rules_do_not_differ_from_themselves(shipped: Ruleset, day: date) -> None:
    assert impact(shipped, replace(shipped), day) == Impact()


def _every_amount(rules: Ruleset, change: Callable[[int], int]) -> Ruleset:
    services = {}
    for name, its in rules.services.items():
        parameters = {
            key: replace(
                p,
                rows=tuple(
                    replace(row, value=change(row.value)) if type(row.value) is int else row
                    for row in p.rows
                ),
            )
            for key, p in its.parameters.items()
        }
        services[name] = replace(its, parameters=parameters)
    return replace(rules, services=services)


def test_every_amount_of_the_shipped_rules_at_once(shipped: Ruleset) -> None:
    draft = _every_amount(shipped, lambda value: value + 2)
    found = impact(shipped, draft, TODAY, limit=400)
    assert found.capped
    assert {"yubei", "jiangbei", "liangjiang"} <= set(found.districts)
    assert len(found.rows) < 200
    for row in found.rows:
        holds(shipped, draft, row)
        assert row.amounts


def test_every_service_may_go_and_come(shipped: Ruleset) -> None:
    none = replace(shipped, services={})
    for one, other in ((shipped, none), (none, shipped)):
        found = impact(one, other, TODAY, limit=100)
        assert found.services == tuple(shipped.services)
        assert found.unchanged == 0


WORKING = world(requirement("works", "work == contract and months(work_since) >= work_months"))


RANK = {
    Outcome.DOES_NOT_MEET: 0,
    Outcome.MORE_INFORMATION: 1,
    Outcome.ASK_THE_COUNTER: 1,
    Outcome.COUNTER_DECIDES: 1,
    Outcome.MEETS: 2,
}


def _six_months_as(rules: Ruleset, months: int) -> Ruleset:
    flat = rules.services["flat"]
    parameter = flat.parameters["work_months"]
    row = replace(parameter.rows[0], value=months)
    parameters = {**flat.parameters, "work_months": replace(parameter, rows=(row,))}
    return replace(rules, services={"flat": replace(flat, parameters=parameters)})


@given(
    months=st.integers(0, 400),
    step=st.integers(-60, 60),
    day=st.dates(date(2025, 1, 1), date(2090, 1, 1)),
)
def test_only_situations_between_the_two_amounts_change(months: int, step: int, day: date) -> None:
    later = max(0, months + step)
    before, after = (_six_months_as(WORKING, amount) for amount in (months, later))
    found = impact(before, after, day)
    assert bool(found.rows) is (months != later)
    for row in found.rows:
        (varied,) = row.varied
        assert row.outcome_before is not None
        assert row.outcome_after is not None
        before_and_after = RANK[row.outcome_before], RANK[row.outcome_after]
        by_day = 1 if 1 in before_and_after else 0
        assert min(months, later) - by_day <= varied.low <= varied.high
        assert varied.high < max(months, later) + by_day
        assert (before_and_after[0] > before_and_after[1]) is (later > months)
        holds(before, after, row, day)


ATOMS = (
    "work == contract",
    "work in (contract, flexible)",
    "months(work_since) >= work_months",
    "months(work_since, cut_off) < work_months",
    "years(insured_since) > 0",
    "months(insured_since) != work_months",
    "insured_district == here",
    "insured_district in group(centre)",
    "here in group(north)",
    "owns_home == no",
    "space < minimum_space",
    "income <= income_line",
    "persons == 2",
    "months(insured_since) >= months(work_since)",
)
CONDITIONS: dict[str, Condition] = {
    text: its
    for text in ATOMS
    if (its := world(requirement("a", text)).services["flat"].requirements["a"].when)
}
TREES: st.SearchStrategy[Condition] = st.recursive(
    st.sampled_from(list(CONDITIONS.values())),
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.tuples(inner, inner).map(All),
        st.tuples(inner, inner, inner).map(AnyOf),
    ),
    max_leaves=6,
)
PLAIN = world(requirement("a", "owns_home == no"))
REQUIREMENTS = st.dictionaries(st.sampled_from("abc"), TREES, max_size=3)


def _asking(conditions: Mapping[str, Condition]) -> Ruleset:
    flat = PLAIN.services["flat"]
    one: Requirement = flat.requirements["a"]
    requirements = {name: replace(one, id=name, when=its) for name, its in conditions.items()}
    return replace(PLAIN, services={"flat": replace(flat, requirements=requirements)})


@settings(max_examples=50)
@given(before=REQUIREMENTS, after=REQUIREMENTS, place=PLACES, raw=SITUATIONS)
def test_any_change_of_requirements(
    before: dict[str, Condition],
    after: dict[str, Condition],
    place: str,
    raw: dict[str, object],
) -> None:
    one = _asking(before)
    other = _asking(after)
    found = impact(one, other, TODAY)
    assert (found == Impact()) or before != after
    for row in found.rows:
        holds(one, other, row)
    if place not in found.districts:
        old, new = (result(rules, "flat", place, TODAY, raw) for rules in (one, other))
        assert old == new


@given(before=REQUIREMENTS, after=REQUIREMENTS, raw=SITUATIONS)
def test_where_the_same_stands_the_same_comes_out(
    before: dict[str, Condition], after: dict[str, Condition], raw: dict[str, object]
) -> None:
    sides = Sides.of(_asking(before), _asking(after), TODAY)
    town, hill = (Contrast(sides, "flat", name, TODAY) for name in ("town", "hill"))
    if town.same_as(hill):
        for rules in (sides.before, sides.after):
            here, there = (
                result(rules, "flat", name, TODAY, {**raw, "insured_district": name})
                for name in ("town", "hill")
            )
            assert here == there
