"""What would change a no: minimal, at most two facts, and each of them works."""

from hypothesis import given
from hypothesis import strategies as st

from portal.rules.building import load
from portal.rules.evaluation.answer_reader import read_answers
from portal.rules.evaluation.outcomes import Frame, Outcome
from portal.rules.evaluation.remedies import Remedy, remedies
from portal.rules.model.ruleset import Ruleset
from tests.rules.worlds import COMMON, TODAY, evaluate, requirement, service

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
        Remedy((("work", "contract"),), Outcome.MEETS),
        Remedy((("work", "flexible"),), Outcome.MEETS),
    )


def test_two_changes_are_named_where_one_is_not_enough() -> None:
    assert found(BOTH, {"work": "none", "owns_home": True}) == (
        Remedy((("work", "contract"), ("owns_home", False)), Outcome.MEETS),
        Remedy((("work", "flexible"), ("owns_home", False)), Outcome.MEETS),
    )


def test_while_answers_are_lacking_a_remedy_takes_away_what_is_refused() -> None:
    assert found(BOTH, {"work": "none"}) == (
        Remedy((("work", "contract"),), Outcome.MORE_INFORMATION),
        Remedy((("work", "flexible"),), Outcome.MORE_INFORMATION),
    )


def test_a_remedy_may_lead_to_the_counter_and_away_from_it() -> None:
    rules = rules_of(
        requirement("works", "work == contract", 'judged_when = "work == flexible"'),
        requirement("homeless", "owns_home == no"),
        requirement("needy", "", 'check = "judgement"'),
    )
    assert found(rules, {"work": "none", "owns_home": False}) == (
        Remedy((("work", "contract"),), Outcome.COUNTER_DECIDES),
    )
    asked = found(rules, {"work": "flexible", "owns_home": False})
    assert asked == (Remedy((("work", "contract"),), Outcome.COUNTER_DECIDES),)
    assert found(rules, {"work": "contract", "owns_home": False}) == ()


def test_what_is_not_known_is_to_be_found_out_and_no_remedy() -> None:
    assert found(BOTH, {"work": None, "owns_home": False}) == ()


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
        changes = remedy.changes
        assert 1 <= len(changes) <= 2
        assert evaluate(rules, {**raw, **dict(changes)}).outcome is Outcome.MEETS
        for name, _ in changes if len(changes) > 1 else ():
            fewer = {**raw, **{n: v for n, v in changes if n != name}}
            assert evaluate(rules, fewer).outcome is not Outcome.MEETS
