"""The approver's desk: what is sealed and why, what to look at twice, a reason when sent back."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.store import drafts
from tests.web.admin.drafts.test_road import begun, reworded
from tests.web.admin.signing import AdminFetcher, signed_in


def sent(editor: AdminFetcher, **form: str) -> int:
    """A draft in review that rewords an amount."""
    number = begun(editor, "改说明")
    reworded(editor, number, "一共430元。")
    editor.post(f"/admin/drafts/{number}", {"title": "改说明", "why": "新的公告"})
    editor.post(f"/admin/drafts/{number}/submit", {"words": "请看金额", **form})
    return number


def state(app: Flask, number: int) -> str:
    with app.app_context():
        return drafts.read_draft(number).state


def test_the_page_to_approve_says_why_from_when_and_what_is_sealed(admin_app: Flask) -> None:
    number = sent(signed_in(admin_app, "editor"), from_day="2027-01-01")
    page = signed_in(admin_app, "approver").get(f"/admin/drafts/{number}/impact").text
    for words in ("新的公告", "请看金额", "2027年1月1日", "2026年11月24日封存", "一共430元"):
        assert words in page
    assert "来源不够可靠" in page
    assert "1处改动请再核对" in page


def test_what_waits_leads_to_the_decision_those_who_may_take_it(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    approver = signed_in(admin_app, "approver")
    others, own = sent(editor), sent(approver)
    page = approver.get("/admin/reviews").text
    assert f'href="/admin/drafts/{others}/impact"' in page
    assert f'href="/admin/drafts/{own}/impact"' not in page, "nobody approves what they wrote"
    assert "/impact" not in editor.get("/admin/reviews").text


@pytest.mark.parametrize("words", ["", "  \n "])
def test_a_reviewer_sends_back_with_a_reason_alone(admin_app: Flask, words: str) -> None:
    number = sent(signed_in(admin_app, "editor"))
    approver = signed_in(admin_app, "approver")
    page = approver.post(f"/admin/drafts/{number}/return", {"words": words}, status=422).text
    assert 'href="#return-words"' in page
    assert "请写明要怎么改" in page
    assert state(admin_app, number) == "in_review"
    approver.post(f"/admin/drafts/{number}/return", {"words": "缺来源"})
    assert state(admin_app, number) == "editing"


def test_its_own_people_take_a_draft_back_without_one(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    number = sent(editor)
    editor.post(f"/admin/drafts/{number}/return", {})
    assert state(admin_app, number) == "editing"
