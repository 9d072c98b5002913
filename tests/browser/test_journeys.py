"""Journeys of people, in Chromium, with and without scripts; axe on every template."""

from __future__ import annotations

import re
import threading
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import KEEPING, Visit, serving

pytestmark = [
    pytest.mark.browser,
    # The test server leaves a static file open when the browser goes away in the middle of it.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

OFFLINE = pytest.mark.parametrize("visit", [KEEPING], indirect=True, ids=["keeping pages"])
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
    "/check",
    "/check?event=arrived",
    "/check?district=jiulongpo",
    "/search?q=gzf",
    "/history/public-rental",
    "/report?service=public-rental&district=shapingba",
    "/about",
    "/privacy",
    "/nothing/here",
)
#: What there is of somebody's own beside the results of services.
OWN = (
    "/result",
    "/check/answers",
    "/roadmap",
    "/compare",
    "/compare/resident-medical",
    "/checklist",
)
#: One public page of each kind, for axe in the other languages.
TRANSLATED = ("/", "/districts/jiulongpo", "/districts/shapingba/public-rental", "/search?q=gzf")


def answer(page: Page, choices: dict[str, str]) -> str:
    """Answer the question shown, by choice where one is given, otherwise «不知道»; its id."""
    question = page.url.split("?")[0].rsplit("/", 1)[1]
    if question == "people":
        children = 0 if choices.get("child_stage", "none") == "none" else 1
        page.locator(f"label[for=children-{children}]").click()
        page.locator("main form button.btn.wide").click()
        return question
    value = choices.get(question)
    listed = page.locator("input[name=listed]")
    if listed.count():
        for name in listed.evaluate_all("all => all.map(its => its.value)"):
            if choices.get(name) == "yes":
                page.locator(f"label[for='yes-{name}']").click()
        page.locator("form button.btn.wide").first.click()
        return question
    if value is None:
        button = page.locator("button[name=unknown]")
        if button.count():
            button.click()
            return question
        value = "unknown"
    if value == "none" and page.locator("button[name=none]").count():
        page.locator("button[name=none]").click()
        return question
    if re.fullmatch(r"\d{4}-\d{2}", value):
        choose_month(page, value)
    elif page.locator(f"label[for='value-{value}']").count():
        page.locator(f"label[for='value-{value}']").click()
    else:
        page.fill("#value", value)
    page.locator("form button.btn.wide").first.click()
    return question


def choose_month(page: Page, value: str) -> None:
    """Tap a year and a month; what lies folded is opened first."""
    for fold in page.locator("details.fold:has(input[name=month])").all():
        if fold.get_attribute("open") is None:
            fold.locator("summary").first.click()
    year = page.locator(f"label[for='year-{value[:4]}']")
    if not year.is_visible():
        page.locator(f".decades details:has(#year-{value[:4]}) summary").click()
    year.click()
    page.locator(f"label[for='month-{int(value[5:])}']").click()


def begin(page: Page, children: int = 0) -> None:
    """From the start of the check to its first question: one adult, so many children."""
    page.locator("main form button.btn.wide").click()
    page.wait_for_url("**/check/people")
    page.locator(f"label[for=children-{children}]").click()
    page.locator("main form button.btn.wide").click()
    page.wait_for_url(lambda url: not url.endswith("/people"))
    page.wait_for_load_state()


def go_through(page: Page, choices: dict[str, str]) -> list[str]:
    """From the start of the check to the result; the questions asked on the way."""
    page.locator("main form button.btn.wide").click()
    page.wait_for_url("**/check/people")
    asked: list[str] = []
    while "/check/" in page.url:
        before = page.url
        asked.append(answer(page, choices))
        wait_for_next(page, before)
    return asked


def wait_for_next(page: Page, before: str) -> None:
    """Until the next question, or the result, stands in the place of one that was answered."""
    page.wait_for_url(lambda url: url != before)
    page.wait_for_load_state()
    if "/check/" in page.url:
        # The address changes before the question is swapped in.
        shown = page.url.split("?")[0].rsplit("/", 1)[1]
        page.locator(f"#question form[action*='/check/{shown}']").first.wait_for()


