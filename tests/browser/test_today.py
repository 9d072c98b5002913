"""Today and the calendar of expiries in Chromium: by keyboard, at a glance, checked by axe."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from portal.store import database
from portal.store.people.assignments import responsibilities
from portal.store.reports import add_report
from tests.browser.office import WIDE, Office, office_of
from tests.web.admin.conftest import admin_app, clock
from tests.web.admin.signing import added

__all__ = ["admin_app", "clock"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
SCREENS = 2 * WIDE["viewport"]["height"]
MEDICAL = ("services/insurance/resident-medical.toml", "parameters/first_level")


@pytest.fixture
def office(admin_app: Flask, chromium: Browser) -> Iterator[Office]:
    """The portal on a store of its own, with a report."""
    with admin_app.app_context():
        add_report("public-rental", "yongchuan", 1, "要三年")
        database.db.session.remove()
    with office_of(admin_app, chromium) as office:
        yield office


def test_somebody_is_made_responsible_by_keyboard_and_finds_it_on_top_of_their_day(
    admin_app: Flask, office: Office
) -> None:
    approver = added(admin_app, "approver", name="王敏")
    editor = added(admin_app, "editor", topics=["insurance"], name="李静")
    visit = office.window_of(editor)
    page = visit.open("/admin/calendar")
    assert visit.axe() == []
    visit.fits_everywhere()
    entry = page.locator(".items > li", has_text="城乡居民医保").filter(has_text="一档").first
    entry.get_by_role("link", name="查看，或指定负责人").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#responsible")).to_be_visible()
    page.locator("#holder").focus()
    for _ in ("李静", "王敏"):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#holder option:checked")).to_have_text("王敏")
    assert visit.axe() == []
    with admin_app.app_context():
        assert responsibilities()[MEDICAL].id == approver.id
        database.db.session.remove()
    theirs = office.window_of(approver)
    day = theirs.open("/admin/")
    line = day.locator(".todo a").first
    expect(line).to_contain_text("更新：城乡居民医保")
    assert theirs.axe() == []
    theirs.fits_everywhere()
    line.focus()
    day.keyboard.press("Enter")
    expect(day.locator("h1")).to_have_text("年度标准")


def test_a_typical_day_of_a_district_fits_on_two_screens(admin_app: Flask, office: Office) -> None:
    local = added(admin_app, "editor", districts=["yongchuan"])
    visit = office.window_of(local)
    page = visit.open("/admin/")
    expect(page.locator(".todo")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollHeight") <= SCREENS
    assert visit.axe() == []
    visit.fits_everywhere()


def test_an_address_for_a_calendar_is_made_by_keyboard_and_told_once(office: Office) -> None:
    visit = office.enter("approver")
    page = visit.open("/admin/calendar")
    page.get_by_role("button", name="生成地址").focus()
    page.keyboard.press("Enter")
    expect(page.locator("code.address")).to_contain_text(".ics")
    assert visit.axe() == []
    visit.fits_everywhere()
    visit.open("/admin/calendar")
    expect(page.locator("code.address")).to_have_count(0)
    page.get_by_role("button", name="停用这个地址").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="生成地址")).to_be_visible()
