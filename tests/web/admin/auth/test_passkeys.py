"""Passkeys on the pages: made, used at the door and to confirm, removed; editors asked for one."""

from __future__ import annotations

import html
import re

import pyotp
import pytest
from flask import Flask

from drills.authenticator import Authenticator
from portal.store import drafts
from portal.store.people import accounts, passkeys
from portal.web.admin.auth import passkey_site
from portal.web.admin.auth.session_cookie import COOKIE
from tests.web.admin.auth.test_resumed_post import changes, go_on, opened, sent, signed_in_with
from tests.web.admin.auth.test_sign_in import enrol, stranger
from tests.web.admin.conftest import Clock
from tests.web.admin.forms.test_nothing_lost import Form
from tests.web.admin.signing import PASSWORD, AdminFetcher, added, now_of, signed_in

NEW = "/admin/second-factor/passkeys/new"
ADD = "/admin/second-factor/passkeys"
CHALLENGE = "/admin/second-factor/challenge"
NAME = "办公室电脑"


def device() -> Authenticator:
    return Authenticator(host="localhost", origin="http://localhost")


def options_in(page: str) -> str:
    found = re.search(r'data-passkey-options="([^"]+)"', page)
    assert found
    return html.unescape(found[1])


def make(fetch: AdminFetcher, key: Authenticator, name: str = NAME, status: int = 303) -> str:
    """Make a passkey; returns the page that comes."""
    page = fetch.post(NEW, {"passkey_name": name}, 200).text
    answer = key.create(options_in(page))
    form = {"passkey_name": name, "new_passkey": answer, "next": "/admin/account"}
    return fetch.post(ADD, form, status).text


def asked(fetch: AdminFetcher) -> str:
    return fetch.post(CHALLENGE, {}, 200).text


def halfway(app: Flask, name: str) -> AdminFetcher:
    """A browser of somebody who wrote their password."""
    fetch = stranger(app)
    fetch.post("/admin/", {"name": name, "password": PASSWORD})
    return fetch


def listed(app: Flask, number: int) -> list[str]:
    with app.app_context():
        return [one.name for one in passkeys.passkeys_of(number)]


def test_a_passkey_is_made_listed_used_and_removed(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "editor")
    key = device()
    codes = re.findall(r"<li><code>(.+?)</code>", make(fetch, key, status=200))
    assert len(codes) == 10
    text = fetch.get("/admin/account").text
    assert NAME in text
    assert "还没用过" in text
    again = halfway(admin_app, fetch.name)
    page = again.get("/admin/second-factor?next=/admin/account").text
    assert "使用通行密钥" in page
    assert "通行密钥需要浏览器开启脚本" in page
    assert "恢复码" in page
    assert "身份验证器" not in page
    answer = key.get(asked(again))
    done = again.post("/admin/second-factor", {"passkey": answer, "next": "/admin/account"})
    assert again.follow(done) == "/admin/account"
    assert "还没用过" not in again.get("/admin/account").text
    other = halfway(admin_app, fetch.name)
    other.post("/admin/second-factor", {"code": codes[0]})
    (number,) = re.findall(
        r"/admin/account/passkeys/(\d+)/remove", other.get("/admin/account").text
    )
    other.post(f"/admin/account/passkeys/{number}/remove", {})
    assert listed(admin_app, fetch.id) == []
    assert "/remove" not in other.get("/admin/account").text


@pytest.mark.parametrize("prefix", ["/en", "/zh-hant"])
def test_passkeys_speak_every_language(admin_app: Flask, prefix: str) -> None:
    fetch = signed_in(admin_app, "editor")
    page = fetch.post(f"{prefix}{NEW}", {"passkey_name": "x"}, 200).text
    answer = device().create(options_in(page))
    fetch.post(f"{prefix}{ADD}", {"passkey_name": "x", "new_passkey": answer}, 200)
    fetch.get(f"{prefix}/admin/account")
    fetch.get(f"{prefix}/admin/second-factor")
    fetch.get(f"{prefix}/admin/second-factor/enrol")


def test_a_token_changes_with_a_passkey_that_is_made_or_used(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "editor")
    key = device()

    def token(of: AdminFetcher) -> str:
        cookie = of.client.get_cookie(COOKIE)
        assert cookie is not None
        return cookie.decoded_value

    before = token(fetch)
    make(fetch, key, status=200)
    assert token(fetch) != before
    again = halfway(admin_app, fetch.name)
    before = token(again)
    again.post("/admin/second-factor", {"passkey": key.get(asked(again))})
    assert token(again) != before


