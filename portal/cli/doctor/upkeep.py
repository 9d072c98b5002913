"""What the doctor says of work that goes on by itself: scheduled releases, pages, mails, people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import cast

from flask import Flask

from ... import mail_delivery, mail_sender
from ...config import Settings
from ...store import diagnostics, mails
from ...store.mails import Hindrance, MailCopy
from ...store.people.accounts import Account, accounts
from ...store.releases.city_in_use import in_city
from ...store.releases.history import all_release_notes
from ...store.releases.stored import number_in_force, release_digest
from ...web.http.pages_file import MadePages
from ...web.pages_watch import wanted_days
from .findings import Line, advice, fault, ok

#: A mail that waits longer than all tries together take is not tried at all.
_TRIES_TAKE = timedelta(hours=12)
_HINDRANCES: dict[Hindrance, str] = {
    "": "it was taken",
    "no_connection": "nobody answers there",
    "refused": "it refuses us",
    "sender": "it refuses the sender or the password",
    "address": "it knows the address of nobody",
    "busy": "it is busy",
}


def upkeep_lines(app: Flask, settings: Settings, today: date, now: datetime) -> Iterator[Line]:
    """The lines of what goes on by itself. Raises StoreUnavailable."""
    yield schedule_line(today)
    yield pages_line(app, settings, now)
    yield from mail_lines(settings, now)
    yield managers_line(accounts())


def schedule_line(today: date) -> Line:
    """Whether the releases that will come into force can do so."""
    notes = [its for its in all_release_notes() if not its.cancelled]
    coming = [its for its in notes if its.from_day is not None and its.from_day > today]
    for note in coming:
        damage = diagnostics.damage_of(note.number)
        if damage:
            says = f"release {note.number}, in force from {note.from_day}: {damage}"
            do = "cancel it on the page Releases and publish its draft again"
            return fault("schedule", says, do)
    listed = ", ".join(f"release {its.number} from {its.from_day}" for its in reversed(coming))
    return ok("schedule", listed or "no release waits for its day")


def pages_line(app: Flask, settings: Settings, now: datetime) -> Line:
    """Whether the pages of the release in force are made ahead, in the evening of tomorrow too."""
    if not settings.pages_ahead:
        return ok("pages ahead", "switched off: each page is made when somebody asks for it")
    ahead = cast(MadePages, app.extensions["portal_made_pages"])
    lacking = []
    for day in wanted_days(in_city(now)):
        number = number_in_force(day)
        if number and not ahead.path(release_digest(number), number, day).exists():
            lacking.append(f"release {number} on {day}")
    if lacking:
        says = f"none for {', '.join(lacking)}: the first to ask waits"
        do = "the portal makes them within minutes while it runs; portal pages make shows why not"
        return advice("pages ahead", says, do)
    return ok("pages ahead", "made")


def mail_lines(settings: Settings, now: datetime) -> Iterator[Line]:
    """Whether mails go out: the mail server, and what became of the last ones."""
    server = mail_sender.mail_server(settings.smtp, settings.mail_from)
    if server is None:
        waiting = len(mails.recipients())
        if waiting:
            says = f"{waiting} left an address, but there is no mail server"
            yield advice("mails", says, "set PORTAL_SMTP and PORTAL_MAIL_FROM")
        else:
            yield ok("mails", "not used")
        return
    hindrance = mail_delivery.hindrance_of(server)
    where = f"{server.host}:{server.port}"
    if hindrance:
        says = f"{where}: {_HINDRANCES[hindrance]}"
        yield fault("mail server", says, "start it, or mend PORTAL_SMTP")
    else:
        yield ok("mail server", f"{where} lets us in")
    yield outbox_line(mails.last_mails(), now)


def outbox_line(last: Sequence[MailCopy], now: datetime) -> Line:
    """What became of the last mails."""
    see = "see the page Mails of the administration"
    waiting = [its for its in last if its.state == "waiting"]
    late = [its for its in waiting if now - its.created_at > _TRIES_TAKE]
    if late:
        says = f"{len(late)} wait since {min(its.created_at for its in late):%Y-%m-%d}"
        return fault("mails", says, f"portal mail send; {see}")
    given_up = Counter(its.fault for its in last if its.state == "given_up")
    if given_up:
        reasons = ", ".join(f"{n} × {_HINDRANCES[why]}" for why, n in given_up.most_common())
        return advice("mails", f"of the last {len(last)} given up: {reasons}", see)
    return ok("mails", f"none of the last {len(last)} given up, {len(waiting)} waiting")


def managers_line(found: Sequence[Account]) -> Line:
    """Whether there is somebody who can let others in."""
    able = [
        its for its in found if its.person.role == "manager" and its.active and its.has_password
    ]
    if able:
        return ok("managers", f"{len(able)} can let others in")
    do = "portal editor add NAME --role manager, or portal editor reset NAME"
    return advice("managers", "nobody can sign in who may let others in", do)
