"""Sends the outbox through the mail server that PORTAL_SMTP names, never within a request."""

from __future__ import annotations

import smtplib
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import cast
from urllib.parse import unquote, urlsplit

from flask import Flask

from .store import mails
from .store.background import run_in_background
from .store.database import StoreUnavailable
from .store.mails import Hindrance, MailCopy

SECONDS = 10.0
_sending = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mails are handed in, and by whom they are. ``tls``: from the first byte (smtps)."""

    host: str
    port: int
    tls: bool
    user: str
    password: str
    sender: str


def mail_server(url: str, sender: str) -> MailServer | None:
    """The mail server of the settings; None where there is none."""
    if not url:
        return None
    parts = urlsplit(url)
    tls = parts.scheme == "smtps"
    return MailServer(
        host=parts.hostname or "",
        port=parts.port or (465 if tls else 25),
        tls=tls,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        sender=sender,
    )


def install(app: Flask, server: MailServer | None) -> None:
    """Give the application its mail server."""
    app.extensions["portal_mail_server"] = server


def is_on(app: Flask) -> bool:
    """Whether mails are sent at all."""
    return app.extensions["portal_mail_server"] is not None


def send_soon(app: Flask) -> None:
    """Send what waits in a thread of its own: no request waits for a mail server."""
    if is_on(app):
        now = cast(Callable[[], datetime], app.extensions["portal_now"])
        run_in_background(lambda: _send_within(app, now), 0.0)


def _send_within(app: Flask, now: Callable[[], datetime]) -> None:
    try:
        with app.app_context():
            send_waiting(app, now)
    except StoreUnavailable:
        return  # told elsewhere; the mails go on waiting


def send_waiting(app: Flask, now: Callable[[], datetime]) -> tuple[int, int]:
    """Send what waits; how many were sent and how many were not. Raises StoreUnavailable."""
    server = cast(MailServer | None, app.extensions["portal_mail_server"])
    if server is None or not _sending.acquire(blocking=False):
        return 0, 0
    done = 0
    missed = 0
    try:
        for mail in mails.due(now()):
            fault = deliver(server, mail)
            if fault:
                mails.failed(mail.id, fault, now())
                missed += 1
            else:
                mails.sent(mail.id, now())
                done += 1
            if fault == "no_connection":
                break
    finally:
        _sending.release()
    return done, missed


def hindrance_of(server: MailServer) -> Hindrance:
    """Why the mail server does not let us in, empty if it does; nothing is sent."""
    return _handed_in(server, None)


def deliver(server: MailServer, mail: MailCopy) -> Hindrance:
    """Hand one mail in; why it was not taken, empty if it was."""
    return _handed_in(server, mail)


def _handed_in(server: MailServer, mail: MailCopy | None) -> Hindrance:
    try:
        with _connected(server) as connection:
            if server.user:
                connection.login(server.user, server.password)
            if mail is not None:
                connection.send_message(_message(server, mail))
    except smtplib.SMTPRecipientsRefused:
        return "address"
    except (smtplib.SMTPSenderRefused, smtplib.SMTPAuthenticationError):
        return "sender"
    except smtplib.SMTPResponseException as fault:
        return "busy" if 400 <= fault.smtp_code < 500 else "refused"
    except (smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError):
        return "no_connection"
    except (smtplib.SMTPException, ValueError):  # which is an OSError too
        return "refused"
    except OSError:
        return "no_connection"
    return ""


def _connected(server: MailServer) -> smtplib.SMTP:
    """A connection; encrypted wherever the server can, and always before a password is sent."""
    context = ssl.create_default_context()
    if server.tls:
        return smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=context)
    connection = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    try:
        connection.ehlo()
        if connection.has_extn("starttls"):
            connection.starttls(context=context)
            connection.ehlo()
        elif server.user:
            raise smtplib.SMTPNotSupportedError("no encryption for a password")
    except BaseException:
        connection.close()
        raise
    return connection


def _message(server: MailServer, mail: MailCopy) -> EmailMessage:
    message = EmailMessage()
    message["From"] = Address("新市民服务门户", addr_spec=server.sender)
    message["To"] = Address(addr_spec=mail.address)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = make_msgid(f"mail-{mail.id}", server.sender.partition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body)
    return message
