"""The finder of districts by keyboard: results right below, announced, Enter, composition."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

COMPOSE = (
    "(field, [text, composing]) => { field.value = text; field.dispatchEvent("
    "new InputEvent('input', { bubbles: true, isComposing: composing })); }"
)
COMPOSED = (
    "(field, text) => { field.value = text; field.dispatchEvent("
    "new CompositionEvent('compositionend', { bubbles: true })); }"
)
ENTER_OF_A_COMPOSITION = (
    "field => field.dispatchEvent(new KeyboardEvent('keydown',"
    " { key: 'Enter', bubbles: true, cancelable: true, isComposing: true }))"
)


@pytest.mark.parametrize("path", ["/", "/districts", "/check?topic=housing", "/districts/yubei"])
def test_what_is_typed_is_found_right_below_the_field_and_announced(
    visit: Visit, path: str
) -> None:
    page = visit.open(path)
    page.fill("#q", "统景")
    row = page.locator("#found .row")
    expect(row).to_contain_text("北碚区")
    expect(page.locator("[data-said]")).to_have_text("找到了：北碚区")
    field = page.locator("#q").bounding_box()
    found = row.bounding_box()
    assert field
    assert found
    assert 0 < found["y"] - field["y"] < 220
    page.fill("#q", "zzzz")
    expect(page.locator("#found")).to_contain_text("12345")
    page.fill("#q", "")
    expect(page.locator("#found")).to_be_empty()
    visit.fits()


def test_enter_goes_where_one_district_alone_is_meant(visit: Visit) -> None:
    page = visit.open("/")
    page.locator("#q").focus()
    page.keyboard.type("huixing")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/districts/liangjiang$"))


def test_the_finder_answers_in_the_largest_type_too_and_stays_in_it(visit: Visit) -> None:
    page = visit.open("/?size=elder")
    page.locator("#q").press_sequentially("huixing")
    expect(page.locator("#found .row").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/districts/liangjiang\?size=elder$"))


def test_enter_stays_where_several_fit_and_says_so(visit: Visit) -> None:
    page = visit.open("/districts")
    page.fill("#q", "渝北")
    page.keyboard.press("Enter")
    expect(page.locator("[data-said]")).to_contain_text("找到2处")
    expect(page.locator("#found .row")).to_have_count(2)
    expect(page).to_have_url(re.compile("/districts$"))
    expect(page.locator("#q")).to_be_focused()


def test_in_the_check_enter_begins_in_the_district_and_never_leaves_the_check(
    visit: Visit,
) -> None:
    page = visit.open("/check?event=home")
    page.fill("#q", "兴隆")
    page.keyboard.press("Enter")
    expect(page.locator("[data-said]")).to_contain_text("请选您住的")
    expect(page).to_have_url(re.compile(r"/check\?event=home$"))
    page.fill("#q", "观音桥")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/check/"))


def test_nothing_is_asked_for_and_nothing_sent_while_an_input_method_composes(
    visit: Visit,
) -> None:
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url))
    page = visit.open("/districts")
    field = page.locator("#q")
    asked.clear()
    field.evaluate(COMPOSE, ["yong'chuan", True])
    field.evaluate(ENTER_OF_A_COMPOSITION)
    page.wait_for_timeout(400)
    assert not [url for url in asked if "q=" in url]
    field.evaluate(COMPOSED, "永川")
    expect(page.locator("#found .row")).to_contain_text("永川区")
    expect(page).to_have_url(re.compile("/districts$"))


@pytest.mark.parametrize("typed", ["永川。", "ＹＣＱ", "永\u200b川", "yong chuan"])
def test_the_finder_reads_what_is_typed_like_the_search(visit: Visit, typed: str) -> None:
    page = visit.open("/districts")
    page.fill("#q", typed)
    expect(page.locator("#found .row").first).to_contain_text("永川区")


def test_a_question_about_a_district_is_answered_by_a_town(visit: Visit) -> None:
    page = visit.open("/check?district=banan&topic=settlement")
    page.get_by_role("button", name="开始").click()
    page = visit.open("/check/work_district")
    page.fill("#q", "大湾")
    expect(page.locator(".found .row")).to_contain_text("北碚区")
    page.keyboard.press("Enter")
    expect(page.locator("#value-beibei")).to_be_checked()
    expect(page.locator("#value-beibei")).to_be_focused()
    expect(page.locator("[data-said]")).to_have_text("已选：北碚区")
    assert visit.axe() == []


def test_without_a_network_the_finder_says_so_and_the_list_stays(visit: Visit) -> None:
    visit.expected.append("ERR_INTERNET_DISCONNECTED")
    page = visit.open("/districts")
    visit.context.set_offline(True)
    page.fill("#q", "永川")
    page.keyboard.press("Enter")
    expect(page.locator("#found")).to_contain_text("没有查成")
    expect(page.locator(".place").first).to_be_visible()


@pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True)
def test_without_scripts_the_finder_is_a_form_with_its_own_results(visit: Visit) -> None:
    page = visit.page
    page.goto(visit.address + "/")
    page.fill("#q", "高新区")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/districts[?]"))
    expect(page.locator("#found .row")).to_have_count(3)
    page.goto(visit.address + "/check?topic=housing")
    page.fill("#q", "兴隆")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/check[?].*q="))
    page.locator("#found .row").first.click()
    expect(page).to_have_url(re.compile("/check/"))


@pytest.mark.parametrize(
    "path", ["/districts?q=渝北", "/check?topic=all&q=高新区", "/en/?", "/check"]
)
def test_the_pages_of_the_finder_have_nothing_for_axe_to_say(visit: Visit, path: str) -> None:
    visit.open(path)
    assert visit.axe() == []
