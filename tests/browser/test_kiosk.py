"""The kiosk in Chromium by touch, upright and lying: nothing of a person outlives them."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import BaseWSGIServer, make_server

from portal.store import database
from portal.store.kiosks import machines
from portal.web.answer_cookie import KIOSK_COOKIE, serializer, state_from_json
from portal.web.handoff_token import hand_over
from portal.web.http.kiosk_machine import COOKIE, PATH
from tests.browser.conftest import KEEPING, Visit
from tests.web.fetching import whole
from tests.web.kiosk.machines import (
    PIN,
    added,
    counted,
    now_of,
    portal_with_counter,
    set_pin,
    token_of,
)

pytestmark = pytest.mark.browser

UPRIGHT = {"viewport": {"width": 1080, "height": 1920}, "has_touch": True}
LYING = {"viewport": {"width": 1920, "height": 1080}, "has_touch": True}
PREFIXES = ("", "/en", "/zh-hant")
#: What the person at the kiosk answers first, as their answers show it.
TOLD = "单位或学校的宿舍"
#: The pages of the main road and the others that a person can come to.
ROAD = (
    "/",
    "/districts",
    "/districts/jiulongpo",
    "/districts/jiulongpo/housing",
    "/districts/jiulongpo/public-rental",
    "/check",
    "/check?district=",
    "/check/hukou_place",
    "/check/birth_month",
    "/check/household_size",
    "/check/work_district",
    "/check/monthly_income_per_person",
    "/check/answers",
    "/result",
    "/result/public-rental",
    "/hand-off",
    "/search",
    "/search?q=gzf",
    "/roadmap",
    "/checklist",
    "/clerk",
    "/result/public-rental?print=80mm",
)
#: One page of each kind, for axe in the other languages and lying.
TRANSLATED = ("/", "/check/birth_month", "/result", "/hand-off", "/end/confirm")
OTHERS = (
    "/end/confirm",
    "/report?service=public-rental&district=jiulongpo",
    "/compare",
    "/compare/public-rental",
    "/about",
    "/privacy",
    "/nothing",
)
#: Targets smaller than 60 px that are shown; a radio or a tick is touched by its label.
SMALL = """() => [...document.querySelectorAll(
    'a[href], button, summary, input, label[for], select')]
  .filter(its => its.offsetParent && !its.matches('.skip, [type=radio], [type=checkbox]'))
  .filter(its => its.tagName !== 'LABEL'
    || document.getElementById(its.htmlFor).matches('[type=radio], [type=checkbox]'))
  .map(its => [its.getBoundingClientRect(), its.outerHTML.slice(0, 120)])
  .filter(([box]) => box.width > 0 && (box.width < 59.5 || box.height < 59.5))
  .map(([box, html]) => `${Math.round(box.width)}×${Math.round(box.height)} ${html}`)"""
KEPT = """async () => {
  const kept = [];
  for (const name of await caches.keys()) {
    for (const one of await (await caches.open(name)).keys()) kept.push(new URL(one.url).pathname);
  }
  return kept;
}"""


@pytest.fixture(scope="session")
def kiosk_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The portal with a counter; whoever is asked has two seconds."""
    app = portal_with_counter(tmp_path_factory.mktemp("kiosks"), countdown=2)
    yield app
    with app.app_context():
        database.db.engine.dispose()


