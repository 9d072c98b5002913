"""What is refused in the administration, in Chromium: said at its place, with nothing lost."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from portal.store import drafts
from tests.browser.office import Office
from tests.browser.test_admin import Desk, desk, office, pressed, pytestmark
from tests.web.admin.signing import PASSWORD, added

__all__ = ["desk", "office", "pytestmark"]
FLAT = "services/housing/public-rental.toml"
HOME = "requirements/no_other_subsidised_home"
MEDICAL = "services/insurance/resident-medical.toml"
LEVEL = "parameters/first_level/rows"


def begun(office: Office) -> int:
    person = added(office.app, "editor")
    with office.app.app_context():
        return drafts.begin("试改", "", 1, person.id)


def item(number: int) -> str:
    return f"/admin/drafts/{number}/item?path={FLAT}&place={HOME}"


def note(page: Page, words: str) -> None:
    """Say a requirement's note otherwise, and back to the draft."""
    page.locator("textarea[name='note.zh']").fill(words)
    pressed(page, "保存并回到草稿")


def test_an_approval_on_a_page_opened_before_a_change_is_refused_and_says_what_changed(
    office: Office,
) -> None:
    number = begun(office)
    editor = office.enter("editor")
    approver = office.enter("approver")
    page = editor.open(item(number))
    note(page, "一共430元。")
    pressed(page, "送审")
    old = approver.open(f"/admin/drafts/{number}/impact")
    expect(old.locator(".change")).to_contain_text("430")
    page = editor.open(f"/admin/drafts/{number}")
    page.locator("form[action$='/return'] button").click()
    page.wait_for_load_state()
    note(editor.open(item(number)), "一共99999元。")
    pressed(editor.page, "送审")
    old.fill("#approve-words", "看过了")
    pressed(old, "批准这些修改")
    expect(old.locator(".notice.error")).to_contain_text("没有批准")
    expect(old.locator(".notice.warn ins", has_text="99999")).to_be_visible()
    expect(old.locator("#comment")).to_have_value("看过了")
    with office.app.app_context():
        assert drafts.read_draft(number).state == "in_review"
    approver.faults.clear()  # the refusal itself is a 409


def test_an_unfinished_row_is_an_error_at_its_field_and_there_again_later(office: Office) -> None:
    number = begun(office)
    visit = office.enter("editor")
    page = visit.open(item(number))
    page.locator("#b-when--add-test").click()
    row = page.locator("#b-when-1-subject")
    row.select_option("sold_home")
    expect(page.locator("#fault-when")).to_contain_text("没填完", timeout=30_000)
    page = visit.open(item(number))
    expect(page.locator("#b-when-1-subject")).to_have_value("sold_home")
    page = visit.open(f"/admin/drafts/{number}")
    pressed(page, "送审")
    expect(page.locator(".notice.error")).to_be_visible()
    visit.faults.clear()


def test_an_absurd_amount_blocks_and_a_large_change_is_shown(office: Office) -> None:
    number = begun(office)
    visit = office.enter("editor")
    page = visit.open(f"/admin/drafts/{number}/new?path={MEDICAL}&under={LEVEL}")
    for name, value in (("value", "43000"), ("since", "2027-01-01"), ("until", "2027-12-31")):
        page.fill(f"#{name}", value)
    pressed(page, "加上")
    expect(page.locator("#fault-value")).to_contain_text("10倍以上")
    page.fill("#value", "900")
    expect(page.locator("#fault-value")).to_be_empty(timeout=30_000)
    page = visit.open(f"/admin/drafts/{number}")
    expect(page.locator(".change .notice.warn")).to_contain_text("请再核对")
    visit.faults.clear()


def test_what_was_typed_outlives_the_end_of_the_sign_in(office: Office, desk: Desk) -> None:
    number = begun(office)
    person = added(office.app, "editor")
    visit = office.window_of(person)
    page = visit.open(item(number))
    desk.clock.passes(hours=13)
    page.locator("textarea[name='note.zh']").fill("登录失效之后写的。")
    expect(page.locator("#saved")).to_contain_text("登录已失效", timeout=30_000)
    expect(page.locator("textarea[name='note.zh']")).to_have_value("登录失效之后写的。")
    page.get_by_role("button", name="保存并回到草稿", exact=True).click()
    page.fill("#name", person.name)
    page.fill("#password", PASSWORD)
    pressed(page, "登录")
    expect(page.locator("h1")).to_have_text("您写的内容还在")
    pressed(page, "现在提交")
    expect(page).to_have_url(re.compile(rf"/admin/drafts/{number}$"))
    expect(page.locator(".change")).to_contain_text("登录失效之后写的。")
    visit.faults.clear()


def test_a_draft_sent_back_keeps_its_day_and_an_impossible_one_stays_to_be_mended(
    office: Office,
) -> None:
    number = begun(office)
    editor = office.enter("editor")
    approver = office.enter("approver")
    page = editor.open(item(number))
    note(page, "新年起。")
    page.fill("#from_day", "2027-02-30")
    page.fill("#submit-words", "请看")
    pressed(page, "送审")
    expect(page.locator("#fault-from_day")).to_contain_text("没有“2027-02-30”这一天")
    expect(page.locator("#from_day")).to_have_value("2027-02-30")
    expect(page.locator("#submit-words")).to_have_value("请看")
    page.fill("#from_day", "2027-01-01")
    pressed(page, "送审")
    page = approver.open(f"/admin/drafts/{number}")
    page.fill("#return-words", "再想想")
    pressed(page, "退回修改")
    page = editor.open(f"/admin/drafts/{number}")
    expect(page.locator("#from_day")).to_have_value("2027-01-01")
    editor.faults.clear()