def test_who_must_have_a_second_factor_may_begin_with_a_passkey(admin_app: Flask) -> None:
    person = added(admin_app, "manager")
    fetch = halfway(admin_app, person.name)
    text = fetch.get("/admin/second-factor/enrol").text
    assert "指纹、面容" in text
    assert "身份验证器应用" in text
    assert "恢复码" in make(fetch, device(), status=200)
    fetch.get("/admin/people")


def test_a_wrong_answer_is_told_and_a_code_still_works(admin_app: Flask, clock: Clock) -> None:
    fetch = signed_in(admin_app, "editor")
    key = device()
    make(fetch, key, status=200)
    secret, _ = enrol(fetch, clock)
    again = halfway(admin_app, fetch.name)
    answer = key.get(asked(again))
    key.origin = "http://localhost:1"
    text = again.post("/admin/second-factor", {"passkey": key.get(asked(again))}, 422).text
    assert "通行密钥没有通过" in text
    again.post("/admin/second-factor", {"passkey": answer}, 422)
    clock.passes(seconds=30)
    again.post("/admin/second-factor", {"code": pyotp.TOTP(secret).at(clock.at)})
    again.get("/admin/account")


def test_passkeys_are_throttled_like_codes(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "editor")
    key = device()
    make(fetch, key, status=200)
    again = halfway(admin_app, fetch.name)
    for _ in range(5):
        again.post("/admin/second-factor", {"passkey": "{}"}, 422)
    again.post("/admin/second-factor", {"passkey": key.get(asked(again))}, 429)


@pytest.mark.parametrize("role", ["editor", "approver", "manager"])
def test_challenges_have_a_limit_and_the_others_of_the_office_go_on(
    admin_app: Flask, clock: Clock, role: str
) -> None:
    fetch = signed_in(admin_app, role)
    key = device()
    make(fetch, key, status=200 if role == "editor" else 303)
    again = halfway(admin_app, fetch.name)
    for _ in range(passkeys.CHALLENGE_TRIES):
        asked(again)
    told = again.post(CHALLENGE, {}, 429)
    assert told.headers["Retry-After"] == "31"
    assert told.text == "尝试次数过多，请1分钟后再试。"
    colleague = signed_in(admin_app, "editor")
    theirs = device()
    make(colleague, theirs, status=200)
    at_the_door = halfway(admin_app, colleague.name)
    at_the_door.post("/admin/second-factor", {"passkey": theirs.get(asked(at_the_door))})
    asked(fetch)
    clock.passes(seconds=31)
    again.post("/admin/second-factor", {"passkey": key.get(asked(again))})
    again.get("/admin/account")


def test_passkeys_are_not_begun_without_end(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "editor")
    for _ in range(passkeys.CHALLENGE_TRIES):
        fetch.post(NEW, {"passkey_name": NAME}, 200)
    told = fetch.post(NEW, {"passkey_name": NAME}, 429)
    assert told.headers["Retry-After"] == "31"
    assert f'value="{NAME}"' in told.text


def test_a_code_that_is_not_taken_says_when_the_next_is(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "manager")
    again = halfway(admin_app, fetch.name)
    for _ in range(5):
        again.post("/admin/second-factor", {"code": "000000"}, 422)
    assert again.post("/admin/second-factor", {"code": "000000"}, 429).headers["Retry-After"]


@pytest.mark.parametrize("answer", ["", "{}", "x" * 20_000, "[" * 10_000])
def test_what_is_no_passkey_is_not_added(admin_app: Flask, answer: str) -> None:
    fetch = signed_in(admin_app, "editor")
    fetch.post(NEW, {"passkey_name": NAME}, 200)
    text = fetch.post(ADD, {"passkey_name": NAME, "new_passkey": answer}, 422).text
    assert "通行密钥没有添加" in text
    assert f'value="{NAME}"' in text
    assert listed(admin_app, fetch.id) == []


def test_a_passkey_without_name_is_told(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "editor")
    assert "起个名字" in fetch.post(NEW, {"passkey_name": " "}, 422).text


def test_adding_and_removing_need_a_fresh_proof(admin_app: Flask, clock: Clock) -> None:
    fetch = signed_in(admin_app, "editor")
    make(fetch, device(), status=200)
    clock.passes(minutes=11)
    text = fetch.post(NEW, {"passkey_name": "手机"}, 422).text
    assert 'value="手机"' in text
    options_in(fetch.post(NEW, {"passkey_name": "手机", "proof": PASSWORD}, 200).text)
    clock.passes(minutes=11)
    (number,) = re.findall(
        r"/admin/account/passkeys/(\d+)/remove", fetch.get("/admin/account").text
    )
    fetch.post(f"/admin/account/passkeys/{number}/remove", {}, 422)
    assert listed(admin_app, fetch.id) == [NAME]


