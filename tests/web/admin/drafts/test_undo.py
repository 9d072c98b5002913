"""Undo on the page of a draft: the last steps, what a colleague changed since, a draft given up."""

from __future__ import annotations

import html
import re
from typing import get_args

from flask import Flask

from portal.rules.items.merge import ItemDifference
from portal.store import drafts
from portal.store.draft_steps import StepKind
from portal.web.admin.drafts.step_lines import KINDS
from tests.web.admin.conftest import Clock
from tests.web.admin.drafts.test_review_desk import sent, state
from tests.web.admin.drafts.test_road import RAISED, ROWS, WORK, begun, raised
from tests.web.admin.forms.test_nothing_lost import of_items
from tests.web.admin.signing import AdminFetcher, signed_in

PLACE = f"{ROWS}/yongchuan@2027-01-01"
MONTHS = "parameters/work_months"


def steps(page: str, way: str = "undo") -> list[str]:
    """The steps that a page offers to undo or redo."""
    form = rf'<form action="[^"]*/{way}"[^>]*>.*?name="step" value="(\d+)"'
    return re.findall(form, page, re.S)


def reworded(fetch: AdminFetcher, number: int, words: str, **more: str) -> None:
    address = f"/admin/drafts/{number}/item?path={WORK}&place={MONTHS}"
    given = of_items(fetch.get(address).text).values
    data = {**given, "text.zh": words, "csrf_token": fetch.form_token(), **more}
    assert fetch.client.post(address, data=data).status_code in (200, 303)


def undone(fetch: AdminFetcher, number: int, status: int = 303) -> str:
    page = fetch.get(f"/admin/drafts/{number}").text
    answer = fetch.post(f"/admin/drafts/{number}/undo", {"step": steps(page)[0]}, status)
    return fetch.get(fetch.follow(answer)).text if status == 303 else answer.text


def places(app: Flask, number: int) -> list[str]:
    with app.app_context():
        return [change.place for change in drafts.read_draft(number).changes]


