"""Journeys of administrators, in Chromium: to change a rule, to build a condition, to disagree."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyotp
import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from portal import create_app
from portal.config import Settings
from portal.store import database, drafts
from tests.browser.conftest import Visit, serving
from tests.browser.office import ROWS, WIDE, WORK, Office, enrolled, office_of
from tests.conftest import SECRET, TODAY
from tests.web.admin.conftest import Clock, admin_app, clock
from tests.web.admin.drafts.test_road import RAISED, impact_of
from tests.web.admin.signing import PASSWORD, AdminFetcher, added, now_of, signed_in
from tests.web.admin.test_injection import PAGES, SOURCE, SOURCES, hostile

__all__ = ["admin_app", "clock", "hostile"]
pytestmark = [
    pytest.mark.browser,
    # The test server leaves a static file open when the browser goes away in the middle of it.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
RESIDENTS = "/districts/{}/settle-by-work?on={}"


@dataclass
class Desk:
    """A portal that is served, and its clock."""

    app: Flask
    address: str
    clock: Clock


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, seeded: Path) -> Iterator[Desk]:
    """The portal on a store that the tests of a module share: none of them publishes anything."""
    folder, clock = tmp_path_factory.mktemp("desk"), Clock()
    settings = Settings(
        instance=folder,
        database_url=f"sqlite:///{shutil.copy(seeded, folder)}",
        secret_key=SECRET,
        password_memory=8,
        password_rounds=1,
    )
    app = create_app(settings, today=lambda: TODAY, now=clock)
    with serving(app) as address:
        yield Desk(app, address, clock)
    with app.app_context():
        database.db.engine.dispose()


@pytest.fixture
def office(desk: Desk, chromium: Browser) -> Iterator[Office]:
    """The portal with nobody at their desk yet; drafts of other tests may lie there."""
    office = Office(desk.app, desk.address, chromium)
    yield office
    office.close()


@pytest.fixture
def own_office(admin_app: Flask, chromium: Browser) -> Iterator[Office]:
    """The portal on a store of its own, for whoever publishes."""
    with office_of(admin_app, chromium) as office:
        yield office


def pressed(page: Page, words: str) -> None:
    """Press the button of these words and wait for what follows."""
    page.get_by_role("button", name=words, exact=True).click()
    page.wait_for_load_state()


def sign_in_by_hand(visit: Visit, name: str, secret: str, app: Flask) -> None:
    """Type name, password and the code of the authenticator app."""
    page = visit.open("/admin/")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    pressed(page, "登录")
    page.fill("#code", pyotp.TOTP(secret).at(now_of(app)))
    pressed(page, "继续")
    expect(page.locator("header.side")).to_contain_text(name)


def new_amount(visit: Visit) -> int:
    """From finding the amount to a draft that raises it for Yongchuan; returns its number."""
    page = visit.open("/admin/find")
    page.fill("#q", "要求的务工月数")
    page.select_option("#district", "yongchuan")
    page.select_option("#service", "settle-by-work")
    page.locator("#found a", has_text="要求的务工月数").first.click()
    expect(page.locator("h1")).to_contain_text("要求的务工月数")
    page.get_by_role("button", name=re.compile("^新增：")).click()
    page.fill("#value", "48")
    page.fill("#since", "2027-01-01")
    page.locator("#districts input[value=yongchuan]").check()
    pressed(page, "加上")
    return int(page.url.split("/drafts/")[1].split("/")[0])


def amounts(visit: Visit, district: str, day: str) -> str:
    """What residents of a district read on a day."""
    return visit.open(RESIDENTS.format(district, day)).locator("main").inner_text()


def test_an_amount_is_raised_reviewed_published_and_read_on_its_day(
    own_office: Office, clock: Clock
) -> None:
    editor = own_office.enter("editor", ["yongchuan"])
    kaizhou = amounts(editor, "kaizhou", "2027-01-01")
    number = new_amount(editor)
    page = editor.open(f"/admin/drafts/{number}")
    pressed(page, "补上缺的例子")
    table = page.locator("#impact table")
    expect(table).to_contain_text("永川区", timeout=60_000)
    expect(table).to_contain_text("24个月 → 48个月")
    assert table.locator(".badge").count() >= 2
    pressed(page, "送审")
    person = added(own_office.app, "approver", name="审核人")
    secret = enrolled(own_office.app, person)
    clock.passes(minutes=1)
    approver = own_office.window()
    sign_in_by_hand(approver, person.name, secret, own_office.app)
    page = approver.open("/admin/reviews")
    page.locator(f"a[href$='/drafts/{number}']").first.click()
    page.get_by_role("link", name="看影响并批准").click()
    page.fill("#approve-words", "依据清楚")
    pressed(page, "批准这些修改")
    clock.passes(minutes=11)
    pressed(page, "现在发布")
    page.fill("#proof", PASSWORD)
    pressed(page, "继续")
    expect(page.locator("#draft .state").first).to_have_text("已发布")
    resident = own_office.window(viewport={"width": 360, "height": 740})
    resident.page.wait_for_timeout(1100)  # a process looks for a newer release once a second
    before, after = (amounts(resident, "yongchuan", d) for d in ("2026-12-31", "2027-01-01"))
    coming = "2027年1月1日起是48个月"
    assert coming in before
    before = before.replace(coming, "")
    assert ("24个月" in before, "48个月" in before) == (True, False)
    assert ("24个月" in after, "48个月" in after) == (False, True)
    assert amounts(resident, "kaizhou", "2027-01-01") == kaizhou


BUILT = "work in (contract, self_employed) and months(work_since) >= work_months"


def begun(office: Office, title: str = "务工的条件") -> int:
    """A draft with nothing in it yet."""
    person = added(office.app, "editor")
    with office.app.app_context():
        return drafts.begin(title, "", 1, person.id)


def item_address(number: int, place: str = "requirements/works_long_enough") -> str:
    """The form of an item of the service."""
    return f"/admin/drafts/{number}/item?path={WORK}&place={place}"


def calm(page: Page) -> None:
    """The builder has come back and answers again: nobody is quicker than these few moments."""
    page.wait_for_timeout(60)
    page.wait_for_function(
        "() => !document.querySelector('.condition .htmx-request, .condition .htmx-settling')"
    )


def settled(page: Page) -> None:
    """No request of htmx is under way and no autosave is due."""
    page.wait_for_timeout(700)
    page.wait_for_function("() => !document.querySelector('.htmx-request')")


def kept_condition(office: Office, number: int) -> object:
    """The condition as the draft holds it."""
    with office.app.app_context():
        change = drafts.read_draft(number).change(WORK, "requirements/works_long_enough")
        return change and change.after and change.after["when"]


@pytest.fixture
def building(office: Office) -> tuple[Visit, int]:
    """The form of a requirement in a draft, with its builder."""
    editor = office.enter("editor")
    number = begun(office)
    page = editor.open(item_address(number))
    expect(page.locator("#builder-when .group").first).to_be_visible()
    return editor, number


def assert_built(office: Office, visit: Visit, number: int) -> None:
    """The text, the sentence and, after a reload, the draft hold what was built."""
    page = visit.page
    expect(page.locator("#when")).to_have_value(BUILT)
    expect(page.locator("#builder-when .sentence")).to_contain_text("要求的务工月数")
    expect(page.locator("#saved")).to_contain_text("已保存")
    settled(page)
    assert kept_condition(office, number) == BUILT
    page.reload()
    expect(page.locator("#when")).to_have_value(BUILT)
    expect(page.locator("#builder-when .test")).to_have_count(2)
    assert visit.axe() == []


def test_a_condition_is_built_with_the_mouse_alone(
    office: Office, building: tuple[Visit, int]
) -> None:
    visit, number = building
    page = visit.page
    box = page.locator("#builder-when")
    while box.locator("button[id$=-remove]").count():
        box.locator("button[id$=-remove]").last.click()
        calm(page)
    expect(page.locator("#when")).to_have_value("")
    page.locator("#b-when--kind").select_option("all")
    calm(page)
    page.locator("#b-when--add-test").click()
    calm(page)
    page.locator("#b-when-0-subject").select_option("work")
    calm(page)
    page.locator("#b-when-0-values-contract").click()
    expect(page.locator("#when")).to_have_value("work == contract")
    calm(page)
    page.locator("#b-when-0-values-self_employed").click()
    expect(page.locator("#when")).to_have_value("work in (contract, self_employed)")
    calm(page)
    page.locator("#b-when--add-test").click()
    calm(page)
    page.locator("#b-when-1-subject").select_option("months:work_since")
    calm(page)
    page.locator("#b-when-1-values").select_option("parameter:work_months")
    assert_built(office, visit, number)


class Keyboard:
    """Somebody who touches no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def here(self) -> str:
        """The id of what has the focus."""
        return str(self.page.evaluate("document.activeElement.id"))

    def to(self, name: str, key: str = "Tab") -> None:
        """Tab until an element has the focus."""
        for _ in range(300):
            if self.here() == name:
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"{name} is not reached by {key}")

    def press(self, key: str) -> None:
        """Press a key and wait for what it does; the focus is not lost."""
        self.page.keyboard.press(key)
        calm(self.page)
        assert self.here(), f"{key} lost the focus"

    def choose(self, value: str) -> None:
        """Go down a list until a choice is chosen."""
        where = self.here()
        for _ in range(80):
            if self.page.evaluate("document.activeElement.value") == value:
                return
            self.press("ArrowDown")
            assert self.here() == where, f"the focus moved from {where} to {self.here()}"
        raise AssertionError(f"{value} is not to be chosen in {where}")


