"""Journeys of administrators by keyboard alone: their steps are counted, printed and bounded.

A step is a key that takes one on: Enter on a link or a button, Space on a tick, an address opened.
A field is what is typed or chosen. ``-s`` prints the table of docs/measurements.md.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import openpyxl
import pyotp
import pytest
from playwright.sync_api import Locator, Page, expect

from portal.store import drafts
from portal.store.people import accounts
from tests.browser.conftest import Visit
from tests.browser.office import WORK, Office, office
from tests.browser.test_admin import Keyboard, amount_in, autosaved, calm, settled
from tests.browser.test_kiosk import Service, enter, kiosk_app, service
from tests.web.admin.conftest import admin_app, clock
from tests.web.admin.drafts.test_new_service import (
    AMOUNT,
    ID,
    INCOME,
    LEASE,
    NAME,
    QUESTION,
    SOURCE,
    TEXTS,
)
from tests.web.admin.signing import PASSWORD, now_of
from tests.web.kiosk.machines import PIN, set_pin

__all__ = ["admin_app", "clock", "enter", "kiosk_app", "office", "service"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
MEDICAL = "resident-medical-2026"
#: What is pressed, in one place: a wording that changes is mended here.
ADD = "加上"
APPROVE = "批准这些修改"
BEGIN_SERVICE = "从新建事项开始"
CONFIRM = "确认"
EXAMPLES = "补上缺的例子"
KEEP_CHOSEN = "保留所选"
LOOK_AND_APPROVE = "看影响并批准"
MAKE_DRAFT = "做成草稿"
ON_TO_PARTS = "下一步：填各部分"
PUBLISH = "现在发布"
SAVE_GRID = "存进草稿"
SAVE_ITEM = "保存并回到草稿"
SET_PASSWORD = "设置密码"
SUBMIT = "送审"


class Worker:
    """Somebody who touches no mouse; ``steps`` and ``fields`` are what they did."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.page: Page = visit.page
        self.steps = 0
        self.fields = 0
        self._seen: set[str] = set()

    def open(self, path: str) -> None:
        """Go to an address."""
        self.steps += 1
        self.visit.open(path)
        self.look()

    def look(self) -> None:
        """Axe finds nothing on the page, the first time that one of its kind is open."""
        kind = re.sub(r"\d+", "0", urlsplit(self.page.url).path)
        if kind not in self._seen:
            self._seen.add(kind)
            assert self.visit.axe() == [], self.page.url

    def reach(self, target: Locator) -> None:
        """Bring the focus to what the Tab key stops at."""
        target.focus()
        stops = target.evaluate("its => its === document.activeElement && its.tabIndex >= 0")
        assert stops, target

    def press(self, words: str | re.Pattern[str], role: str = "button") -> None:
        """Press Enter on the button or link of these words and see what follows."""
        exact = isinstance(words, str)
        self.enter(self.page.get_by_role(role, name=words, exact=exact).first)  # type: ignore[arg-type]

    def follow(self, words: str | re.Pattern[str]) -> None:
        """The same of a link that has these words in it."""
        self.enter(self.page.get_by_role("link", name=words).first)

    def enter(self, target: Locator) -> None:
        """Press Enter on something that leads to another page."""
        self.steps += 1
        self.reach(target)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.look()

    def tick(self, target: Locator) -> None:
        """Press Space on a tick."""
        self.steps += 1
        self.reach(target)
        self.page.keyboard.press("Space")
        expect(target).to_be_checked()

    def unfold(self, words: str) -> None:
        """Open what is folded below these words."""
        self.steps += 1
        self.reach(self.page.locator("summary", has_text=words).first)
        self.page.keyboard.press("Enter")

    def write(self, field: str, words: str) -> None:
        """Type into the field of an id in place of what stands there."""
        self.fields += 1
        self.reach(self.page.locator(f'[id="{field}"]'))
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(words)

    def choose(self, field: str, value: str) -> None:
        """Go down a list until a choice is chosen."""
        self.fields += 1
        self.reach(self.page.locator(f'[id="{field}"]'))
        self.page.keyboard.press("Home")
        Keyboard(self.page).choose(value)

    def fill(self, typed: dict[str, str]) -> None:
        """Fill in the fields of a form by their names; choices are found by what they are."""
        for name, value in typed.items():
            named = self.page.locator(f'[name="{name}"]').first
            field = named.get_attribute("id") or ""
            if named.evaluate("its => its.tagName") == "SELECT":
                self.choose(field, value)
            elif named.get_attribute("type") in ("radio", "checkbox"):
                self.fields += 1
                self.choose_one(name, value)
            else:
                self.write(field, value)

    def choose_one(self, name: str, value: str) -> None:
        """Choose one of several buttons that are beside each other."""
        target = self.page.locator(f'[name="{name}"][value="{value}"]')
        target.focus()
        self.page.keyboard.press("Space")
        expect(target).to_be_checked()

    def number(self) -> int:
        """The number of the draft whose page is open."""
        found = re.search(r"/drafts/(\d+)", self.page.url) or re.search(
            r"draft=(\d+)", self.page.url
        )
        assert found, self.page.url
        return int(found[1])