def test_a_passkey_confirms_a_dangerous_act_and_the_form_goes_on(
    admin_app: Flask, clock: Clock
) -> None:
    fetch = signed_in(admin_app, "manager")
    key = device()
    make(fetch, key)
    clock.passes(minutes=11)
    form = {"name": "新人", "role": "editor"}
    text = fetch.post("/admin/people", form, 422).text
    assert "使用通行密钥" in text
    wrong = Authenticator(host="localhost", origin="http://localhost", id=key.id)
    answer = wrong.get(asked(fetch))
    assert (
        "没有通过"
        in fetch.post("/admin/people", {**form, "proof": "", "passkey": answer}, 422).text
    )
    key.verifies = False
    answer = key.get(asked(fetch))
    fetch.post("/admin/people", {**form, "proof": "", "passkey": answer}, 422)
    key.verifies = True
    answer = key.get(asked(fetch))
    page = fetch.post("/admin/people", {**form, "proof": "", "passkey": answer}, 200).text
    assert "开户码" in page
    fetch.post("/admin/people", {"name": "又一人", "role": "editor"}, 200)


def test_a_challenge_of_the_door_confirms_nothing(admin_app: Flask, clock: Clock) -> None:
    fetch = signed_in(admin_app, "manager")
    key = device()
    make(fetch, key)
    again = halfway(admin_app, fetch.name)
    other = asked(again)
    clock.passes(minutes=11)
    form = {"name": "新人", "role": "editor", "proof": "", "passkey": key.get(other)}
    fetch.post("/admin/people", form, 422)


def test_the_last_second_factor_of_a_manager_stays(admin_app: Flask) -> None:
    person = added(admin_app, "manager")
    fetch = halfway(admin_app, person.name)
    make(fetch, device(), status=200)
    (number,) = re.findall(
        r"/admin/account/passkeys/(\d+)/remove", fetch.get("/admin/account").text
    )
    text = fetch.post(f"/admin/account/passkeys/{number}/remove", {}, 422).text
    assert "最后一项第二重验证" in text
    assert listed(admin_app, person.id) == [NAME]
    make(fetch, device(), "手机")
    fetch.post(f"/admin/account/passkeys/{number}/remove", {})
    assert listed(admin_app, person.id) == ["手机"]


def test_a_manager_removes_the_passkeys_of_who_lost_them(admin_app: Flask) -> None:
    manager = signed_in(admin_app, "manager")
    editor = signed_in(admin_app, "editor")
    make(editor, device(), status=200)
    assert "清除" in manager.get(f"/admin/people/{editor.id}").text
    manager.post(f"/admin/people/{editor.id}/forget-second-factor", {})
    assert listed(admin_app, editor.id) == []
    halfway(admin_app, editor.name).get("/admin/account")


def test_nobody_removes_a_passkey_of_somebody_else(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "editor")
    other = signed_in(admin_app, "manager")
    make(fetch, device(), status=200)
    other.post("/admin/account/passkeys/1/remove", {})
    assert listed(admin_app, fetch.id) == [NAME]


@pytest.mark.parametrize(
    ("hosts", "public", "asked_at", "obstacle"),
    [
        ((), "", "http://localhost:8000", ""),
        ((), "", "http://127.0.0.1:8000", "address"),
        ((), "", "http://[::1]:8000", "address"),
        ((), "", "https://portal.example.org", "name"),
        (("portal.example.org",), "", "https://portal.example.org", ""),
        (("portal.example.org",), "", "https://portal.example.org:8443", ""),
        (("portal.example.org",), "", "http://portal.example.org", "https"),
        (("portal.example.org",), "", "https://sub.portal.example.org", "name"),
        ((), "https://portal.example.org", "https://portal.example.org", ""),
        ((), "https://portal.example.org", "https://evil.example", "name"),
        (("192.0.2.1",), "", "https://192.0.2.1", "address"),
    ],
)
def test_passkeys_are_for_a_name_the_settings_know_and_https(
    admin_app: Flask, hosts: tuple[str, ...], public: str, asked_at: str, obstacle: str
) -> None:
    admin_app.config["HOSTS"] = hosts
    if public:
        admin_app.config["PUBLIC_URL"] = public
    with admin_app.test_request_context("/admin/", base_url=asked_at):
        assert passkey_site.obstacle() == obstacle
        site = passkey_site.relying_party()
        assert (site is None) == bool(obstacle)
        if site is not None:
            assert site.origin == asked_at
            assert site.host == asked_at.split("//")[1].split(":", maxsplit=1)[0]
        assert bool(passkey_site.obstacle_words()) == bool(obstacle)


