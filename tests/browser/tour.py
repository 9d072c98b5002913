"""The pictures of the README: ``make tour`` takes them anew.

No test by its name, so it runs only when it is asked for.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

import portal
from portal.web.answer_cookie import COOKIE
from tests.browser.conftest import Visit
from tests.browser.office import Office
from tests.browser.test_admin import building, desk, new_amount, office, pressed
from tests.browser.test_kiosk import UPRIGHT, Kiosk, Service, kiosk_app, service
from tests.web.resident.result.told import COUPLE, cookie

__all__ = ["building", "desk", "kiosk_app", "office", "service"]

TOUR = Path(portal.__file__).parent / "static/tour"
PHONE = {"viewport": {"width": 360, "height": 740}}
DARK = {**PHONE, "color_scheme": "dark"}


def take(page: Page, name: str) -> None:
    """Keep what the window shows."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.screenshot(path=TOUR / f"{name}.png", animations="disabled")


@pytest.fixture
def household(visit: Visit, app: Flask) -> Visit:
    """A window of a couple with three children who have gone through the check."""
    value = cookie(app, COUPLE)
    visit.context.add_cookies([{"name": COOKIE, "value": value, "url": visit.address}])
    return visit


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/", "home"),
        ("/districts/shapingba/public-rental", "guide"),
        ("/districts/yubei", "succession"),
    ],
)
def test_pages_of_everybody(visit: Visit, path: str, name: str) -> None:
    take(visit.open(path), name)


def test_who_is_asked_about(visit: Visit) -> None:
    page = visit.open("/check?district=jiulongpo")
    page.locator("main form button.btn.wide").click()
    page.wait_for_url("**/check/people")
    page.locator("label[for=adults-2]").click()
    page.locator("label[for=children-1]").click()
    page.mouse.move(0, 0)
    take(page, "people")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/check/work?who=adult:2", "question"),
        ("/result", "overview"),
        ("/result/settle-by-work?who=adult:2", "result"),
        ("/roadmap#plan", "roadmap"),
        ("/en/result", "overview-en"),
    ],
)
def test_pages_of_a_household(household: Visit, path: str, name: str) -> None:
    take(household.open(path), name)


@pytest.mark.parametrize("visit", [DARK], indirect=True)
def test_dark_and_large(household: Visit) -> None:
    take(household.open("/zh-hant/result/resident-medical?size=large"), "dark-large")


@pytest.mark.parametrize("visit", [{"viewport": {"width": 1280, "height": 900}}], indirect=True)
def test_districts(visit: Visit) -> None:
    take(visit.open("/compare/public-rental"), "districts")


def test_kiosk(chromium: Browser, service: Service) -> None:
    kiosk = Kiosk(chromium, service, UPRIGHT)
    take(kiosk.open("/kiosk/"), "kiosk-home")
    kiosk.context.close()


def test_impact_and_board(office: Office) -> None:
    editor = office.enter("editor", ["yongchuan"], name="永川编辑")
    number = new_amount(editor)
    page = editor.open(f"/admin/drafts/{number}")
    pressed(page, "补上缺的例子")
    expect(page.locator("#impact table")).to_contain_text("永川区", timeout=20_000)
    page.locator("#impact").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('#impact').scrollIntoView()")
    take(page, "admin-impact")
    take(office.enter("manager", name="王敏").open("/admin/"), "admin-board")


def test_condition(building: tuple[Visit, int]) -> None:
    page = building[0].page
    page.evaluate("document.querySelector('#builder-when').scrollIntoView({block: 'center'})")
    take(page, "admin-condition")