@pytest.fixture
def table(capsys: pytest.CaptureFixture[str]) -> Iterator[list[str]]:
    """Rows of the table, printed in the end."""
    rows: list[str] = []
    yield rows
    with capsys.disabled():
        print("", *rows, sep="\n")


def approved_and_published(office: Office, number: int) -> Worker:
    """An approver who comes from the list of what waits, up to the publication."""
    approver = Worker(office.enter("approver"))
    approver.open("/admin/reviews")
    approver.follow(LOOK_AND_APPROVE)
    expect(approver.page.locator("#approve-words")).to_be_visible()
    approver.press(APPROVE)
    approver.press(PUBLISH)
    with office.app.app_context():
        assert drafts.read_draft(number).state == "published"
    return approver


def submitted(worker: Worker) -> None:
    """From the page of a draft, the check of which has ended, to review."""
    worker.press(SUBMIT)
    expect(worker.page.locator("#draft .state").first).to_have_text("待审核")


def test_the_first_manager_comes_in(office: Office, table: list[str]) -> None:
    """After the one command ``portal editor add NAME --role manager``."""
    with office.app.app_context():
        _, code = accounts.add_person("第一位", "manager", None, None, "test", now_of(office.app))
    worker = Worker(office.window())
    worker.open("/admin/setup")
    for field, words in {
        "name": "第一位",
        "code": code,
        "password": PASSWORD,
        "again": PASSWORD,
    }.items():
        worker.write(field, words)
    worker.press(SET_PASSWORD)
    worker.write("name", "第一位")
    worker.write("password", PASSWORD)
    worker.press("登录")
    secret = worker.page.locator(".secret code").inner_text().replace(" ", "")
    worker.write("code", pyotp.TOTP(secret).at(now_of(office.app)))
    worker.press(CONFIRM)
    worker.follow("我已保存")
    expect(worker.page.locator("header.side")).to_contain_text("第一位")
    screens = worker.steps
    table.append(f"| nothing → first manager in | 1 command, {screens} screens |")
    assert screens <= 5


def test_an_amount_of_a_district_from_a_day_is_published(office: Office, table: list[str]) -> None:
    worker = Worker(office.enter("editor", ["yongchuan"]))
    worker.open("/admin/find?q=要求的务工月数&service=settle-by-work&district=yongchuan")
    worker.enter(worker.page.locator("#found a", has_text="要求的务工月数").first)
    worker.press(re.compile("^新增："))
    worker.fill({"value": "48", "since": "2027-01-01"})
    district = worker.page.locator("#districts input[value=yongchuan]")
    if not district.is_checked():
        worker.tick(district)
    worker.press(ADD)
    number = worker.number()
    worker.press(SAVE_ITEM)
    worker.press(EXAMPLES)
    submitted(worker)
    approver = approved_and_published(office, number)
    table.append(
        f"| district amount from 2027-01-01 to published | {worker.steps} editor, "
        f"{approver.steps} approver |"
    )
    assert worker.steps <= 12
    assert approver.steps <= 4


def test_the_amounts_of_a_year_are_renewed(office: Office, table: list[str]) -> None:
    worker = Worker(office.enter("editor"))
    worker.open("/admin/")
    worker.enter(worker.page.locator("main a[href$='/admin/yearly']").first)
    figures = filled_in(worker)
    worker.press(SAVE_GRID)
    number = worker.number()
    worker.open(f"/admin/yearly?year=2025&draft={number}")
    figures += filled_in(worker)
    worker.press(SAVE_GRID)
    worker.open(f"/admin/drafts/{number}")
    expect(worker.page.locator("#check .good")).to_be_visible()
    submitted(worker)
    table.append(
        f"| renew all lapsed amounts for a year | {worker.steps} steps besides {figures} figures |"
    )
    with office.app.app_context():
        changes = drafts.read_draft(number).changes
    assert sum("/rows/" in its.place for its in changes) > 20
    assert worker.steps <= 15


