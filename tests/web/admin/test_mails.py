"""Notices of what waits, the page of the last mails, and where one is reached."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask

from portal import mail_sender
from portal.store import database, drafts, mails
from portal.store.mails import MailCopy
from portal.store.people import assignments
from portal.store.tables import Draft
from portal.web.admin import notices
from portal.web.admin.expiries.lines import ExpiryWords, expiries_of
from portal.web.http import request_context
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


def weekly(app: Flask, day: date = date(2026, 11, 24)) -> dict[str, MailCopy]:
    """The mails of one weekly round, by the person they went to."""
    with app.test_request_context("/"):
        told = notices.weekly(day)
        database.db.session.remove()
    found = {mail.to: mail for mail in outbox(app) if mail.kind == "expiring"}
    assert told == len(found)
    return found


def give(app: Flask, number: int, service: str) -> list[str]:
    """Make somebody responsible for every amount and window of a service; returns their names."""
    with app.test_request_context("/"):
        every = expiries_of(request_context.release(), date(2026, 11, 24))
        own = [its for its in every if its.path.endswith(f"/{service}.toml")]
        assignments.set_all_responsible({its.key for its in own}, number, "test")
        words = ExpiryWords(assignments.responsibilities())
        last = date(2026, 11, 24) + timedelta(days=90)
        named = [
            f"{words.service(its)} · {words.name(its)}"
            for its in own
            if date(2026, 11, 24) <= its.until <= last
        ]
        database.db.session.remove()
    return named


def test_every_week_whoever_is_responsible_is_told_and_nobody_else(app: Flask) -> None:
    manager = reached(app, "manager")
    everything = reached(app, "editor")
    holder = reached(app, "editor", topics={"insurance"})
    approver = reached(app, "approver")
    names = give(app, holder.id, "resident-medical")
    assert names
    found = weekly(app)
    assert set(found) == {manager.name, everything.name, holder.name}, approver.name
    for name in names:
        assert name in found[holder.name].body
        assert name not in found[manager.name].body
        assert name not in found[everything.name].body
    assert "2026年12月31日" in found[manager.name].body


def test_what_nobody_is_responsible_for_goes_to_its_editors_and_to_managers(app: Flask) -> None:
    manager = reached(app, "manager")
    insurance = reached(app, "editor", topics={"insurance"})
    settlement = reached(app, "editor", topics={"settlement"})
    found = weekly(app)
    assert "居民医保" in found[insurance.name].body
    assert "居民医保" in found[manager.name].body
    other = found.get(settlement.name)
    assert other is None or "居民医保" not in other.body


def test_what_is_in_the_hands_of_somebody_without_mails_goes_to_managers_with_the_name(
    app: Flask,
) -> None:
    manager = reached(app, "manager")
    quiet = signed_in(app, "editor", topics={"insurance"})
    names = give(app, quiet.id, "resident-medical")
    body = weekly(app)[manager.name].body
    assert all(name in body for name in names)
    assert quiet.name in body


def test_sources_to_read_again_and_what_lapsed_already_are_told_too(app: Flask) -> None:
    manager = reached(app, "manager")
    body = weekly(app, date(2027, 3, 1))[manager.name].body
    assert "Source to read again · " in body
    assert re.search(r"^\d+ things have lapsed already", body, re.MULTILINE)


def test_an_approver_is_told_of_drafts_alone_by_the_right_name(app: Flask) -> None:
    editor = signed_in(app, "editor")
    approver = reached(app, "approver")
    with app.test_request_context("/admin/"):
        number = drafts.begin("改金额", "", 1, editor.id)
        with database.writing() as session:
            session.get(Draft, number).state = "in_review"
        database.db.session.remove()
    mail = weekly(app)[approver.name]
    assert mail.subject.endswith("1 draft waits for your approval.")


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
