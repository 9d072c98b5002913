"""Changing items of a draft by their forms. Every keystroke is kept; nobody overwrites unseen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from flask import Blueprint, Response, abort, redirect, request, url_for

from ...i18n import gettext
from ...publishing.editing import LOCAL, Desk, Save, place_for, row_before, save
from ...publishing.permitting import NotPermitted, documents_of, require, touch_of
from ...publishing.previewing import checked
from ...publishing.releasing import upon
from ...rules.documents import shape_of
from ...rules.items import Value, is_service, items_of
from ...store.changes import Given
from ...store.changing import Stale, drop_change, others_changing
from ...store.drafts import begin
from .. import surroundings
from . import settling
from .drafts import EVERYBODY, ProblemLine, desk, item_href, lexicon, problem_line
from .editing.fields import Field, fields_of, kind_of
from .editing.filling import filled
from .editing.labels import kind_words
from .editing.reading import read_form
from .editing.showing import Fault, FieldView, flattened, shown
from .editing.subjects import subject
from .guarding import allowed, person
from .pages import admin_page

_OWN = ("csrf_token", "seen", "position", "own-id", "by")
_LONGEST = 20_000
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")


@dataclass(frozen=True, slots=True)
class EditPage:
    """The context of an item's form; ``place`` is empty while the item is new."""

    number: int
    draft: str
    path: str
    place: str
    own_id: str
    asks_id: bool
    subject: str
    kind: str
    fields: tuple[FieldView, ...]
    version: int
    position: str
    is_listed: bool
    is_removed: bool
    saved: str
    error: str
    faults: int
    problems: tuple[ProblemLine, ...]
    others: tuple[tuple[str, str], ...]
    action: str
    swaps: tuple[FieldView, ...]


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    item = "/drafts/<int:number>/item"
    blueprint.add_url_rule("/change", "change_item", change, methods=["POST"])
    blueprint.add_url_rule(item, "edit_item", edit)
    blueprint.add_url_rule(item, "save_item", save_item, methods=["POST"])
    blueprint.add_url_rule("/drafts/<int:number>/new", "new_item", new)
    blueprint.add_url_rule("/drafts/<int:number>/new", "create_item", create, methods=["POST"])
    blueprint.add_url_rule("/drafts/<int:number>/drop", "drop_item", drop, methods=["POST"])
    blueprint.add_url_rule("/drafts/<int:number>/remove", "remove_item", remove, methods=["POST"])
    blueprint.register_error_handler(NotPermitted, _not_permitted)


def _named() -> tuple[str, str]:
    """The path and the place of the item asked for; 404 where no document could stand."""
    path, place = request.values.get("path", ""), request.values.get("place", "")
    if shape_of(path) is None or len(path) > 200 or len(place) > 200:
        abort(404)
    return path, place


@allowed(*EVERYBODY)
def change() -> Response:
    """Begin to change an item: in the draft named, or in a new one that is named after it."""
    path, place = _named()
    number, release = request.form.get("draft", ""), surroundings.release()
    under = request.form.get("under", "")
    if place and not under:
        value = items_of(path, documents_of(release.number).get(path, {})).get(place)
        gazetteer = release.ruleset.gazetteer
        require(person(), touch_of(path, place, value, value, gazetteer, release.number))
    if not number.isdigit():
        title = request.form.get("title", "").strip()[:200] or gettext("New draft")
        number = str(begin(title, "", release.number, person().id))
    if under:
        address = url_for(".new_item", number=number, path=path, under=under)
    else:
        address = item_href(int(number), path, place)
    return redirect(address, 303)  # type: ignore[return-value]


def _fields(path: str, kind: str) -> tuple[Field, ...]:
    try:
        return fields_of(is_service(path), kind)
    except KeyError:
        abort(404)


def _given() -> dict[str, list[str]]:
    """What was typed into the form, without what belongs to the page itself."""
    return {
        name: [value[:_LONGEST] for value in values]
        for name, values in request.form.lists()
        if name not in _OWN and not name.startswith("b-")
    }


@dataclass(frozen=True, slots=True)
class _Form:
    """An item's form at one moment: what stands in it and what is wrong."""

    given: Given
    faults: dict[str, str]
    saved: str = ""
    error: str = ""


