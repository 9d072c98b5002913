"""The preview of a draft in Chromium: two phones side by side, by keyboard, on paper."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.office import Office, office
from tests.web.admin.conftest import admin_app, clock
from tests.web.admin.drafts.test_road import raised
from tests.web.admin.signing import signed_in

__all__ = ["admin_app", "clock", "office"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
BANNER = "草稿，还没有生效"


def widths(page: Page) -> list[float]:
    """How wide and how far from the left the frames are."""
    boxes = [frame.bounding_box() for frame in page.locator("iframe").all()]
    return [value for box in boxes if box for value in (box["x"], box["width"])]


def test_a_draft_is_looked_at_by_keyboard_beside_todays_page(
    admin_app: Flask, office: Office
) -> None:
    number = raised(signed_in(admin_app, "editor"))
    visit: Visit = office.enter("approver")
    page = visit.open(f"/admin/drafts/{number}")
    page.get_by_role("link", name="预览").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="预览")).to_be_visible()
    page.get_by_role("link", name="2027年1月1日", exact=True).focus()
    page.keyboard.press("Enter")
    after = page.frame_locator("iframe").nth(1)
    expect(after.locator("body")).to_contain_text("满48个月")
    expect(after.locator("aside.preview")).to_contain_text(BANNER)
    expect(page.frame_locator("iframe").nth(0).locator("body")).not_to_contain_text("满48个月")
    left, width, right, other = widths(page)
    assert 358 <= width <= 362
    assert width == other
    assert right > left + width, "side by side on a desk"
    assert visit.axe() == []
    visit.fits_everywhere()
    page.set_viewport_size({"width": 360, "height": 740})
    left, _, right, _ = widths(page)
    assert left == right, "one after another on a phone"
    expect(page.locator("#pages")).to_contain_text("共")


def test_the_page_alone_says_on_screen_and_on_paper_that_it_is_a_draft(
    admin_app: Flask, office: Office
) -> None:
    number = raised(signed_in(admin_app, "editor"))
    visit = office.enter("editor", viewport={"width": 360, "height": 740})
    where = f"/admin/drafts/{number}/preview/draft/2027-01-01/-/districts/yongchuan"
    page = visit.open(where)
    banner = page.locator("aside.preview")
    expect(banner).to_contain_text(BANNER)
    assert visit.axe() == []
    page.get_by_role("contentinfo").scroll_into_view_if_needed()
    expect(banner).to_be_in_viewport()
    page.emulate_media(media="print")
    expect(banner).to_be_visible()
    expect(banner).to_be_in_viewport()
    page.emulate_media(media="screen")
    page.locator("a[href$='/settle-by-work']").first.evaluate("its => its.click()")
    expect(page.locator("body")).to_contain_text("满48个月")
    expect(page.locator("aside.preview")).to_contain_text(BANNER)
