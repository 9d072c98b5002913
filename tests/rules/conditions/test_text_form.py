"""Conditions as text: read, written back, refused with a column and a near match."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.problem_words import english
from portal.rules.conditions.text_form import ConditionError, read, write
from portal.rules.conditions.tree import (
    All,
    Amount,
    AnyOf,
    Asked,
    Compare,
    Condition,
    Elapsed,
    Here,
    InGroup,
    Is,
    IsHere,
    Literal,
    Not,
    OneOf,
    parameters_of,
    questions_of,
)
from portal.rules.conditions.vocabulary import Vocabulary

WORDS = Vocabulary(
    question_kinds={
        "work": "choice",
        "owns_home": "yes_no",
        "work_since": "month",
        "space": "number",
        "persons": "number",
        "income": "money",
        "insured_district": "district",
    },
    question_units={"space": "sqm", "persons": "persons"},
    options={"work": ("contract", "flexible", "none")},
    parameter_units={
        "work_months": "months",
        "age": "years",
        "line": "fen_per_month",
        "least": "sqm",
        "cut_off": "day",
    },
    groups=("centre", "north"),
)


@pytest.mark.parametrize(
    "text",
    [
        "work == contract",
        "work != none",
        "work in (contract, flexible)",
        "owns_home == no or space < least",
        "not (owns_home == yes and persons == 1)",
        "insured_district in group(centre) and months(work_since) >= work_months",
        "insured_district == here",
        "here in group(north)",
        "years(work_since, cut_off) >= age",
        "(work == contract or work == flexible) and income <= line",
        "space < 14.5",
        "not not owns_home == no",
    ],
)
def test_a_condition_is_written_back_as_it_was(text: str) -> None:
    assert write(read(text, WORDS)) == text


@pytest.mark.parametrize(
    ("text", "column", "message", "hint"),
    [
        ("", 1, "empty", ""),
        ("wrok == contract", 1, "neither a question nor a parameter", "work"),
        ("work == contrakt", 9, "not a known option of work", "contract"),
        ("work in (contract, flexibel)", 20, "not a known option", "flexible"),
        ("insured_district in group(center)", 27, "group of districts", "centre"),
        ("months(work_sinse) >= work_months", 8, "question of kind month", "work_since"),
        ("months(work_since) >= work_month", 23, "neither a question", "work_months"),
        ("months(work_since) >= age", 23, "cannot be compared", "like with like"),
        ("income <= work_months", 11, "cannot be compared", ""),
        ("work_since >= work_months", 1, "is a month", "months(work_since)"),
        ("owns_home", 10, "something is missing", ""),
        ("owns_home == maybe", 14, "option of owns_home", "yes"),
        ("work > contract", 6, "only be compared by", "choice"),
        ("(work == contract", 18, "')' expected", ""),
        ("work == contract owns_home == yes", 18, "one word too many", "and, or"),
        ("work == contract && owns_home == yes", 18, "unexpected character '&'", "and or not"),
        ("__import__ == 1", 1, "neither a question nor a parameter", ""),
        ("work_months >= 3", 16, "needs an answer", ""),
        ("months(work_since, age) >= 1", 20, "parameter of unit day", "cut_off"),
        ("here == insured_district", 6, "'in' expected", ""),
        ("(" * 30 + "work == contract" + ")" * 30, 21, "nested too deeply", ""),
    ],
)
def test_a_fault_has_its_column_and_a_hint(text: str, column: int, message: str, hint: str) -> None:
    with pytest.raises(ConditionError) as fault:
        read(text, WORDS)
    assert message in english(fault.value.message)
    assert fault.value.column == column
    assert hint in english(fault.value.hint)


ATOMS: st.SearchStrategy[Condition] = st.sampled_from(
    [
        Is("work", "contract"),
        Is("owns_home", "yes", negated=True),
        OneOf("work", ("contract", "none")),
        IsHere("insured_district"),
        InGroup(Asked("insured_district"), "centre"),
        InGroup(Here(), "north"),
        Compare(Elapsed("work_since", "months"), ">=", Amount("work_months")),
        Compare(Elapsed("work_since", "years", "cut_off"), "<", Amount("age")),
        Compare(Asked("persons"), "==", Literal(1)),
    ]
)


def _flat(kind: type[All] | type[AnyOf], parts: list[Condition]) -> Condition:
    """``a and (b and c)`` is another tree than ``a and b and c``: both are kept as they are."""
    return kind(tuple(parts))


TREES = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: _flat(All, parts)),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: _flat(AnyOf, parts)),
    ),
    max_leaves=10,
)


@given(TREES)
def test_reading_what_was_written_gives_the_same_tree(tree: Condition) -> None:
    assert read(write(tree), WORDS) == tree


@given(st.text(alphabet="work inotad()=<>!,_123. \n", max_size=60))
def test_no_text_does_worse_than_a_condition_error(text: str) -> None:
    column = 1
    try:
        read(text, WORDS)
    except ConditionError as fault:
        column = fault.column
    assert 1 <= column <= len(text) + 1


def test_the_longest_evil_text_is_refused_at_once() -> None:
    with pytest.raises(ConditionError, match="condition_too_long"):
        read("(" * 100_000, WORDS)


def test_a_condition_names_its_questions_and_parameters_once_and_in_order() -> None:
    tree = read("income <= line and years(work_since, cut_off) >= age or income > line", WORDS)
    assert questions_of(tree) == ("income", "work_since")
    assert parameters_of(tree) == ("line", "cut_off", "age")
