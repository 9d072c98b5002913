"""The shipped rules and the situation that the measurements ask about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from portal.content import SHIPPED, read_folder
from portal.problem_words import english
from portal.rules.building import load
from portal.rules.documents import read
from portal.rules.evaluation.answer_reader import Answers, read_answers
from portal.rules.evaluation.household_outcomes import household_of
from portal.rules.evaluation.outcomes import Frame
from portal.rules.model.households import Household
from portal.rules.model.ruleset import Ruleset

DAY = date(2026, 11, 24)
DISTRICT = "shapingba"
FILES = read_folder(SHIPPED)
#: A family with a child at school, as the API takes it.
RAW: dict[str, object] = {
    "hukou_place": "sichuan",
    "work": "contract",
    "birth_month": "1990-05",
    "work_since": "2022-03",
    "work_district": "shapingba",
    "pension_insured_since": "2022-04",
    "medical_insured_since": "2022-04",
    "insured_district": "shapingba",
    "home": "registered_rental",
    "home_since": "2023-01",
    "owns_home": False,
    "child_stage": "junior",
    "child_enrolled_since": "2024-09",
    "school_district": "shapingba",
    "has_residence_permit": True,
    "residence_permit_since": "2023-02",
}


PARTNER: dict[str, object] = {
    "birth_month": "1992-08",
    "work": "flexible",
    "work_since": "2024-02",
    "home_since": "2024-01",
    "pension_insured_since": "none",
    "medical_insured_since": "2025-06",
}
CHILDREN: tuple[dict[str, object], ...] = (
    {"child_stage": "primary", "child_grade": 2, "child_hukou_place": "sichuan"},
    {"child_stage": "junior", "child_grade": 3, "child_hukou_place": "sichuan"},
    {"child_stage": "vocational", "child_grade": 1, "child_hukou_place": "chongqing"},
)


class Unusable(RuntimeError):
    """What the measurements ask about no longer fits the shipped rules."""


def shipped() -> Ruleset:
    """The shipped rules, built anew."""
    return load(FILES)


def shipped_anew() -> Ruleset:
    """The same with every document read anew: what was read before is kept otherwise."""
    read.cache_clear()
    return shipped()


def the_answers(rules: Ruleset) -> Answers:
    """The family's answers, typed."""
    return _read(rules, RAW)


def the_family(rules: Ruleset) -> Household:
    """The same with a partner who came later, and children at three schools."""
    one = household_of(the_answers(rules), rules.questions)
    partner = {**one.adults[0], **_read(rules, PARTNER)}
    children = tuple({**one.children[0], **_read(rules, child)} for child in CHILDREN)
    return Household(household=one.household, adults=(*one.adults, partner), children=children)


def _read(rules: Ruleset, raw: dict[str, object]) -> Answers:
    answers, problems = read_answers(rules.questions, raw, DAY, rules.gazetteer)
    if problems:
        raise Unusable("; ".join(f"{its.question} {english(its.message)}" for its in problems))
    return answers


def ready(rules: Ruleset, district: str) -> Frame:
    """Every service of a district, compiled."""
    frame = Frame(rules, rules.gazetteer.districts[district], DAY)
    for service in rules.services:
        frame.service(service)
    return frame


def forgetting(frame: Frame) -> Frame:
    """The frame without the evaluations that it kept."""
    for service in frame.ruleset.services:
        frame.service(service).forget()
    return frame


def raised(rules: Ruleset, service: str, parameter: str, more: int) -> Ruleset:
    """The rules with every row of one amount raised."""
    its = rules.services[service]
    amount = its.parameters[parameter]
    rows = tuple(
        replace(row, value=row.value + more) for row in amount.rows if isinstance(row.value, int)
    )
    parameters = {**its.parameters, parameter: replace(amount, rows=rows)}
    return replace(rules, services={**rules.services, service: replace(its, parameters=parameters)})