@pytest.mark.parametrize("prefix", PREFIXES)
def test_axe_finds_nothing_on_any_public_page(visit: Visit, prefix: str) -> None:
    """On all in Chinese; in the other languages, where the same markup fits too, on a few."""
    for path in PUBLIC:
        visit.open(prefix + path)
        if not prefix or path in TRANSLATED:
            assert visit.axe() == [], prefix + path


def sound_in_every_mode(visit: Visit, paths: tuple[str, ...]) -> None:
    """Pages fit every window in every size of type; axe finds nothing on them.

    It reads them in the standard and the largest type, and of the dark the contrast alone. The
    last of them stands for all on a wide screen.
    """
    for size in ("standard", "large", "elder"):
        for path in paths:
            page = visit.open(f"{path}{'&' if '?' in path else '?'}size={size}")
            visit.fits_everywhere()
            if size != "large":
                assert visit.axe() == [], path + size
            if size == "standard":
                assert visit.contrast(color_scheme="dark") == [], path
    page.set_viewport_size({"width": 1280, "height": 900})
    assert visit.axe() == []


def test_axe_finds_nothing_in_any_mode(visit: Visit) -> None:
    sound_in_every_mode(
        visit, ("/", "/districts/kaizhou/housing", "/districts/shapingba/public-rental")
    )


@OFFLINE
def test_a_flexible_worker_with_a_child_in_junior_school_comes_to_a_result(visit: Visit) -> None:
    page = visit.open("/districts/jiulongpo")
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
    visit.fits()
    for prefix in PREFIXES:
        visit.open(prefix + "/result")
        rows = page.locator("a.row")
        for place in range(min(rows.count(), 1 if prefix else 6)):
            row = rows.nth(place)
            if not row.is_visible():
                row.locator("xpath=ancestor::details[1]/summary").click()
            row.click()
            page.wait_for_url("**/result/*")
            assert visit.axe() == [], page.url
            visit.fits()
            page.go_back()
        for path in OWN:
            visit.open(prefix + path)
            if not prefix or path == OWN[0]:
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
    expect(page.locator(".badge")).to_contain_text("这是什么、怎么办、问谁")
    assert visit.axe() == []


def test_a_student_learns_that_studying_is_a_way_to_settle_and_whom_to_ask(visit: Visit) -> None:
    page = visit.open("/check?district=shapingba&topic=settlement")
    go_through(page, {"hukou_place": "guizhou", "work": "student", "child_stage": "none"})
    page.goto(visit.address + "/result/settle-as-graduate-or-skilled")
    expect(page.locator(".badge")).to_contain_text("能查的都符合，只差窗口看")
    expect(page.locator("main")).to_contain_text("请问派出所")


def test_questions_and_results_are_sound_in_every_mode(visit: Visit) -> None:
    page = visit.open("/check?district=jiulongpo")
    page.locator("main form button.btn.wide").click()
    page.wait_for_load_state()
    sound_in_every_mode(
        visit,
        (
            "/check/home",
            "/check/birth_month",
            "/check/household_size",
            "/check/work_district",
            "/result/public-rental",
            "/compare/public-rental",
            "/result",
        ),
    )


def test_the_steppers_of_a_number_work_by_touch_and_key(visit: Visit) -> None:
    page = visit.open("/check?district=jiulongpo")
    begin(page)
    visit.open("/check/household_size")
    expect(page.locator("#value")).to_have_value("1")
    page.get_by_label("加一").click()
    page.get_by_label("加一").press("Enter")
    expect(page.locator("#value")).to_have_value("3")
    page.get_by_label("减一").click()
    expect(page.locator("#value")).to_have_value("2")


def test_a_question_comes_by_htmx_with_focus_and_title_and_back_works(visit: Visit) -> None:
    page = visit.open("/check?district=jiulongpo")
    begin(page)
    first = page.url
    title = page.title()
    page.evaluate("window.kept = true")
    answer(page, {"home": "dormitory"})
    page.wait_for_url(lambda url: url != first)
    assert page.evaluate("window.kept") is True, "the page was not loaded anew"
    expect(page).not_to_have_title(title)
    expect(page.locator("h1")).to_be_focused()
    assert visit.axe() == []
    page.go_back()
    expect(page.locator("#value-dormitory")).to_be_checked()


