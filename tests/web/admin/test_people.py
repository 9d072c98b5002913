"""Managers keep the list of people; everybody keeps their own account; the log tells of it."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from flask import Flask

from portal.rules.lists.cells import guarded
from portal.store.people import accounts
from tests.web.admin.conftest import Clock
from tests.web.admin.signing import PASSWORD, added, now_of, signed_in


def test_a_manager_adds_somebody_and_sees_the_code_once(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "manager")
    form = {"name": "新人", "role": "editor", "districts": ["yuzhong"], "topics": ["housing"]}
    text = fetch.post("/admin/people", form, 200).text
    code = re.search(r"[a-z2-7]{4}(-[a-z2-7]{4}){3}", text)
    assert code is not None
    for path in ("/admin/people", "/en/admin/people", "/zh-hant/admin/people"):
        shown = fetch.get(path).text
        assert "新人" in shown
        assert code[0] not in shown
    assert "渝中区" in fetch.get("/admin/people").text


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"name": "", "role": "editor"}, "请填写姓名"),
        ({"name": "x", "role": "owner"}, "请选择角色"),
        ({"name": "x", "role": "editor", "districts": ["atlantis"]}, "不存在"),
    ],
)
def test_a_mistake_in_the_form_is_told_and_nobody_added(
    admin_app: Flask, form: dict[str, str], words: str
) -> None:
    fetch = signed_in(admin_app, "manager")
    assert words in fetch.post("/admin/people", form, 422).text
    with admin_app.app_context():
        assert len(accounts.accounts()) == 1


def test_a_change_of_role_counts_from_the_next_click(admin_app: Flask) -> None:
    manager = signed_in(admin_app, "manager")
    editor = signed_in(admin_app, "editor")
    page = f"/admin/people/{editor.id}"
    manager.get(page)
    manager.get(f"/en{page}")
    manager.post(page, {"role": "editor", "districts": ["yuzhong", "nanan"]})
    editor.get("/admin/account", status=401)
    with admin_app.app_context():
        account = accounts.account(editor.id)
        assert account is not None
        assert account.person.districts == {"yuzhong", "nanan"}


@pytest.mark.parametrize("act", ["disable", "sign-out", "forget-second-factor"])
def test_a_manager_signs_somebody_out(admin_app: Flask, act: str) -> None:
    manager = signed_in(admin_app, "manager")
    approver = signed_in(admin_app, "approver")
    manager.post(f"/admin/people/{approver.id}/{act}", {})
    approver.get("/admin/account", status=401)
    manager.get(f"/admin/people/{approver.id}")


def test_a_disabled_person_can_be_let_in_again(admin_app: Flask) -> None:
    manager = signed_in(admin_app, "manager")
    person = added(admin_app, "editor")
    manager.post(f"/admin/people/{person.id}/disable", {})
    assert "已停用" in manager.get("/admin/people").text
    manager.post(f"/admin/people/{person.id}/enable", {})
    assert "已停用" not in manager.get("/admin/people").text


def test_a_reset_shows_a_new_code(admin_app: Flask) -> None:
    manager = signed_in(admin_app, "manager")
    person = added(admin_app, "editor")
    assert "开户码" in manager.post(f"/admin/people/{person.id}/reset", {}, 200).text


def test_a_manager_cannot_shut_themselves_out(admin_app: Flask) -> None:
    manager = signed_in(admin_app, "manager")
    page = f"/admin/people/{manager.id}"
    manager.post(f"{page}/disable", {}, 422)
    manager.post(page, {"role": "editor"}, 422)
    manager.post(f"{page}/reset", {}, 422)
    manager.post(f"{page}/no-such-act", {}, 404)
    manager.get(page)


def test_one_sees_and_ends_ones_own_sign_ins(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "editor")
    other = signed_in(admin_app, "editor")
    text = fetch.get("/admin/account").text
    assert "本浏览器" in text
    with admin_app.app_context():
        (theirs,) = [a.person.id for a in accounts.accounts() if a.person.name == other.name]
    fetch.post(f"/admin/account/sign-ins/{theirs}", {})
    other.get("/admin/account")


def test_a_password_is_changed_with_a_fresh_proof(admin_app: Flask, clock: Clock) -> None:
    fetch = signed_in(admin_app, "editor")
    new = {"password": "another long password", "again": "another long password"}
    fetch.post("/admin/account/password", {**new, "again": "x"}, 422)
    clock.passes(minutes=11)
    fetch.post("/admin/account/password", new, 422)
    done = fetch.follow(fetch.post("/admin/account/password", {**new, "proof": PASSWORD}))
    assert "新密码已设置" in fetch.get(done).text


def test_new_recovery_codes_are_shown_once(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "manager")
    shown = re.findall(r"<li><code>(.+?)</code>", fetch.post("/admin/account/codes", {}, 200).text)
    assert len(shown) == 10
    assert shown[0] not in fetch.get("/admin/account").text


def test_the_log_is_shown_filtered_paged_and_checked(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "approver")
    for prefix in ("", "/en", "/zh-hant"):
        assert fetch.name in fetch.get(f"{prefix}/admin/audit").text
    assert "没有这样的记录" in fetch.get("/admin/audit?who=nobody&what=x&older=99999999").text
    assert "<summary>" not in fetch.get("/admin/audit?who=nobody").text
    for strange in ("²", "1" * 1500, "-1", "1e1"):
        assert fetch.get(f"/admin/audit?older={strange}").status_code == 200
        fetch.get(f"/admin/releases/compare?before={strange}&after=1", status=404)
    assert "与写入时一致" in fetch.get("/admin/audit?check=1").text
    fragment = fetch.get("/admin/audit?what=signed_in", headers={"HX-Request": "true"}).text
    assert "<html" not in fragment
    assert fragment.count("<summary>") == 1


def test_the_log_can_be_taken_away_safely(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "manager")
    with admin_app.app_context():
        for name in ("=1+2", "+x", "@y", "-z"):
            accounts.add_person(name, "editor", None, None, name, now_of(admin_app))
    lines = [json.loads(x) for x in fetch.get("/admin/audit.jsonl").text.splitlines()]
    assert lines[-1]["head"]["number"] == len(lines) - 1
    assert any(line.get("subject") == "=1+2" for line in lines)
    table = list(csv.reader(io.StringIO(fetch.get("/admin/audit.csv").text.lstrip("\ufeff"))))
    assert table[0][0] == "编号"
    assert table[0][-1] == "本条的校验值"
    assert not [cell for row in table for cell in row if cell[:1] in "=+-@" and cell]


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
@pytest.mark.parametrize("before", ["", " ", "\u3000", "\u00a0", "\u200b"])
def test_a_cell_never_begins_a_formula(first: str, before: str) -> None:
    assert guarded(f"{before}{first}1").startswith("'")
    assert guarded("王晓") == "王晓"


def test_what_people_write_is_shown_as_words(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "manager")
    evil = "<img src=x onerror=1>{{'z' * 9}}"
    fetch.post("/admin/people", {"name": evil, "role": "editor"}, 200)
    for path in ("/admin/people", "/admin/audit", "/admin/audit?who=%3Cb%3E"):
        text = fetch.get(path).text
        assert "<img" not in text
        assert "zzzzzzzzz" not in text
    assert "{{&#39;z&#39; * 9}}" in fetch.get("/admin/people").text
