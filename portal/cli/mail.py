"""``portal mail``: send what waits, and the weekly notice of what ends soon."""

from __future__ import annotations

import click

from .. import mail_sender
from ..web.admin import notices
from ..web.http import request_context
from ..web.http.request_context import clock
from .app_context import connected
from .errors import Failure


@click.group()
def mail() -> None:
    """Mails to administrators; they need PORTAL_SMTP and PORTAL_MAIL_FROM."""


@mail.command()
@click.option(
    "--weekly", is_flag=True, help="First write everybody what they have to renew within 90 days."
)
def send(weekly: bool) -> None:
    """Send the mails that wait, those that failed before among them."""
    with connected() as app:
        if not mail_sender.is_on(app):
            raise Failure("No mail server is set: set PORTAL_SMTP and PORTAL_MAIL_FROM.")
        with app.test_request_context("/"):
            notices.rollback_overdue(request_context.moment())
        if weekly:
            with app.test_request_context("/"):
                told = notices.weekly(clock())
            click.echo(f"{told} told what ends soon.")
        sent, missed = mail_sender.send_waiting(app, request_context.moment)
        click.echo(f"{sent} sent, {missed} not taken.")
        if missed:
            raise Failure("Some mails were not taken; the page Mails says why.")
