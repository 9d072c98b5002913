"""Journeys of administrators by keyboard alone: their steps are counted, printed and bounded.

A step is a key that takes one on: Enter on a link or a button, Space on a tick, an address opened.
A field is what is typed or chosen. ``-s`` prints the table of docs/measurements.md.
"""

from __future__ import annotations

import gc
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import openpyxl
import pyotp
import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect

from portal.store import drafts
from portal.store.people import accounts
from tests.browser.conftest import Visit, serving
from tests.browser.office import Office
from tests.browser.test_admin import amount_in, autosaved
from tests.browser.test_kiosk import Service, enter, kiosk_app, service
from tests.web.admin.conftest import admin_app, clock
from tests.web.admin.signing import PASSWORD, now_of
from tests.web.kiosk.machines import PIN, set_pin

__all__ = ["admin_app", "clock", "enter", "kiosk_app", "service"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
#: What is pressed, in one place: a wording that changes is mended here.
CONFIRM = "确认"
KEEP_CHOSEN = "保留所选"
MAKE_DRAFT = "做成草稿"
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

    def number(self) -> int:
        """The number of the draft whose page is open."""
        found = re.search(r"/drafts/(\d+)", self.page.url) or re.search(
            r"draft=(\d+)", self.page.url
        )
        assert found, self.page.url
        return int(found[1])


@pytest.fixture
def office(admin_app: Flask, chromium: Browser) -> Iterator[Office]:
    """The portal on a store of its own."""
    with serving(admin_app) as address:
        office = Office(admin_app, address, chromium)
        yield office
        office.close()
    gc.collect()  # what the server left open is found here, where it is expected


@pytest.fixture
def table(capsys: pytest.CaptureFixture[str]) -> Iterator[list[str]]:
    """Rows of the table, printed in the end."""
    rows: list[str] = []
    yield rows
    with capsys.disabled():
        print("", *rows, sep="\n")


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
        worker.page.keyboard.press("Space")
    chosen.value.set_files(file)
    worker.press(MAKE_DRAFT)
    number = worker.number()
    with office.app.app_context():
        (change,) = drafts.read_draft(number).changes
    assert change.after is not None
    assert change.after["services"] == ["public-rental"]
    worker.press(SUBMIT)
    expect(worker.page.locator("#draft .state").first).to_have_text("待审核")
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