class Service:
    """A server that can be killed and come back at the same address."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.port = 0
        self.start()
        self.port = self.server.server_port
        self.address = f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.server: BaseWSGIServer = make_server(
            "127.0.0.1", self.port, whole(self.app), threaded=True
        )
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def service(kiosk_app: Flask) -> Iterator[Service]:
    """Where the portal with a counter is served."""
    running = Service(kiosk_app)
    yield running
    running.stop()


class Kiosk(Visit):
    """A kiosk: enrolled, touched with a finger; it keeps guides only where that is asked for."""

    def __init__(
        self, chromium: Browser, service: Service, options: dict[str, Any], idle: int = 75
    ) -> None:
        window = {"service_workers": "block", **options}
        super().__init__(chromium.new_context(**window), service.address)
        self.number, token = token_of(service.app, idle_seconds=idle)
        cookie = {"name": COOKIE, "value": token, "domain": "127.0.0.1", "path": PATH}
        self.context.add_cookies([{**cookie, "httpOnly": True, "sameSite": "Strict"}])

    def begin(self) -> Page:
        """From the start page to the first question, by touch alone."""
        page = self.open("/kiosk/")
        page.locator(".lower .btn.wide").tap()
        page.wait_for_url("**/kiosk/check")
        page.locator("main form .btn.wide").tap()
        page.wait_for_url("**/kiosk/check/people")
        page.locator("label[for=children-0]").tap()
        page.locator("main form .btn.wide").tap()
        page.wait_for_url("**/kiosk/check/home")
        return page

    def answer_by_touch(self, home: str = "dormitory") -> Page:
        """One answer given."""
        page = self.begin()
        page.locator(f"label[for=value-{home}]").tap()
        page.locator("main form .btn.wide").tap()
        page.wait_for_url(lambda url: not url.endswith("/home"))
        return page

    def cookies(self) -> set[str]:
        """The names of the cookies there are."""
        return {cookie["name"] for cookie in self.context.cookies()}


def finish(page: Page) -> None:
    """«我办完了», and yes."""
    page.locator(".ends .end").tap()
    page.locator("dialog[open] [data-end] button").tap()


@pytest.fixture
def enter(chromium: Browser, service: Service) -> Iterator[Any]:
    """Gives kiosks; whatever their consoles complain about is a fault."""
    made: list[Kiosk] = []

    def kiosk(options: dict[str, Any] = UPRIGHT, idle: int = 75) -> Kiosk:
        made.append(Kiosk(chromium, service, options, idle))
        return made[-1]

    yield kiosk
    for one in made:
        one.context.close()
        assert not one.faults, one.faults


def small(kiosk: Kiosk) -> list[str]:
    """Targets that are too small on the page that is open, upright or lying."""
    before = kiosk.page.viewport_size
    assert before
    found: list[str] = []
    for window in (LYING, UPRIGHT):
        kiosk.page.set_viewport_size(window["viewport"])  # type: ignore[arg-type]
        kiosk.fits()
        found += kiosk.page.evaluate(SMALL)
    kiosk.page.set_viewport_size(before)
    return found


@pytest.mark.parametrize("prefix", PREFIXES)
def test_targets_are_large_and_axe_finds_nothing_on_any_page(enter: Any, prefix: str) -> None:
    """Both ways round in every language; axe reads all pages in Chinese, a few in the others."""
    kiosk = enter()
    kiosk.page.add_init_script("window.print = function () {}")
    kiosk.answer_by_touch()
    faults: list[str] = []
    for path in (*ROAD, *OTHERS):
        kiosk.open(f"/kiosk{prefix}{path}")
        found = small(kiosk)
        if not prefix or path in TRANSLATED:
            found += kiosk.axe()
        faults += [f"{path}: {fault}" for fault in found]
    assert not faults, "\n".join(faults)


def test_axe_finds_nothing_on_pages_that_lie(enter: Any) -> None:
    kiosk = enter(LYING)
    kiosk.answer_by_touch()
    for path in TRANSLATED:
        kiosk.open(f"/kiosk{path}")
        assert kiosk.axe() == [], path


def test_the_page_in_place_of_the_check_is_sound_too(enter: Any) -> None:
    kiosk = enter(LYING)
    kiosk.page.route("**/alive", lambda route: route.fulfill(status=503))
    for prefix in PREFIXES:
        page = kiosk.open(f"/kiosk{prefix}/unreachable")
        expect(page.locator("[data-gone]")).to_be_visible()
        assert small(kiosk) == []
        if not prefix:
            assert kiosk.axe() == []
    kiosk.faults.clear()


def test_large_type_high_contrast_and_a_lowered_page_are_sound(enter: Any) -> None:
    """Targets and the place of the page both ways round; axe upright, which is narrower."""
    kiosk = enter()
    page = kiosk.answer_by_touch()
    page.locator("[data-toggle=contrast]").tap()
    page.locator("[data-toggle=low]").tap()
    for path in ("/", "/check/birth_month", "/result/public-rental", "/districts"):
        page = kiosk.open(f"/kiosk{path}?size=elder")
        assert page.evaluate("document.documentElement.dataset.contrast") == "high"
        for window in (LYING, UPRIGHT):
            page.set_viewport_size(window["viewport"])  # type: ignore[arg-type]
            height = window["viewport"]["height"]  # type: ignore[index]
            assert page.locator("header").bounding_box()["y"] >= height / 3  # type: ignore[index]
            assert page.evaluate(SMALL) == [], path
        assert kiosk.axe() == [], path
    finish(page)
    page.wait_for_url("**/kiosk/")
    expect(page.locator("html")).not_to_have_attribute("data-low", "1")
    expect(page.locator("html")).not_to_have_attribute("data-contrast", "high")


def test_the_main_road_needs_no_keyboard(enter: Any) -> None:
    kiosk = enter(LYING)
    page = kiosk.answer_by_touch()
    page = kiosk.open("/kiosk/check/birth_month")
    page.locator("summary", has_text="1980").tap()
    page.locator("label[for=year-1988]").tap()
    page.locator("label[for='month-5']").tap()
    before = page.url
    page.locator("main form .btn.wide").first.tap()
    page.wait_for_url(lambda url: url != before)
    page = kiosk.open("/kiosk/check/household_size")
    expect(page.locator("#value")).to_have_value("1")
    for key in "23":
        page.locator(f".key[data-key='{key}']").tap()
    expect(page.locator("#value")).to_have_value("23")
    page.locator("[data-erase]").tap()
    expect(page.locator("#value")).to_have_value("2")
    page.get_by_label("减一").tap()
    expect(page.locator("#value")).to_have_value("1")
    before = page.url
    page.locator("main form .btn.wide").first.tap()
    page.wait_for_url(lambda url: url != before)
    page = kiosk.open("/kiosk/check/work_district")
    page.locator("[data-initial-key=j]").tap()
    expect(page.locator(".places label:visible")).to_have_count(2)
    page.locator("label[for=value-jiulongpo]").tap()
    before = page.url
    page.locator("main form .btn.wide").first.tap()
    page.wait_for_url(lambda url: url != before)
    text = kiosk.open("/kiosk/check/answers").locator("main").inner_text()
    assert "1988年5月" in text
    assert "1人" in text
    assert "九龙坡区" in text
    page = kiosk.open("/kiosk/search")
    for key in "gzf":
        page.locator(f".key[data-key='{key}']").tap()
    page.locator("main form[role=search] .search .btn").tap()
    page.wait_for_url("**/search?q=gzf")
    expect(page.locator("a.row").first).to_contain_text("公租房")
    fields = page.locator("input:visible")
    assert all(fields.nth(n).get_attribute("inputmode") == "none" for n in range(fields.count())), (
        "no keyboard of the system opens"
    )


@pytest.mark.parametrize(
    ("prefix", "typed", "word", "found"),
    [("", "lh", "落户", "落户"), ("/en", "resid", "residence card", "residence permit")],
)
def test_words_are_tapped_after_their_first_letters_and_the_keys_stay_where_they_are(
    enter: Any, prefix: str, typed: str, word: str, found: str
) -> None:
    kiosk = enter()
    page = kiosk.open(f"/kiosk{prefix}/search")
    before = page.locator(".key[data-key=a]").bounding_box()
    for key in typed:
        page.locator(f".key[data-key='{key}']").tap()
    choice = page.locator("#words").get_by_role("link", name=word, exact=True)
    expect(choice).to_be_visible()
    assert page.locator(".key[data-key=a]").bounding_box() == before
    assert kiosk.axe() == []
    assert small(kiosk) == []
    choice.tap()
    expect(page.locator("a.row").first).to_contain_text(re.compile(found, re.IGNORECASE))
    page = kiosk.open(f"/kiosk{prefix}/search")
    page.locator(f".key[data-key='{typed[0]}']").tap()
    expect(page.locator("#words a").first).to_be_visible()
    page.locator("[data-empty]").tap()
    expect(page.locator("#words a")).to_have_count(0)


def test_an_error_comes_back_with_what_was_entered(enter: Any) -> None:
    kiosk = enter()
    kiosk.answer_by_touch()
    page = kiosk.open("/kiosk/check/household_size")
    for key in "99":
        page.locator(f".key[data-key='{key}']").tap()
    page.locator("main form .btn.wide").first.tap()
    expect(page.locator("[role=alert]")).to_be_focused()
    expect(page.locator("#value")).to_have_value("99")
    expect(page.locator(".digits")).to_be_visible()
    kiosk.faults.clear()


def wait_for_the_guides(page: Page) -> None:
    """Until the guides of the district are kept; their list comes last."""
    for _ in range(300):
        if "/kiosk/pack" in page.evaluate(KEPT):
            return
        page.wait_for_timeout(200)
    pytest.fail("the guides were not kept")


def find_nothing(kiosk: Kiosk, old: list[Any], word: str) -> None:
    """What a stranger tries: back, forward, refresh, history, storage, caches, the old cookie."""
    page = kiosk.page
    assert page.evaluate("history.length") <= 2, "about:blank and the page itself"
    for move in ("history.back()", "history.forward()", "history.go(-5)", "location.reload()"):
        page.evaluate(f"setTimeout(() => {move}, 0)")
        page.wait_for_timeout(500)
        if page.url == "about:blank":
            page.goto(kiosk.address + "/kiosk/")
        assert page.url == kiosk.address + "/kiosk/", move
        assert word not in page.content(), move
    page.wait_for_timeout(300)
    assert page.evaluate("Object.keys(sessionStorage).concat(Object.keys(localStorage))") == []
    assert kiosk.cookies() == {COOKIE}
    kept = [path for path in page.evaluate(KEPT) if not path.startswith("/static/")]
    assert not [path for path in kept if "/check" in path or "/result" in path]
    kiosk.context.add_cookies(old)
    for path in ("/kiosk/check/answers", "/kiosk/result", "/kiosk/result/public-rental"):
        page.goto(kiosk.address + path)
        assert "expired=1" in page.url, path
        assert word not in page.content(), path


def test_a_stranger_after_an_idle_wipe_finds_nothing(enter: Any) -> None:
    """Lying, as the other ends are told upright; the guides are kept meanwhile."""
    kiosk = enter(LYING | KEEPING, idle=2)
    page = kiosk.answer_by_touch()
    page.locator("[data-toggle=contrast]").tap()
    page.evaluate("location.replace('/kiosk/check/answers')")
    page.wait_for_url("**/check/answers")
    expect(page.locator("main")).to_contain_text(TOLD)
    page.evaluate("sessionStorage.setItem('tick-id-card', '1'); localStorage.setItem('x', '1')")
    old = [c for c in kiosk.context.cookies() if c["name"] == KIOSK_COOKIE]
    assert old
    expect(page.locator("dialog[open]")).to_be_visible(timeout=4000)
    assert kiosk.axe() == []
    page.wait_for_url("**/kiosk/", timeout=6000)
    find_nothing(kiosk, old, TOLD)


def test_the_red_button_stands_far_from_the_one_that_turns_the_page(enter: Any) -> None:
    kiosk = enter()
    page = kiosk.open("/kiosk/en/districts/jiulongpo/public-rental")
    for window in (LYING, UPRIGHT):
        page.set_viewport_size(window["viewport"])  # type: ignore[arg-type]
        red = page.locator(".ends .end").bounding_box()
        turn = page.locator("[data-by='-1']").bounding_box()
        assert red
        assert turn
        assert turn["x"] - red["x"] - red["width"] > 300


@pytest.mark.parametrize("prefix", PREFIXES[:2])
def test_i_am_done_asks_once_and_no_leaves_everything(enter: Any, prefix: str) -> None:
    """By touch and by keyboard."""
    kiosk = enter()
    kiosk.answer_by_touch()
    page = kiosk.open(f"/kiosk{prefix}/check/answers")
    told = page.locator("main").inner_text()
    ends = page.locator(".ends .end")
    ends.tap()
    asked = page.locator("dialog[data-confirm]")
    expect(asked).to_be_visible()
    expect(asked.locator("[data-not-yet]")).to_be_focused()
    assert kiosk.axe() == []
    assert small(kiosk) == []
    asked.locator("[data-not-yet]").tap()
    expect(asked).to_be_hidden()
    expect(ends).to_be_focused()
    page.keyboard.press("Enter")
    expect(asked).to_be_visible()
    page.keyboard.press("Escape")
    expect(asked).to_be_hidden()
    assert page.locator("main").inner_text() == told
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(asked.locator("[data-end] button")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/kiosk/")
    assert kiosk.cookies() == {COOKIE}


def test_whoever_leaves_while_being_asked_is_asked_whether_they_are_there(enter: Any) -> None:
    kiosk = enter(idle=2)
    page = kiosk.answer_by_touch()
    page.locator(".ends .end").tap()
    expect(page.locator("dialog[data-countdown]")).to_be_visible(timeout=4000)
    expect(page.locator("dialog[data-confirm]")).to_be_hidden()
    page.wait_for_url("**/kiosk/", timeout=6000)
    assert kiosk.cookies() == {COOKIE}


def test_without_scripts_a_page_asks_and_both_its_buttons_do_what_they_say(enter: Any) -> None:
    kiosk = enter({**UPRIGHT, "java_script_enabled": False})
    page = kiosk.page
    page.goto(kiosk.address + "/kiosk/check")
    page.locator("main form .btn.wide").click()
    page.locator("label[for=children-0]").click()
    page.locator("main form .btn.wide").click()
    before = page.url
    page.locator(".ends .end").click()
    page.wait_for_url("**/kiosk/end/confirm")
    boxes = [its.bounding_box() for its in page.locator("main .actions .btn").all()]
    assert [box["height"] >= 104 and box["width"] >= 300 for box in boxes if box] == [True, True]
    page.locator("main .actions a").click()
    page.wait_for_url(before)
    page.locator(".ends .end").click()
    page.locator("main [data-end] button").click()
    page.wait_for_url("**/kiosk/")
    assert kiosk.cookies() == {COOKIE}


def test_i_am_done_does_the_same_as_an_idle_wipe(enter: Any, service: Service) -> None:
    kiosk = enter()
    page = kiosk.answer_by_touch()
    old = [c for c in kiosk.context.cookies() if c["name"] == KIOSK_COOKIE]
    finish(page)
    page.wait_for_url("**/kiosk/")
    find_nothing(kiosk, old, TOLD)
    assert ("kiosk_finished", str(kiosk.number)) in counted(service.app)


def test_no_receipt_comes_back_and_no_other_tab_keeps_anything(enter: Any) -> None:
    kiosk = enter(UPRIGHT | KEEPING)
    page = kiosk.answer_by_touch()
    old = [c for c in kiosk.context.cookies() if c["name"] == KIOSK_COOKIE]
    page.evaluate("location.replace('/kiosk/result/public-rental')")
    page.wait_for_url("**/kiosk/result/public-rental")
    other = kiosk.context.new_page()
    other.goto(kiosk.address + "/kiosk/check/answers")
    expect(other.locator("main")).to_contain_text(TOLD)
    page.locator("details:has(a[href*='/receipts/']) summary").tap()
    code = page.locator("a[href*='/receipts/'] code").inner_text()
    page.locator("a[href*='/receipts/']").tap()
    page.wait_for_url("**/kiosk/receipts/*")
    receipt = page.url
    finish(page)
    page.wait_for_url("**/kiosk/")
    other.wait_for_url("**/kiosk/")
    assert TOLD not in other.content()
    find_nothing(kiosk, old, TOLD)
    page.goto(receipt)
    assert code not in page.content()
    other.evaluate("setTimeout(() => history.back(), 0)")
    other.wait_for_timeout(500)
    assert TOLD not in other.content()


def test_a_clerk_types_a_receipt_on_the_screen_and_scans_one(enter: Any, service: Service) -> None:
    set_pin(service.app)
    kiosk = enter()
    kiosk.answer_by_touch()
    page = kiosk.open("/kiosk/result/public-rental")
    page.locator("details:has(a[href*='/receipts/']) summary").tap()
    code = page.locator("a[href*='/receipts/'] code").inner_text()
    kiosk.open("/kiosk/clerk")
    for key in PIN:
        page.locator(f".key[data-key='{key}']").tap()
    page.locator("form.pad .btn.wide").tap()
    expect(page.locator("h1")).to_have_text("工作人员视图")
    for key in code.replace("-", "").lower():
        page.locator(f".key[data-key='{key}']").tap()
    page.locator("form[action$='/clerk/receipt'] .btn.wide").tap()
    expect(page.locator(".head .kicker")).to_have_text("回执")
    expect(page.locator("main")).to_contain_text(code)
    assert kiosk.axe() == []
    kiosk.open("/kiosk/clerk")
    page.locator("#code").focus()
    page.keyboard.type(f"https://portal.example/receipts/{code}\n")
    expect(page.locator("main")).to_contain_text(code)
    kiosk.open("/kiosk/receipts")
    assert page.evaluate(SMALL) == []
    assert kiosk.axe() == []


def test_whoever_is_still_there_says_so_as_often_as_they_want(enter: Any) -> None:
    kiosk = enter(idle=2)
    page = kiosk.answer_by_touch()
    for _ in range(2):
        expect(page.locator("dialog[open]")).to_be_visible(timeout=4000)
        page.locator("[data-stay]").tap()
        expect(page.locator("dialog[open]")).to_have_count(0)
    assert "/check/" in page.url
    page = kiosk.open("/kiosk/check/answers")
    expect(page.locator("main")).to_contain_text(TOLD)


@pytest.mark.parametrize(
    "jump",
    [
        "var real = Date.now; Date.now = function () { return real() - 3600000; }",
        "var real = Date.now; Date.now = function () { return real() + 60000; }",
    ],
    ids=["the clock goes back", "it wakes from sleep"],
)
def test_when_in_doubt_it_ends(enter: Any, jump: str) -> None:
    kiosk = enter()
    page = kiosk.answer_by_touch()
    page.evaluate(f"() => {{ {jump} }}")
    page.wait_for_url("**/kiosk/", timeout=4000)
    assert kiosk.cookies() == {COOKIE}


def test_a_page_that_comes_from_the_back_of_the_browser_is_asked_for_anew(enter: Any) -> None:
    kiosk = enter()
    page = kiosk.answer_by_touch()
    page.evaluate("window.stale = true")
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    page.wait_for_function("window.stale === undefined")


def test_two_kiosks_and_a_phone_at_once_do_not_mix(
    enter: Any, chromium: Browser, service: Service
) -> None:
    one = enter(UPRIGHT)
    other = enter(LYING)
    phone = Visit(chromium.new_context(service_workers="block"), service.address)
    one.answer_by_touch()
    other.answer_by_touch("owned")
    phone.open("/check?district=banan").locator("main form .btn.wide").click()
    phone.page.wait_for_url("**/check/people")
    phone.page.locator("label[for=children-0]").click()
    phone.page.locator("main form .btn.wide").click()
    phone.page.wait_for_url("**/check/home")
    phone.page.locator("label[for=value-family]").click()
    phone.page.locator("#question form .btn.wide").first.click()
    phone.page.wait_for_url(lambda url: not url.endswith("/home"))
    finish(other.page)
    other.page.wait_for_url("**/kiosk/")
    assert TOLD in one.open("/kiosk/check/answers").content()
    assert "住在亲戚朋友家" in phone.open("/check/answers").content()
    assert "expired" in other.open("/kiosk/check/answers").url
    phone.context.close()
    assert not phone.faults


def test_the_server_is_killed_during_a_session_and_comes_back(enter: Any, service: Service) -> None:
    """Guides of the district are kept for that, and nothing that somebody looked at."""
    kiosk = enter(UPRIGHT | KEEPING)
    page = kiosk.open("/kiosk/")
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    wait_for_the_guides(page)
    kiosk.open("/kiosk/districts/wuxi/resident-medical")
    page = kiosk.answer_by_touch()
    kept = {path for path in page.evaluate(KEPT) if not path.startswith("/static")}
    assert "/kiosk/districts/jiulongpo/public-rental" in kept
    assert "/kiosk/en/districts/jiulongpo" in kept
    assert not [path for path in kept if "wuxi" in path or "check" in path or "result" in path]
    service.stop()
    page.locator("main form .btn.wide").first.tap()
    expect(page.locator("h1")).to_have_text("自查现在用不了", timeout=10_000)
    assert TOLD not in page.content()
    page.locator("a.door").nth(3).tap()
    expect(page.locator("h1")).to_have_text("租房与住房")
    page.locator("a.row", has_text="公租房").first.tap()
    expect(page.locator("h1")).to_have_text("公租房")
    expect(page.locator("[data-gone]")).to_be_visible(timeout=15_000)
    expect(page.locator("[data-gone]")).to_contain_text("20")
    finish(page)
    expect(page.locator("h1")).to_have_text("请选一件要办的事", timeout=10_000)
    assert page.evaluate("localStorage.getItem('ending')") == "1", "it will be ended for good"
    page.evaluate("location.replace('/kiosk/check')")
    expect(page.locator("h1")).to_have_text("自查现在用不了", timeout=10_000)
    service.start()
    expect(page.locator("h1")).to_have_text("请选一件要办的事", timeout=15_000)
    page.wait_for_function("localStorage.getItem('ending') === null", timeout=15_000)
    assert kiosk.cookies() == {COOKIE}
    kiosk.faults.clear()


@pytest.mark.parametrize("prefix", PREFIXES[:2])
def test_the_answers_go_to_a_phone_and_leave_the_address_before_anything_loads(
    enter: Any, chromium: Browser, service: Service, prefix: str
) -> None:
    """In Chinese, which has no prefix, and in English, which stands for those that have one."""
    kiosk = enter()
    kiosk.page.add_init_script("window.print = function () {}")
    kiosk.answer_by_touch()
    drawn = kiosk.open(f"/kiosk{prefix}/hand-off").locator(".handing .qr")
    expect(drawn).to_be_visible()
    box = drawn.bounding_box()
    assert box
    assert box["width"] >= 500
    code = handed(service.app, kiosk)
    phone = Visit(
        chromium.new_context(viewport={"width": 360, "height": 740}, service_workers="block"),
        service.address,
    )
    asked: list[tuple[str, str]] = []
    phone.page.on("request", lambda its: asked.append((its.url, its.headers.get("referer", ""))))
    phone.page.goto(f"{service.address}{prefix}/take#{code}")
    phone.page.wait_for_url(f"**{prefix}/result")
    assert TOLD in phone.open("/check/answers").content()
    for url, referer in asked:
        seen = url.split("#")[0] + referer if url.split("?")[0].endswith("/take") else url + referer
        assert code[:30] not in seen
    styles = [place for place, (url, _) in enumerate(asked) if "portal.css" in url]
    assert not [url for url, _ in asked[styles[0] :] if "#" in url], "gone from the address by then"
    phone.context.close()
    assert not phone.faults


def handed(app: Flask, kiosk: Kiosk) -> str:
    """What the code on the screen of a kiosk holds after the ``#``."""
    cookie = next(c["value"] for c in kiosk.context.cookies() if c["name"] == KIOSK_COOKIE)
    with app.app_context():
        held = state_from_json(serializer(f"answers of kiosk {kiosk.number}").loads(cookie))
        text = hand_over(held)
    assert text
    return text


