"""The overview a person sees first: what is in force, what waits, what needs care, what is used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, url_for

from ...i18n import CHONGQING
from ...rules.localness import without_own
from ...store.drafts import DraftCopy, list_drafts
from ...store.history import ReleaseNote, release_notes
from ...store.people import Person
from .. import surroundings
from ..presenting.care import (
    CareLine,
    EndingGroup,
    ending_groups,
    gap_lines,
    stale_lines,
    to_verify_lines,
    unworded,
    without_english,
)
from ..presenting.finding import Catalogue, catalogue_of
from ..presenting.local_picture import LocalPicture, PictureMaker
from ..presenting.troubles import troubles
from .guarding import allowed, person
from .navigation import opens
from .pages import admin_page
from .reporting import new_for
from .usage import Usage, usage


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Care:
    """What needs care in the rules."""

    ending: tuple[EndingGroup, ...]
    ended: tuple[CareLine, ...]
    never: tuple[CareLine, ...]
    stale: tuple[CareLine, ...]
    to_verify: tuple[CareLine, ...]
    without_english: tuple[CareLine, ...]
    unworded: tuple[CareLine, ...]
    without_own: tuple[CareLine, ...]


@dataclass(frozen=True, slots=True)
class BoardPage:
    """The context of the overview."""

    name: str
    day: str
    troubles: tuple[str, ...]
    in_force: InForce
    waiting: tuple[Waiting, ...]
    scheduled: tuple[CareLine, ...]
    reports: int
    care: Care
    local: LocalPicture
    usage: Usage
    kiosks: str


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
    me, today, words = person(), surroundings.today(), surroundings.wording()
    catalogue, drafts = catalogue_of(surroundings.release(), today), list_drafts()
    context = BoardPage(
        me.name,
        words.day(today),
        troubles(),
        _in_force(me, today),
        tuple(_waiting(state, drafts, me) for state in ("editing", "in_review", "approved")),
        tuple(_scheduled(draft, me) for draft in drafts if _is_to_come(draft, today)),
        new_for(me),
        _care(catalogue, drafts, me),
        _picture(catalogue),
        usage(),
        url_for(".kiosks") if opens("kiosks", me) else "",
    )
    return admin_page("admin/board.html", context)


@allowed("editor", "approver", "manager")
def local() -> Response:
    """The picture of local rules as a table that can be read aloud and walked by keyboard."""
    today = surroundings.today()
    catalogue = catalogue_of(surroundings.release(), today)
    context = LocalPage(surroundings.wording().day(today), _picture(catalogue))
    return admin_page("admin/local.html", context)


def _picture(catalogue: Catalogue) -> LocalPicture:
    ruleset, words = surroundings.release().ruleset, surroundings.wording()
    return PictureMaker(ruleset, surroundings.today(), words).picture(catalogue.local)


def _in_force(me: Person, today: date) -> InForce:
    number = surroundings.release().number
    notes = {note.number: note for note in release_notes(today)}
    note: ReleaseNote = notes[number]
    since = note.from_day or note.published_at.astimezone(CHONGQING).date()
    href = url_for(".releases") if opens("releases", me) else ""
    words = surroundings.wording().day(since)
    return InForce(number, words, note.author, note.approver, note.note, href)


def _waiting(state: str, drafts: tuple[DraftCopy, ...], me: Person) -> Waiting:
    view = "drafts" if state == "editing" else "reviews"
    number = sum(draft.state == state for draft in drafts)
    return Waiting(state, number, url_for(f".{view}") if opens(view, me) else "")


def _is_to_come(draft: DraftCopy, today: date) -> bool:
    return draft.state == "scheduled" and draft.from_day is not None and draft.from_day > today


def _scheduled(draft: DraftCopy, me: Person) -> CareLine:
    assert draft.from_day is not None
    return CareLine(draft.title, surroundings.wording().day(draft.from_day), _href(draft, me))


def _href(draft: DraftCopy, me: Person) -> str:
    return url_for(".draft", number=draft.id) if opens("draft", me) else ""


def _care(catalogue: Catalogue, drafts: tuple[DraftCopy, ...], me: Person) -> Care:
    ruleset = surroundings.release().ruleset
    words, today = surroundings.wording(), surroundings.today()
    ended, never = gap_lines(catalogue, ruleset, words)
    return Care(
        ending_groups(ruleset, today, words),
        ended,
        never,
        stale_lines(catalogue, ruleset, today, words),
        to_verify_lines(catalogue, ruleset, words),
        without_english(catalogue),
        tuple(
            CareLine(draft.title, str(lacking), _href(draft, me))
            for draft in drafts
            if (lacking := unworded(draft))
        ),
        tuple(
            CareLine(words.text(ruleset.gazetteer.districts[name].name), "", _items_of(name))
            for name in without_own(ruleset, catalogue.local)
        ),
    )


def _items_of(district: str) -> str:
    return url_for(".find", district=district)
