"""The yearly page: what lapses, filled in for the next year and saved as one draft."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from datetime import date

import pytest
from flask import Flask

from portal.store import drafts
from portal.store.drafts import DraftChange
from tests.web.admin.auth.test_resumed_post import signed_in_with, token_in
from tests.web.admin.conftest import Clock
from tests.web.admin.forms.test_nothing_lost import Form
from tests.web.admin.signing import AdminFetcher, signed_in

MEDICAL = "services/insurance/resident-medical.toml"
FIRST_LEVEL = f"{MEDICAL} parameters/first_level/rows/city@2026-01-01"
SOURCE = "resident-medical-2026"
NAME = re.compile(r'name="(\d+)\.line"\s+value="([^"]+)"')
FIELD = re.compile(r'name="(\d+\.\w+|draft|year|topic|district|page)"\s+value="([^"]*)"')


def form_of(page: str) -> dict[str, str]:
    """What the form of the grid would send as it stands; nothing is ticked."""
    inside = page[page.index('id="yearly-form"') :]
    given = {name: html.unescape(value) for name, value in FIELD.findall(inside)}
    return {name: value for name, value in given.items() if not name.endswith(".same")}


def row_of(page: str, line: str) -> str:
    """The number of a row that can be filled in; empty if there is none."""
    found = [number for number, its in NAME.findall(page) if html.unescape(its) == line]
    return found[0] if found else ""


def opened(fetch: AdminFetcher, query: str = "") -> str:
    return fetch.get(f"/admin/yearly{query}").text


def saved(fetch: AdminFetcher, form: dict[str, str]) -> int:
    """The draft into which a form was saved."""
    response = fetch.post("/admin/yearly", form)
    address = fetch.follow(response)
    fetch.get(address)
    found = re.search(r"draft=(\d+)", address)
    assert found
    return int(found[1])


def changes_of(app: Flask, number: int) -> tuple[DraftChange, ...]:
    with app.app_context():
        return drafts.read_draft(number).changes


def change_at(changes: Iterable[DraftChange], place: str) -> DraftChange | None:
    return next((its for its in changes if its.place == place), None)


def filled_in(page: str, line: str, **cells: str) -> dict[str, str]:
    """The form of a page with cells of one row typed into."""
    number = row_of(page, line)
    assert number, line
    return {**form_of(page), **{f"{number}.{name}": value for name, value in cells.items()}}


def test_an_amount_typed_for_the_next_year_stands_in_one_draft_with_its_span(
    admin_app: Flask,
) -> None:
    editor = signed_in(admin_app, "editor")
    page = opened(editor)
    assert "每年400元" in page.replace(" ", ""), "this year's amount is shown"
    number = saved(editor, filled_in(page, FIRST_LEVEL, value="420", source=SOURCE))
    changes = changes_of(admin_app, number)
    assert [its.place for its in changes] == ["parameters/first_level/rows/city@2027-01-01"]
    assert changes[0].before is None
    assert changes[0].after == {
        "since": date(2027, 1, 1),
        "until": date(2027, 12, 31),
        "value": 42000,
        "source": SOURCE,
    }


def test_this_years_amount_is_a_hint_and_never_next_years_by_itself(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    page = opened(editor)
    number = row_of(page, FIRST_LEVEL)
    form = form_of(page)
    assert form[f"{number}.value"] == ""
    assert form[f"{number}.since"] == "2027-01-01"
    refused = editor.post("/admin/yearly", {**form, "source": SOURCE}, status=422).text
    assert "照去年" in refused
    with admin_app.app_context():
        assert drafts.list_drafts() == ()


def test_as_last_year_copies_the_amount_where_somebody_ticks_it(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    page = opened(editor)
    number = saved(editor, filled_in(page, FIRST_LEVEL, same="yes", source=SOURCE))
    (change,) = changes_of(admin_app, number)
    assert change.after is not None
    assert change.after["value"] == 40000


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"value": "四十"}, "金额或文字", ""),
        ({"value": "0"}, "金额或文字", ""),
        ({"value": "420", "since": "2026-12-31"}, "起始日", ""),
        ({"value": "420", "until": "2026-12-31"}, "截止日", ""),
        ({"value": "420", "source": "没有这份文件"}, "来源", "没有"),
        ({"value": "420", "source": ""}, "来源", ""),
    ],
    ids=["no number", "out of range", "overlap", "ends first", "unknown source", "no source"],
)
def test_a_fault_names_row_and_column_and_keeps_what_was_typed(
    admin_app: Flask, cells: dict[str, str], column: str, words: str
) -> None:
    editor = signed_in(admin_app, "editor")
    page = opened(editor)
    form = filled_in(page, FIRST_LEVEL, **{"source": SOURCE, **cells})
    number = row_of(page, FIRST_LEVEL)
    other = next(n for n, _ in NAME.findall(page) if n != number)
    form[f"{other}.source"] = "另一行的来源"
    refused = editor.post("/admin/yearly", form, status=422).text
    assert f"第{number}行，{column}" in refused
    kept = form_of(refused)
    for name, value in cells.items():
        assert kept[f"{number}.{name}"] == value
    assert kept[f"{other}.source"] == "另一行的来源"
    assert words in refused
    with admin_app.app_context():
        assert drafts.list_drafts() == ()


def test_a_jump_of_more_than_thirty_per_cent_is_a_warning_and_is_saved(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    page = opened(editor)
    for value, warned in (("520", False), ("521", True)):
        form = filled_in(page, FIRST_LEVEL, value=value, source=SOURCE)
        headers = {"HX-Request": "true"}
        answer = editor.post("/admin/yearly/check", form, status=200, headers=headers).text
        assert ("30%" in answer) == warned
    assert saved(editor, filled_in(page, FIRST_LEVEL, value="521", source=SOURCE))


def test_rows_of_other_districts_are_text_for_whoever_may_not_change_them(
    admin_app: Flask,
) -> None:
    unemployment = "services/insurance/unemployment-benefit.toml"
    manager = signed_in(admin_app, "manager")
    page = opened(manager, "?year=2025")
    lines = [html.unescape(line) for _, line in NAME.findall(page) if unemployment in line]
    own = {line for line in lines if "city@" not in line}
    editor = signed_in(admin_app, "editor", ["chengkou", "wuxi", "youyang", "pengshui"])
    theirs = opened(editor, "?year=2025")
    assert own < set(lines)
    assert {html.unescape(its) for _, its in NAME.findall(theirs) if unemployment in its} == own
    form = filled_in(theirs, max(own), value="2200", source="unemployment-amount-2025")
    forged = {**form, "900.line": FIRST_LEVEL, "900.seen": "0", "900.value": "410"}
    refused = editor.post("/admin/yearly", {**forged, "year": "2026"}, status=422).text
    assert "410" in refused
    with admin_app.app_context():
        assert drafts.list_drafts() == ()


def test_topic_and_district_filter_the_rows(admin_app: Flask) -> None:
    manager = signed_in(admin_app, "manager")
    whole = len(NAME.findall(opened(manager, "?year=2024")))
    schooling = opened(manager, "?year=2024&topic=schooling")
    local = opened(manager, "?year=2024&topic=schooling&district=jiulongpo")
    assert 0 < len(NAME.findall(schooling)) < whole
    assert "jiulongpo_2024" in local
    assert "liangjiang_2024" not in local


def test_a_window_takes_its_days_and_the_name_of_the_next_year(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    line = "services/schooling/college-entrance.toml windows/registration_2025"
    page = opened(editor, "?year=2024&topic=schooling")
    number = row_of(page, line)
    assert form_of(page)[f"{number}.since"] == "", "the days of a window are its figures"
    form = filled_in(page, line, since="2025-10-20", until="2025年10月31日", source=SOURCE)
    (change,) = changes_of(admin_app, saved(editor, form))
    assert change.place == "windows/registration_2026"
    assert change.after is not None
    assert change.after["opens"] == date(2025, 10, 20)
    assert change.after["closes"] == date(2025, 10, 31)
    assert change.after["text"]["zh"] == "2026年高考的报名时间。"


def test_cells_of_a_spreadsheet_fill_down_and_right_without_scripts(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    page = opened(editor, "?topic=insurance")
    numbers = [number for number, _ in NAME.findall(page)]
    text = "3200\t\t2027-11-30\t某文件\r\n6900\r\n"
    form = {**form_of(page), "paste": text, "act": "fill"}
    after = form_of(editor.post("/admin/yearly", form, status=200).text)
    first, second = numbers[:2]
    assert after[f"{first}.value"] == "3200"
    assert after[f"{first}.since"] == form[f"{first}.since"], "an empty cell leaves what stands"
    assert after[f"{first}.until"] == "2027-11-30"
    assert after[f"{first}.source"] == "某文件"
    assert after[f"{second}.value"] == "6900"
    with admin_app.app_context():
        assert drafts.list_drafts() == ()


def test_lines_pasted_beyond_the_last_row_are_told_and_kept(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    page = opened(editor, "?topic=insurance")
    rows = len(NAME.findall(page))
    text = "\n".join(str(300 + n) for n in range(rows + 2))
    form = {**form_of(page), "paste": text, "act": "fill"}
    answer = editor.post("/admin/yearly", form, status=422).text
    assert "有2行" in answer
    assert str(301 + rows) in answer


def test_a_second_saving_into_the_same_draft_changes_it_and_an_emptied_row_leaves_it(
    admin_app: Flask,
) -> None:
    editor = signed_in(admin_app, "editor")
    page = opened(editor)
    draft = saved(editor, filled_in(page, FIRST_LEVEL, value="420", source=SOURCE))
    again = opened(editor, f"?draft={draft}")
    number = row_of(again, FIRST_LEVEL)
    assert form_of(again)[f"{number}.value"] == "420"
    assert (
        saved(editor, {**filled_in(again, FIRST_LEVEL, value="430"), "draft": str(draft)}) == draft
    )
    (change,) = changes_of(admin_app, draft)
    assert change.after is not None
    assert change.after["value"] == 43000
    third = opened(editor, f"?draft={draft}")
    saved(editor, {**filled_in(third, FIRST_LEVEL, value=""), "draft": str(draft)})
    assert changes_of(admin_app, draft) == ()


def test_what_a_colleague_saved_meanwhile_is_shown_before_it_is_replaced(
    admin_app: Flask,
) -> None:
    editor = signed_in(admin_app, "editor")
    page = opened(editor)
    draft = saved(editor, filled_in(page, FIRST_LEVEL, value="420", source=SOURCE))
    old = {**filled_in(page, FIRST_LEVEL, value="450", source=SOURCE), "draft": str(draft)}
    refused = editor.post("/admin/yearly", old, status=422).text
    assert "420" in refused
    (change,) = changes_of(admin_app, draft)
    assert change.after is not None
    assert change.after["value"] == 42000
    assert form_of(refused)[f"{row_of(refused, FIRST_LEVEL)}.value"] == "450"
    saved(editor, {**form_of(refused), "draft": str(draft)})
    (change,) = changes_of(admin_app, draft)
    assert change.after is not None
    assert change.after["value"] == 45000


def test_a_draft_that_was_sent_to_review_meanwhile_loses_nothing(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    page = opened(editor)
    draft = saved(editor, filled_in(page, FIRST_LEVEL, value="420", source=SOURCE))
    form = {**filled_in(page, FIRST_LEVEL, value="440", source=SOURCE), "draft": str(draft)}
    editor.post(f"/admin/drafts/{draft}/submit", {})
    refused = editor.post("/admin/yearly", form, status=409).text
    assert form_of(refused)[f"{row_of(refused, FIRST_LEVEL)}.value"] == "440"


def test_what_was_typed_survives_the_end_of_the_sign_in(admin_app: Flask, clock: Clock) -> None:
    editor = signed_in(admin_app, "editor")
    page = opened(editor)
    form = filled_in(page, FIRST_LEVEL, value="420", source=SOURCE)
    clock.passes(hours=13)
    sent = {**form, "csrf_token": token_in(page)}
    ended = editor.client.post("/admin/yearly", data=sent)
    assert ended.status_code == 401
    again = signed_in_with(editor, ended.text, editor.name)
    assert "您写的内容还在" in again.text
    carried = Form.of(again.text, "/admin/yearly").values
    address = editor.follow(editor.client.post("/admin/yearly", data=carried))
    draft = re.search(r"draft=(\d+)", address)
    assert draft
    (change,) = changes_of(admin_app, int(draft[1]))
    assert change.after is not None
    assert change.after["value"] == 42000
