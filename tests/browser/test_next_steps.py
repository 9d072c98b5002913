"""What a household reads that answers: the courier's steps, with and without scripts."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from portal.web.answer_cookie import COOKIE
from tests.browser.conftest import Visit
from tests.browser.test_journeys import PREFIXES, begin, go_through, wait_for_next
from tests.web.resident.result.told import PUPIL, RIDER, cookie, state

pytestmark = [
    pytest.mark.browser,
    # The test server leaves a static file open when the browser goes away in the middle of it.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

#: From Sichuan, rides for a platform in 九龙坡, rents a home that is not registered, has no permit,
#: and a child that is finishing primary school there. What is not here is answered «不知道».
COURIER = {
    "hukou_place": "sichuan",
    "work": "platform",
    "platform_company": "meituan",
    "work_since": "2025-10",
    "work_district": "jiulongpo",
    "work_area_since": "2025-10",
    "pension_insured_since": "none",
    "medical_insured_since": "none",
    "home": "other_rental",
    "home_since": "2025-10",
    "has_residence_permit": "no",
    "permit_suspended": "no",
    "residence_registered_since": "2026-01",
    "child_stage": "primary",
    "child_grade": "6",
    "child_hukou_place": "sichuan",
    "child_enrolled_since": "2025-09",
    "school_district": "jiulongpo",
    "birth_month": "1992-04",
    "owns_home": "no",
}
#: The same, as the check keeps it.
TOLD = state(RIDER, children=(PUPIL,), home={"home": "other_rental", "owns_home": False})

#: The permit with its papers and place, the insurance with whom to call, the question of school.
OVERVIEW = {
    "": ("居住证申领", "居民身份证", "派出所", "城乡居民医保", "12393", "没有居住证能不能先报名"),
    "/en": (
        "residence permit",
        "Resident identity card",
        "police station",
        "12393",
        "Can we register without a residence permit?",
    ),
    "/zh-hant": ("居住證申領", "居民身份證", "派出所", "城鄉居民醫保", "12393", "沒有居住證能不能"),
}


@pytest.fixture
def courier(visit: Visit, app: Flask) -> Visit:
    """A window of the courier after the check."""
    value = cookie(app, TOLD)
    visit.context.add_cookies([{"name": COOKIE, "value": value, "url": visit.address}])
    return visit


def reads_three_steps(page: Page, address: str, prefix: str) -> None:
    """The overview is open; it and the pages of three services say what to do."""
    expect(page.locator("#first .steps > li")).to_have_count(3)
    overview = page.locator("main").text_content() or ""
    for words in OVERVIEW[prefix]:
        assert words in overview, words
    page.goto(f"{address}{prefix}/result/residence-permit")
    steps = page.locator("#steps")
    expect(steps.locator("li[data-step=apply]")).to_have_count(1)
    for words in OVERVIEW[prefix][1:3]:
        expect(steps).to_contain_text(words)
    page.goto(f"{address}{prefix}/result/resident-medical")
    expect(page.locator("#steps a[href='tel:12393']").first).to_be_visible()
    page.goto(f"{address}{prefix}/result/compulsory-education")
    expect(page.locator("#steps li[data-step=ask] q").first).to_be_visible()
    expect(page.locator("#steps")).to_contain_text(OVERVIEW[prefix][-1])


@pytest.mark.parametrize(
    ("prefix", "scripts"),
    [("", True), ("/en", False)],
    ids=["scripts", "English, no scripts"],
)
def test_the_courier_reads_three_steps_that_lead_somewhere(
    chromium: Browser, address: str, prefix: str, scripts: bool
) -> None:
    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, java_script_enabled=scripts, service_workers="block"
    )
    page = context.new_page()
    page.goto(f"{address}{prefix}/districts/jiulongpo")
    page.locator("a.btn.wide").first.click()
    go_through(page, COURIER)
    reads_three_steps(page, address, prefix)
    context.close()


@pytest.mark.parametrize("prefix", PREFIXES[1:])
def test_the_three_steps_are_there_in_every_language(courier: Visit, prefix: str) -> None:
    """Once the answers are there; the road to them is gone in Chinese and in English."""
    reads_three_steps(courier.open(f"{prefix}/result"), courier.address, prefix)


def test_a_child_in_primary_school_reads_by_when_the_clocks_of_gaokao_must_run(
    courier: Visit,
) -> None:
    page = courier.open("/result")
    page.locator("#topic-schooling summary").click()
    row = page.locator("a.row", has_text="高考报名")
    expect(row).to_contain_text("最迟2029年9月要开始")
    row.click()
    steps = page.locator("#steps")
    expect(steps).to_contain_text("孩子的居住证；您的居住证、")
    expect(steps).to_contain_text("职工医疗保险，要满36个月（3年）")
    expect(steps).to_contain_text("按现在的规定；以后可能变")
    assert courier.axe() == []
    courier.fits()


def test_no_page_of_a_result_counts_what_is_met_or_repeats_a_sentence(courier: Visit) -> None:
    """Axe reads every third of the pages."""
    page = courier.open("/result")
    assert "项条件中符合" not in page.locator("main").inner_text()
    assert courier.axe() == []
    courier.fits()
    hrefs = page.locator("a.row").evaluate_all("rows => rows.map(row => row.getAttribute('href'))")
    assert len(hrefs) > 12
    for place, href in enumerate(hrefs[:12]):
        courier.open(href)
        text = page.locator("main").inner_text()
        assert "不符合：" not in text, href
        assert "需要核实：" not in text, href
        if place % 3 == 0:
            assert courier.axe() == [], href


def test_three_unknowns_in_a_row_offer_what_to_find_out_and_the_result_so_far(
    visit: Visit,
) -> None:
    page = visit.open("/check?district=jiulongpo")
    begin(page)
    unknown = 0
    while unknown < 3:
        assert not page.locator("#find-out").count()
        before = page.url
        unknown += page.locator("input[name=listed]").count() or 1
        button = page.locator("button[name=unknown]")
        if button.count():
            button.click()
        else:
            page.locator("label[for='value-unknown']").click()
            page.locator("form button.btn.wide").first.click()
        wait_for_next(page, before)
    offer = page.locator("#find-out")
    expect(offer).to_contain_text("先弄清这几样")
    assert offer.locator("li").count() >= 1
    assert visit.axe() == []
    offer.locator("a.btn").click()
    expect(page.locator("h1")).to_have_text("我的结果")
