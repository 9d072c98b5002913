"""The yearly page: what lapses, filled in for the next year, checked and saved as one draft."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import Blueprint, Response, request, url_for

from ....i18n import gettext, ngettext
from ....publishing.carried_examples import CarriedExample
from ....publishing.item_edits import NotPermitted, WorkingCopy
from ....publishing.yearly_renewals import Renewing, save_renewals
from ....rules.numbers import read_count
from ....store.drafts import EDITABLE, NoSuchDraft, NotEditable, Stale, editable_titles
from ....store.people.accounts import accounts
from ....store.people.assignments import NobodyThere
from ....store.releases import publications
from ...http import request_context
from ...http.redirects import see_other
from ..auth.guard import EVERYBODY, allowed, person
from ..catalogue.search import DistrictGroup, district_groups
from ..expiries.lines import expiries_of
from ..expiries.responsible import keep_all_responsible, nobody_words
from ..forms.lexicon import Choice, working_copy
from ..pages import admin_page
from .grid import PAGE, Cell, GridLine, RowState, column_words, grid_line
from .grid_request import GridRequest
from .sent_grid import SentGrid, read_grid, rows_by_line
from .typed_rows import RowFault, TypedRow, pasted, typed_rows

_LONGEST_ID = 60
_NAMED = 12
"""Examples that a remark names one by one."""


@dataclass(frozen=True, slots=True)
class FaultLine:
    """A fault in the list above the grid: row and column, what is wrong, the field."""

    where: str
    words: RowFault
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class YearlyPage:
    """The context of the grid. ``lost``: rows that stand no more, with what was typed there."""

    year: int
    years: tuple[Choice, ...]
    topic: str
    topics: tuple[Choice, ...]
    district: str
    districts: tuple[DistrictGroup, ...]
    draft: int
    drafts: tuple[tuple[int, str], ...]
    source: str
    sources: tuple[str, ...]
    lines: tuple[GridLine, ...]
    count: int
    page: int
    pages: int
    before: str
    after: str
    people: tuple[Choice, ...]
    paste: str
    error: str
    faults: tuple[FaultLine, ...]
    lost: tuple[str, ...]
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedPage:
    """The context of the answer to a change in the grid: the faults of the rows that were sent."""

    cells: tuple[Cell, ...]
    jumps: tuple[tuple[int, str], ...]
    faults: tuple[FaultLine, ...]
    error: str = ""


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/yearly", "yearly", show)
    blueprint.add_url_rule("/yearly", "save_yearly", save, methods=["POST"])
    blueprint.add_url_rule("/yearly/check", "check_yearly", check, methods=["POST"])
    blueprint.add_url_rule(
        "/yearly/responsible", "yearly_responsible", make_responsible, methods=["POST"]
    )


def _asked() -> GridRequest:
    """What the address or the form asks for. Raises NoSuchDraft, NotPermitted, NotEditable."""
    number = read_count(request.values.get("draft", "")) or 0
    return _asked_into(_own(number) if number else None)


def _asked_into(copy: WorkingCopy | None) -> GridRequest:
    """The same, to be filled into this draft or into a new one."""
    given = request.values
    return GridRequest(
        year=read_count(given.get("year", ""), 2100) or request_context.today().year,
        topic=given.get("topic", "")[:_LONGEST_ID],
        district=given.get("district", "")[:_LONGEST_ID],
        page=max(1, read_count(given.get("page", ""), 9999) or 1),
        copy=copy,
    )


def _own(number: int) -> WorkingCopy:
    copy = working_copy(number)
    if copy.draft.state != EDITABLE:
        raise NotEditable(number)
    if person().id not in copy.draft.editors:
        raise NotPermitted
    return copy


@allowed(*EVERYBODY)
def show() -> Response:
    """The grid as ``?year=&topic=&district=&draft=&page=`` asks."""
    try:
        asked = _asked()
    except (NoSuchDraft, NotEditable, NotPermitted):
        return see_other(url_for(".yearly"))
    said = _said(asked) if request.args.get("saved") == "1" else ()
    return _page(asked, SentGrid(states={}), said=said)


def _said(asked: GridRequest) -> tuple[str, ...]:
    """What was saved, and what became of examples, for whoever just saved."""
    if asked.copy is None:
        return ()
    events = asked.copy.draft.events
    mine = [its.words for its in events[-1:] if (its.kind, its.who) == ("comment", person().name)]
    rows = sum(asked.sheet.own_change(its) is not None for its in asked.found)
    saved = ngettext(
        "%(num)s row of this grid stands in the draft “%(title)s”.",
        "%(num)s rows of this grid stand in the draft “%(title)s”.",
        rows,
        title=asked.copy.draft.title,
    )
    return (saved, *mine)


@allowed(*EVERYBODY)
def check() -> Response:
    """What is wrong with the rows that were sent, and what is to be looked at twice."""
    try:
        asked = _asked()
    except (NoSuchDraft, NotEditable, NotPermitted):
        nothing = CheckedPage(cells=(), jumps=(), faults=(), error=_ended_words())
        return admin_page("admin/yearly/checked.html", nothing, fragment="checked")
    rows = typed_rows(request.form)
    sent = _read(asked, rows)
    by_line = rows_by_line(asked)
    lines = [
        grid_line(asked.sheet, by_line[row.line], row.number, sent.states[row.line])
        for row in rows
        if row.line in sent.states and row.line in by_line
    ]
    context = CheckedPage(
        cells=tuple(cell for line in lines for cell in line.cells.values()),
        jumps=tuple((line.number, line.jump) for line in lines),
        faults=_fault_lines(rows, sent.states),
    )
    return admin_page("admin/yearly/checked.html", context, fragment="checked")


@allowed(*EVERYBODY)
def make_responsible() -> Response:
    """Make somebody responsible for all rows that the filters leave, as far as both may edit."""
    asked = _asked_into(None)
    wanted = {(its.path, its.place) for its in asked.found}
    every = expiries_of(request_context.release(), request_context.today())
    found = [its for its in every if (its.path, its.place) in wanted]
    try:
        changed, left = keep_all_responsible(person(), found, request.form.get("holder", ""))
    except NobodyThere:
        return _page(asked, SentGrid(states={}), error=nobody_words(), status=422)
    said = [
        ngettext(
            "Who renews it was changed for %(num)s row.",
            "Who renews it was changed for %(num)s rows.",
            changed,
        )
    ]
    if left:
        said.append(
            ngettext(
                "%(num)s row stays as it was: you or that person may not edit it.",
                "%(num)s rows stay as they were: you or that person may not edit them.",
                left,
            )
        )
    return _page(asked, SentGrid(states={}), said=tuple(said))


@allowed(*EVERYBODY)
def save() -> Response:
    """Put the rows into a draft, all of them or none; or fill the grid from a spreadsheet."""
    rows = typed_rows(request.form)
    try:
        asked = _asked()
    except (NoSuchDraft, NotEditable, NotPermitted):
        return _refused(rows, _ended_words())
    if request.form.get("act") == "fill":
        return _fill(asked, rows)
    sent = _read(asked, rows)
    if sent.lost or any(state.faults for state in sent.states.values()):
        return _page(asked, sent, rows=rows, status=422)
    if not sent.changes:
        return _page(asked, sent, rows=rows, error=_nothing_words(), status=422)
    return _saved(asked, sent, rows)


def _saved(asked: GridRequest, sent: SentGrid, rows: tuple[TypedRow, ...]) -> Response:
    release = request_context.release()
    title = gettext("Amounts and windows of %(year)s", year=asked.year + 1)
    renewing = Renewing(
        person=person(),
        title=title,
        release=release.number,
        rules=release.ruleset,
        today=request_context.today(),
    )
    into = asked.copy.draft if asked.copy else None
    try:
        saved = save_renewals(into, sent.changes, renewing)
    except Stale:
        words = gettext("Somebody saved the draft meanwhile. Look at the rows, then save again.")
        return _page(_asked(), sent, rows=rows, error=words, status=409)
    except NotEditable:
        return _refused(rows, _ended_words())
    if saved.outdated:
        publications.comment(saved.draft, person(), _outdated_words(saved.outdated))
    address = {**asked.address, "draft": saved.draft, "page": asked.page, "saved": 1}
    return see_other(url_for(".yearly", **address))


def _refused(rows: tuple[TypedRow, ...], words: str) -> Response:
    """The grid again, for a new draft: the one chosen is no longer to be had. Nothing is lost."""
    asked = _asked_into(None)
    return _page(asked, _read(asked, rows), rows=rows, error=words, status=409)


def _ended_words() -> str:
    return gettext("Not saved: this draft cannot be edited by you any more. Choose another.")


def _nothing_words() -> str:
    return gettext("Nothing to save yet: type an amount, or tick “as last year”.")


def _outdated_words(found: tuple[CarriedExample, ...]) -> str:
    """That examples said that an amount was missing, and that they were put right."""
    words = request_context.wording()
    ruleset = request_context.release().ruleset
    outdated = [(its.service, its.was) for its in found if its.was]
    years = gettext(", ").join(dict.fromkeys(str(was["day"].year) for _, was in outdated))
    names = [
        gettext(
            "%(service)s (%(district)s, %(day)s)",
            service=words.text(ruleset.services[service].name),
            district=words.text(ruleset.gazetteer.districts[was["district"]].name),
            day=words.day(was["day"]),
        )
        for service, was in outdated[:_NAMED]
    ]
    more = "…" if len(found) > _NAMED else ""
    return ngettext(
        "%(num)s example said that nothing was published for %(years)s. That no longer holds; it "
        "was put right with this draft: %(names)s",
        "%(num)s examples said that nothing was published for %(years)s. That no longer holds; "
        "they were put right with this draft: %(names)s",
        len(found),
        years=years,
        names=gettext("; ").join(names) + more,
    )


def _read(asked: GridRequest, rows: tuple[TypedRow, ...]) -> SentGrid:
    return read_grid(asked, rows, request.form.get("source", "").strip())


def _fault_lines(
    rows: tuple[TypedRow, ...], states: Mapping[str, RowState]
) -> tuple[FaultLine, ...]:
    columns = column_words()
    return tuple(
        FaultLine(
            gettext("Row %(row)s, %(column)s", row=row.number, column=columns[name]),
            words,
            f"#r{row.number}-{name}",
        )
        for row in rows
        if row.line in states
        for name, words in states[row.line].faults.items()
    )


def _fill(asked: GridRequest, rows: tuple[TypedRow, ...]) -> Response:
    """The grid with a spreadsheet's text filled in; nothing is saved yet."""
    text = request.form.get("paste", "")
    known = rows_by_line(asked)
    after, over = pasted(tuple(row for row in rows if row.line in known), text)
    sent = _read(asked, after)
    states = {row.line: replace(sent.states[row.line], typed=row) for row in after}
    error = ""
    if not text.strip():
        error = gettext("Paste the cells of a spreadsheet into the box first.")
    elif over:
        error = ngettext(
            "%(num)s line was pasted beyond the last row and is not in the grid.",
            "%(num)s lines were pasted beyond the last row and are not in the grid.",
            over,
        )
    kept = text if over else ""
    filled_in = SentGrid(states=states)
    return _page(
        asked, filled_in, rows=after, error=error, paste=kept, status=422 if error else 200
    )


