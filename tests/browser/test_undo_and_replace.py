"""Search and replace, undo and a new item's form in Chromium: by keyboard, checked by axe."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import expect

from portal.store import drafts, unfinished_forms
from tests.browser.conftest import Visit
from tests.browser.office import Office, office
from tests.web.admin.conftest import admin_app, clock

__all__ = ["admin_app", "clock", "office"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def test_words_are_replaced_and_brought_back_by_keyboard(admin_app: Flask, office: Office) -> None:
    visit: Visit = office.enter("approver")
    page = visit.open("/admin/replace?kind=papers")
    page.locator("#find").focus()
    page.keyboard.type("居住证")
    page.keyboard.press("Tab")
    page.keyboard.type("居住证件")
    page.keyboard.press("Enter")
    ticks = page.locator('[name="hit"]')
    expect(ticks.first).to_be_checked()
    count = ticks.count()
    assert visit.axe() == []
    visit.fits_everywhere()
    ticks.first.focus()
    page.keyboard.press("Space")
    page.locator('[name="act"]').focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("居住证件")
    with admin_app.app_context():
        (draft,) = drafts.list_drafts()
    assert len(draft.changes) == count - 1
    assert visit.axe() == []
    visit.fits_everywhere()
    page.get_by_role("button", name="撤销").first.focus()
    page.keyboard.press("Enter")
    notice = page.locator('#draft .notice[role="status"]')
    expect(notice).to_be_focused()
    expect(notice).to_contain_text("已撤销")
    assert visit.axe() == []
    with admin_app.app_context():
        assert drafts.read_draft(draft.id).changes == ()
    notice.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(notice).to_contain_text("已重做")
    with admin_app.app_context():
        assert len(drafts.read_draft(draft.id).changes) == count - 1
    visit.open(f"/admin/drafts/{draft.id}/steps")
    assert visit.axe() == []
    visit.fits_everywhere()


def test_a_new_item_is_kept_while_it_is_typed_and_a_remark_is_left_at_it(
    admin_app: Flask, office: Office
) -> None:
    visit: Visit = office.enter("approver")
    page = visit.open("/admin/drafts")
    page.locator("#title").fill("新材料")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("新材料")
    number = int(page.url.rsplit("/", 1)[-1])
    address = f"/admin/drafts/{number}/new?path=papers/shared.toml&under=papers"
    visit.open(address)
    page.locator("#name-zh").focus()
    page.keyboard.type("租房合同的复")
    expect(page.locator("#saved")).to_contain_text("已暂存")
    with admin_app.app_context():
        (draft,) = drafts.list_drafts()
        assert draft.author_id is not None
        (kept,) = unfinished_forms.kept_in(number, draft.author_id)
    assert kept.given["name.zh"] == ["租房合同的复"]
    visit.open(address)
    expect(page.locator("#name-zh")).to_have_value("租房合同的复")
    assert visit.axe() == []
    page.locator("#name-zh").focus()
    page.keyboard.press("End")
    page.keyboard.type("印件")
    expect(page.locator("#saved")).to_contain_text("已暂存")
    page.locator("#item-form .saving button").focus()
    page.keyboard.press("Enter")
    words = page.locator("#remark-words")
    words.focus()
    page.keyboard.type("要几份？")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#remarks")).to_contain_text("要几份？")
    assert visit.axe() == []
    visit.fits_everywhere()
