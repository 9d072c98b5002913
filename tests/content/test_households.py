"""Households told by their facts come to the outcomes that the facts call for."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from portal.content import SHIPPED, read_folder
from portal.rules.building import load
from portal.rules.evaluation.answer_reader import read_answers
from portal.rules.evaluation.outcomes import Frame

RULES = load(read_folder(SHIPPED))
TODAY = date(2026, 11, 24)
YES = {"meets", "counter_decides"}
HOUSEHOLDS = [
    household
    for path in sorted(Path(__file__).with_name("households").glob("*.toml"))
    for household in tomllib.loads(path.read_text("utf-8"))["households"]
]


def _open_outcomes(expected: str | list[str]) -> set[str]:
    """The outcomes that the facts allow: one, or several where they leave it open."""
    return {expected} if isinstance(expected, str) else set(expected)


@pytest.mark.parametrize("household", HOUSEHOLDS, ids=lambda household: household["name"])
def test_a_household_comes_to_the_outcomes_that_its_facts_call_for(
    household: dict[str, Any],
) -> None:
    day = household["day"]
    told = {
        question: None if answer == "unknown" else answer
        for question, answer in household["answers"].items()
    }
    answers, problems = read_answers(RULES.questions, told, day, RULES.gazetteer)
    assert problems == ()
    frame = Frame(RULES, RULES.gazetteer.districts[household["district"]], day)
    outcomes = {
        service: frame.service(service).evaluate(answers, TODAY).outcome.value
        for service in household["expect"]
    }
    wrong = {
        service: (outcome, household["expect"][service])
        for service, outcome in outcomes.items()
        if outcome not in _open_outcomes(household["expect"][service])
    }
    assert not wrong, household["why"]


def test_no_household_leaves_a_yes_and_a_no_open_together() -> None:
    for household in HOUSEHOLDS:
        for service, expected in household["expect"].items():
            outcomes = _open_outcomes(expected)
            assert not ("does_not_meet" in outcomes and outcomes & YES), (
                f"{household['name']}: {service}"
            )


def test_the_households_cover_the_services_most_in_doubt() -> None:
    services = {service for household in HOUSEHOLDS for service in household["expect"]}
    assert len(HOUSEHOLDS) >= 20
    assert services >= {
        "settle-by-work",
        "public-rental",
        "minimum-living-allowance",
        "resident-medical",
        "residence-permit",
        "college-entrance",
        "unemployment-benefit",
        "move-registration-online",
    }
