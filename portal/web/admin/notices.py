"""Tells administrators by mail what waits for them: an invitation, a draft, what will end.

A mail names the draft and where to look, in Chinese and English; no answers, no codes, nothing that
opens a door. It is put into the outbox; sending is another thread's.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Literal, assert_never

from flask import current_app, url_for

from ... import mail_sender
from ...i18n import LANGUAGES, Wording, gettext, ngettext, spoken_in
from ...publishing import rollback
from ...rules.items.expiries import Expiry
from ...store import mails
from ...store.drafts import DraftRecord, list_drafts
from ...store.mails import Kind, Recipient
from ...store.people import assignments
from ...store.people.accounts import Person
from ...store.people.assignments import Holder, SeriesKey
from ...store.releases.rollbacks import RollbackRecord
from ...store.reports import ReportCopy
from ..http import request_context
from .expiries.lines import ExpiryWords, expiries_of, is_own, kind_words
from .moments import moment_words

_APPROVERS = ("approver", "manager")
_AHEAD_DAYS = 90
#: A mail is for whoever reads it, so both languages stand in it.
_LANGUAGES = (LANGUAGES["zh"], LANGUAGES["en"])

Say = Callable[[Wording], str]
"""Words in the language at hand."""


def is_on() -> bool:
    """Whether mails are sent at all."""
    return mail_sender.is_on(current_app)


def draft_submitted(draft: DraftRecord, by: Person) -> None:
    """Tell who may approve that a draft waits for them."""
    involved = {*draft.editors, draft.author_id, by.id}
    to = (
        recipient
        for recipient in mails.recipients()
        if recipient.person.role in _APPROVERS and recipient.person.id not in involved
    )
    title = draft.title
    _tell_of(
        "submitted",
        to,
        draft,
        by,
        lambda _: gettext("Waiting for your approval: %(title)s", title=title),
    )


def draft_returned(draft: DraftRecord, by: Person, words: str) -> None:
    """Tell a draft's people that it was sent back, and why."""
    title = draft.title
    _tell_of(
        "returned",
        _people_of(draft, by),
        draft,
        by,
        lambda _: gettext("Sent back to you: %(title)s", title=title),
        lambda: gettext("Reason: %(words)s", words=words) if words else "",
    )


def remark_made(draft: DraftRecord, by: Person, words: str, also: set[int]) -> None:
    """Tell a draft's people, and who spoke before, that somebody left or answered a remark."""
    told = {*draft.editors, draft.author_id, *also} - {by.id}
    title = draft.title
    _tell_of(
        "remark",
        (its for its in mails.recipients() if its.person.id in told),
        draft,
        by,
        lambda _: gettext("Remark on the draft: %(title)s", title=title),
        lambda: gettext("Remark: %(words)s", words=words),
    )


def draft_published(draft: DraftRecord, by: Person) -> None:
    """Tell a draft's people that it is published, or will be on its day."""
    title = draft.title
    _tell_of(
        "published",
        _people_of(draft, by),
        draft,
        by,
        lambda _: gettext("Published: %(title)s", title=title),
    )


def report_assigned(report: ReportCopy, to: Person, by: Person) -> None:
    """Tell somebody that a report is theirs to look after; its words are read on its page."""
    recipient = mails.recipient(to.id)
    if recipient is None:
        return
    ruleset = request_context.release().ruleset
    service = ruleset.services.get(report.service)
    district = ruleset.gazetteer.find(report.district)
    address = request_context.public(url_for("admin-zh.report", number=report.id))

    def body(words: Wording) -> str:
        of = words.text(service.name) if service else report.service
        where = words.text(district.name) if district else report.district
        return "\n".join(
            (
                gettext("%(service)s · %(district)s", service=of, district=where),
                gettext("By %(name)s.", name=by.name),
                address,
            )
        )

    _send(
        "assigned",
        [recipient],
        lambda _: gettext("Report %(number)s is yours to look after", number=report.id),
        body,
    )


def invited(number: int) -> None:
    """Tell somebody new, or let in again, where to set up their account; the code is handed on."""
    recipient = mails.recipient(number)
    if recipient is None:
        return
    name = recipient.person.name
    address = request_context.public(url_for(".set_up"))
    _send(
        "invitation",
        [recipient],
        lambda _: gettext("An account to work on the rules of the portal"),
        lambda _: gettext(
            "%(name)s, an account was made for you. The manager gives you a setup code; with it "
            "you choose a password at %(address)s",
            name=name,
            address=address,
        ),
    )


