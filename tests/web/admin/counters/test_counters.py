"""Counters and offers kept by form and by list: drafts, refusals, and what stays harmless."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from flask import Flask

from portal.rules.lists import COLUMNS, write_counters
from portal.store import drafts
from portal.store.drafts import DraftChange
from portal.web.admin.auth.session_cookie import FIELD
from tests.web.admin.drafts.test_road import impact_of, published
from tests.web.admin.signing import AdminFetcher, signed_in, wait_for_release

PATH = "counters/yongchuan.toml"
COUNTER = {
    "district": "yongchuan",
    "name.zh": "永川样例政务大厅",
    "name.en": "Yongchuan sample hall",
    "address.zh": "样例一路1号",
    "tel": "023-00000001\n023 0000 0002",
    "hours.zh": "周一至周五 9:00–17:00",
    "services": "public-rental",
    "source": "public-rental-guide-2025",
    "source.clause": "",
}
OFFER = {
    "district": "yongchuan",
    "option": "public",
    "name.zh": "样例花园",
    "address.zh": "样例三路3号",
    "size.minimum": "25.5",
    "rent.minimum": "650.50",
    "how.zh": "到项目现场登记。",
    "source": "public-rental-guide-2025",
    "source.clause": "",
}
ENTRY = {
    "district": "yongchuan",
    "name": {"zh": "样例窗口"},
    "address": {"zh": "样例二路2号"},
    "tel": ["023-00000003"],
    "source": ["public-rental-guide-2025"],
}
LIST = "/admin/counters/yongchuan/counters"
SOURCE_OF_A_ROW = "public-rental-work-test"


def begun(fetch: AdminFetcher, path: str, under: str) -> str:
    """The address of the form of a new entry in a new draft."""
    data = {"path": path, "under": under, "title": "永川的服务点"}
    return fetch.follow(fetch.post("/admin/change", data))


def number_of(address: str) -> int:
    found = re.search(r"/drafts/(\d+)", address)
    assert found
    return int(found[1])


def added(fetch: AdminFetcher, path: str, given: Mapping[str, str]) -> int:
    """A draft with a new entry, by its form."""
    address = begun(fetch, path, path.partition("/")[0])
    fetch.get(address)
    fetch.get(fetch.follow(fetch.post(address, dict(given))))
    return number_of(address)


def made_public(app: Flask, editor: AdminFetcher, number: int) -> None:
    before = published(app)
    approver = signed_in(app, "approver")
    editor.post(f"/admin/drafts/{number}/submit", {"words": "请看"})
    approver.get(f"/admin/drafts/{number}/impact")
    impact = impact_of(approver, number)
    approver.post(f"/admin/drafts/{number}/approve", {"seal": impact, "words": "好"})
    approver.post(f"/admin/drafts/{number}/publish", {})
    assert published(app) == before + 1
    wait_for_release(approver, before + 1)


def sent(
    fetch: AdminFetcher,
    text: str | bytes,
    status: int = 303,
    address: str = LIST,
    **more: str,
) -> Any:
    data = text.encode() if isinstance(text, str) else text
    response = fetch.post(address, {"list": (io.BytesIO(data), "list.csv"), **more}, status)
    response.request.environ["wsgi.input"].close()  # a file on disk if the list is large
    return response


def changes_of(app: Flask, number: int) -> tuple[DraftChange, ...]:
    with app.app_context():
        return drafts.read_draft(number).changes


def open_drafts(app: Flask) -> int:
    with app.app_context():
        return len(drafts.list_drafts())


def with_counter(app: Flask, editor: AdminFetcher) -> None:
    """Publish the counter of ENTRY under an id of its own."""
    address = editor.follow(sent(editor, write_counters({"hall": ENTRY})))
    made_public(app, editor, number_of(address))


def test_a_counter_by_form_reaches_the_guide_of_its_service(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor", ["yongchuan"])
    number = added(editor, PATH, COUNTER)
    page = editor.get(f"/admin/drafts/{number}").text
    assert "永川" in page
    (change,) = changes_of(admin_app, number)
    assert change.after is not None
    assert change.after["district"] == "yongchuan"
    assert not change.given
    made_public(admin_app, editor, number)
    guide = editor.get("/districts/yongchuan/public-rental").text
    assert "永川样例政务大厅" in guide
    assert "永川样例政务大厅" not in editor.get("/districts/banan/public-rental").text
    for prefix in ("", "/en", "/zh-hant"):
        editor.get(f"{prefix}/admin/counters/yongchuan")
        assert "2026" in editor.get(f"{prefix}/admin/counters").text


def test_an_offer_by_form_reaches_the_housing_page(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor", ["yongchuan"])
    number = added(editor, "offers/yongchuan.toml", OFFER)
    (change,) = changes_of(admin_app, number)
    assert change.after is not None
    assert change.after["rent"] == {"minimum": 65050}
    assert change.after["size"] == {"minimum": 25.5}
    made_public(admin_app, editor, number)
    assert "样例花园" in editor.get("/districts/yongchuan/housing").text
    page = editor.get("/admin/counters/yongchuan").text
    assert "650.50" in page
    assert "25.5" in page


@pytest.mark.parametrize("prefix", ["", "/en", "/zh-hant"])
def test_districts_are_listed_and_filtered_by_name(admin_app: Flask, prefix: str) -> None:
    fetch = signed_in(admin_app, "editor")
    every = fetch.get(f"{prefix}/admin/counters").text
    assert every.count("<tr>") > 30
    found = fetch.get(f"{prefix}/admin/counters?q=永川").text
    assert found.count("<tr>") == 2
    assert f"{prefix}/admin/counters/yongchuan" in found
    fetch.get(f"{prefix}/admin/counters?q=xyzzy")
    fetch.get(f"{prefix}/admin/counters/yongchuan")


def test_who_is_limited_sees_and_opens_one_s_own_districts_only(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor", ["yongchuan"])
    assert editor.get("/admin/counters").text.count("<tr>") == 2
    editor.get("/admin/counters/kaizhou", 403)
    for name in ("counters", "offers"):
        editor.get(f"/admin/counters/kaizhou/{name}.csv", 403)
        editor.get(f"/admin/counters/kaizhou/{name}/empty.csv", 403)
    text = write_counters({"hall": {**ENTRY, "district": "kaizhou"}})
    sent(editor, text, 403, "/admin/counters/kaizhou/counters")
    assert open_drafts(admin_app) == 0
    address = begun(editor, "counters/kaizhou.toml", "counters")
    editor.post(address, {**COUNTER, "district": "kaizhou"}, 403)
    assert changes_of(admin_app, number_of(address)) == ()


def test_a_district_that_is_none_is_not_found(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "editor")
    fetch.get("/admin/counters/nowhere", 404)
    fetch.get("/admin/counters/yongchuan/people.csv", 404)


def test_a_list_becomes_a_draft_without_problems(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor", ["yongchuan"])
    address = editor.follow(sent(editor, write_counters({"": ENTRY})))
    assert "样例窗口" in editor.get(address).text
    (change,) = changes_of(admin_app, number_of(address))
    assert (change.before, change.after) == (None, ENTRY)
    made_public(admin_app, editor, number_of(address))
    assert "样例窗口" in editor.get("/districts/yongchuan").text


def test_every_problem_of_a_list_is_told_and_nothing_changes(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    text = (
        "名称,地址,电话,开始日期,来源,颜色\n"
        "样例一,,abc,昨天,public-rental-guide-2025,红\n"
        "样例二,样例路,023-00000001,2026-13-01,,\n"
    )
    for prefix in ("", "/en", "/zh-hant"):
        page = sent(editor, text, 422, prefix + LIST).text
        assert len(re.findall(r"<li>[^<]*<code lang=\"und\">|<li>[^<]*[123]", page)) >= 6
    page = sent(editor, text, 422).text
    for row, column in ((1, "颜色"), (2, "地址"), (2, "电话"), (2, "开始日期"), (3, "来源")):
        assert re.search(rf"第{row}行 · <code lang=\"und\">{column}</code>", page), (row, column)
    assert "什么都没有改" in page
    assert open_drafts(admin_app) == 0


SHARED = "名称,地址,电话,来源\n样例一,路1号,023-00000001,\n样例二,路2号,023-00000002,{}\n"


def cited(app: Flask, response: Any) -> dict[str, list[str]]:
    """What each entry of a draft rests on, by its name."""
    changes = changes_of(app, number_of(response.headers["Location"]))
    entries = [change.after for change in changes if change.after]
    return {entry["name"]["zh"]: entry["source"] for entry in entries}


@pytest.mark.parametrize("title", ["来源：{}\n", "永川区的窗口\n来源,{}\n", "依据: {}\n"])
def test_a_source_above_the_headings_is_that_of_every_row_without_one(
    admin_app: Flask, title: str
) -> None:
    editor = signed_in(admin_app, "editor")
    text = title.format("public-rental-guide-2025") + SHARED.format(SOURCE_OF_A_ROW)
    assert cited(admin_app, sent(editor, text)) == {
        "样例一": ["public-rental-guide-2025"],
        "样例二": [SOURCE_OF_A_ROW],
    }


def test_a_source_given_in_the_form_is_that_of_every_row_without_one(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    page = editor.get("/admin/counters/yongchuan").text
    title = "中心城区公租房怎么申请（2025年8月的网页，无正式文件名）"
    assert f'value="{title}"' in page
    text = SHARED.format(SOURCE_OF_A_ROW)
    assert cited(admin_app, sent(editor, text, source=title)) == {
        "样例一": ["public-rental-guide-2025"],
        "样例二": [SOURCE_OF_A_ROW],
    }
    # Without the column too.
    bare = "名称,地址,电话\n样例三,路3号,023-00000003\n"
    assert cited(admin_app, sent(editor, bare, source=title))["样例三"] == [
        "public-rental-guide-2025"
    ]


def test_a_source_for_all_rows_that_is_none_is_told_once_and_kept(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    page = sent(editor, SHARED.format(""), 422, source="没有的来源").text
    assert page.count('<code lang="und">来源</code>') == 1
    assert 'value="没有的来源"' in page
    assert open_drafts(admin_app) == 0


def test_writing_turned_around_is_refused(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    text = SHARED.format("public-rental-guide-2025").replace("样例一", "样\u202e例一")
    page = sent(editor, text, 422, source="public-rental-guide-2025").text
    assert "会把文字方向颠倒的字符" in page


def test_what_is_too_large_says_how_much_is_taken(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    page = sent(editor, b"x" * (600 * 1024), 413).text
    assert "一次最多512 KB" in page


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xff\x00\x81", '名称\n"样例'.encode(), b"x" * (512 * 1024 + 1)],
    ids=["nothing", "no text", "an open quotation mark", "too large"],
)
def test_a_file_that_is_no_list_is_refused(admin_app: Flask, data: bytes) -> None:
    editor = signed_in(admin_app, "editor")
    sent(editor, data, 422)
    assert open_drafts(admin_app) == 0


def test_a_list_of_almost_the_largest_size_is_read(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    page = sent(editor, "名称\n" + "甲\n" * 100_000, 422).text
    assert "2000" in page


def test_what_is_downloaded_and_sent_back_differs_in_nothing(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor", ["yongchuan"])
    with_counter(admin_app, editor)
    response = editor.get(f"{LIST}.csv")
    assert response.data.startswith(b"\xef\xbb\xbf")
    before = open_drafts(admin_app)
    for more in ({}, {"removing": "yes"}):
        assert "没有不同" in sent(editor, response.data, 422, **more).text
    assert open_drafts(admin_app) == before
    empty = editor.get(f"{LIST}/empty.csv").text
    assert len(empty.splitlines()) == 1
    assert "名称" in empty


def test_rows_without_an_id_are_known_by_their_name(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor", ["yongchuan"])
    with_counter(admin_app, editor)
    text = write_counters({"": {**ENTRY, "address": {"zh": "样例五路5号"}}})
    number = number_of(editor.follow(sent(editor, text)))
    (change,) = changes_of(admin_app, number)
    assert change.place == "counters/hall"
    assert change.after is not None
    assert change.after["address"] == {"zh": "样例五路5号"}


def test_what_a_list_lacks_is_taken_out_on_request_only(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor", ["yongchuan"])
    with_counter(admin_app, editor)
    text = write_counters({"other": {**ENTRY, "name": {"zh": "样例新窗口"}}})
    kept = number_of(editor.follow(sent(editor, text)))
    assert [c.place for c in changes_of(admin_app, kept)] == ["counters/other"]
    removed = number_of(editor.follow(sent(editor, text, removing="yes")))
    found = {c.place: c.after is None for c in changes_of(admin_app, removed)}
    assert found == {"counters/hall": True, "counters/other": False}


def test_a_list_goes_into_a_draft_of_one_s_own(admin_app: Flask) -> None:
    editor, other = (signed_in(admin_app, "editor", ["yongchuan"]) for _ in range(2))
    number = added(editor, PATH, COUNTER)
    draft = str(number)
    assert f'<option value="{number}"' in editor.get("/admin/counters/yongchuan").text
    assert f'<option value="{number}"' not in other.get("/admin/counters/yongchuan").text
    sent(other, write_counters({"hall": ENTRY}), 403, draft=draft)
    assert len(changes_of(admin_app, number)) == 1
    sent(editor, write_counters({"hall": ENTRY}), draft=draft)
    assert len(changes_of(admin_app, number)) == 2
    sent(editor, write_counters({"hall": ENTRY}), 422, draft=draft)
    sent(editor, write_counters({"hall": ENTRY}), draft=draft, removing="yes")
    (change,) = changes_of(admin_app, number)
    assert change.place == "counters/hall"


def test_formulas_and_markup_are_harmless_in_page_and_list(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor", ["yongchuan"])
    words = '=1|甲"><b>{{ 7*7 }}</b>'
    number = added(editor, PATH, {**COUNTER, "name.zh": words})
    made_public(admin_app, editor, number)
    page = editor.get("/admin/counters/yongchuan").text
    assert "=1|甲&#34;&gt;&lt;b&gt;{{ 7*7 }}&lt;/b&gt;" in page
    assert "<b>{{" not in page
    listed = editor.get(f"{LIST}.csv").text
    assert "\"'=1|甲" in listed
    assert '"=' not in listed
    assert "没有不同" in sent(editor, listed, 422).text


def test_a_script_in_a_list_stays_text_and_is_a_problem_of_the_draft(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor", ["yongchuan"])
    entry = {**ENTRY, "note": {"zh": "甲<script>alert(1)</script>"}}
    address = editor.follow(sent(editor, write_counters({"hall": entry})))
    page = editor.client.get(address).text  # not linted: the text is no Chinese
    assert "<script>alert" not in page
    assert "样例窗口" in page
    data = {FIELD: editor.form_token()}
    response = editor.client.post(f"/admin/drafts/{number_of(address)}/submit", data=data)
    assert response.status_code == 409
    with admin_app.app_context():
        assert drafts.read_draft(number_of(address)).state == "editing"


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_workbook_with_chinese_names_and_a_title_becomes_a_draft(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor", ["yongchuan"])
    headings = ("名称", "地址", "电话", "主题", "开始日期", "来源")
    row = ("样例窗口", "样例二路2号", "（023）00000003转801", "租房与住房", datetime(2026, 11, 28))
    data = workbook(("永川区服务点",), headings, (*row, "public-rental-guide-2025 art.9"))
    number = number_of(editor.follow(sent(editor, data)))
    (change,) = changes_of(admin_app, number)
    assert change.after is not None
    assert change.after["topics"] == ["housing"]
    assert change.after["tel"] == ["023-00000003转801"]
    assert change.after["since"] == date(2026, 11, 28)
    editor.get(f"/admin/drafts/{number}")


def test_a_list_in_utf_16_without_a_mark_becomes_a_draft(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor", ["yongchuan"])
    text = write_counters({"hall": ENTRY}).encode("utf-16-le")
    assert len(changes_of(admin_app, number_of(editor.follow(sent(editor, text))))) == 1


@pytest.mark.parametrize("section", ["counters", "offers"])
def test_the_template_explains_every_column_and_is_read_again(
    admin_app: Flask, section: str
) -> None:
    editor = signed_in(admin_app, "editor", ["yongchuan"])
    address = f"/admin/counters/yongchuan/{section}"
    data = editor.client.get(f"{address}/template.xlsx").data
    book = openpyxl.load_workbook(io.BytesIO(data))
    filled, explained, choices = book.worksheets
    headings = [cell.value for cell in filled[2]]
    assert headings == [column.heading for column in COLUMNS[section]]
    lines = list(explained.iter_rows(min_row=2, values_only=True))
    assert [line[0] for line in lines] == headings
    assert all(line[1] and line[2] for line in lines)
    assert "住房类型" in headings or "租房与住房" in {cell.value for cell in choices["B"]}
    sent(editor, data, 422, address=address)
    assert open_drafts(admin_app) == 0


def test_an_old_or_broken_workbook_is_told(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor", ["yongchuan"])
    for data in (b"\xd0\xcf\x11\xe0 old", b"PK\x03\x04 broken"):
        assert ".xlsx" in sent(editor, data, 422).text
    assert open_drafts(admin_app) == 0


def test_an_extension_dials_after_a_pause_and_reads_in_words(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor", ["yongchuan"])
    number = added(editor, PATH, {**COUNTER, "tel": "（０２３）００００ ０００１ 分机 801"})
    (change,) = changes_of(admin_app, number)
    assert change.after is not None
    assert change.after["tel"] == ["023-00000001转801"]
    made_public(admin_app, editor, number)
    guide = editor.get("/en/districts/yongchuan/public-rental").text
    assert 'href="tel:023-00000001,801"' in guide
    assert "023-00000001 ext. 801" in guide


def test_a_foreign_form_cannot_send_a_list(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    data = {"list": (io.BytesIO(write_counters({"hall": ENTRY}).encode()), "list.csv")}
    editor.client.post(LIST, data=data)
    assert open_drafts(admin_app) == 0


def test_the_same_name_twice_by_form_is_refused(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    number = added(editor, PATH, COUNTER)
    address = f"/admin/drafts/{number}/new?path={PATH}&under=counters"
    page = editor.post(address, COUNTER, 422).text
    assert "样例一路1号" in page
    link = re.search(r'href="([^"]+)">看已有的这一条', page)
    assert link is not None
    assert "样例一路1号" in editor.get(link[1].replace("&amp;", "&")).text
    assert len(changes_of(admin_app, number)) == 1
