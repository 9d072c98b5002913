"""The overview: what is to be done today, what is in force, what waits, how the portal is used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, get_template_attribute, request, url_for
from markupsafe import Markup

from ....rules.items.rule_origin import without_own
from ....store.drafts import DraftRecord, list_drafts
from ....store.people.accounts import Person
from ....store.releases.city_in_use import in_city
from ....store.releases.history import ReleaseNote, release_notes
from ...http import request_context
from ..auth.guard import allowed, person
from ..catalogue.entries import Catalogue, catalogue_of
from ..drafts.draft_states import hold_reason_words
from ..pages import admin_page, opens
from .local_picture import LocalPicture, PictureMaker
from .maintenance import MaintenanceLine, never_lines, to_verify_lines, unworded
from .store_faults import store_faults
from .today import Today, today_of
from .usage import Usage, usage


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """The release in force: its number, since when, and by whom."""

    number: int
    since: str
    author: str
    approver: str
    note: str
    href: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits: how many drafts in a state, and where they are."""

    state: str
    number: int
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Maintenance:
    """What needs maintenance in the rules besides what lapses."""

    never: tuple[MaintenanceLine, ...]
    to_verify: tuple[MaintenanceLine, ...]
    unworded: tuple[MaintenanceLine, ...]
    without_own: tuple[MaintenanceLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPage:
    """The context of the overview."""

    name: str
    day: str
    store_faults: tuple[str, ...]
    today: Today
    in_force: InForce
    waiting: tuple[Waiting, ...]
    scheduled: tuple[MaintenanceLine, ...]
    held: tuple[MaintenanceLine, ...]
    maintenance: Maintenance
    local: Markup
    usage: Usage
    rollback: str


@dataclass(frozen=True, slots=True)
class LocalPage:
    """The context of the table that says whose rules hold where."""

    day: str
    local: LocalPicture


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/", "board", show)
    blueprint.add_url_rule("/local", "local", local)


@allowed("editor", "approver", "manager")
def show() -> Response:
    """The overview."""
    me = person()
    today = request_context.today()
    words = request_context.wording()
    catalogue = catalogue_of(request_context.release(), today)
    drafts = list_drafts()
    context = BoardPage(
        name=me.name,
        day=words.day(today),
        store_faults=store_faults(),
        today=today_of(me, drafts),
        in_force=_in_force(me, today),
        waiting=tuple(
            _waiting(state, drafts, me) for state in ("editing", "in_review", "approved")
        ),
        scheduled=tuple(_scheduled(draft, me) for draft in drafts if _is_to_come(draft, today)),
        held=tuple(
            MaintenanceLine(
                words=draft.title, more=hold_reason_words(draft.held), href=_href(draft, me)
            )
            for draft in drafts
            if draft.held
        ),
        maintenance=_maintenance(catalogue, drafts, me),
        local=_drawn(catalogue),
        usage=usage(),
        rollback=url_for(".rollback") if opens("undo_rollback", me) else "",
    )
    return admin_page("admin/overview/board.html", context)


@allowed("editor", "approver", "manager")
def local() -> Response:
    """The picture of local rules as a table that can be read aloud and walked by keyboard."""
    today = request_context.today()
    catalogue = catalogue_of(request_context.release(), today)
    context = LocalPage(request_context.wording().day(today), _picture(catalogue))
    return admin_page("admin/overview/local_picture.html", context)


def _drawn(catalogue: Catalogue) -> Markup:
    """The picture as the page shows it: the same for everybody on a day, so drawn once."""
    release = request_context.release()
    language, root = request_context.language(), request.environ.get("SCRIPT_NAME", "")
    draw: Callable[[LocalPicture], Markup] = get_template_attribute(
        "macros/pictures.html", "local_picture"
    )
    return release.kept_for(
        (_drawn, root, language, request_context.today()), lambda: draw(_picture(catalogue))
    )


def _picture(catalogue: Catalogue) -> LocalPicture:
    ruleset = request_context.release().ruleset
    words = request_context.wording()
    return PictureMaker(ruleset, request_context.today(), words).picture(catalogue.local)


def _in_force(me: Person, today: date) -> InForce:
    number = request_context.release().number
    notes = {note.number: note for note in release_notes(today)}
    note: ReleaseNote = notes[number]
    since = note.from_day or in_city(note.published_at).date()
    href = url_for(".releases") if opens("releases", me) else ""
    words = request_context.wording().day(since)
    return InForce(
        number=number,
        since=words,
        author=note.author,
        approver=note.approver,
        note=note.note,
        href=href,
    )


def _waiting(state: str, drafts: tuple[DraftRecord, ...], me: Person) -> Waiting:
    view = "drafts" if state == "editing" else "reviews"
    number = sum(draft.state == state for draft in drafts)
    return Waiting(state, number, url_for(f".{view}") if opens(view, me) else "")


def _is_to_come(draft: DraftRecord, today: date) -> bool:
    if draft.state != "scheduled" or draft.from_day is None:
        return False
    return draft.paused or draft.from_day > today


def _scheduled(draft: DraftRecord, me: Person) -> MaintenanceLine:
    assert draft.from_day is not None
    return MaintenanceLine(
        words=draft.title, more=request_context.wording().day(draft.from_day), href=_href(draft, me)
    )


def _href(draft: DraftRecord, me: Person) -> str:
    return url_for(".draft", number=draft.id) if opens("draft", me) else ""


def _maintenance(catalogue: Catalogue, drafts: tuple[DraftRecord, ...], me: Person) -> Maintenance:
    ruleset = request_context.release().ruleset
    words = request_context.wording()
    return Maintenance(
        never=never_lines(catalogue, ruleset, words),
        to_verify=to_verify_lines(catalogue, ruleset, words),
        unworded=tuple(
            MaintenanceLine(words=draft.title, more=str(lacking), href=_href(draft, me))
            for draft in drafts
            if (lacking := unworded(draft))
        ),
        without_own=tuple(
            MaintenanceLine(
                words=words.text(ruleset.gazetteer.districts[name].name),
                more="",
                href=_items_of(name),
            )
            for name in without_own(ruleset, catalogue.local)
        ),
    )


def _items_of(district: str) -> str:
    return url_for(".find", district=district)