def test_a_condition_is_built_with_the_keyboard_alone(
    office: Office, building: tuple[Visit, int]
) -> None:
    visit, number = building
    page = visit.page
    keys = Keyboard(visit.page)
    keys.to("b-when-0-remove")
    while page.locator("#b-when-0-remove").count():
        keys.to("b-when-0-remove", "Shift+Tab" if "add-test" in keys.here() else "Tab")
        keys.press("Enter")
    keys.to("b-when--kind", "Shift+Tab")
    page.keyboard.press("ArrowUp")
    settled(page)
    keys.to("b-when--add-test")
    keys.press("Enter")
    assert keys.here() == "b-when-0-subject"
    keys.choose("work")
    for option in ("contract", "self_employed"):
        keys.to(f"b-when-0-values-{option}")
        keys.press("Space")
    keys.to("b-when--add-test")
    keys.press("Enter")
    assert keys.here() == "b-when-1-subject"
    keys.choose("months:work_since")
    keys.to("b-when-1-values")
    keys.choose("parameter:work_months")
    assert_built(office, visit, number)


def test_a_broken_text_shows_where_and_is_mended_before_choosing(
    office: Office, building: tuple[Visit, int]
) -> None:
    visit, number = building
    page = visit.page
    page.fill("#when", "work == contract and month(work_since) >= work_months")
    box = page.locator("#builder-when")
    expect(box.locator("mark")).to_be_visible()
    expect(box).to_contain_text("months")
    expect(box).to_contain_text("请先改好文字，再继续点选。")
    expect(box.locator(".test").first).to_be_visible()
    expect(box.locator(".builder :is(select, input, button):enabled")).to_have_count(0)
    expect(page.locator("#saved")).to_contain_text("是不是")
    assert visit.axe() == []
    page.reload()
    expect(page.locator("#when")).to_have_value(re.compile("month\\(work_since"))
    page.fill("#when", BUILT)
    expect(box.locator(".test")).to_have_count(2)
    expect(page.locator("#fault-when")).not_to_contain_text("是不是")
    settled(page)
    page.wait_for_timeout(1200)
    assert kept_condition(office, number) == BUILT