def _page(
    asked: GridRequest,
    sent: SentGrid,
    *,
    rows: tuple[TypedRow, ...] = (),
    error: str = "",
    said: tuple[str, ...] = (),
    paste: str | None = None,
    status: int = 200,
) -> Response:
    sheet = asked.sheet
    first = (min(asked.page, asked.pages) - 1) * PAGE + 1
    lines = tuple(
        grid_line(sheet, its, number, sent.states.get(f"{its.path} {its.place}", RowState()))
        for number, its in enumerate(asked.shown, first)
    )
    shown = {line.line: line.number for line in lines}
    moved = tuple(replace(row, number=shown.get(row.line, row.number)) for row in rows)
    words = request_context.wording()
    ruleset = request_context.release().ruleset
    context = YearlyPage(
        year=asked.year,
        years=_years(asked),
        topic=asked.topic,
        topics=tuple(Choice(n, words.text(its.name)) for n, its in ruleset.topics.items()),
        district=asked.district,
        districts=district_groups(request_context.today(), asked.district),
        draft=asked.copy.draft.id if asked.copy else 0,
        drafts=editable_titles(person().id),
        source=request.form.get("source", ""),
        sources=tuple(sheet.titles.values()),
        lines=lines,
        count=len(asked.found),
        page=min(asked.page, asked.pages),
        pages=asked.pages,
        before=_turned(asked, -1),
        after=_turned(asked, 1),
        people=tuple(
            Choice(str(its.person.id), its.person.name) for its in accounts() if its.active
        ),
        paste=request.form.get("paste", "") if paste is None else paste,
        error=error,
        faults=_fault_lines(moved, sent.states),
        lost=sent.lost,
        said=said,
    )
    return admin_page("admin/yearly/yearly.html", context, status=status)


def _turned(asked: GridRequest, by: int) -> str:
    page = min(asked.page, asked.pages) + by
    return url_for(".yearly", **asked.address, page=page) if 1 <= page <= asked.pages else ""


def _years(asked: GridRequest) -> tuple[Choice, ...]:
    """The years in which something ends, each with how much of it nothing follows yet."""
    today = request_context.today().year
    found = sorted({its.year for its in asked.every} | {asked.year, today})
    open_ones = Counter(its.year for its in asked.every if its.following is None)
    return tuple(
        Choice(
            str(year),
            ngettext(
                "%(year)s: %(num)s without a successor",
                "%(year)s: %(num)s without a successor",
                open_ones[year],
                year=year,
            )
            if open_ones[year]
            else str(year),
        )
        for year in found
    )
