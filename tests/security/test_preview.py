"""The preview of a draft: who may look, who may frame it, and what it may not leave behind."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from portal.store.people import accounts, authentication
from portal.web.admin.auth.session_cookie import COOKIE
from portal.web.http.security_headers import FRAMED_POLICY, FRAMING_POLICY, POLICY
from tests.web.admin.drafts.test_preview import framed, frames
from tests.web.admin.drafts.test_road import raised
from tests.web.admin.signing import HERE, PASSWORD, added, now_of, signed_in
from tests.web.fetching import Fetcher
from tests.web.kiosk.machines import machine


def directives(policy: str) -> dict[str, str]:
    return dict(its.split(" ", 1) for its in policy.split("; "))


def test_frames_of_our_own_alone_and_no_script_within_them() -> None:
    usual, framing, within = map(directives, (POLICY, FRAMING_POLICY, FRAMED_POLICY))
    assert framing == {**usual, "frame-src": "'self'"}
    assert framing["frame-ancestors"] == "'none'"
    assert within["frame-ancestors"] == "'self'"
    assert within["script-src"] == within["connect-src"] == within["worker-src"] == "'none'"
    assert within["default-src"] == "'none'"


@pytest.mark.parametrize("role", ["editor", "approver", "manager"])
def test_every_role_may_look_and_only_the_frames_may_be_framed(admin_app: Flask, role: str) -> None:
    number = raised(signed_in(admin_app, "editor"))
    districts = ["yuzhong"] if role == "editor" else None
    fetch = signed_in(admin_app, role, districts)
    page = fetch.get(f"/admin/drafts/{number}/preview")
    assert page.headers["Content-Security-Policy"] == FRAMING_POLICY
    for address in (*frames(page.text), framed(number, "check")):
        found = fetch.get(address)
        assert found.headers["Content-Security-Policy"] == FRAMED_POLICY
        assert found.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in found.headers
    for address in (
        f"/admin/drafts/{number}",
        f"/admin/drafts/{number}/preview/pages",
        "/districts/yongchuan/settle-by-work",
    ):
        assert fetch.get(address).headers["Content-Security-Policy"] == POLICY
    assert fetch.get(framed(999), status=404).headers["Content-Security-Policy"] == POLICY


def test_nothing_can_be_sent_through_a_frame(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "editor")
    number = raised(fetch)
    for page in ("check", "check/work", "report", "check/clear", "districts"):
        fetch.post(framed(number, page), {"district": "yongchuan"}, status=405)


def test_who_has_yet_to_prove_the_second_factor_sees_nothing(admin_app: Flask) -> None:
    number = raised(signed_in(admin_app, "editor"))
    person = added(admin_app, "manager")
    client = admin_app.test_client()
    client.set_cookie(COOKIE, _halfway(admin_app, person))
    for address in (f"/admin/drafts/{number}/preview", framed(number)):
        found = client.get(address)
        assert found.status_code == 303
        assert "/second-factor" in found.headers["Location"]


def _halfway(app: Flask, person: accounts.Person) -> str:
    with app.app_context():
        return authentication.sign_in(person.name, PASSWORD, HERE, now_of(app))


def test_a_clerk_at_a_kiosk_sees_nothing(kiosk_app: Flask) -> None:
    clerk = machine(kiosk_app)
    for address in ("/admin/drafts/1/preview", framed(1)):
        assert clerk.client.get(address).status_code == 401


def test_what_is_typed_into_an_address_comes_out_as_text(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "editor")
    number = raised(fetch)
    evil = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E"
    for name in ("of", "view", "service", "district", "day", "language", "answers", "beside"):
        found = fetch.client.get(f"/admin/drafts/{number}/preview?{name}={evil}")
        assert found.status_code in (200, 422)
        assert "<script>alert" not in found.text, name
    for address in (framed(number, evil), framed(number, of=evil), framed(number, f"x?q={evil}")):
        found = fetch.client.get(address)
        assert found.status_code < 500
        assert "<script>alert" not in found.text


@pytest.mark.parametrize("page", ["/evil.example", "//evil.example/x", "\\evil.example"])
def test_a_frame_leads_to_no_other_site(admin_app: Flask, page: str) -> None:
    fetch = signed_in(admin_app, "editor")
    found = Fetcher(fetch.client).client.get(framed(raised(fetch), page), follow_redirects=False)
    assert found.status_code < 500
    where = re.findall(r'href="([^"]*evil[^"]*)"', found.text)
    assert all(its.startswith("/") and not its.startswith("//") for its in where)
    assert not found.headers.get("Location", "/").startswith("//")
