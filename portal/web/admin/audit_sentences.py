"""Entries of the audit log as sentences, with links to what they tell of."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext

from ...i18n import gettext, ngettext
from ...rules.items.parts import Value, items_of
from ...store.audit import Act, AuditRecord
from ...store.drafts import draft_items, draft_titles
from ...store.kiosks.machines import kiosks
from ...store.people.accounts import accounts
from ..http import request_context
from .auth.guard import person
from .catalogue.entries import catalogue_of, item_href
from .catalogue.item import place_names
from .drafts.draft_states import hold_reason_words
from .forms.item_names import subject as item_subject
from .forms.lexicon import Lexicon
from .moments import moment_words
from .pages import opens
from .person_lines import role_words, topic_choices
from .reports import state_words as report_state_words
from .source_watch import state_words as source_state_words

NAMES = {
    Act.ASSIGNMENTS_TAKEN: lazy_gettext("Withdrew somebody's assignments"),
    Act.BACKUP_RESTORED: lazy_gettext("Restored a backup"),
    Act.CALENDAR_ADDRESS_MADE: lazy_gettext("Made an address for a calendar programme"),
    Act.CALENDAR_ADDRESS_REVOKED: lazy_gettext("Revoked the address for a calendar programme"),
    Act.CONFIRMATION_FAILED: lazy_gettext("Confirming failed"),
    Act.COUNTER_PIN_SET: lazy_gettext("Set the PIN of a counter"),
    Act.DRAFT_APPROVED: lazy_gettext("Approved a draft"),
    Act.DRAFT_CANCELLED: lazy_gettext("Cancelled a scheduled draft"),
    Act.DRAFT_COMMENT: lazy_gettext("Commented on a draft"),
    Act.DRAFT_HELD: lazy_gettext("A draft lost its approval"),
    Act.DRAFT_PAUSED: lazy_gettext("A scheduled draft was paused"),
    Act.DRAFT_PUBLISHED: lazy_gettext("Published a draft"),
    Act.DRAFT_RESCHEDULED: lazy_gettext("A scheduled draft was made anew"),
    Act.DRAFT_RESTORED: lazy_gettext("Restored a draft that was given up"),
    Act.DRAFT_RETURNED: lazy_gettext("Sent a draft back"),
    Act.DRAFT_ROLLED_BACK: lazy_gettext("Took a draft out of force again"),
    Act.DRAFT_SCHEDULED: lazy_gettext("Scheduled a draft"),
    Act.DRAFT_STEP_REDONE: lazy_gettext("Redid a step of a draft"),
    Act.DRAFT_STEP_UNDONE: lazy_gettext("Undid a step of a draft"),
    Act.DRAFT_SUBMITTED: lazy_gettext("Sent a draft to review"),
    Act.DRAFT_TAKEN_BACK: lazy_gettext("Took a draft back"),
    Act.DRAFT_WITHDRAWN: lazy_gettext("Gave a draft up"),
    Act.EDITORS_SECOND_FACTOR_OFF: lazy_gettext("Stopped requiring a second factor of editors"),
    Act.EDITORS_SECOND_FACTOR_ON: lazy_gettext("Began requiring a second factor of editors"),
    Act.KIOSK_ADDED: lazy_gettext("Added a kiosk"),
    Act.KIOSK_CHANGED: lazy_gettext("Changed a kiosk"),
    Act.KIOSK_CODE_RENEWED: lazy_gettext("Made a new code for a kiosk"),
    Act.KIOSK_ENROLLED: lazy_gettext("A kiosk was set up"),
    Act.KIOSK_REVOKED: lazy_gettext("Switched a kiosk off"),
    Act.MAIL_SETTINGS_CHANGED: lazy_gettext("Changed where mails go"),
    Act.PASSKEY_ADDED: lazy_gettext("Added a passkey"),
    Act.PASSKEY_REMOVED: lazy_gettext("Removed a passkey"),
    Act.PASSKEY_STOPPED: lazy_gettext("A passkey was stopped, which may have been copied"),
    Act.PASSKEY_USED: lazy_gettext("Used a passkey"),
    Act.PASSWORD_CHOSEN: lazy_gettext("Chose a password"),
    Act.PERSON_ADDED: lazy_gettext("Added a person"),
    Act.PERSON_CHANGED: lazy_gettext("Changed role or limits"),
    Act.PERSON_DISABLED: lazy_gettext("Disabled a person"),
    Act.PERSON_ENABLED: lazy_gettext("Enabled a person"),
    Act.PERSON_RESET: lazy_gettext("Reset a person"),
    Act.PERSON_UNLOCKED: lazy_gettext("Cleared somebody's failed sign-ins"),
    Act.RECOVERY_CODE_USED: lazy_gettext("Used a recovery code"),
    Act.RECOVERY_CODES_RENEWED: lazy_gettext("Made new recovery codes"),
    Act.REMARK_ANSWERED: lazy_gettext("Answered a remark on a draft"),
    Act.REMARK_MADE: lazy_gettext("Left a remark on a draft"),
    Act.REMARK_REOPENED: lazy_gettext("Opened a remark again"),
    Act.REMARK_SETTLED: lazy_gettext("Marked a remark as settled"),
    Act.REMARK_TAKEN_BACK: lazy_gettext("Deleted a remark of their own"),
    Act.REPORT_ASSIGNED: lazy_gettext("Gave a report to somebody"),
    Act.REPORT_REDACTED: lazy_gettext("Removed words from a report"),
    Act.REPORT_SETTLED: lazy_gettext("Settled a report"),
    Act.RESPONSIBLE_CHANGED: lazy_gettext("Changed who is responsible for what lapses"),
    Act.ROLLBACK_CONFIRMED: lazy_gettext("Confirmed a rollback"),
    Act.ROLLBACK_UNDONE: lazy_gettext("Undid a rollback"),
    Act.ROLLED_BACK: lazy_gettext("Rolled back to the release before"),
    Act.SECOND_FACTOR_ENROLLED: lazy_gettext("Enrolled a second factor"),
    Act.SECOND_FACTOR_FAILED: lazy_gettext("Second factor failed"),
    Act.SECOND_FACTOR_PASSED: lazy_gettext("Passed the second factor"),
    Act.SECOND_FACTOR_RESET: lazy_gettext("Reset the second factor"),
    Act.SET_UP: lazy_gettext("Set up the account"),
    Act.SET_UP_FAILED: lazy_gettext("Setting up failed"),
    Act.SIGN_INS_ENDED: lazy_gettext("Signed somebody out everywhere"),
    Act.SIGN_IN_FAILED: lazy_gettext("Signing in failed"),
    Act.SIGNED_IN: lazy_gettext("Signed in"),
    Act.SIGNED_OUT: lazy_gettext("Signed out"),
    Act.SOURCE_LOOKED_AT: lazy_gettext("Looked at a source that changed"),
}
"""What each kind of act is called in the filter."""

SENTENCES = {
    Act.ASSIGNMENTS_TAKEN: lazy_gettext("%(who)s withdrew what was assigned to %(subject)s."),
    Act.BACKUP_RESTORED: lazy_gettext("%(who)s restored a backup made at %(subject)s."),
    Act.CALENDAR_ADDRESS_MADE: lazy_gettext("%(who)s made an address for a calendar programme."),
    Act.CALENDAR_ADDRESS_REVOKED: lazy_gettext(
        "%(who)s revoked the address for a calendar programme."
    ),
    Act.CONFIRMATION_FAILED: lazy_gettext("%(who)s could not prove again who they are."),
    Act.COUNTER_PIN_SET: lazy_gettext("%(who)s set the PIN of the counter %(subject)s."),
    Act.DRAFT_APPROVED: lazy_gettext("%(who)s approved %(subject)s."),
    Act.DRAFT_CANCELLED: lazy_gettext("%(who)s cancelled the planned publication of %(subject)s."),
    Act.DRAFT_COMMENT: lazy_gettext("%(who)s commented on %(subject)s."),
    Act.DRAFT_HELD: lazy_gettext(
        "%(who)s published something else, so the approval of %(subject)s became void."
    ),
    Act.DRAFT_PAUSED: lazy_gettext(
        "%(who)s rolled a release back, so %(subject)s does not begin until that is settled."
    ),
    Act.DRAFT_PUBLISHED: lazy_gettext("%(who)s published %(subject)s."),
    Act.DRAFT_RESCHEDULED: lazy_gettext(
        "%(who)s published something else, so %(subject)s was scheduled again upon it."
    ),
    Act.DRAFT_RESTORED: lazy_gettext("%(who)s restored %(subject)s."),
    Act.DRAFT_RETURNED: lazy_gettext("%(who)s sent %(subject)s back to be changed."),
    Act.DRAFT_ROLLED_BACK: lazy_gettext("%(who)s took %(subject)s out of force again."),
    Act.DRAFT_SCHEDULED: lazy_gettext("%(who)s planned %(subject)s to be published on its day."),
    Act.DRAFT_STEP_REDONE: lazy_gettext("%(who)s redid a step of %(subject)s."),
    Act.DRAFT_STEP_UNDONE: lazy_gettext("%(who)s undid a step of %(subject)s."),
    Act.DRAFT_SUBMITTED: lazy_gettext("%(who)s sent %(subject)s to review."),
    Act.DRAFT_TAKEN_BACK: lazy_gettext("%(who)s took %(subject)s back to change it."),
    Act.DRAFT_WITHDRAWN: lazy_gettext("%(who)s gave %(subject)s up."),
    Act.EDITORS_SECOND_FACTOR_OFF: lazy_gettext(
        "%(who)s no longer requires a second factor of editors."
    ),
    Act.EDITORS_SECOND_FACTOR_ON: lazy_gettext("%(who)s now requires a second factor of editors."),
    Act.KIOSK_ADDED: lazy_gettext("%(who)s added the kiosk %(subject)s."),
    Act.KIOSK_CHANGED: lazy_gettext("%(who)s changed the kiosk %(subject)s."),
    Act.KIOSK_CODE_RENEWED: lazy_gettext(
        "%(who)s made a new setup code for the kiosk %(subject)s."
    ),
    Act.KIOSK_ENROLLED: lazy_gettext("The kiosk %(subject)s was set up with its code."),
    Act.KIOSK_REVOKED: lazy_gettext("%(who)s switched the kiosk %(subject)s off."),
    Act.MAIL_SETTINGS_CHANGED: lazy_gettext("%(who)s changed which mails %(subject)s gets."),
    Act.PASSKEY_ADDED: lazy_gettext("%(who)s added a passkey."),
    Act.PASSKEY_REMOVED: lazy_gettext("%(who)s removed a passkey."),
    Act.PASSKEY_STOPPED: lazy_gettext("A passkey of %(who)s was stopped: it may have been copied."),
    Act.PASSKEY_USED: lazy_gettext("%(who)s used a passkey."),
    Act.PASSWORD_CHOSEN: lazy_gettext("%(who)s chose a new password for %(subject)s."),
    Act.PERSON_ADDED: lazy_gettext("%(who)s added the account of %(subject)s."),
    Act.PERSON_CHANGED: lazy_gettext("%(who)s changed the role or the limits of %(subject)s."),
    Act.PERSON_DISABLED: lazy_gettext("%(who)s disabled the account of %(subject)s."),
    Act.PERSON_ENABLED: lazy_gettext("%(who)s enabled the account of %(subject)s again."),
    Act.PERSON_RESET: lazy_gettext("%(who)s had %(subject)s set up the account anew."),
    Act.PERSON_UNLOCKED: lazy_gettext("%(who)s let %(subject)s try to sign in again."),
    Act.RECOVERY_CODE_USED: lazy_gettext("%(who)s used up a recovery code."),
    Act.RECOVERY_CODES_RENEWED: lazy_gettext("%(who)s made new recovery codes."),
    Act.REMARK_ANSWERED: lazy_gettext("%(who)s answered a remark on %(subject)s."),
    Act.REMARK_MADE: lazy_gettext("%(who)s left a remark on %(subject)s."),
    Act.REMARK_REOPENED: lazy_gettext("%(who)s opened a remark on %(subject)s again."),
    Act.REMARK_SETTLED: lazy_gettext("%(who)s marked a remark on %(subject)s as settled."),
    Act.REMARK_TAKEN_BACK: lazy_gettext("%(who)s deleted a remark of their own on %(subject)s."),
    Act.REPORT_ASSIGNED: lazy_gettext("%(who)s gave %(subject)s to somebody to look after."),
    Act.REPORT_REDACTED: lazy_gettext("%(who)s removed words from %(subject)s."),
    Act.REPORT_SETTLED: lazy_gettext("%(who)s settled %(subject)s."),
    Act.RESPONSIBLE_CHANGED: lazy_gettext("%(who)s changed who is responsible for what lapses."),
    Act.ROLLBACK_CONFIRMED: lazy_gettext(
        "%(who)s confirmed that %(taken_out)s stays out of force."
    ),
    Act.ROLLBACK_UNDONE: lazy_gettext(
        "%(who)s undid a rollback: what it took out is in force again, as %(subject)s."
    ),
    Act.ROLLED_BACK: lazy_gettext(
        "%(who)s took %(taken_out)s out of force and put the one before it back, as %(subject)s."
    ),
    Act.SECOND_FACTOR_ENROLLED: lazy_gettext("%(who)s set up a second factor."),
    Act.SECOND_FACTOR_FAILED: lazy_gettext("%(who)s gave a wrong code of the second factor."),
    Act.SECOND_FACTOR_PASSED: lazy_gettext("%(who)s gave the code of the second factor."),
    Act.SECOND_FACTOR_RESET: lazy_gettext("%(who)s removed the second factor of %(subject)s."),
    Act.SET_UP: lazy_gettext("%(who)s set up the account with a setup code."),
    Act.SET_UP_FAILED: lazy_gettext(
        "%(who)s could not set up the account: the code was not right."
    ),
    Act.SIGN_INS_ENDED: lazy_gettext("%(who)s signed %(subject)s out everywhere."),
    Act.SIGN_IN_FAILED: lazy_gettext("%(who)s could not sign in: the password was not right."),
    Act.SIGNED_IN: lazy_gettext("%(who)s signed in."),
    Act.SIGNED_OUT: lazy_gettext("%(who)s signed out."),
    Act.SOURCE_LOOKED_AT: lazy_gettext("%(who)s looked at the changed page of %(subject)s."),
}
"""Each kind of act as a sentence: who did it to what."""

_ITEMS = 5
_NAME = re.compile(r"%\((\w+)\)s")
_ACTS = {str(act): act for act in Act}
_NAMED = re.compile(r"(draft|release|report) ([0-9]{1,9})")


def act_words(what: str) -> str:
    """A kind of act in words; what a later version of the portal recorded, as it is recorded."""
    act = _ACTS.get(what)
    return str(NAMES[act]) if act else what


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a sentence; ``is_name``: what somebody or something is called, set apart."""

    words: str
    href: str = ""
    is_name: bool = False


