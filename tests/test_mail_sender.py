"""Mails reach a mail server, wait for one that does not answer, and are given up in the end."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

import pytest
from aiosmtpd.controller import Controller
from flask import Flask

from portal import create_app, mail_sender
from portal.config import Settings
from portal.store import database, mails, schema
from portal.store.mails import MOST_TRIES, BadAddress, MailCopy, plain_address
from portal.store.people import accounts
from tests.conftest import SECRET

AT = datetime(2026, 11, 24, 2, tzinfo=UTC)


class Post:
    """A mail server's inbox; ``answer`` is said to each recipient."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answer = "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any
    ) -> str:
        found = message_from_bytes(envelope.content, policy=policy.default)
        self.mails.append(cast(EmailMessage, found))
        return "250 OK"


@contextmanager
def listening() -> Iterator[tuple[Post, str]]:
    """A mail server and its address for PORTAL_SMTP."""
    post = Post()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield post, f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()


@contextmanager
def portal(folder: Path, smtp: str) -> Iterator[Flask]:
    """A portal of its own with one manager who left an address."""
    url = f"sqlite:///{folder / 'portal.sqlite'}"
    settings = Settings(
        instance=folder,
        database_url=url,
        secret_key=SECRET,
        smtp=smtp,
        mail_from="portal@example.org" if smtp else "",
    )
    app = create_app(settings)
    with app.app_context():
        schema.upgrade_schema()
        if not accounts.accounts():
            person, _ = accounts.add_person("王", "manager", None, None, "test", AT)
            mails.set_address(person.id, "wang@example.org", True, "test")
        yield app
        database.db.session.remove()
        database.db.engine.dispose()


def queued(words: str = "正文。\nhttps://portal.example/admin/") -> None:
    assert (
        mails.queue(mails.recipients(), "submitted", "等您审核：改金额\r\nBcc: x@y.z", words) == 1
    )


def only() -> MailCopy:
    (mail,) = mails.last_mails()
    return mail


def test_a_mail_arrives_as_it_was_written(tmp_path: Path) -> None:
    with listening() as (post, smtp), portal(tmp_path, smtp) as app:
        queued()
        assert mail_sender.send_waiting(app, lambda: AT) == (1, 0)
        (mail,) = post.mails
        assert mail["To"] == "wang@example.org"
        assert mail["From"].addresses[0].addr_spec == "portal@example.org"
        assert mail["Subject"] == "等您审核：改金额 Bcc: x@y.z"
        assert mail["Bcc"] is None
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail.get_content().splitlines() == ["正文。", "https://portal.example/admin/"]
        assert only().state == "sent"
        assert mail_sender.send_waiting(app, lambda: AT) == (0, 0), "not a second time"


@pytest.mark.parametrize(
    ("answer", "fault"),
    [("550 no such user", "address"), ("451 try later", "address"), ("250 OK", "")],
)
def test_what_the_server_says_is_kept(tmp_path: Path, answer: str, fault: str) -> None:
    with listening() as (post, smtp), portal(tmp_path, smtp) as app:
        post.answer = answer
        queued()
        mail_sender.send_waiting(app, lambda: AT)
        assert only().fault == fault


def test_a_mail_waits_for_a_server_that_is_gone_and_is_given_up_in_the_end(tmp_path: Path) -> None:
    with portal(tmp_path, "smtp://127.0.0.1:9") as app:
        queued()
        at = [AT]
        for tries in range(1, MOST_TRIES + 1):
            assert mail_sender.send_waiting(app, lambda: at[0]) == (0, 1)
            assert only().tries == tries
            assert mail_sender.send_waiting(app, lambda: at[0]) == (0, 0), "not at once again"
            at[0] += timedelta(hours=2)
        assert (only().state, only().fault) == ("given_up", "no_connection")
    with listening() as (post, smtp), portal(tmp_path, smtp) as app:
        mail_sender.send_waiting(app, lambda: at[0])
        assert post.mails == []


def test_a_password_is_never_sent_unencrypted(tmp_path: Path) -> None:
    with listening() as (post, smtp):
        with portal(tmp_path, smtp.replace("//", "//user:secret@")) as app:
            queued()
            mail_sender.send_waiting(app, lambda: AT)
            assert only().fault == "refused"
        assert post.mails == []


def test_without_a_server_nothing_is_sent(tmp_path: Path) -> None:
    with portal(tmp_path, "") as app:
        assert not mail_sender.is_on(app)
        assert mail_sender.send_waiting(app, lambda: AT) == (0, 0)


def test_who_wants_no_notices_gets_an_invitation_alone(tmp_path: Path) -> None:
    with portal(tmp_path, ""):
        (manager,) = mails.recipients()
        mails.set_address(manager.person.id, manager.address, False, "test")
        assert mails.queue(mails.recipients(), "submitted", "x", "x") == 0
        assert mails.queue(mails.recipients(), "invitation", "x", "x") == 1


@pytest.mark.parametrize("written", ["a@b.cn", " wang.li+x@example-1.org ", ""])
def test_an_address_is_taken(written: str) -> None:
    assert plain_address(written) == written.strip()


@pytest.mark.parametrize(
    "written", ["a", "a@b", "a b@c.cn", "a@b.cn\nBcc: x@y.cn", "<a@b.cn>", "a@b.cn,c@d.cn", "@b.cn"]
)
def test_what_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(BadAddress):
        plain_address(written)
