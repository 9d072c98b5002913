"""Signing in: both factors, throttled, tokens that change, sessions that end."""

from __future__ import annotations

import re

import pyotp
import pytest
from flask import Flask

from portal.store.people import accounts, credential_setup
from portal.web.admin.auth.session_cookie import BROWSER, COOKIE
from portal.web.admin.auth.sign_in_forms import own_path
from tests.web.admin.conftest import Clock
from tests.web.admin.signing import PASSWORD, AdminFetcher, added, now_of, signed_in


def stranger(app: Flask) -> AdminFetcher:
    """A browser that has opened the sign-in form."""
    fetch = AdminFetcher(app.test_client())
    fetch.get("/admin/")
    return fetch


def token(fetch: AdminFetcher) -> str:
    cookie = fetch.client.get_cookie(COOKIE)
    assert cookie is not None
    return cookie.decoded_value


def enrol(fetch: AdminFetcher, clock: Clock, prefix: str = "") -> tuple[str, list[str]]:
    """Enrol a second factor; returns its secret and the recovery codes."""
    shown = fetch.get(f"{prefix}/admin/second-factor/enrol").text
    found = re.search(r'<code lang="und">([A-Z2-7 ]+)</code>', shown)
    assert found is not None
    secret = found[1].replace(" ", "")
    code = pyotp.TOTP(secret).at(clock.at)
    done = fetch.post(f"{prefix}/admin/second-factor/enrol", {"code": code}, 200)
    return secret, re.findall(r"<li><code>(.+?)</code>", done.text)


@pytest.mark.parametrize("role", ["editor", "approver", "manager"])
@pytest.mark.parametrize("prefix", ["", "/en", "/zh-hant"])
def test_somebody_signed_in_sees_the_overview(admin_app: Flask, role: str, prefix: str) -> None:
    fetch = signed_in(admin_app, role)
    text = fetch.get(f"{prefix}/admin/").text
    assert 'aria-current="page"' in text
    assert fetch.name in text


def test_an_editor_signs_in_by_password_and_lands_where_they_wanted(admin_app: Flask) -> None:
    person = added(admin_app, "editor")
    fetch = stranger(admin_app)
    assert 'value="/admin/account"' in fetch.get("/admin/account", status=401).text
    form = {"name": person.name, "password": PASSWORD, "next": "/admin/account"}
    response = fetch.post("/admin/", form)
    assert fetch.follow(response) == "/admin/account"
    assert person.name in fetch.get("/admin/account").text


@pytest.mark.parametrize(
    "path",
    [
        "https://elsewhere.example/admin/",
        "//elsewhere.example/admin/",
        "/districts",
        "/admin",
        "javascript:alert(1)",
        "/admin/\\elsewhere.example",
        "/\\x/admin/",
        "/admin/\r\nX: y",
        "/admin/\n",
        "/admin/\t",
        "/admin/\u2028",
        "/admin/\x7f",
        "//[",
        "\r\n/admin/",
        "/admin/\u202e",
    ],
)
def test_signing_in_leads_to_no_other_site(admin_app: Flask, path: str) -> None:
    assert own_path(path) == ""
    person = added(admin_app, "editor")
    fetch = stranger(admin_app)
    form = {"name": person.name, "password": PASSWORD, "next": path}
    assert fetch.follow(fetch.post("/admin/", form)) == "/admin/"


def test_a_manager_enrols_a_second_factor_at_the_first_sign_in(
    admin_app: Flask, clock: Clock
) -> None:
    person = added(admin_app, "manager")
    fetch = stranger(admin_app)
    fetch.post("/admin/", {"name": person.name, "password": PASSWORD})
    assert "/second-factor/enrol" in fetch.follow(fetch.get("/admin/people", status=303))
    fetch.post("/admin/second-factor/enrol", {"code": "000000"}, 422)
    before = token(fetch)
    secret, codes = enrol(fetch, clock)
    assert len(codes) == credential_setup.RECOVERY_CODES
    assert token(fetch) != before
    fetch.get("/admin/people")

    again = stranger(admin_app)
    again.post("/admin/", {"name": person.name, "password": PASSWORD})
    assert again.follow(again.get("/admin/", 303)).startswith("/admin/second-factor?")
    used = pyotp.TOTP(secret).at(clock.at)
    again.post("/admin/second-factor", {"code": used}, 422)
    clock.passes(seconds=30)
    code = pyotp.TOTP(secret).at(clock.at)
    again.post("/admin/second-factor", {"code": code})
    again.get("/admin/people")

    replay = stranger(admin_app)
    replay.post("/admin/", {"name": person.name, "password": PASSWORD})
    replay.post("/admin/second-factor", {"code": code}, 422)
    replay.post("/admin/second-factor", {"code": codes[0].upper()})
    replay.get("/admin/people")


@pytest.mark.parametrize("prefix", ["/en", "/zh-hant"])
def test_the_way_in_speaks_every_language(admin_app: Flask, clock: Clock, prefix: str) -> None:
    person = added(admin_app, "approver")
    fetch = stranger(admin_app)
    fetch.get(f"{prefix}/admin/setup")
    fetch.post(f"{prefix}/admin/", {"name": person.name, "password": "wrong"}, 422)
    fetch.post(f"{prefix}/admin/", {"name": person.name, "password": PASSWORD})
    enrol(fetch, clock, prefix)
    fetch.get(f"{prefix}/admin/account")


