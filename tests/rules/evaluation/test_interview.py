"""The next question, and what to find out first after three «不知道» in a row."""

from collections.abc import Mapping

from portal.rules.evaluation.answer_reader import read_answers
from portal.rules.evaluation.interview import agenda, to_find_out
from portal.rules.evaluation.outcomes import Frame
from portal.rules.evaluation.question_dependence import dependence, unknowable
from portal.rules.model.ruleset import Ruleset
from tests.rules.worlds import TODAY, requirement, world

RULES = world(
    requirement("works", "work == contract and months(work_since) >= work_months"),
    requirement("homeless", "owns_home == no or space < minimum_space"),
    requirement("few", "persons <= 3"),
)


def first(rules: Ruleset, raw: Mapping[str, object]) -> tuple[str, ...]:
    given, problems = read_answers(rules.questions, raw, TODAY, rules.gazetteer)
    assert not problems
    frame = Frame(rules, rules.gazetteer.districts["town"], TODAY)
    return to_find_out(given, frame.evaluate(given, TODAY), rules.questions)


def asked_by_somebody_who_knows_nothing(rules: Ruleset) -> list[str]:
    depends = dependence(rules)
    frame = Frame(rules, rules.gazetteer.districts["town"], TODAY)
    given: dict[str, None] = {}
    while True:
        answers = given | dict.fromkeys(unknowable(given, depends))
        following = agenda(frame.evaluate(answers, TODAY), rules.questions).next
        if following is None:
            return list(given)
        given[following] = None


def test_three_in_a_row_are_to_be_found_out_first() -> None:
    raw = {"work": None, "owns_home": None, "persons": None}
    assert first(RULES, raw) == ("work", "owns_home", "persons")


def test_two_in_a_row_or_another_answer_between_them_go_on() -> None:
    assert first(RULES, {"work": None, "owns_home": None}) == ()
    assert first(RULES, {"work": None, "owns_home": None, "space": 20, "persons": None}) == ()
    assert first(RULES, {"work": None, "space": None, "persons": 2}) == ()


def test_what_nothing_depends_on_any_more_is_not_looked_up() -> None:
    raw = {"owns_home": False, "work": None, "space": None, "persons": None}
    assert first(RULES, raw) == ("work", "persons")


def test_what_it_concerns_stands_in_the_way_too() -> None:
    rules = world(requirement("few", "persons <= 3"), head='concerns = "owns_home == no"\n')
    assert first(rules, {"persons": None, "work": None, "owns_home": None}) == (
        "owns_home",
        "persons",
    )


def test_nothing_is_asked_that_hangs_on_what_is_not_known() -> None:
    assert asked_by_somebody_who_knows_nothing(RULES) == ["work", "owns_home", "persons"]
