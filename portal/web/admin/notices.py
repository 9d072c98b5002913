"""Tells administrators by mail what waits for them: an invitation, a draft, what will end.

A mail names the draft and where to look, in Chinese and English; no answers, no codes, nothing that
opens a door. It is put into the outbox; sending is another thread's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime

from flask import current_app, url_for

from ... import mail_sender
from ...i18n import LANGUAGES, Wording, gettext, spoken_in
from ...publishing import rollback
from ...rules.items.amount_gaps import Ending, endings
from ...store import mails
from ...store.drafts import DraftRecord, list_drafts
from ...store.mails import Kind, Recipient
from ...store.people.accounts import Person
from ...store.releases.rollbacks import RollbackRecord
from ...store.reports import ReportCopy
from ..http import request_context

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


def trial(recipient: Recipient) -> None:
    """A mail to oneself, to see that mails arrive."""
    _send(
        "trial",
        [recipient],
        lambda _: gettext("Mails of the portal reach you"),
        lambda _: gettext("This is the trial you asked for. Nothing else is needed."),
    )


def rolled_back(found: RollbackRecord, by: Person) -> None:
    """Tell every other approver that a release was taken out and waits for one of them."""
    _tell_of_rollback(
        (its for its in _approvers() if its.person.id != by.id),
        found,
        lambda _: gettext(
            "Please look: release %(number)s was taken out of force", number=found.taken_out
        ),
    )


def rollback_overdue(moment: datetime) -> bool:
    """Tell all approvers, once, that a rollback is open for a day; whether it was so."""
    found = rollback.reminder_due(moment) if is_on() else None
    if found is None:
        return False
    _tell_of_rollback(
        _approvers(),
        found,
        lambda _: gettext(
            "Nobody has confirmed for a day: release %(number)s was taken out of force",
            number=found.taken_out,
        ),
    )
    return True


def _approvers() -> Iterable[Recipient]:
    return (its for its in mails.recipients() if its.person.role in _APPROVERS)


def _tell_of_rollback(to: Iterable[Recipient], found: RollbackRecord, subject: Say) -> None:
    address = request_context.public(url_for("admin-zh.rollback"))

    def body(_: Wording) -> str:
        return "\n".join(
            (
                gettext("By %(name)s.", name=found.by),
                gettext("Reason: %(words)s", words=found.reason),
                gettext(
                    "In force again is what release %(number)s says. Nothing is published and "
                    "nothing scheduled begins until another approver or manager confirms or "
                    "undoes it. Nothing switches back by itself.",
                    number=found.content_of,
                ),
                address,
            )
        )

    _send("rollback", to, subject, body)


def weekly(today: date) -> int:
    """Tell everybody what ends within 90 days in their districts and topics; how many were told."""
    found = endings(request_context.release().ruleset, today, _AHEAD_DAYS)
    return sum(_weekly_to(recipient, found) for recipient in mails.recipients())


def _weekly_to(recipient: Recipient, found: Iterable[Ending]) -> int:
    own = [ending for ending in found if _concerns(recipient.person, ending)]
    waiting = _waiting_for(recipient.person)
    if not own and not waiting:
        return 0
    board = request_context.public(url_for("admin-zh.board"))

    def body(words: Wording) -> str:
        lines = [_ending_words(words, ending) for ending in own]
        if waiting:
            lines.append(gettext("%(number)s drafts wait for approval.", number=waiting))
        return "\n".join((*lines, board))

    number = len(own)
    return _send(
        "expiring",
        [recipient],
        lambda _: gettext("%(number)s amounts end within 90 days", number=number),
        body,
    )


def _ending_words(words: Wording, ending: Ending) -> str:
    service = request_context.release().ruleset.services[ending.service]
    return gettext(
        "%(service)s · %(amount)s: until %(day)s",
        service=words.text(service.name),
        amount=words.text(service.parameters[ending.parameter].text).rstrip("。."),
        day=words.day(ending.until),
    )


def _waiting_for(person: Person) -> int:
    if person.role not in _APPROVERS:
        return 0
    return sum(
        draft.state == "in_review" and person.id not in draft.editors for draft in list_drafts()
    )


def _concerns(person: Person, ending: Ending) -> bool:
    topic = request_context.release().ruleset.services[ending.service].topic
    in_topics = person.topics is None or topic in person.topics
    in_districts = person.districts is None or bool(person.districts & ending.districts)
    return in_topics and in_districts


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