def test_where_there_are_no_passkeys_the_page_says_why(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "editor")
    make(fetch, device(), status=200)
    admin_app.config["HOSTS"] = ("portal.example.org",)
    away = {"base_url": "http://portal.example.org"}
    fetch.client.set_cookie(
        COOKIE, fetch.client.get_cookie(COOKIE).decoded_value, domain="portal.example.org"
    )  # type: ignore[union-attr]
    text = fetch.get("/admin/account", **away).text
    assert "https://" in text
    assert "localhost" in text
    assert 'name="passkey_name"' not in text
    assert fetch.post(CHALLENGE, {}, 404, **away)
    fetch.post(NEW, {"passkey_name": NAME}, 422, **away)


def rule(fetch: AdminFetcher, needed: str) -> None:
    fetch.post("/admin/people/second-factor", {"needed": needed})


def test_a_manager_asks_a_second_factor_of_editors_too(admin_app: Flask, clock: Clock) -> None:
    manager = signed_in(admin_app, "manager")
    editor = signed_in(admin_app, "editor")
    assert "未开启" in manager.get("/admin/people").text
    clock.passes(minutes=1)
    rule(manager, "yes")
    assert "已开启" in manager.get("/admin/people").text
    for prefix in ("/en", "/zh-hant"):
        manager.get(f"{prefix}/admin/people")
    editor.get("/admin/account")
    again = halfway(admin_app, editor.name)
    assert "/second-factor/enrol" in again.follow(again.get("/admin/drafts", 303))
    make(again, device(), status=200)
    again.get("/admin/drafts")
    rule(manager, "no")
    other = added(admin_app, "editor")
    halfway(admin_app, other.name).get("/admin/drafts")
    text = manager.get("/admin/audit").text
    assert "要求编辑人员也要第二重验证" in text
    assert "不再要求编辑人员第二重验证" in text


def test_nobody_but_a_manager_decides_it(admin_app: Flask) -> None:
    for role in ("editor", "approver"):
        signed_in(admin_app, role).post("/admin/people/second-factor", {"needed": "yes"}, 403)


def test_what_an_editor_had_open_outlives_setting_up(admin_app: Flask, clock: Clock) -> None:
    manager = signed_in(admin_app, "manager")
    editor = signed_in(admin_app, "editor")
    number, address, token = opened(editor)
    clock.passes(minutes=1)
    rule(manager, "yes")
    clock.passes(hours=13)
    page = signed_in_with(editor, sent(editor, address, token).text, editor.name)
    assert page.status_code == 200
    assert "提交的内容还在" in page.text
    hidden = Form.of(page.text, "/admin/second-factor/enrol").values
    found = re.search(r'<code lang="und">([A-Z2-7 ]+)</code>', page.text)
    assert found
    wrong = editor.client.post("/admin/second-factor/enrol", data={**hidden, "code": "1"})
    assert wrong.status_code == 422
    hidden = Form.of(wrong.text, "/admin/second-factor/enrol").values
    code = pyotp.TOTP(found[1].replace(" ", "")).at(now_of(admin_app))
    codes = editor.client.post("/admin/second-factor/enrol", data={**hidden, "code": code})
    assert "恢复码已记下，现在提交" in codes.text
    assert changes(admin_app, number) == 0
    assert go_on(editor, codes.text).status_code == 303
    with admin_app.app_context():
        (change,) = drafts.read_draft(number).changes
        assert change.after is not None
        assert change.after["value"] == 49


def test_what_was_open_outlives_a_passkey_that_is_made_first(
    admin_app: Flask, clock: Clock
) -> None:
    manager = signed_in(admin_app, "manager")
    editor = signed_in(admin_app, "editor")
    number, address, token = opened(editor)
    clock.passes(minutes=1)
    rule(manager, "yes")
    clock.passes(hours=13)
    page = signed_in_with(editor, sent(editor, address, token).text, editor.name)
    hidden = Form.of(page.text, NEW).values
    page = editor.client.post(NEW, data={**hidden, "passkey_name": NAME})
    answer = device().create(options_in(page.text))
    hidden = Form.of(page.text, ADD).values
    codes = editor.client.post(ADD, data={**hidden, "new_passkey": answer})
    assert go_on(editor, codes.text).status_code == 303
    assert changes(admin_app, number) == 1


def test_the_first_manager_is_told_what_comes(admin_app: Flask) -> None:
    text = stranger(admin_app).get("/admin/setup").text
    assert "安全密钥" in text
    assert "恢复码" in text


def test_the_account_of_the_list_knows_a_passkey(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "editor")
    make(fetch, device(), status=200)
    with admin_app.app_context():
        account = accounts.account(fetch.id)
    assert account is not None
    assert account.has_second_factor