def amount_in(office: Office, since: str = "2027-01-01") -> tuple[int, str]:
    """A draft with a new amount of Yongchuan, and the address of its form."""
    fetch = signed_in(office.app, "editor")
    number = int(
        fetch.follow(fetch.post("/admin/drafts", {"title": "永川务工年限"})).rsplit("/", 1)[-1]
    )
    address = f"/admin/drafts/{number}/new?path={WORK}&under={ROWS}"
    fetch.post(address, {**RAISED, "since": since})
    return number, item_address(number, f"{ROWS}/yongchuan@{since}")


def kept_amount(office: Office, number: int) -> object:
    """The amount as the draft holds it."""
    with office.app.app_context():
        change = drafts.read_draft(number).change(WORK, f"{ROWS}/yongchuan@2027-01-01")
        return change and change.after and change.after["value"]


def autosaved(page: Page) -> None:
    """Wait until what was just typed is kept."""
    with page.expect_response(lambda its: its.request.method == "POST" and "/item?" in its.url):
        page.wait_for_timeout(50)
    settled(page)


@pytest.mark.parametrize("by_button", [False, True], ids=["while typing", "by the button"])
def test_the_second_of_two_editors_sees_both_versions_and_chooses(
    office: Office, by_button: bool
) -> None:
    number, address = amount_in(office)
    one = office.enter("editor")
    other = office.enter("editor")
    other.expected.append("409 (CONFLICT")
    first = one.open(address)
    second = other.open(address)
    first.fill("#value", "49")
    autosaved(first)
    second.fill("#value", "50")
    if by_button:
        pressed(second, "保存并回到草稿")
    expect(second.locator("h1")).to_have_text("同一项有两个版本")
    versions = second.locator("fieldset.versions", has_text="49")
    expect(versions).to_contain_text("50")
    assert other.axe() == []
    other.fits()
    assert kept_amount(office, number) == 49
    versions.locator("input[value=mine]").check()
    pressed(second, "保留所选")
    expect(second.locator("#value")).to_have_value("50")
    assert kept_amount(office, number) == 50