def _pieces(sentence: str, values: Mapping[str, Piece]) -> tuple[Piece, ...]:
    """A sentence cut at the names in it: ``%(who)s signed in.``"""
    parts = _NAME.split(sentence)
    found = (values[part] if place % 2 else Piece(part) for place, part in enumerate(parts))
    return tuple(its for its in found if its.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """An entry in words.

    ``sentence``: its pieces one after another; ``notes``: reasons and what was chosen;
    ``technical``: names and values as they are recorded, with the digests.
    """

    number: int
    at: str
    sentence: tuple[Piece, ...]
    notes: tuple[str, ...]
    technical: tuple[tuple[str, str], ...]

    @property
    def words(self) -> str:
        """The sentence without its links."""
        return "".join(piece.words for piece in self.sentence)


class Teller:
    """Puts the entries of a page into sentences; looks up what they name once for all of them."""

    def __init__(self, entries: Iterable[AuditRecord]) -> None:
        listed = tuple(entries)
        people = accounts() if opens("person", person()) else ()
        machines = kiosks() if opens("kiosk", person()) else ()
        self.people = {its.person.name: its.person.id for its in people}
        self.kiosks = {its.setup.name: its.id for its in machines}
        numbers = (_number("draft", entry.subject) for entry in listed)
        self.titles = draft_titles({number for number in numbers if number})
        self.items = _ItemNames(listed)

    def line(self, entry: AuditRecord) -> EntryLine:
        """An entry in words."""
        details = json.loads(entry.details)
        return EntryLine(
            number=entry.number,
            at=moment_words(datetime.fromisoformat(entry.at)),
            sentence=self._sentence(entry, details),
            notes=(*self.items.notes(entry, details), *_notes(entry.what, details)),
            technical=_technical(entry, details),
        )

    def _sentence(self, entry: AuditRecord, details: Mapping[str, Any]) -> tuple[Piece, ...]:
        act = _ACTS.get(entry.what)
        values = {
            "who": self._who(entry.who),
            "subject": self._subject(act, entry, details),
            "taken_out": _release(_whole(details.get("taken_out"))),
        }
        if act is None:
            return values["who"], Piece(f": {entry.what} "), values["subject"]
        said = _pieces(str(SENTENCES[act]), values)
        published = _number("release", str(details.get("words", "")))
        if not published:
            return said
        became = _pieces(gettext("It became %(release)s."), {"release": _release(published)})
        return (*said, Piece(" "), *became)

    def _who(self, name: str) -> Piece:
        if name == "?":
            return Piece(gettext("Somebody without an account"))
        if name == "console":
            return Piece(gettext("Somebody at the server"))
        return self._person(name)

    def _person(self, name: str) -> Piece:
        if name not in self.people:
            return _bare(name)
        return _link(url_for(".person", number=self.people[name]), name)

    def _subject(self, act: Act | None, entry: AuditRecord, details: Mapping[str, Any]) -> Piece:
        subject = entry.subject
        if act is Act.BACKUP_RESTORED:
            return _moment(str(details.get("made_at", "")))
        if act is not None and act.startswith("kiosk_"):
            return self._kiosk(subject)
        if act is Act.COUNTER_PIN_SET:
            return _counter(subject)
        if act is Act.SOURCE_LOOKED_AT:
            return _source(subject.removeprefix("source "))
        for kind, told in self._numbered.items():
            number = _number(kind, subject)
            if number:
                return told(number)
        return self._person(subject)

    @property
    def _numbered(self) -> Mapping[str, Callable[[int], Piece]]:
        return {"draft": self._draft, "release": _release, "report": _report}

    def _draft(self, number: int) -> Piece:
        title = self.titles.get(number)
        if title is None:
            return Piece(gettext("draft %(number)s", number=number))
        words = gettext("draft %(number)s “%(title)s”", number=number, title=title)
        return _link(url_for(".draft", number=number), words)

    def _kiosk(self, name: str) -> Piece:
        if name not in self.kiosks:
            return _bare(name)
        return _link(url_for(".kiosk", number=self.kiosks[name]), name)


class _ItemNames:
    """What the items are called that entries name, as the release has them or else the draft."""

    def __init__(self, entries: Iterable[AuditRecord]) -> None:
        release = request_context.release()
        self._documents = catalogue_of(release, request_context.today()).documents
        self._known: dict[tuple[int, str, str], Value] = {}
        named = {
            (draft, path, place)
            for entry in entries
            if (draft := _number("draft", entry.subject))
            for path, place in _items(json.loads(entry.details))
        }
        paths = {path for _, path, _ in named} & self._documents.keys()
        parts = {path: items_of(path, self._documents[path]) for path in paths}
        for draft, path, place in named:
            value = parts.get(path, {}).get(place)
            if value is not None:
                self._known[draft, path, place] = value
        self._known |= draft_items(named - self._known.keys())

    def notes(self, entry: AuditRecord, details: Mapping[str, Any]) -> Iterable[str]:
        """The items of an entry by name, and how many more there are."""
        draft = _number("draft", entry.subject)
        found = [
            self._words(path, place, self._known[draft, path, place])
            for path, place in _items(details)
            if (draft, path, place) in self._known
        ]
        if not found:
            return
        more = _whole(details.get("number")) - len(found)
        names = gettext("; ").join(found)
        if more > 0:
            yield ngettext(
                "Items: %(names)s and %(num)s more",
                "Items: %(names)s and %(num)s more",
                more,
                names=names,
            )
        else:
            yield gettext("Items: %(names)s", names=names)

    def _words(self, path: str, place: str, value: Value) -> str:
        lexicon = Lexicon(
            documents=self._documents,
            path=path,
            place=place,
            wording=request_context.wording(),
        )
        return item_subject(lexicon, path, place, value)


def _items(details: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """Path and place of the items that an entry names."""
    named = [details["item"]] if "item" in details else details.get("items", ())
    if isinstance(named, list):
        for its in named[:_ITEMS]:
            path, _, place = str(its).partition(" ")
            yield path, place


def _number(kind: str, words: str) -> int:
    """The number behind a word, as in ``draft 3``; 0 where it says something else."""
    named = _NAMED.fullmatch(words)
    return int(named[2]) if named and named[1] == kind else 0


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _link(href: str, words: str) -> Piece:
    return Piece(words, href=href, is_name=True)


def _bare(words: str) -> Piece:
    return Piece(words, is_name=True)


def _release(number: int) -> Piece:
    words = gettext("release %(number)s", number=number)
    if number < 2:
        return _link(url_for(".releases"), words)
    return _link(url_for(".difference", before=number - 1, after=number), words)


def _report(number: int) -> Piece:
    return _link(url_for(".report", number=number), gettext("report %(number)s", number=number))


def _moment(written: str) -> Piece:
    try:
        return Piece(moment_words(datetime.fromisoformat(written)))
    except ValueError:
        return _bare(written)


def _counter(name: str) -> Piece:
    counter = request_context.release().ruleset.counters.get(name)
    return _bare(request_context.wording().text(counter.name) if counter else name)


def _source(name: str) -> Piece:
    """A source by its title, with a link to its page."""
    release = request_context.release()
    source = release.ruleset.sources.get(name)
    if source is None:
        return _bare(name)
    catalogue = catalogue_of(release, request_context.today())
    path = next(e.path for e in catalogue.entries if e.kind == "sources" and e.id == name)
    title = request_context.wording().text(source.title)
    return _link(item_href(path, f"sources/{name}"), title)


def _notes(what: str, details: Mapping[str, Any]) -> Iterable[str]:
    """What was said or chosen, in words."""
    for name in ("words", "remark"):
        words = str(details.get(name) or "")
        if words and not _NAMED.fullmatch(words):
            said = hold_reason_words(words) if what == Act.DRAFT_HELD else words
            yield gettext("Said: “%(words)s”", words=said)
    if what == Act.REPORT_SETTLED and "to" in details:
        yield gettext("Now: %(state)s", state=report_state_words(details["to"]))
    if what == Act.SOURCE_LOOKED_AT and "state" in details:
        yield gettext("The page was: %(state)s", state=source_state_words(details["state"]))
    if what == Act.REPORT_REDACTED and "left" in details:
        yield gettext(
            "Of %(characters)s characters %(left)s are left.",
            characters=details["characters"],
            left=details["left"],
        )
    if what in (Act.RESPONSIBLE_CHANGED, Act.REPORT_ASSIGNED, Act.ASSIGNMENTS_TAKEN):
        yield gettext("Now with: %(name)s", name=details.get("to") or gettext("nobody"))
    if details.get("passkey"):
        yield gettext("Passkey: “%(name)s”", name=details["passkey"])
    if what == Act.PERSON_UNLOCKED and "failures" in details:
        yield gettext("Failed tries forgotten: %(number)s", number=details["failures"])
    if what == Act.MAIL_SETTINGS_CHANGED and "notices" in details:
        wanted = gettext("Notices are wanted.")
        yield wanted if details["notices"] else gettext("No notices are wanted.")
    if what in (Act.PERSON_ADDED, Act.PERSON_CHANGED) and "role" in details:
        yield from _limit_notes(details)
    if what in (Act.KIOSK_ADDED, Act.KIOSK_CHANGED):
        yield from _kiosk_notes(details)
    if what == Act.BACKUP_RESTORED and "entries" in details:
        yield gettext("Entries in the backup: %(number)s", number=details["entries"])


def _limit_notes(details: Mapping[str, Any]) -> Iterable[str]:
    yield gettext("Role: %(role)s", role=role_words(details["role"]))
    districts = place_names(details.get("districts") or ())
    topics = topic_choices(frozenset(details.get("topics") or ()))
    chosen = [choice.words for choice in topics if choice.chosen]
    if districts:
        yield gettext("Districts: %(names)s", names=gettext(", ").join(districts))
    if chosen:
        yield gettext("Topics: %(names)s", names=gettext(", ").join(chosen))


def _kiosk_notes(details: Mapping[str, Any]) -> Iterable[str]:
    ruleset = request_context.release().ruleset
    counter = ruleset.counters.get(str(details.get("counter")))
    if counter is not None:
        name = request_context.wording().text(counter.name)
        yield gettext("Counter: %(name)s", name=name)
    districts = place_names((str(details.get("district")),))
    if districts:
        yield gettext("Districts: %(names)s", names=districts[0])


def _technical(entry: AuditRecord, details: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The entry as it is recorded."""
    recorded = {"what": entry.what, "who": entry.who, "subject": entry.subject}
    chosen = {name: json.dumps(value, ensure_ascii=False) for name, value in details.items()}
    chain = {"previous": entry.previous, "digest": entry.digest}
    return tuple({**recorded, **{n: v for n, v in chosen.items() if v != '""'}, **chain}.items())