def _edit_page(
    its: Desk, path: str, place: str, form: _Form, *, under: str = "", status: int = 200
) -> Response:
    item = place or f"{under}/new"
    kind, words = kind_of(path, item), lexicon(its, path, item)
    value = its.item(path, place) if place else None
    problems = _problems(its, path, place) if place else ()
    faults: dict[str, Fault] = {p.field: p.line.words for p in problems if p.field}
    faults |= form.faults
    fields = shown(_fields(path, kind), form.given, faults, words)
    own = subject(words, path, place, value) if place else ""
    autosaved = request.form.get("by") == "autosave"
    context = EditPage(
        its.draft.id,
        its.draft.title,
        path,
        place,
        request.form.get("own-id", ""),
        not place and _asks_id(path, under),
        own or gettext("New: %(kind)s", kind=kind_words(kind)),
        kind,
        fields,
        its.version(path, place),
        _position(its, path, place),
        kind == "steps",
        place != "" and value is None and its.published(path, place) is not None,
        form.saved,
        form.error,
        len(form.faults),
        tuple(p.line for p in problems),
        _others(its, path, place),
        _action(its, path, place, under),
        tuple(flattened(fields)) if autosaved else (),
    )
    fragment = "saved" if autosaved else "item"
    return admin_page("admin/item_form.html", context, fragment=fragment, status=status)


def _asks_id(path: str, under: str) -> bool:
    """Whether whoever adds an item names it."""
    if is_service(path):
        return under in ("requirements", "parameters")
    return under not in LOCAL


def _action(its: Desk, path: str, place: str, under: str) -> str:
    if place:
        return url_for(".save_item", number=its.draft.id, path=path, place=place)
    return url_for(".create_item", number=its.draft.id, path=path, under=under)


def _position(its: Desk, path: str, place: str) -> str:
    """The place number typed for an entry of a list, from 1."""
    changed = its.draft.change(path, place)
    position = changed.position if changed else None
    return "" if position is None else str(position + 1)


@dataclass(frozen=True, slots=True)
class _AtField:
    field: str
    line: ProblemLine


def _problems(its: Desk, path: str, place: str) -> tuple[_AtField, ...]:
    """The problems of this item, as the draft stands."""
    found = checked(upon(its.draft, surroundings.today())).problems
    return tuple(
        _AtField(problem.field, problem_line(its, problem))
        for problem in found
        if (problem.problem.file, problem.item) == (path, place)
    )


def _others(its: Desk, path: str, place: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (title, url_for(".draft", number=number))
        for number, title in others_changing(path, place, its.draft.id)
    )


@allowed(*EVERYBODY)
def edit(number: int) -> Response:
    """The form of an item, with what was typed last even where it cannot be read yet."""
    (path, place), its = _named(), desk(number)
    value, changed = its.item(path, place), its.draft.change(path, place)
    if value is None and changed is None:
        abort(404)
    touch = touch_of(path, place, its.before(path, place), value, its.gazetteer, its.release)
    require(person(), touch)
    kind = kind_of(path, place)
    words = lexicon(its, path, place)
    if changed is not None and changed.given:
        _, faults = read_form(_fields(path, kind), changed.given, words)
        return _edit_page(its, path, place, _Form(changed.given, dict(faults)))
    shown_value = value or its.published(path, place) or {}
    given = filled(_fields(path, kind), shown_value, words)
    return _edit_page(its, path, place, _Form(given, {}))


@allowed(*EVERYBODY)
def save_item(number: int) -> Response:
    """Save an item's form: what can be read becomes the draft's, the rest is kept as typed."""
    (path, place), its = _named(), desk(number)
    given, words = _given(), lexicon(its, path, place)
    value, faults = read_form(_fields(path, kind_of(path, place)), given, words)
    try:
        _save(its, path, place, value, given if faults else None)
    except Stale as stale:
        return settling.conflict_page(its, stale.theirs, given)
    if request.form.get("by") != "autosave" and not faults:
        return redirect(url_for(".draft", number=number), 303)  # type: ignore[return-value]
    after = desk(number)
    form = _Form(
        given,
        dict(faults),
        gettext("Saved at %(time)s", time=surroundings.wording().moment(surroundings.now())),
    )
    return _edit_page(after, path, place, form, status=422 if faults else 200)