def test_a_slip_is_printed_counted_and_leads_back(enter: Any, service: Service) -> None:
    kiosk = enter()
    kiosk.page.add_init_script("window.printed = 0; window.print = () => { window.printed += 1; }")
    kiosk.answer_by_touch()
    page = kiosk.open("/kiosk/result/public-rental")
    page.locator("a[href*='print=80mm']").tap()
    page.wait_for_url("**print=80mm")
    page.wait_for_function("window.printed === 1")
    page.locator(".beside .btn.second").tap()
    page.wait_for_url("**/kiosk/result/public-rental")
    page.wait_for_timeout(300)
    assert counted(service.app)["kiosk_printed", str(kiosk.number)] == 1


def test_a_kiosk_is_set_up_and_a_clerk_gets_in_with_keys_on_the_screen(
    chromium: Browser, service: Service
) -> None:
    set_pin(service.app)
    number, code = added(service.app)
    visit = Visit(chromium.new_context(**UPRIGHT, service_workers="block"), service.address)
    page = visit.open("/kiosk/enrol")
    assert page.evaluate(SMALL) == []
    assert visit.axe() == []
    for key in code.replace(" ", ""):
        page.locator(f".key[data-key='{key}']").tap()
    page.locator("form.pad .btn.wide").tap()
    page.wait_for_url("**/kiosk/")
    visit.open("/kiosk/clerk")
    for key in PIN:
        page.locator(f".key[data-key='{key}']").tap()
    page.locator("form.pad .btn.wide").tap()
    expect(page.locator("h1")).to_have_text("工作人员视图")
    assert page.evaluate(SMALL) == []
    assert visit.axe() == []
    with service.app.app_context():
        machines.revoke(number, "test", now_of(service.app))
        database.db.session.remove()
    expect(page.locator("h1")).to_have_text("暂停使用", timeout=15_000)
    visit.context.close()
    assert not [fault for fault in visit.faults if "403" not in fault]