@pytest.mark.parametrize("typed", ["60", "四五十"], ids=["an amount", "no amount at all"])
def test_what_was_typed_outlives_the_browser(office: Office, typed: str) -> None:
    number, address = amount_in(office)
    person = added(office.app, "editor")
    crashed = office.window_of(person)
    page = crashed.open(address)
    page.fill("#value", typed)
    autosaved(page)
    crashed.context.close()
    page = office.window_of(person).open(address)
    expect(page.locator("#value")).to_have_value(typed)
    assert kept_amount(office, number) == (60 if typed == "60" else 48)


def test_an_editor_saves_at_once_what_was_just_autosaved(office: Office) -> None:
    number, address = amount_in(office)
    page = office.enter("editor").open(address)
    page.fill("#value", "51")
    page.wait_for_timeout(1150)
    pressed(page, "保存并回到草稿")
    expect(page).to_have_url(re.compile(rf"/drafts/{number}$"))
    assert kept_amount(office, number) == 51


def test_what_is_being_added_is_not_kept_once_more_as_not_added(office: Office) -> None:
    number = begun(office)
    page = office.enter("editor").open(f"/admin/drafts/{number}/new?path={WORK}&under={ROWS}")
    page.route("**/new?**", lambda route: route.fulfill(status=204))  # an answer that takes long
    sent: list[str] = []
    page.on("request", lambda its: sent.append(its.url) if its.method == "POST" else None)
    page.fill("#value", "48")
    page.keyboard.press("Enter")
    page.wait_for_timeout(1500)
    assert [("/new?" in its) for its in sent] == [True]


def test_other_districts_and_the_whole_city_are_closed_to_an_editor_of_one(office: Office) -> None:
    editor = office.enter("editor", ["yongchuan"])
    number = begun(office)
    editor.expected.append("403 (FORBIDDEN")
    places = [
        (WORK, "requirements/works_long_enough"),
        (WORK, "service"),
        ("districts.toml", "districts/kaizhou"),
        ("questions.toml", "questions/work"),
    ]
    for path, place in places:
        page = editor.open(f"/admin/drafts/{number}/item?path={path}&place={place}")
        expect(page.locator("form#item-form")).to_have_count(0)
        assert editor.axe() == []
    page = editor.open(f"/admin/drafts/{number}/new?path={WORK}&under={ROWS}")
    expect(page.locator("#districts input[value=kaizhou]")).to_have_count(0)
    page.evaluate("document.querySelector('#districts input[value=yongchuan]').value = 'kaizhou'")
    page.fill("#value", "48")
    page.fill("#since", "2027-01-01")
    pressed(page, "加上")
    expect(page.locator("#fault-districts")).to_be_visible()
    expect(page.locator("#value")).to_have_value("48")
    with office.app.app_context():
        assert drafts.read_draft(number).changes == ()


