"""Journeys of administrators, in Chromium: to change a rule, to build a condition, to disagree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from portal.store import drafts
from tests.web.admin.conftest import Clock, admin_app, clock, seeded
from tests.web.admin.signing import PASSWORD, added, now_of

from .conftest import Visit, serving
from .office import ROWS, WORK, Office, enrolled

__all__ = ["admin_app", "clock", "seeded"]
pytestmark = [
    pytest.mark.browser,
    # The test server leaves a static file open when the browser goes away in the middle of it.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
RESIDENTS = "/districts/{}/settle-by-work?on={}"


@pytest.fixture
def office(admin_app: Flask, chromium: Browser) -> Iterator[Office]:
    """The portal on a store of its own, with nobody at their desk yet."""
    with serving(admin_app) as address:
        office = Office(admin_app, address, chromium)
        yield office
        office.close()


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
    office: Office, clock: Clock
) -> None:
    editor = office.enter("editor", ["yongchuan"])
    kaizhou = amounts(editor, "kaizhou", "2027-01-01")
    number = new_amount(editor)
    page = editor.open(f"/admin/drafts/{number}")
    pressed(page, "补上缺的例子")
    table = page.locator("#impact table")
    expect(table).to_contain_text("永川区", timeout=20_000)
    expect(table).to_contain_text("24个月 → 48个月")
    assert table.locator(".badge").count() >= 2
    pressed(page, "送审")
    person = added(office.app, "approver", name="审核人")
    secret = enrolled(office.app, person)
    clock.passes(minutes=1)
    approver = office.window()
    sign_in_by_hand(approver, person.name, secret, office.app)
    page = approver.open("/admin/reviews")
    page.locator(f"a[href$='/drafts/{number}']").first.click()
    page.get_by_role("link", name="看影响并批准").click()
    page.fill("#approve-words", "依据清楚")
    pressed(page, "按这个影响批准")
    clock.passes(minutes=11)
    pressed(page, "现在发布")
    page.fill("#proof", PASSWORD)
    pressed(page, "继续")
    expect(page.locator("#draft .state").first).to_have_text("已发布")
    resident = office.window(viewport={"width": 360, "height": 740})
    resident.page.wait_for_timeout(1100)  # a process looks for a newer release once a second
    before, after = (amounts(resident, "yongchuan", d) for d in ("2026-12-31", "2027-01-01"))
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
    editor, number = office.enter("editor"), begun(office)
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
    while rows := box.locator("button[id$=-remove]").count():
        box.locator("button[id$=-remove]").last.click()
        expect(box.locator("button[id$=-remove]")).not_to_have_count(rows)
    expect(page.locator("#when")).to_have_value("")
    page.locator("#b-when--add-test").click()
    page.locator("#b-when-0-subject").select_option("work")
    page.locator("#b-when-0-values-contract").click()
    expect(page.locator("#when")).to_have_value("work == contract")
    page.locator("#b-when-0-values-self_employed").click()
    expect(page.locator("#when")).to_have_value("work in (contract, self_employed)")
    page.locator("#b-when--add-test").click()
    page.locator("#b-when-1-subject").select_option("months:work_since")
    page.locator("#b-when-1-values").select_option("parameter:work_months")
    assert_built(office, visit, number)
