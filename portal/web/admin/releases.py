"""Releases: their history, what differs between two, one restored as a draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from flask import Blueprint, Response, abort, request, url_for

from ...i18n import gettext
from ...publishing.item_edits import documents_of
from ...publishing.seed import draft_of
from ...rules.items.merge import ItemDifference, differences
from ...rules.items.parts import Document
from ...rules.numbers import read_count
from ...store.releases.city_in_use import in_city
from ...store.releases.history import ReleaseNote, all_release_notes
from ...store.releases.stored import files_of, number_in_force
from ..http import request_context
from ..http.redirects import see_other
from .auth.guard import EVERYBODY, allowed, person
from .condition_builder.sentences import read_back
from .forms.item_names import DifferenceLine, difference_lines, subject
from .forms.lexicon import Lexicon
from .pages import admin_page

_MOST_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasesPage:
    """The context of the history."""

    releases: tuple[ReleaseLine, ...]
    numbers: tuple[int, ...]
    may_restore: bool
    in_force: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceItem:
    """An item that differs between two releases."""

    subject: str
    path: str
    kind: str
    lines: tuple[DifferenceLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
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
    today = request_context.today()
    to_come = note.from_day is not None and note.from_day > today
    state = gettext("in force") if note.number == in_force else ""
    if to_come:
        state = gettext("to come")
    if note.cancelled:
        state = gettext("cancelled before it began")
    return ReleaseLine(
        number=note.number,
        when=request_context.wording().moment(in_city(note.published_at)),
        note=note.note,
        author=note.author,
        approver=note.approver,
        from_day=request_context.wording().day(note.from_day) if note.from_day else "",
        state=state,
        draft=url_for(".draft", number=note.draft) if note.draft else "",
        difference=url_for(".difference", before=before, after=note.number) if before else "",
        archive=url_for(".export_release", number=note.number),
    )


@allowed(*EVERYBODY)
def show() -> Response:
    """All releases, newest first."""
    notes = all_release_notes()
    in_force = number_in_force(request_context.today())
    earlier = {note.number: notes[i + 1].number for i, note in enumerate(notes[:-1])}
    lines = tuple(_line(note, earlier.get(note.number, 0), in_force) for note in notes)
    numbers = tuple(note.number for note in notes)
    context = ReleasesPage(
        releases=lines, numbers=numbers, may_restore=person().role != "editor", in_force=in_force
    )
    return admin_page("admin/releases.html", context)


def require_known(*numbers: int) -> None:
    """404 where a release asked for is none of the history."""
    known = {note.number for note in all_release_notes()}
    if not set(numbers) <= known:
        abort(404)


@allowed(*EVERYBODY)
def compare() -> Response:
    """From the two releases chosen in the form to the address of their difference."""
    chosen = [read_count(request.args.get(name, "")) for name in ("before", "after")]
    numbers = [number for number in chosen if number is not None]
    if len(numbers) < len(chosen):
        abort(404)
    before, after = sorted(numbers)
    return see_other(url_for(".difference", before=before, after=after))


@allowed(*EVERYBODY)
def difference(before: int, after: int) -> Response:
    """What differs between two releases, item by item, in words."""
    require_known(before, after)
    old = documents_of(before)
    new = documents_of(after)
    found = differences(old, new)
    items = tuple(difference_item(item, {**old, **new}) for item in found[:_MOST_SHOWN])
    context = DifferencePage(
        before=before, after=after, items=items, more=max(0, len(found) - _MOST_SHOWN)
    )
    return admin_page("admin/drafts/difference.html", context)


def difference_item(changed: ItemDifference, documents: Mapping[str, Document]) -> DifferenceItem:
    """An item that differs, in words."""
    lexicon = Lexicon(
        documents=documents,
        path=changed.path,
        place=changed.place,
        wording=request_context.wording(),
    )
    kind = (
        "changed" if changed.before and changed.after else ("new" if changed.after else "dropped")
    )
    read = partial(read_back, lexicon)
    lines = difference_lines(lexicon, changed.before, changed.after, changed.fields, read)
    return DifferenceItem(
        subject=subject(lexicon, changed.path, changed.place, changed.after or changed.before),
        path=changed.path,
        kind=kind,
        lines=lines if kind == "changed" else (),
    )


@allowed("approver", "manager")
def restore(number: int) -> Response:
    """Bring an earlier release back as a new draft."""
    require_known(number)
    base = number_in_force(request_context.today())
    title = gettext("Restore release %(number)s", number=number)
    draft = draft_of(files_of(number), base, title, person().id)
    if not draft:
        return see_other(url_for(".releases"))
    return see_other(url_for(".draft", number=draft))
