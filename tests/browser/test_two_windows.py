"""Two windows of one browser, and a result shown for another district, in Chromium."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def begin(page: Page, address: str, district: str) -> None:
    """Start a check; the first question is shown. Who there is, is asked once a browser."""
    page.goto(f"{address}/check?district={district}")
    page.locator("main form button.btn.wide").click()
    page.wait_for_url("**/check/*")
    if page.url.endswith("/people"):
        page.locator("label[for=children-0]").click()
        page.locator("main form button.btn.wide").click()
    page.wait_for_url(lambda url: not url.endswith("/people"))
    page.wait_for_load_state()


@pytest.mark.parametrize(
    ("visit", "choice"),
    [({}, "沙坪坝区"), ({"java_script_enabled": False}, "永川区")],
    indirect=["visit"],
    ids=["scripts, this one", "no scripts, the other one"],
)
def test_two_windows_with_a_check_each_are_told_apart(visit: Visit, choice: str) -> None:
    visit.expected.append("409 (CONFLICT")
    first = visit.page
    second = visit.context.new_page()
    begin(first, visit.address, "shapingba")
    begin(second, visit.address, "yongchuan")
    first.locator("label[for='value-dormitory']").click()
    first.locator("form button.btn.wide").first.click()
    expect(first.locator("h1")).to_have_text("同时开着两个自查")
    visit.fits()
    for district in ("沙坪坝区", "永川区"):
        expect(first.locator("main")).to_contain_text(district)
    first.locator("main form button", has_text=choice).click()
    first.wait_for_url(lambda url: not url.endswith("/home"))
    expect(first.locator(".kicker")).to_contain_text(choice)
    first.goto(f"{visit.address}/check/answers")
    expect(first.locator("main")).to_contain_text("单位或学校的宿舍")
    second.close()


def test_the_choice_between_two_checks_is_sound_for_everybody(visit: Visit) -> None:
    visit.expected.append("409 (CONFLICT")
    second = visit.context.new_page()
    begin(visit.page, visit.address, "shapingba")
    begin(second, visit.address, "yongchuan")
    visit.page.locator("label[for='value-dormitory']").click()
    visit.page.locator("form button.btn.wide").first.click()
    expect(visit.page.locator("h1")).to_be_focused()
    assert not visit.axe()
    second.close()


def test_from_the_comparison_into_another_district_and_on_one_stays_there(visit: Visit) -> None:
    page = visit.page
    begin(page, visit.address, "shapingba")
    page.locator("label[for='value-dormitory']").click()
    page.locator("form button.btn.wide").first.click()
    page.wait_for_url(lambda url: not url.endswith("/home"))
    visit.open("/result")
    page.get_by_role("link", name="比较各区县").click()
    page.locator("summary", has_text="一个区县一个区县地看").click()
    page.get_by_role("link", name="永川区").click()
    page.wait_for_url("**/result?district=yongchuan")
    remark = page.locator("[data-remark]")
    expect(remark).to_have_text("以下按永川区显示；您的自查是按沙坪坝区做的。")
    assert not visit.axe()
    page.locator("main details:has(a.row) > summary").first.click()
    page.locator("a.row:visible").first.click()
    page.wait_for_url("**/result/*?district=yongchuan")
    expect(page.locator(".kicker")).to_contain_text("永川区")
    expect(remark).to_be_visible()
    visit.fits()
    page.locator(".menu > summary").click()
    page.locator(".menu").get_by_role("link", name="English").click()
    page.wait_for_url("**/en/result/*?district=yongchuan")
    expect(remark).to_contain_text("Yongchuan")
    page.get_by_role("link", name="My result").first.click()
    page.get_by_role("link", name="Roadmap").click()
    page.wait_for_url("**/en/roadmap?district=yongchuan")
    expect(remark).to_contain_text("your check is for Shapingba")
