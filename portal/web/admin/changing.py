"""Changing items of a draft by their forms. Every keystroke is kept; nobody overwrites unseen."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, request, url_for

from ...i18n import gettext
from ...publishing.editing import Desk, Save, save
from ...publishing.permitting import NotPermitted, documents_of, require, touch_of
from ...rules.items import Value, items_of
from ...store.changes import Given
from ...store.changing import Stale, drop_change
from ...store.drafts import begin
from .. import surroundings
from . import settling
from .desks import desk, item_href, lexicon
from .editing.fields import kind_of
from .editing.filling import filled
from .editing.reading import read_form
from .guarding import EVERYBODY, allowed, person
from .item_form import FilledForm, form_fields, form_page, named, typed
from .pages import admin_page


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    item = "/drafts/<int:number>/item"
    blueprint.add_url_rule("/change", "change_item", change, methods=["POST"])
    blueprint.add_url_rule(item, "edit_item", edit)
    blueprint.add_url_rule(item, "save_item", save_item, methods=["POST"])
    blueprint.add_url_rule("/drafts/<int:number>/drop", "drop_item", drop, methods=["POST"])
    blueprint.add_url_rule("/drafts/<int:number>/remove", "remove_item", remove, methods=["POST"])
    blueprint.register_error_handler(NotPermitted, _not_permitted)


@allowed(*EVERYBODY)
def change() -> Response:
    """Begin to change an item: in the draft named, or in a new one that is named after it."""
    path, place = named()
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


@allowed(*EVERYBODY)
def edit(number: int) -> Response:
    """The form of an item, with what was typed last even where it cannot be read yet."""
    (path, place), its = named(), desk(number)
    value, changed = its.item(path, place), its.draft.change(path, place)
    if value is None and changed is None:
        abort(404)
    touch = touch_of(path, place, its.before(path, place), value, its.gazetteer, its.release)
    require(person(), touch)
    kind = kind_of(path, place)
    words = lexicon(its, path, place)
    if changed is not None and changed.given:
        _, faults = read_form(form_fields(path, kind), changed.given, words)
        return form_page(its, path, place, FilledForm(changed.given, dict(faults)))
    shown_value = value or its.published(path, place) or {}
    given = filled(form_fields(path, kind), shown_value, words)
    return form_page(its, path, place, FilledForm(given, {}))


@allowed(*EVERYBODY)
def save_item(number: int) -> Response:
    """Save an item's form: what can be read becomes the draft's, the rest is kept as typed."""
    (path, place), its = named(), desk(number)
    given, words = typed(), lexicon(its, path, place)
    value, faults = read_form(form_fields(path, kind_of(path, place)), given, words)
    try:
        _save(its, path, place, value, given if faults else None)
    except Stale as stale:
        return settling.conflict_page(its, stale.theirs, given)
    if request.form.get("by") != "autosave" and not faults:
        return redirect(url_for(".draft", number=number), 303)  # type: ignore[return-value]
    after = desk(number)
    form = FilledForm(
        given,
        dict(faults),
        gettext("Saved at %(time)s", time=surroundings.wording().moment(surroundings.now())),
    )
    return form_page(after, path, place, form, status=422 if faults else 200)


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
def drop(number: int) -> Response:
    """Leave an item as it was before the draft."""
    path, place = named()
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
    (path, place), its = named(), desk(number)
    seen = request.form.get("seen", "0")
    try:
        save(its, person(), Save(path, place, None, int(seen) if seen.isdigit() else 0))
    except Stale as stale:
        return settling.conflict_page(its, stale.theirs, {})
    return redirect(url_for(".draft", number=number), 303)  # type: ignore[return-value]


def _not_permitted(_fault: NotPermitted) -> Response:
    return admin_page("admin/not_yours.html", None, fragment="item", status=403)
