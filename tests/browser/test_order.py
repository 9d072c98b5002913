"""The order of a list in Chromium: an entry dragged by the mouse, moved by buttons with keys."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from portal.store import drafts
from tests.browser.conftest import Visit
from tests.browser.office import Office, office
from tests.browser.test_admin import Keyboard, begun
from tests.web.admin.conftest import admin_app, clock
from tests.web.admin.drafts.test_order import RENTAL

__all__ = ["admin_app", "clock", "office"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def opened(office: Office) -> tuple[Visit, int]:
    """The requirements of a service in a draft with nothing in it yet."""
    number = begun(office, "次序")
    visit = office.enter("approver")
    visit.open(f"/admin/drafts/{number}/order?path={RENTAL}&kind=requirements")
    return visit, number


def names_on(page: Page) -> list[str]:
    """The entries as they stand."""
    return [entry.get_attribute("data-entry") or "" for entry in page.locator("[data-entry]").all()]


def kept(office: Office, number: int) -> list[object]:
    """The orders that the draft holds."""
    with office.app.app_context():
        return [its.after and its.after["sequence"] for its in drafts.read_draft(number).changes]


def dragged(page: Page, name: str, onto: str) -> None:
    """Hold an entry by its handle and carry it to the lower half of another."""
    grip = page.locator(f'[data-entry="{name}"] [data-grip]').bounding_box()
    target = page.locator(f'[data-entry="{onto}"]').bounding_box()
    assert grip
    assert target
    page.mouse.move(grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2)
    page.mouse.down()
    page.mouse.move(grip["x"], target["y"] + target["height"] * 0.75, steps=6)


def test_an_entry_is_dragged_by_its_handle_and_what_is_let_go_by_escape_stays(
    office: Office,
) -> None:
    visit, number = opened(office)
    page = visit.page
    names = names_on(page)
    dragged(page, names[0], names[2])
    assert names_on(page)[:3] == [names[1], names[2], names[0]], "it follows the mouse"
    page.keyboard.press("Escape")
    page.mouse.up()
    assert names_on(page) == names
    assert kept(office, number) == []
    dragged(page, names[0], names[2])
    page.mouse.up()
    expect(page.locator("#order-said")).to_contain_text("排在第3位")
    expect(page.locator("#order-live")).to_contain_text("排在第3位")
    after = [names[1], names[2], names[0], *names[3:]]
    assert names_on(page) == after
    assert kept(office, number) == [after]
    assert visit.axe() == []
    visit.fits_everywhere()


def test_an_entry_is_moved_by_keys_and_the_focus_goes_with_it(office: Office) -> None:
    visit, number = opened(office)
    page = visit.page
    names = names_on(page)
    down = page.locator(f'button[value="{names[0]}:down"]')
    keys = Keyboard(page)
    keys.to(down.get_attribute("id") or "")
    page.keyboard.press("Enter")
    expect(page.locator("#order-said")).to_contain_text("排在第2位")
    expect(down).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("#order-said")).to_contain_text("排在第3位")
    expect(down).to_be_focused()
    keys.to((down.get_attribute("id") or "").removesuffix("-down") + "-up", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#order-said")).to_contain_text("排在第2位")
    after = [names[1], names[0], *names[2:]]
    assert names_on(page) == after
    assert kept(office, number) == [after]
    assert visit.axe() == []
