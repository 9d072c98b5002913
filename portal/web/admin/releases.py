"""Releases: their history, what differs between two, one restored as a draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from flask import Blueprint, Response, abort, redirect, request, url_for

from ...i18n import gettext
from ...publishing.permitting import documents_of
from ...publishing.seeding import draft_of
from ...rules.merging import ItemDifference, differences
from ...store.history import ReleaseNote, all_release_notes
from ...store.releases import files_of, number_in_force
from .. import surroundings
from .conditions.sentences import read_back
from .editing.lexicon import Lexicon
from .editing.subjects import DifferenceLine, difference_lines, subject
from .guarding import EVERYBODY, allowed, person
from .pages import admin_page

_MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class ReleaseLine:
    """A release in the history."""

    number: int
    when: str
    note: str
    author: str
    approver: str
    from_day: str
    state: str
    draft: str
    difference: str
    archive: str


@dataclass(frozen=True, slots=True)
class ReleasesPage:
    """The context of the history."""

    releases: tuple[ReleaseLine, ...]
    numbers: tuple[int, ...]
    may_restore: bool
    in_force: int


@dataclass(frozen=True, slots=True)
class DifferenceItem:
    """An item that differs between two releases."""

    subject: str
    path: str
    kind: str
    lines: tuple[DifferenceLine, ...]


@dataclass(frozen=True, slots=True)
class DifferencePage:
    """The context of the difference between two releases."""

    before: int
    after: int
    items: tuple[DifferenceItem, ...]
    more: int


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/releases", "releases", show)
    blueprint.add_url_rule("/releases/<int:before>/<int:after>", "difference", difference)
    blueprint.add_url_rule("/releases/compare", "compare_releases", compare)
    blueprint.add_url_rule(
        "/releases/<int:number>/restore", "restore_release", restore, methods=["POST"]
    )


def _line(note: ReleaseNote, before: int, in_force: int) -> ReleaseLine:
    today = surroundings.today()
    to_come = note.from_day is not None and note.from_day > today
    state = gettext("in force") if note.number == in_force else ""
    if to_come:
        state = gettext("to come")
    if note.cancelled:
        state = gettext("cancelled before it began")
    return ReleaseLine(
        note.number,
        surroundings.wording().moment(note.published_at),
        note.note,
        note.author,
        note.approver,
        surroundings.wording().day(note.from_day) if note.from_day else "",
        state,
        url_for(".draft", number=note.draft) if note.draft else "",
        url_for(".difference", before=before, after=note.number) if before else "",
        url_for(".export_release", number=note.number),
    )


@allowed(*EVERYBODY)
def show() -> Response:
    """All releases, newest first."""
    notes = all_release_notes()
    in_force = number_in_force(surroundings.today())
    earlier = {note.number: notes[i + 1].number for i, note in enumerate(notes[:-1])}
    lines = tuple(_line(note, earlier.get(note.number, 0), in_force) for note in notes)
    numbers = tuple(note.number for note in notes)
    context = ReleasesPage(lines, numbers, person().role != "editor", in_force)
    return admin_page("admin/releases.html", context)


def require_known(*numbers: int) -> None:
    """404 where a release asked for is none of the history."""
    known = {note.number for note in all_release_notes()}
    if not set(numbers) <= known:
        abort(404)


@allowed(*EVERYBODY)
def compare() -> Response:
    """From the two releases chosen in the form to the address of their difference."""
    chosen = [request.args.get(name, "") for name in ("before", "after")]
    if not all(number.isdigit() for number in chosen):
        abort(404)
    before, after = sorted(map(int, chosen))
    return redirect(url_for(".difference", before=before, after=after), 303)  # type: ignore[return-value]


@allowed(*EVERYBODY)
def difference(before: int, after: int) -> Response:
    """What differs between two releases, item by item, in words."""
    require_known(before, after)
    old, new = documents_of(before), documents_of(after)
    found = differences(old, new)
    items = tuple(_item(its, {**old, **new}) for its in found[:_MOST_SHOWN])
    context = DifferencePage(before, after, items, max(0, len(found) - _MOST_SHOWN))
    return admin_page("admin/difference.html", context)


def _item(its: ItemDifference, documents: Mapping[str, object]) -> DifferenceItem:
    lexicon = Lexicon(documents, its.path, its.place, surroundings.wording())  # type: ignore[arg-type]
    kind = "changed" if its.before and its.after else ("new" if its.after else "dropped")
    read = partial(read_back, lexicon)
    lines = difference_lines(lexicon, its.before, its.after, its.fields, read)
    return DifferenceItem(
        subject(lexicon, its.path, its.place, its.after or its.before),
        its.path,
        kind,
        lines if kind == "changed" else (),
    )


@allowed("approver", "manager")
def restore(number: int) -> Response:
    """Bring an earlier release back as a new draft."""
    require_known(number)
    base = number_in_force(surroundings.today())
    title = gettext("Restore release %(number)s", number=number)
    draft = draft_of(files_of(number), base, title, person().id)
    if not draft:
        return redirect(url_for(".releases"), 303)  # type: ignore[return-value]
    return redirect(url_for(".draft", number=draft), 303)  # type: ignore[return-value]