def filled_in(worker: Worker) -> int:
    """Type what stood there a year before into each row that begins on a 1 January: how many."""
    worker.write("source", MEDICAL)
    figures = 0
    for row in worker.page.locator("tr[data-row]").all():
        if not row.locator('[data-column="since"]').input_value().endswith("-01-01"):
            continue
        for field in row.locator('[data-column="value"], [data-column="en"]').all():
            hint = field.locator("xpath=following-sibling::p[contains(@class, 'small')][1]/span")
            if hint.count():
                worker.write(field.get_attribute("id") or "", hint.inner_text())
                figures += 1
    return figures


def test_a_service_is_added_by_forms_and_residents_of_its_district_read_it(
    office: Office, table: list[str]
) -> None:
    """The questions and the result that follow are in tests/web/admin/drafts."""
    worker = Worker(office.enter("editor", ["yongchuan"]))
    worker.open("/admin/drafts")
    worker.write("title", "永川的租赁补贴")
    worker.press(BEGIN_SERVICE)
    worker.fill(TEXTS)
    worker.press(ON_TO_PARTS)
    added_part(worker, "还没有的来源", SOURCE)
    source = "yong-chuan-qu-zhu-fang-zu"
    added_part(worker, "新增：在哪些区县办", {"since": "2026-01-01", "source": source})
    added_part(worker, "还没有的问题", QUESTION)
    added_part(worker, "新增：一项金额或标准", AMOUNT)
    worker.fill({"value": "3000"})
    worker.press(ADD)
    worker.follow("新增：条件")
    built(worker, "zu_fang_he_tong_bei_an", {"yes": ""})
    worker.fill(LEASE)
    worker.press(ADD)
    worker.follow("新增：条件")
    built(worker, "monthly_income_per_person", {"": "parameter:shou_ru_xian_mei_ren_mei"})
    worker.fill(INCOME)
    worker.press(ADD)
    worker.press(EXAMPLES)
    onward = worker.page.get_by_role("link", name="去草稿")
    onward.focus()
    expect(worker.page.locator("#guide")).to_contain_text("不缺什么了")
    expect(onward).to_be_focused()
    worker.enter(onward)
    submitted(worker)
    approver = approved_and_published(office, worker.number())
    resident = office.window(viewport={"width": 360, "height": 740})
    resident.page.wait_for_timeout(1100)  # a process looks for a newer release once a second
    page = resident.open(f"/districts/yongchuan/{ID}")
    expect(page.locator("h1")).to_contain_text(NAME)
    expect(page.locator("main")).to_contain_text("3,000元")
    table.append(
        f"| new service | {worker.steps} steps, {worker.fields} fields editor, "
        f"{approver.steps} approver |"
    )
    assert worker.steps <= 30
    assert worker.fields <= 45


def added_part(worker: Worker, words: str, typed: dict[str, str]) -> None:
    """Follow a link of the guide, fill in the form and add what it says."""
    worker.follow(words)
    worker.fill(typed)
    worker.press(ADD)


def built(worker: Worker, subject: str, values: dict[str, str]) -> None:
    """Build a condition of one line: ticks by their value, or an amount chosen after ``<=``."""
    page = worker.page
    act(worker, "b-when--add-test")
    choose(worker, "b-when-0-subject", subject)
    for tick, amount in values.items():
        if tick:
            act(worker, f"b-when-0-values-{tick}")
        else:
            choose(worker, "b-when-0-operator", "<=")
            choose(worker, "b-when-0-values", amount)
    expect(page.locator("#when")).to_have_value(re.compile(subject))


def act(worker: Worker, name: str) -> None:
    """Press a button of the condition builder and wait for what it does."""
    worker.steps += 1
    worker.reach(worker.page.locator(f'[id="{name}"]'))
    worker.page.keyboard.press("Space")
    calm(worker.page)


def choose(worker: Worker, name: str, value: str) -> None:
    """Choose in a list of the condition builder and wait for what it does."""
    worker.fields += 1
    worker.reach(worker.page.locator(f'[id="{name}"]'))
    keys = Keyboard(worker.page)
    keys.press("Home")
    keys.choose(value)


