"""A district's counters and offers as lists: to take away, to fill in, and sent back as a draft."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.datastructures import FileStorage

from ...i18n import gettext
from ...publishing.editing import LOCAL
from ...publishing.listing import Listed, draft_of_list, published_entries, take_list
from ...publishing.permitting import NotPermitted
from ...rules.districts import District
from ...rules.lists import (
    Entries,
    RowProblem,
    Unreadable,
    decoded,
    read_counters,
    read_offers,
    write_counters,
    write_offers,
)
from ...store.changing import Stale
from .. import surroundings
from .counters import Refused, RowLine, district_of, district_page, document_path, own_drafts
from .desks import desk
from .editing.problems import ProblemWords, said
from .guarding import EVERYBODY, allowed, person, taking

_LARGEST = 512 * 1024
_AROUND = 4096
"""Bytes of a form around the file in it."""
_WRITE: Mapping[str, Callable[[Mapping[str, Mapping[str, Any]]], str]] = {
    "counters": write_counters,
    "offers": write_offers,
}
_READ: Mapping[str, Callable[[str, str], tuple[Entries, list[RowProblem]]]] = {
    "counters": read_counters,
    "offers": read_offers,
}


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    lists = "/counters/<district>/<section>"
    blueprint.add_url_rule(f"{lists}.csv", "counter_list", as_csv)
    blueprint.add_url_rule(f"{lists}/empty.csv", "empty_counter_list", empty)
    blueprint.add_url_rule(lists, "take_counter_list", take, methods=["POST"])


def _asked(district: str, section: str) -> District:
    """The district of a list; 404 where there is no such list. Raises NotPermitted."""
    its = district_of(district)
    if section not in LOCAL:
        abort(404)
    return its


def _csv(name: str, text: str) -> Response:
    """A list with the mark by which spreadsheets know UTF-8."""
    response = Response(f"\ufeff{text}", mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


@allowed(*EVERYBODY)
def as_csv(district: str, section: str) -> Response:
    """The entries that are published."""
    path = document_path(section, _asked(district, section).id)
    entries = published_entries(surroundings.release().number, path)
    return _csv(f"{section}-{district}", _WRITE[section](entries))


@allowed(*EVERYBODY)
def empty(district: str, section: str) -> Response:
    """The headings alone, to be filled in."""
    _asked(district, section)
    return _csv(f"{section}-{district}-empty", _WRITE[section]({}))


@taking(_LARGEST + _AROUND)
@allowed(*EVERYBODY)
def take(district: str, section: str) -> Response:
    """A list as a draft, new or one's own; with a single problem nothing changes."""
    its = _asked(district, section)
    text, error = _text_of(request.files.get("list"))
    if error:
        return _refused(its, section, error)
    entries, problems = _READ[section](text, its.id)
    if problems:
        lines = tuple(RowLine(p.row, p.column, _words(p)) for p in problems)
        return district_page(its, Refused(section, lines))
    removing = request.form.get("removing") == "yes"
    path = document_path(section, its.id)
    return _taken(its, Listed(path, section, entries, removing))


def _refused(district: District, section: str, error: str) -> Response:
    return district_page(district, Refused(section, error=error))


def _words(problem: RowProblem) -> ProblemWords:
    return ProblemWords(said(problem.message), said(problem.hint) if problem.hint else ())


def _text_of(sent: FileStorage | None) -> tuple[str, str]:
    """The text of a file that was sent, and why it cannot be taken."""
    data = sent.read(_LARGEST + 1) if sent else b""
    if not data:
        return "", gettext("Choose a CSV file.")
    if len(data) > _LARGEST:
        return "", gettext("The file is larger than 512 KB.")
    try:
        return decoded(data), ""
    except Unreadable:
        return "", gettext("The file is no text. Save the list as CSV UTF-8.")


def _taken(district: District, listed: Listed) -> Response:
    chosen = request.form.get("draft", "")
    try:
        number = _into(int(chosen), listed) if chosen.isdigit() else _new(district, listed)
    except Stale:
        words = gettext("Somebody saved the draft meanwhile. Send the list once more.")
        return _refused(district, listed.section, words)
    if not number:
        words = gettext("Nothing differs: the list says what stands there already.")
        return _refused(district, listed.section, words)
    return redirect(url_for(".draft", number=number), 303)  # type: ignore[return-value]


def _into(number: int, listed: Listed) -> int:
    """Add a list to a draft of one's own."""
    if number not in {draft.id for draft in own_drafts()}:
        raise NotPermitted
    return number if take_list(listed, person(), desk(number)) else 0


def _new(district: District, listed: Listed) -> int:
    release, name = surroundings.release(), surroundings.wording().text(district.name)
    title = (
        gettext("Counters of %(district)s from a list", district=name)
        if listed.section == "counters"
        else gettext("Offers of %(district)s from a list", district=name)
    )
    return draft_of_list(listed, person(), title, release.number, release.ruleset.gazetteer)