def test_the_last_change_and_the_one_before_are_undone_and_redone(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    number = raised(editor)
    reworded(editor, number, "在当地务工的月数")
    page = undone(editor, number)
    assert "已撤销" in page
    assert MONTHS not in places(admin_app, number)
    page = undone(editor, number)
    assert places(admin_app, number) == []
    (again,) = steps(page.split('role="status"')[1].split("</div>")[0], "redo")
    editor.post(f"/admin/drafts/{number}/redo", {"step": again})
    assert PLACE in places(admin_app, number)


def test_htmx_gets_the_draft_as_it_stands_after_the_undo(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    number = raised(editor)
    (step, *_) = steps(editor.get(f"/admin/drafts/{number}").text)
    headers = {"HX-Request": "true"}
    answer = editor.post(f"/admin/drafts/{number}/undo", {"step": step}, headers=headers)
    part = editor.get(editor.follow(answer), headers=headers).text
    assert "<html" not in part
    assert "已撤销" in part
    assert "还没有。找到要改的内容" in part


def test_an_item_left_as_it_was_comes_back_and_the_page_says_until_when(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    number = raised(editor)
    where = {"path": WORK, "place": PLACE, "seen": "1"}
    editor.post(f"/admin/drafts/{number}/drop", where)
    assert PLACE not in places(admin_app, number)
    assert "之前可以撤销" in editor.get(f"/admin/drafts/{number}/steps").text
    undone(editor, number)
    assert PLACE in places(admin_app, number)


def test_an_item_taken_out_of_the_rules_comes_back(admin_app: Flask) -> None:
    approver = signed_in(admin_app, "approver")
    number = begun(approver)
    where = {"path": WORK, "place": MONTHS, "seen": "0"}
    approver.post(f"/admin/drafts/{number}/remove", where)
    undone(approver, number)
    assert places(admin_app, number) == []


def test_what_a_colleague_changed_since_is_shown_beside_what_would_come_back(
    admin_app: Flask,
) -> None:
    editor = signed_in(admin_app, "editor")
    colleague = signed_in(admin_app, "editor")
    number = begun(editor)
    reworded(editor, number, "在当地务工的月数")
    (step,) = steps(editor.get(f"/admin/drafts/{number}").text)
    reworded(colleague, number, "在本地上班的月数")
    text = editor.post(f"/admin/drafts/{number}/undo", {"step": step}, 409).text
    assert "没有覆盖任何内容" in text
    assert colleague.name in text
    with admin_app.app_context():
        change = drafts.read_draft(number).change(WORK, MONTHS)
    assert change is not None
    assert change.after is not None
    assert change.after["text"]["zh"] == "在本地上班的月数"
    carried = {
        name: html.unescape(re.findall(rf'name="{name}" value="([^"]*)"', text)[0])
        for name in ("path", "place", "seen", "mine", "theirs")
    }
    editor.post(f"/admin/drafts/{number}/settle", {**carried, "leaf:text.zh": "mine"})
    assert MONTHS not in places(admin_app, number)


def test_a_new_item_that_a_colleague_changed_may_be_taken_away_after_all(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    colleague = signed_in(admin_app, "editor")
    number = raised(editor)
    (step,) = steps(editor.get(f"/admin/drafts/{number}").text)
    address = f"/admin/drafts/{number}/item?path={WORK}&place={PLACE}"
    colleague.post(address, {**RAISED, "value": "50", "seen": "1"})
    text = editor.post(f"/admin/drafts/{number}/undo", {"step": step}, 409).text
    assert 'name="whole" value="mine"' in text
    carried = {"path": WORK, "place": PLACE, "seen": "2", "mine": "", "theirs": "", "whole": "mine"}
    editor.post(f"/admin/drafts/{number}/settle", carried)
    assert PLACE not in places(admin_app, number)


def test_of_a_step_of_many_items_only_what_nobody_changed_is_undone(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    colleague = signed_in(admin_app, "editor")
    papers = ("papers/one", "papers/two")
    named = {"name": {"zh": "证明"}}
    new = [
        ItemDifference(path="papers/shared.toml", place=place, before=None, after=named)
        for place in papers
    ]
    with admin_app.app_context():
        number = drafts.begin("导入", "", 1, editor.id, new, "import")
    (step,) = steps(editor.get(f"/admin/drafts/{number}").text)
    address = f"/admin/drafts/{number}/item?path=papers/shared.toml&place={papers[1]}"
    colleague.post(address, {"name.zh": "居住证", "seen": "1"})
    text = editor.post(f"/admin/drafts/{number}/undo", {"step": step}, 409).text
    (href,) = re.findall(r'href="([^"]*undo[?][^"]*)"', text)
    assert "居住证" in editor.get(html.unescape(href)).text
    assert set(places(admin_app, number)) == set(papers)
    editor.post(f"/admin/drafts/{number}/undo", {"step": step, "rest": "1"})
    assert places(admin_app, number) == [papers[1]]


def test_a_step_undone_by_somebody_else_meanwhile_is_said(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    number = raised(editor)
    (step,) = steps(editor.get(f"/admin/drafts/{number}").text)
    undone(signed_in(admin_app, "manager"), number)
    text = editor.post(f"/admin/drafts/{number}/undo", {"step": step}, 409).text
    assert "没有改动：这一步已经有人撤销或重做过" in text


def test_nobody_undoes_what_they_may_not_change(admin_app: Flask) -> None:
    approver = signed_in(admin_app, "approver")
    number = begun(approver)
    reworded(approver, number, "在当地务工的月数")
    page = approver.get(f"/admin/drafts/{number}").text
    other = signed_in(admin_app, "editor", ["kaizhou"])
    other.post(f"/admin/drafts/{number}/undo", {"step": steps(page)[0]}, 403)
    assert places(admin_app, number) == [MONTHS]


def test_a_draft_in_review_is_taken_back_before_anything_is_undone(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    number = begun(editor)
    reworded(editor, number, "在当地务工的月数")
    (step,) = steps(editor.get(f"/admin/drafts/{number}").text)
    editor.post(f"/admin/drafts/{number}/submit", {})
    assert not steps(editor.get(f"/admin/drafts/{number}").text)
    editor.post(f"/admin/drafts/{number}/undo", {"step": step}, 409)
    editor.post(f"/admin/drafts/{number}/return", {})
    undone(editor, number)
    assert places(admin_app, number) == []


def test_a_draft_given_up_in_review_is_brought_back_to_be_edited(
    admin_app: Flask, clock: Clock
) -> None:
    editor = signed_in(admin_app, "editor")
    number = sent(editor)
    editor.post(f"/admin/drafts/{number}/withdraw", {})
    page = editor.get(f"/admin/drafts/{number}").text
    assert "30天" in page
    signed_in(admin_app, "editor").post(f"/admin/drafts/{number}/restore", {}, 403)
    editor.post(f"/admin/drafts/{number}/restore", {})
    assert state(admin_app, number) == "editing"
    editor.post(f"/admin/drafts/{number}/restore", {}, 409)


def test_every_kind_of_step_is_called_something() -> None:
    assert set(KINDS) == set(get_args(StepKind))
