"""Answers that were once wrong, asked for in Chromium as residents would."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.test_journeys import begin, choose_month

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

#: A contract worker of Kaizhou in Yuzhong: years in Chongqing, how long in the area not yet said.
MOVED_WITHIN_THE_CITY = {
    "hukou_place": "chongqing",
    "hukou_district": "kaizhou",
    "work": "contract",
    "work_since": "2015-03",
    "work_district": "yuzhong",
    "pension_insured_since": "2015-04",
    "home": "registered_rental",
}
#: A family from Sichuan with a contract and a child in the first year of junior school.
WITH_A_CHILD = {
    "hukou_place": "sichuan",
    "work": "contract",
    "has_residence_permit": "no",
    "permit_suspended": "no",
    "home": "other_rental",
    "child_stage": "junior",
    "child_enrolled_since": "2026-09",
}


def answer(page: Page, address: str, question: str, value: str) -> None:
    """Answer one question on its page."""
    page.goto(f"{address}/check/{question}")
    if page.locator("input[name=listed]").count():
        answer_listed(page, question, value)
    elif re.fullmatch(r"\d{4}-\d{2}", value):
        choose_month(page, value)
    else:
        page.locator(f"label[for='value-{value}']").click()
    page.locator("form button.btn.wide").first.click()
    page.wait_for_load_state()


def answer_listed(page: Page, question: str, value: str) -> None:
    """Tick a statement that stands on a page with others, or leave it."""
    if value == "yes":
        page.locator(f"label[for='yes-{question}']").click()


def check(visit: Visit, district: str, answers: dict[str, str]) -> Page:
    """A check in a district with some answers given."""
    page = visit.open(f"/check?district={district}")
    begin(page, children=int("child_stage" in answers))
    for question, value in answers.items():
        answer(page, visit.address, question, value)
    return page


def test_years_in_the_city_are_not_taken_for_years_in_the_area(visit: Visit) -> None:
    page = check(visit, "yuzhong", MOVED_WITHIN_THE_CITY)
    visit.open("/result/settle-by-work")
    expect(page.locator("main")).not_to_contain_text("符合已公布的条件")
    expect(page.locator("main")).to_contain_text("还需要您回答")
    answer(page, visit.address, "work_area_since", "2025-10")
    visit.open("/result/settle-by-work")
    expect(page.locator("main")).not_to_contain_text("符合已公布的条件")
    assert visit.axe() == []


def test_no_page_says_of_a_family_what_is_not_so_or_turns_them_away(visit: Visit) -> None:
    """A child who is not there yet, and the family of somebody who works."""
    page = check(visit, "jiulongpo", WITH_A_CHILD)
    for path in ("/result", "/result/compulsory-education", "/roadmap"):
        visit.open(path)
        text = page.locator("main").inner_text()
        assert not re.search(r"(不符合|需要核实)：", text), path
        assert "您有重庆居住证" not in re.sub(r"“[^”]*”", "", text), path
    for service in ("senior-high-entrance", "college-entrance", "vocational-school"):
        visit.open(f"/result/{service}")
        expect(page.locator("main .badge").first).not_to_have_text(re.compile("暂不符合"))
    visit.open("/result/resident-medical")
    expect(page.locator("main .badge").first).not_to_have_text(re.compile("与您无关"))