def test_an_editor_may_have_a_second_factor_which_then_is_due(
    admin_app: Flask, clock: Clock
) -> None:
    person = added(admin_app, "editor")
    fetch = stranger(admin_app)
    fetch.post("/admin/", {"name": person.name, "password": PASSWORD})
    enrol(fetch, clock)
    fetch.get("/admin/account")
    again = stranger(admin_app)
    again.post("/admin/", {"name": person.name, "password": PASSWORD})
    again.get("/admin/account", status=303)


def test_what_is_wrong_is_told_without_telling_which(admin_app: Flask) -> None:
    person = added(admin_app, "editor")
    fetch = stranger(admin_app)
    known = fetch.post("/admin/", {"name": person.name, "password": "wrong"}, 422).text
    unknown = fetch.post("/admin/", {"name": "nobody", "password": "wrong"}, 422).text
    assert known.replace(person.name, "") == unknown.replace("nobody", "")
    assert "错误" in known


def test_a_token_planted_before_signing_in_is_worth_nothing_after(admin_app: Flask) -> None:
    person = added(admin_app, "editor")
    fetch = stranger(admin_app)
    planted = "planted-by-somebody-else-0123456789abcdef"
    fetch.client.set_cookie(COOKIE, planted)
    fetch.post("/admin/", {"name": person.name, "password": PASSWORD})
    assert token(fetch) != planted
    thief = AdminFetcher(admin_app.test_client())
    thief.client.set_cookie(COOKIE, planted)
    thief.get("/admin/account", status=401)


def test_signing_in_again_ends_the_sign_in_of_this_browser(admin_app: Flask) -> None:
    person = added(admin_app, "editor")
    fetch = stranger(admin_app)
    form = {"name": person.name, "password": PASSWORD}
    fetch.post("/admin/", form)
    first = token(fetch)
    fetch.post("/admin/", form)
    old = AdminFetcher(admin_app.test_client())
    old.client.set_cookie(COOKIE, first)
    old.get("/admin/account", status=401)


def test_signing_out_ends_the_session_for_good(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "editor")
    before = token(fetch)
    fetch.post("/admin/sign-out", {})
    fetch.get("/admin/account", status=401)
    fetch.client.set_cookie(COOKIE, before)
    fetch.get("/admin/account", status=401)


def test_a_session_ends_when_idle_or_after_half_a_day(admin_app: Flask, clock: Clock) -> None:
    fetch = signed_in(admin_app, "editor")
    for _ in range(28):
        clock.passes(minutes=25)
        fetch.get("/admin/account")
    clock.passes(minutes=25)
    fetch.get("/admin/account", status=401)
    fetch = signed_in(admin_app, "editor")
    clock.passes(minutes=31)
    fetch.get("/admin/account", status=401)


def test_too_many_failures_are_told_with_the_time_to_wait(admin_app: Flask, clock: Clock) -> None:
    person = added(admin_app, "editor")
    fetch = stranger(admin_app)
    for _ in range(5):
        fetch.post("/admin/", {"name": person.name, "password": "wrong"}, 422)
    text = fetch.post("/admin/", {"name": person.name, "password": PASSWORD}, 429).text
    assert "1分钟" in text
    clock.passes(seconds=31)
    fetch.post("/admin/", {"name": person.name, "password": PASSWORD})


def test_a_new_person_sets_up_the_account_with_the_code(admin_app: Flask) -> None:
    with admin_app.app_context():
        _, code = accounts.add_person("新人", "editor", None, None, "test", now_of(admin_app))
    fetch = stranger(admin_app)
    fetch.get("/admin/setup")
    form = {"name": "新人", "code": code, "password": PASSWORD, "again": PASSWORD}
    assert "12" in fetch.post("/admin/setup", {**form, "password": "x", "again": "x"}, 422).text
    text = fetch.post("/admin/setup", {**form, "again": "another"}, 422).text
    assert code in text
    assert PASSWORD not in text
    fetch.post("/admin/setup", {**form, "code": "abcd-efgh"}, 422)
    ready = fetch.follow(fetch.post("/admin/setup", form))
    assert "密码已设置" in fetch.get(ready).text
    fetch.post("/admin/", {"name": "新人", "password": PASSWORD})
    fetch.get("/admin/account")
    fetch.post("/admin/setup", form, 422)


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "' OR 1=1 --", "x" * 5000])
def test_evil_names_are_refused_like_any_other(admin_app: Flask, name: str) -> None:
    fetch = stranger(admin_app)
    text = fetch.post("/admin/", {"name": name, "password": "x"}, 422).text
    assert "<script>alert" not in text


def test_a_browser_that_signed_in_is_let_in_while_strangers_are_kept_waiting(
    admin_app: Flask,
) -> None:
    person = added(admin_app, "editor")
    fetch = stranger(admin_app)
    right = {"name": person.name, "password": PASSWORD}
    fetch.post("/admin/", right)
    cookie = fetch.client.get_cookie(BROWSER)
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site) == (True, "Strict")
    fetch.post("/admin/sign-out", {})
    other = stranger(admin_app)
    for _ in range(5):
        other.post("/admin/", {**right, "password": "a guess"}, status=422)
    assert other.post("/admin/", right, status=429)
    fetch.post("/admin/", right)
    assert person.name in fetch.get("/admin/account").text
    kept = fetch.client.get_cookie(BROWSER)
    assert kept is not None
    assert kept.value == cookie.value


def test_what_no_browser_was_given_is_known_as_nobodys(admin_app: Flask) -> None:
    person = added(admin_app, "editor")
    fetch = stranger(admin_app)
    for made_up in ("x", "x" * 3000, "é", ""):
        fetch.client.set_cookie(BROWSER, made_up)
        fetch.post("/admin/", {"name": person.name, "password": "a guess"}, status=422)
