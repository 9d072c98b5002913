"""Journeys of people, in Chromium, with and without scripts; axe on every template."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import Visit

pytestmark = [
    pytest.mark.browser,
    # The test server leaves a static file open when the browser goes away in the middle of it.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

PREFIXES = ("", "/en", "/zh-hant")
PUBLIC = (
    "/",
    "/districts?q=tj",
    "/districts/jiulongpo",
    "/districts/yubei",
    "/districts/yongchuan/schooling",
    "/districts/kaizhou/settle-by-work",
    "/districts/qianjiang/public-rental",
    "/districts/shapingba/public-rental",
    "/check?district=jiulongpo",
    "/search?q=gzf",
    "/history/public-rental",
    "/report?service=public-rental&district=shapingba",
    "/about",
    "/privacy",
    "/nothing/here",
)
MODES = [
    {"viewport": {"width": 360, "height": 740}},
    {"viewport": {"width": 320, "height": 640}},
    {"viewport": {"width": 768, "height": 1024}},
    {"viewport": {"width": 1280, "height": 900}},
    {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"},
]


def answer(page: Page, choices: dict[str, str]) -> str:
    """Answer the question shown, by choice where one is given, otherwise «不知道»; its id."""
    question = page.url.split("?")[0].rsplit("/", 1)[1]
    value = choices.get(question)
    if value is None:
        button = page.locator("button[name=unknown]")
        if button.count():
            button.click()
            return question
        value = "unknown"
    if re.fullmatch(r"\d{4}-\d{2}", value):
        page.select_option("#year", value[:4])
        page.select_option("#month", str(int(value[5:])))
    elif page.locator(f"label[for='value-{value}']").count():
        page.locator(f"label[for='value-{value}']").click()
    else:
        page.fill("#value", value)
    page.locator("form button.btn.wide").first.click()
    return question


def go_through(page: Page, choices: dict[str, str]) -> list[str]:
    """From the start of the check to the result; the questions asked on the way."""
    page.locator("main form button.btn.wide").click()
    asked: list[str] = []
    while "/check/" in page.url:
        before = page.url
        asked.append(answer(page, choices))
        page.wait_for_url(lambda url, before=before: url != before)
        page.wait_for_load_state()
    return asked


@pytest.mark.parametrize("prefix", PREFIXES)
def test_axe_finds_nothing_on_any_public_page(visit: Visit, prefix: str) -> None:
    for path in PUBLIC:
        visit.open(prefix + path)
        assert visit.axe() == [], prefix + path


@pytest.mark.parametrize("visit", MODES, indirect=True, ids=str)
def test_axe_finds_nothing_in_any_mode(visit: Visit) -> None:
    for size in ("", "size=large", "size=elder"):
        for path in ("/?", "/districts/kaizhou/housing?", "/districts/shapingba/public-rental?"):
            visit.open(path + size)
            assert visit.axe() == [], path + size


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_flexible_worker_with_a_child_in_junior_school_comes_to_a_result(
    visit: Visit, prefix: str
) -> None:
    page = visit.open(f"{prefix}/districts/jiulongpo")
    page.locator("a.btn.wide").first.click()
    assert visit.axe() == []
    asked = go_through(
        page,
        {
            "hukou_place": "guizhou",
            "work": "flexible",
            "birth_month": "1988-05",
            "work_since": "2022-03",
            "child_stage": "junior",
            "home": "other_rental",
            "owns_home": "no",
            "has_residence_permit": "yes",
        },
    )
    assert len(asked) == len(set(asked))
    assert visit.axe() == []
    visit.fits()
    rows = page.locator("a.row")
    for place in range(min(rows.count(), 6)):
        rows.nth(place).click()
        assert visit.axe() == [], page.url
        visit.fits()
        page.go_back()
    own = ("/check/answers", "/roadmap", "/compare", "/compare/resident-medical", "/checklist")
    for path in own:
        visit.open(prefix + path)
        assert visit.axe() == [], path


def test_a_couple_from_sichuan_finds_where_tongjing_belongs_now(visit: Visit) -> None:
    page = visit.open("/search")
    page.fill("#q", "渝北 统景")
    page.locator("main form[role=search] button").click()
    page.locator("a.row", has_text="渝北区").click()
    page.locator("a.row", has_text="统景镇").click()
    expect(page.locator("h1")).to_have_text("北碚区")
    page.goto(visit.address + "/districts/liangjiang")
    expect(page.locator("main")).to_contain_text("推断")
    page.locator("a.btn.wide").first.click()
    go_through(page, {"hukou_place": "sichuan", "work": "contract", "child_stage": "none"})
    page.goto(visit.address + "/result/move-registration-online")
    expect(page.locator(".badge")).to_contain_text("需窗口核实")
    assert visit.axe() == []


def test_a_student_learns_that_studying_is_a_way_to_settle_and_whom_to_ask(visit: Visit) -> None:
    page = visit.open("/check?district=shapingba&topic=settlement")
    go_through(page, {"hukou_place": "guizhou", "work": "student", "child_stage": "none"})
    page.goto(visit.address + "/result/settle-as-graduate-or-skilled")
    expect(page.locator(".badge")).to_contain_text("需窗口核实")
    expect(page.locator("main")).to_contain_text("请问派出所")


@pytest.mark.parametrize("visit", MODES, indirect=True, ids=str)
def test_questions_and_results_are_sound_in_every_mode(visit: Visit) -> None:
    page = visit.open("/check?district=jiulongpo")
    page.locator("main form button.btn.wide").click()
    page.wait_for_load_state()
    for size in ("", "?size=large", "?size=elder"):
        paths = (
            "/check/home",
            "/check/birth_month",
            "/check/household_size",
            "/check/work_district",
        )
        for path in (*paths, "/result", "/result/public-rental", "/compare/public-rental"):
            visit.open(path + size)
            assert visit.axe() == [], path + size


def test_the_steppers_of_a_number_work_by_touch_and_key(visit: Visit) -> None:
    page = visit.open("/check?district=jiulongpo")
    page.locator("main form button.btn.wide").click()
    page.wait_for_load_state()
    visit.open("/check/household_size")
    page.get_by_label("加一").click()
    page.get_by_label("加一").press("Enter")
    page.get_by_label("减一").click()
    expect(page.locator("#value")).to_have_value("1")


def test_a_question_comes_by_htmx_with_focus_and_title_and_back_works(visit: Visit) -> None:
    page = visit.open("/check?district=jiulongpo")
    page.locator("main form button.btn.wide").click()
    first, title = page.url, page.title()
    page.evaluate("window.kept = true")
    answer(page, {"hukou_place": "sichuan"})
    page.wait_for_url(lambda url: url != first)
    assert page.evaluate("window.kept") is True, "the page was not loaded anew"
    expect(page).not_to_have_title(title)
    expect(page.locator("h1")).to_be_focused()
    assert visit.axe() == []
    page.go_back()
    expect(page.locator("#value-sichuan")).to_be_checked()


def test_an_error_is_announced_focused_and_keeps_what_was_typed(visit: Visit) -> None:
    page = visit.open("/check?district=jiulongpo")
    page.locator("main form button.btn.wide").click()
    page.goto(visit.address + "/check/monthly_income_per_person")
    page.fill("#value", "三千")
    page.locator("form button.btn.wide").first.click()
    expect(page.locator("[role=alert]")).to_be_focused()
    expect(page.locator("#value")).to_have_value("三千")
    assert visit.axe() == []


@pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True)
def test_the_whole_road_works_without_scripts(visit: Visit) -> None:
    page = visit.page
    page.goto(visit.address + "/")
    page.fill("#q", "统景")
    page.locator("form[role=search] button").click()
    expect(page.locator("a.row").first).to_contain_text("北碚区")
    page.locator("a.row").first.click()
    page.locator("a.btn.wide").first.click()
    asked = go_through(page, {"hukou_place": "elsewhere", "work": "student"})
    assert len(asked) > 2
    expect(page.locator("h1")).to_have_text("我的结果")


def test_typing_filters_the_districts_by_pinyin_initials_and_old_names(visit: Visit) -> None:
    page = visit.open("/districts")
    for typed, found in (
        ("yc", "永川区"),
        ("jiulongpo", "九龙坡区"),
        ("统景", "北碚区"),
        ("江北", "两江新区"),
    ):
        page.fill("#q", typed)
        expect(page.locator(f".place:visible:text-is('{found}')")).to_have_count(1)
        assert page.locator(".place:visible").count() < 12
    page.fill("#q", "zzzz")
    expect(page.locator("[data-none=places]")).to_be_visible()


def test_a_page_that_was_read_can_be_read_without_a_network_and_answers_cannot(
    visit: Visit,
) -> None:
    page = visit.open("/districts/banan")
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    visit.open("/districts/banan/public-rental")
    page.goto(visit.address + "/check?district=banan")
    visit.context.set_offline(True)
    page.goto(visit.address + "/districts/banan/public-rental")
    expect(page.locator("h1")).to_have_text("公租房")
    expect(page.locator("[data-offline]")).to_be_visible()
    kept = page.evaluate(
        "caches.keys().then(names => Promise.all(names.map(name => caches.open(name)"
        ".then(cache => cache.keys())))).then(all => all.flat().map(request => request.url))"
    )
    assert any(url.endswith("/districts/banan/public-rental") for url in kept)
    assert not any("/check" in url or "/result" in url for url in kept)
    visit.context.set_offline(False)
    visit.faults.clear()


def test_a_district_is_kept_for_reading_on_request(visit: Visit) -> None:
    page = visit.open("/districts/wuxi")
    page.evaluate("navigator.serviceWorker.ready")
    page.locator("[data-pack]").click()
    expect(page.locator("[data-pack]")).to_contain_text("已存好", timeout=20_000)
    visit.context.set_offline(True)
    page.goto(visit.address + "/districts/wuxi/resident-medical")
    expect(page.locator("h1")).to_have_text("城乡居民医保")
    visit.context.set_offline(False)
    visit.faults.clear()


VOICE = """
window.said = [];
window.SpeechSynthesisUtterance = function (words) { this.words = words; };
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [{ lang: "zh-CN" }],
  speak: (its) => { window.said.push(its.words); window.last = its; },
  cancel: () => {},
} });
"""


def test_a_page_is_read_aloud_sentence_by_sentence_and_can_pause(visit: Visit) -> None:
    visit.page.add_init_script(VOICE)
    page = visit.open("/districts/banan/public-rental")
    button = page.locator("[data-speak]")
    button.click()
    expect(button).to_have_text("暂停")
    page.evaluate("window.last.onend()")
    said = page.evaluate("window.said")
    assert len(said) == 2
    assert "公租房" in " ".join(said) or "首页" in " ".join(said)
    button.click()
    expect(button).to_have_text("继续")
    page.evaluate("window.last.onend()")
    assert len(page.evaluate("window.said")) == 2, "nothing is said while it pauses"


def test_without_a_voice_of_the_language_nothing_offers_to_read(visit: Visit) -> None:
    visit.page.add_init_script(VOICE)
    page = visit.open("/en/districts/banan")
    expect(page.locator("[data-speak]")).to_be_hidden()
