"""Answers that cannot stand together are found, and nothing else is."""

from __future__ import annotations

from datetime import date

import pytest

from portal.rules.evaluation.answer_reader import Answer
from portal.rules.evaluation.contradictions import contradictions
from portal.rules.model.months import Month

DAY = date(2026, 11, 28)


def answers(**written: object) -> dict[str, Answer]:
    """Answers as the reader would give them: what looks like a month is one."""
    read: dict[str, Answer] = {}
    for name, value in written.items():
        is_month = isinstance(value, str) and value[:4].isdigit()
        read[name] = Month.read(str(value)) if is_month else value  # type: ignore[assignment]
    return read


@pytest.mark.parametrize(
    "given",
    [
        {"birth_month": "2025-12", "work_since": "1980-01"},
        {"birth_month": "2000-01", "work_since": "2013-12"},
        {"birth_month": "2000-01", "work_area_since": "2013-12"},
        {"birth_month": "2000-01", "park_since": "2013-12"},
        {"birth_month": "2000-01", "pension_insured_since": "1999-12"},
        {"birth_month": "2000-01", "insured_area_since": "1999-12"},
        {"birth_month": "2000-01", "medical_insured_since": "2003-12"},
        {"birth_month": "2015-01", "work": "contract"},
        {"birth_month": "2000-01", "unemployment_insured_months": 300},
        {"birth_month": "2000-01", "residence_registered_since": "1999-12"},
        {"birth_month": "2000-01", "residence_permit_since": "1999-12"},
        {"birth_month": "2000-01", "home_since": "1999-12"},
        {"birth_month": "2000-01", "child_enrolled_since": "1999-12"},
        {"birth_month": "2000-01", "child_permit_since": "1999-12"},
        {"birth_month": "2020-01", "child_stage": "primary"},
        {"child_birth_month": "2020-02", "child_enrolled_since": "2020-01"},
        {"child_birth_month": "2020-02", "child_permit_since": "2020-01"},
        {"child_birth_month": "2024-02", "child_stage": "primary"},
        {"child_birth_month": "2019-02", "child_stage": "junior"},
        {"child_birth_month": "2019-02", "child_stage": "senior"},
        {"child_birth_month": "2019-02", "child_stage": "vocational"},
        {"child_enrolled_since": "1995-09", "child_stage": "primary"},
        {"child_enrolled_since": "2015-09", "child_stage": "senior"},
        {"work_since": "2020-02", "work_area_since": "2020-01"},
        {"work_since": "2020-02", "park_since": "2020-01"},
        {"work_area_since": "2020-02", "park_since": "2020-01"},
        {"pension_insured_since": "2020-02", "insured_area_since": "2020-01"},
        {"work": "none", "work_since": "2020-01"},
        {"work_since": "none", "work_area_since": "2020-01"},
        {"work": "contract", "work_since": "none"},
        {"pension_insured_since": "none", "insured_area_since": "2020-01"},
        {"has_residence_permit": True, "residence_permit_since": "none"},
        {"home": "owned", "home_since": "none"},
        {"owns_home": False, "floor_area_per_person": 15.5},
        {
            "pension_insured_since": "none",
            "medical_insured_since": "none",
            "insured_district": "shapingba",
        },
    ],
    ids=str,
)
def test_answers_that_cannot_both_be_are_named_with_a_reason(given: dict[str, object]) -> None:
    found = contradictions(answers(**given), DAY)
    assert [set(its.questions) for its in found] == [set(given)]
    assert found[0].reason
    first, *others = found[0].questions
    assert found[0].others(first) == tuple(others)
    for name in given:
        assert not contradictions(answers(**given) | {name: None}, DAY), (
            "«不知道» is always possible"
        )
        assert not contradictions({k: v for k, v in answers(**given).items() if k != name}, DAY)


@pytest.mark.parametrize(
    "given",
    [
        {"birth_month": "2000-01", "work_since": "2014-01", "pension_insured_since": "2014-01"},
        {"birth_month": "2012-11", "work": "flexible"},
        {"birth_month": "2015-01", "work": "student"},
        {"birth_month": "2000-01", "residence_registered_since": "2000-01"},
        {"birth_month": "2000-01", "home_since": "2000-01", "home": "owned"},
        {"birth_month": "2000-01", "unemployment_insured_months": 150},
        {"birth_month": "2020-01", "child_stage": "none"},
        {"birth_month": "2008-01", "child_stage": "preschool"},
        {"residence_registered_since": "2022-01", "residence_permit_since": "2019-01"},
        {"has_residence_permit": False, "residence_permit_since": "2019-01"},
        {"work_since": "2020-01", "work_area_since": "2020-01", "park_since": "2020-01"},
        {"work_since": "2015-01", "work_area_since": "2024-06", "park_since": "none"},
        {"pension_insured_since": "2015-01", "insured_area_since": "2024-06"},
        {"pension_insured_since": "2026-01", "work_since": "none", "work": "none"},
        {"pension_insured_since": "none", "insured_district": "shapingba"},
        {"work": "flexible", "work_since": "none"},
        {"work": "student", "work_since": "2020-01"},
        {"child_birth_month": "2021-08", "child_stage": "primary"},
        {"child_birth_month": "2021-08", "child_stage": "preschool"},
        {"child_enrolled_since": "2018-09", "child_stage": "primary"},
        {"child_stage": "none", "child_enrolled_since": "2018-09"},
        {"owns_home": False, "floor_area_per_person": 0},
        {"owns_home": True, "floor_area_per_person": 15.5},
        {"home": "dormitory", "home_since": "none"},
    ],
    ids=str,
)
def test_what_may_be_is_no_contradiction(given: dict[str, object]) -> None:
    assert contradictions(answers(**given), DAY) == ()
