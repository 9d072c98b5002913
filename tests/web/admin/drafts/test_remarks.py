"""Remarks at fields of a draft: left by whoever sees it, answered, settled, told to approvers."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from portal.store import audit, drafts, item_remarks
from portal.store.item_remarks import RemarkRecord
from tests.web.admin.drafts.test_review_desk import sent, state
from tests.web.admin.drafts.test_road import FLAT, begun, impact_of, reworded
from tests.web.admin.signing import AdminFetcher, signed_in
from tests.web.admin.test_mails import app, outbox, reached

__all__ = ["app"]
PLACE = "requirements/no_other_subsidised_home"
ITEM = {"path": FLAT, "place": PLACE}
EVIL = "<script>alert(1)</script>{{ 7*7 }}"


def draft_of(editor: AdminFetcher) -> int:
    """A draft that rewords a note."""
    number = begun(editor)
    reworded(editor, number, "一共430元。")
    return number


def left(fetch: AdminFetcher, number: int, words: str, field: str = "note") -> int:
    data = {**ITEM, "field": field, "words": words}
    address = fetch.follow(fetch.post(f"/admin/drafts/{number}/remarks", data))
    fetch.get(address)
    return kept(fetch.client.application, number)[-1].id


def kept(portal: Flask, number: int) -> tuple[RemarkRecord, ...]:
    with portal.app_context():
        return item_remarks.remarks_of(number)


def test_whoever_sees_a_draft_leaves_a_remark_that_stands_at_its_field(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    number = draft_of(editor)
    other = signed_in(admin_app, "editor", ["kaizhou"])
    left(other, number, "请写明\n每年")
    form = editor.get(f"/admin/drafts/{number}/item?path={FLAT}&place={PLACE}").text
    assert "「说明」有1条备注未解决" in form
    assert other.name in form
    assert '<p class="flush" lang="und">每年</p>' in form
    assert "1条备注未解决" in editor.get("/admin/drafts").text
    assert "1条备注未解决" in editor.get(f"/admin/drafts/{number}").text
    (remark,) = kept(admin_app, number)
    assert (remark.field, remark.who, remark.is_open) == ("note", other.name, True)
    with admin_app.app_context():
        assert audit.verify() is None
        assert drafts.read_draft(number).editors == {editor.id}, "a remark makes nobody an editor"


def test_a_remark_is_answered_settled_and_opened_again(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    approver = signed_in(admin_app, "approver")
    number = draft_of(editor)
    remark = left(approver, number, "来源呢？", field="")
    one = f"/admin/drafts/{number}/remarks/{remark}"
    editor.post(f"{one}/answer", {**ITEM, "words": "已补上"})
    approver.post(f"{one}/settle", {**ITEM, "settled": "1"})
    (found,) = kept(admin_app, number)
    assert [its.words for its in found.answers] == ["已补上"]
    assert found.settled_by == approver.name
    assert "备注未解决" not in editor.get("/admin/drafts").text
    editor.post(f"{one}/answer", {**ITEM, "words": "还有一处"})
    assert kept(admin_app, number)[0].is_open, "an answer opens it again"
    approver.post(f"{one}/settle", {**ITEM, "settled": "1"})
    approver.post(f"{one}/settle", {**ITEM, "settled": "0"})
    assert kept(admin_app, number)[0].is_open


def test_an_own_remark_is_deleted_while_nobody_answered(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    other = signed_in(admin_app, "approver")
    number = draft_of(editor)
    remark = left(other, number, "写错了")
    one = f"/admin/drafts/{number}/remarks/{remark}"
    editor.post(f"{one}/delete", ITEM, 409)
    editor.post(f"{one}/answer", {**ITEM, "words": "哪里？"})
    assert "已有回复" in other.post(f"{one}/delete", ITEM, 409).text
    answer = kept(admin_app, number)[0].answers[0].id
    editor.post(f"/admin/drafts/{number}/remarks/{answer}/delete", ITEM)
    other.post(f"{one}/delete", ITEM)
    assert kept(admin_app, number) == ()
    assert "被删除了" in editor.post(f"{one}/answer", {**ITEM, "words": "在吗"}, 409).text


def test_approving_with_open_remarks_asks_once(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    approver = signed_in(admin_app, "approver")
    number = sent(editor)
    first = left(approver, number, "金额对吗？")
    page = approver.get(f"/admin/drafts/{number}/impact").text
    assert "有1条备注未解决" in page
    assert "金额对吗？" in page
    seal = impact_of(approver, number)
    path = f"/admin/drafts/{number}/approve"
    text = approver.post(path, {"seal": seal, "words": "看过"}, 409).text
    assert "金额对吗？" in text
    assert "看过</textarea>" in text
    assert state(admin_app, number) == "in_review"
    newer = left(editor, number, "还有一处")
    approver.post(path, {"seal": seal, "open_remarks": str(first)}, 409)
    approver.post(path, {"seal": seal, "open_remarks": str(newer)})
    assert state(admin_app, number) == "approved"


def test_settled_remarks_hinder_no_approval(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    approver = signed_in(admin_app, "approver")
    number = sent(editor)
    remark = left(approver, number, "金额对吗？")
    approver.post(f"/admin/drafts/{number}/remarks/{remark}/settle", {**ITEM, "settled": "1"})
    approver.post(f"/admin/drafts/{number}/approve", {"seal": impact_of(approver, number)})
    assert state(admin_app, number) == "approved"


def test_remarks_stay_with_a_draft_that_ended_and_none_is_added(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    number = draft_of(editor)
    remark = left(editor, number, "留着看")
    editor.post(f"/admin/drafts/{number}/withdraw", {})
    assert "留着看" in editor.get(f"/admin/drafts/{number}").text
    page = editor.get(f"/admin/drafts/{number}/remarks?path={FLAT}&place={PLACE}").text
    assert "<textarea" not in page
    text = editor.post(f"/admin/drafts/{number}/remarks", {**ITEM, "words": "晚了"}, 409).text
    assert "已经结束" in text
    editor.post(f"/admin/drafts/{number}/remarks/{remark}/delete", ITEM, 409)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "请写下备注内容"),
        ("字" * 1001, "最多1000个字"),
        ("看\u202e这里", "控制字符"),
        ("响铃\x07", "控制字符"),
    ],
    ids=["nothing", "too long", "turned", "a bell"],
)
def test_what_cannot_be_kept_is_said_and_stays_in_the_form(
    admin_app: Flask, words: str, said: str
) -> None:
    editor = signed_in(admin_app, "editor")
    number = draft_of(editor)
    data = {**ITEM, "field": "note", "words": words}
    text = editor.post(f"/admin/drafts/{number}/remarks", data, 422).text
    assert said in text
    assert f"{words}</textarea>" in text
    assert '<option value="note" selected>' in text
    assert kept(admin_app, number) == ()


def test_half_a_character_and_a_nul_are_refused_before_anything(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    number = draft_of(editor)
    editor.post(f"/admin/drafts/{number}/remarks", {**ITEM, "words": "a\0b"}, 400)
    assert kept(admin_app, number) == ()


def test_hostile_words_are_text_on_every_page(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    number = sent(editor)
    left(editor, number, EVIL)
    approver = signed_in(admin_app, "approver")
    own = f"/admin/drafts/{number}"
    pages = (own, f"{own}/impact", f"{own}/remarks", f"{own}/remarks?path={FLAT}&place={PLACE}")
    for page in pages:
        text = approver.get(page).text
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in text


@pytest.mark.parametrize(
    "item",
    [
        {"path": "nowhere.toml", "place": "x/y"},
        {"path": FLAT, "place": "requirements/none_such"},
        {**ITEM, "field": "no_field"},
    ],
)
def test_a_remark_is_about_something_that_is_there(admin_app: Flask, item: dict[str, str]) -> None:
    editor = signed_in(admin_app, "editor")
    number = draft_of(editor)
    editor.post(f"/admin/drafts/{number}/remarks", {**item, "words": "什么"}, 404)


def test_a_remark_of_another_draft_is_out_of_reach(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    number = draft_of(editor)
    remark = left(editor, number, "这份的")
    other = begun(editor)
    editor.post(f"/admin/drafts/{other}/remarks/{remark}/settle", {"settled": "1"}, 409)
    assert kept(admin_app, number)[0].is_open


def test_the_people_of_a_draft_and_who_spoke_before_are_told_by_mail(app: Flask) -> None:
    editor = reached(app, "editor")
    approver = reached(app, "approver")
    number = draft_of(editor)
    remark = left(approver, number, "请核对金额")
    (mail,) = outbox(app)
    assert (mail.kind, mail.to) == ("remark", editor.name)
    assert "备注：请核对金额" in mail.body
    editor.post(f"/admin/drafts/{number}/remarks/{remark}/answer", {**ITEM, "words": "对的"})
    assert {(its.to, "对的" in its.body) for its in outbox(app)} == {
        (editor.name, False),
        (approver.name, True),
    }
    manager = signed_in(app, "manager")
    assert re.search("<td>备注", manager.get("/admin/mails").text)
