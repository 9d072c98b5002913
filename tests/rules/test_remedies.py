"""What would change a no: minimal, at most two facts, and each of them works."""

from hypothesis import given
from hypothesis import strategies as st

from portal.rules.answers import read_answers
from portal.rules.building import load
from portal.rules.evaluation import Frame, Outcome
from portal.rules.model import Ruleset
from portal.rules.remedies import Remedy, remedies

from .worlds import COMMON, TODAY, evaluate, requirement, service

FILES = {**COMMON}
FILES["questions.toml"] = COMMON["questions.toml"].replace(
    '[questions.owns_home]\nkind = "yes_no"',
    '[questions.owns_home]\nkind = "yes_no"\nchangeable = true',
)


def rules_of(*requirements: str) -> Ruleset:
    return load({**FILES, "services/housing/flat.toml": service(*requirements)})


def found(rules: Ruleset, raw: dict[str, object]) -> tuple[Remedy, ...]:
    answers, _ = read_answers(rules.questions, raw, TODAY, rules.gazetteer)
    frame = Frame(rules, rules.gazetteer.districts["town"], TODAY).service("flat")
    return remedies(frame, answers, TODAY, frame.evaluate(answers, TODAY))


BOTH = rules_of(
    requirement("works", "work in (contract, flexible)"), requirement("homeless", "owns_home == no")
)


def test_one_change_is_enough_and_every_way_is_named() -> None:
    assert found(BOTH, {"work": "none", "owns_home": False}) == (
        (("work", "contract"),),
        (("work", "flexible"),),
    )


def test_two_changes_are_named_where_one_is_not_enough() -> None:
    assert found(BOTH, {"work": "none", "owns_home": True}) == (
        (("work", "contract"), ("owns_home", False)),
        (("work", "flexible"), ("owns_home", False)),
    )


def test_months_and_what_cannot_be_changed_are_no_remedy() -> None:
    rules = rules_of(requirement("long", "months(work_since) >= work_months and persons > 1"))
    assert found(rules, {"work_since": "2026-08", "persons": 1}) == ()


def test_where_nothing_is_refused_nothing_needs_a_remedy() -> None:
    assert found(BOTH, {"work": "contract"}) == ()
    assert found(BOTH, {"work": "contract", "owns_home": False}) == ()


@given(
    st.fixed_dictionaries(
        {
            "work": st.sampled_from(["contract", "flexible", "none"]),
            "owns_home": st.booleans(),
            "persons": st.integers(1, 3),
        }
    )
)
def test_every_remedy_works_and_none_holds_an_idle_change(raw: dict[str, object]) -> None:
    rules = rules_of(
        requirement("works", "work == contract or persons == 2 and work == flexible"),
        requirement("homeless", "owns_home == no or persons == 3"),
    )
    for remedy in found(rules, raw):
        assert 1 <= len(remedy) <= 2
        assert evaluate(rules, {**raw, **dict(remedy)}).outcome is Outcome.MEETS
        for name, _ in remedy if len(remedy) > 1 else ():
            fewer = {**raw, **{n: v for n, v in remedy if n != name}}
            assert evaluate(rules, fewer).outcome is not Outcome.MEETS