SecurityChange = Literal[
    "passkey_added",
    "passkey_removed",
    "passkey_stopped",
    "app_added",
    "codes_renewed",
    "password_chosen",
    "account_reset",
    "factors_reset",
    "address_changed",
]
"""What became of somebody's way to sign in."""


def set_address(number: int, address: str, wanted: bool, by: Person) -> None:
    """Keep where somebody is reached; a former address is told that it is so no longer."""
    before = mails.recipient(number)
    mails.set_address(number, address, wanted, by.name)
    if before is not None and before.address != address:
        _tell_of_sign_in(before, "address_changed", by.name)


def sign_in_changed(number: int, change: SecurityChange, by: str, named: str = "") -> None:
    """Tell somebody, whatever they chose, that their way to sign in is another now.

    ``by``: who did it, empty where it was none of them; ``named``: what they call the passkey.
    """
    recipient = mails.recipient(number)
    if recipient is not None:
        _tell_of_sign_in(recipient, change, by, named)


def _tell_of_sign_in(
    recipient: Recipient, change: SecurityChange, by: str, named: str = ""
) -> None:
    address = request_context.public(url_for("admin-zh.account"))
    at = request_context.now()

    def body(words: Wording) -> str:
        what = _change_words(change)
        lines = (
            gettext("%(what)s: %(name)s", what=what, name=named) if named else what,
            gettext("By %(name)s.", name=by) if by else "",
            gettext("At %(at)s.", at=moment_words(at)),
            gettext(
                "If you did not expect this, tell a manager at once, end your sign-ins and "
                "choose another password:"
            ),
            address,
        )
        return "\n".join(filter(None, lines))

    _send("security", [recipient], lambda _: _change_words(change), body)


def _change_words(change: SecurityChange) -> str:
    """What became of somebody's way to sign in, in a sentence without a full stop."""
    match change:
        case "passkey_added":
            return gettext("A passkey was added to your account")
        case "passkey_removed":
            return gettext("A passkey was removed from your account")
        case "passkey_stopped":
            return gettext("A passkey of yours was stopped, because a copy of it may be about")
        case "app_added":
            return gettext("An authenticator app was set up for your account")
        case "codes_renewed":
            return gettext("The recovery codes of your account were made anew")
        case "password_chosen":
            return gettext("The password of your account was changed")
        case "account_reset":
            return gettext("Password, second factor and passkeys of your account were removed")
        case "factors_reset":
            return gettext("The second factor and the passkeys of your account were removed")
        case "address_changed":
            return gettext("Mails about your account no longer go to this address")
        case _:
            assert_never(change)


def trial(recipient: Recipient) -> None:
    """A mail to oneself, to see that mails arrive."""
    _send(
        "trial",
        [recipient],
        lambda _: gettext("Mails of the portal reach you"),
        lambda _: gettext("This is the trial you asked for. Nothing else is needed."),
    )


def rolled_back(found: RollbackRecord, by: Person) -> None:
    """Tell everybody who may confirm it that a release was taken out."""
    _tell_of_rollback(
        _deciders(by.id),
        found,
        lambda _: gettext(
            "Please look: release %(number)s was taken out of force", number=found.taken_out
        ),
    )


def rollback_overdue(moment: datetime) -> bool:
    """Tell all who may confirm it, and who made it, once, that a rollback is open for a day."""
    found = rollback.reminder_due(moment) if is_on() else None
    if found is None:
        return False
    _tell_of_rollback(
        _deciders(found.by_id, also=found.by_id),
        found,
        lambda _: gettext(
            "Nobody has confirmed for a day: release %(number)s was taken out of force",
            number=found.taken_out,
        ),
    )
    return True


def _deciders(by: int, also: int = 0) -> Iterable[Recipient]:
    """Who may confirm the rollback of a person, and somebody else by number."""
    told = {also, *(its.id for its in rollback.deciders(by))}
    return (its for its in mails.recipients() if its.person.id in told)


def _tell_of_rollback(to: Iterable[Recipient], found: RollbackRecord, subject: Say) -> None:
    address = request_context.public(url_for("admin-zh.rollback"))

    def body(_: Wording) -> str:
        return "\n".join(
            (
                gettext("By %(name)s.", name=found.by),
                gettext("Reason: %(words)s", words=found.reason),
                gettext(
                    "In force again is what release %(number)s says. Nothing is published and "
                    "nothing scheduled begins until another person confirms or undoes it. "
                    "Nothing switches back by itself.",
                    number=found.content_of,
                ),
                address,
            )
        )

    _send("rollback", to, subject, body)


