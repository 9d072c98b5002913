"""A form sent after the sign-in ended goes on after it: for the same person, and asked first."""

from __future__ import annotations

import html
import re

import pyotp
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.store import database, drafts
from portal.store.people import sessions
from portal.store.tables import Editor
from tests.web.admin.conftest import Clock
from tests.web.admin.drafts.test_road import RAISED, ROWS, WORK, begun
from tests.web.admin.forms.test_nothing_lost import Form
from tests.web.admin.signing import PASSWORD, AdminFetcher, added, now_of, signed_in

ADDRESS = f"?path={WORK}&under={ROWS}"


def token_in(text: str) -> str:
    found = re.search(r'name="csrf_token"\s+value="([^"]+)"', text)
    assert found
    return found[1]


def opened(fetch: AdminFetcher) -> tuple[int, str, str]:
    """A draft, the address of the form of a new amount in it, and the form's token."""
    number = begun(fetch)
    address = f"/admin/drafts/{number}/new{ADDRESS}"
    return number, address, token_in(fetch.get(address).text)


def sent(fetch: AdminFetcher, address: str, token: str, **headers: str) -> TestResponse:
    data = {**RAISED, "value": "49", "csrf_token": token}
    return fetch.client.post(address, data=data, headers=headers)


def signed_in_with(fetch: AdminFetcher, text: str, name: str) -> TestResponse:
    """The sign-in form on a page, sent with everything it carries."""
    hidden = {name: values[0] for name, values in Form.of(text, "/admin/").values.items()}
    return fetch.client.post("/admin/", data={**hidden, "name": name, "password": PASSWORD})


def go_on(fetch: AdminFetcher, text: str) -> TestResponse:
    action = re.search(r'<form action="([^"]+/new[^"]*)"\s+method="post"', text)
    assert action
    address = html.unescape(action[1])
    return fetch.client.post(address, data=Form.of(text, address).values)


def changes(app: Flask, number: int) -> int:
    with app.app_context():
        return len(drafts.read_draft(number).changes)


def test_a_form_sent_after_the_sign_in_ended_goes_on_after_it(
    admin_app: Flask, clock: Clock
) -> None:
    fetch = signed_in(admin_app, "editor")
    number, address, token = opened(fetch)
    clock.passes(hours=13)
    answer = sent(fetch, address, token)
    assert answer.status_code == 401
    assert "您提交的内容还在" in answer.text
    page = signed_in_with(fetch, answer.text, fetch.name)
    assert page.status_code == 200
    assert "您写的内容还在" in page.text
    assert changes(admin_app, number) == 0
    done = go_on(fetch, page.text)
    assert done.status_code == 303
    with admin_app.app_context():
        (change,) = drafts.read_draft(number).changes
        assert change.after is not None
        assert change.after["value"] == 49


def test_it_goes_on_through_the_second_factor(admin_app: Flask, clock: Clock) -> None:
    fetch = signed_in(admin_app, "approver")
    number, address, token = opened(fetch)
    clock.passes(hours=13)
    page = signed_in_with(fetch, sent(fetch, address, token).text, fetch.name)
    hidden = Form.of(page.text, "/admin/second-factor").values
    with admin_app.app_context():
        secret = database.db.session.get(Editor, fetch.id).totp_secret
    code = pyotp.TOTP(secret).at(now_of(admin_app))
    page = fetch.client.post("/admin/second-factor", data={**hidden, "code": code})
    assert "您写的内容还在" in page.text
    assert go_on(fetch, page.text).status_code == 303
    assert changes(admin_app, number) == 1


def test_another_person_does_not_send_it(admin_app: Flask, clock: Clock) -> None:
    fetch = signed_in(admin_app, "editor")
    other = added(admin_app, "editor")
    number, address, token = opened(fetch)
    clock.passes(hours=13)
    page = signed_in_with(fetch, sent(fetch, address, token).text, other.name)
    assert page.status_code == 303
    assert changes(admin_app, number) == 0


def test_what_is_carried_cannot_be_made_up_and_grows_old(admin_app: Flask, clock: Clock) -> None:
    fetch = signed_in(admin_app, "editor")
    number, address, token = opened(fetch)
    clock.passes(hours=13)
    text = sent(fetch, address, token).text
    changed = re.sub(r'(?<=value=")49(?=")|(?<=&#34;)49(?=&#34;)', "99", text)
    assert changed != text
    assert signed_in_with(fetch, changed, fetch.name).status_code == 303
    assert "carried" not in sent(fetch, address, "0" * 64).text
    assert "carried" not in sent(fetch, address, f"{'0' * 64}.{fetch.id}.{'0' * 64}").text
    fetch.client.delete_cookie("admin")
    text = sent(fetch, address, token).text
    clock.passes(hours=2)
    assert signed_in_with(fetch, text, fetch.name).status_code == 303
    assert changes(admin_app, number) == 0


def test_a_form_from_before_signing_in_again_asks_first(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "editor")
    number, address, token = opened(fetch)
    with admin_app.app_context():
        found = sessions.find(fetch.client.get_cookie("admin").decoded_value, now_of(admin_app))
        assert found is not None
        sessions.end(found.id, found.person, now_of(admin_app))
    text = fetch.client.get("/admin/").text
    signed_in_with(fetch, text, fetch.name)
    page = sent(fetch, address, token)
    assert "您写的内容还在" in page.text
    assert changes(admin_app, number) == 0
    assert go_on(fetch, page.text).status_code == 303


def test_autosave_after_the_sign_in_ended_says_so_and_leaves_the_page(
    admin_app: Flask, clock: Clock
) -> None:
    fetch = signed_in(admin_app, "editor")
    number, address, token = opened(fetch)
    clock.passes(hours=13)
    answer = sent(fetch, address, token, **{"HX-Request": "true"})
    assert answer.status_code == 401
    assert "没有保存：登录已失效" in answer.text
    assert "HX-Redirect" not in answer.headers
    text = fetch.client.get("/admin/").text
    signed_in_with(fetch, text, fetch.name)
    answer = sent(fetch, address, token, **{"HX-Request": "true"})
    assert answer.status_code == 303
    assert changes(admin_app, number) == 1


@pytest.mark.parametrize("secret", ["password", "proof", "pin"])
def test_a_secret_stands_in_no_page_again(admin_app: Flask, clock: Clock, secret: str) -> None:
    fetch = signed_in(admin_app, "editor")
    _, _, token = opened(fetch)
    clock.passes(hours=13)
    data = {"csrf_token": token, secret: "geheim-geheim"}
    text = fetch.client.post("/admin/account/password", data=data).text
    assert "geheim-geheim" not in text
