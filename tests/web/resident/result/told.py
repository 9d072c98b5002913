"""Households that are told at once, as the cookie of a check that has been gone through."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask

from portal.web.answer_cookie import COOKIE, CheckState, serializer, state_json
from tests.conftest import TODAY
from tests.web.fetching import Fetcher

Answers = Mapping[str, object]

#: From Sichuan, rides for a platform in 九龙坡 since last year, has no permit yet.
RIDER: Answers = {
    "hukou_place": "sichuan",
    "work": "platform",
    "platform_company": "meituan",
    "work_since": "2025-10",
    "work_district": "jiulongpo",
    "work_area_since": "2025-10",
    "pension_insured_since": "none",
    "medical_insured_since": "none",
    "has_residence_permit": False,
    "permit_suspended": False,
    "residence_registered_since": "2026-01",
    "birth_month": "1992-04",
    "home_since": "2025-10",
}
#: On a contract and insured there for four years, with a permit.
EMPLOYEE: Answers = {
    "hukou_place": "sichuan",
    "work": "contract",
    "work_since": "2022-03",
    "work_district": "jiulongpo",
    "work_area_since": "2022-03",
    "pension_insured_since": "2022-03",
    "medical_insured_since": "2022-03",
    "has_residence_permit": True,
    "permit_suspended": False,
    "residence_registered_since": "2022-01",
    "birth_month": "1993-04",
    "home_since": "2022-01",
}
#: Starts primary school next autumn; the younger one three years later.
STARTER: Answers = {
    "child_stage": "preschool",
    "child_birth_month": "2021-03",
    "child_hukou_place": "sichuan",
}
TODDLER: Answers = {**STARTER, "child_birth_month": "2024-06"}
HOME: Answers = {"home": "registered_rental", "owns_home": False}
PUPIL: Answers = {
    "child_stage": "primary",
    "child_grade": 6,
    "child_hukou_place": "sichuan",
    "child_enrolled_since": "2025-09",
    "school_district": "jiulongpo",
}
JUNIOR: Answers = {**PUPIL, "child_stage": "junior", "child_grade": 2}
APPRENTICE: Answers = {**PUPIL, "child_stage": "vocational", "child_grade": 1}


def state(
    *adults: Answers, children: tuple[Answers, ...] = (), home: Answers = HOME, **more: Any
) -> CheckState:
    """The state of a check in 九龙坡."""
    return CheckState(
        day=TODAY,
        district="jiulongpo",
        household=home,
        adults=adults or ({},),
        children=children,
        **more,
    )


COUPLE = state(RIDER, EMPLOYEE, children=(PUPIL, JUNIOR, APPRENTICE))
SIBLINGS = state(RIDER, children=(STARTER, TODDLER))
SINGLE = state(EMPLOYEE)
PARENT = state(RIDER, children=(PUPIL,))
NOTHING_TOLD = state({}, {}, children=({},), home={})


def cookie(app: Flask, told: CheckState) -> str:
    """A check as the cookie carries it."""
    with app.test_request_context("/"):
        value = serializer("answers").dumps(state_json(told))
    return value.decode() if isinstance(value, bytes) else value


def tell(fetch: Fetcher, told: CheckState) -> Fetcher:
    """A browser in which a check has been gone through."""
    fetch.client.set_cookie(COOKIE, cookie(fetch.client.application, told))
    return fetch