def test_reading_aloud_is_in_reach_and_stops_with_the_session(enter: Any) -> None:
    kiosk = enter()
    kiosk.page.add_init_script(
        """
        window.said = [];
        window.SpeechSynthesisUtterance = function (words) { this.words = words; };
        Object.defineProperty(window, "speechSynthesis", { value: {
          getVoices: () => [{ lang: "zh-CN" }], speak: its => window.said.push(its.words),
          cancel: () => window.cancelled() } });
        """
    )
    stopped: list[str] = []
    kiosk.page.expose_function("cancelled", lambda: stopped.append(kiosk.page.url))
    page = kiosk.answer_by_touch()
    button = page.locator("[data-speak]")
    box = button.bounding_box()
    assert box
    assert box["height"] >= 60
    button.tap()
    page.wait_for_function("window.said.length > 0")
    finish(page)
    page.wait_for_url("**/kiosk/")
    assert stopped


@pytest.mark.parametrize("options", [{**UPRIGHT, "java_script_enabled": False}])
def test_without_scripts_the_road_goes_to_a_result_and_ends_by_itself(
    enter: Any, options: dict[str, Any]
) -> None:
    kiosk = enter(options, idle=1)
    page = kiosk.page
    page.goto(kiosk.address + "/kiosk/check")
    page.locator("main form .btn.wide").click()
    page.locator("label[for=children-0]").click()
    page.locator("main form .btn.wide").click()
    page.locator("label[for=value-dormitory]").click()
    page.locator("main form .btn.wide").click()
    page.wait_for_url("**/kiosk/", timeout=8000)
    assert kiosk.cookies() == {COOKIE}
