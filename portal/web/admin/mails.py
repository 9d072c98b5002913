"""The last mails to administrators and what became of them; for managers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from flask import Blueprint, Response, url_for

from ...i18n import gettext
from ...store import mails as store
from ...store.mails import Hindrance, Kind, MailCopy
from ...store.people.accounts import Person
from ..http.redirects import see_other
from . import notices
from .auth.guard import allowed, person
from .moments import moment_words
from .pages import WAITING_COUNTS, admin_page


@dataclass(frozen=True, slots=True, kw_only=True)
class MailLine:
    """A mail in words; ``fault``: why the last try failed, empty where it did not."""

    when: str
    to: str
    kind: str
    subject: str
    state: str
    is_sent: bool
    fault: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailsPage:
    """The context of the page. ``is_on``: a mail server is set; ``own``: one's own address."""

    is_on: bool
    own: str
    lines: tuple[MailLine, ...]


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/mails", "mails", show)
    blueprint.add_url_rule("/mails", "try_mail", try_mail, methods=["POST"])


@allowed("manager")
def show() -> Response:
    """The last mails, the newest first."""
    own, _ = store.address_of(person().id)
    context = MailsPage(is_on=notices.is_on(), own=own, lines=tuple(map(_line, store.last_mails())))
    return admin_page("admin/mails.html", context)


@allowed("manager")
def try_mail() -> Response:
    """A mail to oneself."""
    recipient = store.recipient(person().id)
    if recipient is not None:
        notices.trial(recipient)
    return see_other(url_for(".mails"))


def _line(mail: MailCopy) -> MailLine:
    return MailLine(
        when=moment_words(mail.created_at),
        to=mail.to,
        kind=kind_words(mail.kind),
        subject=mail.subject,
        state=_state_words(mail),
        is_sent=mail.state == "sent",
        fault=fault_words(mail.fault),
    )


def kind_words(kind: Kind) -> str:
    """What a mail tells, in words."""
    match kind:
        case "invitation":
            return gettext("Invitation")
        case "submitted":
            return gettext("Sent to review")
        case "returned":
            return gettext("Sent back")
        case "remark":
            return gettext("Remark")
        case "published":
            return gettext("Published")
        case "assigned":
            return gettext("Assigned")
        case "expiring":
            return gettext("What ends soon")
        case "rollback":
            return gettext("Rolled back")
        case "security":
            return gettext("Sign-in changed")
        case "trial":
            return gettext("Trial")
        case _:
            assert_never(kind)


def fault_words(fault: Hindrance) -> str:
    """Why a mail was not taken and what to do, in words; empty where nothing is wrong."""
    match fault:
        case "":
            return ""
        case "no_connection":
            return gettext("No connection to the mail server. It is tried again.")
        case "busy":
            return gettext("The mail server is busy. It is tried again.")
        case "sender":
            return gettext("The mail server does not let the portal send. Ask the operator.")
        case "address":
            return gettext("The mail server does not know this address. Mend it at the person.")
        case "refused":
            return gettext("The mail server refused the mail. Ask the operator.")
        case _:
            assert_never(fault)


def _state_words(mail: MailCopy) -> str:
    if mail.state == "sent":
        return gettext("sent")
    return gettext("given up") if mail.state == "given_up" else gettext("waiting")


def _failing_for(_: Person) -> int:
    return store.failing()


WAITING_COUNTS["mails"] = _failing_for
