"""Hands mails in at a mail server by SMTP; apart, because few processes ever send one."""

from __future__ import annotations

import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from .mail_sender import MailServer
from .store.mails import Hindrance, MailCopy

SECONDS = 10.0


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
