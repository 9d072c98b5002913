"""The yearly page in Chromium: by keyboard, pasted from a spreadsheet, and checked by axe."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from portal.store import drafts
from tests.browser.conftest import Visit
from tests.browser.office import Office, office
from tests.web.admin.conftest import admin_app, clock

__all__ = ["admin_app", "clock", "office"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
SOURCE = "resident-medical-2026"
PASTE = """([id, text]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
  document.getElementById(id).dispatchEvent(event);
}"""


def first_amount(page: Page) -> str:
    """The number of the row of the first level of residents' medical insurance."""
    row = page.locator("tr[data-row]", has_text="一档").filter(has_text="居民医保").first
    return row.locator("td").first.inner_text()


def test_a_year_is_filled_in_by_keyboard_checked_as_typed_and_saved(
    admin_app: Flask, office: Office
) -> None:
    visit: Visit = office.enter("editor")
    page = visit.open("/admin/yearly?topic=insurance")
    assert visit.axe() == []
    visit.fits_everywhere()
    page.locator("#source").focus()
    page.keyboard.type(SOURCE)
    number = first_amount(page)
    page.locator(f"#r{number}-value").focus()
    page.keyboard.type("521")
    page.keyboard.press("Tab")
    expect(page.locator("#checked")).to_contain_text("30%")
    expect(page.locator(f"#jump-{number}")).to_contain_text("30%")
    expect(page.locator(f'[name="{number}.same"]')).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(f"#r{number}-since")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("2026-13-01")
    page.keyboard.press("Tab")
    expect(page.locator(f"#fault-r{number}-since")).to_contain_text("错误")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("2027-01-01")
    page.keyboard.press("Enter")
    expect(page.locator("#saved")).to_contain_text("有1行")
    assert visit.axe() == []
    visit.fits_everywhere()
    with admin_app.app_context():
        (draft,) = drafts.list_drafts()
    (change,) = draft.changes
    assert change.after is not None
    assert change.after["value"] == 52100


def test_cells_of_a_spreadsheet_pasted_into_a_field_fill_down_and_right(office: Office) -> None:
    visit: Visit = office.enter("editor")
    page = visit.open("/admin/yearly?topic=insurance")
    fields = page.locator('[data-row] [data-column="value"]')
    names = [fields.nth(n).get_attribute("id") for n in range(fields.count())]
    page.evaluate(PASTE, [names[1], "3200\t2027-01-01\t2027-11-30\n6900\n"])
    expect(page.locator(f"#{names[1]}")).to_have_value("3200")
    second = str(names[1]).replace("value", "until")
    expect(page.locator(f"#{second}")).to_have_value("2027-11-30")
    expect(page.locator(f"#{names[2]}")).to_have_value("6900")
    expect(page.locator(f"#{names[0]}")).to_have_value("")
    expect(page.locator("#checked")).to_contain_text("来源")
    page.evaluate(PASTE, [names[-1], "一\n二\n三"])
    expect(page.locator("#paste")).to_have_value("二\n三")
