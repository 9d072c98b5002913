"""Notices of what waits, the page of the last mails, and where one is reached."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from portal import mail_sender
from portal.store import database, drafts, mails
from portal.store.mails import MailCopy
from portal.web.admin import notices
from tests.web.admin.signing import AdminFetcher, signed_in

NOBODY_LISTENS = mail_sender.mail_server("smtp://127.0.0.1:9", "portal@example.org")


@pytest.fixture
def app(admin_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """A portal with a mail server; what would be sent stays in the outbox."""
    mail_sender.install(admin_app, NOBODY_LISTENS)
    monkeypatch.setattr(mail_sender, "run_in_background", lambda *_: None)
    return admin_app


def reached(app: Flask, role: str, **limits: object) -> AdminFetcher:
    """Somebody signed in who left an address."""
    fetch = signed_in(app, role, **limits)  # type: ignore[arg-type]
    fetch.post("/admin/account/mails", {"email": f"p{fetch.id}@example.org", "notices": "yes"})
    return fetch


def outbox(app: Flask) -> list[MailCopy]:
    with app.app_context():
        found = list(mails.last_mails())
        database.db.session.remove()
    return found


def test_an_address_is_kept_and_a_wrong_one_comes_back_with_words(app: Flask) -> None:
    fetch = reached(app, "editor")
    assert f'value="p{fetch.id}@example.org"' in fetch.get("/admin/account").text
    text = fetch.post("/admin/account/mails", {"email": "王@", "notices": "yes"}, 422).text
    assert "邮箱地址的写法不对" in text
    assert 'value="王@"' in text


def test_somebody_new_is_invited_without_the_code(app: Flask) -> None:
    manager = signed_in(app, "manager")
    form = {"name": "新来的", "role": "editor", "email": "new@example.org"}
    page = manager.post("/admin/people", form, 200).text
    (mail,) = outbox(app)
    assert (mail.kind, mail.to, mail.address) == ("invitation", "新来的", "new@example.org")
    assert "/admin/setup" in mail.body
    found = re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4})+", page, re.IGNORECASE)
    assert found, page
    code = found[0]
    assert code not in mail.body + mail.subject


def test_a_wrong_address_adds_nobody(app: Flask) -> None:
    manager = signed_in(app, "manager")
    form = {"name": "新来的", "role": "editor", "email": "new@"}
    text = manager.post("/admin/people", form, 422).text
    assert "邮箱地址的写法不对" in text
    assert 'value="new@"' in text
    assert "新来的" not in manager.get("/admin/people").text


def test_the_road_of_a_draft_is_told_to_whom_it_waits_for(app: Flask) -> None:
    editor = reached(app, "editor")
    approver = reached(app, "approver")
    with app.test_request_context("/admin/"):
        number = drafts.begin("改金额", "", 1, editor.id)
        draft = replace(drafts.read_draft(number), from_day=date(2027, 1, 1))
        people = {its.person.id: its.person for its in mails.recipients()}
        notices.draft_submitted(draft, people[editor.id])
        notices.draft_returned(draft, people[approver.id], "缺来源")
        notices.draft_published(draft, people[approver.id])
        database.db.session.remove()
    published, returned, submitted = outbox(app)
    assert (submitted.kind, submitted.to) == ("submitted", approver.name)
    assert submitted.subject == "等您审核：改金额 · Waiting for your approval: 改金额"
    assert "2027年1月1日" in submitted.body
    assert f"/admin/drafts/{number}" in submitted.body
    assert (returned.kind, returned.to) == ("returned", editor.name)
    assert "缺来源" in returned.body
    assert (published.kind, published.to) == ("published", editor.name)


def test_every_week_each_is_told_what_ends_in_their_own_districts_and_topics(app: Flask) -> None:
    everything = reached(app, "manager")
    reached(app, "editor", topics={"settlement"})
    with app.test_request_context("/"):
        told = notices.weekly(date(2026, 11, 24))
        database.db.session.remove()
    found = outbox(app)
    assert told == len(found)
    assert everything.name in {mail.to for mail in found}
    whole = next(mail for mail in found if mail.to == everything.name)
    assert "2026年12月31日" in whole.body


def test_the_page_says_what_became_of_each_mail(app: Flask) -> None:
    manager = reached(app, "manager")
    manager.post("/admin/mails", {})
    with app.app_context():
        mail_sender.send_waiting(app, app.extensions["portal_now"])
        database.db.session.remove()
    text = manager.get("/admin/mails").text
    assert "连不上邮件服务器" in text
    assert "试发" in text


def test_without_a_mail_server_the_page_says_so_and_nothing_is_written(admin_app: Flask) -> None:
    manager = reached(admin_app, "manager")
    assert "没有设置邮件服务器" in manager.get("/admin/mails").text
    manager.post("/admin/mails", {})
    assert outbox(admin_app) == []
