"""The audit log: read, filtered, checked and downloaded; nobody can change it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any

from flask import Blueprint, Response, request, stream_with_context, url_for
from werkzeug.datastructures import MultiDict

from ...i18n import gettext
from ...rules.lists.cells import read_day
from ...rules.numbers import read_count
from ...rules.problems import ReadError
from ...store import audit
from ...store.audit import Act, AuditFilter, AuditRecord
from ...store.kiosks.machines import kiosks
from ...store.people.accounts import accounts
from ...store.releases.city_in_use import city_clock
from .audit_sentences import EntryLine, Teller, act_words
from .auth.guard import allowed
from .csv_export import csv_lines
from .forms.values import day_fault_words
from .pages import admin_page
from .person_lines import Choice

_LARGEST = 999_999_999
_LONGEST_DAY = 20
_CONSOLE = "console"
_TECHNICAL = ("what", "subject", "details", "previous", "digest")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the form asks for, as typed; ``faults``: field → what is wrong with it."""

    who: str
    what: str
    draft: str
    release: str
    first: str
    last: str
    faults: dict[str, str]
    wanted: AuditFilter

    @property
    def kept(self) -> dict[str, Any]:
        """The fields that are filled, for links that keep the filter."""
        names = ("who", "what", "draft", "release", "first", "last")
        return {name: getattr(self, name) for name in names if getattr(self, name)}


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPage:
    """The context of the log; ``broken``: the first entry that is not as it was written.

    ``older``: where to go on; ``is_cut``: fewer entries than a page holds, and older ones that
    nobody has looked through yet.
    """

    entries: tuple[EntryLine, ...]
    asked: Asked
    who: tuple[Choice, ...]
    what: tuple[Choice, ...]
    newest: str
    older: str
    is_cut: bool
    looked_through: int
    broken: int | None
    checked: bool
    jsonl: str
    csv: str


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/audit", "audit", show)
    blueprint.add_url_rule("/audit.jsonl", "audit_jsonl", as_jsonl)
    blueprint.add_url_rule("/audit.csv", "audit_csv", as_csv)


def _asked(given: MultiDict[str, str]) -> Asked:
    """The filter of an address; what cannot be read is said at its field and asks for nothing."""
    faults: dict[str, str] = {}
    typed = {name: given.get(name, "").strip() for name in ("draft", "release", "first", "last")}
    draft = _read_number("draft", typed["draft"], faults)
    release = _read_number("release", typed["release"], faults)
    first = _read_day("first", typed["first"], faults)
    last = _read_day("last", typed["last"], faults)
    if first and last and last < first:
        faults["last"] = gettext("The last day is before the first.")
    who = given.get("who", "")[:80]
    what = given.get("what", "")[:40]
    return Asked(
        who=who,
        what=what,
        draft=typed["draft"][:_LONGEST_DAY],
        release=typed["release"][:_LONGEST_DAY],
        first=typed["first"][:_LONGEST_DAY],
        last=typed["last"][:_LONGEST_DAY],
        faults=faults,
        wanted=AuditFilter(
            who=who,
            what=what,
            draft=draft,
            release=release,
            since=_stamp(first) if first else "",
            before=_stamp(last + timedelta(days=1)) if last and last < date.max else "",
        ),
    )


def _read_number(name: str, typed: str, faults: dict[str, str]) -> int:
    number = read_count(unicodedata.normalize("NFKC", typed), _LARGEST) if typed else 0
    if number is None or (typed and number == 0):
        faults[name] = gettext("A number in figures, such as 12.")
    return number or 0


def _read_day(name: str, typed: str, faults: dict[str, str]) -> date | None:
    if not typed:
        return None
    try:
        day = read_day(typed[:_LONGEST_DAY])
    except ReadError as unread:
        faults[name] = day_fault_words(unread, typed[:_LONGEST_DAY])
        return None
    return day if day.year > 1970 else None


