"""Kleene's tables, tested as sets of booleans: a verdict is the set of what it could still be."""

from itertools import product

import pytest

from portal.rules.conditions.verdict import (
    CONJUNCTION,
    DISJUNCTION,
    NEGATION,
    NO,
    UNKNOWN,
    YES,
    Verdict,
    is_settled,
    members,
    verdict_of,
)

MEANS = {
    Verdict.YES: {True},
    Verdict.NO: {False},
    Verdict.UNKNOWN: {True, False},
}


def verdict_for(values: set[bool]) -> Verdict:
    return next(verdict for verdict, meant in MEANS.items() if meant == values)


@pytest.mark.parametrize("verdict", Verdict)
def test_a_verdict_refuses_to_be_a_boolean(verdict: Verdict) -> None:
    with pytest.raises(TypeError, match="is not a boolean"):
        bool(verdict)


@pytest.mark.parametrize(("left", "right"), list(product(Verdict, Verdict)))
def test_and_and_or_hold_for_every_completion(left: Verdict, right: Verdict) -> None:
    pairs = list(product(MEANS[left], MEANS[right]))
    assert left & right is verdict_for({a and b for a, b in pairs})
    assert left | right is verdict_for({a or b for a, b in pairs})


@pytest.mark.parametrize("verdict", Verdict)
def test_not_holds_for_every_completion(verdict: Verdict) -> None:
    assert ~verdict is verdict_for({not value for value in MEANS[verdict]})


@pytest.mark.parametrize(("left", "right"), list(product(range(1, 8), range(1, 8))))
def test_outlooks_combine_member_by_member(left: int, right: int) -> None:
    pairs = list(product(members(left), members(right)))
    assert set(members(CONJUNCTION[left][right])) == {a & b for a, b in pairs}
    assert set(members(DISJUNCTION[left][right])) == {a | b for a, b in pairs}


@pytest.mark.parametrize("outlook", range(1, 8))
def test_an_outlook_negates_member_by_member(outlook: int) -> None:
    assert set(members(NEGATION[outlook])) == {~verdict for verdict in members(outlook)}


def test_only_an_outlook_with_one_member_is_settled() -> None:
    assert [outlook for outlook in range(1, 8) if is_settled(outlook)] == [YES, NO, UNKNOWN]
    assert verdict_of(YES | NO) is Verdict.UNKNOWN
    assert verdict_of(NO | UNKNOWN) is Verdict.UNKNOWN
