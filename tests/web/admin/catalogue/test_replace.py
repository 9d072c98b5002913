"""Search and replace over wordings: looked at hit by hit, protected, one change undone as one."""

from __future__ import annotations

import html
import re

import pytest
from flask import Flask

from portal.publishing import wording_replace
from portal.rules.items.merge import leaves
from portal.store import drafts
from portal.store.drafts import DraftRecord
from tests.web.admin.drafts.test_road import FLAT, begun, reworded
from tests.web.admin.drafts.test_undo import steps
from tests.web.admin.signing import AdminFetcher, signed_in
from tests.web.admin.test_audit import statements

ADDRESS = "/admin/replace"


def asked(fetch: AdminFetcher, find: str, replacement: str, **more: str) -> str:
    query = {"find": find, "replacement": replacement, **more}
    return fetch.get(ADDRESS, query_string=query).text


def carried(page: str) -> dict[str, str]:
    """What the form of the hits carries."""
    form = page[page.index('<form action="/admin/replace" method="post"') :]
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: html.unescape(value) for name, value in pairs if name != "csrf_token"}


def hits(page: str) -> list[str]:
    return re.findall(r'name="hit" value="([0-9a-f]{12})" checked', page)


def applied(fetch: AdminFetcher, page: str, ticked: list[str], status: int = 303) -> str:
    data: dict[str, object] = {**carried(page), "hit": ticked, "act": "replace"}
    answer = fetch.post(ADDRESS, data, status)  # type: ignore[arg-type]
    return fetch.follow(answer) if status == 303 else answer.text


def draft_at(portal: Flask, address: str) -> DraftRecord:
    with portal.app_context():
        return drafts.read_draft(int(address.rsplit("/", 1)[-1]))


def test_words_are_replaced_in_one_draft_that_is_undone_as_one(admin_app: Flask) -> None:
    approver = signed_in(admin_app, "approver")
    page = asked(approver, "居住证", "居住证件", kind="papers")
    ticked = hits(page)
    assert len(ticked) > 1
    assert "<del>居住证</del>" in page
    assert "<ins>居住证件</ins>" in page
    address = applied(approver, page, ticked[1:])
    draft = draft_at(admin_app, address)
    assert "居住证" in draft.title
    assert len(draft.changes) == len(ticked) - 1
    for change in draft.changes:
        before, after = leaves(change.before), leaves(change.after)
        differing = {name for name in after if after[name] != before.get(name)}
        assert differing
        assert all(name.endswith(".zh") for name in differing)
        for name in differing:
            assert after[name] == before[name].replace("居住证", "居住证件")
    text = approver.get(address).text
    assert "查找替换" in text
    approver.post(f"{address}/undo", {"step": steps(text)[0]})
    assert draft_at(admin_app, address).changes == ()