def _stamp(day: date) -> str:
    """The moment at which a day begins in the city, as entries are stamped."""
    begins = datetime.combine(day, time(), city_clock()).astimezone(UTC)
    return begins.isoformat(timespec="milliseconds")


@allowed("approver", "manager")
def show() -> Response:
    """The log, newest first; ``?check=1`` checks the whole chain."""
    asked = _asked(request.args)
    before = read_count(request.args.get("older", ""), _LARGEST) or 0
    found: tuple[AuditRecord, ...] = ()
    older = 0
    if not asked.faults:
        found, older = audit.entries(before, asked.wanted)
    teller = Teller(found)
    checked = request.args.get("check") == "1"
    context = AuditPage(
        entries=tuple(teller.line(entry) for entry in found),
        asked=asked,
        who=_people(asked.who),
        what=_acts(asked.what),
        newest=url_for(".audit", **asked.kept) if before else "",
        older=url_for(".audit", older=older, **asked.kept) if older else "",
        is_cut=bool(older) and len(found) < audit.PAGE,
        looked_through=audit.LOOKED_THROUGH,
        broken=audit.verify() if checked else None,
        checked=checked,
        jsonl=url_for(".audit_jsonl", **asked.kept),
        csv=url_for(".audit_csv", **asked.kept),
    )
    status = 422 if asked.faults else 200
    return admin_page("admin/audit.html", context, fragment="log", status=status)


def _people(chosen: str) -> tuple[Choice, ...]:
    """Whoever can stand in the log: people, kiosks, the console; and whoever is asked for."""
    names = [*(its.person.name for its in accounts()), *(its.setup.name for its in kiosks())]
    known = dict.fromkeys((*names, _CONSOLE, *([chosen] if chosen else [])))
    return tuple(Choice(name, _name_words(name), name == chosen) for name in known)


def _name_words(name: str) -> str:
    return gettext("the console at the server") if name == _CONSOLE else name


def _acts(chosen: str) -> tuple[Choice, ...]:
    """Every kind of act, in the order of its words; and the one asked for."""
    known = dict.fromkeys((*map(str, Act), *([chosen] if chosen else [])))
    listed = (Choice(act, act_words(act), act == chosen) for act in known)
    return tuple(sorted(listed, key=lambda choice: choice.words))


def _download(lines: Iterator[str], name: str, mimetype: str) -> Response:
    response = Response(stream_with_context(lines), mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@allowed("approver", "manager")
def as_jsonl() -> Response:
    """The log as JSON Lines, oldest first, with its chain; the last line is the signed head."""
    lines = audit.export_lines(_asked(request.args).wanted)
    return _download(lines, "audit.jsonl", "application/jsonl")


@allowed("approver", "manager")
def as_csv() -> Response:
    """The log as CSV whose cells no spreadsheet takes for formulas: sentences, then as recorded."""
    technical = (
        gettext("Kind, as recorded"),
        gettext("About, as recorded"),
        gettext("Details, as recorded"),
        gettext("Digest of the entry before"),
        gettext("Digest of the entry"),
    )
    head = (
        gettext("No."),
        gettext("When"),
        gettext("Who"),
        gettext("What"),
        gettext("In a sentence"),
        gettext("Said and chosen"),
        *technical,
    )
    rows = _csv_rows(audit.all_entries(_asked(request.args).wanted))
    return _download(csv_lines(head, rows), "audit.csv", "text/csv")


def _csv_rows(entries: Iterable[AuditRecord]) -> Iterator[tuple[object, ...]]:
    rest = iter(entries)
    while some := tuple(islice(rest, audit.PAGE)):
        teller = Teller(some)
        for entry in some:
            line = teller.line(entry)
            yield (
                entry.number,
                line.at,
                _name_words(entry.who),
                act_words(entry.what),
                line.words,
                " ".join(line.notes),
                *(getattr(entry, name) for name in _TECHNICAL),
            )
