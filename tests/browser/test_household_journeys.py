"""Households go through the check by touch, on a phone, without scripts too."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit

pytestmark = [
    pytest.mark.browser,
    # The test server leaves a static file open when the browser goes away in the middle of it.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

TOUCH = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
PLAIN = {**TOUCH, "java_script_enabled": False}

#: The button that sends what was chosen; others of its form send an answer of their own.
SEND = "#question form[hx-post] button.btn.wide:not([name])"

VALUES = "all => all.map(its => its.value)"

Answers = dict[str, str]


@dataclass
class Tally:
    """What a journey took: the questions asked, in order, and the taps.

    ``step_after``: after how many questions the first useful step was seen.
    """

    questions: list[str] = field(default_factory=list)
    taps: int = 0
    step_after: int | None = None


class Journey:
    """One household at the check, tapping its way."""

    def __init__(self, visit: Visit, prefix: str = "") -> None:
        self.visit = visit
        self.page: Page = visit.page
        self.prefix = prefix
        self.tally = Tally()

    def tap(self, selector: str) -> None:
        """One tap."""
        self.page.locator(selector).first.tap()
        self.tally.taps += 1

    def begin(self, district: str, adults: int, children: int, topic: str = "") -> None:
        """From the start of the check to its first question."""
        about = f"&topic={topic}" if topic else ""
        self.visit.open(f"{self.prefix}/check?district={district}{about}")
        self.tap("main form button.btn.wide")
        self.page.wait_for_url("**/check/people")
        self.visit.fits()
        self.tap(f"label[for=adults-{adults}]")
        self.tap(f"label[for=children-{children}]")
        self.tap("main form button.btn.wide")
        self.page.wait_for_url(lambda url: not url.endswith("/people"))
        self.page.wait_for_load_state()

    def go_through(
        self, household: Answers, adults: list[Answers], children: list[Answers]
    ) -> Tally:
        """To the result; what nobody gives is «不知道»."""
        while "/check/" in self.page.url:
            before = self.page.url
            assert len(self.tally.questions) < 90, "the check does not end"
            self._answer(household, adults, children)
            self.page.wait_for_url(lambda url, before=before: url != before)
            self.page.wait_for_load_state()
            if "/check/" in self.page.url:
                shown = re.escape(self.page.url.rsplit("/", 1)[1])
                form = self.page.locator("#question form[action]").first
                expect(form).to_have_attribute("action", re.compile(f"{shown}$"))
        return self.tally

    def _answer(self, household: Answers, adults: list[Answers], children: list[Answers]) -> None:
        address = urlsplit(self.page.url)
        question = address.path.rsplit("/", 1)[1]
        who = dict(parse_qsl(address.query)).get("who", "")
        of_child = question.startswith("child_") or question == "school_district"
        people = children if of_child else adults
        number = int(who[-1]) if who else 1
        own = {**household, **people[number - 1]}
        if self.tally.step_after is None and self.page.locator("#so-far li").count():
            self.tally.step_after = len(self.tally.questions)
        self.tally.questions.append(f"{question}@{who}" if who else question)
        listed = self.page.locator("input[name=listed]")
        send = SEND
        if listed.count():
            for name in listed.evaluate_all(VALUES):
                if own.get(name) == "yes":
                    self.tap(f"label[for='yes-{name}']")
        else:
            send = self._choose(own.get(question, "unknown"))
            alike = len({its.get(question) for its in people}) == 1
            if alike and self.page.locator("label[for=same_for-1]").count():
                self.tap("label[for=same_for-1]")
        self.tap(send)

    def _choose(self, value: str) -> str:
        """Tap an answer; the button that sends it."""
        page = self.page
        if value in ("unknown", "none") and page.locator(f"button[name={value}]").count():
            return f"button[name={value}]"
        if re.fullmatch(r"\d{4}-\d{2}", value):
            self._choose_month(value)
        elif page.locator(f"label[for='value-{value}']").count():
            self.tap(f"label[for='value-{value}']")
        elif page.locator("#value").input_value() != value:
            page.locator("#value").fill(value)
            self.tally.taps += 1
        return SEND

    def _choose_month(self, value: str) -> None:
        page = self.page
        for band in page.locator("input[name=value]").evaluate_all(
            "all => all.map(its => its.value)"
        ):
            first, _, last = band.partition("/")
            if first <= value <= (last or first):
                self.tap(f"label[for='value-{band}']")
                return
        if page.locator("input[name=value]").count():
            self.tap("details:has(input[name=month]) > summary")
        if not page.locator(f"label[for='year-{value[:4]}']").is_visible():
            self.tap(f".decades details:has(#year-{value[:4]}) > summary")
        self.tap(f"label[for='year-{value[:4]}']")
        self.tap(f"label[for='month-{int(value[5:])}']")


COURIER: Answers = {
    "hukou_place": "sichuan",
    "work": "platform",
    "platform_company": "meituan",
    "birth_month": "1990-05",
    "sex": "male",
    "home_since": "2023-04",
    "residence_registered_since": "none",
    "work_since": "2023-03",
    "work_area_since": "2023-03",
    "work_district": "jiulongpo",
    "pension_insured_since": "none",
    "medical_insured_since": "none",
    "joins": "none",
    "qualification": "none",
    "seeks_training": "yes",
    "hukou_rural": "yes",
}
TENANTS: Answers = {
    "home": "other_rental",
    "household_size": "3",
    "monthly_income_per_person": "2500",
}
IN_PRIMARY: Answers = {
    "child_stage": "primary",
    "child_grade": "5",
    "child_hukou_place": "sichuan",
    "child_birth_month": "2015-06",
}
BEFORE_SCHOOL: Answers = {
    "child_stage": "preschool",
    "child_hukou_place": "sichuan",
    "child_birth_month": "2022-03",
}


@pytest.mark.parametrize("visit", [TOUCH, PLAIN], indirect=True, ids=["scripts", "none"])
def test_a_courier_with_two_children_needs_few_questions_and_taps(visit: Visit) -> None:
    journey = Journey(visit)
    journey.begin("jiulongpo", 1, 2)
    tally = journey.go_through(TENANTS, [COURIER], [IN_PRIMARY, BEFORE_SCHOOL])
    assert journey.page.url.endswith("/result")
    assert len(tally.questions) <= 24, tally.questions
    assert tally.taps <= 60, tally
    assert tally.step_after is not None
    assert tally.step_after <= 8
    assert len(tally.questions) == len(set(tally.questions))
    expect(journey.page.locator("main")).to_contain_text("老大")
    visit.fits()


@pytest.mark.parametrize("visit", [TOUCH], indirect=True)
def test_a_couple_is_asked_person_by_person_and_only_one_settles_by_work(visit: Visit) -> None:
    journey = Journey(visit)
    journey.begin("jiulongpo", 2, 0)
    settled = {
        "hukou_place": "sichuan",
        "work": "contract",
        "has_residence_permit": "yes",
        "work_since": "2015-03",
        "work_area_since": "2015-03",
        "work_district": "jiulongpo",
        "pension_insured_since": "2015-04",
        "medical_insured_since": "2015-04",
        "insured_district": "jiulongpo",
        "insured_area_since": "2015-04",
        "birth_month": "1985-02",
        "sex": "female",
        "joins": "none",
        "qualification": "none",
        "home_since": "2015-04",
    }
    partner = {
        "hukou_place": "sichuan",
        "work": "none",
        "birth_month": "1986-02",
        "sex": "male",
        "joins": "spouse",
        "pension_insured_since": "none",
        "medical_insured_since": "none",
        "qualification": "none",
        "home_since": "2015-04",
    }
    home = {"home": "registered_rental", "household_size": "2"}
    tally = journey.go_through(home, [settled, partner], [])
    owners = [its.partition("@")[2] for its in tally.questions]
    assert owners == sorted(owners), "whoever was asked is not asked again later"
    page = journey.page
    page.goto(f"{visit.address}/result/settle-by-work")
    expect(page.locator("main")).to_contain_text("爱人")
    visit.fits()


@pytest.mark.parametrize("visit", [TOUCH], indirect=True)
def test_three_children_at_three_schools_are_told_apart(visit: Visit) -> None:
    journey = Journey(visit)
    journey.begin("jiulongpo", 2, 3)
    stages = ("primary", "junior", "vocational")
    children = [
        {"child_stage": stage, "child_grade": "2", "child_hukou_place": "sichuan"}
        for stage in stages
    ]
    for place, own in enumerate(children, 1):
        who = "" if place == 1 else f"?who=child:{place}"
        visit.open(f"/check/child_stage{who}")
        expect(journey.page.locator(".kicker")).to_contain_text("关于老" + "一大二三"[place])
        journey.tap(f"label[for='value-{own['child_stage']}']")
        journey.tap(SEND)
        asked = f"/check/child_stage{who}"
        journey.page.wait_for_url(lambda url, asked=asked: not url.endswith(asked))
    visit.open("/check/answers")
    text = journey.page.locator("main").inner_text()
    assert [its for its in ("老大（小学）", "老二（初中）") if its not in text] == []
    assert "老三（中职" in text
    assert visit.axe() == []
    visit.open("/check/child_hukou_place?who=child:3")
    assert visit.axe() == []
    visit.fits()


@pytest.mark.parametrize("visit", [TOUCH], indirect=True)
def test_a_single_parent_is_asked_about_nobody_else(visit: Visit) -> None:
    journey = Journey(visit)
    journey.begin("jiulongpo", 1, 1)
    tally = journey.go_through({**TENANTS, "household_size": "2"}, [COURIER], [IN_PRIMARY])
    assert not [its for its in tally.questions if "@" in its]
    assert "爱人" not in journey.page.locator("main h2, main h3, main dt").all_inner_texts()


@pytest.mark.parametrize("visit", [TOUCH], indirect=True)
def test_a_grandparent_checks_for_themself_and_joins_an_adult_child(visit: Visit) -> None:
    journey = Journey(visit)
    journey.begin("jiulongpo", 1, 0)
    own = {
        "hukou_place": "sichuan",
        "work": "none",
        "birth_month": "1955-03",
        "sex": "female",
        "joins": "adult_child",
        "joins_district": "jiulongpo",
        "pension_insured_since": "none",
        "medical_insured_since": "none",
        "home_since": "2024-01",
    }
    tally = journey.go_through({"home": "family"}, [own], [])
    assert not [its for its in tally.questions if its.startswith("child_")]
    journey.page.goto(f"{visit.address}/result/settle-with-family")
    expect(journey.page.locator("h1")).to_contain_text("投靠")


@pytest.mark.parametrize("visit", [TOUCH, PLAIN], indirect=True, ids=["scripts", "none"])
def test_the_partner_is_added_after_the_first_result(visit: Visit) -> None:
    """About one topic, which asks less; about all of them couples are asked elsewhere."""
    journey = Journey(visit)
    journey.begin("jiulongpo", 1, 0, "settlement")
    before = journey.go_through({**TENANTS, "household_size": "1"}, [COURIER], [])
    first = len(before.questions)
    visit.open("/check/people?back=result")
    journey.tap("button[name=add][value=adult]")
    expect(journey.page.locator("main")).to_contain_text("爱人")
    expect(journey.page.locator("button[name=add][value=adult]")).to_have_count(0)
    visit.open("/check/people")
    journey.tap("main a.btn.wide")
    journey.page.wait_for_url("**/check/*adult*")
    journey.page.wait_for_load_state()
    partner = {**COURIER, "sex": "female"}
    tally = journey.go_through({**TENANTS, "household_size": "2"}, [COURIER, partner], [])
    added = tally.questions[first:]
    assert added
    assert all(its.endswith("adult:2") for its in added), added
    visit.open("/check/answers")
    expect(journey.page.locator("main")).to_contain_text("四川")


@pytest.mark.parametrize("visit", [TOUCH], indirect=True)
@pytest.mark.parametrize("prefix", ["", "/en", "/zh-hant"])
def test_the_pages_of_a_household_are_sound_in_every_language_and_size(
    visit: Visit, prefix: str
) -> None:
    """All fit every window; axe reads all in Chinese, the people and a month in the others."""
    journey = Journey(visit, prefix)
    visit.open(f"{prefix}/check?district=jiulongpo")
    journey.tap("main form button.btn.wide")
    journey.page.wait_for_url("**/check/people")
    journey.tap("label[for=adults-2]")
    journey.tap("label[for=children-3]")
    assert visit.axe() == []
    journey.tap("main form button.btn.wide")
    journey.page.wait_for_url(lambda url: not url.endswith("/people"))
    journey.page.wait_for_load_state()
    questions = ("people", "owns_home", "home_since", "birth_month", "household_size")
    for question in (*questions, "child_stage"):
        for size in ("", "?size=elder"):
            visit.open(f"{prefix}/check/{question}{size}")
            visit.fits_everywhere()
            if not prefix or (question == "birth_month" and size):
                assert visit.axe() == [], question + size