def test_it_is_looked_for_in_the_draft_and_replaced_in_it(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    number = begun(editor)
    reworded(editor, number, "一共四百三十元。")
    assert not hits(asked(editor, "四百三十元", "430元"))
    page = asked(editor, "四百三十元", "430元", draft=str(number))
    address = applied(editor, page, hits(page))
    assert address == f"/admin/drafts/{number}"
    (change,) = draft_at(admin_app, address).changes
    assert change.after is not None
    assert change.after["note"]["zh"] == "一共430元。"
    editor.post(f"{address}/undo", {"step": steps(editor.get(address).text)[0]})
    (change,) = draft_at(admin_app, address).changes
    assert change.after is not None
    assert change.after["note"]["zh"] == "一共四百三十元。"


def test_english_alone_is_replaced_where_english_is_asked_for(admin_app: Flask) -> None:
    approver = signed_in(admin_app, "approver")
    page = asked(approver, "Residence permit", "Permit of residence", language="en", kind="papers")
    draft = draft_at(admin_app, applied(approver, page, hits(page)))
    assert draft.changes
    for change in draft.changes:
        before, after = leaves(change.before), leaves(change.after)
        assert {n for n in after if after[n] != before.get(n)} <= {
            n for n in after if n.endswith(".en")
        }


@pytest.mark.parametrize(
    ("find", "replacement", "more"),
    [
        ("months", "weeks", {"language": "en"}),
        ("满", "满{", {"kind": "requirements", "topic": "settlement"}),
        ("work_months", "work_weeks", {"kind": "requirements", "topic": "settlement"}),
        ("{work_months}", "三年", {"kind": "requirements", "topic": "settlement"}),
    ],
    ids=["a word in braces", "a brace comes in", "a name in braces", "a placeholder goes"],
)
def test_what_stands_in_braces_is_never_broken(
    admin_app: Flask, find: str, replacement: str, more: dict[str, str]
) -> None:
    approver = signed_in(admin_app, "approver")
    page = asked(approver, find, replacement, **more)
    refused = page.count("花括号必须保持原样")
    ticked = hits(page)
    assert refused or ticked
    if find != "months":
        assert refused
        assert not ticked
        applied(approver, page, [], 422)
        return
    draft = draft_at(admin_app, applied(approver, page, ticked))
    for change in draft.changes:
        for name, text in leaves(change.after).items():
            was = leaves(change.before).get(name)
            if isinstance(text, str) and isinstance(was, str):
                assert re.findall(r"\{[^}]*\}", text) == re.findall(r"\{[^}]*\}", was)


def test_conditions_ids_and_examples_are_not_found(admin_app: Flask) -> None:
    approver = signed_in(admin_app, "approver")
    for find in ("insured_district", "public-rental-guide-2025", "shapingba"):
        page = asked(approver, find, "x")
        assert not hits(page), find
        assert "没有找到" in page


def test_titles_of_sources_and_clauses_are_left_alone_unless_ticked(admin_app: Flask) -> None:
    approver = signed_in(admin_app, "approver")
    assert not hits(asked(approver, "居住证暂行条例", "居住证条例", kind="sources"))
    page = asked(approver, "居住证暂行条例", "居住证条例", kind="sources", official="1")
    assert hits(page)
    clause = {"kind": "policies", "official": "1"}
    page = asked(approver, "第2.3节", "第2.4节", **clause)
    draft = draft_at(admin_app, applied(approver, page, hits(page)[:1]))
    (change,) = draft.changes
    assert "sec.2.4" in str(change.after)
    page = asked(approver, "第2.3节", "大概那里", **clause)
    assert "不是能识别的条款号" in page
    assert not hits(page)


def test_what_one_may_not_change_is_shown_with_whom_to_ask(admin_app: Flask) -> None:
    approver = signed_in(admin_app, "approver")
    editor = signed_in(admin_app, "editor", ["yongchuan"], ["settlement"])
    page = asked(editor, "居住证", "居住证件", kind="papers")
    assert not hits(page)
    assert f"您不能修改这一项，可以找{approver.name}" in page
    forged = re.findall(r'name="hit"', page)
    assert forged == []
    assert "没有选中您可以修改的内容" in applied(editor, page, ["0" * 12], 422)


def test_whom_to_ask_is_looked_up_once_for_all_hits(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor", ["yongchuan"], ["settlement"])
    with admin_app.app_context(), statements() as said:
        page = asked(editor, "证", "证件", kind="papers")
    assert page.count("您不能修改这一项") > 1
    assert len([words for words, _ in said if "ORDER BY editors.name" in words]) == 1


def test_what_was_unticked_on_another_page_stays_unticked(admin_app: Flask) -> None:
    approver = signed_in(admin_app, "approver")
    first = asked(approver, "的", "之")
    ticked = hits(first)
    assert "第1页" in first
    data: dict[str, object] = {**carried(first), "hit": ticked[1:], "page": "2"}
    second = approver.post(ADDRESS, data, 200).text  # type: ignore[arg-type]
    assert ticked[0] in carried(second)["off"].split()
    data = {**carried(second), "hit": hits(second), "page": "1"}
    again = approver.post(ADDRESS, data, 200).text  # type: ignore[arg-type]
    assert hits(again) == ticked[1:]
    address = applied(approver, again, ticked[1:])
    changed = {(c.path, c.place) for c in draft_at(admin_app, address).changes}
    assert len(changed) > 100, "the other pages are replaced too"


def test_nothing_is_replaced_that_became_another_since_one_looked(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    number = begun(editor)
    reworded(editor, number, "一共四百三十元。")
    page = asked(editor, "四百三十元", "430元", draft=str(number))
    reworded(editor, number, "一共四百三十元，每年。")
    assert "请再看一遍" in applied(editor, page, hits(page), 409)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"find": " ", "replacement": "x"}, "请写要查找的文字"),
        ({"find": "长" * 101, "replacement": "x"}, "最多100个字"),
        ({"find": "证", "replacement": "长" * 201}, "最多200个字"),
        ({"find": "证", "replacement": "\u202e证"}, "控制字符"),
        ({"find": "证", "replacement": "证"}, "两处文字一样"),
    ],
)
def test_what_cannot_be_looked_for_is_said_at_its_field(
    admin_app: Flask, query: dict[str, str], said: str
) -> None:
    editor = signed_in(admin_app, "editor")
    text = editor.get(ADDRESS, 422, query_string=query).text
    assert said in text
    assert f'value="{query["replacement"]}"' in text


def test_more_hits_than_are_given_are_said(
    admin_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wording_replace, "MOST", 7)
    page = asked(signed_in(admin_app, "approver"), "的", "之")
    assert "在7处文字里找到" in page
    assert "请选择类别" in page


def test_a_text_of_a_pattern_is_a_text(admin_app: Flask) -> None:
    page = asked(signed_in(admin_app, "approver"), "(居住|户口).*", r"\1")
    assert "没有找到" in page


def test_an_item_of_which_something_cannot_be_read_waits(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    number = begun(editor)
    reworded(editor, number, "一共四百三十元。")
    address = f"/admin/drafts/{number}/item?path={FLAT}&place=requirements/no_other_subsidised_home"
    data = {"text.zh": "", "note.zh": "一共四百三十元。", "seen": "1"}
    editor.post(address, data, 422)
    page = asked(editor, "四百三十元", "430元", draft=str(number))
    assert "请先填好" in page
    assert not hits(page)
