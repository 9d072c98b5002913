"""Conditions over what their atoms come to: nothing that may still change them is left unasked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.rules.conditions.traces import Combined, Trace, joined_parts, negation, result_of
from portal.rules.conditions.verdict import (
    CONJUNCTION,
    DISJUNCTION,
    NO,
    OPEN,
    UNKNOWN,
    YES,
    is_settled,
    verdict_of,
)

_ATOMS = 4
Shape = int | tuple[str, tuple["Shape", ...]]
"""The number of an atom, or ``not``, ``and``, ``or`` with its parts."""


def shapes() -> st.SearchStrategy[Shape]:
    return st.recursive(
        st.integers(0, _ATOMS - 1),
        lambda parts: (
            st.tuples(st.just("not"), st.tuples(parts))
            | st.tuples(
                st.sampled_from(["and", "or"]), st.lists(parts, min_size=2, max_size=3).map(tuple)
            )
        ),
        max_leaves=6,
    )


def built(shape: Shape) -> Combined:
    if isinstance(shape, int):
        return result_of(shape)
    name, its = shape
    parts = tuple(built(part) for part in its)
    match name:
        case "not":
            return negation(parts[0])
        case "and":
            return joined_parts(parts, CONJUNCTION, NO)
        case _:
            return joined_parts(parts, DISJUNCTION, YES)


def result(number: int, outlook: int) -> Trace:
    """What an atom came to that asks one question, which is named like its number."""
    question = (str(number),)
    return Trace(outlook, missing=question) if outlook == OPEN else Trace(outlook, answers=question)


RESULTS = st.tuples(*[st.sampled_from([YES, NO, UNKNOWN, OPEN])] * _ATOMS).map(
    lambda outlooks: [result(number, outlook) for number, outlook in enumerate(outlooks)]
)


def completions(results: Sequence[Trace]) -> Iterator[list[Trace]]:
    """Every way in which the open atoms may be answered."""
    ways = ((YES, NO, UNKNOWN) if its.outlook == OPEN else (its.outlook,) for its in results)
    for chosen in product(*ways):
        yield [result(number, outlook) for number, outlook in enumerate(chosen)]


@settings(max_examples=400, deadline=None)
@given(shapes(), RESULTS)
def test_what_is_missing_is_what_the_trace_lacks(shape: Shape, results: list[Trace]) -> None:
    whole = built(shape)
    assert whole.missing(results) == whole.trace(results).missing
    assert whole.outlook(results) == whole.trace(results).outlook


@settings(max_examples=400, deadline=None)
@given(shapes(), RESULTS)
def test_a_settled_condition_lacks_nothing_and_an_open_one_something(
    shape: Shape, results: list[Trace]
) -> None:
    whole = built(shape)
    assert bool(whole.missing(results)) is not is_settled(whole.outlook(results))


@settings(max_examples=400, deadline=None)
@given(shapes(), RESULTS)
def test_every_answer_that_may_still_change_the_verdict_is_missing(
    shape: Shape, results: list[Trace]
) -> None:
    whole = built(shape)
    for number, its in enumerate(results):
        if its.outlook == OPEN and _matters(whole, number, results):
            assert str(number) in whole.missing(results)


def _matters(whole: Combined, number: int, results: Sequence[Trace]) -> bool:
    """Whether two completions that differ in one atom alone come to another verdict."""

    def verdict(completed: list[Trace], outlook: int) -> object:
        changed = [*completed]
        changed[number] = result(number, outlook)
        return verdict_of(whole.outlook(changed))

    return any(
        len({verdict(completed, outlook) for outlook in (YES, NO)}) > 1
        for completed in completions(results)
    )