def test_an_error_is_announced_focused_and_keeps_what_was_typed(visit: Visit) -> None:
    page = visit.open("/check?district=jiulongpo")
    page.locator("main form button.btn.wide").click()
    page.goto(visit.address + "/check/monthly_income_per_person")
    page.fill("#value", "很多")
    page.locator("form button.btn.wide").first.click()
    expect(page.locator("[role=alert]")).to_be_focused()
    expect(page.locator("#value")).to_have_value("很多")
    assert visit.axe() == []


@pytest.mark.parametrize(
    ("question", "typed", "field"),
    [
        ("household_size", {"value": "1,5"}, "#value"),
        ("birth_month", {"year": "1990"}, "#month"),
        ("birth_month", {}, "#year"),
        ("work", {}, "#value-contract"),
        ("work_district", {}, "#q"),
    ],
)
def test_the_link_of_an_error_leads_to_its_field_and_the_title_says_error(
    visit: Visit, question: str, typed: dict[str, str], field: str
) -> None:
    page = visit.open("/check?district=shapingba")
    page.get_by_role("button", name="开始").click()
    page = visit.open(f"/check/{question}")
    for name, value in typed.items():
        if name == "value":
            page.locator("#value").fill(value)
            continue
        page.locator(f".decades details:has(#year-{value}) summary").click()
        page.locator(f"label[for='year-{value}']").click()
    page.locator("form[hx-post] button.btn.wide").first.click()
    expect(page.locator(".notice.error")).to_be_focused()
    expect(page).to_have_title(re.compile("^错误："))
    page.locator(".notice.error a").click()
    expect(page.locator(field)).to_be_focused()
    assert visit.axe() == []


def test_two_answers_that_contradict_each_other_are_settled_on_the_page(visit: Visit) -> None:
    page = visit.open("/check?district=shapingba")
    page.get_by_role("button", name="开始").click()
    for question, year in (("birth_month", "2000"), ("work_since", "2010")):
        page = visit.open(f"/check/{question}")
        choose_month(page, f"{year}-03")
        page.locator("form[hx-post] button.btn.wide").first.click()
        expect(page.locator(".notice.error, #value-owned").first).to_be_visible()
    expect(page).to_have_title(re.compile("^错误："))
    assert visit.axe() == []
    visit.fits()
    page.get_by_role("button", name="这次填的是对的").click()
    expect(page).to_have_url(re.compile("/check/birth_month$"))


@pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True)
def test_the_whole_road_works_without_scripts(visit: Visit) -> None:
    page = visit.page
    page.goto(visit.address + "/")
    page.fill("#q", "统景")
    page.locator("form[role=search] button").click()
    expect(page.locator("h1")).to_have_text("北碚区")
    page.locator("a.btn.wide").first.click()
    asked = go_through(page, {"hukou_place": "elsewhere", "work": "student"})
    assert len(asked) > 2
    expect(page.locator("h1")).to_have_text("我的结果")


@OFFLINE
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
    page.locator(".menu > summary").click()
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


def controlled(visit: Visit, path: str) -> Page:
    """A page that the service worker controls."""
    page = visit.open(path)
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.wait_for_function("caches.has('offline-1')")
    return page


@OFFLINE
@pytest.mark.parametrize("prefix", PREFIXES)
def test_where_nothing_is_kept_a_page_of_ours_says_so_and_lists_what_is(
    visit: Visit, prefix: str
) -> None:
    page = controlled(visit, f"{prefix}/districts/banan")
    visit.open(f"{prefix}/districts/banan/public-rental")
    page.wait_for_function(f"caches.match('{prefix}/offline').then(kept => !!kept)")
    visit.context.set_offline(True)
    for path in ("/districts/wuxi", "/check?district=banan", "/roadmap"):
        page.goto(visit.address + prefix + path)
        expect(page.locator("h1")).to_have_text({"/en": "No network"}.get(prefix, page.title()[:4]))
        kept = page.locator("[data-kept-pages] a")
        expect(kept.first).to_be_visible()
        expect(page.locator("[data-offline]")).to_be_hidden()
        visit.fits()
        assert visit.axe() == []
        assert "/check" not in " ".join(link.get_attribute("href") or "" for link in kept.all())
    visit.context.set_offline(False)
    visit.faults.clear()


