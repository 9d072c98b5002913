"""Whose fact a question is, whom a service asks, and examples that tell people apart."""

import pytest

from portal.problem_words import console_line
from portal.rules.building import load
from portal.rules.checking import check
from portal.rules.impact.situations import starts
from portal.rules.problem_codes import CheckCode
from tests.rules.worlds import COMMON, requirement, service

FLAT = "services/housing/flat.toml"
#: What a requirement says to the person.
SAID = 'unmet.zh = "还差"\nunmet.en = "Lacking"\nopen.zh = "还要知道"\nopen.en = "To be known"\n'
WORKS = requirement("works", "work == contract", SAID)
HOMELESS = requirement("homeless", "owns_home == no", SAID)
OWNS = '[questions.owns_home]\nkind = "yes_no"\nof = "adult"\n'
FLAT_EXAMPLE = """
[[examples]]
name = "At work"
day = 2026-11-24
district = "town"
answers = { work = "contract", owns_home = false }
expect = "meets"
"""


def problems_of(text: str, questions: str = COMMON["questions.toml"]) -> list[str]:
    _, problems = check({**COMMON, "questions.toml": questions, FLAT: text})
    return [console_line(its) for its in problems if its.code is not CheckCode.ASKED_BY_NOTHING]


def of_the_household(of: str = "household") -> str:
    """The questions, the home being somebody else's fact and worded so."""
    before, own, after = COMMON["questions.toml"].partition(OWNS)
    assert own
    lines = after.splitlines(keepends=True)
    own_lines = [line for line in lines[:4] if not line.startswith("text_partner")]
    if "child" in of:
        own_lines = ['text.zh = "{child}有房吗？"\n', 'text.en = "Has {child} a home?"\n']
    header = f'[questions.owns_home]\nkind = "yes_no"\n{of}'
    return before + header + "".join([*own_lines, *lines[4:]])


def told(people: str) -> str:
    return (
        '\n[[examples]]\nname = "A couple"\nday = 2026-11-24\ndistrict = "town"\n' + people + "\n"
    )


def test_a_question_says_whose_fact_it_is() -> None:
    (problem,) = problems_of(service(WORKS, HOMELESS) + FLAT_EXAMPLE, of_the_household(""))
    assert "questions.owns_home.of" in problem


def test_a_question_of_adults_says_how_the_partner_is_asked() -> None:
    silent = COMMON["questions.toml"].replace('text_partner.zh = "您爱人呢？"\n', "", 1)
    silent = silent.replace('text_partner.en = "And your partner?"\n', "", 1)
    (problem,) = problems_of(service(WORKS, HOMELESS) + FLAT_EXAMPLE, silent)
    assert "text_partner" in problem


@pytest.mark.parametrize("whom", ["adult", "household"])
def test_only_a_service_for_children_asks_about_a_child(whom: str) -> None:
    text = service(WORKS, HOMELESS, head=f'for = "{whom}"\n') + FLAT_EXAMPLE
    (problem,) = problems_of(text, of_the_household('of = "child"\n'))
    assert "owns_home is a question of: child" in problem
    assert "requirements.homeless.when" in problem
    as_child = service(WORKS, HOMELESS, head='for = "child"\n') + FLAT_EXAMPLE
    assert problems_of(as_child, of_the_household('of = "child"\n')) == []


def test_an_example_tells_people_apart_and_expects_something_of_each() -> None:
    couple = told(
        "household = { owns_home = false }\n"
        'adults = [{ answers = { work = "contract" }, expect = "meets" },'
        ' { answers = { work = "none" }, expect = "does_not_meet" }]'
    )
    questions = of_the_household('of = "household"\n')
    assert problems_of(service(WORKS, HOMELESS) + couple, questions) == []
    wrong = couple.replace('"does_not_meet"', '"meets"')
    (problem,) = problems_of(service(WORKS, HOMELESS) + wrong, questions)
    assert "A couple (adult:2): is does_not_meet, not meets" in problem


def test_an_example_of_a_service_for_each_person_expects_of_adults_and_children() -> None:
    everybody = told(
        'adults = [{ answers = { work = "contract", owns_home = false }, expect = "meets" }]\n'
        'children = [{ expect = "meets" }]'
    )
    text = service(WORKS, HOMELESS, head='for = "person"\n') + everybody
    assert problems_of(text) == []


def test_an_example_of_a_household_for_children_counts_the_better_parent() -> None:
    family = told(
        'adults = [{ answers = { work = "none" } }, { answers = { work = "contract" } }]\n'
        'children = [{ answers = { owns_home = false }, expect = "meets" }]'
    )
    text = service(WORKS, HOMELESS, head='for = "child"\n') + family
    assert problems_of(text, of_the_household('of = "child"\n')) == []


@pytest.mark.parametrize(
    ("people", "said"),
    [
        ('answers = {}\nadults = [{ expect = "meets" }]', None),
        ("adults = [{ answers = {} }]", "expect"),
        ('household = { work = "contract" }\nadults = [{ expect = "meets" }]', "household.work"),
        ('adults = [{ expect = "meets" }]\nexpect = "meets"', "belongs to: adult"),
        ('adults = [{ expect = "meets" }, {}, {}]', "at most 2"),
        ('children = [{ expect = "meets" }]', "adults"),
        ('adults = [{ expect = "meets" }]\nfailed = ["works"]', "does not stand beside adults"),
    ],
)
def test_an_example_that_mixes_people_up_is_refused(people: str, said: str | None) -> None:
    found = problems_of(service(WORKS, HOMELESS) + told(people))
    if said is None:
        assert all("does not stand beside" not in its for its in found)
    else:
        assert any(said in its for its in found), found


def test_a_comparison_starts_from_each_situation_of_a_household() -> None:
    couple = told(
        'adults = [{ answers = { work = "contract", owns_home = false }, expect = "meets" },'
        ' { answers = { work = "none", owns_home = false }, expect = "does_not_meet" }]'
    )
    rules = load({**COMMON, FLAT: service(WORKS, HOMELESS) + couple})
    assert [its.meets for its in starts([rules], "flat")] == [True, False]
