"""Residents of seven kinds from the home page to their overview: how long it is, what it tells.

``pytest -s`` prints what was counted as the rows of docs/measurements.md.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from portal.rules.evaluation.outcomes import Outcome
from portal.web.answer_cookie import COOKIE
from portal.web.resident.consultation import consultation
from tests.browser.conftest import Visit
from tests.browser.test_household_journeys import COURIER, PLAIN, TOUCH, Answers, Journey

pytestmark = [
    pytest.mark.browser,
    # The test server leaves a static file open when the browser goes away in the middle of it.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

SCREEN = 740
CHARACTERS_A_MINUTE = 400
WORDS_A_MINUTE = 200
"""For English, whose words take about as long to read as two Chinese characters."""

MOST_MINUTES = 3

MEETS = (Outcome.MEETS, Outcome.COUNTER_DECIDES)
NOT_NOW = (Outcome.DOES_NOT_MEET, Outcome.NOT_YET)
ASIDE = (Outcome.DOES_NOT_CONCERN,)
ASKS = (Outcome.ASK_THE_COUNTER, Outcome.MORE_INFORMATION)
KINDS = (MEETS, ASKS, NOT_NOW, ASIDE, (Outcome.INFORMATION,))


@dataclass(frozen=True, kw_only=True)
class Resident:
    """Somebody who comes to the portal: what they choose and answer, and how long it may take."""

    name: str
    district: str
    typed: str = ""
    place: str = ""
    topic: str = ""
    prefix: str = ""
    size: str = ""
    adults: tuple[Answers, ...] = ({},)
    children: tuple[Answers, ...] = ()
    household: Answers
    most_questions: int
    most_taps: int
    most_screens: float = 3


PUPIL: Answers = {
    "child_stage": "primary",
    "child_grade": "6",
    "child_hukou_place": "sichuan",
    "child_birth_month": "2014-06",
    "child_enrolled_since": "2023-09",
    "school_district": "jiulongpo",
}
CONTRACT: Answers = {
    "hukou_place": "sichuan",
    "work": "contract",
    "work_since": "2023-09",
    "work_area_since": "2023-09",
    "work_district": "liangjiang",
    "pension_insured_since": "2023-10",
    "medical_insured_since": "2023-10",
    "insured_district": "liangjiang",
    "insured_area_since": "2023-10",
    "has_residence_permit": "yes",
    "residence_registered_since": "2023-09",
    "home_since": "2023-09",
    "birth_month": "1993-03",
    "sex": "male",
    "joins": "none",
    "qualification": "none",
}
VILLAGER: Answers = {
    "hukou_place": "chongqing",
    "hukou_district": "kaizhou",
    "hukou_rural": "yes",
    "work": "contract",
    "work_since": "2022-03",
    "work_area_since": "2024-03",
    "work_district": "yuzhong",
    "pension_insured_since": "2022-04",
    "medical_insured_since": "2022-04",
    "insured_district": "yuzhong",
    "insured_area_since": "2024-04",
    "home_since": "2024-03",
    "birth_month": "1990-03",
    "sex": "male",
    "joins": "none",
    "qualification": "none",
}
ELDER: Answers = {
    "hukou_place": "sichuan",
    "work": "none",
    "birth_month": "1966-05",
    "sex": "female",
    "joins": "adult_child",
    "joins_district": "nanan",
    "pension_insured_since": "none",
    "medical_insured_since": "none",
    "qualification": "none",
    "home_since": "2024-01",
}
RENT: Answers = {"home": "other_rental", "household_size": "3", "monthly_income_per_person": "2500"}

RESIDENTS = (
    Resident(
        name="courier from Sichuan in 九龙坡, child finishing primary school",
        district="jiulongpo",
        adults=(COURIER,),
        children=(PUPIL,),
        household={**RENT, "household_size": "2"},
        most_questions=24,
        most_taps=60,
    ),
    Resident(
        name="couple on contracts in 两江 (typed 渝北), 3 years insured",
        district="liangjiang",
        typed="渝北",
        place="两江新区",
        adults=(CONTRACT, {**CONTRACT, "sex": "female", "birth_month": "1994-05"}),
        household={**RENT, "home": "registered_rental", "household_size": "2"},
        most_questions=40,
        most_taps=99,
    ),
    Resident(
        name="rural hukou of 开州 working in 渝中",
        district="yuzhong",
        adults=(VILLAGER,),
        household={**RENT, "household_size": "1"},
        most_questions=30,
        most_taps=60,
    ),
    Resident(
        name="«不知道» to everything",
        district="jiulongpo",
        children=({},),
        household={},
        most_questions=30,
        most_taps=40,
    ),
    Resident(
        name="60 years old, 繁體, largest type",
        district="nanan",
        prefix="/zh-hant",
        size="elder",
        adults=(ELDER,),
        household={"home": "family", "household_size": "1"},
        most_questions=30,
        most_taps=60,
        most_screens=3.2,
    ),
    Resident(
        name="English, schooling only, child in junior school",
        district="jiulongpo",
        topic="schooling",
        prefix="/en",
        adults=(CONTRACT,),
        children=({**PUPIL, "child_stage": "junior", "child_grade": "2"},),
        household={"home": "registered_rental"},
        most_questions=20,
        most_taps=60,
        most_screens=3.8,
    ),
    Resident(
        name="no scripts, housing only, 永川",
        district="yongchuan",
        topic="housing",
        adults=({**CONTRACT, "work_district": "yongchuan", "insured_district": "yongchuan"},),
        household={**RENT, "household_size": "1"},
        most_questions=20,
        most_taps=60,
    ),
)


@dataclass
class Reading:
    """Text that came by, as somebody reads it."""

    english: bool
    minutes: float = 0

    def read(self, page: Page) -> float:
        """Add the text that a page shows unfolded; its minutes."""
        text = page.locator("main").inner_text()
        if self.english:
            minutes = len(text.split()) / WORDS_A_MINUTE
        else:
            minutes = len(re.sub(r"\s", "", text)) / CHARACTERS_A_MINUTE
        self.minutes += minutes
        return minutes


class Coming(Journey):
    """A journey that begins at home and reads each page."""

    def __init__(self, visit: Visit, resident: Resident) -> None:
        super().__init__(visit, resident.prefix)
        self.resident = resident
        self.reading = Reading(resident.prefix == "/en")

    def come(self) -> None:
        """From the home page to the first question."""
        who, page = self.resident, self.page
        size = f"?size={who.size}" if who.size else ""
        self.visit.open(f"{who.prefix}/{size}")
        self.reading.read(page)
        self.tap(".ways a.btn")
        page.wait_for_url("**/check**")
        self.reading.read(page)
        if who.topic:
            self.tap(f"label[for=topic-{who.topic}]")
        self.tap("#start fieldset + p button.btn.wide")
        page.wait_for_url("**topic=**")
        self.reading.read(page)
        self._choose_district()
        page.wait_for_url("**/check/people*")
        self.reading.read(page)
        self._tell_people()

    def _choose_district(self) -> None:
        who, page = self.resident, self.page
        if who.typed:
            page.locator("#q").fill(who.typed)
            self.tally.taps += 1
            row = page.locator("#found button.row", has_text=who.place).first
            expect(row).to_be_visible()
            row.tap()
            self.tally.taps += 1
            return
        self.tap(f"#start button[name=district][value={who.district}]")

    def _tell_people(self) -> None:
        for kind, number in (
            ("adults", len(self.resident.adults)),
            ("children", len(self.resident.children)),
        ):
            if not self.page.locator(f"#{kind}-{number}").is_checked():
                self.tap(f"label[for={kind}-{number}]")
        self.tap("main form button.btn.wide")
        self.page.wait_for_url(lambda url: "/people" not in url)
        self.page.wait_for_load_state()

    def _answer(self, household: Answers, adults: list[Answers], children: list[Answers]) -> None:
        self.reading.read(self.page)
        super()._answer(household, adults, children)


def outcomes(app: Flask, visit: Visit) -> tuple[Counter[Outcome], list[str]]:
    """How the results of a browser's answers stand; of «ask» those that lead nowhere."""
    kept = {its["name"]: its["value"] for its in visit.context.cookies()}
    headers = {"Cookie": f"{COOKIE}={kept[COOKIE]}"}
    with app.test_request_context("/result", headers=headers):
        app.preprocess_request()
        current = consultation()
        assert current is not None
        found = list(current.all_outcomes())
        nowhere = [
            f"{its.evaluation.service.id} {its.subject}"
            for its in found
            if its.evaluation.outcome in ASKS
            and not current.steps_of(its.evaluation.service.id, its.subject)
        ]
        return Counter(its.evaluation.outcome for its in found), nowhere