def test_without_scripts_a_requirement_is_edited_as_text(office: Office) -> None:
    number = begun(office)
    page = office.enter("editor", java_script_enabled=False).page
    page.goto(office.address + item_address(number))
    page.fill("#when", BUILT)
    pressed(page, "保存并回到草稿")
    assert kept_condition(office, number) == BUILT
    page.goto(office.address + item_address(number))
    expect(page.locator("#when")).to_have_value(BUILT)
    page.fill("#when", "work == nothing_of_the_kind")
    pressed(page, "保存并回到草稿")
    page.goto(office.address + item_address(number))
    expect(page.locator("#fault-when")).not_to_be_empty()


#: No request of htmx is under way, and nothing is computed that would be asked for again.
STILL = """() => !document.querySelector(
    '.htmx-request, .htmx-swapping, .htmx-settling, [hx-trigger^="load delay"]')"""
#: What a page's address holds that is read wide and in the dark too: one of each kind.
KINDS = ("/admin/find", "/impact", "place=service", "/new", "/releases/1/2", "/people")


def full_house(office: Office) -> list[str]:
    """Something on every page of administrators; their addresses."""
    number, address = amount_in(office)
    editor = signed_in(office.app, "editor")
    approver = signed_in(office.app, "approver")
    editor.post(f"/admin/drafts/{number}/examples", {})
    impact = editor.get(f"/admin/drafts/{number}/impact").text
    situation = re.search(r'href="(/admin/drafts/[^"]*situation[^"]*)"', impact)
    editor.post(f"/admin/drafts/{number}/submit", {"words": "请看"})
    approver.post(
        f"/admin/drafts/{number}/approve", {"seal": impact_of(approver, number), "words": "好"}
    )
    approver.post(f"/admin/drafts/{number}/publish", {})
    waiting, _ = amount_in(office, "2028-01-01")
    with office.app.app_context():
        assert drafts.read_draft(number).state == "published"
    return [
        "/admin/",
        "/admin/find?q=wgys",
        "/admin/drafts",
        "/admin/reviews",
        "/admin/releases",
        f"/admin/items?path={WORK}&place=requirements/works_long_enough",
        f"/admin/items?path={WORK}&place=service",
        f"/admin/drafts/{number}",
        f"/admin/drafts/{number}/impact",
        f"/admin/drafts/{waiting}",
        *([html.unescape(situation[1])] if situation else []),
        item_address(waiting),
        item_address(waiting, "service"),
        address,
        f"/admin/drafts/{waiting}/new?path={WORK}&under=examples",
        f"/admin/drafts/{waiting}/item?path={SOURCES}&place={SOURCE}",
        "/admin/releases/1/2",
        "/admin/import",
        "/admin/people",
        "/admin/audit",
        "/admin/account",
        "/admin/reports",
    ]


def faults_of(visit: Visit, path: str, thorough: bool) -> list[str]:
    """What is wrong with a page in every size; if thorough, what axe finds wide and in the dark."""
    response = visit.page.goto(visit.address + path)
    assert response is not None
    assert response.status == 200, path
    visit.page.wait_for_function(STILL)
    visit.fits_everywhere()
    found = []
    if thorough:
        found += visit.axe()
        found += visit.contrast(color_scheme="dark")
    visit.page.set_viewport_size({"width": 360, "height": 740})
    found += visit.axe()
    visit.page.set_viewport_size(WIDE["viewport"])
    return sorted(set(found))


def test_every_page_of_administrators_is_clean_and_fits(own_office: Office) -> None:
    """Axe reads all on a phone, those of KINDS, the first and the last wide and in the dark too."""
    pages = full_house(own_office)
    assert any("situation" in path for path in pages)
    manager = own_office.enter("manager")
    assert all(any(kind in path for path in pages) for kind in KINDS)
    found = {
        path: faults_of(manager, path, path == "/admin/" or any(its in path for its in KINDS))
        for path in pages
    }
    found["sign in"] = faults_of(own_office.window(), "/admin/", thorough=True)
    assert {path: faults for path, faults in found.items() if faults} == {}


def test_hostile_words_do_nothing_in_a_browser(
    own_office: Office, hostile: tuple[AdminFetcher, int]
) -> None:
    """On every second page; that no page lets them through is read from the text of all."""
    visit = own_office.enter("manager")
    dialogs: list[str] = []
    visit.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for path in PAGES[::2]:
        visit.open(path.format(hostile[1]))
        assert visit.page.locator("img[src=x]").count() == 0, path
    assert dialogs == []