def weekly(today: date) -> int:
    """Tell everybody what lapses within 90 days and is theirs to renew; how many were told."""
    every = mails.recipients()
    holders = assignments.responsibilities()
    told = {its.person.id for its in every if its.notices}
    found = [
        its
        for its in expiries_of(request_context.release(), today)
        if its.until <= today + timedelta(days=_AHEAD_DAYS)
    ]
    return sum(
        _weekly_to(
            recipient, [its for its in found if _is_told(recipient, its, holders, told)], today
        )
        for recipient in every
    )


def _is_told(
    recipient: Recipient, expiry: Expiry, holders: Mapping[SeriesKey, Holder], told: set[int]
) -> bool:
    """Whether somebody is told of something: it is theirs, or of nobody who would be told.

    ``told``: the numbers of those who get mails at all.
    """
    holder = holders.get(expiry.key)
    if holder is not None and holder.id in told:
        return holder.id == recipient.person.id
    return recipient.person.role == "manager" or is_own(recipient.person, expiry, holders)


def _weekly_to(recipient: Recipient, own: Collection[Expiry], today: date) -> int:
    coming = [its for its in own if its.until >= today]
    late = len(own) - len(coming)
    waiting = _waiting_for(recipient.person)
    if not own and not waiting:
        return 0
    holders = assignments.responsibilities()
    board = request_context.public(url_for("admin-zh.board"))

    def body(words: Wording) -> str:
        expiry_words = ExpiryWords(holders, words)
        lines = [_expiry_words(expiry_words, its, words.day(its.until)) for its in coming]
        if late:
            lines.append(
                ngettext(
                    "%(num)s thing has lapsed already, and nothing follows.",
                    "%(num)s things have lapsed already, and nothing follows.",
                    late,
                )
            )
        if waiting:
            lines.append(_waiting_words(waiting))
        return "\n".join((*lines, board))

    def subject(_: Wording) -> str:
        if not own:
            return _waiting_words(waiting)
        return ngettext(
            "%(num)s thing to renew within 90 days",
            "%(num)s things to renew within 90 days",
            len(own),
        )

    return _send("expiring", [recipient], subject, body)


def _expiry_words(words: ExpiryWords, expiry: Expiry, until: str) -> str:
    """A line of the weekly mail; what is in somebody's hands bears their name."""
    service = words.service(expiry)
    what = f"{service or kind_words(expiry.kind)} · {words.name(expiry)}"
    where = words.where(expiry)
    named = f"{what} ({where})" if where else what
    told = gettext("%(what)s: until %(day)s", what=named, day=until)
    holder = words.holder(expiry)
    if holder:
        return f"{told} · {gettext('responsible: %(name)s', name=holder)}"
    return told


def _waiting_words(number: int) -> str:
    return ngettext(
        "%(num)s draft waits for your approval.",
        "%(num)s drafts wait for your approval.",
        number,
    )


def _waiting_for(person: Person) -> int:
    if person.role not in _APPROVERS:
        return 0
    return sum(
        draft.state == "in_review" and person.id not in draft.editors for draft in list_drafts()
    )


def _people_of(draft: DraftRecord, by: Person) -> list[Recipient]:
    own = {*draft.editors, draft.author_id} - {by.id}
    return [recipient for recipient in mails.recipients() if recipient.person.id in own]


def _tell_of(
    kind: Kind,
    to: Iterable[Recipient],
    draft: DraftRecord,
    by: Person,
    subject: Say,
    said: Callable[[], str] = lambda: "",
) -> None:
    address = request_context.public(url_for(".draft", number=draft.id))

    def body(words: Wording) -> str:
        lines = [gettext("By %(name)s.", name=by.name)]
        if draft.from_day:
            lines.append(gettext("In force from %(day)s.", day=words.day(draft.from_day)))
        return "\n".join(filter(None, (*lines, said(), address)))

    _send(kind, to, subject, body)


def _send(kind: Kind, to: Iterable[Recipient], subject: Say, body: Say) -> int:
    """Put a mail to each into the outbox and have it sent soon; none where mails are off."""
    if not is_on():
        return 0
    number = mails.queue(to, kind, _in_each(subject, " · "), _in_each(body, "\n\n") + "\n")
    mail_sender.send_soon(current_app._get_current_object())  # type: ignore[attr-defined]
    return number


def _in_each(say: Say, between: str) -> str:
    said = []
    for language in _LANGUAGES:
        with spoken_in(language) as words:
            said.append(say(words))
    return between.join(said)