@pytest.mark.parametrize(
    ("visit", "resident"),
    [(PLAIN if "no scripts" in its.name else TOUCH, its) for its in RESIDENTS],
    indirect=["visit"],
    ids=[its.name for its in RESIDENTS],
)
def test_a_resident_comes_to_a_short_overview_that_says_what_to_do(
    visit: Visit, app: Flask, resident: Resident
) -> None:
    journey = Coming(visit, resident)
    journey.come()
    adults, children = list(resident.adults), list(resident.children)
    tally = journey.go_through(resident.household, adults, children)
    page = journey.page
    assert "/result" in page.url
    page.evaluate("document.fonts.ready")
    minutes = journey.reading.read(page)
    screens = page.evaluate("document.querySelector('main').scrollHeight") / SCREEN
    counts, nowhere = outcomes(app, visit)
    asked = sum(counts[its] for its in ASKS)
    figures = [sum(counts[its] for its in kinds) for kinds in KINDS]
    print(
        f"\n| {resident.name} | {len(tally.questions)} | {tally.taps}"
        f" | {journey.reading.minutes:.1f} min | {minutes:.1f} min | {screens:.1f}"
        f" | {'/'.join(map(str, figures))} | {asked - len(nowhere)}/{asked} | {tally.step_after} |"
    )
    assert nowhere == []
    assert len(tally.questions) <= resident.most_questions, tally.questions
    assert tally.taps <= resident.most_taps
    assert screens <= resident.most_screens
    assert minutes <= MOST_MINUTES
    visit.fits()
