"""Workbooks as lists: what they hold is read, what they must not hold is refused at once."""

from __future__ import annotations

import csv
import io
import time
import zipfile
from collections.abc import Sequence
from datetime import date, datetime

import openpyxl
import pytest

from portal.publishing.workbooks import (
    Explained,
    NotAWorkbook,
    TemplateWords,
    is_workbook,
    template,
    workbook_text,
)
from portal.rules.lists import read_counters

HEADINGS = ("名称", "地址", "电话", "开始日期", "来源")
KB = 1024
#: CPU seconds: far above what a refusal takes on a busy machine, far below what a bomb would cost.
AT_ONCE = 20.0


def workbook(*sheets: Sequence[Sequence[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"表{number}")
        for row in rows:
            sheet.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(workbook_text(data, HEADINGS), newline="")))


def test_days_numbers_and_words_are_text() -> None:
    row = ["大厅", 12.5, 2312345678, datetime(2026, 11, 28), date(2026, 1, 5), True, None, 3.0]
    assert read(workbook([HEADINGS, row]))[1] == [
        "大厅",
        "12.5",
        "2312345678",
        "2026-11-28",
        "2026-01-05",
        "True",
        "",
        "3",
    ]


def test_the_sheet_with_the_headings_is_taken_and_rows_keep_their_numbers() -> None:
    title: list[list[object]] = [["永川区服务点"], [], list(HEADINGS)]
    rows: list[list[object]] = [
        *title,
        ["大厅", "路1号", 2312345678, datetime(2026, 11, 28), "law"],
    ]
    data = workbook([["说明"], ["怎么填"]], rows)
    text = workbook_text(data, HEADINGS)
    entries, problems = read_counters(text, "town", area_code="023")
    assert problems == []
    (entry,) = entries.values()
    assert entry["tel"] == ["023-12345678"]
    assert entry["since"] == date(2026, 11, 28)
    text = workbook_text(workbook([*rows, ["无来源"]]), HEADINGS)
    _, problems = read_counters(text, "town", area_code="023")
    assert {problem.row for problem in problems} == {5}


def test_gaps_between_rows_and_cells_stay_gaps() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for column, heading in enumerate(HEADINGS, 1):
        sheet.cell(row=2, column=column, value=heading)
    sheet.cell(row=5, column=3, value="023-12345678")
    sheet.cell(row=5, column=70, value="far away")
    file = io.BytesIO()
    book.save(file)
    assert read(file.getvalue()) == [[], list(HEADINGS), [], [], ["", "", "023-12345678"]]


def test_a_formula_is_never_computed_and_stays_text() -> None:
    assert read(workbook([HEADINGS, ["=1+1", "'=1+1"]]))[1][0] in ("", "=1+1")


def parts(data: bytes, **changed: bytes) -> bytes:
    """A workbook with some of its parts replaced or added."""
    names = {"sheet": "xl/worksheets/sheet1.xml", "extra": "xl/extra.xml"}
    replaced = {names[name]: content for name, content in changed.items()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, replaced.pop(name, old.read(name)))
        for name, content in replaced.items():
            new.writestr(name, content)
    return buffer.getvalue()


SOUND = workbook([HEADINGS, ["大厅"]])
ENTITIES = b'<!DOCTYPE a [<!ENTITY b "' + b"x" * 900 + b'">]><a>' + b"&b;" * 900 + b"</a>"
BOMBS = {
    "no zip": b"PK\x03\x04 nothing more",
    "cut off": SOUND[:-40],
    "entities": parts(SOUND, sheet=b'<?xml version="1.0"?>' + ENTITIES),
    "entities in UTF-16": parts(SOUND, sheet=ENTITIES.decode().encode("utf-16")),
    "64 MB of blanks": parts(SOUND, extra=b" " * (64 * KB * KB)),
    "a sheet of no XML": parts(SOUND, sheet=b"<a><b>" * 100),
}


@pytest.mark.parametrize("name", BOMBS)
def test_what_is_no_sound_workbook_is_refused_at_once(name: str) -> None:
    began = time.process_time()
    with pytest.raises(NotAWorkbook):
        workbook_text(BOMBS[name], HEADINGS)
    assert time.process_time() - began < AT_ONCE


def test_a_cell_far_below_costs_no_more_than_the_rows_that_a_list_may_have() -> None:
    began = time.process_time()
    book = openpyxl.Workbook()
    book.active["A1"] = "名称"
    book.active["XFD1048576"] = "x"
    file = io.BytesIO()
    book.save(file)
    assert len(read(file.getvalue())) <= 2100
    assert time.process_time() - began < AT_ONCE


def test_a_template_is_a_workbook_that_is_read_with_nothing_in_it() -> None:
    words = TemplateWords(
        list_sheet="填写",
        help_sheet="说明",
        choice_sheet="可选项",
        column="列",
        required="必填",
        explanation="填什么",
        yes="是",
        no="否",
    )
    columns = [
        Explained(heading="名称", is_required=True, words="中文"),
        Explained(
            heading="事项", is_required=False, words="用分号隔开", choices=("公租房", "落户")
        ),
    ]
    data = template("服务点", columns, words)
    assert is_workbook(data)
    assert read(data) == [["服务点"], ["名称", "事项"]]
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert list(book["说明"].iter_rows(values_only=True))[1:] == [
        ("名称", "是", "中文"),
        ("事项", "否", "用分号隔开"),
    ]
    assert [cell.value for cell in book["可选项"]["A"]] == ["事项", "公租房", "落户"]
