"""Sends the outbox through the mail server that PORTAL_SMTP names, never within a request."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from urllib.parse import unquote, urlsplit

from flask import Flask

from .store import mails
from .store.background import run_in_background
from .store.database import StoreUnavailable

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
    from .mail_delivery import deliver  # noqa: PLC0415  loads smtplib and more of email

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
