"""Mails as a mail server gets them: about sign-ins, remarks, and reports that are given away."""

from __future__ import annotations

from collections.abc import Iterator

import pyotp
import pytest
from flask import Flask

from drills.authenticator import Authenticator
from portal import mail_sender
from portal.store import database, mails, reports
from portal.store.people import passkeys
from tests.test_mail_sender import Post, listening
from tests.web.admin.auth.test_passkeys import ADD, NAME, NEW, asked, device, halfway, make
from tests.web.admin.auth.test_passkeys import options_in as passkey_options
from tests.web.admin.auth.test_sign_in import enrol
from tests.web.admin.conftest import Clock
from tests.web.admin.drafts.test_remarks import draft_of, left
from tests.web.admin.signing import PASSWORD, AdminFetcher, now_of
from tests.web.admin.test_mails import reached
from tests.web.admin.test_reports import assigned


@pytest.fixture
def post(admin_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    """The inbox of a mail server to which the portal sends."""
    monkeypatch.setattr(mail_sender, "run_in_background", lambda *_: None)
    with listening() as (inbox, smtp):
        mail_sender.install(admin_app, mail_sender.mail_server(smtp, "portal@example.org"))
        yield inbox


def arrived(app: Flask, post: Post) -> list[tuple[str, str, str]]:
    """To whom, subject and text of the mails that came since the last look."""
    post.mails.clear()
    with app.app_context():
        _, missed = mail_sender.send_waiting(app, lambda: now_of(app))
        database.db.session.remove()
    assert missed == 0
    return [(str(mail["To"]), str(mail["Subject"]), mail.get_content()) for mail in post.mails]


def quiet(app: Flask, role: str = "editor") -> AdminFetcher:
    """Somebody who left an address and switched notices off."""
    fetch = reached(app, role)
    fetch.post("/admin/account/mails", {"email": f"p{fetch.id}@example.org"})
    return fetch


def test_a_passkey_that_is_added_and_removed_is_told_whatever_was_switched_off(
    admin_app: Flask, post: Post
) -> None:
    fetch = quiet(admin_app)
    make(fetch, device(), status=200)
    ((to, subject, text),) = arrived(admin_app, post)
    assert to == f"p{fetch.id}@example.org"
    assert subject.endswith("A passkey was added to your account")
    assert NAME in text
    assert "/admin/account" in text
    with admin_app.app_context():
        (listed,) = passkeys.passkeys_of(fetch.id)
    fetch.post(f"/admin/account/passkeys/{listed.id}/remove", {})
    ((_, subject, text),) = arrived(admin_app, post)
    assert subject.endswith("A passkey was removed from your account")
    assert NAME in text
    fetch.post(f"/admin/account/passkeys/{listed.id}/remove", {})
    assert arrived(admin_app, post) == [], "nothing was removed"


def test_no_secret_is_in_a_mail_about_a_second_factor(
    admin_app: Flask, post: Post, clock: Clock
) -> None:
    fetch = quiet(admin_app)
    secret, codes = enrol(fetch, clock)
    ((_, subject, text),) = arrived(admin_app, post)
    assert subject.endswith("An authenticator app was set up for your account")
    for hidden in (secret, pyotp.TOTP(secret).at(clock.at), *codes):
        assert hidden not in subject + text
    fetch.post("/admin/account/codes", {}, 200)
    ((_, subject, _),) = arrived(admin_app, post)
    assert subject.endswith("The recovery codes of your account were made anew")


def test_a_passkey_that_was_not_added_is_not_told(admin_app: Flask, post: Post) -> None:
    fetch = quiet(admin_app)
    page = fetch.post(NEW, {"passkey_name": NAME}, 200).text
    stranger = Authenticator(host="localhost", origin="http://elsewhere.example")
    answer = stranger.create(passkey_options(page))
    fetch.post(ADD, {"passkey_name": NAME, "new_passkey": answer}, 422)
    assert arrived(admin_app, post) == []


def test_a_passkey_that_a_copy_may_use_is_told_once_it_is_stopped(
    admin_app: Flask, post: Post
) -> None:
    fetch = quiet(admin_app)
    key = device()
    make(fetch, key, status=200)
    arrived(admin_app, post)
    again = halfway(admin_app, fetch.name)
    again.post("/admin/second-factor", {"passkey": key.get(asked(again))})
    key.count = 0
    copied = halfway(admin_app, fetch.name)
    for _ in range(2):
        copied.post("/admin/second-factor", {"passkey": key.get(asked(copied))}, 422)
    ((_, subject, text),) = arrived(admin_app, post)
    assert "a copy of it may be about" in subject
    assert NAME in text


def test_a_new_password_and_what_a_manager_removes_are_told(admin_app: Flask, post: Post) -> None:
    fetch = quiet(admin_app)
    other = "twelve ferries cross at dawn"
    fetch.post("/admin/account/password", {"password": other, "again": other})
    ((_, subject, text),) = arrived(admin_app, post)
    assert subject.endswith("The password of your account was changed")
    assert other not in text
    assert PASSWORD not in text
    manager = reached(admin_app, "manager")
    manager.post(f"/admin/people/{fetch.id}/forget-second-factor", {})
    ((_, subject, text),) = arrived(admin_app, post)
    assert subject.endswith("The second factor and the passkeys of your account were removed")
    assert manager.name in text
    manager.post(f"/admin/people/{fetch.id}/reset", {}, 200)
    subjects = [subject for _, subject, _ in arrived(admin_app, post)]
    assert any("of your account were removed" in subject for subject in subjects)
    manager.post(f"/admin/people/{fetch.id}/sign-out", {})
    assert arrived(admin_app, post) == []


def test_who_takes_over_an_account_cannot_turn_its_mails_away_unseen(
    admin_app: Flask, post: Post
) -> None:
    fetch = quiet(admin_app)
    before = f"p{fetch.id}@example.org"
    fetch.post("/admin/account/mails", {"email": "elsewhere@example.org"})
    ((to, subject, text),) = arrived(admin_app, post)
    assert to == before
    assert subject.endswith("Mails about your account no longer go to this address")
    assert "elsewhere@example.org" not in text
    fetch.post("/admin/account/mails", {"email": ""})
    assert [to for to, _, _ in arrived(admin_app, post)] == ["elsewhere@example.org"]


def test_a_remark_arrives_with_its_words(admin_app: Flask, post: Post) -> None:
    editor = reached(admin_app, "editor")
    approver = reached(admin_app, "approver")
    number = draft_of(editor)
    left(approver, number, "请核对金额")
    ((to, subject, text),) = arrived(admin_app, post)
    assert to == f"p{editor.id}@example.org"
    assert "Remark on the draft" in subject
    assert "请核对金额" in text
    assert f"/admin/drafts/{number}" in text


def test_a_report_that_is_given_to_somebody_arrives_without_the_words_of_the_resident(
    admin_app: Flask, post: Post
) -> None:
    editor = reached(admin_app, "editor")
    approver = reached(admin_app, "approver")
    words = "窗口要三年的社保"
    with admin_app.app_context():
        reports.add_report("public-rental", "yongchuan", 1, words)
        database.db.session.remove()
    assigned(approver, 1, editor.id)
    ((to, subject, text),) = arrived(admin_app, post)
    assert to == f"p{editor.id}@example.org"
    assert "Report 1 is yours to look after" in subject
    assert "/admin/reports/1" in text
    assert words not in text


def test_mails_about_sign_ins_are_among_those_that_are_listed(admin_app: Flask, post: Post) -> None:
    fetch = quiet(admin_app)
    make(fetch, device(), status=200)
    with admin_app.app_context():
        (mail,) = mails.last_mails()
    assert mail.kind == "security"
    manager = reached(admin_app, "manager")
    assert "Sign-in changed" in manager.get("/en/admin/mails").text