@OFFLINE
def test_a_search_is_not_kept_and_never_shown_for_another(visit: Visit) -> None:
    page = controlled(visit, "/districts/banan")
    visit.open("/districts/banan/public-rental")
    visit.open("/search?q=公租房")
    visit.open("/districts?topic=housing")
    visit.open("/offline")
    page.wait_for_function("caches.match('/districts/banan/public-rental').then(its => !!its)")
    visit.context.set_offline(True)
    page.goto(f"{visit.address}/search?q=低保")
    expect(page.locator("h1")).to_have_text("没有网络")
    kept = page.locator("[data-kept-pages] a")
    expect(kept.first).to_be_visible()
    for link in kept.all():
        assert not re.search("/(search|offline)|topic=", link.get_attribute("href") or "")
    visit.context.set_offline(False)
    visit.faults.clear()


@pytest.mark.parametrize("state", ["hangs", "502", "503", "504"])
def test_a_kept_page_is_shown_when_the_network_is_dead_or_a_proxy_answers(
    chromium: Browser, app: Flask, state: str
) -> None:
    network = Network(app)
    with serving(network) as address:
        context = chromium.new_context(viewport={"width": 360, "height": 740})
        visit = Visit(context, address)
        page = controlled(visit, "/districts/banan")
        visit.open("/districts/banan/public-rental")
        network.state = state
        page.goto(f"{address}/districts/banan/public-rental?from=singlemessage")
        expect(page.locator("h1")).to_have_text("公租房")
        expect(page.locator("[data-offline]")).to_be_visible()
        if state in ("502", "504"):
            page.goto(f"{address}/districts/banan/renting")
            expect(page.locator("h1")).to_have_text("没有网络")
            page.goto(f"{address}/result")
            expect(page.locator("h1")).to_have_text("没有网络")
        network.state = "up"
        page.goto(f"{address}/districts/banan/public-rental")
        expect(page.locator("[data-offline]")).to_be_hidden()
        context.close()


class Network:
    """What lies between a phone and the portal: up, dead, or a proxy that answers itself."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.state = "up"
        self.over = threading.Event()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        if self.state == "up" or environ["PATH_INFO"] == "/sw.js":
            return self.app.wsgi_app(environ, start_response)
        if self.state == "hangs":
            self.over.wait(20)
            self.state = "502"
        start_response(f"{self.state} Bad", [("Content-Type", "text/html")])
        return [b"<html><h1>502 Bad Gateway</h1></html>"]


def test_a_storage_that_is_denied_ends_no_script(visit: Visit) -> None:
    visit.page.add_init_script(
        "for (const name of ['sessionStorage', 'localStorage'])"
        " Object.defineProperty(window, name, { get() { throw new DOMException('denied'); } });"
    )
    page = visit.open("/districts?")
    page.locator("#q").fill("ｔｊ")
    expect(page.locator("#found")).to_contain_text("北碚区")
    assert not visit.faults


def test_what_is_read_aloud_is_not_cut_between_digits(visit: Visit) -> None:
    visit.page.add_init_script(VOICE)
    page = visit.open("/districts/banan/public-rental")
    page.evaluate(
        "document.querySelector('main').innerHTML ="
        " '<p>人均不到15.5平方米。网址是 www.cq.gov.cn，找窗口！Up to 3.2 points. Then more.</p>'"
    )
    page.locator(".menu > summary").click()
    page.locator("[data-speak]").click()
    for _ in range(4):
        page.evaluate("window.last.onend()")
    assert page.evaluate("window.said") == [
        "人均不到15.5平方米。",
        "网址是 www.cq.gov.cn，找窗口！",
        "Up to 3.2 points.",
        "Then more.",
    ]


def test_folded_parts_are_printed_and_folded_again_afterwards(visit: Visit) -> None:
    page = visit.open("/districts/shapingba/public-rental")
    folded = page.locator("main details:not([open])")
    assert folded.count()
    inside = "main details > :not(summary)"
    shown = "all => all.every(part => part.checkVisibility({ contentVisibilityAuto: true }))"
    page.emulate_media(media="print")
    assert page.locator(inside).evaluate_all(shown)
    page.emulate_media(media="screen")
    before = folded.count()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("main details:not([open])").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("main details:not([open])").count() == before
