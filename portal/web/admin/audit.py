"""The audit log: read, filtered, checked and downloaded; nobody can change it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from flask import Blueprint, Response, request, stream_with_context, url_for
from flask_babel import lazy_gettext

from ...store import audit
from ...store.audit import AuditFilter, AuditRecord
from .auth.guard import allowed
from .csv_export import csv_lines
from .moments import moment_words
from .pages import admin_page, page_number
from .person_lines import Choice

ACTS = {
    "confirmation_failed": lazy_gettext("Confirming failed"),
    "counter_pin_set": lazy_gettext("Set the PIN of a counter"),
    "editors_second_factor_off": lazy_gettext("Let editors go without a second factor"),
    "editors_second_factor_on": lazy_gettext("Asked a second factor of editors too"),
    "kiosk_added": lazy_gettext("Added a kiosk"),
    "kiosk_changed": lazy_gettext("Changed a kiosk"),
    "kiosk_code_renewed": lazy_gettext("Made a new code for a kiosk"),
    "kiosk_enrolled": lazy_gettext("A kiosk was set up"),
    "kiosk_revoked": lazy_gettext("Switched a kiosk off"),
    "mail_settings_changed": lazy_gettext("Changed where mails go"),
    "passkey_added": lazy_gettext("Added a passkey"),
    "passkey_removed": lazy_gettext("Removed a passkey"),
    "passkey_stopped": lazy_gettext("A passkey was stopped, which may have been copied"),
    "passkey_used": lazy_gettext("Used a passkey"),
    "password_chosen": lazy_gettext("Chose a password"),
    "person_added": lazy_gettext("Added a person"),
    "person_changed": lazy_gettext("Changed role or limits"),
    "person_disabled": lazy_gettext("Disabled a person"),
    "person_enabled": lazy_gettext("Enabled a person"),
    "person_reset": lazy_gettext("Reset a person"),
    "person_unlocked": lazy_gettext("Forgot somebody's failed tries"),
    "recovery_code_used": lazy_gettext("Used a recovery code"),
    "recovery_codes_renewed": lazy_gettext("Made new recovery codes"),
    "report_settled": lazy_gettext("Settled a report"),
    "rolled_back": lazy_gettext("Rolled back to the release before"),
    "rollback_confirmed": lazy_gettext("Confirmed a rollback"),
    "rollback_undone": lazy_gettext("Undid a rollback"),
    "second_factor_enrolled": lazy_gettext("Enrolled a second factor"),
    "second_factor_failed": lazy_gettext("Second factor failed"),
    "second_factor_passed": lazy_gettext("Passed the second factor"),
    "second_factor_reset": lazy_gettext("Reset the second factor"),
    "source_looked_at": lazy_gettext("Looked at a source that changed"),
    "set_up": lazy_gettext("Set up the account"),
    "set_up_failed": lazy_gettext("Setting up failed"),
    "sign_in_failed": lazy_gettext("Signing in failed"),
    "sign_ins_ended": lazy_gettext("Signed somebody out everywhere"),
    "signed_in": lazy_gettext("Signed in"),
    "signed_out": lazy_gettext("Signed out"),
}


def act_words(what: str) -> str:
    """An act in words, or as it is recorded where it has none."""
    return str(ACTS.get(what, what))


_COLUMNS = ("number", "at", "who", "what", "subject", "details", "previous", "digest")
_LAST_PAGE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """An entry of the log; ``details``: name and value, as recorded."""

    number: int
    at: str
    who: str
    what: str
    subject: str
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPage:
    """The context of the log; ``broken``: the first entry that is not as it was written."""

    entries: tuple[EntryLine, ...]
    who: tuple[Choice, ...]
    what: tuple[Choice, ...]
    newer: str
    older: str
    page: int
    pages: int
    broken: int | None
    checked: bool
    jsonl: str
    csv: str


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/audit", "audit", show)
    blueprint.add_url_rule("/audit.jsonl", "audit_jsonl", as_jsonl)
    blueprint.add_url_rule("/audit.csv", "audit_csv", as_csv)


def _wanted() -> AuditFilter:
    return AuditFilter(request.args.get("who", "")[:80], request.args.get("what", "")[:40])


def _line(entry: AuditRecord) -> EntryLine:
    details = json.loads(entry.details)
    return EntryLine(
        number=entry.number,
        at=moment_words(datetime.fromisoformat(entry.at)),
        who=entry.who,
        what=act_words(entry.what),
        subject=entry.subject,
        details=tuple(f"{k}: {json.dumps(v, ensure_ascii=False)}" for k, v in details.items() if v),
    )


@allowed("approver", "manager")
def show() -> Response:
    """The log, newest first; ``?check=1`` checks the whole chain."""
    wanted = _wanted()
    number = page_number(_LAST_PAGE)
    found, pages = audit.entries(number, wanted)
    who, what = audit.known()
    kept = asdict(wanted)
    checked = request.args.get("check") == "1"
    context = AuditPage(
        entries=tuple(_line(entry) for entry in found),
        who=tuple(Choice(name, name, name == wanted.who) for name in who),
        what=tuple(Choice(act, act_words(act), act == wanted.what) for act in what),
        newer=url_for(".audit", page=number - 1, **kept) if number > 1 else "",
        older=url_for(".audit", page=number + 1, **kept) if number < pages else "",
        page=number,
        pages=pages,
        broken=audit.verify() if checked else None,
        checked=checked,
        jsonl=url_for(".audit_jsonl", **kept),
        csv=url_for(".audit_csv", **kept),
    )
    return admin_page("admin/audit.html", context, fragment="log")


def _download(lines: Iterator[str], name: str, mimetype: str) -> Response:
    response = Response(stream_with_context(lines), mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@allowed("approver", "manager")
def as_jsonl() -> Response:
    """The log as JSON Lines, oldest first, with its chain; the last line is the signed head."""
    return _download(audit.export_lines(_wanted()), "audit.jsonl", "application/jsonl")


@allowed("approver", "manager")
def as_csv() -> Response:
    """The log as CSV whose cells no spreadsheet takes for formulas."""
    rows = ([getattr(entry, name) for name in _COLUMNS] for entry in audit.all_entries(_wanted()))
    return _download(csv_lines(_COLUMNS, rows), "audit.csv", "text/csv")
