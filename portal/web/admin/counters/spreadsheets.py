"""A district's counters and offers as spreadsheets: downloaded, filled in, uploaded as a draft."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from werkzeug.datastructures import FileStorage

from ....i18n import gettext
from ....publishing.csv_import import Listed, draft_of_list, published_entries, take_list
from ....publishing.item_edits import LOCAL, NotPermitted
from ....publishing.workbooks import NotAWorkbook, is_workbook, workbook_text
from ....rules.lists import (
    COLUMNS,
    Entries,
    Names,
    NoText,
    RowProblem,
    decoded,
    read_counters,
    read_offers,
    write_counters,
    write_offers,
)
from ....rules.model.districts import District
from ....rules.numbers import read_count
from ....store.drafts import Stale, editable_titles
from ...http import request_context
from ...http.redirects import see_other
from ..auth.guard import EVERYBODY, allowed, person, taking
from ..forms.labels import problem_words
from ..forms.lexicon import working_copy
from .counter_list import (
    RefusedList,
    RowLine,
    district_of,
    district_page,
    document_path,
)
from .list_template import list_template, names_in_force

_LARGEST = 512 * 1024
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_LONGEST_SOURCE = 400
_AROUND = 4096
"""Bytes of a form around the file in it."""
_WRITE: Mapping[str, Callable[[Mapping[str, Mapping[str, Any]], Names], str]] = {
    "counters": write_counters,
    "offers": write_offers,
}
_READ: Mapping[str, Callable[[str, str, Names, str, str], tuple[Entries, list[RowProblem]]]] = {
    "counters": read_counters,
    "offers": read_offers,
}


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    lists = "/counters/<district>/<section>"
    blueprint.add_url_rule(f"{lists}.csv", "counter_list", as_csv)
    blueprint.add_url_rule(f"{lists}/empty.csv", "empty_counter_list", empty)
    blueprint.add_url_rule(f"{lists}/template.xlsx", "counter_list_template", as_template)
    blueprint.add_url_rule(lists, "take_counter_list", take, methods=["POST"])


def _asked(district: str, section: str) -> District:
    """The district of a list; 404 where there is no such list. Raises NotPermitted."""
    found = district_of(district)
    if section not in LOCAL:
        abort(404)
    return found


def _csv(name: str, text: str) -> Response:
    """A list with the mark by which spreadsheets know UTF-8."""
    response = Response(f"\ufeff{text}", mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


@allowed(*EVERYBODY)
def as_csv(district: str, section: str) -> Response:
    """The entries that are published."""
    path = document_path(section, _asked(district, section).id)
    entries = published_entries(request_context.release().number, path)
    return _csv(f"{section}-{district}", _WRITE[section](entries, names_in_force()))


@allowed(*EVERYBODY)
def empty(district: str, section: str) -> Response:
    """The headings alone, to be filled in."""
    _asked(district, section)
    return _csv(f"{section}-{district}-empty", _WRITE[section]({}, names_in_force()))


@allowed(*EVERYBODY)
def as_template(district: str, section: str) -> Response:
    """A workbook to be filled in, its columns explained and their choices listed."""
    data = list_template(section, _asked(district, section))
    response = Response(data, mimetype=_WORKBOOK)
    name = f"{section}-{district}-template.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@taking(_LARGEST + _AROUND)
@allowed(*EVERYBODY)
def take(district: str, section: str) -> Response:
    """Turn a list into a draft, new or the editor's; with a single problem nothing changes."""
    asked = _asked(district, section)
    text, error = _text_of(request.files.get("list"), section)
    if error:
        return _refused(asked, section, error)
    area_code = request_context.release().ruleset.city.area_code
    entries, problems = _READ[section](text, asked.id, names_in_force(), area_code, _source())
    if problems:
        lines = tuple(RowLine(p.row, p.column, problem_words(p.message, p.hint)) for p in problems)
        return district_page(asked, RefusedList(section=section, problems=lines, source=_source()))
    removing = request.form.get("removing") == "yes"
    path = document_path(section, asked.id)
    return _taken(asked, Listed(path=path, section=section, entries=entries, removing=removing))


def _source() -> str:
    """What was typed as the source of the whole list."""
    return request.form.get("source", "").strip()[:_LONGEST_SOURCE]


def _refused(district: District, section: str, error: str) -> Response:
    return district_page(district, RefusedList(section=section, error=error, source=_source()))


def _text_of(sent: FileStorage | None, section: str) -> tuple[str, str]:
    """The text of a file that was sent, and why it cannot be taken."""
    data = sent.read(_LARGEST + 1) if sent else b""
    if not data:
        return "", gettext("Choose a file: a workbook (.xlsx) or CSV.")
    if len(data) > _LARGEST:
        return "", gettext("The file is larger than 512 KB.")
    if data.startswith(_OLD_WORKBOOK):
        return "", gettext("This is a workbook in the old format (.xls). Save it as .xlsx.")
    if is_workbook(data):
        return _text_of_workbook(data, section)
    try:
        return decoded(data), ""
    except NoText:
        return "", gettext("The file is no text. Save the list as .xlsx or CSV UTF-8.")


def _text_of_workbook(data: bytes, section: str) -> tuple[str, str]:
    """The list in a workbook, and why it cannot be taken."""
    headings = [name for column in COLUMNS[section] for name in (column.heading, *column.also)]
    try:
        return workbook_text(data, headings), ""
    except NotAWorkbook:
        return "", gettext(
            "The workbook cannot be read, or is too large. "
            "Save the list anew as .xlsx or CSV UTF-8."
        )


def _taken(district: District, listed: Listed) -> Response:
    chosen = read_count(request.form.get("draft", ""))
    try:
        number = _new(district, listed) if chosen is None else _into(chosen, listed)
    except Stale:
        words = gettext("Somebody saved the draft meanwhile. Send the list once more.")
        return _refused(district, listed.section, words)
    if not number:
        words = gettext("Nothing differs: the list says what stands there already.")
        return _refused(district, listed.section, words)
    return see_other(url_for(".draft", number=number))


def _into(number: int, listed: Listed) -> int:
    """Add a list to a draft of the same editor."""
    if number not in dict(editable_titles(person().id)):
        raise NotPermitted
    return number if take_list(listed, person(), working_copy(number)) else 0


def _new(district: District, listed: Listed) -> int:
    release = request_context.release()
    name = request_context.wording().text(district.name)
    title = (
        gettext("Counters of %(district)s from a list", district=name)
        if listed.section == "counters"
        else gettext("Offers of %(district)s from a list", district=name)
    )
    return draft_of_list(listed, person(), title, release.number, release.ruleset.gazetteer)
