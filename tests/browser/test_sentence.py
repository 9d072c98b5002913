"""One sentence on a phone: typed, looked at, corrected and confirmed, with and without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

SAID = "老家四川，在九龙坡送外卖三年，娃儿读五年级，租的房子没备案，屋头有架钢琴"
SCRIPTS = pytest.mark.parametrize(
    "visit", [{}, {"java_script_enabled": False}], indirect=True, ids=["scripts", "no scripts"]
)


@SCRIPTS
def test_a_sentence_becomes_answers_and_the_check_goes_on(visit: Visit) -> None:
    page = visit.page
    page.goto(visit.address + "/")
    page.get_by_role("link", name="用一句话说").click()
    page.get_by_label("您的话").fill(SAID)
    page.get_by_role("button", name="看看听懂了哪些").click()
    expect(page.locator("mark").first).to_be_visible()
    expect(page.locator(".left").first).to_contain_text("钢琴")
    page.locator("select[name='adult:1.work_since.year']").select_option("2023")
    page.locator("select[name='adult:1.work_since.month']").select_option("8")
    page.locator("label[for='take-household.home']").click()
    page.get_by_role("button", name="确认，接着问").click()
    expect(page).to_have_url(re.compile("/check/[a-z_]+"))
    page.goto(visit.address + "/check/answers")
    expect(page.locator("main")).to_contain_text("2023年8月")
    expect(page.locator("main")).to_contain_text("平台接单")
    expect(page.locator("main")).not_to_contain_text("没有办登记备案")


@pytest.mark.parametrize("path", ["/check/sentence", "/en/check/sentence"])
def test_the_form_has_no_fault_that_axe_finds(visit: Visit, path: str) -> None:
    visit.open(path)
    assert visit.axe() == []


@pytest.mark.parametrize(
    "visit",
    [{}, {"color_scheme": "dark"}, {"forced_colors": "active"}],
    indirect=True,
    ids=["light", "dark", "forced colours"],
)
def test_the_proposals_have_no_fault_that_axe_finds_and_fit_a_phone(visit: Visit) -> None:
    page = visit.open("/check/sentence")
    page.locator("#sentence").fill(SAID)
    page.get_by_role("button", name="看看听懂了哪些").click()
    expect(page.locator("mark").first).to_be_visible()
    visit.fits()
    assert visit.axe() == []


def test_an_error_takes_the_focus_and_keeps_the_words(visit: Visit) -> None:
    page = visit.open("/check/sentence")
    page.locator("#sentence").fill("我在渝中上班" * 51)
    page.get_by_role("button", name="看看听懂了哪些").click()
    expect(page.locator("[role=alert]")).to_be_focused()
    expect(page.locator("#sentence")).to_have_value("我在渝中上班" * 51)
    assert visit.axe() == []
