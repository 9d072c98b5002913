"""How fast the rules are: one situation, all services; all districts; compiling; impact."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from portal.content import SHIPPED, read_folder
from portal.rules.answers import read_answers
from portal.rules.building import load
from portal.rules.evaluation import Frame
from portal.rules.impact import impact
from portal.rules.model import Ruleset

DAY = date(2026, 11, 24)
FILES = read_folder(SHIPPED)
RULES = load(FILES)
RAW = {
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
ANSWERS, _ = read_answers(RULES.questions, RAW, DAY, RULES.gazetteer)


def frame(district: str) -> Frame:
    made = Frame(RULES, RULES.gazetteer.districts[district], DAY)
    made.evaluate(ANSWERS, DAY)
    return made


def test_one_situation_all_services(benchmark: Any) -> None:
    ready = frame("shapingba")
    benchmark(ready.evaluate, ANSWERS, DAY)


def test_one_situation_all_services_all_districts(benchmark: Any) -> None:
    frames = [frame(district.id) for district in RULES.gazetteer.on(DAY)]
    benchmark(lambda: [ready.evaluate(ANSWERS, DAY) for ready in frames])


def test_a_district_compiled_and_evaluated_once(benchmark: Any) -> None:
    benchmark(frame, "shapingba")


def test_a_release_built_from_its_documents(benchmark: Any) -> None:
    benchmark(load, FILES)


def draft(service: str, parameter: str, more: int) -> Ruleset:
    """The shipped rules with every row of one amount raised."""
    its = RULES.services[service]
    amount = its.parameters[parameter]
    rows = tuple(replace(row, value=row.value + more) for row in amount.rows)  # type: ignore[operator]
    parameters = {**its.parameters, parameter: replace(amount, rows=rows)}
    return replace(RULES, services={**RULES.services, service: replace(its, parameters=parameters)})


def test_the_impact_of_an_amount_of_the_whole_city(benchmark: Any) -> None:
    after = draft("residence-permit", "registered_months", 3)
    benchmark(impact, RULES, after, DAY)


def test_the_impact_of_an_amount_of_the_centre(benchmark: Any) -> None:
    after = draft("public-rental", "insured_months", 3)
    benchmark(impact, RULES, after, DAY)
