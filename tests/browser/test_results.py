"""Results of households in Chromium: the overview, the plan, the road, the calendar, sharing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar
from playwright.sync_api import Browser, Page, expect

from portal.web.answer_cookie import COOKIE, CheckState
from tests.browser.conftest import Visit
from tests.browser.test_journeys import PREFIXES
from tests.web.resident.result.told import COUPLE, PARENT, SINGLE, cookie, state

pytestmark = [
    pytest.mark.browser,
    # The test server leaves a static file open when the browser goes away in the middle of it.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

NOTHING_TOLD = state({}, children=({},), home={})
PAGES = (
    "/result",
    "/result/settle-by-work",
    "/result/college-entrance?who=child:2",
    "/result/resident-medical",
    "/roadmap",
    "/checklist",
)


def told(visit: Visit, app: Flask, household: CheckState) -> Page:
    """A window in which a check has been gone through."""
    value = cookie(app, household)
    visit.context.add_cookies([{"name": COOKIE, "value": value, "url": visit.address}])
    return visit.page


def unfold(page: Page) -> None:
    """Open whatever is folded in the page; the menu of the header would lie over it."""
    page.evaluate("document.querySelectorAll('main details').forEach(its => { its.open = true; })")


@pytest.mark.parametrize("household", [SINGLE, PARENT, COUPLE, NOTHING_TOLD])
def test_results_are_in_order_folded_and_open_in_every_window(
    visit: Visit, app: Flask, household: CheckState
) -> None:
    """Axe reads what is unfolded, which holds what is folded, of the common phone."""
    page = told(visit, app, household)
    for path in PAGES:
        visit.open(path)
        visit.fits_everywhere()
        unfold(page)
        visit.fits_everywhere()
        assert visit.axe() == [], path


def test_results_are_in_order_folded_wide_in_the_dark_and_in_forced_colours(
    visit: Visit, app: Flask
) -> None:
    """Of the household with the most on its pages; other colours can spoil contrast alone."""
    page = told(visit, app, COUPLE)
    for path in PAGES:
        visit.open(path)
        unfold(page)
        assert visit.contrast(color_scheme="dark") == [], path
    for path in PAGES[:2]:
        visit.open(path)
        assert visit.axe() == [], path
        page.set_viewport_size({"width": 1280, "height": 900})
        unfold(page)
        assert visit.axe() == [], path
        page.set_viewport_size({"width": 360, "height": 740})
        page.emulate_media(forced_colors="active")
        visit.fits()
        assert visit.axe() == [], path
        page.emulate_media(forced_colors="null")


@pytest.mark.parametrize("prefix", PREFIXES)
def test_results_are_in_order_in_every_language_in_the_largest_type(
    visit: Visit, app: Flask, prefix: str
) -> None:
    """Axe reads all in Chinese, in the others the overview, whose words are the most."""
    page = told(visit, app, COUPLE)
    for path in ("/result", "/roadmap", "/result/settle-by-work"):
        visit.open(f"{prefix}{path}?size=elder")
        unfold(page)
        visit.fits()
        if not prefix or path == "/result":
            assert visit.axe() == [], path


def test_the_overview_is_short_for_a_parent_with_two_children(visit: Visit, app: Flask) -> None:
    courier = state(PARENT.adults[0], children=(PARENT.children[0], {"child_stage": "preschool"}))
    page = told(visit, app, courier)
    visit.open("/result")
    main = page.locator("main")
    assert page.evaluate("document.querySelector('main').scrollHeight") <= 3 * 740
    assert len(re.sub(r"\s", "", main.inner_text())) <= 3 * 400
    top = page.locator("#first").bounding_box()
    assert top
    assert top["y"] < 400


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_topic_is_unfolded_by_a_touch_and_leads_to_each_persons_result(
    chromium: Browser, address: str, app: Flask, scripts: bool
) -> None:
    context = chromium.new_context(
        viewport={"width": 360, "height": 740},
        java_script_enabled=scripts,
        has_touch=True,
        service_workers="block",
    )
    context.add_cookies([{"name": COOKIE, "value": cookie(app, COUPLE), "url": address}])
    page = context.new_page()
    page.goto(f"{address}/result")
    row = page.locator("a.row", has_text="务工经商落户")
    expect(row).not_to_be_visible()
    page.locator("#topic-settlement summary").tap()
    expect(row).to_contain_text("爱人")
    row.tap()
    expect(page.locator("h1")).to_contain_text("爱人")
    page.locator("a.person", has_text="您").tap()
    expect(page.locator("h1")).to_contain_text("您")
    expect(page.locator("a.person[aria-current]")).to_contain_text("您")
    context.close()


def test_the_keyboard_reaches_topics_and_rows_in_their_order(visit: Visit, app: Flask) -> None:
    page = told(visit, app, COUPLE)
    visit.open("/result")
    page.locator("#topic-settlement summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "row"
    page.locator("#topic-settlement summary").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#topic-settlement a.row").first).not_to_be_visible()


def test_the_plan_and_the_road_stand_as_pictures_inside_the_window(
    visit: Visit, app: Flask
) -> None:
    page = told(visit, app, COUPLE)
    visit.open("/result")
    page.locator("#plan h2 a").click()
    expect(page).to_have_url(re.compile(r"/roadmap#plan$"))
    for picture in (page.locator("#plan svg").nth(1), page.locator("figure.drawn svg").first):
        box = picture.bounding_box()
        assert box
        assert box["width"] <= 360
        texts = picture.locator("text").evaluate_all(
            "all => all.map(its => { const box = its.getBoundingClientRect();"
            " return [box.left, box.right]; })"
        )
        assert texts
        assert all(left >= 0 and right <= 360 for left, right in texts)


def test_the_dates_are_downloaded_as_a_calendar_and_can_be_copied(
    visit: Visit, app: Flask, tmp_path: Path
) -> None:
    visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = told(visit, app, COUPLE)
    visit.open("/roadmap")
    with page.expect_download() as waiting:
        page.locator("#calendar a.btn").click()
    file = tmp_path / "dates.ics"
    waiting.value.save_as(file)
    events = Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    assert len(events) == page.locator("#dates li").count()
    page.locator("[data-dates] summary").click()
    page.locator("[data-copy]").click()
    expect(page.locator("[data-copy]")).to_have_text("已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert len(copied.strip().split("\n")) == len(events)


def test_steps_are_shared_as_they_stand_on_the_page(visit: Visit, app: Flask) -> None:
    visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit.page.add_init_script("delete Navigator.prototype.share")
    page = told(visit, app, COUPLE)
    visit.open("/result/settle-by-work")
    page.locator("[data-share-text]").click()
    expect(page.locator("[data-share-text]")).to_have_text("已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "务工经商落户" in copied
    assert "户口簿" in copied
    assert "您填的" not in copied


def test_what_cannot_be_shared_without_scripts_can_be_selected(
    chromium: Browser, address: str, app: Flask
) -> None:
    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, java_script_enabled=False
    )
    context.add_cookies([{"name": COOKIE, "value": cookie(app, COUPLE), "url": address}])
    page = context.new_page()
    page.goto(f"{address}/result/settle-by-work")
    expect(page.locator("[data-share-text]")).not_to_be_visible()
    page.locator("[data-shared] summary").click()
    expect(page.locator("#shared")).to_contain_text("1. ")
    page.goto(f"{address}/roadmap")
    expect(page.locator("#calendar a.btn")).to_be_visible()
    page.locator("[data-dates] summary").click()
    expect(page.locator("#dates li").first).to_be_visible()
    context.close()


def test_everything_is_printed_unfolded(visit: Visit, app: Flask) -> None:
    page: Any = told(visit, app, COUPLE)
    visit.open("/result")
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    folded = page.evaluate("document.querySelectorAll('details:not([open])').length")
    assert folded == 0
    expect(page.locator("a.row").first).to_be_visible()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("document.querySelectorAll('details:not([open])').length") > 5