def _save(its: Desk, path: str, place: str, value: Value, given: Given | None) -> None:
    seen = request.form.get("seen", "0")
    position = request.form.get("position", "")
    after = Save(
        path,
        place,
        value,
        int(seen) if seen.isdigit() else 0,
        given,
        int(position) - 1 if position.isdigit() and 0 < int(position) < 1000 else None,
    )
    save(its, person(), after)


@allowed(*EVERYBODY)
def new(number: int) -> Response:
    """The form of a new item, empty but for what it begins with."""
    (path, _), its = _named(), desk(number)
    under = request.args.get("under", "")
    fields = _fields(path, kind_of(path, f"{under}/new"))
    given = filled(fields, _start(its, path, under), lexicon(its, path, f"{under}/new"))
    return _edit_page(its, path, "", _Form(given, {}), under=under)


def _start(its: Desk, path: str, under: str) -> Value:
    """What a new item begins with: the last amount, or the district of the document."""
    if under in LOCAL:
        return {"district": PurePosixPath(path).stem}
    if not under.endswith("/rows"):
        return {}
    rows = [value for place, value in its.places(path).items() if place.startswith(f"{under}/")]
    start = {k: v for k, v in (rows[-1] if rows else {}).items() if k not in ("since", "until")}
    own = person().districts
    return start | ({"districts": sorted(own)} if own else {})


@allowed(*EVERYBODY)
def create(number: int) -> Response:
    """Add a new item; an amount before it of the same districts ends the day before."""
    (path, _), its = _named(), desk(number)
    under = request.values.get("under", "")
    fields = _fields(path, kind_of(path, f"{under}/new"))
    given = _given()
    value, faults = read_form(fields, given, lexicon(its, path, f"{under}/new"))
    own_id = request.form.get("own-id", "").strip()
    place = "" if faults else place_for(path, under, value, own_id)
    error = _not_new(its, path, place, own_id) if not faults else ""
    if faults or error:
        form = _Form(given, dict(faults), error=error)
        return _edit_page(its, path, "", form, under=under, status=422)
    save(its, person(), Save(path, place, value, 0))
    earlier = row_before(its, path, place, value) if under.endswith("/rows") else None
    if earlier is not None:
        save(its, person(), Save(path, earlier[0], earlier[1], its.version(path, earlier[0])))
    return redirect(item_href(number, path, place), 303)  # type: ignore[return-value]


def _not_new(its: Desk, path: str, place: str, own_id: str) -> str:
    """Why a new item cannot stand at its place; empty if it can."""
    if place.endswith(f"/{own_id}") and not _ID.fullmatch(own_id):
        return gettext("Give it an id of lower-case letters, figures, - and _.")
    if its.item(path, place) is not None:
        return gettext("There is one of the same name, place and day already.")
    return ""


@allowed(*EVERYBODY)
def drop(number: int) -> Response:
    """Leave an item as it was before the draft."""
    path, place = _named()
    seen = request.form.get("seen", "0")
    its = desk(number)
    before, after = its.before(path, place), its.item(path, place)
    require(person(), touch_of(path, place, before, after, its.gazetteer, its.release))
    try:
        drop_change(number, path, place, int(seen) if seen.isdigit() else 0)
    except Stale as stale:
        return settling.conflict_page(its, stale.theirs, {})
    return redirect(url_for(".draft", number=number), 303)  # type: ignore[return-value]


@allowed(*EVERYBODY)
def remove(number: int) -> Response:
    """Take an item out of the rules."""
    (path, place), its = _named(), desk(number)
    seen = request.form.get("seen", "0")
    try:
        save(its, person(), Save(path, place, None, int(seen) if seen.isdigit() else 0))
    except Stale as stale:
        return settling.conflict_page(its, stale.theirs, {})
    return redirect(url_for(".draft", number=number), 303)  # type: ignore[return-value]


def _not_permitted(_fault: NotPermitted) -> Response:
    return admin_page("admin/not_yours.html", None, fragment="item", status=403)