def test_a_new_amount_comes_with_its_first_figure_in_one_draft(
    office: Office, table: list[str]
) -> None:
    worker = Worker(office.enter("editor"))
    worker.open(f"/admin/items?path={WORK}&place=service")
    worker.choose("under", "parameters")
    worker.press(ADD)
    worker.fill({"text.zh": "每年的安家补贴", "unit": "fen", "missing.zh": "今年的没查到。"})
    worker.press(ADD)
    worker.fill({"value": "1200", "since": "2027-01-01", "until": "2027-12-31", "source": MEDICAL})
    worker.press(ADD)
    number = worker.number()
    worker.press(SAVE_ITEM)
    submitted(worker)
    with office.app.app_context():
        places = [its.place for its in drafts.read_draft(number).changes]
    assert [its.count("/") for its in sorted(places)] == [1, 3], "one draft has both"
    table.append(
        f"| new yearly amount (new parameter) | {worker.steps} steps, {worker.fields} fields, "
        "1 publication |"
    )
    assert worker.steps <= 6


def test_counters_come_by_a_spreadsheet_with_chinese_headings(
    office: Office, tmp_path: Path, table: list[str]
) -> None:
    file = tmp_path / "服务点.xlsx"
    file.write_bytes(workbook())
    worker = Worker(office.enter("editor", ["yongchuan"]))
    worker.open("/admin/counters/yongchuan")
    worker.unfold("用表格填写（Excel、CSV）")
    worker.steps += 1
    worker.reach(worker.page.locator("#counters-list"))
    with worker.page.expect_file_chooser() as chosen:
        worker.page.keyboard.press("Enter")
    chosen.value.set_files(file)
    worker.press(MAKE_DRAFT)
    number = worker.number()
    with office.app.app_context():
        (change,) = drafts.read_draft(number).changes
    assert change.after is not None
    assert change.after["services"] == ["public-rental"]
    submitted(worker)
    table.append(f"| counters by spreadsheet, Chinese headings and names | {worker.steps} steps |")
    assert worker.steps <= 6


def workbook() -> bytes:
    """A list as an office keeps it: a title above, headings and names in Chinese, no ids."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["永川区服务点一览"])
    sheet.append(["名称", "地址", "电话", "办理事项", "依据"])
    sheet.append(
        ["样例服务点", "样例一路1号", "023-00000001", "公租房", "public-rental-guide-2025"]
    )
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_two_editors_of_one_item_settle_it(office: Office, table: list[str]) -> None:
    _, address = amount_in(office)
    one, other = Worker(office.enter("editor")), Worker(office.enter("editor"))
    other.visit.expected.append("409 (CONFLICT")
    one.open(address)
    other.open(address)
    one.write("value", "49")
    autosaved(one.page)
    other.write("value", "50")
    expect(other.page.locator("h1")).to_have_text("同一项有两个版本")
    settled(other.page)
    before = other.steps
    mine = other.page.locator("fieldset.versions input[value=mine]").first
    other.tick(mine)
    other.press(KEEP_CHOSEN)
    expect(other.page.locator("#value")).to_have_value("50")
    table.append(f"| conflict | {other.steps - before} steps |")
    assert other.steps - before <= 2


def test_a_clerk_checks_a_receipt(enter: Any, service: Service, table: list[str]) -> None:
    """Twenty characters; dashes need not be typed."""
    set_pin(service.app)
    kiosk = enter()
    kiosk.answer_by_touch()
    page = kiosk.open("/kiosk/result/public-rental")
    page.locator("details:has(a[href*='/receipts/']) summary").focus()
    page.keyboard.press("Enter")
    code = page.locator("a[href*='/receipts/'] code").inner_text()
    page = kiosk.open("/kiosk/clerk")
    page.locator("#pin").focus()
    page.keyboard.type(f"{PIN}\n")
    expect(page.locator("h1")).to_have_text("工作人员视图")
    page.locator("#code").focus()
    keys = code.replace("-", "").lower()
    page.keyboard.type(f"{keys}\n")
    expect(page.locator("main")).to_contain_text(code)
    assert kiosk.axe() == []
    table.append(f"| clerk checks a receipt | {len(keys)} keys and Enter |")
    assert len(keys) <= 20
