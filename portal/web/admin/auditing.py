"""The audit log: read, filtered, checked and taken away; nobody can change it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from flask import Blueprint, Response, request, stream_with_context, url_for

from ...store import audit
from ...store.audit import Entry, Filter
from ..presenting.acts import act_words
from ..presenting.moments import moment_words
from ..presenting.people import Choice
from ..presenting.spreadsheets import csv_lines
from .guarding import allowed
from .pages import admin_page

_COLUMNS = ("number", "at", "who", "what", "subject", "details", "previous", "digest")
_LAST_PAGE = 1_000_000


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry of the log; ``details``: name and value, as recorded."""

    number: int
    at: str
    who: str
    what: str
    subject: str
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True)
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


def _wanted() -> Filter:
    return Filter(request.args.get("who", "")[:80], request.args.get("what", "")[:40])


def _line(entry: Entry) -> EntryLine:
    details = json.loads(entry.details)
    return EntryLine(
        entry.number,
        moment_words(datetime.fromisoformat(entry.at)),
        entry.who,
        act_words(entry.what),
        entry.subject,
        tuple(f"{k}: {json.dumps(v, ensure_ascii=False)}" for k, v in details.items() if v),
    )


def _page_number() -> int:
    written = request.args.get("page", "1")
    number = int(written) if written.isascii() and written.isdigit() and len(written) < 8 else 1
    return min(max(1, number), _LAST_PAGE)


@allowed("approver", "manager")
def show() -> Response:
    """The log, newest first; ``?check=1`` checks the whole chain."""
    wanted, number = _wanted(), _page_number()
    found, pages = audit.entries(number, wanted)
    who, what = audit.known()
    kept = asdict(wanted)
    checked = request.args.get("check") == "1"
    context = AuditPage(
        tuple(_line(entry) for entry in found),
        tuple(Choice(name, name, name == wanted.who) for name in who),
        tuple(Choice(act, act_words(act), act == wanted.what) for act in what),
        url_for(".audit", page=number - 1, **kept) if number > 1 else "",
        url_for(".audit", page=number + 1, **kept) if number < pages else "",
        number,
        pages,
        audit.verify() if checked else None,
        checked,
        url_for(".audit_jsonl", **kept),
        url_for(".audit_csv", **kept),
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
