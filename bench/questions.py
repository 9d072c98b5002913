"""How many questions typical households are asked, on all topics, in the order of the check.

Each household answers what it is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median

from portal.rules.evaluation.answer_reader import read_answer
from portal.rules.evaluation.household_outcomes import whole_household
from portal.rules.evaluation.implied_answers import implied
from portal.rules.evaluation.interview import Asking, household_agenda
from portal.rules.model.households import Household
from portal.rules.model.ruleset import Ruleset
from portal.web.resident.check.together import GROUPS

from .figures import Figure, Part, figure
from .situations import DAY, ready, shipped
from .timing import Effort

Raw = Mapping[str, object]

DISTRICTS = ("jiulongpo", "yongchuan", "kaizhou")
"""One of the centre, one of the new urban districts, one of the northeast."""

INTERIM = 8
"""Pages after which the check shows the steps that are known already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typical:
    """A household of a kind that is common, with what it would answer; else «不知道»."""

    name: str
    household: Raw
    adults: tuple[Raw, ...]
    children: tuple[Raw, ...] = ()


_TENANTS: Raw = {
    "home": "other_rental",
    "owns_home": False,
    "sold_home": False,
    "household_size": 3,
    "monthly_income_per_person": 250_000,
}
_OWNERS: Raw = {**_TENANTS, "home": "owned", "owns_home": True, "floor_area_per_person": 30}
_NEWCOMER: Raw = {
    "hukou_place": "sichuan",
    "birth_month": "1990-05",
    "sex": "male",
    "has_residence_permit": False,
    "permit_suspended": False,
    "home_since": "2023-04",
    "residence_registered_since": "none",
    "joins": "none",
    "qualification": "none",
    "seeks_training": False,
    "starts_business": False,
    "draws_pension": False,
    "job_lost": False,
    "hukou_rural": True,
}
_UNINSURED: Raw = {"pension_insured_since": "none", "medical_insured_since": "none"}
_COURIER: Raw = {
    **_NEWCOMER,
    **_UNINSURED,
    "work": "platform",
    "platform_company": "meituan",
    "employer_directs": False,
    "work_since": "2023-03",
    "work_area_since": "2023-03",
    "work_district": "jiulongpo",
}
_EMPLOYEE: Raw = {
    **_NEWCOMER,
    "work": "contract",
    "work_since": "2019-03",
    "work_area_since": "2019-03",
    "work_district": "jiulongpo",
    "park_since": "none",
    "pension_insured_since": "2019-04",
    "medical_insured_since": "2019-04",
    "insured_district": "jiulongpo",
    "insured_area_since": "2019-04",
}
_AT_HOME: Raw = {**_NEWCOMER, **_UNINSURED, "work": "none", "sex": "female"}
_OLD: Raw = {
    **_AT_HOME,
    "birth_month": "1955-03",
    "joins": "adult_child",
    "joins_district": "jiulongpo",
}
_PUPIL: Raw = {
    "child_stage": "primary",
    "child_grade": 5,
    "child_hukou_place": "sichuan",
    "child_birth_month": "2015-06",
}
_SMALL: Raw = {
    "child_stage": "preschool",
    "child_hukou_place": "sichuan",
    "child_birth_month": "2022-03",
}
TYPICAL = (
    Typical(name="courier", household=_TENANTS, adults=(_COURIER,)),
    Typical(name="employee", household=_TENANTS, adults=(_EMPLOYEE,)),
    Typical(name="single parent", household=_TENANTS, adults=(_EMPLOYEE,), children=(_PUPIL,)),
    Typical(
        name="courier with two children",
        household=_TENANTS,
        adults=(_COURIER,),
        children=(_PUPIL, _SMALL),
    ),
    Typical(name="couple", household=_OWNERS, adults=(_EMPLOYEE, _AT_HOME)),
    Typical(
        name="couple with two children",
        household=_TENANTS,
        adults=(_EMPLOYEE, _COURIER),
        children=(_PUPIL, _SMALL),
    ),
    Typical(name="grandparent", household=_TENANTS, adults=(_OLD,)),
)


def run(_effort: Effort) -> Part:
    """Count the pages of questions of each household in districts of three kinds."""
    rules = shipped()
    counted = {its.name: [pages(its, rules, name) for name in DISTRICTS] for its in TYPICAL}
    every = [number for numbers in counted.values() for number in numbers]
    interim = [min(INTERIM, number) for number in every]
    figures: tuple[Figure, ...] = (
        figure("before the first steps are shown", "pages", interim, "at most 12"),
        *(figure(name, "pages", numbers) for name, numbers in counted.items()),
    )
    return Part(
        title="Questions",
        figures=figures,
        notes=(
            f"All topics on {DAY}, in {', '.join(DISTRICTS)}; what is ticked on one page is one"
            f" page. The median of all is {median(every):g}.",
        ),
    )


def pages(typical: Typical, rules: Ruleset, district: str, day: date = DAY) -> int:
    """How many pages of questions a household comes by in a district."""
    frame = ready(rules, district)
    household = Household(
        adults=tuple({} for _ in typical.adults), children=tuple({} for _ in typical.children)
    )
    number = 0
    while True:
        outcomes = whole_household(frame, household, rules.services, day)
        asked = household_agenda(outcomes, household, rules.questions).asked
        if not asked:
            return number
        number += 1
        for asking in _on_one_page(asked):
            value = _raw(typical, asking)
            answer, problem = read_answer(
                rules.questions[asking.question], value, day, rules.gazetteer
            )
            assert problem is None, problem
            own = {**household.of(asking.subject), asking.question: answer}
            household = household.with_answers(asking.subject, own)
            if asking.subject.kind == "adult":
                flat = household.flat(asking.subject.number, None)
                follows = implied(flat, rules.questions, day).items()
                more = {name: its for name, its in follows if rules.questions[name].of == "adult"}
                household = household.with_answers(asking.subject, {**own, **more})


def _on_one_page(asked: tuple[Asking, ...]) -> tuple[Asking, ...]:
    first = asked[0]
    group = next((its for its in GROUPS if first.question in its), (first.question,))
    return tuple(its for its in asked if its.subject == first.subject and its.question in group)


def _raw(typical: Typical, asking: Asking) -> object:
    number = asking.subject.number - 1
    match asking.subject.kind:
        case "household":
            return typical.household.get(asking.question)
        case "adult":
            return typical.adults[number].get(asking.question)
        case "child":
            return typical.children[number].get(asking.question)
